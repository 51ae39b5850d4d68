"""The bare form by the very server that serves Arengo: python -m bench.bare.serve PORT WORKERS"""

import sys

from arengo.cli.production import serve_in_production

if __name__ == "__main__":
    serve_in_production(
        "127.0.0.1", int(sys.argv[1]), int(sys.argv[2]), "bench.bare.wsgi:application"
    )

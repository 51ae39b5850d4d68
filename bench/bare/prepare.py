"""Its tables, and meetings with these many seats: python -m bench.bare.prepare SEATS..."""

import os
import sys

import django
from django.apps import apps
from django.db import connection


def main() -> None:
    """Make the tables as the models say, and the meetings, numbered from 1."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.bare.settings"
    django.setup()
    models = apps.get_app_config("bare").get_models()
    with connection.schema_editor() as editor:
        for model in models:
            editor.create_model(model)
    meeting = apps.get_model("bare.Meeting")
    for number, seats in enumerate(map(int, sys.argv[1:]), start=1):
        meeting._default_manager.create(pk=number, title="A meeting", capacity=seats)


if __name__ == "__main__":
    main()

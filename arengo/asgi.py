"""The pages, with the live stream beneath them."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arengo.settings")
pages = get_asgi_application()

# Only now: what the stream draws with needs Django set up.
from arengo.core.stream.asgi import WithStream  # noqa: E402
from arengo.core.stream.feeds import feed  # noqa: E402
from arengo.core.stream.hub import Hub  # noqa: E402
from arengo.web.room import stream  # noqa: E402

application = WithStream(pages, lambda: Hub(stream.draw, feed()))

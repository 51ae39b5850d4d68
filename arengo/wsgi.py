import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from arengo.cli import children

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arengo.settings")
application = get_wsgi_application()
# All pages, before the first request.
import_module(settings.ROOT_URLCONF)
children.keep_what_is_loaded()

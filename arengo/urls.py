"""Addresses: Italian without a prefix, /en/ and /fr/ for the others."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from arengo.web.room import polling
from arengo.web.shared import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    # What is followed has its language in its grant.
    path("flusso/<str:token>", polling.not_here, name="stream"),
    path("flusso-adesso/<str:token>", polling.changed, name="stream-now"),
    *i18n_patterns(
        path("ufficio/", include("arengo.web.desk.account_urls")),
        path("ufficio/", include("arengo.web.desk.urls")),
        path("", include("arengo.web.room.urls")),
        path("", include("arengo.web.public.urls")),
        prefix_default_language=False,
    ),
]

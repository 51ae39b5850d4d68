"""CSRF checks that lose nothing: the page comes back with what was typed, to be sent again."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCE = _(
    "La pagina era aperta da molto tempo, oppure il browser non accetta i cookie, e per sicurezza "
    "non abbiamo ancora mandato niente. Quello che hai scritto è ancora qui: invia di nuovo."
)


class _Check(CsrfViewMiddleware):
    def _origin_verified(self, request: HttpRequest) -> bool:
        # Pages that send no referrer make browsers write "null" here, also to ourselves; the
        # token, which no other site can read, is still compared.
        is_hidden = request.META.get("HTTP_ORIGIN") == "null"
        return is_hidden or super()._origin_verified(request)  # type: ignore[misc]  # not in the stubs

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponseForbidden()


def why_not(request: HttpRequest) -> str | Promise | None:
    """The sentence for a POST that does not come from a page of ours, or None.

    For views marked `csrf_exempt`, which must call it before they do anything.
    """
    refused: Any = _Check(_any_view).process_view(request, _any_view, (), {})
    return SENTENCE if refused else None


def _any_view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()

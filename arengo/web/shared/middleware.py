"""What every request passes through: an id, the security headers, and refusals made into pages."""

import logging
import secrets
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url

from arengo.core import logs
from arengo.core.refusals import Refusal
from arengo.people.rules import NeedsSignIn

Handler = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
# What a page's script says of itself, to be answered with a sentence instead of a page.
BY_SCRIPT = "room"
logger = logging.getLogger(__name__)


class RequestId:
    """Gives each request an id, in its log lines and in its answer."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = logs.request_id.set(secrets.token_hex(8))
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = logs.request_id.get()
            return response
        finally:
            logs.request_id.reset(token)


class SecurityHeaders:
    """One strict policy for every page, with no exception."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response["X-Content-Type-Options"] = "nosniff"
        response.setdefault("Referrer-Policy", "same-origin")
        response["Cross-Origin-Opener-Policy"] = "same-origin"
        response["Permissions-Policy"] = "camera=(self), microphone=(self), geolocation=()"
        return response


class Refusals:
    """Turns a Refusal raised by an operation into a page with its sentence."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if isinstance(exception, NeedsSignIn):
            # An act cannot be repeated by opening its address: one comes back to the desk.
            back = request.get_full_path() if request.method == "GET" else _desk()
            return redirect_to_login(back)
        logger.info("refused: %s", type(exception).__name__)
        if request.headers.get("X-Requested-With") == BY_SCRIPT:
            return JsonResponse({"sentence": str(exception.sentence)}, status=exception.status)
        context = {"sentence": exception.sentence}
        # A surface may have a page of its own for this ("desk/refused.html").
        match = request.resolver_match
        templates = [f"{match.namespace if match else ''}/refused.html", "shared/refused.html"]
        return render(request, templates, context, status=exception.status)


def _desk() -> str:
    return resolve_url(settings.LOGIN_REDIRECT_URL)

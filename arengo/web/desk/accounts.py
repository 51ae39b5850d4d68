"""How the office signs in: django-allauth, with our rules and our words."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from arengo.core.guard import refuse_inside_transaction
from arengo.web.desk import access
from arengo.web.shared import limits


class DeskAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: `arengo createstaff` and the desk make accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """For its limits: as ours, behind trusted proxies only."""
        return str(limits.client_address(request) or "")

    def format_email_subject(self, subject: str) -> str:
        """Without the server's address in brackets."""
        return subject

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return access.home_of(request.user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        # Straight to the mail server, not through the outbox: a sign-in code is never kept.
        refuse_inside_transaction("the mail with a sign-in code")
        super().send_mail(template_prefix, email, context)


def in_our_frame(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of allauth whose pages keep our `site`: allauth's own would hide whose page it is."""

    @wraps(view)
    def framed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        context = getattr(response, "context_data", None)
        if context:
            context.pop("site", None)
        return response

    return framed

"""Those who work at the desk, and what the tests do there again and again."""

from typing import Any

from django.test import Client

from arengo.core.clock import process_time
from arengo.people.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NAMES = {
    User.Role.ADMINISTRATOR: "Elena Neri",
    User.Role.OFFICE: "Dario Bo",
    User.Role.DOOR: "Gina Volta",
    User.Role.VIEWER: "Piero Lana",
}
UNDEFINED = "variabile che manca"


def make_user(role: str = User.Role.OFFICE) -> User:
    """The one of the cast who has this role."""
    email = f"{role}@example.org"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User(email=email, name=NAMES[User.Role(role)], role=role)
        user.set_unusable_password()
        user.save()
    return user


def signed_in(role: str = User.Role.OFFICE) -> Client:
    """A browser in which somebody of this role has signed in."""
    client = Client()
    client.force_login(make_user(role), backend=BACKEND)
    return client


def nobody_works_here_any_more() -> None:
    """Everybody's access is taken away."""
    User.objects.update(is_active=False, deactivated_at=process_time.now())


def dario() -> Client:
    return signed_in(User.Role.OFFICE)


def elena() -> Client:
    return signed_in(User.Role.ADMINISTRATOR)


def form_data(response: Any, **changes: Any) -> dict[str, Any]:
    """What the page's form would send, with `changes`."""
    form = response.context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "")}
    return {**data, **changes}

"""What the tests of the editors share: who signs in, and forms filled in as a browser would."""

from typing import Any

from django.test import Client
from django.urls import reverse

from arengo.people.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def staff(role: str = User.Role.OFFICE, name: str = "Dario") -> User:
    """Somebody of the office."""
    email = f"{name.lower()}@ufficio.example"
    return User.objects.get_or_create(email=email, defaults={"name": name, "role": role})[0]


def signed_in(role: str = User.Role.OFFICE, name: str = "Dario") -> Client:
    """A browser in which they are signed in."""
    client = Client()
    client.force_login(staff(role, name), backend=BACKEND)
    return client


def filled(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send of the form at `url` if nothing were changed."""
    form = client.get(url).context["form"]
    data: dict[str, Any] = {}
    for bound in form:
        if bound.field.disabled:
            continue
        put(data, bound)
    return data


def put(data: dict[str, Any], bound: Any) -> None:
    widget = bound.field.widget
    value = bound.value()
    if hasattr(widget, "decompress"):
        for suffix, text in zip(widget.widgets_names, widget.decompress(value), strict=True):
            data[f"{bound.html_name}{suffix}"] = text or ""
        return
    if widget.__class__.__name__ == "Select":
        choices = [str(key) for key, _label in bound.field.choices]
        value = str(getattr(value, "pk", value) or "")
        data[bound.html_name] = value if value in choices else choices[0]
        return
    shown = widget.format_value(value)
    if widget.__class__.__name__ == "CheckboxInput":
        if value:
            data[bound.html_name] = "on"
    elif isinstance(shown, list):
        data[bound.html_name] = shown
    elif widget.__class__.__name__ not in ("FileInput", "ClearableFileInput"):
        data[bound.html_name] = "" if shown is None else shown


def send(client: Client, route: str, /, *args: Any, **changes: Any) -> Any:
    """Open the form of a route, change some of it, send it; gives the answer, not followed."""
    url = reverse(f"desk:{route}", args=args)
    data = {**filled(client, url), **changes}
    return client.post(url, {key: value for key, value in data.items() if value is not None})


def errors(response: Any) -> dict[str, list[str]]:
    """The sentences beside the fields."""
    return {
        name: [str(e) for e in found] for name, found in response.context["form"].errors.items()
    }

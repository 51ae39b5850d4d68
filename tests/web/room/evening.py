"""Who opens the pages of the evening, and where."""

from django.test import Client
from django.urls import reverse

from arengo.meetings.links import duty_token
from arengo.meetings.models import Duty, Meeting
from arengo.meetings.operations import assign_duty
from arengo.registrations.links import token_for
from arengo.registrations.models import Registration

BY_SCRIPT = {"X-Requested-With": "room"}


def own(registration: Registration, name: str = "evening", *args: object) -> str:
    """An address under somebody's personal link."""
    return reverse(f"room:{name}", args=[token_for(registration), *args])


def at(name: str, *args: object) -> str:
    """An address of who makes the evening."""
    return reverse(f"room:{name}", args=["lancio", *args])


def serving(meeting: Meeting, kind: Duty.Kind) -> Client:
    """A browser that opened the link of a service."""
    client = Client()
    duty = assign_duty(meeting=meeting, kind=kind, by="staff:1")
    client.get(reverse("room:duty", args=[duty_token(duty)]))
    return client

"""What the measures need of Arengo's own database: python -m bench.prepare WHAT [NUMBER...]

rushes N SEATS    announce the bundled process for the coming weeks, and N meetings for a rush
tokens N          the tokens of N registrations to be confirmed, as JSON
queries           how many queries each public page makes when it is drawn, as JSON
"""

import copy
import json
import os
import sys
from datetime import timedelta

import django
from django.apps import apps
from django.db import connection, reset_queries
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string

from bench.figures import MANY_SEATS, MEETING, PAGES

DAYS_AHEAD = 14


def rushes(number: int, seats: int) -> None:
    """The announced meetings some weeks from now, one with seats for all and some for a rush."""
    load = import_string("arengo.blueprint.load.bundled")
    import_string("arengo.blueprint.operations.apply_file")(load())
    meetings = apps.get_model("meetings.Meeting")._default_manager
    first = meetings.get(slug=MEETING)
    ahead = timezone.now() + timedelta(days=DAYS_AHEAD) - first.starts_at
    for meeting in meetings.all():
        for name in ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at",
                     "changes_close_at", "unclaimed_after"):  # fmt: skip
            at = getattr(meeting, name)
            setattr(meeting, name, at and at + timedelta(days=ahead.days))
        meeting.save()
    first = meetings.get(slug=MEETING)
    for count in range(1, number + 1):
        _copy(first, f"rush-{count}", seats)
    _pools().filter(meeting=first).update(capacity=MANY_SEATS)


def _copy(meeting, slug: str, seats: int) -> None:
    """The same meeting once more, with these many seats in its hall."""
    other = copy.copy(meeting)
    other.pk, other.slug = None, slug
    other._state.adding = True
    other.save()
    venue = meeting.venues.get()
    venue.pk, venue.meeting = None, other
    venue._state.adding = True
    venue.save()
    for pool in _pools().filter(meeting=meeting):
        pool.pk, pool.meeting, pool.capacity = None, other, seats
        pool.venue = venue if pool.venue_id else None
        pool._state.adding = True
        pool.save()


def tokens(number: int) -> None:
    """Print the tokens of registrations that wait for their button to be pressed."""
    token_for = import_string("arengo.registrations.links.token_for")
    registrations = apps.get_model("registrations.Registration")._default_manager
    waiting = registrations.filter(state="to_confirm", meeting__slug=MEETING, seat__isnull=False)
    print(json.dumps([token_for(one) for one in waiting.order_by("pk")[:number]]))


def queries() -> None:
    """Print how many queries each public page makes when it is drawn, in a warm process."""
    found = {}
    connection.force_debug_cursor = True
    for name, path in PAGES.items():
        client = Client(SERVER_NAME="127.0.0.1", headers={"accept-language": "it"})
        # As for who has a message waiting: drawn, not kept.
        client.cookies["messages"] = "none"
        client.get(path)
        reset_queries()
        client.get(path)
        found[name] = len(connection.queries)
    print(json.dumps(found))


def _pools():
    return apps.get_model("registrations.SeatPool")._default_manager


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "arengo.settings"
    django.setup()
    what, numbers = sys.argv[1], map(int, sys.argv[2:])
    {"rushes": rushes, "tokens": tokens, "queries": queries}[what](*numbers)

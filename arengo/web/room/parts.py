"""Which parts each page of the room has, and what each of them shows."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import segno
from django.conf import settings
from django.urls import reverse

from arengo.core.clock import process_time
from arengo.live.models import Room
from arengo.live.queries import Evening, ends_at, evening_of, help_waiting, last_captions
from arengo.meetings.models import Meeting
from arengo.process.queries import pages_of
from arengo.web.room import parts_asking, parts_conference, parts_speaking
from arengo.web.room.parts_writing import WRITING

Context = dict[str, Any]

# The page of everybody, the assistant's, the chair's sheet, the projector, the captions' page, the note-taker's.
VIEWS: Final[Mapping[str, tuple[str, ...]]] = {
    "stage": (
        "now",
        "turn",
        "queue",
        "programme",
        "screen",
        "captions",
        "help",
        "notes",
        "conference",
        *parts_asking.VIEWS["stage"],
    ),
    "console": (
        "now",
        "turn",
        "queue",
        "programme",
        "screen",
        "help",
        "written",
        "figures",
        *parts_asking.VIEWS["console"],
    ),
    "chair": ("now", "turn", "queue", "programme", "figures", *parts_asking.VIEWS["chair"]),
    "projector": (
        "now",
        "turn",
        "queue",
        "screen",
        "captions",
        "written",
        *parts_asking.VIEWS["projector"],
    ),
    "steward": ("turn", "queue", "help"),
    "captions": ("now", "turn", "captions"),
    "notes": ("now", "notes"),
    "technician": ("now", "turn", "conference", "sound"),
    "output": ("conference",),
    "interpreter": ("now", "turn", "screen", "captions", "conference"),
}
CAPTIONS_SHOWN: Final = {"stage": 3, "projector": 2, "captions": 12, "interpreter": 2}
NEXT_SHOWN: Final = 3
# What the projector shows without anything more to be said.
PLAIN_SHOWINGS: Final = (
    Room.Showing.NOW,
    Room.Showing.NEXT,
    Room.Showing.JOIN,
    Room.Showing.WRITTEN,
    Room.Showing.BLANK,
)


def context_of(view: str, part: str, meeting: Meeting) -> Context:
    """What the template of this part needs; `meeting` and `view` are always there."""
    context = {"meeting": meeting, "view": view, "drawn_at": process_time.now()}
    return context | CONTEXTS[part](view, meeting)


def _now(_view: str, meeting: Meeting) -> Context:
    evening = evening_of(meeting)
    span = evening.span
    return {
        "evening": evening,
        "span": span,
        "ends_at": ends_at(span) if span else None,
        "to_come": _to_come(evening),
    }


def _programme(_view: str, meeting: Meeting) -> Context:
    evening = evening_of(meeting)
    return {"evening": evening, "span": evening.span, "to_come": _to_come(evening)}


def _to_come(evening: Evening) -> list[Any]:
    if evening.next is None:
        return []
    place = evening.lines.index(evening.next)
    return list(evening.lines[place : place + NEXT_SHOWN])


def _screen(view: str, meeting: Meeting) -> Context:
    evening = evening_of(meeting)
    room = evening.room
    pages = list(pages_of(room.document)) if room.document else []
    context: Context = {
        "evening": evening,
        "room": room,
        "pages": len(pages),
        "slide": next((page for page in pages if page.number == room.page), None),
    }
    if view == "projector" and room.showing == Room.Showing.JOIN:
        context |= _how_to_join()
    if view == "console":
        line = evening.now or evening.next
        context["showings"] = PLAIN_SHOWINGS
        context["documents"] = [
            document for document in (line.line.documents if line else []) if pages_of(document)
        ]
    return context


def _how_to_join() -> Context:
    """The page that sends the personal link again, as an address and as its QR."""
    address = settings.BASE_URL + reverse("public:lost-link")
    qr = segno.make(address, error="m").svg_data_uri(scale=8, border=2)
    return {"join_address": address.split("://")[-1].rstrip("/"), "join_qr": qr}


def _captions(view: str, meeting: Meeting) -> Context:
    return {"captions": last_captions(meeting, CAPTIONS_SHOWN[view])}


def _help(_view: str, meeting: Meeting) -> Context:
    waiting = help_waiting(meeting)
    return {"waiting": waiting, "untaken": sum(1 for one in waiting if one.taken_at is None)}


CONTEXTS: Final[Mapping[str, Callable[[str, Meeting], Context]]] = {
    "now": _now,
    "programme": _programme,
    "screen": _screen,
    "captions": _captions,
    "help": _help,
    "queue": parts_speaking.queue,
    "turn": parts_speaking.turn,
    **parts_asking.CONTEXTS,
    **WRITING,
    "conference": parts_conference.conference,
    "sound": parts_conference.sound,
}

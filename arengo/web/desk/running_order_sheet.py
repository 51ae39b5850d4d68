"""The running order as the desk shows and prints it: who, when, which slides, which microphone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from arengo.core import documents
from arengo.core.clock import words
from arengo.core.outbox import letter
from arengo.meetings.models import Meeting, Sitting, Speaker
from arengo.meetings.running_order import Line, lines_of
from arengo.web.shared.templatetags.arengo import hours

TEMPLATE: Final = (
    Path(__file__).parent.parent / "templates" / "desk" / "conduct" / "running_order.typ"
)


@dataclass(frozen=True)
class Part:
    """The lines of one part of the meeting."""

    number: int
    lines: list[Line]

    @property
    def moderated(self) -> list[Sitting]:
        """Its round tables of which it is known who moderates."""
        sittings = {line.sitting.pk: line.sitting for line in self.lines}
        return [sitting for sitting in sittings.values() if sitting.moderator is not None]


def parts(meeting: Meeting) -> list[Part]:
    """The running order by part."""
    lines = lines_of(meeting)
    return [
        Part(number, list(group))
        for number, group in groupby(lines, key=lambda line: line.sitting.part)
    ]


def pdf(meeting: Meeting, language: str) -> bytes:
    """The sheet as PDF/UA. Raises InsideTransaction when a transaction is open."""
    order = parts(meeting)
    with translation.override(language):
        return documents.compile(TEMPLATE, _sheet(meeting, order, language))


def _sheet(meeting: Meeting, order: Sequence[Part], language: str) -> dict[str, Any]:
    lines = [line for part in order for line in part.lines]
    has_examples = any(line.sitting.hours_are_example for line in lines)
    return {
        "title": _("Scaletta di regia: %(meeting)s") % {"meeting": meeting.title},
        "language": language,
        "demo": letter.demo_line(),
        "sender": str(meeting.process.body.name),
        "heading": _("Scaletta di regia"),
        "about": f"{meeting.title} · {words.from_to(meeting.starts_at, meeting.ends_at)}",
        "example": _("Gli orari con l'asterisco sono d'esempio.") if has_examples else "",
        "columns": [
            _("A che ora"),
            _("Che cosa"),
            _("Chi"),
            _("Slide e documenti"),
            _("Microfono"),
            _("Per la regia"),
        ],
        "parts": [
            {
                "heading": _("Parte %(number)s") % {"number": part.number},
                "moderated": [moderated_in_words(sitting) for sitting in part.moderated],
                "rows": [row_of(line) for line in part.lines],
            }
            for part in order
        ],
        "empty": _("Il programma è ancora vuoto."),
        "footer": _("Per chi lavora all'incontro: non va pubblicata."),
    }


def row_of(line: Line) -> dict[str, Any]:
    """A line as its row on paper, in the language that is active."""
    return {
        "hour": _hour(line),
        "minutes": _("%(minutes)s min") % {"minutes": line.minutes} if line.minutes else "",
        "title": str(line.title),
        "within": str(line.sitting.title) if line.item else "",
        "speakers": [_speaker(speaker) for speaker in line.speakers],
        "documents": [str(document.title) for document in line.documents],
        "microphone": line.microphone,
        "direction": line.direction,
    }


def moderated_in_words(sitting: Sitting) -> str:
    """ "Tavola rotonda, dalle 16.55 alle 17.45. Modera: Ada Rossi (ruolo)"."""
    title, when = str(sitting.title), hours(sitting)
    mark = "*" if sitting.hours_are_example else ""
    where = f"{title}, {when}{mark}" if when else title
    facts = {"where": where, "who": _speaker(sitting.moderator) if sitting.moderator else ""}
    return _("%(where)s. Modera: %(who)s") % facts


def _hour(line: Line) -> str:
    if line.starts_at is None:
        return _("da stabilire")
    mark = "*" if line.sitting.hours_are_example else ""
    return f"{timezone.localtime(line.starts_at):%H:%M}{mark}"


def _speaker(speaker: Speaker) -> str:
    return f"{speaker.name} ({speaker.role})" if not speaker.is_example else speaker.name

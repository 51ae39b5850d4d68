"""At the end: is all that was answered with success in the database, and once?"""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any, Final

from django.db.models import QuerySet

from arengo.core.ledger.models import Entry
from arengo.live.models import (
    AskedQuestion,
    Ballot,
    HelpRequest,
    InvitationToWrite,
    Note,
    QuestionSupport,
    SpeakingRequest,
    Statement,
)
from arengo.registrations.models import Attendance, Registration
from arengo.rehearsal.script import Act, What
from arengo.rehearsal.stagehand import Stagehand

State = Registration.State


def lost_and_twice(stagehand: Stagehand, answered: Iterable[Act]) -> tuple[list[str], list[str]]:
    """The acts that are not there, and those that are there more than once, in words for who looks."""
    lost: list[str] = []
    twice: list[str] = []
    for act in answered:
        who = stagehand.registration_of(act.who)
        times = TIMES[act.what](act, who) if who else 0
        if times != 1:
            (lost if times < 1 else twice).append(f"{act.what} {act.who} {act.number}")
    return lost, twice


def _entries(kind: str, subject: str) -> int:
    return Entry.objects.filter(kind=kind, subject=subject).count()


def _rows_and_entries(rows: QuerySet[Any], kind: str, subjects: Callable[[Any], str]) -> int:
    """1 for one row with one entry of the ledger; 0 for none, more for more of either."""
    found = list(rows)
    counts = [_entries(kind, subjects(row)) for row in found]
    return 0 if not found or 0 in counts else max(len(found), *counts)


def _register(_act: Act, who: Registration) -> int:
    same = Registration.objects.filter(meeting=who.meeting, person=who.person)
    return same.exclude(state=State.CANCELLED).count()


def _confirm_place(_act: Act, who: Registration) -> int:
    confirmed = _entries("registration.confirmed", f"registration:{who.code}")
    return confirmed or _entries("line.joined", f"registration:{who.code}")


def _enter(_act: Act, who: Registration) -> int:
    """Who left and came back was there twice, one after the other; in both at once is once too often."""
    stays = list(Attendance.objects.filter(registration=who).order_by("entered_at", "id"))
    together = [
        one
        for one, other in pairwise(stays)
        if one.left_at is None or other.entered_at < one.left_at
    ]
    return bool(stays) + len(together)


def _write(act: Act, who: Registration) -> int:
    item = act.facts["line"].partition("/")[2]
    same = Statement.objects.filter(registration=who, item__key=item, kind=act.facts["kind"])
    if not same.filter(text=act.facts["text"], horizon=act.facts["horizon"]).exists():
        return 0
    return _rows_and_entries(same, "statement.written", lambda row: f"statement:{row.code}")


def _ask_to_speak(act: Act, _who: Registration) -> int:
    same = SpeakingRequest.objects.filter(pk=act.number)
    return _rows_and_entries(same, "speaking.asked", lambda row: f"request:{row.pk}")


def _withdraw(_act: Act, who: Registration) -> int:
    mine = SpeakingRequest.objects.filter(registration=who)
    if mine.filter(state=SpeakingRequest.State.SPOKE).exists():
        # Called in the same moment: who has the floor is not touched.
        return 1
    mine = mine.filter(state=SpeakingRequest.State.WITHDRAWN)
    return _rows_and_entries(mine, "speaking.withdrawn", lambda row: f"request:{row.pk}")


def _question(act: Act, who: Registration) -> int:
    same = AskedQuestion.objects.filter(registration=who, pk=act.number)
    return _rows_and_entries(same, "question.asked", lambda row: f"question:{row.pk}")


def _support(act: Act, who: Registration) -> int:
    given = QuestionSupport.objects.filter(question=act.number)
    if not given.filter(registration=who).exists():
        return 0
    # The ledger does not say whose they are: as many entries as supports.
    return 1 + _entries("question.supported", f"question:{act.number}") - given.count()


def _vote(act: Act, who: Registration) -> int:
    cast = Ballot.objects.filter(poll=act.number)
    if not cast.filter(registration=who, option__position=act.facts["option"]).exists():
        return 0
    return 1 + _entries("ballot.cast", f"poll:{act.number}") - cast.count()


def _help(act: Act, who: Registration) -> int:
    return HelpRequest.objects.filter(registration=who, pk=act.number).count()


def _confirm(_act: Act, who: Registration) -> int:
    mine = Note.objects.filter(turn__request__registration=who)
    if mine.filter(confirmed_at__isnull=True).exists():
        return 0
    return max([1, *(_entries("note.confirmed", f"note:{note.code}") for note in mine)])


def _write_instead(act: Act, who: Registration) -> int:
    mine = InvitationToWrite.objects.filter(request__registration=who)
    written = mine.filter(text=act.facts["text"])
    return _rows_and_entries(
        written,
        "speaking.written",
        lambda row: f"request:{row.request_id}",
    )


TIMES: Final[dict[What, Callable[[Act, Registration], int]]] = {
    What.REGISTER: _register,
    What.CONFIRM_PLACE: _confirm_place,
    What.ENTER: _enter,
    What.WRITE: _write,
    What.ASK_TO_SPEAK: _ask_to_speak,
    What.POINT_OF_ORDER: _ask_to_speak,
    What.WITHDRAW: _withdraw,
    What.QUESTION: _question,
    What.SUPPORT: _support,
    What.VOTE: _vote,
    What.HELP: _help,
    What.CONFIRM: _confirm,
    What.WRITE_INSTEAD: _write_instead,
}

"""An evening as rows without ids and hours, so that two of the same seed can be compared.

What depends on who came first by a hair is left out: which of those who asked got the floor, and so
what was written of their turns, which words were confirmed and who wrote instead; and points of order,
which a page does not offer to who has the floor.
"""

from collections import Counter
from typing import Any, Final

from django.db.models import QuerySet

from arengo.live.models import (
    AskedQuestion,
    Ballot,
    HelpRequest,
    Note,
    QuestionSupport,
    SpeakingRequest,
    Statement,
)
from arengo.meetings.models import Meeting
from arengo.registrations.models import Attendance, Registration
from arengo.rehearsal import words

Rows = dict[str, list[list[str]]]
# Where the words of the script say who somebody is: newcomers get a code anew each time.
WHO: Final = ("registration__code", "registration__person__contact__email")


def account_of(meeting: Meeting) -> Rows:
    """What came of the evening, in an order that does not depend on when."""
    room = {"room__meeting": meeting}
    confirmed = Registration.objects.filter(
        meeting=meeting,
        person__contact__email__endswith=f"@{words.NOBODYS}",
        state__in=[Registration.State.CONFIRMED, Registration.State.ATTENDED],
    )
    inside = Attendance.objects.filter(meeting=meeting)
    return {
        "registered": _rows(confirmed, "person__contact__email", "mode", "state"),
        # However often one left and came back.
        "inside": _of_people(inside.order_by().distinct(), "mode"),
        "statements": _of_people(
            Statement.objects.filter(**room), "item__key", "kind", "horizon", "text"
        ),
        "requests": _of_people(
            SpeakingRequest.objects.filter(
                queue__room__meeting=meeting, kind=SpeakingRequest.Kind.FLOOR
            ),
            "topic",
        ),
        "notes": _rows(
            Note.objects.filter(turn__room__meeting=meeting, turn__request=None),
            *("turn__span__item__key", "position", "text"),
        ),
        "questions": _of_people(AskedQuestion.objects.filter(**room), "text", "state"),
        "supports": _of_people(
            QuestionSupport.objects.filter(question__room__meeting=meeting), "question__text"
        ),
        "ballots": _of_people(
            Ballot.objects.filter(poll__room__meeting=meeting), "option__position"
        ),
        "help": _of_people(HelpRequest.objects.filter(**room), "about"),
    }


def differences(one: Rows, other: Rows) -> dict[str, dict[str, Any]]:
    """By kind of row, what only one of two evenings has; empty when they are the same."""
    found = {}
    for kind in sorted({*one, *other}):
        here, there = (Counter(map(tuple, rows.get(kind, []))) for rows in (one, other))
        if here != there:
            found[kind] = {"only_here": sorted(here - there), "only_there": sorted(there - here)}
    return found


def _of_people(rows: QuerySet[Any], *columns: str) -> list[list[str]]:
    named = rows.values_list(*WHO, *columns)
    return sorted([_name(code, email), *map(str, rest)] for code, email, *rest in named)


def _name(code: str | None, email: str | None) -> str:
    return email if email and email.endswith(f"@{words.NOBODYS}") else str(code)


def _rows(rows: QuerySet[Any], *columns: str) -> list[list[str]]:
    return sorted([*map(str, row)] for row in rows.values_list(*columns))

"""Those who asked to hear of the next meetings of a process, as to one of them.

Who is told has a standing consent, and confirmed a registration in which the box was ticked: one
that a stranger ticked in somebody else's name is worth nothing.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from arengo.meetings.models import Meeting
from arengo.people.models import Consent, Contact, Person
from arengo.registrations.models import Notice, Registration


class Standing(TextChoices):
    """Whether somebody who asked is told of a meeting, or why not: the first that is true."""

    REGISTERED = "registered", _("già iscritte a questo incontro")
    CANCELLED = "cancelled", _("si erano iscritte e hanno annullato, quindi lo conoscono")
    TOLD = "told", _("già avvisate di questo incontro")
    NOT_CONFIRMED = "not_confirmed", _("non hanno confermato l'iscrizione in cui lo chiedevano")
    WITHOUT_MAIL = "without_mail", _("senza un indirizzo e-mail")
    DUE = "due", _("da avvisare")


@dataclass(frozen=True, kw_only=True)
class Audience:
    """How many asked to hear of next meetings, and how they stand as to one of them."""

    numbers: Mapping[str, int]
    # When notices of this meeting were last owed, and to how many in that one act.
    last_told_at: datetime | None
    last_told: int

    @property
    def due(self) -> int:
        return self.numbers.get(Standing.DUE, 0)

    @property
    def asked(self) -> int:
        return sum(self.numbers.values())

    @property
    def left_out(self) -> list[tuple[Standing, int]]:
        """Who is not written to and why, where there is somebody."""
        reasons = [each for each in Standing if each != Standing.DUE]
        return [(each, self.numbers[each]) for each in reasons if self.numbers.get(each)]


def audience(meeting: Meeting) -> Audience:
    """How those who asked stand as to `meeting`: three queries."""
    counted = _asked(meeting).order_by().values_list("standing").annotate(number=Count("pk"))
    notices = Notice.objects.filter(meeting=meeting)
    last = notices.aggregate(last=Max("told_at"))["last"]
    return Audience(
        numbers=dict(counted),
        last_told_at=last,
        last_told=notices.filter(told_at=last).count() if last else 0,
    )


def due(meeting: Meeting) -> QuerySet[Person]:
    """Those who asked, are to be told of `meeting`, and were not yet."""
    return _asked(meeting).filter(standing=Standing.DUE)


def may_be_told(meeting: Meeting, person_id: uuid.UUID) -> bool:
    """True while a notice that is owed to this person may leave: they stand by it, and it is news."""
    still = [Standing.DUE, Standing.TOLD]
    reached = _asked(meeting).filter(pk=person_id, has_mail=True, is_confirmed=True)
    return reached.filter(standing__in=still).exists()


def _asked(meeting: Meeting) -> QuerySet[Any]:
    """Who has a standing consent and registered in this process, each with their `standing`."""
    consent = Consent.objects.filter(
        person=OuterRef("pk"), kind=Consent.Kind.NEXT_MEETINGS, withdrawn_at__isnull=True
    )
    theirs = Registration.objects.filter(person=OuterRef("pk"))
    of_the_process = theirs.filter(meeting__process=meeting.process_id)
    confirmed = Q(confirmed_at__isnull=False) | Q(waiting_places__is_confirmed=True)
    here = theirs.filter(meeting=meeting)
    cancelled = Q(state=Registration.State.CANCELLED)
    people = Person.objects.filter(Exists(consent), Exists(of_the_process)).annotate(
        is_confirmed=Exists(of_the_process.filter(confirmed, asked_for_notices=True)),
        is_registered=Exists(here.exclude(cancelled)),
        has_cancelled=Exists(here.filter(cancelled)),
        is_told=Exists(Notice.objects.filter(meeting=meeting, person=OuterRef("pk"))),
        has_mail=Exists(Contact.objects.filter(person=OuterRef("pk"), email__gt="")),
    )
    return people.annotate(
        standing=Case(
            When(is_registered=True, then=Value(Standing.REGISTERED.value)),
            When(has_cancelled=True, then=Value(Standing.CANCELLED.value)),
            When(is_told=True, then=Value(Standing.TOLD.value)),
            When(is_confirmed=False, then=Value(Standing.NOT_CONFIRMED.value)),
            When(has_mail=False, then=Value(Standing.WITHOUT_MAIL.value)),
            default=Value(Standing.DUE.value),
        )
    )

"""How long data about people are kept, and what has been kept long enough: for the jobs and doctor.

docs/privacy.md and the public page on privacy promise these ends; tests hold the three together.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from arengo.core.clock.process_time import a_year_before
from arengo.invitations.models import AddressBookPerson
from arengo.meetings.models import Meeting
from arengo.people.models import Consent, Contact, Person
from arengo.process.models import Process, Stage, StageChange
from arengo.registrations.models import (
    AccessNeeds,
    Attendance,
    Mode,
    Notice,
    OfficeMessage,
    Registration,
)

State = Registration.State
ACCESS_NEEDS_KEPT: Final = timedelta(days=7)
UNCONFIRMED_KEPT: Final = timedelta(days=30)


def people_who_came_long_ago(now: datetime) -> QuerySet[Person]:
    """Those whose last meeting ended a year ago, unless they still want to hear of the next ones.

    That consent keeps them as long as a process they registered for goes on; a voice they sent from
    the site, for a year after it.
    """
    theirs = Registration.objects.filter(person=OuterRef("pk"))
    lately = theirs.filter(meeting__ends_at__gt=a_year_before(now))
    wants_news = Consent.objects.filter(
        person=OuterRef("pk"), kind=Consent.Kind.NEXT_MEETINGS, withdrawn_at__isnull=True
    )
    goes_on = theirs.filter(meeting__process__in=processes_that_go_on(now))
    people = Person.objects.filter(Exists(theirs), ~Exists(lately), erased_at__isnull=True)
    people = people.exclude(kept_until__gt=now)
    return people.exclude(Exists(wants_news), Exists(goes_on))


def people_who_never_confirmed(now: datetime) -> QuerySet[Person]:
    """Those of whom, thirty days after they last registered, nothing was ever confirmed.

    The address may be a stranger's, who never asked for anything. Without any registration the days
    run from when the row was made; people of the address book are there by another consent, and those
    who confirmed a voice from the site stay for a year after it.
    """
    since = now - UNCONFIRMED_KEPT
    theirs = Registration.objects.filter(person=OuterRef("pk"))
    confirmed = theirs.filter(
        Q(confirmed_at__isnull=False)
        | Q(state__in=[State.CONFIRMED, State.WAITING, State.OFFERED, State.ATTENDED])
        | Q(waiting_places__is_confirmed=True)
    )
    lately = theirs.filter(registered_at__gt=since)
    in_the_book = AddressBookPerson.objects.filter(contact__person=OuterRef("pk"))
    return Person.objects.exclude(kept_until__gt=now).filter(
        ~Exists(confirmed),
        ~Exists(lately),
        ~Exists(in_the_book),
        created_at__lte=since,
        erased_at__isnull=True,
    )


def people_to_forget(now: datetime) -> QuerySet[Person]:
    """All whose time is over, for whichever of the two reasons."""
    came = people_who_came_long_ago(now).values("pk")
    never = people_who_never_confirmed(now).values("pk")
    return Person.objects.filter(Q(pk__in=came) | Q(pk__in=never))


def what_goes_with(people: QuerySet[Person]) -> list[QuerySet[Any]]:
    """The rows of which something goes when these people are erased, in this package and before it."""
    theirs = Registration.objects.filter(person__in=people)
    told = ~Q(delegate_of="", note="", asked_for_notices=False) | ~Q(answers={})
    online = Attendance.objects.filter(registration__in=theirs, mode=Mode.ONLINE)
    return [
        Contact.objects.filter(person__in=people),
        Consent.objects.filter(person__in=people),
        AccessNeeds.objects.filter(registration__in=theirs),
        Notice.objects.filter(person__in=people),
        theirs.filter(told | Q(axes__isnull=False)).distinct(),
        online.filter(Q(left_at__isnull=False) | Q(seen_at__isnull=False)),
    ]


def access_needs_over(now: datetime) -> QuerySet[AccessNeeds]:
    """What people told of their needs, seven days after the meeting.

    A meeting put off is still to come: they stay, at most until the person goes.
    """
    needs = AccessNeeds.objects.filter(registration__meeting__ends_at__lte=now - ACCESS_NEEDS_KEPT)
    return needs.exclude(registration__meeting__state=Meeting.State.POSTPONED)


def office_messages_over(now: datetime) -> QuerySet[OfficeMessage]:
    """What the office wrote to the registered, a year after the meeting: its readers go then too."""
    return OfficeMessage.objects.filter(meeting__ends_at__lte=a_year_before(now))


def processes_that_go_on(now: datetime) -> list[Process]:
    """Those with a stage that is still open, and whose last date is not a year past.

    Stages are closed by hand: what an office forgets to close must not keep data for ever.
    """
    last_meeting = dict(
        Meeting.objects.exclude(state=Meeting.State.CANCELLED)
        .order_by()
        .values_list("process")
        .annotate(last=Max("ends_at"))
    )
    since = timezone.localtime(a_year_before(now)).date()
    going = []
    for process in Process.objects.prefetch_related("stages__changes"):
        stages = list(process.stages.all())
        is_closed = bool(stages) and all(_is_over(stage, now) for stage in stages)
        ends_at = last_meeting.get(process.pk)
        dates = [day for stage in stages for day in _dates_of(stage)]
        dates += [timezone.localtime(ends_at).date()] if ends_at else []
        if not is_closed and max(dates, default=date.min) > since:
            going.append(process)
    return going


def _is_over(stage: Stage, now: datetime) -> bool:
    if stage.closed_at is not None and stage.closed_at <= now:
        return True
    today = timezone.localtime(now).date()
    actual = (c for c in stage.changes.all() if c.kind == StageChange.Kind.ACTUAL)
    return any(change.end is not None and change.end < today for change in actual)


def _dates_of(stage: Stage) -> Iterator[date]:
    for day in (stage.planned_start, stage.planned_end):
        if day:
            yield day
    for change in stage.changes.all():
        yield from (day for day in (change.start, change.end) if day)

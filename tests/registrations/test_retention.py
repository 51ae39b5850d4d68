"""What is kept too long goes by itself, when docs/privacy.md says, and not a day before."""

from datetime import date
from typing import Any

import pytest

from arengo.core.ledger import operations as ledger
from arengo.core.ledger.models import Entry
from arengo.core.ledger.verification import verify
from arengo.invitations import operations as inviting
from arengo.meetings.models import Meeting
from arengo.people.models import Consent, Contact, Person
from arengo.process.models import Stage, StageChange
from arengo.registrations import operations, retention
from arengo.registrations.models import AccessNeeds, OfficeMessage, Registration
from arengo.registrations.operations import (
    cancel,
    erasing,
    forget_office_messages,
    forget_people,
    purge_access_needs,
    register_by_office,
    withdraw_consent,
)
from tests.factories import make_meeting, make_process, moment
from tests.invitations.books import make_town
from tests.registrations.acts import (
    DARIO,
    HALL,
    ONLINE,
    again,
    ask,
    counters,
    fill,
    mail_leaves,
    take_part,
    worker_runs,
)

pytestmark = pytest.mark.usefixtures("adds_up")
THE_LAST_MINUTE = "2024-09-27 18:29"
A_YEAR_AFTER = "2024-09-27 18:30"
NEXT = Consent.Kind.NEXT_MEETINGS


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting(hall=1)


def names() -> list[str]:
    """Whom we still know by name."""
    return list(Contact.objects.order_by("name").values_list("name", flat=True))


def another_meeting(starts_at: str, ends_at: str, **fields: Any) -> Meeting:
    values = {"slug": "tavoli", "starts_at": moment(starts_at), "ends_at": moment(ends_at)}
    return make_meeting(**{**values, **fields})


# A year after the last meeting


def test_a_year_after_the_meeting_the_people_are_erased_and_the_figures_stay(meeting, clock):
    ada = take_part(meeting, "Ada Conti")
    bruno = cancel(registration=take_part(meeting, "Bruno Rota", ONLINE))

    clock.to(THE_LAST_MINUTE)
    assert forget_people() == 0
    clock.to(A_YEAR_AFTER)
    assert forget_people() == 2

    assert names() == []
    assert [again(r).state for r in (ada, bruno)] == ["confirmed", "cancelled"]
    assert Person.objects.filter(erased_at=moment(A_YEAR_AFTER)).count() == 2


def test_the_job_says_it_in_one_entry_and_the_ledger_holds(meeting, clock):
    take_part(meeting, "Ada Conti")
    take_part(meeting, "Bruno Rota")
    ledger.seal()
    clock.to(A_YEAR_AFTER)

    forget_people()
    forget_people()
    ledger.seal()

    entry = Entry.objects.get(kind="person.forgotten")
    assert (entry.facts["count"], entry.facts["why"], entry.by) == (2, "a_year_after", "system")
    assert Entry.objects.filter(kind="ledger.erased").count() == 1
    assert verify() == []


def test_the_year_runs_from_the_last_meeting_that_one_registered_for(meeting, clock):
    take_part(meeting, "Ada Conti")
    take_part(another_meeting("2023-12-05 16:00", "2023-12-05 18:00"), "Ada Conti", ONLINE)

    clock.to(A_YEAR_AFTER)
    assert forget_people() == 0
    clock.to("2024-12-05 18:00")
    assert forget_people() == 1


def test_meetings_of_others_keep_nobody(meeting, clock):
    take_part(meeting, "Ada Conti")
    another_meeting("2024-12-05 16:00", "2024-12-05 18:00")

    clock.to(A_YEAR_AFTER)
    assert forget_people() == 1


def test_a_meeting_put_off_for_ever_does_not_keep_people_for_ever(meeting, clock):
    ada = take_part(meeting, "Ada Conti")
    operations.postpone_meeting(meeting=meeting, reason="x", by=DARIO)

    clock.to(A_YEAR_AFTER)
    assert forget_people() == 1
    assert again(ada).state == "cancelled"


def test_some_at_a_time_and_no_run_forgets_what_the_one_before_left(meeting, clock, monkeypatch):
    monkeypatch.setattr(erasing, "AT_ONCE", 2)
    for name in ("Ada Conti", "Bruno Rota", "Carla Bosio"):
        take_part(meeting, name, ONLINE)
    clock.to(A_YEAR_AFTER)

    assert [forget_people() for _run in range(3)] == [2, 1, 0]


def test_people_of_the_address_book_stay_until_they_or_their_body_say_so(meeting, clock):
    take_part(meeting, "Ada Conti")
    inviting.add_person(
        entry=make_town(),
        name="Ada Conti",
        email="ada@example.org",
        role="",
        consent_how="e-mail",
        by=DARIO,
    )

    clock.to(A_YEAR_AFTER)
    assert forget_people() == 1
    assert names() == ["Ada Conti"]


# Who asked to hear of the next meetings


@pytest.fixture
def stage(meeting) -> Stage:
    """A stage of the process that lasts into 2025."""
    return Stage.objects.create(
        process=make_process(), key="ascolto", title="Ascolto", planned_end=date(2025, 1, 31)
    )


def test_who_wants_to_hear_of_the_next_ones_stays_as_long_as_the_process_goes_on(
    meeting, stage, clock
):
    take_part(meeting, "Ada Conti", notify_next=True)
    take_part(meeting, "Bruno Rota", ONLINE)

    clock.to(A_YEAR_AFTER)
    assert forget_people() == 1
    assert names() == ["Ada Conti"]

    stage.closed_at = moment("2024-10-01 09:00")
    stage.save()
    clock.to("2024-10-01 09:01")
    assert forget_people() == 1


def test_who_took_the_consent_back_goes_after_the_year(meeting, stage, clock):
    ada = take_part(meeting, "Ada Conti", notify_next=True)
    clock.to(A_YEAR_AFTER)
    withdraw_consent(person=ada.person, kind=NEXT)

    assert forget_people() == 1


def test_a_stage_that_nobody_closes_keeps_nobody_for_ever(meeting, stage, clock):
    take_part(meeting, "Ada Conti", notify_next=True)

    clock.to("2026-01-31 12:00")
    assert forget_people() == 1


@pytest.mark.parametrize(("end", "gone"), [(date(2024, 9, 26), 1), (date(2024, 9, 28), 0)])
def test_a_stage_that_really_ended_is_over(meeting, stage, clock, end, gone):
    StageChange.objects.create(stage=stage, key="vera", kind="actual", end=end)
    take_part(meeting, "Ada Conti", notify_next=True)

    clock.to(A_YEAR_AFTER)
    assert forget_people() == gone


def test_without_stages_the_meetings_say_whether_the_process_goes_on(meeting, clock):
    take_part(meeting, "Ada Conti", notify_next=True)
    another_meeting("2024-12-05 16:00", "2024-12-05 18:00")

    clock.to(A_YEAR_AFTER)
    assert forget_people() == 0
    clock.to("2025-12-06 00:00")
    assert forget_people() == 1


# Who never confirmed


def test_thirty_days_after_a_request_that_was_never_confirmed_it_is_as_if_never_made(clock, db):
    meeting = make_meeting(
        hall=1, starts_at=moment("2023-12-05 16:00"), ends_at=moment("2023-12-05 18:00")
    )
    ada = ask(meeting, "Ada Conti")
    mail_leaves()
    clock.to("2023-09-07 09:00")
    worker_runs()

    clock.to("2023-10-06 08:59")
    assert forget_people() == 0
    clock.to("2023-10-06 09:00")
    assert forget_people() == 1

    assert names() == []
    assert again(ada).state == "cancelled"
    assert counters(meeting) == (0, 0)
    assert Entry.objects.get(kind="person.forgotten").facts["why"] == "never_confirmed"


def test_a_place_that_was_still_held_goes_to_who_waits(clock, db):
    meeting = make_meeting(
        hall=1, starts_at=moment("2023-12-05 16:00"), ends_at=moment("2023-12-05 18:00")
    )
    ask(meeting, "Ada Conti")
    clock.to("2023-10-01 09:00")
    bruno = take_part(meeting, "Bruno Rota")

    clock.to("2023-10-06 09:00")
    forget_people()
    assert again(bruno).state == "offered"


@pytest.mark.parametrize(
    "confirmed",
    [
        lambda meeting: take_part(meeting, "Ada Conti"),
        lambda meeting: cancel(registration=take_part(meeting, "Ada Conti")),
        lambda meeting: register_by_office(meeting=meeting, name="Ada Conti", mode=HALL, by=DARIO),
    ],
    ids=["confirmed", "cancelled after confirming", "by the office"],
)
def test_who_confirmed_once_stays_for_the_year(meeting, clock, confirmed):
    confirmed(meeting)
    clock.to("2023-12-01 09:00")

    assert forget_people() == 0


def test_who_waited_and_then_cancelled_had_confirmed_too(meeting, clock):
    fill(meeting)
    cancel(registration=take_part(meeting, "Ada Conti"))
    clock.to("2023-12-01 09:00")

    assert forget_people() == 0


def test_who_cancelled_without_confirming_goes_after_thirty_days(meeting, clock):
    cancel(registration=ask(meeting, "Ada Conti"))
    clock.to("2023-10-06 09:00")

    assert forget_people() == 1


def test_one_confirmed_registration_is_enough_to_stay(meeting, clock):
    take_part(meeting, "Ada Conti")
    ask(another_meeting("2023-12-05 16:00", "2023-12-05 18:00"), "Ada Conti")
    clock.to("2023-10-10 09:00")

    assert forget_people() == 0


def test_who_registers_again_begins_the_thirty_days_anew(meeting, clock):
    ask(meeting, "Ada Conti")
    clock.to("2023-10-05 09:00")
    ask(another_meeting("2023-12-05 16:00", "2023-12-05 18:00"), "Ada Conti")

    clock.to("2023-10-06 09:00")
    assert forget_people() == 0
    clock.to("2023-11-04 09:00")
    assert forget_people() == 1


def test_who_confirms_between_the_look_and_the_lock_stays(meeting, clock):
    ada = ask(meeting, "Ada Conti")
    clock.to("2023-10-06 09:00")
    due = retention.people_who_never_confirmed(moment("2023-10-06 09:00"))
    ids = list(due.values_list("pk", flat=True))
    Registration.objects.filter(pk=ada.pk).update(confirmed_at=moment("2023-10-06 09:00"))

    assert erasing._hold(ids, due).people == []


# Needs and messages


def test_a_week_after_the_meeting_needs_are_gone_but_not_of_a_meeting_put_off(meeting, clock):
    take_part(meeting, "Ada Conti", access_needs="LIS", access_consent=True)
    clock.to("2023-10-04 18:29")
    assert purge_access_needs() == 0
    Meeting.objects.update(state=Meeting.State.POSTPONED)
    clock.to("2023-10-04 18:30")
    assert purge_access_needs() == 0
    Meeting.objects.update(state=Meeting.State.PUBLISHED)

    assert purge_access_needs() == 1
    assert not AccessNeeds.objects.exists()
    assert Entry.objects.get(kind="access_needs.deleted").facts == {"count": 1}


def test_a_year_after_the_meeting_what_the_office_wrote_goes_too(meeting, clock):
    take_part(meeting, "Ada Conti")
    registrations = Registration.objects.all()
    operations.write_to_registered(
        meeting=meeting,
        registrations=registrations,
        subject="Aula",
        text="Al primo piano",
        by="system",
    )
    clock.to(THE_LAST_MINUTE)
    assert forget_office_messages() == 0
    clock.to(A_YEAR_AFTER)

    assert [forget_office_messages() for _run in range(2)] == [1, 0]
    assert not OfficeMessage.objects.exists()

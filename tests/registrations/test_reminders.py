"""What is owed to people as days go by: reminders, thanks, and forgetting their needs."""

import pytest

from arengo.core.ledger.models import Entry
from arengo.meetings.models import Meeting
from arengo.registrations.models import AccessNeeds
from arengo.registrations.operations import (
    cancel,
    confirm,
    enter_online,
    owe_reminders,
    owe_thanks,
    postpone_meeting,
    purge_access_needs,
)
from tests.factories import make_meeting, moment
from tests.registrations.acts import ONLINE, ask, mails, take_part

pytestmark = pytest.mark.usefixtures("adds_up")


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting(hall=2)


def test_one_a_week_and_one_a_day_before_once_each(meeting, clock):
    ada = take_part(meeting, "Ada Conti")
    clock.to("2023-09-20 15:59")
    assert owe_reminders() == 0

    clock.to("2023-09-20 16:00")
    assert [owe_reminders(), owe_reminders()] == [1, 0]
    clock.to("2023-09-26 15:59")
    assert owe_reminders() == 0
    clock.to("2023-09-26 16:00")
    assert [owe_reminders(), owe_reminders()] == [1, 0]

    assert mails(ada).count("reminder") == 2
    entries = Entry.objects.filter(kind="registration.reminded")
    assert [entry.facts["count"] for entry in entries] == [1, 1]


def test_a_worker_that_slept_owes_only_the_one_that_still_makes_sense(meeting, clock):
    ada = take_part(meeting, "Ada Conti")
    clock.to("2023-09-27 09:00")

    assert owe_reminders() == 1
    assert mails(ada)[-1] == "reminder"


def test_who_has_just_confirmed_is_not_reminded(meeting, clock):
    ada = ask(meeting, "Ada Conti")
    clock.to("2023-09-21 09:00")
    confirm(registration=ada)

    assert owe_reminders() == 0
    clock.to("2023-09-26 16:00")
    assert owe_reminders() == 1


def test_only_who_has_a_place_is_reminded(meeting, clock):
    ask(meeting, "Ada Conti")
    cancel(registration=take_part(meeting, "Bruno Rota"))
    take_part(meeting, "Carla Bosio")
    take_part(meeting, "Elena Valle")
    clock.to("2023-09-20 16:00")

    assert owe_reminders() == 1


@pytest.mark.parametrize("state", ["cancelled", "postponed", "draft"])
def test_nobody_is_reminded_of_a_meeting_that_is_not_on(meeting, clock, state):
    take_part(meeting, "Ada Conti")
    Meeting.objects.update(state=state)
    clock.to("2023-09-20 16:00")

    assert owe_reminders() == 0


def test_a_new_date_has_reminders_of_its_own(meeting, clock):
    ada = take_part(meeting, "Ada Conti")
    clock.to("2023-09-20 16:00")
    owe_reminders()
    postpone_meeting(
        meeting=meeting,
        starts_at=moment("2023-10-04 16:00"),
        ends_at=moment("2023-10-04 18:30"),
        reason="Allerta meteo",
        by="staff:7",
    )
    clock.to("2023-09-27 16:00")

    assert owe_reminders() == 1
    assert mails(ada).count("reminder") == 2


def test_looking_for_whom_to_remind_costs_the_same_for_one_and_for_many(
    meeting, clock, django_assert_num_queries
):
    take_part(meeting, "Ada Conti", ONLINE)
    clock.to("2023-09-20 16:00")
    owe_reminders()
    with django_assert_num_queries(5):
        owe_reminders()

    clock.to("2023-09-20 15:00")
    for number in range(3):
        take_part(meeting, f"Ospite{number}", ONLINE)
    clock.to("2023-09-20 16:00")
    owe_reminders()
    with django_assert_num_queries(5):
        owe_reminders()


def test_thanks_go_once_to_who_was_there(meeting, clock):
    ada = take_part(meeting, "Ada Conti", ONLINE)
    bruno = take_part(meeting, "Bruno Rota", ONLINE)
    clock.to("2023-09-27 15:50")
    enter_online(registration=ada)
    clock.to("2023-09-27 19:29")
    assert owe_thanks() == 0

    clock.to("2023-09-27 19:30")
    assert [owe_thanks(), owe_thanks()] == [1, 0]
    assert (mails(ada)[-1], "thanks" in mails(bruno)) == ("thanks", False)

    clock.to("2023-10-27 19:30")
    assert owe_thanks() == 0


def test_access_needs_are_gone_seven_days_after(meeting, clock):
    take_part(meeting, "Ada Conti", access_needs="LIS", access_consent=True)
    clock.to("2023-10-04 18:29")
    assert purge_access_needs() == 0

    clock.to("2023-10-04 18:30")
    assert [purge_access_needs(), purge_access_needs()] == [1, 0]
    assert not AccessNeeds.objects.exists()
    assert Entry.objects.get(kind="access_needs.deleted").facts == {"count": 1}

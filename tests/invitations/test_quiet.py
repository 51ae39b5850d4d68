"""Before elections what is owed already is held too; what people wait for goes on."""

import pytest

from arengo.core.outbox.delivery import deliver_due
from arengo.core.outbox.models import Message
from arengo.invitations import operations, rules
from arengo.invitations.models import Invitation
from arengo.meetings.models import Meeting
from arengo.registrations import operations as registering
from tests.factories import make_meeting, moment
from tests.invitations.books import make_staff, make_wave
from tests.invitations.silence import silence
from tests.registrations.acts import ask, take_part

pytestmark = pytest.mark.django_db
REASON = {"it": "La sala è allagata."}


def an_invitation_is_owed() -> None:
    operations.send_wave(wave=make_wave(make_meeting()), by="staff:1")


def subjects(mailoutbox) -> list[str]:
    return [mail.subject for mail in mailoutbox]


@pytest.mark.parametrize(
    ("more", "end"),
    [
        ([], "2023-09-11 00:00"),
        ([("2023-09-11", "2023-09-12")], "2023-09-13 00:00"),
        ([("2023-09-09", "2023-09-15"), ("2023-09-16", "2023-09-17")], "2023-09-18 00:00"),
        ([("2023-09-02", "2023-09-20"), ("2023-09-03", "2023-09-04")], "2023-09-21 00:00"),
        ([("2023-09-12", "2023-09-20")], "2023-09-11 00:00"),
    ],
)
def test_quiet_lasts_until_the_midnight_after_its_last_day(more, end) -> None:
    assert rules.quiet_until() is None
    silence()
    for start, last in more:
        silence(start, last)
    assert rules.quiet_until() == moment(end)


def test_an_invitation_that_is_owed_when_quiet_is_declared_does_not_leave(mailoutbox) -> None:
    an_invitation_is_owed()
    silence()
    deliver_due()
    assert mailoutbox == []
    message = Message.objects.get()
    assert (message.state, message.attempts) == ("owed", 0)
    assert message.held_until == moment("2023-09-11 00:00")
    assert Invitation.objects.get().invited_at is None


def test_one_that_is_owed_when_quiet_begins_does_not_leave(mailoutbox, clock) -> None:
    silence("2023-09-07", "2023-09-10")
    an_invitation_is_owed()
    clock.to("2023-09-07 00:00")
    deliver_due()
    assert mailoutbox == []


def test_it_leaves_when_quiet_is_over_and_nothing_has_to_be_pressed(mailoutbox, clock) -> None:
    an_invitation_is_owed()
    silence()
    deliver_due()
    assert operations.release_held_mails() == 0
    clock.to("2023-09-11 00:00")
    assert operations.release_held_mails() == 1
    deliver_due()
    assert len(mailoutbox) == 1
    assert Invitation.objects.get().state == Invitation.State.INVITED


def test_taking_the_period_back_lets_it_leave_at_once(mailoutbox) -> None:
    an_invitation_is_owed()
    period = silence()
    deliver_due()
    operations.end_quiet_period(period=period, by="staff:1")
    deliver_due()
    assert len(mailoutbox) == 1


def test_after_one_period_another_holds_it_still(mailoutbox) -> None:
    an_invitation_is_owed()
    first = silence()
    silence("2023-09-05", "2023-09-08")
    deliver_due()
    operations.end_quiet_period(period=first, by="staff:1")
    deliver_due()
    assert mailoutbox == []
    assert Message.objects.get().held_until == moment("2023-09-09 00:00")


@pytest.mark.parametrize("state", [Meeting.State.CANCELLED, Meeting.State.POSTPONED])
def test_what_is_no_longer_to_be_announced_then_is_dropped(mailoutbox, clock, state) -> None:
    an_invitation_is_owed()
    silence()
    deliver_due()
    Meeting.objects.update(state=state)
    clock.to("2023-09-11 00:00")
    operations.release_held_mails()
    deliver_due()
    assert mailoutbox == []
    assert Message.objects.get().state == "dropped"


def test_a_test_mail_to_oneself_is_not_held(mailoutbox) -> None:
    from_the_office = make_wave(make_meeting())
    silence()
    dario = make_staff()
    operations.send_test(wave=from_the_office, to=dario, language="it", by="staff:1")
    deliver_due()
    assert [mail.to for mail in mailoutbox] == [["dario@example.org"]]


def test_what_people_wait_for_goes_on(mailoutbox) -> None:
    meeting = make_meeting(hall=1)
    silence(end="2023-09-30")
    ada = take_part(meeting, "Ada Rossi")
    take_part(meeting, "Bruno Neri")
    ask(meeting, "Carla Blu", mode="online")
    deliver_due()
    registering.cancel(registration=ada)
    deliver_due()
    told = " / ".join(subjects(mailoutbox))
    for words in ("Conferma", "Ci vediamo", "lista d'attesa", "C'è un posto"):
        assert words in told
    assert not Message.objects.filter(state="owed").exists()


def test_reminders_and_what_becomes_of_the_meeting_go_on(mailoutbox, clock) -> None:
    meeting = make_meeting()
    take_part(meeting, "Ada Rossi")
    silence(end="2023-09-30")
    clock.to("2023-09-20 16:01")
    registering.owe_reminders()
    registering.change_meeting_time(
        meeting=meeting,
        starts_at=moment("2023-09-27 17:00"),
        ends_at=moment("2023-09-27 19:30"),
        reason=REASON,
        by="staff:1",
    )
    deliver_due()
    registering.cancel_meeting(meeting=meeting, reason=REASON, by="staff:1")
    deliver_due()
    told = " / ".join(subjects(mailoutbox))
    for words in ("Promemoria", "L'incontro cambia", "è annullato"):
        assert words in told
    assert not Message.objects.filter(state="owed").exists()

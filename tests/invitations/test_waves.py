"""Sending the invitation in waves: owed once, tried before, held in silence, refused by servers."""

import pytest
from django.db import IntegrityError

from arengo.core.ledger.models import Entry
from arengo.core.localized import Localized
from arengo.core.outbox.delivery import deliver_due
from arengo.core.outbox.models import Message
from arengo.invitations import operations, rules
from arengo.invitations.models import Invitation, Wave
from arengo.invitations.refusals import (
    AlreadySent,
    MeetingIsNotHeld,
    MeetingIsNotPublic,
    NobodyToInvite,
    TestSentJustNow,
)
from arengo.meetings.models import Meeting
from tests.factories import make_meeting
from tests.invitations.books import (
    Kind,
    make_entry,
    make_invitation,
    make_staff,
    make_town,
    make_wave,
    owed,
)
from tests.invitations.silence import silence

pytestmark = pytest.mark.django_db


def send(wave: Wave, **more) -> Wave:
    return operations.send_wave(wave=wave, by="staff:1", **more)


def test_a_wave_goes_to_bodies_in_use_that_have_an_address() -> None:
    meeting = make_meeting()
    wave = make_wave(
        meeting,
        make_town(),
        make_entry("Senza", kind=Kind.OTHER, email=""),
        make_entry("Fuori uso", kind=Kind.OTHER, is_active=False),
    )
    assert [entry.name for entry in wave.entries.all()] == ["Comune di Balme"]


def test_a_wave_to_nobody_is_refused() -> None:
    with pytest.raises(NobodyToInvite):
        make_wave(make_meeting(), make_entry("Senza", kind=Kind.OTHER, email=""))


def test_sending_owes_one_mail_to_each_body_and_writes_one_act() -> None:
    wave = make_wave(make_meeting(), make_town(), make_town("Ala di Stura", "001003"))
    assert send(wave).state == Wave.State.SENT
    assert len(owed()) == 2
    act = Entry.objects.get(kind="wave.sent")
    assert act.facts["count"] == 2
    assert act.by == "staff:1"


def test_a_wave_leaves_once() -> None:
    wave = make_wave(make_meeting())
    send(wave)
    with pytest.raises(AlreadySent):
        send(wave)
    assert len(owed()) == 1


def test_what_has_left_is_neither_changed_nor_dropped() -> None:
    wave = make_wave(make_meeting())
    send(wave)
    with pytest.raises(AlreadySent):
        operations.change_opening(wave=wave, opening=Localized({"it": "Altro"}), by="staff:1")
    with pytest.raises(AlreadySent):
        operations.drop_wave(wave=wave, by="staff:1")


def test_a_second_wave_uses_the_same_invitation_and_link() -> None:
    meeting, town = make_meeting(), make_town()
    send(make_wave(meeting, town))
    code = Invitation.objects.get().code
    send(make_wave(meeting, town, name="Di nuovo"))
    assert Invitation.objects.get().code == code
    assert len(owed()) == 2


def test_a_draft_is_not_announced() -> None:
    with pytest.raises(MeetingIsNotPublic):
        send(make_wave(make_meeting(state=Meeting.State.DRAFT)))


@pytest.mark.parametrize("state", [Meeting.State.CANCELLED, Meeting.State.POSTPONED])
def test_to_a_meeting_that_is_not_held_nobody_is_invited(state) -> None:
    with pytest.raises(MeetingIsNotHeld):
        send(make_wave(make_meeting(state=state)))


def test_to_a_meeting_that_is_over_nobody_is_invited(clock) -> None:
    wave = make_wave(make_meeting())
    clock.to("2023-09-27 18:30")
    with pytest.raises(MeetingIsNotHeld):
        send(wave)


def test_who_answered_meanwhile_is_left_out() -> None:
    balme, ala = make_town(), make_town("Ala di Stura", "001003")
    send(make_wave(make_meeting(), balme, ala), leave_out=[balme.pk])
    assert [invitation.entry for invitation in Invitation.objects.all()] == [ala]


def test_a_wave_from_which_everybody_is_left_out_does_not_leave() -> None:
    balme = make_town()
    wave = make_wave(make_meeting(), balme)
    with pytest.raises(NobodyToInvite):
        send(wave, leave_out=[balme.pk])
    wave.refresh_from_db()
    assert wave.state == Wave.State.DRAFT
    assert wave.entries.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_body_is_invited_once_the_mail_server_took_the_mail(mailoutbox) -> None:
    send(make_wave(make_meeting()))
    assert Invitation.objects.get().state == Invitation.State.TO_SEND
    deliver_due()
    invitation = Invitation.objects.get()
    assert invitation.state == Invitation.State.INVITED
    assert invitation.invited_at is not None
    assert mailoutbox[0].to == ["municipality-comune-di-balme@example.org"]
    assert f"/invito/{invitation.code}/" in mailoutbox[0].body


def refuse(invitation: Invitation, trouble: str = "recipient_refused") -> None:
    Message.objects.filter(subject=f"invitation:{invitation.code}").update(
        state="failed", trouble=trouble
    )


def test_a_mailbox_that_refuses_is_marked_once() -> None:
    send(make_wave(make_meeting()))
    invitation = Invitation.objects.get()
    refuse(invitation)
    assert operations.note_refusals() == 1
    assert operations.note_refusals() == 0
    invitation.refresh_from_db()
    assert invitation.state == Invitation.State.REFUSED


def test_a_mail_server_that_was_down_refuses_nobody() -> None:
    send(make_wave(make_meeting()))
    refuse(Invitation.objects.get(), trouble="unreachable")
    assert operations.note_refusals() == 0


def test_who_declined_stays_so_whatever_the_server_says() -> None:
    send(make_wave(make_meeting()))
    invitation = operations.decline(invitation=Invitation.objects.get())
    refuse(invitation)
    assert operations.note_refusals() == 0


def test_after_a_new_mail_an_old_refusal_is_no_longer_the_last_word() -> None:
    meeting, town = make_meeting(), make_town()
    send(make_wave(meeting, town))
    refuse(Invitation.objects.get())
    operations.note_refusals()
    send(make_wave(meeting, town, name="Di nuovo"))
    Invitation.objects.update(state=Invitation.State.INVITED)
    assert operations.note_refusals() == 0


def test_a_test_goes_to_oneself_at_most_once_a_minute() -> None:
    wave, dario = make_wave(make_meeting()), make_staff()
    operations.send_test(wave=wave, to=dario, language="it", by="staff:1")
    with pytest.raises(TestSentJustNow):
        operations.send_test(wave=wave, to=dario, language="it", by="staff:1")
    operations.send_test(wave=wave, to=dario, language="en", by="staff:1")
    assert Message.objects.filter(subject=f"wave:{wave.pk}").count() == 2


def test_in_a_quiet_period_a_wave_is_held() -> None:
    silence()
    assert send(make_wave(make_meeting())).state == Wave.State.HELD
    assert owed() == []
    assert Entry.objects.filter(kind="wave.held").exists()


def test_the_day_after_it_leaves_by_itself(clock) -> None:
    silence(end="2023-09-10")
    wave = send(make_wave(make_meeting()))
    clock.to("2023-09-10 23:59")
    assert operations.release_held_waves() == 0
    clock.to("2023-09-11 00:00")
    assert operations.release_held_waves() == 1
    assert operations.release_held_waves() == 0
    wave.refresh_from_db()
    assert wave.state == Wave.State.SENT
    assert len(owed()) == 1


def test_taking_the_period_back_releases_what_it_held() -> None:
    period = silence()
    send(make_wave(make_meeting()))
    operations.end_quiet_period(period=period, by="staff:1")
    assert operations.release_held_waves() == 1


def test_a_held_wave_whose_meeting_is_cancelled_goes_back_to_the_office(clock) -> None:
    silence()
    wave = send(make_wave(make_meeting()))
    Meeting.objects.update(state=Meeting.State.CANCELLED)
    clock.to("2023-09-11 09:00")
    assert operations.release_held_waves() == 0
    wave.refresh_from_db()
    assert wave.state == Wave.State.DRAFT


def test_a_held_wave_can_still_be_given_up() -> None:
    silence()
    operations.drop_wave(wave=send(make_wave(make_meeting())), by="staff:1")
    assert not Wave.objects.exists()


@pytest.mark.parametrize(
    ("today", "is_quiet"),
    [
        ("2023-08-31 23:59", False),
        ("2023-09-01 00:00", True),
        ("2023-09-10 23:59", True),
        ("2023-09-11 00:00", False),
    ],
)
def test_both_ends_of_a_quiet_period_belong_to_it(clock, today, is_quiet) -> None:
    silence()
    clock.to(today)
    assert rules.is_quiet() is is_quiet


def test_quiet_period_ends_after_it_starts() -> None:
    with pytest.raises(IntegrityError, match="quiet_period_ends_after_it_starts"):
        silence("2023-09-10", "2023-09-01")


def test_one_invitation_per_body_and_meeting() -> None:
    meeting, town = make_meeting(), make_town()
    make_invitation(meeting, town)
    with pytest.raises(IntegrityError):
        make_invitation(meeting, town)


def test_declining_twice_is_once_and_can_be_taken_back() -> None:
    invitation = make_invitation(make_meeting())
    for _time in range(2):
        operations.decline(invitation=invitation)
    assert Entry.objects.filter(kind="invitation.declined").count() == 1
    assert operations.take_back(invitation=invitation).state == Invitation.State.INVITED
    assert invitation.declined_at is None


def test_sending_asks_the_database_little_more_for_more_bodies(
    django_assert_max_num_queries,
) -> None:
    meeting = make_meeting()
    towns = [make_entry(f"Ente {n}", kind=Kind.OTHER) for n in range(30)]
    wave = make_wave(meeting, *towns)
    # Each mail that is owed is a look and an insert, with its savepoint; nothing else grows.
    with django_assert_max_num_queries(30 * 4 + 20):
        send(wave)

"""Who asked to speak and was not reached is invited to write, and counted."""

import pytest
from django.db import IntegrityError, transaction

from arengo.core.ledger.models import Entry
from arengo.core.outbox.models import Message
from arengo.live import operations
from arengo.live.emails import invitation_to_write
from arengo.live.models import InvitationToWrite, Room, SpeakingRequest
from arengo.live.refusals import NothingWritten, TooLateToWrite
from arengo.meetings.models import Meeting
from tests.conftest import Clock
from tests.factories import moment
from tests.live.acts import REGIA, make_evening
from tests.live.test_speaking import ask, call, come, names
from tests.registrations.acts import ONLINE

pytestmark = pytest.mark.django_db
State = SpeakingRequest.State


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    meeting = make_evening(hall=10)
    clock.to("2023-09-27 17:30")
    operations.begin(meeting=meeting, key="plenaria", seen=None, by=REGIA)
    return meeting


@pytest.fixture
def closed(evening: Meeting, clock: Clock) -> Meeting:
    """Ada spoke; Bruno and a lady without a registration were not reached."""
    ask(come(evening, "Ada A"))
    call(evening)
    clock.to("2023-09-27 17:40")
    ask(come(evening, "Bruno B", ONLINE))
    operations.ask_to_speak_for(
        meeting=evening, number="8d7f3a5e-6c55-4f2e-a4b1-111111111111", name="Una signora", by=REGIA
    )
    clock.to("2023-09-27 18:35")
    operations.close_meeting(meeting=evening, by=REGIA)
    return evening


def invitation() -> InvitationToWrite:
    return InvitationToWrite.objects.get(request__registration__isnull=False)


def test_each_request_not_served_becomes_an_invitation_and_is_counted(closed: Meeting) -> None:
    assert SpeakingRequest.objects.filter(state=State.UNSERVED).count() == 2
    assert SpeakingRequest.objects.filter(state=State.SPOKE).count() == 1
    assert InvitationToWrite.objects.count() == 2
    assert Entry.objects.get(kind="room.closed").facts == {"unserved": 2}
    assert invitation().write_until == moment("2023-10-04 18:35")


def test_the_mail_is_owed_once_a_quarter_of_an_hour_later(closed: Meeting, clock: Clock) -> None:
    assert operations.owe_invitations_to_write() == 0
    clock.to("2023-09-27 18:51")
    assert operations.owe_invitations_to_write() == 1
    assert operations.owe_invitations_to_write() == 0
    assert Message.objects.filter(key__startswith="write-instead").count() == 1
    mail = invitation_to_write(invitation().pk)
    assert mail.to == "bruno@example.org"
    assert "entro le 18.35 di mercoledì 4 ottobre" in mail.text
    assert "/sala/scrivi/" in mail.text


def test_what_is_written_is_kept_and_can_be_written_anew(closed: Meeting, clock: Clock) -> None:
    clock.to("2023-09-28 09:00")
    with pytest.raises(NothingWritten):
        operations.write_instead(invitation=invitation(), text=" ")
    operations.write_instead(invitation=invitation(), text="Servono treni.\n\nAnche di sera.")
    operations.write_instead(invitation=invitation(), text="Servono treni di sera.")
    assert invitation().text == "Servono treni di sera."
    assert invitation_to_write(invitation().pk) is None


def test_what_is_sent_twice_is_written_once(closed: Meeting, clock: Clock) -> None:
    clock.to("2023-09-28 09:00")
    first = operations.write_instead(invitation=invitation(), text="Servono treni.")
    clock.to("2023-09-28 09:05")
    again = operations.write_instead(invitation=invitation(), text=" Servono treni. ")
    assert again.written_at == first.written_at
    assert Entry.objects.filter(kind="speaking.written").count() == 1


def test_after_the_day_it_is_too_late(closed: Meeting, clock: Clock) -> None:
    clock.to("2023-10-04 18:35")
    with pytest.raises(TooLateToWrite):
        operations.write_instead(invitation=invitation(), text="Servono treni.")
    assert invitation_to_write(invitation().pk) is None


def test_reopening_lets_them_wait_again_and_takes_the_mail_back(
    closed: Meeting, clock: Clock
) -> None:
    clock.to("2023-09-27 18:40")
    operations.reopen_meeting(meeting=closed, by=REGIA)
    assert names(closed) == ["Bruno", "Una"]
    assert not InvitationToWrite.objects.exists()
    clock.to("2023-09-27 19:00")
    assert operations.owe_invitations_to_write() == 0


def test_who_already_wrote_is_not_put_back_in_the_queue(closed: Meeting, clock: Clock) -> None:
    operations.write_instead(invitation=invitation(), text="Servono treni.")
    operations.reopen_meeting(meeting=closed, by=REGIA)
    assert names(closed) == ["Una"]


def test_an_evening_that_nobody_closed_is_closed_by_itself(evening: Meeting, clock: Clock) -> None:
    ask(come(evening, "Ada A"))
    clock.to("2023-09-28 00:29")
    assert operations.close_forgotten_rooms() == 0
    clock.to("2023-09-28 00:31")
    assert operations.close_forgotten_rooms() == 1
    assert operations.close_forgotten_rooms() == 0
    assert Room.objects.get().closed_at is not None
    assert InvitationToWrite.objects.count() == 1


def test_what_was_written_instead_has_its_hour(closed: Meeting) -> None:
    with pytest.raises(IntegrityError, match="has_its_hour"), transaction.atomic():
        InvitationToWrite.objects.update(text="Treni")

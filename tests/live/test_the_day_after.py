"""The day after: one mail to all who were registered, never beside the thanks; one's own voices."""

import pytest

from arengo.core.outbox.models import Message
from arengo.live import emails_after, operations
from arengo.live.models import Note, Statement
from arengo.live.voices import voices_of
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration
from arengo.registrations.operations import cancel, erase_person, owe_thanks
from tests.conftest import Clock
from tests.live.report import hold_evening, of, shared
from tests.registrations.acts import ONLINE, mails, take_part
from tests.web.public.reading import add_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(meeting: Meeting) -> Registration:
    """Registered, and did not come."""
    return Registration.objects.get(person__contact__name="Dora D")


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    meeting = hold_evening(clock)
    clock.to("2023-09-20 10:00")
    take_part(meeting, "Dora D", ONLINE)
    clock.to("2023-09-27 20:00")
    return meeting


def test_at_nine_once_to_who_came_and_who_did_not(
    meeting: Meeting, away: Registration, clock: Clock
) -> None:
    clock.to("2023-09-28 08:59")
    assert operations.owe_day_after() == 0
    clock.to("2023-09-28 09:00")
    assert [operations.owe_day_after(), operations.owe_day_after()] == [4, 0]
    assert mails(away)[-1] == mails(of(meeting, "Ada"))[-1] == "day_after"


def test_not_to_who_cancelled_or_was_erased(
    meeting: Meeting, away: Registration, clock: Clock
) -> None:
    clock.to("2023-09-27 15:00")
    cancel(registration=away)
    erase_person(person=of(meeting, "Ada").person)
    clock.to("2023-09-28 09:00")
    assert operations.owe_day_after() == 2


def test_after_three_days_it_is_too_late(meeting: Meeting, clock: Clock) -> None:
    clock.to("2023-10-01 09:00")
    assert operations.owe_day_after() == 0


def test_nobody_gets_thanks_and_this_in_one_hour(meeting: Meeting, clock: Clock) -> None:
    clock.to("2023-09-28 08:00")
    assert owe_thanks() == 0
    clock.to("2023-09-28 07:59")
    assert owe_thanks() == 3
    clock.to("2023-09-28 09:00")
    assert operations.owe_day_after() == 4
    thanked = Message.objects.filter(key__startswith="thanks:").count()
    assert thanked == 3


def test_the_mail_has_slides_what_was_heard_and_one_s_voices(
    meeting: Meeting, clock: Clock
) -> None:
    meeting.documents.add(add_document(meeting.process, title="Le slide della serata"))
    clock.to("2023-09-28 09:00")
    mail = emails_after.day_after(of(meeting, "Bruno").pk)
    assert mail
    assert "Grazie per aver preso parte" in mail.text
    assert "Le slide della serata" in mail.text
    assert "/incontri/lancio/che-cosa-abbiamo-sentito/" in mail.text
    assert "Servono treni di sera." in mail.text
    code = Statement.objects.get().code
    assert f"{code[:4]}-{code[4:]}" in mail.text
    assert "/dopo/" in mail.text


def test_who_was_not_there_is_not_thanked_for_it(
    meeting: Meeting, away: Registration, clock: Clock
) -> None:
    clock.to("2023-09-28 09:00")
    mail = emails_after.day_after(away.pk)
    assert mail
    assert "Se non c'eri" in mail.text
    assert "Grazie per aver" not in mail.text
    assert "/dopo/" not in mail.text


def test_it_is_dropped_when_it_is_not_needed_any_more(meeting: Meeting, clock: Clock) -> None:
    ada = of(meeting, "Ada")
    clock.to("2023-09-28 09:00")
    assert emails_after.day_after(ada.pk)
    erase_person(person=ada.person)
    assert emails_after.day_after(ada.pk) is None


def test_the_resoconto_is_told_while_it_can_be_corrected(meeting: Meeting, clock: Clock) -> None:
    ada = of(meeting, "Ada")
    assert emails_after.minutes_to_check(ada.pk) is None
    shared(meeting, clock)
    mail = emails_after.minutes_to_check(ada.pk)
    assert mail
    assert "entro le 10 di giovedì 5 ottobre" in mail.text
    clock.to("2023-10-05 10:00")
    assert emails_after.minutes_to_check(ada.pk) is None


def test_one_s_voices_have_codes_and_receipts_in_five_queries(
    meeting: Meeting, django_assert_num_queries
) -> None:
    ada, carla = of(meeting, "Ada"), of(meeting, "Carla")
    with django_assert_num_queries(5):
        voices = voices_of(carla)
    assert [voice.what for voice in voices] == ["question", "question", "instead"]
    with django_assert_num_queries(5):
        (voice,) = voices_of(ada)
    assert voice.code == Note.objects.get(text__startswith="Il percorso").code
    assert [entry.kind for entry in voice.entries] == ["note.written", "note.tidied"]


def test_after_thirty_days_they_are_nobody_s(meeting: Meeting, clock: Clock) -> None:
    clock.to("2023-10-28 10:00")
    operations.forget_speaking()
    operations.forget_statements()
    assert voices_of(of(meeting, "Ada")) == []
    assert voices_of(of(meeting, "Bruno")) == []

"""What the evening lets go of, when it was promised."""

import uuid

import pytest

from arengo.live import operations
from arengo.live.models import Caption, HelpRequest, SpeakingRequest, Statement, Turn
from arengo.meetings.models import Meeting
from arengo.people.models import Person
from arengo.registrations.models import Registration
from tests.conftest import Clock
from tests.live.acts import REGIA, make_evening, seen
from tests.live.test_speaking import ask, call, come

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    meeting = make_evening(hall=10)
    clock.to("2023-09-27 17:30")
    operations.begin(meeting=meeting, key="plenaria", seen=None, by=REGIA)
    return meeting


def test_requests_for_help_go_after_seven_days(evening: Meeting, clock: Clock) -> None:
    operations.ask_for_help(
        registration=come(evening, "Ada A"), number=uuid.uuid4(), about=HelpRequest.About.ACCESS
    )
    clock.to("2023-10-04 18:29")
    assert operations.forget_help() == 0
    clock.to("2023-10-04 18:30")
    assert operations.forget_help() == 1


def test_captions_go_after_thirty_days(evening: Meeting, clock: Clock) -> None:
    operations.write_caption(meeting=evening, text="Buonasera.", by=REGIA)
    assert operations.forget_captions() == 0
    clock.to("2023-10-27 18:30")
    assert operations.forget_captions() == 1
    assert not Caption.objects.exists()


def test_names_of_who_asked_to_speak_go_after_thirty_days_and_the_turns_stay(
    evening: Meeting, clock: Clock
) -> None:
    asked = ask(come(evening, "Ada A"), topic="I treni")
    operations.let_pass(request=asked, reason="Ha il treno", by=REGIA)
    call(evening)
    assert operations.forget_speaking() == 0
    clock.to("2023-10-27 18:30")
    assert operations.forget_speaking() == 1
    assert operations.forget_speaking() == 0
    row = SpeakingRequest.objects.get()
    assert (row.registration, row.name, row.topic) == (None, "", "")
    assert "treno" not in row.let_pass_reason
    assert Turn.objects.count() == 1


def test_of_somebody_erased_all_goes_at_once(evening: Meeting, clock: Clock) -> None:
    ada = come(evening, "Ada A")
    ask(ada, topic="I treni")
    operations.ask_for_help(registration=ada, number=uuid.uuid4(), about=HelpRequest.About.OTHER)
    Person.objects.filter(pk=ada.person_id).update(
        erased_at=ada.registered_at, identity_digest=None, email_digest=None
    )
    assert operations.forget_help() == 1
    assert operations.forget_speaking() == 1
    assert SpeakingRequest.objects.get().topic == ""


def test_who_wrote_a_priority_goes_after_thirty_days_and_the_words_stay(
    evening: Meeting, clock: Clock
) -> None:
    row = written(evening, come(evening, "Ada A"))
    assert operations.forget_statements() == 0
    clock.to("2023-10-27 18:30")
    assert operations.forget_statements() == 1
    assert operations.forget_statements() == 0
    kept = Statement.objects.get()
    assert (kept.registration, kept.text, kept.code) == (None, "Treni", row.code)


def test_of_somebody_erased_who_wrote_it_goes_at_once(evening: Meeting, clock: Clock) -> None:
    ada = come(evening, "Ada A")
    written(evening, ada)
    Person.objects.filter(pk=ada.person_id).update(
        erased_at=ada.registered_at, identity_digest=None, email_digest=None
    )
    assert operations.forget_statements() == 1
    assert Statement.objects.get().text == "Treni"


def written(meeting: Meeting, who: Registration) -> Statement:
    operations.begin(meeting=meeting, key="tavola/asse-1", seen=seen(meeting), by=REGIA)
    return operations.write_statement(
        registration=who, line="tavola/asse-1", kind="priority", horizon="long", text="Treni"
    )

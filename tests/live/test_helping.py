"""Help that reaches a person, and says how many wait."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from arengo.core.ledger.models import Entry
from arengo.live import operations
from arengo.live.models import HelpRequest
from arengo.live.queries import help_waiting, my_help
from arengo.live.refusals import NothingWritten
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration
from tests.conftest import Clock
from tests.live.acts import REGIA, make_evening, told
from tests.registrations.acts import ONLINE, take_part

pytestmark = pytest.mark.django_db
About = HelpRequest.About


@pytest.fixture
def evening() -> Meeting:
    return make_evening()


@pytest.fixture
def ada(evening: Meeting, clock: Clock) -> Registration:
    registration = take_part(evening, "Ada Rossi", ONLINE)
    clock.to("2023-09-27 16:05")
    return registration


def ask(who: Registration, **fields: object) -> HelpRequest:
    given = {"number": uuid.uuid4(), "about": About.SOUND, **fields}
    return operations.ask_for_help(registration=who, **given)  # type: ignore[arg-type]


def test_who_asks_sees_how_many_were_before(evening: Meeting, clock: Clock) -> None:
    bruno = take_part(evening, "Bruno Bo", ONLINE)
    ada = take_part(evening, "Ada Rossi", ONLINE)
    clock.to("2023-09-27 16:05")
    ask(bruno)
    clock.to("2023-09-27 16:06")
    ask(ada)
    assert my_help(ada).before_me == 1
    assert [one.registration for one in help_waiting(evening)] == [bruno, ada]


def test_the_answer_reaches_who_asked(ada: Registration) -> None:
    asked = ask(ada, text="Sento  a scatti")
    assert asked.text == "Sento a scatti"
    operations.take_help(request=asked, by=REGIA)
    assert my_help(ada).request.taken_at is not None
    operations.answer_help(request=asked, answer="Prova solo audio", by=REGIA)
    assert my_help(ada).request.answer == "Prova solo audio"
    assert help_waiting(ada.meeting) == []


def test_an_answer_says_something(ada: Registration) -> None:
    asked = ask(ada)
    with pytest.raises(NothingWritten):
        operations.answer_help(request=asked, answer=" ", by=REGIA)


def test_a_double_click_is_one_request(ada: Registration) -> None:
    number = uuid.uuid4()
    assert ask(ada, number=number) == ask(ada, number=number)
    assert told() == ["help"]


def test_who_waits_and_asks_again_keeps_the_place_with_the_newer_words(
    ada: Registration, clock: Clock
) -> None:
    first = ask(ada)
    clock.to("2023-09-27 16:20")
    again = ask(ada, about=About.PAGE, text="Non trovo il bottone")
    assert again.pk == first.pk
    assert again.asked_at == first.asked_at
    assert HelpRequest.objects.get().text == "Non trovo il bottone"


def test_what_is_no_longer_needed_is_withdrawn_once(ada: Registration) -> None:
    asked = ask(ada)
    operations.withdraw_help(request=asked)
    operations.withdraw_help(request=asked)
    assert my_help(ada) is None
    assert Entry.objects.filter(kind="help.withdrawn").count() == 1


def test_an_answer_after_the_withdrawal_changes_nothing(ada: Registration) -> None:
    asked = ask(ada)
    operations.withdraw_help(request=asked)
    operations.answer_help(request=asked, answer="Ecco", by=REGIA)
    assert HelpRequest.objects.get().answer == ""


def test_the_ledger_holds_no_words_of_who_asks(ada: Registration) -> None:
    ask(ada, text="Ho bisogno di una sedia")
    assert Entry.objects.get(kind="help.asked").facts == {"about": "sound"}


def test_one_open_request_for_help_each(ada: Registration) -> None:
    asked = ask(ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpRequest.objects.create(
            room=asked.room, registration=ada, about=About.OTHER, asked_at=asked.asked_at
        )

"""The resoconto at the desk: made, framed, given to read, corrections decided, approved."""

import uuid

import pytest
from django.urls import reverse

from arengo.live import operations
from arengo.live.models import Correction, Minutes
from arengo.meetings.models import Meeting
from tests.conftest import Clock
from tests.live.acts import make_evening
from tests.live.report import hold_evening, of, shared
from tests.web.desk.cast import signed_in
from tests.web.public.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    meeting = hold_evening(clock)
    clock.to("2023-09-28 10:00")
    return meeting


def at(name: str, *more: object) -> str:
    return reverse(f"desk:{name}", args=["lancio", *more])


def propose(meeting: Meeting, text: str = "Così.") -> Correction:
    return operations.propose_correction(
        registration=of(meeting, "Ada"), number=uuid.uuid4(), text=text
    )


def test_before_the_closing_there_is_nothing_to_make(db) -> None:
    make_evening()
    desk = signed_in()
    assert "L'incontro non è ancora chiuso" in words(desk.get(at("minutes")))
    assert "prepara dopo" in words(desk.get(at("minutes")))
    page = words(desk.post(at("minutes-make"), follow=True))
    assert "il resoconto si fa dopo" in page
    assert not Minutes.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_made_it_is_a_draft_and_says_so(meeting: Meeting) -> None:
    desk = signed_in()
    page = words(desk.post(at("minutes-make"), follow=True))
    assert "BOZZA: non è pubblica" in page
    assert "BOZZA" in words(desk.get(at("minutes-preview")))
    assert desk.get(at("minutes-paper", "pdf")).content.startswith(b"%PDF-")
    assert desk.get(at("minutes-paper", "docx")).content.startswith(b"PK")


def test_opening_and_closing_are_the_office_s(meeting: Meeting) -> None:
    desk = signed_in()
    desk.post(at("minutes-make"))
    values = {
        "opening_it": "Grazie a chi c'era.",
        "opening_en": "Thanks.",
        "closing_it": "A presto.",
    }
    desk.post(at("minutes-frame"), values)
    page = words(desk.get(at("minutes-preview")))
    assert page.index("Grazie a chi c'era.") < page.index("Chi c'era")
    assert "A presto." in page
    desk.post(at("minutes-make"))
    assert str(Minutes.objects.get().opening) == "Grazie a chi c'era."


def test_two_of_the_office_at_once_see_each_other(meeting: Meeting) -> None:
    desk = signed_in()
    desk.post(at("minutes-make"))
    version = desk.get(at("minutes-frame")).context["form"].initial["version"]
    desk.post(at("minutes-frame"), {"opening_it": "La prima.", "version": version})
    response = desk.post(at("minutes-frame"), {"opening_it": "La seconda.", "version": version})
    assert response.status_code == 422
    assert "La prima." in words(response)
    assert "La seconda." in words(response)


def test_giving_it_to_read_asks_first(meeting: Meeting) -> None:
    desk = signed_in()
    desk.post(at("minutes-make"))
    assert "hanno sette giorni" in words(desk.get(at("minutes-share")))
    assert Minutes.objects.get().state == "draft"
    assert "è in lettura" in words(desk.post(at("minutes-share"), follow=True))
    assert Minutes.objects.get().state == "shared"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Scegli se l'accogliete o no."),
        ({"decision": "accept", "text": " "}, "Scrivi come si legge da adesso."),
        ({"decision": "refuse", "answer": ""}, "Scrivi perché: chi l'ha proposta lo legge."),
    ],
)
def test_a_decision_that_lacks_something_is_sent_back(
    meeting: Meeting, clock: Clock, sent: dict, says: str
) -> None:
    shared(meeting, clock)
    correction = propose(meeting)
    response = signed_in().post(at("minutes-decide", correction.pk), sent)
    assert response.status_code == 422
    assert says in words(response)


def test_accepted_or_refused_it_stands_in_the_list(meeting: Meeting, clock: Clock) -> None:
    shared(meeting, clock)
    first, second = propose(meeting, "La prima"), propose(meeting, "La seconda")
    desk = signed_in()
    sent = {"decision": "accept", "text": "La prima, meglio."}
    desk.post(at("minutes-decide", first.pk), sent)
    sent = {"decision": "refuse", "answer": "Non è andata così."}
    page = words(desk.post(at("minutes-decide", second.pk), sent, follow=True))
    assert "Non accolta: Non è andata così." in page
    assert "La prima, meglio." in words(desk.get(at("minutes-preview")))
    again = desk.post(at("minutes-decide", second.pk), sent)
    assert "ha già deciso" in words(again)


def test_approving_waits_for_the_day_and_asks_for_the_reason(
    meeting: Meeting, clock: Clock
) -> None:
    shared(meeting, clock)
    propose(meeting)
    desk = signed_in()
    page = words(desk.get(at("minutes")))
    assert "Approva…" not in page
    assert "Si approva quando il tempo per le correzioni è finito." in page
    early = desk.post(at("minutes-approve"), {"reason": "No."})
    assert "si approva quando il tempo promesso è finito" in words(early)
    clock.to("2023-10-05 10:00")
    assert "Approva…" in words(desk.get(at("minutes")))
    assert "Scrivi il motivo" in words(desk.post(at("minutes-approve"), {}))
    page = words(desk.post(at("minutes-approve"), {"reason": "Non riguarda."}, follow=True))
    assert "Non cambia più." in page
    assert "Come si verifica" in page


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_as_often_whatever_was_proposed(
    meeting: Meeting, clock: Clock, django_assert_num_queries, many: int
) -> None:
    shared(meeting, clock)
    for number in range(many):
        propose(meeting, f"Proposta {number}")
    desk = signed_in()
    desk.get(at("minutes"))
    with django_assert_num_queries(7):
        desk.get(at("minutes"))


def test_of_a_meeting_without_one_there_is_nothing(db) -> None:
    make_evening()
    for name in ("minutes-preview", "minutes-frame", "minutes-share", "minutes-approve"):
        assert signed_in().get(at(name)).status_code == 404

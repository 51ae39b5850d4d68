"""The answers to a questionnaire at the desk: read, published as they are, taken off the site."""

import pytest
from django.urls import reverse

from arengo.core.ledger.models import Entry
from arengo.people.models import User
from arengo.process.models import Process, Stage
from arengo.process.operations import NoQuestionnaire, publish_results, withdraw_results
from arengo.questions.models import Question
from tests.conftest import Clock
from tests.contributions.asking import ask, respond
from tests.factories import make_process, moment
from tests.feedback.acts import send_from_the_site
from tests.web.desk.editors import signed_in
from tests.web.public.steps import text_of

pytestmark = pytest.mark.django_db
HERE = "/ufficio/percorso/tappe/ascolto/questionario/"


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    found = make_process()
    ask(found)
    return found


@pytest.fixture
def dario(process):
    return signed_in()


def kinds() -> list[str]:
    entries = Entry.objects.filter(kind__startswith="stage.results")
    return list(entries.order_by("recorded_at").values_list("kind", flat=True))


def test_the_office_reads_all_numbers_also_those_of_few(dario, process) -> None:
    respond(process, {"manca": "casa", "ordine": ["treni", "casa"], "perche": "Mah"})
    words = text_of(dario.get(HERE))
    assert "Ascolto · 1 questionario compilato · aperto" in words
    assert "Ha risposto 1 persona." in words
    assert "Casa 1 100%" in words
    assert "Treni 1 1,0" in words
    assert "Solo l'ufficio." in words
    assert "Mah" not in words


def test_the_voices_of_a_question_are_one_link_away(dario, process) -> None:
    voice = respond(process, {"perche": "Non c'è un bus"}).voices.get()
    send_from_the_site(process, text="Altro")
    question = Question.objects.get(key="perche")
    assert f"?domanda={question.pk}" in dario.get(HERE).content.decode()
    page = dario.get(reverse("desk:voices"), {"domanda": question.pk})
    words = text_of(page)
    assert "Non c'è un bus" in words
    assert "1 voce" in words
    assert "Perché?" in words
    assert "Risposta alla domanda «Perché?»" in text_of(
        dario.get(reverse("desk:voice", args=[voice.code]))
    )
    for wrong in ("boh", "999", "9" * 40, "-1", "²"):
        assert "2 voci" in text_of(dario.get(reverse("desk:voices"), {"domanda": wrong}))


def test_published_they_are_as_they_were_and_once_more_as_they_are(
    dario, process, clock: Clock
) -> None:
    answer = dario.post(HERE, {"atto": "pubblica"}, follow=True)
    assert "Pubblicate: tutti le leggono, come sono adesso." in text_of(answer)
    assert Stage.objects.get().results_published_at == moment("2023-10-27 10:00")
    clock.to("2023-10-28 10:00")
    dario.post(HERE, {"atto": "pubblica"})
    assert Stage.objects.get().results_published_at == moment("2023-10-28 10:00")
    answer = dario.post(HERE, {"atto": "ritira"}, follow=True)
    assert "Tolte: adesso le vede solo l'ufficio." in text_of(answer)
    assert Stage.objects.get().results_published_at is None
    withdraw_results(stage=Stage.objects.get(), by="staff:1")
    assert kinds() == [
        "stage.results_published",
        "stage.results_published",
        "stage.results_withdrawn",
    ]


def test_a_stage_that_asks_nothing_has_nothing_to_publish(dario, process) -> None:
    Stage.objects.update(questions=None)
    words = text_of(dario.get(HERE))
    assert "Questa tappa non ha un questionario" in words
    assert "Pubblica" not in words
    with pytest.raises(NoQuestionnaire):
        publish_results(stage=Stage.objects.get(), by="staff:1")
    page = dario.post(HERE, {"atto": "pubblica"}, follow=True)
    assert "non ha un questionario: prima sceglilo" in text_of(page)


def test_who_only_looks_reads_and_publishes_nothing(process) -> None:
    viewer = signed_in(User.Role.VIEWER, "Vera")
    assert "Pubblica le risposte" not in text_of(viewer.get(HERE))
    assert viewer.post(HERE, {"atto": "pubblica"}).status_code == 403
    assert Stage.objects.get().results_published_at is None


def test_the_page_of_a_stage_leads_there(dario, process) -> None:
    assert HERE in dario.get(reverse("desk:stage", args=["ascolto"])).content.decode()
    assert HERE in dario.get(reverse("desk:process")).content.decode()

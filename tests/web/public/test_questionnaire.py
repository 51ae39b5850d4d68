"""The questionnaire on the site: without account, nothing typed is lost, its voices have their codes."""

import re
import uuid

import pytest
from django.test import Client

from arengo.contributions.links import author_token, response_token, writer_token
from arengo.contributions.models import Contribution, QuestionnaireResponse
from arengo.core import codes
from arengo.process.models import Process, Stage
from arengo.process.operations import publish_results
from arengo.questions.models import QuestionSet
from arengo.web.public.views import questionnaire
from arengo.web.shared.bots import HONEYPOT, STAMP
from tests.conftest import Clock
from tests.contributions.asking import ask, respond
from tests.factories import make_municipality, make_process
from tests.web.public.steps import opened, text_of, value_of

pytestmark = pytest.mark.django_db
PAGE = "/questionario/"
WHY = "Di sera non c'è modo di tornare."


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    make_municipality()
    found = make_process()
    ask(found)
    return found


def typed(**changes: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "number": str(uuid.uuid4()),
        "domande": "ascolto",
        STAMP: opened(),
        "domanda-manca": "treni",
        "domanda-ordine_3": "1",
        "domanda-perche": WHY,
    }
    return {name: value for name, value in {**fields, **changes}.items() if value is not None}


def test_every_question_is_asked_and_none_about_who_one_is(
    client: Client, process: Process
) -> None:
    page = client.get(PAGE)
    words = text_of(page)
    assert "Ascolto · fino al 30 novembre 2023" in words
    for label in ("Che cosa manca?", "In che ordine?", "Verresti online?", "Perché?"):
        assert label in words
    assert "non chiediamo chi sei" in words
    content = page.content.decode()
    assert 'type="email"' not in content
    assert 'name="signature"' not in content
    assert "domande d'esempio" not in words
    uuid.UUID(value_of(page, "number"))
    QuestionSet.objects.update(is_example=True)
    assert "domande d'esempio" in text_of(client.get(PAGE))


def test_one_answers_and_sees_the_codes_of_what_one_wrote(client: Client, process: Process) -> None:
    answer = client.post(PAGE, typed(municipality="balme", representing="company"))
    row = QuestionnaireResponse.objects.get()
    assert row.answers == {"manca": "treni", "ordine": ["treni"]}
    assert (row.zone.number, row.representing) == (7, "company")
    assert answer["Location"] == f"/questionario/grazie/{response_token(row.pk)}/"
    page = client.get(answer["Location"])
    voice = Contribution.objects.get()
    words = text_of(page)
    assert codes.show(voice.code) in words
    assert WHY in words
    assert f"/la-mia-voce/{writer_token(voice.pk)}/" in page.content.decode()
    assert page["Cache-Control"] == "no-store, private"


def test_who_wrote_nothing_is_thanked_without_codes(client: Client, process: Process) -> None:
    page = client.post(PAGE, typed(**{"domanda-perche": ""}), follow=True)
    assert "Grazie: le tue risposte sono arrivate" in text_of(page)
    assert "codice" not in text_of(page)
    assert not Contribution.objects.exists()


def test_the_double_click_is_one_questionnaire(client: Client, process: Process) -> None:
    form = typed()
    first, second = client.post(PAGE, form), client.post(PAGE, form)
    assert first["Location"] == second["Location"]
    assert (QuestionnaireResponse.objects.count(), Contribution.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"domanda-manca": "boh"}, "Questa risposta non è tra quelle previste"),
        ({"domanda-anche": ["casa", "' OR 1=1"]}, "Questa risposta non è tra quelle previste"),
        ({"domanda-ordine_1": "1"}, "Il posto 1 è dato più di una volta"),
        ({"domanda-ordine_1": "99999999999999999999"}, "Questo posto non c'è"),
        ({"domanda-ordine_3": "2"}, "Manca il posto 1"),
        ({"domanda-luogo": "a" * 201}, "200"),
        ({"domanda-luogo": "Bal\x00me"}, "null"),
        ({"municipality": "Balmme"}, "Forse è uno di questi: Balme"),
        ({"representing": "re"}, "re"),
        ({HONEYPOT: "x"}, "Un campo nascosto di questa pagina"),
        ({STAMP: ""}, "Non riconosciamo la pagina da cui arrivano i dati"),
    ],
)
def test_what_is_not_right_gets_a_sentence_and_nothing_typed_is_lost(
    client: Client, process: Process, changes, sentence: str
) -> None:
    form = typed(**changes)
    page = client.post(PAGE, form)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert value_of(page, "number") == form["number"]
    content = page.content.decode()
    assert WHY.replace("'", "&#x27;") in content
    if "domanda-manca" not in changes:
        assert re.search(r'value="treni" id="id_domanda-manca-2" checked', content)
    assert not QuestionnaireResponse.objects.exists()


def test_nothing_answered_is_said_and_so_is_what_must_be(client: Client, process: Process) -> None:
    nothing = dict.fromkeys(("domanda-manca", "domanda-ordine_3", "domanda-perche"))
    page = client.post(PAGE, typed(**nothing))
    assert page.status_code == 422
    assert "Rispondi ad almeno una domanda." in text_of(page)
    QuestionSet.objects.get().questions.filter(key="ordine").update(is_required=True)
    page = client.post(PAGE, typed(**{"domanda-ordine_3": ""}))
    assert "Dai almeno il primo posto" in text_of(page)
    assert 'href="#id_domanda-ordine"' in page.content.decode()
    assert 'id="id_domanda-ordine"' in page.content.decode()


def test_a_page_of_another_site_cannot_answer_for_somebody(process: Process) -> None:
    page = Client(enforce_csrf_checks=True).post(PAGE, typed())
    assert page.status_code == 422
    assert "Quello che hai scritto è ancora qui: invia di nuovo." in text_of(page)
    assert not QuestionnaireResponse.objects.exists()


def test_a_flood_is_told_to_wait(client: Client, process: Process, monkeypatch) -> None:
    monkeypatch.setattr(questionnaire.limits, "allows", lambda *_: False)
    page = client.post(PAGE, typed())
    assert page.status_code == 429
    assert "aspetta qualche minuto e invia di nuovo" in text_of(page)


def test_fields_that_nobody_asked_for_are_not_kept(client: Client, process: Process) -> None:
    client.post(PAGE, typed(**{"domanda-telefono": "011 1", "email": "ada@example.org"}))
    row = QuestionnaireResponse.objects.get()
    assert set(row.answers) == {"manca", "ordine"}


def test_tags_are_words_like_others(client: Client, process: Process) -> None:
    page = client.post(PAGE, typed(**{"domanda-perche": "<script>alert(1)</script>"}), follow=True)
    content = page.content.decode()
    assert "<script>alert" not in content
    assert "&lt;script&gt;alert(1)" in content


def test_who_sends_just_too_late_keeps_the_answers_and_is_told(
    client: Client, process: Process, clock: Clock
) -> None:
    clock.to("2023-12-01 00:01")
    page = client.post(PAGE, typed())
    assert page.status_code == 422
    assert "Questo questionario adesso non è aperto" in text_of(page)
    assert WHY.replace("'", "&#x27;") in page.content.decode()
    assert "Adesso non c'è un questionario" in text_of(client.get(PAGE))


def test_without_questions_a_stage_or_a_process_there_is_no_form(client: Client, db) -> None:
    assert "Adesso non c'è un questionario" in text_of(client.get(PAGE))
    assert client.post(PAGE, {"domande": "boh"}).status_code == 200


def test_a_stage_whose_set_is_empty_shows_no_form(client: Client, process: Process) -> None:
    QuestionSet.objects.get().questions.all().delete()
    assert "Adesso non c'è un questionario" in text_of(client.get(PAGE))


def test_a_link_cut_short_says_what_to_do(client: Client, process: Process) -> None:
    row = respond(process, {"perche": WHY})
    token = response_token(row.pk)
    for wrong in (token[:-4], author_token(row.pk), "x"):
        page = client.get(f"/questionario/grazie/{wrong}/")
        assert page.status_code == 404
        assert "Questo link non è completo" in text_of(page)


def test_it_is_found_where_one_writes_and_beside_its_stage_while_it_is_open(
    client: Client, process: Process, clock: Clock
) -> None:
    for address in ("/scrivi/", "/percorso/"):
        assert 'href="/questionario/"' in client.get(address).content.decode(), address
    Stage.objects.update(questions=None)
    for address in ("/scrivi/", "/percorso/?di-nuovo"):
        assert 'href="/questionario/"' not in client.get(address).content.decode(), address


def test_results_are_nobodys_to_read_until_the_office_says_so(
    client: Client, process: Process, clock: Clock
) -> None:
    for _one in range(6):
        respond(process, {"manca": "treni", "ordine": ["casa", "treni"], "perche": WHY})
    assert client.get("/questionario/risultati/ascolto/").status_code == 404
    assert client.get("/questionario/risultati/boh/").status_code == 404
    publish_results(stage=Stage.objects.get(), by="staff:1")
    clock.to("2023-10-28 10:00")
    respond(process, {"manca": "casa"})
    page = client.get("/questionario/risultati/ascolto/?uno")
    words = text_of(page)
    assert "6 risposte fino al" in words
    assert "Treni 6 100%" in words
    assert "Più in alto di tutte, in media e per quante volte è la prima: «Casa»." in words
    assert "Casa 6 1,0 Treni 0 2,0" in words
    assert "6 risposte scritte: ognuna è una voce" in words
    assert "Chi risponde sceglie di farlo" in words
    assert WHY not in page.content.decode()
    assert 'href="/questionario/risultati/ascolto/"' in client.get("/percorso/").content.decode()


def test_a_number_that_is_not_told_says_so_and_why(client: Client, process: Process) -> None:
    for answer, times in (("casa", 7), ("treni", 6), ("lavoro", 2)):
        for _one in range(times):
            respond(process, {"manca": answer})
    publish_results(stage=Stage.objects.get(), by="staff:1")
    words = text_of(client.get("/questionario/risultati/ascolto/"))
    assert "Lavoro non si dice – Casa 7 47% Treni non si dice –" in words
    assert "nessuno deve essere riconosciuto da quello che ha risposto" in words
    english = text_of(client.get("/en/questionario/risultati/ascolto/"))
    assert "Homes 7 47%" in english

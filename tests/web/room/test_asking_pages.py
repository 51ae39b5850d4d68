"""Questions and polls on the pages of the evening: one's own, the assistant's, the chair's, the projector."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from arengo.live import asked, operations
from arengo.live.models import AskedQuestion, Ballot, Poll
from arengo.meetings.models import Duty, Meeting
from arengo.registrations.models import Registration
from arengo.web.room import stream
from tests.conftest import Clock
from tests.live.acts import REGIA, ask_something, make_evening, make_poll, opened, present, vote
from tests.registrations.acts import HALL, ONLINE, take_part
from tests.web.public.reading import words as text_of
from tests.web.room.evening import BY_SCRIPT, at, own, serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    meeting = make_evening(hall=20, safety=20)
    clock.to("2023-09-27 16:05")
    return meeting


@pytest.fixture
def ada(evening: Meeting) -> Registration:
    return present(evening, "Ada Rossi", HALL)


@pytest.fixture
def bruno(evening: Meeting) -> Registration:
    return present(evening, "Bruno Bo", ONLINE)


@pytest.fixture
def regia(evening: Meeting) -> Client:
    return serving(evening, Duty.Kind.ASSISTANT)


@pytest.fixture
def chair(evening: Meeting) -> Client:
    return serving(evening, Duty.Kind.CHAIR)


def published(who: Registration, text: str = "E i treni?") -> AskedQuestion:
    return operations.publish_question(question=ask_something(who, text), by=REGIA)


def sent(text: str) -> dict[str, str]:
    return {"number": str(uuid.uuid4()), "text": text}


def new_poll(**fields: str) -> dict[str, str]:
    values = {"question": "Cominciamo dai treni?", "options": "Sì\n\n No ", **fields}
    return {"number": str(uuid.uuid4()), **values}


def test_a_question_is_asked_read_by_the_assistant_and_then_by_everybody(
    client: Client, ada: Registration, bruno: Registration, regia: Client
) -> None:
    assert client.post(own(bruno, "evening-ask"), sent("E i treni?")).status_code == 302
    question = AskedQuestion.objects.get()
    assert "Le tue domande E i treni? Da leggere" in text_of(client.get(own(bruno)))
    assert "E i treni?" not in text_of(client.get(own(ada)))
    assert re.search(r"E i treni\? Online · 16:05 Pubblica", text_of(regia.get(at("console"))))
    regia.post(at("question-act", question.pk, "pubblica"))
    page = text_of(client.get(own(ada)))
    assert "E i treni? La fa 1 persona" in page
    assert "Nuova domanda: E i treni?" in page
    assert "Bruno" not in page


def test_a_question_that_is_too_long_or_empty_stays_in_its_field(
    client: Client, ada: Registration
) -> None:
    for text, why in (("", "Scrivi la tua domanda."), ("x" * 401, "accorcia un po'")):
        page = client.post(own(ada, "evening-ask"), sent(text))
        assert page.status_code == 422
        assert why in text_of(page)
        assert text in page.content.decode()


def test_a_refused_act_loses_nothing_of_what_was_typed(
    client: Client, ada: Registration, evening: Meeting
) -> None:
    operations.close_meeting(meeting=evening, by=REGIA)
    page = client.post(own(ada, "evening-ask"), sent("Detto tardi"))
    assert page.status_code == 422
    assert "L'incontro è stato chiuso." in text_of(page)
    assert ">Detto tardi</textarea>" in page.content.decode()
    by_script = client.post(own(ada, "evening-ask"), sent("Detto tardi"), headers=BY_SCRIPT)
    assert by_script.status_code == 409
    assert "L'incontro è stato chiuso." in by_script.json()["sentence"]


def test_in_the_hall_without_having_entered_one_reads_and_is_told_how_to_take_part(
    client: Client, evening: Meeting, ada: Registration, clock: Clock
) -> None:
    clock.to("2023-09-20 10:00")
    carla = take_part(evening, "Carla Co", HALL)
    clock.to("2023-09-27 16:05")
    poll = opened(evening)
    assert "Per votare, fai leggere il tuo biglietto" in text_of(client.get(own(carla)))
    answer = client.post(own(carla, "evening-vote", poll.pk), {"option": poll.options.first().pk})
    assert answer.status_code == 409
    page = client.post(own(carla, "evening-ask"), sent("Si può?"))
    assert "fai leggere il tuo biglietto all'ingresso" in text_of(page)
    assert not Ballot.objects.exists()


def test_a_support_is_given_and_taken_back(
    client: Client, ada: Registration, bruno: Registration
) -> None:
    question = published(ada)
    support = own(bruno, "evening-support")
    for _twice in range(2):
        assert client.post(support, {"question": str(question.pk)}).status_code == 302
    page = client.get(own(bruno))
    assert "La fanno 2 persone" in text_of(page)
    assert f'data-supported-questions="{question.pk} "' in page.content.decode()
    assert (
        client.post(own(ada, "evening-support"), {"question": str(question.pk)}).status_code == 409
    )
    client.post(support, {"withdraw": str(question.pk)})
    assert "La fa 1 persona" in text_of(client.get(own(bruno)))
    for nonsense in ({}, {"question": "x"}, {"question": str(uuid.uuid4())}):
        assert client.post(support, nonsense).status_code == 404


def test_the_shared_parts_hold_nothing_of_anybody(
    client: Client, evening: Meeting, ada: Registration, bruno: Registration
) -> None:
    poll = opened(evening)
    vote(bruno, poll)
    question = published(ada)
    operations.support_question(registration=bruno, question=question)
    parts = stream.drawn(evening, "stage", "it")["parts"]
    shared = " ".join(parts[name] for name in ("asked", "questions", "polls", "ballots"))
    for secret in (bruno.code, ada.code, "Bruno", "Ada", "csrf", "Hai votato"):
        assert secret not in shared
    assert 'form="support"' in shared


def test_a_refusal_is_read_by_who_asked_and_by_nobody_else(
    client: Client, ada: Registration, bruno: Registration, regia: Client
) -> None:
    question = ask_something(bruno, "Una cosa su Tizio")
    refuse = at("question-refuse", question.pk)
    without = regia.post(refuse, {f"{question.pk}-reason": " "}, headers=BY_SCRIPT)
    assert "Scrivi perché non si pubblica" in without.json()["sentence"]
    regia.post(refuse, {f"{question.pk}-reason": "Parla di una persona"})
    assert "Non pubblicata Perché: Parla di una persona" in text_of(client.get(own(bruno)))
    assert "Parla di una persona" not in text_of(client.get(own(ada)))
    assert "1 non pubblicata" in text_of(regia.get(at("console")))
    regia.post(at("question-act", question.pk, "riprendi"))
    assert "1 domanda da leggere." in text_of(regia.get(at("console")))


def test_a_question_is_shown_in_the_hall_and_marked_answered(
    client: Client, ada: Registration, regia: Client, chair: Client
) -> None:
    question = published(ada)
    assert "E i treni?" in text_of(chair.get(at("chair")))
    regia.post(at("question-act", question.pk, "sullo-schermo"))
    page = regia.get(at("projector"))
    assert "Una domanda E i treni? La fa 1 persona" in text_of(page)
    assert 'data-showing="question"' in page.content.decode()
    assert "Ora: Una domanda: «E i treni?»" in text_of(regia.get(at("console")))
    regia.post(at("question-act", question.pk, "ha-avuto-risposta"))
    page = client.get(own(ada))
    assert "Ha avuto risposta" in text_of(page)
    assert 'form="support" name="question"' not in page.content.decode()
    assert "E i treni?" not in text_of(chair.get(at("chair")))


def test_an_act_that_is_none_and_a_question_of_another_meeting_are_not_found(
    ada: Registration, regia: Client, evening: Meeting
) -> None:
    question = published(ada)
    poll = opened(evening)
    assert regia.post(at("question-act", question.pk, "vola")).status_code == 404
    assert regia.post(at("question-act", uuid.uuid4(), "pubblica")).status_code == 404
    assert regia.post(at("poll-act", poll.pk, "vola")).status_code == 404
    assert regia.post(at("poll-results", poll.pk, "vola")).status_code == 404
    assert regia.get(at("question-act", question.pk, "pubblica")).status_code == 405


def test_a_poll_is_prepared_before_the_day_and_changed(
    regia: Client, clock: Clock, evening: Meeting
) -> None:
    clock.to("2023-09-20 10:00")
    assert "Prepara una votazione" in text_of(regia.get(at("poll-new")))
    form = new_poll(question_en="Trains first?", options_en="Yes\nNo")
    for _twice in range(2):
        assert regia.post(at("poll-new"), form)["Location"] == at("console")
    poll = Poll.objects.get()
    assert [dict(option.text) for option in poll.options.all()] == [
        {"it": "Sì", "en": "Yes"},
        {"it": "No", "en": "No"},
    ]
    change = at("poll-change", poll.pk)
    assert "Trains first?" in regia.get(change).content.decode()
    version = asked.version_of_poll(poll)
    assert regia.post(change, new_poll(question="E le scuole?", version=version)).status_code == 302
    assert "E le scuole?" in text_of(regia.get(at("console")))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"question": ""}, "Scrivi che cosa si chiede."),
        ({"options": "Solo una"}, "da due a otto risposte"),
        ({"options": "\n".join("abcdefghi")}, "da due a otto risposte"),
        ({"options": f"Sì\n{'x' * 81}"}, "accorcia quella più lunga"),
        ({"options_en": "Yes"}, "tante quante quelle in italiano"),
    ],
)
def test_a_poll_that_is_not_right_is_kept_with_what_is_wrong(
    regia: Client, fields: dict[str, str], why: str
) -> None:
    page = regia.post(at("poll-new"), new_poll(**{"question": "Cominciamo?", **fields}))
    assert page.status_code == 422
    assert why in text_of(page)
    for typed in {"options": "Sì", **fields}.values():
        assert typed in page.content.decode()
    assert not Poll.objects.exists()


def test_of_two_who_write_a_poll_the_second_is_told_and_may_insist(
    regia: Client, evening: Meeting
) -> None:
    poll = make_poll(evening)
    change, version = at("poll-change", poll.pk), asked.version_of_poll(poll)
    regia.post(change, new_poll(question="Di Carla", version=version))
    late = regia.post(change, new_poll(question="Di Dario", version=version))
    assert late.status_code == 422
    assert "un'altra persona ha cambiato questa votazione" in text_of(late)
    assert "Di Dario" in late.content.decode()
    now = re.search(r'name="version" value="(\w+)"', late.content.decode())[1]
    assert regia.post(change, new_poll(question="Di Dario", version=now)).status_code == 302
    assert str(Poll.objects.get().question) == "Di Dario"
    operations.open_poll(poll=poll, by=REGIA)
    again = regia.post(change, new_poll(question="Tardi"))
    assert "è già stata aperta" in text_of(again)
    assert "Tardi" in again.content.decode()


def test_a_poll_is_opened_voted_in_both_modes_closed_and_shown(
    client: Client,
    evening: Meeting,
    ada: Registration,
    bruno: Registration,
    regia: Client,
    chair: Client,
) -> None:
    poll = make_poll(evening, "Dai treni", "Dalle scuole")
    assert "Da dove cominciamo?" not in text_of(client.get(own(ada)))
    regia.post(at("poll-act", poll.pk, "apri"))
    trains, schools = poll.options.all()
    assert "Si vota Da dove cominciamo?" in text_of(client.get(own(ada)))
    client.post(own(ada, "evening-vote", poll.pk), {"option": trains.pk})
    client.post(own(bruno, "evening-vote", poll.pk), {"option": trains.pk}, headers=BY_SCRIPT)
    client.post(own(bruno, "evening-vote", poll.pk), {"option": schools.pk}, headers=BY_SCRIPT)
    mine = text_of(client.get(own(bruno, "evening-mine")))
    assert "Hai votato: Dalle scuole. Puoi cambiare finché è aperto." in mine
    assert "Hanno votato 2 persone su 2 presenti." in text_of(client.get(own(ada)))
    assert "50%" not in text_of(regia.get(at("console")))
    assert regia.post(at("poll-results", poll.pk, "mostra")).status_code == 409

    regia.post(at("poll-act", poll.pk, "chiudi"))
    page = text_of(client.get(own(ada)))
    assert "quando li mostra chi presiede" in page
    assert "50%" not in page
    assert "50%" in text_of(chair.get(at("chair")))
    assert chair.post(at("poll-results", poll.pk, "mostra"))["Location"] == at("chair")
    assert "Dai treni 1 50%" in text_of(client.get(own(ada)))
    regia.post(at("poll-act", poll.pk, "sullo-schermo"))
    assert "Risultati Da dove cominciamo?" in text_of(regia.get(at("projector")))
    assert regia.post(at("poll-results", poll.pk, "nascondi"))["Location"] == at("console")
    assert "50%" not in text_of(client.get(own(ada)))


def test_the_split_is_on_no_shared_page_while_one_can_vote(
    evening: Meeting, ada: Registration, bruno: Registration
) -> None:
    poll = opened(evening, "Dai treni", "Dalle scuole")
    operations.show_poll(poll=poll, by=REGIA)
    for who in (ada, bruno):
        vote(who, poll)
    for view in ("stage", "console", "chair", "projector"):
        parts = stream.drawn(evening, view, "it")["parts"]
        assert "%" not in parts["polls"]
        assert "Hanno votato 2 persone" in parts["ballots"]


def test_a_vote_for_nothing_is_refused(client: Client, evening: Meeting, ada: Registration) -> None:
    poll = opened(evening)
    for option in ("", "x", "0", "999999"):
        answer = client.post(own(ada, "evening-vote", poll.pk), {"option": option})
        assert answer.status_code == 404
    assert client.get(own(ada, "evening-vote", poll.pk)).status_code == 405
    elsewhere = own(ada, "evening-vote", uuid.uuid4())
    assert client.post(elsewhere, {"option": "1"}).status_code == 404


def test_polls_and_questions_are_in_english_too(
    client: Client, evening: Meeting, ada: Registration
) -> None:
    opened(evening)
    published(ada)
    words = text_of(client.get(f"/en{own(ada)}"))
    assert "Where do we begin?" in words
    assert "1 person asks this" in words


def test_ones_own_part_costs_the_same_however_much_there_is(
    client: Client,
    evening: Meeting,
    ada: Registration,
    bruno: Registration,
    django_assert_num_queries,
) -> None:
    opened(evening)
    costs = []
    for _time in range(3):
        published(ada)
        operations.support_question(registration=bruno, question=published(ada))
        ask_something(bruno)
        with django_assert_num_queries(2):
            asked.my_asking(bruno)
        with CaptureQueriesContext(connection) as queries:
            client.get(own(bruno, "evening-mine"))
        costs.append(len(queries))
    assert len(set(costs)) == 1


@pytest.mark.parametrize("view", ["stage", "console", "chair", "projector"])
def test_the_shared_parts_cost_the_same_with_one_and_with_three(
    view: str, evening: Meeting, ada: Registration, django_assert_max_num_queries
) -> None:
    for _time in range(3):
        question = published(ada)
        poll = operations.close_poll(poll=opened(evening), by=REGIA)
        operations.show_results(poll=poll, by=REGIA)
        operations.show_question(question=question, by=REGIA)
        operations.show_poll(poll=poll, by=REGIA)
        ask_something(ada) if _time == 0 else None
        for part in ("questions", "polls"):
            topic = stream.Topic(channel="room:lancio", view=view, language="it")
            # The meeting, the room, the rows, their answers, the votes.
            with django_assert_max_num_queries(5):
                assert stream.draw(topic, part)

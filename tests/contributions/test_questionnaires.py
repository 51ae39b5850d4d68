"""A questionnaire of a stage: received once, nobody's; what is written in it is a voice."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from arengo.contributions.answers import results
from arengo.contributions.links import author_token, response_of, response_token
from arengo.contributions.models import Contribution, QuestionnaireResponse
from arengo.contributions.operations import (
    mark_split,
    remove_question,
    remove_question_set,
    take_back,
)
from arengo.contributions.queries import followed
from arengo.contributions.refusals import NoQuestionnaire, QuestionInUse
from arengo.core.editing import FieldRefused
from arengo.core.ledger.models import Entry
from arengo.core.pointing import StillNamed
from arengo.feedback.balance import Line, total
from arengo.feedback.verification import differences
from arengo.meetings.operations import remove_stage
from arengo.people.models import Person
from arengo.process.models import Process, Stage
from arengo.questions.models import QuestionSet
from tests.conftest import Clock
from tests.contributions.asking import ask, respond
from tests.factories import make_municipality, make_process, moment
from tests.feedback.acts import send_from_the_site

pytestmark = pytest.mark.django_db
WHY = "Di sera non c'è modo di tornare."
ALL = {
    "manca": "treni",
    "anche": ["casa"],
    "ordine": ["treni", "casa"],
    "online": False,
    "perche": WHY,
    "luogo": "Balme",
}


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    found = make_process()
    ask(found)
    return found


def kinds() -> list[str]:
    return list(Entry.objects.order_by("recorded_at").values_list("kind", flat=True))


def test_what_was_chosen_is_kept_without_anybody_and_what_was_written_is_voices(
    process: Process,
) -> None:
    town = make_municipality()
    row = respond(process, ALL, representing="association", municipality=town, language="en")
    assert row.answers == {
        "manca": "treni",
        "anche": ["casa"],
        "ordine": ["treni", "casa"],
        "online": False,
    }
    assert (row.stage.key, row.zone.number, row.representing) == ("ascolto", 7, "association")
    assert (row.language, row.received_at) == ("en", moment("2023-10-27 10:00"))
    voices = {voice.question_key: voice for voice in row.voices.all()}
    assert {key: voice.text for key, voice in voices.items()} == {"perche": WHY, "luogo": "Balme"}
    voice = voices["perche"]
    assert (voice.channel, voice.stage, voice.zone) == ("web", row.stage, row.zone)
    assert (voice.person, voice.representing, voice.language) == (None, "association", "en")
    assert not Person.objects.exists()


def test_it_is_in_the_ledger_and_its_voices_are_counted_as_all_are(process: Process) -> None:
    respond(process, ALL)
    assert kinds() == ["questionnaire.received", "contribution.received", "contribution.received"]
    entry = Entry.objects.get(kind="questionnaire.received")
    assert entry.by == "author"
    assert "treni" not in str(entry.facts)
    assert len(entry.facts["answers"]) == 64
    assert total(process) == Line("", received=2, answered=0)
    assert differences() == []


def test_the_same_choices_have_different_digests(process: Process) -> None:
    respond(process, {"manca": "casa"})
    respond(process, {"manca": "casa"})
    one, two = Entry.objects.filter(kind="questionnaire.received")
    assert one.facts["answers"] != two.facts["answers"]


def test_the_same_form_sent_twice_is_one_with_its_voices(process: Process) -> None:
    number = uuid.uuid4()
    first = respond(process, ALL, number=number)
    again = respond(process, {"manca": "casa", "perche": "Altro"}, number=number)
    assert again == first
    assert again.answers["manca"] == "treni"
    assert Contribution.objects.count() == 2
    assert kinds().count("questionnaire.received") == 1


def test_what_nobody_asked_is_not_kept_and_nothing_at_all_is_refused(process: Process) -> None:
    row = respond(process, {"manca": "casa", "telefono": "011 1", "perche'": "x"})
    assert row.answers == {"manca": "casa"}
    with pytest.raises(FieldRefused, match="almeno una domanda"):
        respond(process, {"telefono": "011 1"})
    assert QuestionnaireResponse.objects.count() == 1


def test_when_a_voice_cannot_be_received_nothing_of_it_stays(process: Process) -> None:
    with pytest.raises(FieldRefused):
        respond(process, {"manca": "casa", "perche": "a" * 5001})
    assert not QuestionnaireResponse.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("day", ["2023-09-27 23:59", "2023-12-01 00:00"])
def test_outside_its_days_it_is_refused(process: Process, clock: Clock, day: str) -> None:
    clock.to(day)
    with pytest.raises(NoQuestionnaire):
        respond(process, ALL)
    assert not Contribution.objects.exists()


def test_answers_to_other_questions_than_those_asked_now_are_refused(process: Process) -> None:
    other = QuestionSet.objects.create(key="altre", title={"it": "Altre"})
    with pytest.raises(NoQuestionnaire):
        respond(process, ALL, question_set=other)
    Stage.objects.update(questions=None)
    with pytest.raises(NoQuestionnaire):
        respond(process, ALL)


def test_a_voice_taken_back_leaves_its_words_nowhere(process: Process) -> None:
    row = respond(process, {"manca": "casa", "perche": WHY})
    take_back(contribution=row.voices.get())
    row.refresh_from_db()
    assert WHY not in str(row.answers)
    assert row.voices.get().text == ""
    assert row.answers == {"manca": "casa"}


def test_a_voice_says_which_question_it_answers(process: Process, client) -> None:
    voice = respond(process, {"perche": WHY}).voices.get()
    assert followed(voice.code).asked == "Perché?"
    assert followed(send_from_the_site(process).code).asked == ""
    for address in (
        reverse("public:voice", args=[voice.code]),
        reverse("public:my-voice", args=[author_token(voice.pk)]),
    ):
        page = client.get(address).content.decode()
        assert "Risposta alla domanda «Perché?»" in page
        assert "Scritta rispondendo a un questionario" in page


def test_the_parts_of_an_answer_say_so_too_and_count_once(process: Process) -> None:
    voice = respond(process, {"perche": "Manca un bus.\n\nE un medico."}).voices.get()
    parts = mark_split(contribution=voice, divided=voice.text, by="staff:1")
    assert [followed(part.code).asked for part in parts] == ["Perché?", "Perché?"]
    (written,) = [each for each in results(voice.stage).questions if each.question.key == "perche"]
    assert written.answered == 1


def test_its_link_opens_only_its_own_door(process: Process) -> None:
    row = respond(process, {"perche": WHY})
    assert response_of(response_token(row.pk)) == row.pk
    assert response_of(author_token(row.pk)) is None
    assert response_of("") is None


def test_a_question_that_was_answered_stays_and_the_others_may_go(process: Process) -> None:
    asked = QuestionSet.objects.get()
    respond(process, {"manca": "casa", "perche": WHY})
    for key in ("manca", "perche"):
        with pytest.raises(QuestionInUse):
            remove_question(question=asked.questions.get(key=key), by="staff:1")
    remove_question(question=asked.questions.get(key="online"), by="staff:1")
    assert not asked.questions.filter(key="online").exists()


def test_a_set_that_was_answered_and_its_stage_stay(process: Process) -> None:
    asked = QuestionSet.objects.get()
    with pytest.raises(QuestionInUse, match="questionario di una tappa"):
        remove_question_set(question_set=asked, by="staff:1")
    respond(process, {"manca": "casa"})
    Stage.objects.update(questions=None)
    with pytest.raises(QuestionInUse, match="ha risposto"):
        remove_question_set(question_set=asked, by="staff:1")
    with pytest.raises(StillNamed) as refused:
        remove_stage(stage=Stage.objects.get(key="ascolto"), by="staff:1")
    assert refused.value.holders == {"contributions.QuestionnaireResponse": 1}


def test_the_database_keeps_these_promises_too(process: Process) -> None:
    row = respond(process, {"perche": WHY, "luogo": "Balme"})
    for values in ({"question_key": ""}, {"question_key": "perche"}, {"response": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.voices.update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.filter(question_key="perche").update(channel="plenary", number=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionnaireResponse.objects.create(
            number=row.number,
            process=process,
            stage=row.stage,
            question_set=row.question_set,
            received_at=row.received_at,
        )

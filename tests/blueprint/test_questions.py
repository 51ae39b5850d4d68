"""Questions in the process file: for a meeting's form, for a stage's questionnaire."""

from pathlib import Path

import pytest

from arengo.blueprint.operations import apply_file
from arengo.blueprint.text import render
from arengo.meetings.models import Meeting
from arengo.process.models import Stage
from arengo.questions.models import Question, QuestionSet
from arengo.questions.operations import save_question
from tests.blueprint.files import changed, write
from tests.blueprint.test_load import mistakes

pytestmark = pytest.mark.django_db
DARIO = "staff:7"
SETS = """\
question_sets:
  - key: ascolto
    title: {it: Ascolto, en: Listening}
    is_example: true
    questions:
      - key: priorita
        kind: ranking
        label: {it: In ordine, en: In order}
        options:
          - {key: lavoro, label: {it: Lavoro, en: Work}}
          - {key: casa, label: {it: Casa, en: Homes}}
      - {key: altro, kind: long, label: {it: Altro?, en: Anything else?}}
process:
"""
ASKED = changed(
    ("process:\n", SETS),
    ("    - key: lancio\n", "    - key: lancio\n      questions: ascolto\n"),
    ("  - slug: lancio\n", "  - slug: lancio\n    questions: ascolto\n"),
)


def wrong(tmp_path: Path, old: str, new: str) -> list[tuple[str, str]]:
    assert ASKED.count(old) == 1
    return [(field, said) for _line, field, said in mistakes(tmp_path, ASKED.replace(old, new))]


def test_a_stage_and_a_meeting_ask_the_questions_of_the_file(tmp_path: Path) -> None:
    apply_file(write(tmp_path, ASKED))
    asked = QuestionSet.objects.get()
    assert Stage.objects.get(key="lancio").questions == asked
    assert Meeting.objects.get().questions == asked
    assert asked.is_example
    first, second = asked.questions.all()
    assert (first.key, first.kind, second.key) == ("priorita", "ranking", "altro")
    assert first.options == [
        {"key": "lavoro", "label": {"it": "Lavoro", "en": "Work"}},
        {"key": "casa", "label": {"it": "Casa", "en": "Homes"}},
    ]


def test_twice_changes_nothing_and_an_answer_that_changes_is_shown(tmp_path: Path) -> None:
    apply_file(write(tmp_path, ASKED))
    assert not apply_file(write(tmp_path, ASKED)).has_changes
    text = ASKED.replace("{key: casa, label", "{key: case, label")
    difference = apply_file(write(tmp_path, text))
    assert [change.leaf for change in difference.changed] == ["options"]
    assert "lavoro, case" in render(difference)


def test_what_the_desk_changed_of_the_answers_stays(tmp_path: Path) -> None:
    apply_file(write(tmp_path, ASKED))
    row = Question.objects.get(key="priorita")
    options = [*row.options, {"key": "treni", "label": {"it": "Treni"}}]
    save_question(
        question_set=row.question_set, question=row, values={"options": options}, by=DARIO
    )
    difference = apply_file(write(tmp_path, ASKED))
    assert [change.leaf for change in difference.conflicts] == ["options"]
    row.refresh_from_db()
    assert len(row.options) == 3


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ("kind: ranking", "kind: order", "priorita.kind", "una di queste parole"),
        ("kind: ranking", "kind: short", "priorita.options", "nessuna"),
        ("{key: casa, label: {it: Casa, en: Homes}}", "{key: casa}", "#2", "una chiave e un testo"),
        ("{key: casa,", "{key: lavoro,", "#2.key", "una chiave diversa"),
        ("{it: Casa, en: Homes}", "{it: Casa}", "#2.label.en", "il testo in questa lingua"),
        ("questions: ascolto\n      title", "questions: boh\n      title", "questions", "ascolto"),
        ("          - {key: casa, label: {it: Casa, en: Homes}}\n", "", "options", "almeno due"),
        ("          - {key: lavoro", "          - lavoro\n          - {key: lavoro", "#1", "campi"),
    ],
)
def test_each_slip_is_told(tmp_path: Path, old: str, new: str, field: str, said: str) -> None:
    found = wrong(tmp_path, old, new)
    assert any(where.endswith(field) and said in sentence for where, sentence in found), found


def test_that_results_are_public_is_an_act_and_not_in_the_file(tmp_path: Path) -> None:
    text = ASKED.replace(
        "questions: ascolto\n      title", "results_published_at: 2023-01-01\n      title"
    )
    ((_line, _field, said),) = mistakes(tmp_path, text)
    assert "è un atto" in said

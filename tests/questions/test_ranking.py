"""Answers put in order: a place for each, or only for the first; every slip has its sentence."""

import pytest
from django import forms
from django.utils import translation

from arengo.core.localized import Localized
from arengo.questions.forms import (
    answers_from,
    answers_in_words,
    field_name,
    fields_for,
    initial_from,
)
from arengo.questions.models import Question

OPTIONS = [
    {"key": "lavoro", "label": {"it": "Lavoro", "en": "Work"}},
    {"key": "casa", "label": {"it": "Casa", "en": "Homes"}},
    {"key": "treni", "label": {"it": "Treni", "en": "Trains"}},
]
NAME = "domanda-q"


def ask(**fields) -> Question:
    return Question(
        key="q", kind="ranking", label=Localized(it="In ordine"), options=OPTIONS, **fields
    )


def form_of(question: Question, *places: str, **kwargs) -> forms.Form:
    data = {f"{NAME}_{number}": place for number, place in enumerate(places, start=1)}
    made = type("Asked", (forms.Form,), fields_for([question]))
    return made(data if places else None, **kwargs)


def sentence(question: Question, *places: str) -> str:
    form = form_of(question, *places)
    assert not form.is_valid()
    (found,) = form.errors[field_name(question)]
    return str(found)


@pytest.mark.parametrize(
    ("places", "kept"),
    [
        (("2", "1", "3"), ["casa", "lavoro", "treni"]),
        (("", "", "1"), ["treni"]),
        (("2", "", "1"), ["treni", "lavoro"]),
    ],
)
def test_the_whole_order_or_its_beginning_is_kept(places, kept) -> None:
    form = form_of(ask(is_required=True), *places)
    assert form.is_valid(), form.errors
    assert answers_from([ask()], form.cleaned_data) == {"q": kept}


def test_nothing_put_in_order_is_no_answer_unless_one_must() -> None:
    form = form_of(ask(), "", "", "")
    assert form.is_valid()
    assert answers_from([ask()], form.cleaned_data) == {}
    assert "almeno il primo posto" in sentence(ask(is_required=True), "", "", "")


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (("1", "1", ""), "Il posto 1 è dato più di una volta"),
        (("2", "2", "1"), "Il posto 2 è dato più di una volta"),
        (("2", "", ""), "Manca il posto 1: metti in ordine a partire dal primo."),
        (("1", "3", ""), "Manca il posto 2"),
        (("4", "", ""), "Questo posto non c'è"),
        (("1; DROP", "", ""), "Questo posto non c'è"),
        (("-1", "", ""), "Questo posto non c'è"),
    ],
)
def test_a_place_twice_a_gap_or_none_of_ours_gets_a_sentence(places, said: str) -> None:
    assert said in sentence(ask(), *places)


def test_what_was_answered_is_shown_again_and_each_control_has_its_label() -> None:
    initial = initial_from([ask()], {"q": ["treni", "lavoro"]})
    assert initial == {NAME: {"treni": "1", "lavoro": "2"}}
    page = str(form_of(ask(), initial=initial)[NAME])
    assert page.count('<option value="2" selected>') == 1
    assert page.count('<option value="1" selected>') == 1
    assert page.count('<option value="" selected>') == 1
    assert page.index("Treni") < page.index('<option value="1" selected>')
    assert page.count("<label for=") == page.count("<select") == 3


def test_what_was_typed_wrong_is_shown_again() -> None:
    page = str(form_of(ask(), "1", "1", "")[NAME])
    assert page.count('<option value="1" selected>') == 2


def test_an_order_is_read_with_its_places_in_the_language_of_the_page() -> None:
    answers = {"q": ["treni", "lavoro", "gone"]}
    assert answers_in_words([ask()], answers) == [("In ordine", "1. Treni, 2. Lavoro, 3. gone")]
    with translation.override("en"):
        assert answers_in_words([ask()], answers)[0][1].startswith("1. Trains, 2. Work")

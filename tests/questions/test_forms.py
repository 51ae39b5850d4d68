"""The office's own questions as form fields: every kind, valid and not."""

import pytest
from django import forms
from django.utils import translation

from arengo.questions.forms import answers_from, choices_of, field_name, fields_for, initial_from
from arengo.questions.models import Question

OPTIONS = [
    {"key": "si", "label": {"it": "Sì", "en": "Yes"}},
    {"it": "Forse", "en": "Maybe"},
    "Boh",
]


def ask(kind, **fields):
    return Question(key="q", kind=kind, label={"it": "Domanda"}, **fields)


def answer(question, value):
    form_class = type("OneQuestion", (forms.Form,), fields_for([question]))
    return form_class({field_name(question): value} if value is not None else {})


def test_options_may_have_keys_languages_or_be_plain():
    assert choices_of(ask("one", options=OPTIONS)) == [
        ("si", "Sì"),
        ("Forse", "Forse"),
        ("Boh", "Boh"),
    ]
    with translation.override("en"):
        assert [label for _value, label in choices_of(ask("one", options=OPTIONS))] == [
            "Yes",
            "Maybe",
            "Boh",
        ]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("short", "Sindaca", "Sindaca"),
        ("long", "Due\nrighe", "Due\nrighe"),
        ("one", "si", "si"),
        ("many", ["si", "Boh"], ["si", "Boh"]),
        ("yes_no", "yes", True),
        ("yes_no", "no", False),
    ],
)
def test_each_kind_keeps_its_answer_and_shows_it_again(kind, typed, kept):
    question = ask(kind, options=OPTIONS)
    form = answer(question, typed)
    assert form.is_valid()
    answers = answers_from([question], form.cleaned_data)
    assert answers == {"q": kept}
    assert initial_from([question], answers) == {field_name(question): typed}


@pytest.mark.parametrize("kind", ["short", "long", "one", "many", "yes_no"])
def test_what_is_not_required_may_be_left_out(kind):
    question = ask(kind, options=OPTIONS)
    form = answer(question, None)
    assert form.is_valid()
    assert answers_from([question], form.cleaned_data) == {}
    assert initial_from([question], {}) == {}


@pytest.mark.parametrize("kind", ["short", "long", "one", "many", "yes_no"])
def test_what_is_required_is_asked_in_a_sentence(kind):
    form = answer(ask(kind, options=OPTIONS, is_required=True), None)
    (sentence,) = form.errors["domanda-q"]
    assert sentence.startswith(("Scrivi", "Scegli"))


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("one", "altro"),
        ("many", ["si", "altro"]),
        ("yes_no", "forse"),
        ("short", "x" * 201),
        ("long", "x" * 2001),
    ],
)
def test_what_was_not_offered_is_refused(kind, typed):
    assert not answer(ask(kind, options=OPTIONS), typed).is_valid()

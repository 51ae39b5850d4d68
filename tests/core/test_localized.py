"""Texts in several languages: the page's own if there is one, else Italian, and said to be so."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from arengo.core.localized import Localized, LocalizedField
from arengo.plan.models import Plan

BOTH = Localized(it="Incontro pubblico", en="Public meeting")


@pytest.mark.parametrize(
    ("language", "text"),
    [("it", "Incontro pubblico"), ("en", "Public meeting"), ("en-gb", "Public meeting")],
)
def test_the_text_is_in_the_language_of_the_page(language: str, text: str) -> None:
    with translation.override(language):
        assert str(BOTH) == text
        assert BOTH.lang == language[:2]


def test_what_is_not_translated_is_italian_and_says_so() -> None:
    with translation.override("en"):
        text = Localized(it="Incontro pubblico", en="")
        assert str(text) == "Incontro pubblico"
        assert text.lang == "it"


def test_what_is_not_in_italian_either_is_in_any_language_there_is() -> None:
    with translation.override("it"):
        assert Localized(fr="Rencontre").best() == ("fr", "Rencontre")


def test_with_no_language_active_it_is_italian() -> None:
    with translation.override(None):
        assert str(BOTH) == "Incontro pubblico"


@pytest.mark.parametrize("nothing", [{}, {"it": ""}, {"it": "", "en": ""}])
def test_a_text_in_no_language_is_empty_and_false(nothing: dict[str, str]) -> None:
    text = Localized(nothing)
    assert str(text) == ""
    assert not text


def test_a_text_in_any_language_is_true() -> None:
    assert Localized(it="", en="Public meeting")


def test_a_plain_text_is_taken_as_italian() -> None:
    assert LocalizedField().to_python("Incontro") == {"it": "Incontro"}
    assert LocalizedField().to_python("") == {}
    assert LocalizedField().to_python(None) == {}


def test_languages_without_a_text_are_left_out() -> None:
    assert LocalizedField().to_python({"it": "Incontro", "en": ""}) == {"it": "Incontro"}


@pytest.mark.parametrize("nonsense", [7, ["Incontro"], True])
def test_what_is_no_text_is_refused(nonsense: object) -> None:
    with pytest.raises(ValidationError):
        LocalizedField().to_python(nonsense)


def test_its_own_default_is_not_written_in_migrations() -> None:
    assert "default" not in LocalizedField().deconstruct()[3]
    assert LocalizedField(default=dict).deconstruct()[3]["default"] is dict


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given", ["Il piano", {"it": "Il piano", "en": ""}, Localized(it="Il piano")]
)
def test_it_comes_back_from_the_database_as_it_is_used(given: object) -> None:
    plan = Plan.objects.create(key="vigente", title=given, first_year=2021, last_year=2023)
    read = Plan.objects.get(pk=plan.pk)
    for title in (plan.title, read.title):
        assert isinstance(title, Localized)
        assert title == {"it": "Il piano"}
    with translation.override("en"):
        assert str(read.title) == "Il piano"

"""docs/glossary.md is the law of words: every model stands in it, and nothing that is gone."""

import re
from pathlib import Path

from django.apps import apps

GLOSSARY = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"


def words() -> set[str]:
    return set(re.findall(r"^\| `(\w+)` \|", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE))


def models() -> set[str]:
    ours = (m for m in apps.get_models() if m.__module__.startswith("arengo."))
    return {model.__name__ for model in ours}


def test_every_model_is_in_the_glossary() -> None:
    assert models() - words() == set()


def test_every_word_of_the_glossary_is_a_model() -> None:
    assert words() - models() == set()

"""Finding voices by their words: both as they came and as who said them wants them to read."""

import hashlib
from collections.abc import Callable, Iterable
from typing import Final
from uuid import UUID

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery

from arengo.contributions.models import Contribution, PublicWords, VoiceWords
from arengo.core import codes
from arengo.core.full_text.words import METHOD, stems

# In no word, so that what is moved from one text to the other is a change.
BETWEEN = "\n\0"


def put_words(contributions: Iterable[Contribution]) -> None:
    """Let these voices be found by the words that they have now.

    In the transaction that changes them: nobody finds what is not there any more.
    """
    rows = list(contributions)
    for model, words_of in INDEXES:
        model._default_manager.bulk_create(
            (_found_by(model, row, words_of(row)) for row in rows),
            update_conflicts=True,
            unique_fields=["contribution"],
            update_fields=["stems", "digest"],
        )


def with_words(asked: str) -> Q:
    """The condition under which a voice says all of this, or has this code."""
    return _in(VoiceWords.objects.filter(stems__matches=asked), asked)


def with_public_words(asked: str) -> Q:
    """The same by the words that everybody reads: not those that the office covered."""
    return _in(PublicWords.objects.filter(stems__matches=asked), asked)


def found_by_other_words() -> list[UUID]:
    """The voices that a search does not find by the words that they have now; there should be none."""
    rows = Contribution.objects.order_by().annotate(
        **{
            f"digest_{place}": Subquery(
                model._default_manager.filter(contribution=OuterRef("pk")).values("digest")
            )
            for place, (model, _words_of) in enumerate(INDEXES)
        }
    )
    wrong = []
    for row in rows.only("pk", "correction", "text", "covered").iterator():
        for place, (_model, words_of) in enumerate(INDEXES):
            if getattr(row, f"digest_{place}") != _digest_of(*words_of(row)):
                wrong.append(row.pk)
                break
    return wrong


def _in(words: QuerySet[VoiceWords] | QuerySet[PublicWords], asked: str) -> Q:
    found = Q(pk__in=words.values("contribution"))
    try:
        return found | Q(code=codes.read(asked))
    except codes.BadCode:
        return found


def _of_the_office(row: Contribution) -> tuple[str, ...]:
    return (row.correction, row.text)


def _of_everybody(row: Contribution) -> tuple[str, ...]:
    return (row.covered or row.words,)


# What is searched, and the words by which a voice is found there.
INDEXES: Final[tuple[tuple[type[Model], Callable[[Contribution], tuple[str, ...]]], ...]] = (
    (VoiceWords, _of_the_office),
    (PublicWords, _of_everybody),
)


def _found_by(model: type[Model], row: Contribution, words: tuple[str, ...]) -> Model:
    return model(contribution=row, stems=stems(*words), digest=_digest_of(*words))


def _digest_of(*words: str) -> str:
    return hashlib.sha256(BETWEEN.join((METHOD, *words)).encode()).hexdigest()

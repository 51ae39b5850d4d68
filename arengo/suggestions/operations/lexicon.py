"""The lexicon: words that the office puts beside each axis, and takes away."""

from collections.abc import Collection, Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.core import editing
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.plan.models import Axis
from arengo.suggestions.lexicon import folded
from arengo.suggestions.models import LexiconEntry

LETTERS_AT_MOST: Final = 60
WORDS_AT_MOST: Final = 200
# One letter with a star would be in every text.
SHORTEST: Final = 3


@transaction.atomic
def add_words(*, axis: Axis, words: Sequence[str], by: str) -> int:
    """Put these beside an axis; one that stands there already stays once. Says how many are new.

    Raises FieldRefused for one too short to tell anything, too long, or too many.
    """
    row = editing.current(Axis, axis.pk)
    wanted = {tidy: None for each in words if (tidy := " ".join(each.split()).lower())}
    here = set(LexiconEntry.objects.filter(axis=row).values_list("words", flat=True))
    new = [each for each in wanted if each not in here]
    for each in new:
        _check(each)
    if len(here) + len(new) > WORDS_AT_MOST:
        raise FieldRefused(
            "words", _("Un asse ha al massimo %(most)d parole.") % {"most": WORDS_AT_MOST}
        )
    LexiconEntry.objects.bulk_create(LexiconEntry(axis=row, words=each) for each in new)
    if new:
        _note_down("added", row, len(new), by)
    return len(new)


@transaction.atomic
def remove_words(*, axis: Axis, words: Collection[str], by: str) -> int:
    """Take these away from an axis; what is not there is not missed. Says how many went."""
    row = editing.current(Axis, axis.pk)
    count, _each = LexiconEntry.objects.filter(axis=row, words__in=words).delete()
    if count:
        _note_down("removed", row, count, by)
    return count


def _check(words: str) -> None:
    if len(words) > LETTERS_AT_MOST:
        raise FieldRefused(
            "words",
            _("«%(words)s…» è troppo lungo: basta una parola, o poche di seguito.")
            % {"words": words[:30]},
        )
    if len(folded(words).strip()) < SHORTEST:
        raise FieldRefused(
            "words",
            _("«%(words)s» è troppo corto: sarebbe in quasi ogni testo.") % {"words": words},
        )


def _note_down(what: str, axis: Axis, count: int, by: str) -> None:
    facts = {"axis": axis.number, "count": count}
    record(kind=f"lexicon.{what}", subject=f"plan:{axis.plan.key}", by=by, facts=facts)

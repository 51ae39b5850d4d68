"""The voices as methods see them: their words, which of them have a vector, what was suggested."""

import hashlib
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import MD5, Coalesce, NullIf

from arengo.contributions.models import Contribution
from arengo.process.models import Process
from arengo.suggestions.models import LexiconEntry, Suggestion, VoiceVector

EMPTY: Final = Value("", output_field=TextField())
# What everybody may read of a voice: what the office covered helps nobody to find it.
WORDS: Final = Coalesce(NullIf("covered", EMPTY), NullIf("correction", EMPTY), F("text"))


def words_of(row: Contribution) -> str:
    """The words of which vector and suggestion are made."""
    return row.covered or row.words


def digest_of(words: str) -> str:
    """As the database makes it too: it finds what changed, and protects nothing."""
    return hashlib.md5(words.encode(), usedforsecurity=False).hexdigest()


def with_digest(rows: QuerySet[Contribution]) -> QuerySet[Contribution, Any]:
    """These voices with `digest`, that of their words now."""
    return rows.annotate(digest=MD5(WORDS))


def with_vector(signature: str) -> Exists:
    """The condition of a voice `with_digest`: it has the vector of its present words."""
    vectors = VoiceVector.objects.filter(contribution=OuterRef("pk"), signature=signature)
    return Exists(vectors.filter(digest=OuterRef("digest")))


def lexicon_of(process: Process) -> dict[str, list[str]]:
    """The words that the office lists, by the label of each axis that has any."""
    found: dict[str, list[str]] = {}
    for entry in LexiconEntry.objects.filter(axis__plan=process.plan_in_force_id):
        found.setdefault(str(entry.axis_id), []).append(entry.words)
    return found


def suggestion_for(contribution: Contribution) -> Suggestion | None:
    """What a method thinks of this voice; None while none did."""
    rows = Suggestion.objects.select_related("lesson")
    return rows.filter(contribution=contribution).first()


def agreement(process: Process) -> tuple[int, int]:
    """(of how many voices a method said an axis before the office read them, how often the office
    then said it too).
    """
    made = Suggestion.objects.filter(
        contribution__process=process, contribution__read_at__isnull=False
    ).exclude(label="")
    decided = Contribution.objects.filter(
        pk__in=made.values("contribution"), codes__axis__isnull=False
    )
    axes: dict[Any, set[str]] = {}
    for pk, axis in decided.values_list("pk", "codes__axis").order_by():
        axes.setdefault(pk, set()).add(str(axis))
    said = list(made.values_list("contribution", "label"))
    return len(said), sum(label in axes.get(pk, set()) for pk, label in said)

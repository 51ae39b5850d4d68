"""Finding voices by their words: both as they came and as who said them wants them to read."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from arengo.contributions.models import Contribution, VoiceWords
from arengo.core import codes
from arengo.core.full_text.words import METHOD, stems

# In no word, so that what is moved from one text to the other is a change.
BETWEEN = "\n\0"


def put_words(contributions: Iterable[Contribution]) -> None:
    """Let these voices be found by the words that they have now.

    In the transaction that changes them: nobody finds what is not there any more.
    """
    VoiceWords.objects.bulk_create(
        map(_words_of, contributions),
        update_conflicts=True,
        unique_fields=["contribution"],
        update_fields=["stems", "digest"],
    )


def with_words(asked: str) -> Q:
    """The condition under which a voice says all of this, or has this code."""
    found = Q(pk__in=VoiceWords.objects.filter(stems__matches=asked).values("contribution"))
    try:
        return found | Q(code=codes.read(asked))
    except codes.BadCode:
        return found


def found_by_other_words() -> list[UUID]:
    """The voices that a search does not find by the words that they have now; there should be none."""
    made = VoiceWords.objects.filter(contribution=OuterRef("pk")).values("digest")
    rows = Contribution.objects.annotate(digest=Subquery(made)).order_by()
    columns = rows.values_list("pk", "correction", "text", "digest")
    return [pk for pk, *words, digest in columns.iterator() if digest != _digest_of(*words)]


def _words_of(row: Contribution) -> VoiceWords:
    words = (row.correction, row.text)
    return VoiceWords(contribution=row, stems=stems(*words), digest=_digest_of(*words))


def _digest_of(*words: str) -> str:
    return hashlib.sha256(BETWEEN.join((METHOD, *words)).encode()).hexdigest()

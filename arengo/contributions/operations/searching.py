"""Making again what a search compares, where it is not that of the words."""

from uuid import UUID

from django.db import transaction

from arengo.contributions.models import Contribution, PublicWords, VoiceWords
from arengo.contributions.searching import found_by_other_words, put_words
from arengo.core.full_text.tidying import drop_what_is_gone

AT_ONCE = 500


def index_voices() -> int:
    """Job: every voice is found by the words that it has now. Says how many were not.

    Who changes words says so in the same transaction; this is for voices from before there was a
    search, and for a new method of folding words. Of words that were deleted nothing stays in the index.
    """
    wrong = found_by_other_words()
    count = sum(_index(wrong[start : start + AT_ONCE]) for start in range(0, len(wrong), AT_ONCE))
    for words in (VoiceWords, PublicWords):
        drop_what_is_gone(words._meta.db_table)
    return count


@transaction.atomic
def _index(wrong: list[UUID]) -> int:
    # Held: who changes their words meanwhile has done so before they are read, or waits.
    rows = list(Contribution.objects.select_for_update(no_key=True).filter(pk__in=wrong))
    put_words(rows)
    return len(rows)

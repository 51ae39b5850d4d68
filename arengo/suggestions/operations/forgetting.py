"""Letting go of what was made of words that are no longer there: docs/privacy.md promises when."""

from django.db import transaction
from django.db.models import QuerySet

from arengo.suggestions.models import Suggestion, VoiceVector


@transaction.atomic
def forget_suggestions() -> int:
    """Job: of voices whose words are deleted no vector and no suggestion stays. Says how many rows went.

    That the words went has its own line in the ledger.
    """
    return vectors_without_words().delete()[0] + suggestions_without_words().delete()[0]


def vectors_without_words() -> QuerySet[VoiceVector]:
    """The numbers of voices whose words are deleted."""
    return VoiceVector.objects.filter(contribution__text="")


def suggestions_without_words() -> QuerySet[Suggestion]:
    """What was suggested of voices whose words are deleted."""
    return Suggestion.objects.filter(contribution__text="")

"""Letting go of what was made of words that are no longer there: docs/privacy.md promises when."""

from django.db import transaction

from arengo.contributions.models import Contribution
from arengo.suggestions.models import Suggestion, VoiceVector


@transaction.atomic
def forget_suggestions() -> int:
    """Job: of voices whose words are deleted no vector and no suggestion stays. Says how many rows went.

    That the words went has its own line in the ledger.
    """
    gone = Contribution.objects.filter(text="").values("pk")
    count = VoiceVector.objects.filter(contribution__in=gone).delete()[0]
    return count + Suggestion.objects.filter(contribution__in=gone).delete()[0]

"""Which voices are answered, asked of thousands at once: sets that are made once, for each database.

It says what `balance.answered` says, but for what was taken back or refused, which is in no list of
voices to read or to answer.
"""

from typing import Any

from django.db.models import Q, QuerySet

from arengo.contributions.models import Appeal, Contribution
from arengo.feedback.balance import answering
from arengo.feedback.models import Insistence, RepliedVoice, Reply

Publication = Contribution.Publication
DRAFTED = ~Q(reply__state=Reply.State.PUBLISHED)


def answered() -> Q:
    """That it has its own reply, that of another, or those to all of its parts, and nobody insisted since."""
    with_another = Q(merged_into__in=replied_ids(~DRAFTED))
    closed = Q(publication=Publication.REFUSED) & ~Q(pk__in=appealed().values("contribution"))
    open_parts = parts().filter(~(replied(~DRAFTED) | with_another | closed))
    in_parts = Q(pk__in=parts().values("part_of")) & ~Q(pk__in=open_parts.values("part_of"))
    there = ~Q(publication=Publication.REFUSED)
    return there & (replied(answering()) | (with_another | in_parts) & ~insisted())


def insisted() -> Q:
    """That its author said that the reply is none."""
    return Q(pk__in=Insistence.objects.values("contribution"))


def parts() -> QuerySet[Contribution]:
    """All that is a part of another."""
    return Contribution.objects.filter(part_of__isnull=False).order_by()


def appealed() -> QuerySet[Appeal]:
    """What somebody else looks at again."""
    return Appeal.objects.filter(decided_at__isnull=True).order_by()


def replied(which: Q) -> Q:
    """That it has a reply of this kind, of its own."""
    return Q(pk__in=replied_ids(which))


def replied_ids(which: Q) -> QuerySet[Any, Any]:
    """The voices that have a reply of this kind, of their own."""
    return RepliedVoice.objects.filter(which).order_by().values("contribution")

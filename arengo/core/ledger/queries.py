"""What others ask of the ledger."""

from django.db.models import Min
from django.utils import timezone

from arengo.core.ledger.models import Block, Entry


def unsealed_age() -> float:
    """Seconds of the machine's time that the oldest entry has waited for its seal; 0 when none does.

    More than 60 is a fault: the sealer in the worker is not running.
    """
    oldest = Entry.objects.filter(block=None).aggregate(oldest=Min("recorded_at"))["oldest"]
    return max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0


def head() -> Block | None:
    """The latest block. Its hash commits to everything sealed so far: it is what one publishes."""
    return Block.objects.order_by("number").last()

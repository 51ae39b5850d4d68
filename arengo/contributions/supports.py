"""Who thinks the same as a voice: how many, and whether one may say so now."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count

from arengo.contributions.models import Contribution, Support
from arengo.contributions.published import words_for_everybody
from arengo.core.clock import process_time
from arengo.core.ledger.models import Entry
from arengo.process.queries import stage_taking_voices


def counts(voices: Iterable[Contribution]) -> dict[object, int]:
    """How many confirmed that they think the same, by the id of the voice: one query for all."""
    rows = Support.objects.filter(contribution__in=list(voices), confirmed_at__isnull=False)
    counted = rows.order_by().values("contribution").annotate(number=Count("pk"))
    return {row["contribution"]: row["number"] for row in counted}


def count_of(code: str) -> int:
    """How many confirmed that they think the same as the voice with this code."""
    return Support.objects.filter(contribution__code=code, confirmed_at__isnull=False).count()


def is_readable(voice: Contribution) -> bool:
    """True for a voice that everybody reads, whole: a part goes again when it is put together."""
    return (
        voice.part_of_id is None
        and voice.publication == Contribution.Publication.PUBLISHED
        and voice.withdrawn_at is None
        and bool(words_for_everybody(voice))
    )


def may_be_supported(voice: Contribution) -> bool:
    """True for a voice that everybody reads while anybody may write."""
    return is_readable(voice) and bool(stage_taking_voices(voice.process, process_time.now()))


def told_by_one_side() -> list[str]:
    """The codes of the voices of whose supports rows and ledger do not say the same number."""
    rows = Support.objects.filter(confirmed_at__isnull=False).order_by()
    here = Counter(rows.values_list("contribution__code", flat=True))
    told: Counter[str] = Counter()
    entries = Entry.objects.filter(kind__in=("support.confirmed", "support.withdrawn"))
    for kind, facts in entries.values_list("kind", "facts").iterator(chunk_size=2000):
        told[facts.get("voice", "")] += 1 if kind == "support.confirmed" else -1
    return sorted(code for code in {*here, *told} if here[code] != told[code])

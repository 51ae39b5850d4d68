"""Making vectors: of what is new, and of what was corrected since."""

import time
from collections.abc import Sequence
from typing import Final

from django.db import transaction

from arengo.contributions.models import Contribution
from arengo.core.clock import process_time
from arengo.gateways.embedder import embedder
from arengo.gateways.embedder.contract import Vectors, signature
from arengo.suggestions.models import VoiceVector
from arengo.suggestions.queries import digest_of, with_digest, with_vector, words_of

# For how long one run goes on; the next takes up where it ended.
SECONDS_A_RUN: Final = 20.0
AT_ONCE: Final = 100


def embed_voices(seconds: float = SECONDS_A_RUN) -> int:
    """Job: make a vector of each voice that has none, or whose words changed, for so many seconds.

    Says how many. Raises InsideTransaction.
    """
    by = embedder()
    mark = signature(by)
    end, count = time.monotonic() + seconds, 0
    while rows := _without_vector(mark):
        _keep(mark, rows, by.embed([words_of(row) for row in rows]))
        count += len(rows)
        if time.monotonic() >= end:
            break
    return count


def _without_vector(mark: str) -> list[Contribution]:
    rows = with_digest(Contribution.objects.exclude(text="")).exclude(with_vector(mark))
    return list(rows.only("covered", "correction", "text").order_by("received_at")[:AT_ONCE])


@transaction.atomic
def _keep(mark: str, rows: Sequence[Contribution], vectors: Vectors) -> None:
    ids = [row.pk for row in rows]
    # Held: who takes their words back waits, or was before and leaves nothing to keep.
    held = Contribution.objects.select_for_update(no_key=True).filter(pk__in=ids)
    there = set(held.exclude(text="").order_by("pk").values_list("pk", flat=True))
    # Those of another embedder go with the old ones.
    VoiceVector.objects.filter(contribution__in=ids).delete()
    now = process_time.now()
    VoiceVector.objects.bulk_create(
        VoiceVector(
            contribution=row,
            signature=mark,
            digest=digest_of(words_of(row)),
            vector=vector.tobytes(),
            made_at=now,
        )
        for row, vector in zip(rows, vectors, strict=True)
        if row.pk in there
    )

"""`python -m bench.suggestions.asked 10000`: the page that is asked while one types, over a database of so many
published voices; the figures as JSON.
"""

import json
import sys
import time
import uuid
from importlib import import_module
from statistics import median

import django
import numpy as np
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

django.setup()

from arengo.contributions.models import Contribution  # noqa: E402 (after the set-up)
from arengo.contributions.operations import publish  # noqa: E402
from arengo.gateways.embedder import embedder  # noqa: E402
from arengo.gateways.embedder.contract import rounded, signature  # noqa: E402
from arengo.process.models import Process  # noqa: E402
from arengo.suggestions.models import VoiceVector  # noqa: E402
from arengo.suggestions.queries import digest_of  # noqa: E402
from bench.suggestions.play import TYPED, texts  # noqa: E402

PAGE = "/scrivi/simili/"
# So many have vectors of their own; the others stand around them, as what many say does.
READ = 200
AROUND = 0.02
PUBLISHED_MEANWHILE = 20


def main() -> None:
    """Fill the database, ask, print."""
    call_command("migrate", verbosity=0)
    load = import_module("arengo.blueprint.load")
    import_module("arengo.blueprint.operations").apply_file(load.bundled())
    fill(int(sys.argv[1]))
    print(json.dumps(asked()))


def fill(count: int) -> None:
    """So many voices that everybody reads, each with a vector."""
    by, now, process = embedder(), timezone.now(), Process.objects.get()
    everything = texts(count)
    read = by.embed(everything[:READ])
    rows = [
        Contribution(
            process=process, channel="web", number=uuid.uuid4(), text=text, received_at=now
        )
        for text in everything
    ]
    Contribution.objects.bulk_create(rows, batch_size=500)
    chance = np.random.default_rng(1)
    vectors = read[np.arange(count) % len(read)]
    vectors = vectors + AROUND * chance.standard_normal(vectors.shape, dtype=np.float32)
    vectors = rounded(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    VoiceVector.objects.bulk_create(
        [
            VoiceVector(
                contribution=row,
                signature=signature(by),
                digest=digest_of(row.text),
                vector=vector.astype(np.float32).tobytes(),
                made_at=now,
            )
            for row, vector in zip(rows, vectors, strict=True)
        ],
        batch_size=500,
    )


def asked() -> dict[str, float]:
    """Milliseconds of the first answer of a process, of those that follow, of those after something changed."""
    client, found = Client(SERVER_NAME="127.0.0.1"), 0
    waits = []
    for text in texts(TYPED + 1, seed=2):
        start = time.perf_counter()
        answer = client.get(PAGE, {"q": text[:300]})
        waits.append((time.perf_counter() - start) * 1000)
        found += b"<blockquote" in answer.content
    after = [_after_a_change(client, text) for text in texts(PUBLISHED_MEANWHILE, seed=3)]
    later = sorted(waits[1:])
    return {
        "asked_first_ms": waits[0],
        "asked_p50_ms": median(later),
        "asked_p95_ms": later[len(later) * 95 // 100],
        "asked_changed_ms": median(after),
        "asked_found": found / len(waits),
    }


def _after_a_change(client: Client, text: str) -> float:
    row = Contribution.objects.order_by("?").first()
    Contribution.objects.filter(pk=row.pk).update(publication="waiting")
    publish(contribution=row, by="system")
    start = time.perf_counter()
    client.get(PAGE, {"q": text[:300]})
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()

"""Which voices are near to a voice, or to what somebody is typing. Near is not the same: people decide."""

import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db.models import Count, Max, QuerySet

from arengo.contributions.models import Contribution, Moderation
from arengo.gateways.embedder import embedder
from arengo.gateways.embedder.contract import Embedder, Vectors, signature
from arengo.process.models import Process
from arengo.suggestions.models import VoiceVector
from arengo.suggestions.nearest import Near, Shelf
from arengo.suggestions.queries import with_digest, with_vector

AT_ONCE: Final = 500
SHOWN_AT_THE_DESK: Final = 5
SHOWN_TO_EVERYBODY: Final = 3
# Some of the nearest may have been held back a moment ago, or be of another process.
ASKED_FOR: Final = 12
# With fewer letters than this nobody has said anything yet.
SHORTEST: Final = 12
PUBLIC: Final = {
    "publication": Contribution.Publication.PUBLISHED,
    "withdrawn_at__isnull": True,
}


@dataclass(frozen=True)
class Neighbour:
    """A voice near to another: it may say the same, or be worth a look together."""

    voice: Contribution
    cosine: float
    may_be_same: bool
    is_very_near: bool


class Kept:
    """The vectors of some voices in the memory of this process: it follows what the database holds."""

    def __init__(self, **conditions: Any) -> None:
        self._conditions = {f"contribution__{name}": value for name, value in conditions.items()}
        self._following = threading.Lock()
        self._shelf: Shelf[uuid.UUID] = Shelf(0)
        self._there: dict[uuid.UUID, int] = {}
        self._stamp: object = None

    def near(self, by: Embedder, vector: Vectors, k: int) -> list[Near[uuid.UUID]]:
        """The ids of the nearest ones that are worth a look, nearest first."""
        with self._following:
            self._follow(by)
            shelf = self._shelf
        return shelf.nearest(vector, k, at_least=by.similar_from)

    def _follow(self, by: Embedder) -> None:
        """Read what is new, and lay aside what went: three short questions when nothing did."""
        mark = signature(by)
        stamp = _stamp(mark)
        if stamp == self._stamp:
            return
        if self._stamp is None or stamp[0] != self._stamp[0]:  # type: ignore[index]  # a stamp
            self._shelf, self._there = Shelf(by.dimensions), {}
        rows = VoiceVector.objects.filter(signature=mark, **self._conditions)
        wanted = dict(rows.values_list("contribution_id", "pk"))
        self._shelf.drop({key for key in self._there if self._there[key] != wanted.get(key)})
        new = [pk for key, pk in wanted.items() if self._there.get(key) != pk]
        found = _read(new)
        if found:
            self._shelf.put(list(found), np.array(list(found.values()), dtype=np.float32))
        self._there = {
            key: pk for key, pk in wanted.items() if key in found or self._there.get(key) == pk
        }
        self._stamp = stamp


EVERY_VOICE: Final = Kept()
PUBLISHED: Final = Kept(**PUBLIC)


def neighbours_of(row: Contribution) -> list[Neighbour]:
    """The voices nearest to this one, for the office: a few, none before its vector is made."""
    by = embedder()
    kept = VoiceVector.objects.filter(contribution=row, signature=signature(by)).first()
    if kept is None:
        return []
    vector = np.frombuffer(kept.vector, dtype=np.float32)
    near = EVERY_VOICE.near(by, vector, SHOWN_AT_THE_DESK + 1)
    voices = Contribution.objects.filter(process=row.process_id).exclude(text="")
    rows = voices.in_bulk([one.key for one in near if one.key != row.pk])
    very_near = (by.similar_from + by.duplicate_from) / 2
    return [
        Neighbour(
            voice=rows[one.key],
            cosine=one.cosine,
            may_be_same=one.cosine >= by.duplicate_from,
            is_very_near=one.cosine >= very_near,
        )
        for one in near
        if one.key in rows
    ][:SHOWN_AT_THE_DESK]


def published_near(text: str, process: Process) -> list[Contribution]:
    """What everybody may read that is near to these words, nearest first: for who is about to repeat it.

    Raises InsideTransaction.
    """
    if len(text.strip()) < SHORTEST:
        return []
    by = embedder()
    near = PUBLISHED.near(by, by.embed([text])[0], ASKED_FOR)
    # What is shown is asked of the database: a voice may have been held back, or covered, since.
    rows = _shown(process, by).in_bulk([one.key for one in near])
    return [rows[one.key] for one in near if one.key in rows][:SHOWN_TO_EVERYBODY]


def published_near_voice(row: Contribution) -> list[Contribution]:
    """The same for a voice that was just sent, without itself."""
    return [each for each in published_near(row.words, row.process) if each.pk != row.pk]


def _shown(process: Process, by: Embedder) -> QuerySet[Contribution]:
    rows = with_digest(Contribution.objects.filter(process=process, **PUBLIC))
    return rows.filter(with_vector(signature(by)))


def _stamp(mark: str) -> tuple[object, ...]:
    """Another as soon as vectors were made or went, or something was published or held back."""
    vectors = VoiceVector.objects.filter(signature=mark)
    last = vectors.order_by("-pk").values_list("pk", "contribution_id").first()
    count = vectors.aggregate(count=Count("pk"))["count"]
    decided = Moderation.objects.aggregate(last=Max("pk"))["last"]
    return (mark, last, count, decided)


def _read(numbers: Sequence[int]) -> dict[uuid.UUID, Vectors]:
    found: dict[uuid.UUID, Vectors] = {}
    for start in range(0, len(numbers), AT_ONCE):
        rows = VoiceVector.objects.filter(pk__in=numbers[start : start + AT_ONCE])
        for key, vector in rows.values_list("contribution_id", "vector"):
            found[key] = np.frombuffer(vector, dtype=np.float32)
    return found

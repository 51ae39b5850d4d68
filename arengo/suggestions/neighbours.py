"""Which voices are near to a voice, or to what somebody is typing. Near is not the same: people decide."""

import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db.models import Count, Max

from arengo.contributions.models import Contribution, Moderation
from arengo.contributions.published import readable
from arengo.gateways.embedder import embedder
from arengo.gateways.embedder.contract import Embedder, Vectors, signature
from arengo.process.models import Process
from arengo.suggestions.models import VoiceVector
from arengo.suggestions.nearest import Near, Shelf
from arengo.suggestions.queries import digest_of, words_of

# A voice, and the digest of the words that its vector was made of.
Key = tuple[uuid.UUID, str]
AT_ONCE: Final = 500
SHOWN_AT_THE_DESK: Final = 5
SHOWN_TO_EVERYBODY: Final = 3
# Some of the nearest may have been held back a moment ago, or be of another process.
ASKED_FOR: Final = 8
# With fewer letters than this nobody has said anything yet.
SHORTEST: Final = 12
READ: Final = ("code", "text", "correction", "covered", "publication", "language")
PUBLIC: Final = {
    "publication": Contribution.Publication.PUBLISHED,
    "withdrawn_at__isnull": True,
    # A part says what the whole says.
    "part_of__isnull": True,
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
        self.forget()

    def forget(self) -> None:
        """Begin anew, with nothing in memory."""
        self._shelf: Shelf[Key] = Shelf(embedder().dimensions)
        self._there: dict[int, Key] = {}
        self._stamp: tuple[object, ...] = ("",)

    def near(self, by: Embedder, vector: Vectors, k: int) -> list[Near[Key]]:
        """The nearest ones that are worth a look, nearest first."""
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
        if stamp[0] != self._stamp[0]:
            self.forget()
        rows = VoiceVector.objects.filter(signature=mark, **self._conditions)
        wanted = set(rows.values_list("pk", flat=True))
        gone = self._there.keys() - wanted
        self._shelf.drop({self._there.pop(number) for number in gone})
        found = _read(sorted(wanted - self._there.keys()))
        if found:
            self._shelf.put(
                [key for key, _vector in found.values()],
                np.array([vector for _key, vector in found.values()], dtype=np.float32),
            )
            self._there |= {number: key for number, (key, _vector) in found.items()}
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
    rows = voices.in_bulk([one.key[0] for one in near if one.key[0] != row.pk])
    very_near = (by.similar_from + by.duplicate_from) / 2
    return [
        Neighbour(
            voice=rows[one.key[0]],
            cosine=one.cosine,
            may_be_same=one.cosine >= by.duplicate_from,
            is_very_near=one.cosine >= very_near,
        )
        for one in near
        if one.key[0] in rows
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
    rows = readable(process).only(*READ)
    found = rows.in_bulk([voice for voice, _digest in (one.key for one in near)])
    still = [
        found[voice]
        for voice, digest in (one.key for one in near)
        if voice in found and digest_of(words_of(found[voice])) == digest
    ]
    return still[:SHOWN_TO_EVERYBODY]


def published_near_voice(row: Contribution) -> list[Contribution]:
    """The same for a voice that was just sent, without itself."""
    return [each for each in published_near(row.words, row.process) if each.pk != row.pk]


def _stamp(mark: str) -> tuple[object, ...]:
    """Another as soon as vectors were made or went, or something was published or held back."""
    vectors = VoiceVector.objects.filter(signature=mark)
    last = vectors.order_by("-pk").values_list("pk", "contribution_id").first()
    count = vectors.aggregate(count=Count("pk"))["count"]
    decided = Moderation.objects.aggregate(last=Max("pk"))["last"]
    return (mark, last, count, decided)


def _read(numbers: Sequence[int]) -> dict[int, tuple[Key, Vectors]]:
    found: dict[int, tuple[Key, Vectors]] = {}
    for start in range(0, len(numbers), AT_ONCE):
        rows = VoiceVector.objects.filter(pk__in=numbers[start : start + AT_ONCE])
        for number, voice, digest, vector in rows.values_list(
            "pk", "contribution_id", "digest", "vector"
        ):
            found[number] = ((voice, digest), np.frombuffer(vector, dtype=np.float32))
    return found

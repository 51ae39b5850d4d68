"""Suggesting axes for the voices that nobody has read, learned from those that the office has.

Only the worker imports this (see `regression`).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.db.models import Exists, OuterRef

from arengo.contributions.models import Contribution
from arengo.core.clock import process_time
from arengo.gateways.embedder import embedder
from arengo.gateways.embedder.contract import Vectors, signature
from arengo.process.models import Process
from arengo.suggestions import lexicon
from arengo.suggestions.learning import FEWEST_EXAMPLES, Learned, learn
from arengo.suggestions.models import Lesson, Suggestion, VoiceVector
from arengo.suggestions.queries import (
    digest_of,
    lexicon_of,
    with_digest,
    with_vector,
    words_of,
)
from arengo.suggestions.refusals import OneLabelOnly, TooFewExamples
from arengo.suggestions.suggestion import Suggestion as Suggested

AT_ONCE: Final = 500
# It learns again once a tenth more voices are read than it learned from, and ten at least.
A_TENTH: Final = 10
FEWEST_NEW: Final = 10


@dataclass(frozen=True)
class Example:
    """A voice that the office read and found to be about one axis."""

    voice: str
    label: str


class Teacher:
    """Learns in good time, and remembers what it learned: one in each worker.

    What it learned is not kept on the disk: a lesson says from what, and gives the same again.
    """

    def __init__(self) -> None:
        # By process: of which version, and what came of it.
        self._learned: dict[int, tuple[str, Learned]] = {}

    def suggest_axes(self) -> int:
        """Job: suggest an axis for each voice that nobody has read yet. Says for how many it did.

        Learned from the decisions of the office; as long as these are too few, by the lexicon.
        """
        processes = Process.objects.filter(plan_in_force__isnull=False)
        return sum(self._suggest_for(process) for process in processes)

    def _suggest_for(self, process: Process) -> int:
        lesson = self._lesson(process)
        count = 0
        while lesson is not None and (rows := _waiting(process, lesson)):
            count += len(rows)
            _keep(lesson, rows, self.made(lesson, rows))
        return count

    def made(self, lesson: Lesson, rows: Sequence[Contribution]) -> list[Suggested]:
        """What follows from a lesson for these voices: now as at any time."""
        texts = [words_of(row) for row in rows]
        if lesson.method == lexicon.METHOD:
            return lexicon.suggest(texts, lesson.told)
        learned = self._by(lesson)
        return learned.suggest(texts, _vectors(lesson.signature, [row.pk for row in rows]))

    def _lesson(self, process: Process) -> Lesson | None:
        """From what to suggest at this moment; None before there is anything to go by."""
        examples = _examples(process)
        last = Lesson.objects.filter(process=process).exclude(method=lexicon.METHOD).first()
        if last is None or _is_outgrown(last, len(examples)) or not self._still_gives(last):
            last = self._learn(process, examples) or last
        if last is not None and last.is_sure and last.signature == _signature():
            return last
        return _lexicon_lesson(process)

    def _learn(self, process: Process, examples: list[Example]) -> Lesson | None:
        mark = _signature()
        try:
            learned = _learned(examples, mark)
        except (TooFewExamples, OneLabelOnly):
            return None
        # Told before and now again, it is the last one.
        lesson, _made = Lesson.objects.update_or_create(
            process=process,
            method=learned.method,
            version=learned.version,
            defaults={
                "signature": mark,
                "told": [[each.voice, each.label] for each in examples],
                "examples": len(examples),
                "is_sure": learned.threshold is not None,
                "at": process_time.now(),
            },
        )
        self._learned[process.pk] = (lesson.version, learned)
        return lesson

    def _still_gives(self, lesson: Lesson) -> bool:
        """Whether the same comes of it here: not once its voices were covered, or the tools are others."""
        return not lesson.is_sure or self._by(lesson).version == lesson.version

    def _by(self, lesson: Lesson) -> Learned:
        version, learned = self._learned.get(lesson.process_id, ("", None))
        if learned is None or version != lesson.version:
            examples = [Example(voice, label) for voice, label in lesson.told]
            learned = _learned(examples, lesson.signature)
            self._learned[lesson.process_id] = (lesson.version, learned)
        return learned


TEACHER: Final = Teacher()
suggest_axes = TEACHER.suggest_axes


def _signature() -> str:
    """Of the embedder whose vectors help; blank for one that knows no meaning: words tell as much."""
    by = embedder()
    return signature(by) if by.knows_meaning else ""


def _examples(process: Process) -> list[Example]:
    """Voices that the office found to be about one axis of the plan and no other.

    What it left as the author had said it is its decision too: it read it and let it stand.
    """
    rows = with_digest(
        Contribution.objects.filter(
            process=process,
            read_by__startswith="staff:",
            codes__axis__plan=process.plan_in_force_id,
        ).exclude(text="")
    )
    if mark := _signature():
        rows = rows.filter(with_vector(mark))
    axes: dict[str, set[int]] = {}
    for pk, axis in rows.order_by().values_list("pk", "codes__axis").distinct():
        axes.setdefault(str(pk), set()).add(axis)
    return [Example(pk, str(*found)) for pk, found in sorted(axes.items()) if len(found) == 1]


def _is_outgrown(last: Lesson, examples: int) -> bool:
    return last.signature != _signature() or examples - last.examples >= max(
        FEWEST_NEW, last.examples // A_TENTH
    )


def _learned(examples: Sequence[Example], mark: str) -> Learned:
    """Raises TooFewExamples, OneLabelOnly."""
    if len(examples) < FEWEST_EXAMPLES:
        raise TooFewExamples(FEWEST_EXAMPLES)
    ids = [each.voice for each in examples]
    rows = {str(pk): row for pk, row in Contribution.objects.in_bulk(ids).items()}
    return learn(
        [words_of(rows[pk]) for pk in ids],
        [each.label for each in examples],
        vectors=_vectors(mark, ids),
        made_by=mark,
    )


def _vectors(mark: str, ids: Sequence[Any]) -> Vectors | None:
    """A row for each of these voices, in order; None for a method that asks for none."""
    if not mark:
        return None
    found: dict[str, Vectors] = {}
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        kept = VoiceVector.objects.filter(contribution__in=part, signature=mark)
        for pk, vector in kept.values_list("contribution", "vector"):
            found[str(pk)] = np.frombuffer(vector, dtype=np.float32)
    return np.array([found[str(pk)] for pk in ids], dtype=np.float32)


def _lexicon_lesson(process: Process) -> Lesson | None:
    told = lexicon_of(process)
    if not told:
        return None
    lesson, _made = Lesson.objects.get_or_create(
        process=process,
        method=lexicon.METHOD,
        version=lexicon.version_of(told),
        defaults={"told": told, "at": process_time.now()},
    )
    return lesson


def _waiting(process: Process, lesson: Lesson) -> list[Contribution]:
    """Voices that nobody has read and of which this lesson has said nothing yet, as they read now."""
    rows = with_digest(
        Contribution.objects.filter(process=process, read_at__isnull=True)
        .exclude(text="")
        .exclude(publication=Contribution.Publication.REFUSED)
    )
    if lesson.signature:
        rows = rows.filter(with_vector(lesson.signature))
    made = Suggestion.objects.filter(contribution=OuterRef("pk"), lesson=lesson)
    waiting = rows.exclude(Exists(made.filter(digest=OuterRef("digest"))))
    return list(waiting.order_by("received_at", "code")[:AT_ONCE])


@transaction.atomic
def _keep(lesson: Lesson, rows: Sequence[Contribution], suggested: Sequence[Suggested]) -> None:
    ids = [row.pk for row in rows]
    held = Contribution.objects.select_for_update(no_key=True).filter(pk__in=ids)
    # What was read meanwhile keeps what its reader saw.
    unread = held.filter(read_at__isnull=True).exclude(text="").order_by("pk")
    still = set(unread.values_list("pk", flat=True))
    Suggestion.objects.filter(contribution__in=still).delete()
    now = process_time.now()
    Suggestion.objects.bulk_create(
        _row(lesson, row, each, now)
        for row, each in zip(rows, suggested, strict=True)
        if row.pk in still
    )


def _row(lesson: Lesson, row: Contribution, made: Suggested, now: Any) -> Suggestion:
    return Suggestion(
        contribution=row,
        lesson=lesson,
        label=made.label or "",
        confidence=made.candidates[0].confidence if made.label else None,
        candidates=[asdict(each) for each in made.candidates],
        method=made.method,
        version=made.version,
        digest=digest_of(words_of(row)),
        at=now,
    )

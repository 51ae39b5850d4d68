"""What was answered to a voice."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from arengo.contributions.models import Contribution
from arengo.contributions.queries import reachable, sources_waiting, with_codes
from arengo.core.ledger.models import Entry
from arengo.feedback.balance import answered, with_answered
from arengo.feedback.models import (
    BulkVoice,
    Insistence,
    PaperLetter,
    RepliedVoice,
    Reply,
    StageClosing,
)
from arengo.meetings.models import Meeting
from arengo.people.models import Contact, Person
from arengo.process.models import Process, Stage

# What the ledger calls the undoing of an act on many.
PUT_BACK: Final = "contributions.put_back"
LINKED = (
    "section__guideline",
    "strategy__axis__plan",
    "project",
    "document",
)


@dataclass(frozen=True)
class Waiting:
    """What of a stage waits still: the voices without their reply, and what has perhaps more in it."""

    received: int
    codes: list[str]
    sources: int

    @property
    def count(self) -> int:
        """How many things wait."""
        return len(self.codes) + self.sources

    @property
    def nothing(self) -> bool:
        """True when everything that came has its answer."""
        return not self.count


@dataclass(frozen=True)
class Answered:
    """The replies to a voice that are published, in order, and what its author says of the first."""

    replies: tuple[Reply, ...]
    insistence: Insistence | None
    entries: tuple[Entry, ...]
    # True while an answer is owed: the first, or one more after the author insisted.
    is_open: bool
    # The parts of the voice in order, each with its reply when that is out.
    parts: tuple[tuple[Contribution, Reply | None], ...] = ()
    # What the ledger says of the acts on many by which it was read, decided upon or put back.
    acts: tuple[Entry, ...] = ()

    @property
    def may_insist(self) -> bool:
        """True when the author has a reply and did not say yet that it is none."""
        has_any = bool(self.replies) or any(reply for _part, reply in self.parts)
        return has_any and not self.is_open and self.insistence is None


def waiting_in(stage: Stage) -> Waiting:
    """What of this stage waits now; the voices by their codes, in order: three queries."""
    voices = Contribution.objects.filter(stage=stage, part_of__isnull=True).order_by()
    open_ones = voices.filter(~answered()).order_by("code")
    return Waiting(
        received=voices.count(),
        codes=list(open_ones.values_list("code", flat=True)),
        # Of what has no stage nobody knows yet: it may belong to this one.
        sources=sources_waiting(stage.process)
        .filter(Q(stage=stage) | Q(stage__isnull=True))
        .count(),
    )


def closings(stages: Iterable[Stage]) -> dict[int, StageClosing]:
    """The closings that left something open, by the id of the stage: one query."""
    return {row.stage_id: row for row in StageClosing.objects.filter(stage__in=list(stages))}


def answered_to(code: str) -> Answered:
    """What was answered to the voice with this code: by itself, with another, or part by part."""
    row: Any = with_answered(Contribution.objects.filter(code=code)).first()
    if row is None:
        return Answered((), None, (), is_open=True)
    found = _published([row.pk, row.merged_into_id]).order_by("turn")
    replies = tuple(voice.reply for voice in found)
    insistence = Insistence.objects.filter(contribution=row).first()
    parts = list(with_codes(row.parts.select_related("merged_into")).order_by("passage_start"))
    told = {voice.contribution_id: voice.reply for voice in _published(_ids(parts))}
    in_parts = tuple(
        (part, told.get(part.pk) or told.get(part.merged_into_id or part.pk)) for part in parts
    )
    subjects = [f"reply:{reply.pk}" for reply in (*replies, *told.values())]
    entries = Entry.objects.filter(kind="reply.published", subject__in=subjects)
    return Answered(
        replies,
        insistence,
        tuple(entries.select_related("block").order_by("at")),
        is_open=not row.is_answered,
        parts=in_parts,
        acts=tuple(_acts_on(row)),
    )


def _acts_on(row: Contribution) -> list[Entry]:
    voices = BulkVoice.objects.filter(contribution=row).exclude(state=BulkVoice.State.LEFT)
    states = {f"act:{act_id}": state for act_id, state in voices.values_list("act", "state")}
    if not states:
        return []
    entries = Entry.objects.filter(subject__in=list(states), kind__startswith="contributions.")
    return [
        entry
        for entry in entries.select_related("block").order_by("at", "recorded_at")
        if entry.kind != PUT_BACK or states[entry.subject] == BulkVoice.State.UNDONE
    ]


def _ids(parts: list[Contribution]) -> list[UUID | None]:
    return [*(part.pk for part in parts), *(part.merged_into_id for part in parts)]


def _published(ids: Sequence[UUID | None]) -> QuerySet[RepliedVoice]:
    """What was answered to these voices, with all that a reply leads to; no query for none."""
    voices = RepliedVoice.objects.filter(
        contribution__in=[each for each in ids if each], reply__state=Reply.State.PUBLISHED
    )
    return voices.select_related(*(f"reply__{name}" for name in LINKED))


def told_to(person: UUID, batch: UUID) -> list[tuple[Contribution, Reply]]:
    """What of the replies that came out together answers this person: own voices, parts of them, and
    those that say the same as one that is answered.
    """
    voices = RepliedVoice.objects.filter(reply__batch=batch).select_related("reply__process__body")
    replies = {voice.contribution_id: voice.reply for voice in voices}
    first = {voice.contribution_id for voice in voices if voice.turn == 1}
    theirs = Contribution.objects.filter(reachable(), person=person).select_related("part_of")
    own = theirs.filter(pk__in=list(replies))
    insisted = Insistence.objects.filter(contribution=OuterRef("pk"))
    same = theirs.filter(~Exists(insisted), merged_into__in=list(first))
    found = {row.pk: (row, replies[row.pk]) for row in own}
    for row in same:
        assert row.merged_into_id is not None  # noqa: S101  asked for above
        found.setdefault(row.pk, (row, replies[row.merged_into_id]))
    return [found[key] for key in sorted(found, key=lambda key: _place(found[key][0]))]


def people_told(batch_of: Sequence[Reply]) -> list[UUID]:
    """Who can be written to about these replies, each once, in order."""
    voices = RepliedVoice.objects.filter(reply__in=batch_of).order_by()
    own, first = voices.values("contribution"), voices.filter(turn=1).values("contribution")
    theirs = Contribution.objects.filter(reachable()).order_by()
    # Two questions, each with an index: for one with "or" every voice is looked at.
    people = {
        *theirs.filter(pk__in=own).values_list("person", flat=True),
        *theirs.filter(merged_into__in=first).values_list("person", flat=True),
    }
    return sorted(each for each in people if each is not None)


def people_by_letter(people: Collection[UUID]) -> set[UUID]:
    """Those of these people who have no e-mail, and left an address for a letter."""
    contacts = Contact.objects.filter(person__in=people, email="").exclude(postal_address="")
    return set(contacts.values_list("person", flat=True))


def letters_owed(process: Process) -> QuerySet[PaperLetter]:
    """The letters to print: who has waited longest first."""
    rows = PaperLetter.objects.filter(process=process, run__isnull=True)
    return rows.filter(person__erased_at__isnull=True).select_related("person__contact")


def letters_printed(process: Process) -> list[tuple[UUID, datetime, int]]:
    """What was printed, the latest first: which run, when, how many letters."""
    rows = PaperLetter.objects.filter(process=process, run__isnull=False).order_by()
    told: Any = rows.values("run").annotate(at=Min("printed_at"), many=Count("pk"))
    return [(row["run"], row["at"], row["many"]) for row in told.order_by("-at")]


def letters_of(process: Process, run: UUID) -> list[PaperLetter]:
    """The letters that were printed together, without those to who was erased since."""
    rows = PaperLetter.objects.filter(process=process, run=run, person__erased_at__isnull=True)
    return list(rows.select_related("person__contact", "process__body"))


def _place(row: Contribution) -> tuple[object, ...]:
    return (row.received_at, row.whole.code, row.passage_start or 0)


def voices_of(person: Person, meeting: Meeting) -> list[tuple[Contribution, Reply | None]]:
    """What was received of one person at a meeting, with the latest reply that is out: two queries."""
    theirs = Contribution.objects.filter(person=person, meeting=meeting, part_of__isnull=True)
    rows = list(theirs)
    ids = _ids(rows)
    out = RepliedVoice.objects.filter(
        contribution__in=[each for each in ids if each], reply__state=Reply.State.PUBLISHED
    )
    replied = out.select_related("reply").order_by("turn")
    latest = {each.contribution_id: each.reply for each in replied}
    return [(row, latest.get(row.pk) or latest.get(row.merged_into_id or row.pk)) for row in rows]


def replies_of(contributions: list[Contribution]) -> dict[UUID, Reply]:
    """The latest reply to each of these voices, drafts too, by the voice's id: one query."""
    rows = RepliedVoice.objects.filter(contribution__in=contributions).select_related("reply")
    return {row.contribution_id: row.reply for row in rows.order_by("turn")}


def with_voice_count(replies: QuerySet[Reply]) -> QuerySet[Reply]:
    """These replies with `voice_count`: how many voices each answers."""
    return replies.annotate(voice_count=Count("voices"))


def drafts(process: Process) -> QuerySet[Reply]:
    """The replies that are not out yet: what was read again first, then the oldest drafts."""
    rows = Reply.objects.filter(process=process).exclude(state=Reply.State.PUBLISHED)
    return with_voice_count(rows).order_by("-state", "drafted_at", "id")


def published_replies(process: Process) -> QuerySet[Reply]:
    """The replies that are out, the latest first."""
    rows = Reply.objects.filter(process=process, state=Reply.State.PUBLISHED)
    return with_voice_count(rows).order_by("-published_at", "id")


def authors_of(replies: Sequence[Reply]) -> int:
    """How many people with an address are told about these replies, each once."""
    contacts = Contact.objects.exclude(email="")
    return contacts.filter(person__in=people_told(replies)).count()

"""What was answered to a voice."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from arengo.contributions.models import Contribution
from arengo.contributions.queries import reachable
from arengo.core.ledger.models import Entry
from arengo.feedback.models import Insistence, RepliedVoice, Reply
from arengo.meetings.models import Meeting
from arengo.people.models import Person
from arengo.process.models import Process

LINKED = (
    "section__guideline",
    "strategy__axis__plan",
    "project",
    "document",
)


@dataclass(frozen=True)
class Answered:
    """The replies to a voice that are published, in order, and what its author says of the first."""

    replies: tuple[Reply, ...]
    insistence: Insistence | None
    entries: tuple[Entry, ...]
    # Its author took it back before it was read.
    was_taken_back: bool = False

    @property
    def is_open(self) -> bool:
        """True while an answer is owed: the first, or one more after the author insisted."""
        return not self.was_taken_back and len(self.replies) < (2 if self.insistence else 1)

    @property
    def may_insist(self) -> bool:
        """True when the author has a reply and did not say yet that it is none."""
        return bool(self.replies) and self.insistence is None


def answered_to(code: str) -> Answered:
    """What was answered to the voice with this code: four queries."""
    voices = RepliedVoice.objects.filter(
        contribution__code=code, reply__state=Reply.State.PUBLISHED
    )
    found = voices.order_by("turn").select_related(*(f"reply__{name}" for name in LINKED))
    replies = tuple(voice.reply for voice in found)
    insistence = Insistence.objects.filter(contribution__code=code).first()
    subjects = [f"reply:{reply.pk}" for reply in replies]
    entries = Entry.objects.filter(kind="reply.published", subject__in=subjects)
    taken_back = Contribution.objects.filter(code=code, withdrawn_at__isnull=False)
    return Answered(
        replies,
        insistence,
        tuple(entries.select_related("block").order_by("at")),
        was_taken_back=taken_back.exists(),
    )


def voices_of(person: Person, meeting: Meeting) -> list[tuple[Contribution, Reply | None]]:
    """What was received of one person at a meeting, with the latest reply that is out: two queries."""
    rows = list(Contribution.objects.filter(person=person, meeting=meeting))
    out = RepliedVoice.objects.filter(contribution__in=rows, reply__state=Reply.State.PUBLISHED)
    replied = out.select_related("reply").order_by("turn")
    latest = {each.contribution_id: each.reply for each in replied}
    return [(row, latest.get(row.pk)) for row in rows]


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
    """How many people can be written to about these replies, each once: one query."""
    voices = RepliedVoice.objects.filter(reachable("contribution"), reply__in=replies)
    with_mail = voices.exclude(contribution__person__contact__email="").filter(
        contribution__person__contact__isnull=False
    )
    return with_mail.values("contribution__person").distinct().count()

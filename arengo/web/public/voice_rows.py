"""A published voice as a row of a list: its words, from where, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from arengo.contributions import supports
from arengo.contributions.models import Code, Contribution
from arengo.contributions.published import readable
from arengo.core import codes
from arengo.feedback.models import Reply
from arengo.feedback.published import Told, told_of
from arengo.meetings.models import Meeting
from arengo.plan.models import Axis
from arengo.process.models import Process

# What a row shows; what else is known of a voice is left where it is.
SHOWN = (
    "code", "text", "correction", "covered", "publication", "language", "channel", "mode", "kind",
    "representing", "received_at", "part_of", "zone", "meeting__slug", "meeting__title",
    "meeting__state", "stage__title", "merged_into__code",
)  # fmt: skip
# Of a voice as long as a letter a list has the beginning; its page has all of it.
LONGEST = 600


@dataclass(frozen=True)
class VoiceRow:
    """A voice, the axes that it is about and what else, what became of it, how many think the same."""

    voice: Contribution
    code: str
    axes: list[Axis]
    others: list[str]
    told: Told
    supports: int
    same_as: str = ""

    @property
    def is_long(self) -> bool:
        return len(self.voice.public_words) > LONGEST

    @property
    def beginning(self) -> str:
        """As much of its words as a list shows."""
        return beginning(self.voice)

    @property
    def meeting(self) -> Meeting | None:
        """The meeting that it comes from, where everybody may know of it: of a draft nobody does."""
        meeting = self.voice.meeting
        return None if meeting is None or meeting.state == Meeting.State.DRAFT else meeting

    @property
    def outcome(self) -> str:
        """What became of it, in a few words."""
        return outcome(self.told)


def beginning(voice: Contribution) -> str:
    """The words of a published voice, as many as a list shows."""
    return Truncator(voice.public_words).chars(LONGEST)


def outcome(told: Told) -> str:
    """The outcomes of its replies; or that it waits, for the first or for another one."""
    if told.is_answered:
        labels = (str(Reply.Outcome(reply.outcome).label) for reply in told.replies)
        return ", ".join(dict.fromkeys(labels))
    if told.replies:
        return _("Aspetta un'altra risposta")
    return _("In attesa di risposta")


def rows(process: Process, ids: Sequence[UUID]) -> list[VoiceRow]:
    """Those of these voices that everybody still reads, in the order of `ids`: eight queries, however many.

    What they were found by is not asked of them again: that took as long as to find them.
    """
    found = {row.voice.pk: row for row in told_rows(readable(process).filter(pk__in=ids))}
    return [found[key] for key in ids if key in found]


def told_rows(voices: QuerySet[Contribution]) -> list[VoiceRow]:
    """These voices with what they are about, replies and supports."""
    codes_of = Prefetch(
        "codes", Code.objects.select_related("axis").order_by("axis__number", "about")
    )
    parts = Contribution.objects.only("part_of").order_by("passage_start")
    chosen = voices.select_related("zone", "meeting", "stage", "merged_into").only(*SHOWN)
    found = list(
        chosen.prefetch_related(codes_of, Prefetch("parts", parts.prefetch_related(codes_of)))
    )
    told, numbers = told_of(found), supports.counts(found)
    return [_row(each, told[each.pk], numbers.get(each.pk, 0)) for each in found]


def _row(voice: Contribution, told: Told, number: int) -> VoiceRow:
    """About what its parts are about, where it has some."""
    parts = list(voice.parts.all())
    about = [code for each in parts or [voice] for code in each.codes.all()]
    others = (str(code.get_about_display()) for code in about if code.axis is None)
    return VoiceRow(
        voice=voice,
        code=codes.show(voice.code),
        axes=list(dict.fromkeys(code.axis for code in about if code.axis)),
        others=list(dict.fromkeys(others)),
        told=told,
        supports=number,
        same_as=codes.show(voice.merged_into.code) if voice.merged_into else "",
    )

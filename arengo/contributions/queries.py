"""A voice as it is followed by its code: from the moment it was saved to its reply."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from arengo.contributions import evening
from arengo.contributions.agreement import is_in_sample
from arengo.contributions.coding import Target, targets_of
from arengo.contributions.importing.columns import headers_digest
from arengo.contributions.models import (
    Appeal,
    Attachment,
    Claim,
    Code,
    ColumnChoice,
    Contribution,
    Moderation,
    QuestionnaireResponse,
    SecondReading,
    Source,
)
from arengo.contributions.models.contribution import FROM_THE_SITE
from arengo.contributions.published import is_hiding_a_part
from arengo.core.ledger.models import Entry
from arengo.live.models import InvitationToWrite, Note
from arengo.meetings.models import Meeting, Sitting
from arengo.process.models import Process
from arengo.questions.models import Question

# So many to read a second time are listed at once.
SECOND_AT_ONCE = 50
SELECTED = (
    "meeting",
    "sitting",
    "note",
    "written_instead",
    "stage",
    "zone",
    "merged_into",
    "part_of__source",
    "source",
)


@dataclass(frozen=True)
class Followed:
    """A voice and what has happened to it. `received_at` is None until it is received."""

    code: str
    text: str
    correction: str
    covered: str
    publication: str
    language: str
    channel: str
    mode: str
    kind: str
    horizon: str
    targets: tuple[Target, ...]
    said_at: datetime
    received_at: datetime | None
    read_at: datetime | None
    withdrawn_at: datetime | None
    signature: str
    # The code of the voice that says the same, with which it is answered; empty when it is alone.
    same_as: str
    # The code of the voice of which it is a part; empty for a whole one.
    part_of: str
    meeting: Meeting | None
    sitting: Sitting | None
    standing: str
    entries: tuple[Entry, ...]
    # The question of a questionnaire that it answers, in words.
    asked: str = ""
    # What it was taken from.
    source: Source | None = None
    # A part of it is not public: its own words would tell it.
    hides_a_part: bool = False
    # As whom somebody signed it who did not show that the mailbox is theirs: nobody is named by it.
    unconfirmed_signature: str = ""

    @property
    def words(self) -> str:
        """What was said, in the words of who said it where they gave them."""
        return self.correction or self.text

    @property
    def public_words(self) -> str:
        """What everybody reads; nothing while it is not published, or when it is refused."""
        is_public = self.publication == Contribution.Publication.PUBLISHED
        return (self.covered or self.words) if is_public and not self.hides_a_part else ""

    @property
    def was_dropped(self) -> bool:
        """True for what the office took from a source by mistake; else its author took it back."""
        return self.withdrawn_at is not None and self.channel not in FROM_THE_SITE

    @property
    def is_written(self) -> bool:
        """True for what somebody wrote themselves; else another wrote down what they said."""
        return not self.standing


def followed(code: str) -> Followed | None:
    """The voice with this code, whether it was received already or not yet; None for none."""
    row = with_codes(Contribution.objects.select_related(*SELECTED)).filter(code=code).first()
    if row is not None:
        return _received(row)
    said = evening.with_code(code)
    return _said(code, said) if said else None


def with_codes(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """These voices with what each is about, in order: one query for all of them."""
    codes = Code.objects.select_related("axis", "strategy__axis", "section")
    return rows.prefetch_related(Prefetch("codes", codes))


def last_decision_on(code: str) -> Moderation | None:
    """What the office decided last on the words of this voice, and did not undo; mostly nothing."""
    return Moderation.objects.filter(contribution__code=code, undone_at__isnull=True).last()


def shown_files(code: str) -> QuerySet[Attachment]:
    """The files beside the voice with this code that everybody sees: as long as its words are public."""
    return Attachment.objects.filter(
        contribution__code=code,
        contribution__publication=Contribution.Publication.PUBLISHED,
        contribution__withdrawn_at__isnull=True,
        published_at__isnull=False,
    )


def appeal_of(code: str) -> Appeal | None:
    """That its author asked for somebody else to look again; None when nobody did."""
    return Appeal.objects.filter(contribution__code=code).first()


def refusals(process: Process) -> QuerySet[Moderation]:
    """The public log: each voice that is refused, or was until somebody else looked, the latest first."""
    rows = Moderation.objects.filter(
        contribution__process=process, decision=Contribution.Publication.REFUSED
    )
    return rows.select_related("contribution__appeal").order_by("-at", "-id")


def to_read(process: Process) -> QuerySet[Contribution]:
    """The voices that nobody of the office read yet: who has waited longest first."""
    return Contribution.objects.filter(unread(), process=process)


def columns_chosen(process: Process, headers: Sequence[str]) -> dict[str, str]:
    """What the office said of the last sheet with these columns; nothing for new ones."""
    chosen = ColumnChoice.objects.filter(process=process, headers_digest=headers_digest(headers))
    found = chosen.first()
    return dict(found.choices) if found else {}


def own_meetings(process: Process) -> QuerySet[Source]:
    """The meetings that people held by themselves and told, of which somebody read something: with
    `voice_count`, the latest first.
    """
    published = Contribution.objects.filter(
        source=OuterRef("pk"), publication=Contribution.Publication.PUBLISHED
    )
    rows = Source.objects.filter(Exists(published), kind=Source.Kind.OWN_MEETING, process=process)
    counted = rows.annotate(voice_count=Count("voices")).select_related("municipality")
    return counted.order_by("-dated_on", "municipality__name", "pk")


def sources_waiting(process: Process) -> QuerySet[Source]:
    """What came in one piece and has perhaps more voices in it: who has waited longest first."""
    return Source.objects.filter(process=process, state=Source.State.WAITING)


def sources_to_read() -> QuerySet[Source]:
    """What was brought as a file that nobody read yet; of other kinds each voice is typed."""
    unread_files = Source.objects.filter(state=Source.State.WAITING, text="", trouble="")
    return unread_files.filter(kind__in=Source.TOLD_AS_TEXT).exclude(file="")


def waits_to_be_read(source: Source) -> bool:
    """Whether the worker has still to read its file."""
    return sources_to_read().filter(pk=source.pk).exists()


def voices_of(source: Source) -> QuerySet[Contribution]:
    """The voices that were taken from it and are there, in the order of its text."""
    rows = source.voices.filter(withdrawn_at__isnull=True)
    return rows.order_by("source_page", "source_start", "received_at", "id")


def as_imported() -> Q:
    """That nobody did anything yet with a voice since it came: neither read, decided, divided nor joined."""
    joined = Q(merged_into__isnull=False) | Q(merged__isnull=False) | Q(parts__isnull=False)
    waits = Q(read_at__isnull=True, publication=Contribution.Publication.WAITING)
    return waits & Q(withdrawn_at__isnull=True) & ~joined


def unread() -> Q:
    """That it waits to be read: neither read, nor taken back, nor refused."""
    there = Q(withdrawn_at__isnull=True) & ~Q(publication=Contribution.Publication.REFUSED)
    return Q(read_at__isnull=True) & there


def reachable(path: str = "") -> Q:
    """Of these voices the author may be written to: who wrote on the site confirmed the mailbox.

    `path` leads to the voice ("contribution").
    """
    to = f"{path}__" if path else ""
    confirmed = ~Q(**{f"{to}channel__in": FROM_THE_SITE}) | Q(
        **{f"{to}confirmed_at__isnull": False}
    )
    return Q(**{f"{to}person__isnull": False}) & confirmed


def asked_by(row: Contribution) -> str:
    """The question of a questionnaire that a voice, or the whole of a part, answers; else empty."""
    whole = row.part_of or row
    if whole.response_id is None:
        return ""
    sets = QuestionnaireResponse.objects.filter(pk=whole.response_id).values("question_set")
    question = Question.objects.filter(question_set__in=sets, key=whole.question_key).first()
    return str(question.label) if question else ""


def response_with_voices(number: uuid.UUID) -> QuestionnaireResponse | None:
    """The questionnaire with this id, with the voices that were written in it."""
    rows = QuestionnaireResponse.objects.select_related("stage", "question_set")
    return rows.prefetch_related("voices").filter(pk=number).first()


def codes_of(written: list[InvitationToWrite]) -> dict[int, str]:
    """The codes that what was written instead of spoken got when it was received."""
    rows = Contribution.objects.filter(written_instead__in=written)
    return dict(rows.order_by().values_list("written_instead", "code"))


def _received(row: Contribution) -> Followed:
    subjects = [f"contribution:{row.code}", *_subjects(row.code)]
    if row.written_instead is not None:
        subjects.append(f"request:{row.written_instead.request_id}")
    return Followed(
        code=row.code,
        text=row.text,
        correction=row.correction,
        covered=row.covered,
        publication=row.publication,
        language=row.language,
        channel=row.channel,
        mode=row.mode,
        kind=row.kind,
        horizon=row.horizon,
        targets=tuple(targets_of(row)),
        said_at=row.received_at,
        received_at=row.received_at,
        read_at=row.read_at,
        withdrawn_at=row.withdrawn_at,
        signature=row.public_signature,
        unconfirmed_signature=row.signature if row.person_id and not row.public_signature else "",
        same_as=row.merged_into.code if row.merged_into else "",
        part_of=row.part_of.code if row.part_of else "",
        meeting=row.meeting,
        sitting=row.sitting,
        standing=row.note.standing if row.note else "",
        entries=_entries(subjects),
        asked=asked_by(row),
        source=row.whole.source,
        hides_a_part=is_hiding_a_part(row),
    )


def _said(code: str, said: evening.Said) -> Followed:
    words = {"correction": "", "kind": "", "horizon": "", **said.words}
    return Followed(
        code=code,
        covered="",
        publication=said.publication,
        language="it",
        channel=said.channel,
        mode=said.mode,
        said_at=said.received_at,
        targets=said.targets,
        received_at=None,
        read_at=None,
        withdrawn_at=None,
        signature="",
        same_as="",
        part_of="",
        meeting=said.meeting,
        sitting=said.sitting,
        standing=said.row.standing if isinstance(said.row, Note) else "",
        entries=_entries(_subjects(code)),
        **words,
    )


def _subjects(code: str) -> list[str]:
    return [f"note:{code}", f"statement:{code}"]


def _entries(subjects: list[str]) -> tuple[Entry, ...]:
    """What the ledger says of it: being asked to speak belongs to a person, and is left out."""
    entries = Entry.objects.filter(subject__in=subjects).exclude(kind__startswith="speaking.asked")
    return tuple(entries.select_related("block").order_by("at", "recorded_at"))


def to_read_again(process: Process, by: str) -> list[Contribution]:
    """Of the sample, what somebody else than `by` read and nobody read a second time: oldest first."""
    rows = Contribution.objects.filter(
        process=process,
        read_at__isnull=False,
        second_reading__isnull=True,
        merged_into__isnull=True,
        parts__isnull=True,
    )
    rows = rows.exclude(read_by=by).exclude(kind="")
    codes = rows.order_by("read_at", "code").values_list("code", flat=True)
    chosen = [code for code in codes.iterator(chunk_size=2000) if is_in_sample(code)]
    found = {row.code: row for row in rows.filter(code__in=chosen[:SECOND_AT_ONCE])}
    return [found[code] for code in chosen[:SECOND_AT_ONCE]]


def second_readings(process: Process) -> list[SecondReading]:
    """All that was read a second time, the latest first."""
    rows = SecondReading.objects.filter(contribution__process=process)
    return list(rows.select_related("contribution").order_by("-at", "-id"))


def claim_of(row: Contribution, by: str) -> Claim | None:
    """That somebody else than `by` is reading it now; None when nobody is."""
    claims = Claim.objects.filter(contribution=row, until__gt=timezone.now())
    return claims.exclude(by=by).first()

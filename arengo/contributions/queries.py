"""A voice as it is followed by its code: from the moment it was saved to its reply."""

from dataclasses import dataclass
from datetime import datetime

from arengo.contributions import evening
from arengo.contributions.models import Contribution
from arengo.core.ledger.models import Entry
from arengo.live.models import InvitationToWrite, Note
from arengo.meetings.models import Meeting, Sitting
from arengo.plan.models import Axis


@dataclass(frozen=True)
class Followed:
    """A voice and what has happened to it. `received_at` is None until it is received."""

    code: str
    text: str
    correction: str
    channel: str
    mode: str
    kind: str
    about: str
    axis: Axis | None
    horizon: str
    said_at: datetime
    received_at: datetime | None
    meeting: Meeting | None
    sitting: Sitting | None
    standing: str
    entries: tuple[Entry, ...]

    @property
    def words(self) -> str:
        """What was said, in the words of who said it where they gave them."""
        return self.correction or self.text

    @property
    def is_written(self) -> bool:
        """True for what somebody wrote themselves; else another wrote down what they said."""
        return not self.standing

    @property
    def is_read(self) -> bool:
        """True once it says what kind of voice it is, and about what."""
        return bool(self.kind and self.about)


def followed(code: str) -> Followed | None:
    """The voice with this code, whether it was received already or not yet; None for none."""
    rows = Contribution.objects.select_related(
        "axis", "meeting", "sitting", "note", "written_instead"
    )
    row = rows.filter(code=code).first()
    if row is not None:
        return _received(row)
    said = evening.with_code(code)
    return _said(code, said) if said else None


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
        channel=row.channel,
        mode=row.mode,
        kind=row.kind,
        about=row.about,
        axis=row.axis,
        horizon=row.horizon,
        said_at=row.received_at,
        received_at=row.received_at,
        meeting=row.meeting,
        sitting=row.sitting,
        standing=row.note.standing if row.note else "",
        entries=_entries(subjects),
    )


def _said(code: str, said: evening.Said) -> Followed:
    words = {"correction": "", **said.words}
    return Followed(
        code=code,
        channel=said.channel,
        mode=said.mode,
        said_at=said.received_at,
        received_at=None,
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

"""The fields of one's own page for the axes of the round table, and one's own turns."""

from dataclasses import dataclass, field
from typing import Any

from arengo.live import rooms, rules
from arengo.live.models import Horizon, Statement
from arengo.live.said import AxisToWrite, axes_to_write, confirm_until, may_confirm, notes_of
from arengo.registrations.models import Registration
from arengo.web.room.forms_writing import StatementForm

Kind = Statement.Kind


@dataclass(frozen=True)
class Sheet:
    """A field to write in: what stands there, and what was wrong with it."""

    kind: Statement.Kind
    text: str
    horizon: str
    written: Statement | None
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class AxisSheets:
    """The two fields of an axis."""

    axis: AxisToWrite
    sheets: list[Sheet]

    @property
    def is_refused(self) -> bool:
        """True when something of it could not be saved."""
        return any(sheet.errors for sheet in self.sheets)


def to_write(registration: Registration, refused: StatementForm | None = None) -> dict[str, Any]:
    """What the page needs to let one write; nothing for who has not entered.

    `refused` is what was typed and could not be saved: it is still there.
    """
    room = rooms.room_of(registration.meeting)
    if not rules.is_present(registration):
        return {"sheets": [], "horizons": Horizon.choices}
    axes = axes_to_write(registration)
    sheets = [AxisSheets(axis, [_sheet(axis, kind, refused) for kind in Kind]) for axis in axes]
    return {
        "sheets": sheets,
        "horizons": Horizon.choices,
        "may_write": room.closed_at is None,
        "has_begun": any(axis.has_begun for axis in axes),
    }


def my_turns(registration: Registration) -> dict[str, Any]:
    """One's own turns with what was written of them, and until when one may answer."""
    turns = notes_of(registration) if rules.is_present(registration) else []
    room = turns[0].turn.room if turns else None
    return {
        "my_turns": turns,
        "is_transcribed": any(said.is_transcribed for said in turns),
        "may_confirm": may_confirm(room) if room else False,
        "confirm_until": confirm_until(room) if room else None,
        "correction": None,
    }


def _sheet(axis: AxisToWrite, kind: Statement.Kind, refused: StatementForm | None) -> Sheet:
    written = axis.mine.get(kind)
    if refused is not None and (refused.data.get("line"), refused.data.get("kind")) == (
        axis.key,
        kind,
    ):
        errors = [str(error) for errors in refused.errors.values() for error in errors]
        typed = refused.data
        return Sheet(kind, typed.get("text", ""), typed.get("horizon", ""), written, errors)
    if written is None:
        return Sheet(kind, "", "", None)
    return Sheet(kind, written.text, written.horizon, written)

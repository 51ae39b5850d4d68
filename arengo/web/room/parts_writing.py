"""What the parts about what is said and written show: statements, notes, who spoke and how much."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from arengo.live.figures import who_spoke
from arengo.live.models import Note, Statement
from arengo.live.models.writing import NOTES_OF_A_TURN
from arengo.live.rooms import room_of
from arengo.live.said import TurnSaid, turns_said, written_now
from arengo.live.speakers import is_by_the_clock_of_the_line, turn_ends_at
from arengo.meetings.models import Meeting
from arengo.web.shared import charts, voices

Context = dict[str, Any]
CONSOLE_SHOWS: Final = 30
# Read from twenty metres: as many of the newest as fit, one at least.
SCREEN_SHOWS: Final = 3
SCREEN_LETTERS: Final = 420


def _written(view: str, meeting: Meeting) -> Context:
    written = written_now(meeting)
    if view == "projector":
        return {"written": written, "shown": _fitting(written.on_screen) if written else []}
    shown = written.statements[:CONSOLE_SHOWS] if written else ()
    return {"written": written, "shown": shown, "room": room_of(meeting)}


def _fitting(statements: list[Statement]) -> list[Statement]:
    fitting: list[Statement] = []
    letters = 0
    for one in statements[:SCREEN_SHOWS]:
        letters += len(one.text)
        if fitting and letters > SCREEN_LETTERS:
            break
        fitting.append(one)
    return fitting


def _notes(view: str, meeting: Meeting) -> Context:
    turns = turns_said(meeting)
    if view == "stage":
        owed = [said for said in turns if said.is_owed]
        many = sum(len(said.notes) for said in turns)
        newest = max((_last_change(said) for said in turns), default="")
        return {
            "turns": len(owed),
            "transcribed": sum(said.is_transcribed for said in owed),
            # By which who spoke learns that there is something new of theirs: two at one moment too.
            "last_words": f"{many} {newest}",
        }
    on_paper = [(said, slots(said)) for said in reversed(turns)]
    now = turns[-1].turn if turns and turns[-1].is_on else None
    return {
        "turns": on_paper,
        "untidy": sum(not n.is_tidy for s in turns for n in s.notes),
        "has_clock": now is not None and not is_by_the_clock_of_the_line(now),
        "ends_at": turn_ends_at(now) if now else None,
    }


def slots(said: TurnSaid) -> list[tuple[int, Note | None]]:
    """The three places of a turn, with what stands in each."""
    there = {note.position: note for note in said.notes}
    return [(place, there.get(place)) for place in range(1, NOTES_OF_A_TURN + 1)]


def _last_change(said: TurnSaid) -> str:
    moments = (note.changed_at or note.written_at for note in said.notes)
    return max((moment.isoformat() for moment in moments), default="")


def _figures(_view: str, meeting: Meeting) -> Context:
    figures = who_spoke(meeting)
    return {"figures": voices.now(figures), "parity": charts.parity(figures.parity)}


WRITING: Final[Mapping[str, Callable[[str, Meeting], Context]]] = {
    "written": _written,
    "notes": _notes,
    "figures": _figures,
}

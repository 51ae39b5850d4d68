"""What a resoconto says, made from what happened: only texts, whole numbers, yes, no, lists, objects.

Localized texts stay in every language; words for kinds, modes and states are the page's. Nobody who
spoke in the plenary is named: `speakers_of` tells who they are, for as long as that is known.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from arengo.core.ledger import canonical
from arengo.live import asked, figures, merging
from arengo.live.models import (
    AskedQuestion,
    InvitationToWrite,
    Note,
    Poll,
    Room,
    SpeakingRequest,
    Statement,
)
from arengo.live.queries import Evening, LineToday, evening_of
from arengo.live.said import SaidInSitting, SaidOfLine, TurnSaid, turns_said, what_was_said
from arengo.live.speakers import spoke_for
from arengo.meetings.models import Meeting, Sitting, Speaker
from arengo.registrations.models import Attendance, Registration
from arengo.territory.models import Zone
from arengo.territory.queries import zones_by_municipality

FORMAT: Final = "arengo-minutes-1"
Piece = dict[str, Any]
QState = AskedQuestion.State


def content_of(meeting: Meeting) -> Piece:
    """All that a resoconto says of a meeting, as it is known now."""
    evening = evening_of(meeting)
    said = what_was_said(meeting)
    return {
        "format": FORMAT,
        "meeting": _meeting(meeting),
        "attendance": attendances_of([meeting])[meeting.pk],
        "programme": [_line(line) for line in evening.lines],
        "axes": axes_of(evening, said),
        "plenary": [_turn(turn) for turn in _others(said)],
        "unserved": _unserved(meeting),
        "questions": _questions(meeting),
        "polls": _polls(meeting),
        "voices": _voices(evening.room, meeting),
    }


def canonical_text(content: Piece, opening: Piece, closing: Piece) -> str:
    """What is hashed: the same text from any database."""
    return canonical.compact_json(
        {"content": content, "opening": dict(opening), "closing": dict(closing)}
    )


def speakers_of(meeting: Meeting) -> dict[str, str]:
    """Who had the turns of the plenary, by the turn's key; those forgotten or erased are left out."""
    turns = (said for said in turns_said(meeting) if said.turn.request_id is not None)
    return {key_of(said): said.name for said in turns if said.name}


def key_of(said: TurnSaid) -> str:
    """How a turn is called in a resoconto."""
    return f"turn-{said.turn.pk}"


def key_of_note(code: str) -> str:
    """How a note is called in a resoconto, by the code of the voice."""
    return f"note-{code}"


def key_of_statement(code: str) -> str:
    """How a perspective or a priority is called in it."""
    return f"statement-{code}"


def key_of_written(number: int) -> str:
    """How what somebody wrote who was not reached is called in it, by its id."""
    return f"written-{number}"


def axes_of(evening: Evening, said: Sequence[SaidInSitting]) -> list[Piece]:
    """Line by line of the round table: what the voice said, what people wrote. Silent axes too."""
    there = {
        (each.sitting.pk, line.item.pk if line.item else None): line
        for each in said
        for line in each.lines
    }
    axes = []
    for line in (today.line for today in evening.lines):
        if line.sitting.kind == Sitting.Kind.ROUND_TABLE:
            heard = there.get((line.sitting.pk, line.item.pk if line.item else None))
            # A table that names no axes is there when somebody spoke at it.
            if heard or line.item:
                axes.append(_axis(line.sitting, heard or SaidOfLine(line.item, (), ())))
    return axes


def pieces_of_axes(axes: Iterable[Piece]) -> Iterable[Piece]:
    """What was said and written in the round table."""
    for axis in axes:
        for turn in axis["turns"]:
            yield from turn["notes"]
        yield from axis["statements"]


def piece_with_key(content: Piece, key: str) -> Piece | None:
    """The piece of a resoconto that a correction is about; None when there is none."""
    return next((piece for piece in pieces_of(content) if piece["key"] == key), None)


def pieces_of(content: Piece) -> Iterable[Piece]:
    """Everything in it that somebody said or wrote, and can be corrected."""
    yield from pieces_of_axes(content["axes"])
    for turn in content["plenary"]:
        yield from turn["notes"]
    yield from content["unserved"]["written"]
    yield from content["questions"]["shown"]


def _meeting(meeting: Meeting) -> Piece:
    return {
        "slug": meeting.slug,
        "kind": dict(meeting.kind),
        "title": dict(meeting.title),
        "body": dict(meeting.process.body.name),
        "process": dict(meeting.process.title),
        "starts_at": canonical.moment(meeting.starts_at),
        "ends_at": canonical.moment(meeting.ends_at),
    }


def attendances_of(meetings: Sequence[Meeting]) -> dict[int, Piece]:
    """Of each meeting, by its id: people who came, each once, by how they took part; those who have no
    registration apart. Three queries, and one for each day.

    Registered are those who had a place until the end, or came; who cancelled, or stayed in line, is not.
    """
    had_a_place = [Registration.State.CONFIRMED, Registration.State.ATTENDED]
    there = Registration.objects.filter(meeting__in=meetings, state__in=had_a_place).order_by()
    registered = dict(there.values_list("meeting").annotate(all=Count("pk")))
    uncounted = Attendance.objects.filter(meeting__in=meetings, registration__isnull=True)
    others = dict(uncounted.order_by().values_list("meeting").annotate(all=Sum("people")))
    return {
        pk: {
            "registered": registered.get(pk, 0),
            "came": sum(by[figures.By.MODE].values()),
            "others": others.get(pk, 0),
            "rows": {str(name): merging.rows(by[name], name) for name in figures.By},
        }
        for pk, by in _who_came(meetings, there).items()
    }


def _who_came(
    meetings: Sequence[Meeting], there: QuerySet[Registration]
) -> dict[int, dict[str, Counter[merging.Group]]]:
    zones = zones_of_meetings(meetings)
    found: dict[int, dict[str, Counter[merging.Group]]] = {
        each.pk: {name: Counter() for name in figures.By} for each in meetings
    }
    came = there.filter(state=Registration.State.ATTENDED)
    columns = ("meeting", "mode", "municipality", "representing")
    for pk, mode, town, representing in came.values_list(*columns):
        zone = zones[pk].get(town) if town else None
        by = found[pk]
        by[figures.By.MODE][(str(mode), "")] += 1
        by[figures.By.ZONE][(str(zone.pk), str(zone)) if zone else (figures.UNKNOWN, "")] += 1
        by[figures.By.REPRESENTING][(str(representing), "")] += 1
    return found


def zones_of_meetings(meetings: Sequence[Meeting]) -> dict[int, dict[int, Zone]]:
    """The zone of each municipality on the day of each meeting, by its id: one query for each day."""
    days = {each.pk: timezone.localdate(each.starts_at) for each in meetings}
    zones = {day: zones_by_municipality(day) for day in set(days.values())}
    return {pk: zones[day] for pk, day in days.items()}


def _line(today: LineToday) -> Piece:
    line = today.line
    return {
        "key": line.key,
        "title": dict(line.title),
        "within": dict(line.sitting.title) if line.item else {},
        "kind": str(line.sitting.kind),
        "planned_at": canonical.moment(line.starts_at) if line.starts_at else None,
        "is_example": line.sitting.hours_are_example,
        "began_at": canonical.moment(today.began_at) if today.began_at else None,
        "ended_at": canonical.moment(today.ended_at) if today.ended_at else None,
        "seconds": today.seconds,
    }


def _axis(sitting: Sitting, line: SaidOfLine) -> Piece:
    shown = [one for one in line.statements if not one.is_hidden]
    title = line.axis.name if line.axis else (line.item or sitting).title
    moderator = sitting.moderator
    return {
        "number": line.axis.number if line.axis else 0,
        "title": dict(title),
        "moderator": (
            {**_speaker(moderator), "is_example": moderator.is_example} if moderator else None
        ),
        "turns": [_turn(turn) for turn in line.turns],
        "statements": [_statement(one) for one in shown],
        "not_shown": len(line.statements) - len(shown),
    }


def _others(said: Sequence[SaidInSitting]) -> Iterable[TurnSaid]:
    table = Sitting.Kind.ROUND_TABLE
    for sitting in said:
        for line in sitting.lines:
            if sitting.sitting.kind != table:
                yield from line.turns


def _turn(said: TurnSaid) -> Piece:
    turn = said.turn
    speaker, request = turn.speaker, turn.request
    return {
        "key": key_of(said),
        "speaker": _speaker(speaker) if speaker else None,
        "is_example": speaker.is_example if speaker else False,
        "is_moderating": turn.is_moderating,
        "mode": str(request.mode) if request else "",
        "kind": str(request.kind) if request else "",
        "began_at": canonical.moment(turn.began_at),
        "seconds": spoke_for(turn),
        "notes": [note_piece(note) for note in said.notes],
    }


def _speaker(speaker: Speaker) -> Piece:
    return {"name": speaker.name, "role": dict(speaker.role)}


def note_piece(note: Note) -> Piece:
    """A note as a resoconto has it."""
    return {
        "key": key_of_note(note.code),
        "code": note.code,
        "kind": note.kind,
        "about": note.about,
        "axis": note.axis.number if note.axis else 0,
        "horizon": note.horizon,
        "text": note.words,
        # What had been written down, where who spoke said it otherwise.
        "before": note.text if note.correction else "",
        "is_confirmed": note.confirmed_at is not None,
    }


def _statement(one: Statement) -> Piece:
    return {
        "key": key_of_statement(one.code),
        "code": one.code,
        "kind": str(one.kind),
        "horizon": str(one.horizon),
        "mode": str(one.mode),
        "text": one.text,
        "before": "",
    }


def _unserved(meeting: Meeting) -> Piece:
    """How many asked to speak and were not reached, and what they wrote instead, unnamed."""
    state = SpeakingRequest.State.UNSERVED
    requests = SpeakingRequest.objects.filter(queue__room__meeting=meeting, state=state)
    wrote = InvitationToWrite.objects.filter(request__in=requests, written_at__isnull=False)
    return {
        "count": requests.count(),
        "written": [
            written_piece(row)
            for row in wrote.select_related("request").order_by("request__asked_at", "pk")
        ],
    }


def written_piece(row: InvitationToWrite) -> Piece:
    """What somebody wrote instead of speaking, as a resoconto has it."""
    return {
        "key": key_of_written(row.pk),
        "mode": row.request.mode,
        "text": row.text,
        "before": "",
    }


def _questions(meeting: Meeting) -> Piece:
    """Those that everybody could read, most supported first; the others are counted."""
    rows = asked.questions_of(meeting)
    shown = [row for row in rows if row.state in (QState.PUBLISHED, QState.ANSWERED)]
    states = Counter(str(row.state) for row in rows)
    return {
        "shown": [
            {
                "key": f"question-{row.pk}",
                "text": row.text,
                "before": "",
                "voices": row.voices,  # type: ignore[attr-defined]  # annotated
                "state": str(row.state),
            }
            for row in shown
        ],
        "waiting": states[QState.WAITING],
        "refused": states[QState.REFUSED],
    }


def _polls(meeting: Meeting) -> list[Piece]:
    """The polls that were held; results only of those that the chair showed."""
    held = [poll for poll in asked.polls_of(meeting) if poll.state == Poll.State.CLOSED]
    return [_poll(results) for results in asked.results_of_all(held)]


def _poll(results: asked.Results) -> Piece:
    is_shown = results.poll.results_shown_at is not None
    return {
        "question": dict(results.poll.question),
        "is_shown": is_shown,
        "total": results.total,
        "options": [_option(one) for one in results.options] if is_shown else [],
        "by_mode": [
            {
                "mode": str(mode.mode),
                "total": mode.total,
                "options": [_option(one) for one in mode.options],
            }
            for mode in (results.by_mode if is_shown else [])
        ],
    }


def _option(result: asked.OptionResult) -> Piece:
    text = dict(result.option.text)
    return {"text": text, "count": result.count, "percent": result.percent}


def _voices(room: Room, meeting: Meeting) -> Piece:
    """As they were made public, if they were: what was forgotten since does not change them."""
    return dict(room.figures or figures.for_everybody(meeting))

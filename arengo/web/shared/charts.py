"""Drawings made on the server: the thread, bars, the gauge of parity."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from arengo.live.figures import Parity

COLUMN = 200
# Of few stages the columns are wider: the drawing fills the page, and its knots must not grow with it.
LEAST_WIDTH = 800
HEIGHT = 104
LOW, HIGH = 84, 66
# Beyond both ends, as far as the edges of a wide screen.
BEYOND = 900
# How high over the line the present is drawn: inside its loop.
LIFT = 33
REACHED = ("done", "now")


@dataclass(frozen=True)
class Point:
    """Where a knot is drawn. `state` is done, now, coming or next."""

    x: int
    y: int
    state: str


@dataclass(frozen=True)
class Thread:
    """The drawing of a thread that lies: the part that is done and the part that is open."""

    width: int
    height: int
    done: str
    open: str
    points: list[Point]


class _Pen(NamedTuple):
    """Where the line has come to, and how far and which way it is pulled from there."""

    x: int
    y: int
    pull: tuple[int, int]


def thread(states: Sequence[str]) -> Thread:
    """Draw a thread with a knot for each state (done, now, coming, next), in columns of equal width.

    The line is whole up to where we are and dotted beyond; at the present it makes a loop.
    """
    column = max(COLUMN, LEAST_WIDTH // max(1, len(states)))
    width = column * len(states)
    reached = max((place for place, state in enumerate(states) if state in REACHED), default=-1)
    pen = _Pen(0, LOW, (COLUMN // 4, 0))
    start = f"M{-BEYOND} {LOW}H0"
    done, dotted = start if reached >= 0 else "", ""
    points = []
    for place, state in enumerate(states):
        middle = column * place + column // 2
        piece, pen, point = (
            _loop(pen, middle) if state == "now" else _knot(pen, middle, place, state)
        )
        points.append(point)
        if place <= reached:
            done += piece
            start = f"M{pen.x} {pen.y}"
        else:
            dotted += piece
    dotted = start + dotted + _curve(pen, width, LOW) + f"H{width + BEYOND}"
    return Thread(width, HEIGHT, done, dotted, points)


def _knot(pen: _Pen, middle: int, place: int, state: str) -> tuple[str, _Pen, Point]:
    height = LOW if place % 2 else HIGH
    after = _Pen(middle, height, (COLUMN // 2, 0))
    return _curve(pen, middle, height), after, Point(middle, height, state)


def _loop(pen: _Pen, middle: int) -> tuple[str, _Pen, Point]:
    """Once round the present: up on its right, over it, and down across the line."""
    x, y = middle - 20, LOW
    path = (
        _curve(pen, x - 8, y + 1)
        + f"C{x + 44} {y - 5} {x + 72} {y - 38} {x + 40} {y - 56}"
        + f"C{x + 8} {y - 74} {x - 32} {y - 36} {x + 2} {y - 5}"
        + f"C{x + 14} {y + 6} {x + 26} {y + 9} {x + 42} {y + 8}"
    )
    return path, _Pen(x + 42, y + 8, (60, -3)), Point(middle, y - LIFT, "now")


def _curve(pen: _Pen, x: int, y: int) -> str:
    bend = (x - pen.x) // 2
    right, down = pen.pull
    return f"C{pen.x + min(right, bend)} {pen.y + down} {x - bend} {y} {x} {y}"


@dataclass(frozen=True)
class Gauge:
    """Hall and online beside each other: who asked for the floor, who got it. Widths in a hundred."""

    asked_in_hall: int
    asked_online: int
    spoke_in_hall: int
    spoke_online: int
    # Where the hall's part ends, of those who asked and of the turns.
    asked_at: int
    spoke_at: int
    # "calm", or who gets the floor less than they ask for it: "online", "hall".
    state: str


def parity(figures: Parity) -> Gauge:
    """The gauge of the evening's parity: calm until it is not."""
    state = "calm"
    if not figures.is_calm:
        state = "online" if figures.gap > 0 else "hall"
    return Gauge(
        asked_in_hall=figures.asked_in_hall,
        asked_online=figures.asked_online,
        spoke_in_hall=figures.spoke_in_hall,
        spoke_online=figures.spoke_online,
        asked_at=round(100 * (1 - figures.share_asked)),
        spoke_at=round(100 * (1 - figures.share_spoke)),
        state=state,
    )


def bars(numbers: Sequence[int]) -> list[int]:
    """How long the bar of each number is, from 0 to 100: the longest stands for the largest."""
    most = max(numbers, default=0)
    return [max(1, round(100 * number / most)) if number else 0 for number in numbers]

"""Voices made up for the tests, read by the office or not yet."""

import uuid
from collections.abc import Sequence

from arengo.contributions.coding import About, Target
from arengo.contributions.models import Contribution
from arengo.contributions.operations import read, receive_from_site
from arengo.plan.models import Axis
from arengo.process.models import Process
from tests.suggestions.examples import THEMES, sentences

# Which axis of the plan in force each theme of the examples is about.
AXES = dict(zip(THEMES, (3, 6, 4), strict=True))


def axis(number: int) -> Axis:
    return Axis.objects.get(plan__key="vigente", number=number)


def label(number: int) -> str:
    """As suggestions name the axis with this number."""
    return str(axis(number).pk)


def write(process: Process, text: str, *numbers: int) -> Contribution:
    """Somebody writes this on the site, and says about which axes."""
    targets = [Target(About.AXIS, axis(number)) for number in numbers]
    return receive_from_site(process=process, number=uuid.uuid4(), text=text, targets=targets)


def decide(row: Contribution, *numbers: int) -> Contribution:
    """The office reads it: a need, about these axes."""
    row.refresh_from_db()
    targets = [Target(About.AXIS, axis(number)) for number in numbers]
    return read(contribution=row, kind="need", targets=targets, seen=row.read_at, by="staff:1")


def read_some(process: Process, count: int, seed: int = 1) -> Sequence[Contribution]:
    """So many sentences about three themes, each read as being about its axis."""
    texts, themes = sentences(count, seed)
    return [
        decide(write(process, text), AXES[theme]) for text, theme in zip(texts, themes, strict=True)
    ]

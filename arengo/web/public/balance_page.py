"""The balance of voices as figures with bars: how many were received, answered, and are open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from arengo.contributions.models import Code, Contribution
from arengo.feedback.balance import UNKNOWN, Balance, By, Line
from arengo.plan.models import Axis
from arengo.process.models import Process
from arengo.registrations.models import Mode
from arengo.territory.models import Zone
from arengo.web.public import figures

UNKNOWNS: Mapping[By, str | Promise] = {
    By.ABOUT: gettext_lazy("Non si sa: da leggere, ritirate o non pubblicate"),
    By.ZONE: gettext_lazy("Di cui non si sa la zona"),
    By.MODE: gettext_lazy("Arrivate per iscritto, o di chi era annunciato a parlare"),
    By.STAGE: gettext_lazy("Fuori da una tappa"),
}
HEADINGS: Mapping[By, tuple[str | Promise, str | Promise]] = {
    By.ABOUT: (gettext_lazy("Di che cosa parlano"), gettext_lazy("Parlano di")),
    By.CHANNEL: (gettext_lazy("Per quale via sono arrivate"), gettext_lazy("Via")),
    By.MODE: (gettext_lazy("In sala e online"), gettext_lazy("Modo")),
    By.ZONE: (gettext_lazy("Da quali zone, e da quali no"), gettext_lazy("Zona omogenea")),
    By.STAGE: (gettext_lazy("In quale tappa"), gettext_lazy("Tappa")),
}


@dataclass(frozen=True)
class BalanceRow:
    """A line in words; how long its bar is, and how far it is full, of figures.FULL."""

    label: str
    line: Line
    width: int
    answered_width: int
    axis: Axis | None = None
    # Of an axis, or a zone: the page that says what is said there, and who is missing.
    url: str = ""


@dataclass(frozen=True)
class Table:
    """One way of looking at the balance; `overlaps` when its lines do not add up to the whole."""

    key: str
    heading: str
    first: str
    rows: list[BalanceRow]
    overlaps: bool = False


def tables(process: Process, found: Balance) -> list[Table]:
    """The tables in their order; one with a single line says nothing that the whole does not say."""
    made = []
    for by, (heading, first) in HEADINGS.items():
        lines = found.lines[by]
        if by is By.STAGE and len(lines) < 2:
            continue
        rows = _rows(by, process, lines)
        made.append(Table(str(by), str(heading), str(first), rows, overlaps=by is By.ABOUT))
    return made


def sentence(total: Line) -> str:
    """The whole in one sentence: "4 voci ricevute: 1 ha già la risposta, 3 la aspettano."."""
    received = ngettext("%(n)s voce ricevuta", "%(n)s voci ricevute", total.received)
    parts = received % {"n": figures.count(total.received)}
    if total.open == total.received:
        waiting = ngettext(
            "%(received)s: aspetta la risposta.",
            "%(received)s: tutte aspettano la risposta.",
            total.received,
        )
        return waiting % {"received": parts}
    if total.answered == total.received:
        done = ngettext(
            "%(received)s: ha la risposta.",
            "%(received)s: tutte hanno la risposta.",
            total.received,
        )
        return done % {"received": parts}
    answered = ngettext("%(n)s ha già la risposta", "%(n)s hanno già la risposta", total.answered)
    waiting = ngettext("%(n)s la aspetta", "%(n)s la aspettano", total.open)
    told = [(answered, total.answered)] if total.answered else []
    told += [(waiting, total.open)] if total.open else []
    if total.taken_back:
        words = ngettext(
            "%(n)s è stata ritirata o tolta", "%(n)s sono state ritirate o tolte", total.taken_back
        )
        told.append((words, total.taken_back))
    return f"{parts}: " + ", ".join(words % {"n": figures.count(n)} for words, n in told) + "."


def _rows(by: By, process: Process, lines: tuple[Line, ...]) -> list[BalanceRow]:
    largest = max((line.received for line in lines), default=0)
    label = _labels(by, process)
    known = [line for line in lines if line.key != UNKNOWN]
    if by is By.ZONE:
        known = _with_silent_zones(known)
    elif by is not By.ABOUT:
        places = _places(by, process)
        known.sort(key=lambda line: places.get(line.key, len(places)))
    slugs = _slugs() if by is By.ZONE else {}
    found = []
    for line in known:
        words, axis = label(line.key)
        url = reverse("public:voice-axis", args=[axis.number]) if axis else ""
        if line.key in slugs:
            url = reverse("public:voice-zone", args=[slugs[line.key]])
        found.append(_row(line, largest, words, axis, url))
    unknown = [line for line in lines if line.key == UNKNOWN]
    return found + [_row(line, largest, str(UNKNOWNS.get(by, "")), None) for line in unknown]


def _with_silent_zones(lines: list[Line]) -> list[Line]:
    """Zones from which nothing came are told too: they are the ones to look for."""
    here = {line.key: line for line in lines}
    zones = [str(zone.number) for zone in Zone.objects.all()]
    return [here.get(key) or Line(key, received=0, answered=0) for key in zones]


def _places(by: By, process: Process) -> dict[str, int]:
    """In which order lines stand that have no number of their own: as one is asked, or as they came."""
    keys = {
        By.CHANNEL: list(Contribution.Channel.values),
        By.MODE: list(Mode.values),
        By.STAGE: [stage.key for stage in process.stages.all()],
    }[by]
    return {key: place for place, key in enumerate(keys)}


def _slugs() -> dict[str, str]:
    return {str(zone.number): zone.slug for zone in Zone.objects.all()}


def _row(line: Line, largest: int, label: str, axis: Axis | None, url: str = "") -> BalanceRow:
    width = figures.width(line.received, largest)
    part = round(width * line.answered / line.received) if line.received else 0
    return BalanceRow(label, line, width, part, axis, url)


def _labels(by: By, process: Process) -> Callable[[str], tuple[str, Axis | None]]:
    """What a line is called, and its axis when it is one."""
    if by is By.ABOUT:
        return _about_labels(process)
    names: dict[str, str] = {}
    if by is By.ZONE:
        names = {str(zone.number): str(zone) for zone in Zone.objects.all()}
    elif by is By.STAGE:
        names = {stage.key: str(stage.title) for stage in process.stages.all()}
    elif by is By.MODE:
        names = {mode.value: str(mode.label) for mode in Mode}
    else:
        names = {channel.value: str(channel.label) for channel in Contribution.Channel}
    return lambda key: (names.get(key, key), None)


def _about_labels(process: Process) -> Callable[[str], tuple[str, Axis | None]]:
    plan = process.plan_in_force
    axes = {axis.number: axis for axis in plan.axes.all()} if plan else {}

    def label(key: str) -> tuple[str, Axis | None]:
        kind, _colon, number = key.partition(":")
        if kind != Code.About.AXIS:
            return str(Code.About(kind).label), None
        axis = axes.get(int(number))
        return (str(axis) if axis else number), axis

    return label

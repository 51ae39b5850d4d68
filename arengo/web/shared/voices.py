"""Who spoke and how much, as it is shown: at the console, at the desk, in public."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from arengo.core.clock import process_time
from arengo.live.figures import OTHERS, UNKNOWN, By, WhoSpoke
from arengo.live.models import Room
from arengo.meetings.models import Meeting
from arengo.registrations.models import Mode, Registration
from arengo.web.shared import charts

Kind = Registration.Representing
TITLES: Final[Mapping[By, str | Promise]] = {
    By.MODE: gettext_lazy("In sala e online"),
    By.ZONE: gettext_lazy("Zona per zona"),
    By.REPRESENTING: gettext_lazy("Per chi partecipano"),
}
LABELS: Final[Mapping[str, str | Promise]] = {
    Mode.IN_PERSON: gettext_lazy("In sala"),
    Mode.ONLINE: gettext_lazy("Online"),
    Kind.CITIZEN: gettext_lazy("Cittadine e cittadini"),
    Kind.MUNICIPALITY: gettext_lazy("Comuni e altri enti pubblici"),
    Kind.COMPANY: gettext_lazy("Imprese"),
    Kind.ASSOCIATION: gettext_lazy("Associazioni e terzo settore"),
    Kind.UNIVERSITY: gettext_lazy("Università, scuole, ricerca"),
    Kind.UNION: gettext_lazy("Sindacati e categorie"),
    Kind.OTHER: gettext_lazy("Altro"),
    OTHERS: gettext_lazy("Altri"),
    UNKNOWN: gettext_lazy("Non lo sappiamo"),
}


@dataclass(frozen=True)
class Line:
    """A line of a table, in words; `bar` is the length of its bar, from 0 to 100."""

    label: str
    people: int
    requests: int
    turns: int
    spoke: str
    waited: str
    waited_longest: str
    bar: int = 0


@dataclass(frozen=True)
class Table:
    """The figures told apart by one thing."""

    key: str
    title: str | Promise
    lines: list[Line]


@dataclass(frozen=True)
class Shown:
    """All that is shown."""

    total: Line
    tables: list[Table]
    unserved: int
    round_table_voices: int
    round_table_spoke: str
    # Empty when nobody moderated, or had to say anything.
    moderating_spoke: str
    has_others: bool = False

    @property
    def at_the_table(self) -> list[str]:
        """The round table in a sentence or two: its voices and, apart from them, who moderates."""
        told = []
        if many := self.round_table_voices:
            sentence = ngettext(
                "Alla tavola rotonda, contata a parte, ha parlato %(many)s voce per %(spoke)s.",
                "Alla tavola rotonda, contata a parte, hanno parlato %(many)s voci per %(spoke)s.",
                many,
            )
            told.append(sentence % {"many": many, "spoke": self.round_table_spoke})
        if self.moderating_spoke:
            sentence = _(
                "Chi modera, che non è una voce del territorio, ha avuto la parola per %(spoke)s."
            )
            told.append(sentence % {"spoke": self.moderating_spoke})
        return told


def now(figures: WhoSpoke) -> Shown:
    """The figures as they are, for who conducts."""
    return kept(
        {
            "total": asdict(figures.total),
            "rows": {str(by): [asdict(row) for row in rows] for by, rows in figures.rows.items()},
            "unserved": figures.unserved,
            "round_table_voices": figures.round_table_voices,
            "round_table_seconds": figures.round_table_seconds,
            "moderating_seconds": figures.moderating_seconds,
        }
    )


def kept(figures: Mapping[str, Any]) -> Shown:
    """The figures as they were kept when they were made public."""
    rows = figures["rows"]
    moderating = figures.get("moderating_seconds", 0)
    return Shown(
        total=_line(figures["total"]),
        tables=[Table(str(by), TITLES[by], _lines(rows[by])) for by in By],
        unserved=figures["unserved"],
        # Figures made public before moderators were known counted a turn of each voice.
        round_table_voices=figures.get("round_table_voices", figures.get("round_table_turns", 0)),
        round_table_spoke=lasting(figures["round_table_seconds"]),
        moderating_spoke=lasting(moderating) if moderating else "",
        has_others=any(row["key"] == OTHERS for by in By for row in rows[by]),
    )


def published(meeting: Meeting) -> Shown | None:
    """The figures that the office made public; None while it has not, and before the meeting."""
    if process_time.now() < meeting.starts_at:
        return None
    room = Room.objects.filter(meeting=meeting).first()
    return kept(room.figures) if room is not None and room.figures is not None else None


def lasting(seconds: int | None) -> str:
    """A time as people say it: "40 s", "3 min", "3 min 20 s"; a dash when there is none."""
    if seconds is None:
        return "–"
    whole, rest = divmod(seconds, 60)
    parts = [_("%(n)s min") % {"n": whole}] if whole else []
    if rest or not whole:
        parts.append(_("%(n)s s") % {"n": rest})
    return " ".join(parts)


def _lines(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    widths = charts.bars([row["seconds"] for row in rows])
    return [_line(row, width) for row, width in zip(rows, widths, strict=True)]


def _line(row: Mapping[str, Any], bar: int = 0) -> Line:
    return Line(
        label=row["label"] or str(LABELS.get(row["key"], row["key"])),
        people=row["people"],
        requests=row["requests"],
        turns=row["turns"],
        spoke=lasting(row["seconds"]),
        waited=lasting(row["waiting_median"]),
        waited_longest=lasting(row["waiting_longest"]),
        bar=bar,
    )

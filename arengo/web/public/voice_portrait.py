"""What is said about an axis, or from a zone: how many, from whom, from where, who is missing, what was answered.

All of it is of the voices that everybody reads, so that each number is that of a list one can open.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from arengo.contributions import published
from arengo.contributions.models import Code, Contribution
from arengo.feedback import by_sets
from arengo.feedback.heard import kinds_told
from arengo.feedback.published import Filters, find
from arengo.plan.models import Axis
from arengo.process.models import Process
from arengo.registrations.coverage import Silence
from arengo.registrations.models import Mode, Registration
from arengo.registrations.silence import silence_of
from arengo.territory.models import Zone
from arengo.web.public import figures, voice_rows, zone_map
from arengo.web.public.figures import Bar, Cell
from arengo.web.public.voice_filters import LIST
from arengo.web.public.voice_rows import VoiceRow
from arengo.web.public.zone_map import ZoneMap
from arengo.web.shared.voices import LABELS

MOST_SUPPORTED = 5
COUNTED = ("zone", "channel", "kind", "mode")


@dataclass(frozen=True)
class Table:
    """One way of looking at the voices: its heading says the finding."""

    key: str
    heading: str
    first: str
    bars: list[Bar]
    note: str = ""


@dataclass(frozen=True)
class Portrait:
    """All that the page of an axis, or of a zone, tells."""

    address: str
    total: int
    answered: int
    where: Table
    tables: list[Table]
    # From which nothing came, or of which nobody spoke.
    missing: list[str]
    silence: list[Silence]
    supported: list[VoiceRow]
    map: ZoneMap = field(default_factory=ZoneMap)

    @property
    def waiting(self) -> int:
        return self.total - self.answered

    @property
    def sentence(self) -> str:
        """How many, in words."""
        return figures.voices_words(self.total)

    @property
    def invited(self) -> int:
        return sum(each.invited for each in self.silence)

    @property
    def silent(self) -> int:
        return sum(each.silent for each in self.silence)


def of_axis(process: Process, axis: Axis) -> Portrait:
    """What is said about an axis, and from which zones: a dozen queries, however many voices."""
    asked = {"parla": str(axis.number)}
    voices = find(process, Filters(about=str(axis.number)))
    zones = list(Zone.objects.all())
    counted = _counts(voices)
    counts = counted["zone"]
    urls = {zone.pk: _list(**asked, zona=zone.slug) for zone in zones}
    bars = _bars([(zone.pk, str(zone)) for zone in zones], counts, urls)
    heard = sum(1 for zone in zones if counts.get(zone.pk))
    heading = ngettext(
        "Ne parlano da %(n)s zona su %(all)s", "Ne parlano da %(n)s zone su %(all)s", heard
    ) % {"n": heard, "all": len(zones)}
    if unknown := counts.get(None, 0):
        bars.append(_bar(_("Di cui non si sa la zona"), unknown, max(counts.values())))
    return Portrait(
        **_common(process, voices, counted, asked),
        where=Table("where", heading, _("Zona omogenea"), bars),
        missing=[str(zone) for zone in zones if not counts.get(zone.pk)],
        silence=list(kinds_told(silence_of(process))),
        map=zone_map.draw(counts, urls),
    )


def of_zone(process: Process, zone: Zone) -> Portrait:
    """What came from a zone, and about which axes."""
    asked = {"zona": zone.slug}
    voices = find(process, Filters(zone=zone.pk))
    plan = process.plan_in_force
    axes = list(plan.axes.all()) if plan else []
    counts = published.count_about(voices)
    most = max(counts.values(), default=0)
    bars = [
        _bar(
            "", counts.get(str(axis.number), 0), most, _list(**asked, parla=str(axis.number)), axis
        )
        for axis in axes
    ]
    others = [
        (each.value, str(each.label))
        for each in (Code.About.GUIDELINE, Code.About.PLAN, Code.About.PROCESS)
    ]
    urls = {key: _list(**asked, parla=key) for key, _label in others}
    bars += [bar for bar in _bars(others, counts, urls, most) if bar.url]
    told = sum(1 for axis in axes if counts.get(str(axis.number)))
    heading = ngettext(
        "Parlano di %(n)s asse su %(all)s", "Parlano di %(n)s assi su %(all)s", told
    ) % {"n": told, "all": len(axes)}
    note = _("Una voce può parlare di più cose, e allora sta in più righe.")
    return Portrait(
        **_common(process, voices, _counts(voices), asked),
        where=Table("where", heading, _("Parlano di"), bars, note),
        missing=[str(axis) for axis in axes if not counts.get(str(axis.number))],
        silence=list(kinds_told(silence_of(process, zone))),
    )


def _common(
    process: Process,
    voices: QuerySet[Contribution],
    counts: Mapping[str, Mapping[Any, int]],
    asked: Mapping[str, str],
) -> dict[str, Any]:
    supported = published.most_supported(voices, MOST_SUPPORTED)
    return {
        "address": f"?{urlencode(asked)}{LIST}",
        "total": sum(counts["channel"].values()),
        "answered": voices.filter(by_sets.answered()).count(),
        "tables": list(_tables(process, voices, counts, asked)),
        "supported": voice_rows.rows(process, [voice.pk for voice, _number in supported]),
    }


def _tables(
    process: Process,
    voices: QuerySet[Contribution],
    counts: Mapping[str, Mapping[Any, int]],
    asked: Mapping[str, str],
) -> Iterable[Table]:
    yield Table(
        "kinds",
        _("Che cosa sono"),
        _("Tipo"),
        _present(
            [*Contribution.Kind.choices, ("", _("Non si sa ancora"))], counts["kind"], asked, "tipo"
        ),
    )
    yield Table(
        "channels",
        _("Per quale via sono arrivate"),
        _("Via"),
        _present(Contribution.Channel.choices, counts["channel"], asked, "via"),
    )
    yield Table(
        "modes",
        _("In sala e online"),
        _("Modo"),
        _present([*Mode.choices, ("", _("Scritte, o non si sa"))], counts["mode"]),
    )
    types = published.count_types(voices, published.types_told(process))
    labels = [(each, str(LABELS[each])) for each in Registration.Representing.values]
    yield Table(
        "types",
        _("Per chi parlano"),
        _("Per chi"),
        _present([*labels, ("", _("Non lo hanno detto, o sono troppo poche per dirlo"))], types),
        _(
            "Per chi parla una voce si dice quando dalla stessa zona, per la stessa via e allo stesso "
            "incontro hanno parlato per lo stesso tipo almeno cinque persone: così non si capisce di chi è."
        ),
    )


def _present(
    choices: Sequence[tuple[Any, Any]],
    counts: Mapping[Any, int],
    asked: Mapping[str, str] | None = None,
    name: str = "",
) -> list[Bar]:
    """Those that there are; with a link where the list has such a filter."""
    there = [(key, str(label)) for key, label in choices if counts.get(key)]
    urls = {key: _list(**{**(asked or {}), name: key}) for key, _label in there if name and key}
    return _bars(there, counts, urls)


def _bars(
    choices: Sequence[tuple[Any, str]],
    counts: Mapping[Any, int],
    urls: Mapping[Any, str],
    most: int = 0,
) -> list[Bar]:
    largest = most or max(counts.values(), default=0)
    return [_bar(label, counts.get(key, 0), largest, urls.get(key, "")) for key, label in choices]


def _bar(label: str, number: int, most: int, url: str = "", axis: Axis | None = None) -> Bar:
    """A line; it leads to the list where that has something."""
    cell = Cell(figures.count(number), width=figures.width(number, most))
    return Bar(label, [cell], url if number else "", axis)


def _counts(voices: QuerySet[Contribution]) -> dict[str, Counter[Any]]:
    """How many there are by each of these, from one look at them."""
    found: dict[str, Counter[Any]] = {name: Counter() for name in COUNTED}
    for *values, number in voices.order_by().values_list(*COUNTED).annotate(number=Count("pk")):
        for name, value in zip(COUNTED, values, strict=True):
            found[name][value] += number
    return found


def _list(**asked: str) -> str:
    return f"{reverse('public:published-voices')}?{urlencode(asked)}{LIST}"

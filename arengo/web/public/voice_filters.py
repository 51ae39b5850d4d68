"""Filters of voices that are links: what an address asks for, and the links to ask for more or less."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from arengo.contributions.models import Code, Contribution
from arengo.feedback.published import Facets, Filters
from arengo.meetings.models import Meeting
from arengo.plan.models import Axis
from arengo.process.models import Process, Stage
from arengo.territory.models import Zone
from arengo.web.public import figures
from arengo.web.shared import reading

LIST: Final = "#elenco"
LONGEST_SEARCH: Final = 100
OLDEST_FIRST: Final = "attesa"
ANSWERS: Final[Mapping[str, bool]] = {"con": True, "senza": False}
ANSWER_WORDS: Final[Mapping[bool | None, str]] = {value: word for word, value in ANSWERS.items()}
ANSWER_LABELS: Final[Mapping[str, str | Promise]] = {
    "con": gettext_lazy("Con risposta"),
    "senza": gettext_lazy("In attesa di risposta"),
}
WHOLE: Final = (Code.About.GUIDELINE, Code.About.PLAN, Code.About.PROCESS)


@dataclass(frozen=True)
class Choice:
    """A filter that one may choose, as a link, with how many voices it would leave."""

    label: str
    number: str
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Group:
    """The choices of one filter."""

    key: str
    title: str
    choices: list[Choice]


@dataclass(frozen=True)
class Chosen:
    """A filter that is on, with the link that takes it away."""

    label: str
    url: str


class VoiceFilters:
    """What the address of the list asks for; what it cannot mean is left out."""

    def __init__(self, process: Process, query: QueryDict) -> None:
        self.process = process
        zones = {each.slug: each for each in self.zones}
        meetings = {each.slug: each for each in self.meetings}
        stages = {each.key: each for each in self.stages}
        zone, meeting, stage = (
            found.get(query.get(name, ""))
            for found, name in ((zones, "zona"), (meetings, "incontro"), (stages, "tappa"))
        )
        about = query.get("parla", "")
        known = {*(str(axis.number) for axis in self.axes), *Code.About.values}
        self.is_oldest_first = query.get("ordine") == OLDEST_FIRST
        self.asked = Filters(
            about=about if about in known - {Code.About.AXIS} else "",
            zone=zone.pk if zone else None,
            kind=_known(query.get("tipo", ""), Contribution.Kind.values),
            channel=_known(query.get("via", ""), Contribution.Channel.values),
            meeting=meeting.pk if meeting else None,
            stage=stage.pk if stage else None,
            is_answered=ANSWERS.get(query.get("risposta", "")),
            text=query.get("cerca", "").replace("\0", "").strip()[:LONGEST_SEARCH],
        )

    @cached_property
    def zones(self) -> list[Zone]:
        return list(Zone.objects.all())

    @cached_property
    def meetings(self) -> list[Meeting]:
        return list(reading.public_meetings().filter(process=self.process).order_by("starts_at"))

    @cached_property
    def stages(self) -> list[Stage]:
        return list(self.process.stages.all())

    @cached_property
    def axes(self) -> list[Axis]:
        plan = self.process.plan_in_force
        return list(plan.axes.all()) if plan else []

    @cached_property
    def _slugs(self) -> tuple[dict[int, str], dict[int, str], dict[int, str]]:
        """What stands in an address for a zone, a meeting, a stage."""
        return (
            {each.pk: each.slug for each in self.zones},
            {each.pk: each.slug for each in self.meetings},
            {each.pk: each.key for each in self.stages},
        )

    @property
    def words(self) -> dict[str, str]:
        """The filters as parameters of an address."""
        return self._words(self.asked)

    @property
    def address(self) -> str:
        return self._address(self.asked)

    @property
    def page_address(self) -> str:
        """What goes before the number of a page."""
        return self.address if self.address == "?" else f"{self.address}&"

    def orders(self) -> list[Chosen]:
        """The two orders as links, the one that is on first: the latest, or who has waited longest."""
        here = self.words
        waiting = {**here, "risposta": "senza", "ordine": OLDEST_FIRST}
        latest = {name: value for name, value in here.items() if name != "ordine"}
        found = [
            Chosen(_("A partire dalle più recenti"), f"?{urlencode(latest)}{LIST}"),
            Chosen(
                _("A partire da quelle che aspettano da più tempo"), f"?{urlencode(waiting)}{LIST}"
            ),
        ]
        return found[::-1] if self.is_oldest_first else found

    def groups(self, counted: Facets) -> list[Group]:
        """The filters with their choices; a choice that leaves nothing is left out, but for zones and
        axes, whose silence says something.
        """
        found = [
            self._group("about", _("Parlano di"), self._abouts(), counted.about, silent=True),
            self._group(
                "zone", _("Zona omogenea"), self._named("zone"), counted.columns["zone"], True
            ),
            self._group(
                "kind", _("Che cosa sono"), Contribution.Kind.choices, counted.columns["kind"]
            ),
            self._group(
                "channel", _("Via"), Contribution.Channel.choices, counted.columns["channel"]
            ),
            self._group(
                "meeting", _("Incontro"), self._named("meeting"), counted.columns["meeting"]
            ),
            self._group("stage", _("Tappa"), self._named("stage"), counted.columns["stage"]),
            self._group(
                "is_answered",
                _("Risposta"),
                [(ANSWERS[word], str(label)) for word, label in ANSWER_LABELS.items()],
                {True: counted.answered, False: counted.waiting},
            ),
        ]
        return [group for group in found if group.choices]

    def chosen(self) -> list[Chosen]:
        """The filters that are on, in words."""
        return list(self._chosen())

    def _chosen(self) -> Iterator[Chosen]:
        labels: dict[str, Mapping[Any, Any]] = {
            "about": dict(self._abouts()),
            "zone": dict(self._named("zone")),
            "kind": dict(Contribution.Kind.choices),
            "channel": dict(Contribution.Channel.choices),
            "meeting": dict(self._named("meeting")),
            "stage": dict(self._named("stage")),
            "is_answered": {value: ANSWER_LABELS[word] for word, value in ANSWERS.items()},
        }
        for name, words in labels.items():
            value = getattr(self.asked, name)
            if value not in (None, ""):
                yield Chosen(str(words[value]), self._without(name))
        if self.asked.text:
            label = _("con le parole «%(text)s»") % {"text": self.asked.text}
            yield Chosen(label, self._without("text"))

    def _abouts(self) -> list[tuple[str, str]]:
        axes = [(str(axis.number), _("Asse %(axis)s") % {"axis": axis}) for axis in self.axes]
        return axes + [(str(each.value), str(each.label)) for each in WHOLE]

    def _named(self, name: str) -> list[tuple[int, str]]:
        if name == "zone":
            return [(each.pk, str(each)) for each in self.zones]
        if name == "meeting":
            return [(each.pk, str(each.title)) for each in self.meetings]
        return [(each.pk, str(each.title)) for each in self.stages]

    def _group(
        self,
        name: str,
        title: str,
        choices: Sequence[tuple[Any, Any]],
        counts: Mapping[Any, int],
        silent: bool = False,
    ) -> Group:
        found = []
        for value, label in choices:
            is_chosen = getattr(self.asked, name) == value
            number = counts.get(value, 0)
            if number or silent or is_chosen:
                url = self._without(name) if is_chosen else self._with(name, value)
                found.append(Choice(str(label), figures.count(number), url, is_chosen))
        return Group(name, title, found)

    def _with(self, name: str, value: Any) -> str:
        return self._address(replace(self.asked, **{name: value})) + LIST

    def _without(self, name: str) -> str:
        nothing = getattr(Filters(), name)
        return self._with(name, nothing)

    def _address(self, filters: Filters) -> str:
        return f"?{urlencode(self._words(filters))}"

    def _words(self, filters: Filters) -> dict[str, str]:
        zones, meetings, stages = self._slugs
        parameters = {
            "parla": filters.about,
            "zona": zones.get(filters.zone or 0, ""),
            "tipo": filters.kind,
            "via": filters.channel,
            "incontro": meetings.get(filters.meeting or 0, ""),
            "tappa": stages.get(filters.stage or 0, ""),
            "risposta": ANSWER_WORDS.get(filters.is_answered, ""),
            "cerca": filters.text,
            "ordine": OLDEST_FIRST if self.is_oldest_first else "",
        }
        return {name: value for name, value in parameters.items() if value}


def _known(value: str, values: Sequence[str]) -> str:
    return value if value in values else ""

"""A sheet made into municipalities and zones: which column is what, what would change."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from arengo.core.columns import Column, Problem, guess, not_there, plain
from arengo.core.refusals import Refusal
from arengo.core.spreadsheets import Row
from arengo.territory.models import Membership, Municipality, Zone

COLUMNS = [
    Column(
        "istat",
        gettext_lazy("Codice ISTAT"),
        ("codice istat", "codice istat comune", "istat comune", "istat", "cod istat", "codice comune",
         "codice comune formato alfanumerico", "pro com t", "procom t", "istat code", "code"),
    ),
    Column(
        "name",
        gettext_lazy("Nome del comune"),
        ("comune", "nome comune", "nome del comune", "denominazione in italiano", "denominazione comune",
         "denominazione", "nome", "municipality", "name", "town"),
    ),
    Column(
        "population",
        gettext_lazy("Abitanti"),
        ("abitanti", "popolazione", "popolazione residente", "residenti", "pop", "totale",
         "population", "inhabitants", "residents"),
    ),
    Column(
        "zone",
        gettext_lazy("Zona: numero o nome"),
        ("zona omogenea", "zona", "numero zona", "n zona", "codice zona", "zone", "zone number"),
    ),
    Column(
        "zone_name",
        gettext_lazy("Nome della zona, se è in un'altra colonna"),
        ("nome zona", "nome della zona", "denominazione zona", "nome zona omogenea", "zone name"),
    ),
    Column("latitude", gettext_lazy("Latitudine"), ("latitudine", "lat", "latitude", "y")),
    Column("longitude", gettext_lazy("Longitudine"), ("longitudine", "lon", "lng", "long", "longitude", "x")),
]  # fmt: skip
FIELDS = ("name", "population", "latitude", "longitude")
NAME_LENGTH = 100
CODE = re.compile(r"\d{1,6}")
ZONE = re.compile(r"(?:zona(?: omogenea)?|zone|z)?\s*(?:n\.?\s*)?(\d{1,3})\b[\s.:,\-–]*(.*)", re.IGNORECASE)  # fmt: skip
LIMITS = {"latitude": 90.0, "longitude": 180.0}


class CodeColumnMissing(Refusal):
    """No column of the sheet says the ISTAT code, or one that was named is not there."""

    status = 400


@dataclass
class Draft:
    """A municipality as the sheet tells it. What the sheet does not say is not in `fields`."""

    row: int
    istat: str
    fields: dict[str, Any] = field(default_factory=dict)
    # The number of the zone; that of one to be made is in Preview.new_zones. None: not said.
    zone: int | None = None


@dataclass(frozen=True)
class Change:
    """A municipality that is here already and would change: field -> (now, then)."""

    draft: Draft
    municipality: Municipality
    fields: dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Preview:
    """What an import would do, before it does it. `not_in_sheet`: how many stay as they are."""

    new: list[Draft]
    changed: list[Change]
    unchanged: list[Draft]
    new_zones: dict[int, str]
    problems: list[Problem]
    not_in_sheet: int

    @property
    def fingerprint(self) -> str:
        """The same for the same effect: the form carries it, so nobody confirms another import."""
        acts = [f"+{each.istat}:{each.zone}:{sorted(each.fields.items())}" for each in self.new]
        acts += [
            f"~{change.municipality.istat}:{sorted((k, str(v)) for k, v in change.fields.items())}"
            for change in self.changed
        ]
        acts += [f"z{number}:{name}" for number, name in self.new_zones.items()]
        return hashlib.sha256("\n".join(sorted(acts)).encode()).hexdigest()[:16]


def guess_mapping(headers: Sequence[str]) -> dict[str, str]:
    """Field -> header, as far as the headers tell."""
    mapping = guess(headers, COLUMNS)
    if "zone" not in mapping and "zone_name" in mapping:
        mapping["zone"] = mapping.pop("zone_name")
    return mapping


def preview(
    rows: Iterable[Row],
    mapping: Mapping[str, str],
    *,
    since: date | None = None,
    makes_zones: bool = False,
) -> Preview:
    """What importing `rows` would do; nothing is written. `mapping` is field -> header.

    A municipality is the one with the same ISTAT code. Who changes zone does so from `since`;
    without a day the zone of before was a mistake. With `makes_zones` a zone that is not known is
    made. An empty cell changes nothing, and who is not in the sheet stays. Raises
    CodeColumnMissing.
    """
    rows = list(rows)
    mapping = {name: header for name, header in mapping.items() if header}
    if "istat" not in mapping:
        raise CodeColumnMissing(_("Scegli la colonna che contiene il codice ISTAT del comune."))
    if rows and (missing := not_there(mapping, rows[0])):
        sentence = _("Nel foglio non c'è la colonna «%(header)s».")
        raise CodeColumnMissing(sentence % {"header": missing[1]})
    reader = Reader(mapping, since=since, makes_zones=makes_zones)
    for row in rows:
        reader.read(row)
    return reader.difference()


class Reader:
    """Reads rows with a mapping; keeps drafts and problems. Asks the database three times in all."""

    def __init__(
        self, mapping: Mapping[str, str], *, since: date | None, makes_zones: bool
    ) -> None:
        self.mapping, self.since, self.makes_zones = mapping, since, makes_zones
        self.problems: list[Problem] = []
        self.drafts: dict[str, Draft] = {}
        self.known = {town.istat: town for town in Municipality.objects.all()}
        zones = list(Zone.objects.all())
        self.names = {zone.number: zone.name for zone in zones}
        self.numbers = {plain(zone.name): zone.number for zone in zones}
        self.new_zones: dict[int, str] = {}
        standing = Membership.objects.filter(until=None).select_related("zone")
        self.memberships = {each.municipality_id: each for each in standing}

    def read(self, row: Row) -> None:
        """Make a draft of a row, or say why not."""
        cells = {name: row.get(header, "").strip() for name, header in self.mapping.items()}
        istat = cells["istat"]
        if not CODE.fullmatch(istat):
            sentence = _("«%(code)s» non è un codice ISTAT: ha sei cifre, come 001272.")
            if not istat:
                sentence = _("Manca il codice ISTAT.")
            return self._leave_out(row, sentence, code=istat[:40])
        # A program that took the code for a number dropped its zeros.
        draft = Draft(row.number, istat.zfill(6))
        if draft.istat in self.drafts:
            sentence = _("Il codice %(code)s è già alla riga %(first)s: vale quella.")
            first = self.drafts[draft.istat].row
            return self._leave_out(row, sentence, code=draft.istat, first=first)
        town = self.known.get(draft.istat)
        if town is not None and town.closed_on is not None:
            sentence = _("%(name)s è chiuso: per scriverci qualcosa, prima riaprilo.")
            return self._leave_out(row, sentence, name=town.name)
        self._take_name(row, draft, cells)
        self._take_population(row, draft, cells)
        self._take_point(row, draft, cells)
        if town is None and (lacks := self._lacks(draft)):
            return self._leave_out(row, _("È un comune nuovo, e manca: %(what)s."), what=lacks)
        self._take_zone(row, draft, cells)
        self.drafts[draft.istat] = draft
        return None

    def difference(self) -> Preview:
        """The drafts beside the municipalities that are here already."""
        new, changed, unchanged = [], [], []
        for draft in self.drafts.values():
            town = self.known.get(draft.istat)
            if town is None:
                new.append(draft)
            elif fields := self._changes(draft, town):
                changed.append(Change(draft, town, fields))
            else:
                unchanged.append(draft)
        standing = {code for code, town in self.known.items() if town.closed_on is None}
        return Preview(
            new=new,
            changed=changed,
            unchanged=unchanged,
            new_zones=self.new_zones,
            problems=sorted(self.problems, key=lambda problem: problem.row),
            not_in_sheet=len(standing - set(self.drafts)),
        )

    def _note(self, row: Row, sentence: str, **words: Any) -> None:
        self.problems.append(Problem(row.number, sentence % words))

    def _leave_out(self, row: Row, sentence: str, **words: Any) -> None:
        self.problems.append(Problem(row.number, sentence % words, leaves_out=True))

    @staticmethod
    def _lacks(draft: Draft) -> str:
        words = {"name": _("il nome"), "population": _("quanti abitanti ha")}
        return ", ".join(label for name, label in words.items() if name not in draft.fields)

    def _take_name(self, row: Row, draft: Draft, cells: Mapping[str, str]) -> None:
        name = " ".join(cells.get("name", "").split())
        if len(name) > NAME_LENGTH:
            self._note(row, _("Il nome è troppo lungo: ne teniamo %(n)s lettere."), n=NAME_LENGTH)
        if name:
            draft.fields["name"] = name[:NAME_LENGTH].rstrip()

    def _take_population(self, row: Row, draft: Draft, cells: Mapping[str, str]) -> None:
        stated = cells.get("population", "")
        if not stated:
            return
        # Points, commas, apostrophes and spaces part the thousands, three figures at a time.
        if re.fullmatch(r"\d{1,3}([.,'’\s]\d{3})+|\d{1,9}", stated):
            draft.fields["population"] = int(re.sub(r"\D", "", stated))
        else:
            sentence = _("«%(number)s» non è un numero di abitanti: lo saltiamo.")
            self._note(row, sentence, number=stated[:40])

    def _take_point(self, row: Row, draft: Draft, cells: Mapping[str, str]) -> None:
        point = {name: _degrees(cells.get(name, ""), limit) for name, limit in LIMITS.items()}
        if None not in point.values():
            draft.fields |= point
        elif any(cells.get(name) for name in LIMITS):
            self._note(row, _("Il punto sulla mappa non si legge: servono due numeri, come 45,07 e 7,69."))  # fmt: skip

    def _take_zone(self, row: Row, draft: Draft, cells: Mapping[str, str]) -> None:
        stated = " ".join(cells.get("zone", "").split())
        if not stated:
            return
        number, name = self._zone(stated, " ".join(cells.get("zone_name", "").split()))
        if number in self.names or number in self.new_zones:
            draft.zone = number
        elif self.makes_zones and number < 1000:
            self.new_zones[number] = name[:NAME_LENGTH]
            self.numbers[plain(name)] = number
            draft.zone = number
        else:
            sentence = _("Non conosciamo la zona «%(zone)s»: il comune non cambia zona.")
            self._note(row, sentence, zone=stated[:60])

    def _zone(self, stated: str, name: str) -> tuple[int, str]:
        """(number, name) of a zone: "7", "Zona 7", "7. Ciriacese", "Ciriacese"."""
        known = self.numbers.get(plain(stated))
        if known is not None:
            return known, stated
        found = ZONE.fullmatch(stated)
        if found:
            number = int(found.group(1))
            return number, name or found.group(2) or _("Zona %(number)s") % {"number": number}
        known = self.numbers.get(plain(name)) if name else None
        if known is not None:
            return known, name
        taken = [*self.names, *self.new_zones]
        return max(taken, default=0) + 1, name or stated

    def _changes(self, draft: Draft, town: Municipality) -> dict[str, tuple[Any, Any]]:
        changes = {
            name: (getattr(town, name), then)
            for name, then in draft.fields.items()
            if getattr(town, name) != then
        }
        membership = self.memberships.get(town.pk)
        now = membership.zone.number if membership else None
        if draft.zone is None or draft.zone == now:
            return changes
        began = membership.since if membership else None
        if self.since and began and self.since < began:
            sentence = _(
                "%(name)s è nella zona %(zone)s dal %(day)s, che viene dopo: non cambia zona."
            )
            words = {"name": town.name, "zone": now, "day": began.strftime("%d/%m/%Y")}
            self.problems.append(Problem(draft.row, sentence % words))
        else:
            changes["zone"] = (now, draft.zone)
        return changes


def _degrees(text: str, limit: float) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    # Also what float() reads and no map has: "nan", "inf".
    return value if -limit <= value <= limit else None

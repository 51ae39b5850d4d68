"""Rows of a sheet made into projects: one per CUP, its money counted once, its municipalities gathered."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from arengo.core.columns import Problem, plain
from arengo.plan.models import Axis, Plan, Strategy
from arengo.projects import values
from arengo.territory.queries import by_likelihood

# Addresses under /progetti/ that are pages of their own, for everybody or at the desk.
RESERVED = {"asse", "presentazione", "territorio", "nuovo", "importa"}
SLUG_LENGTH = 100
TEXTS = ("title", "summary", "programme", "owner", "funding_source", "source")
LONGEST = {"owner": 300, "funding_source": 100, "stated_status": 100}
SEPARATORS = re.compile(r"\s*[;,|\n]\s*")


@dataclass
class Draft:
    """A project as the sheet tells it. What the sheet does not say is not in `fields`."""

    row: int
    slug: str
    cup: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    municipalities: set[int] = field(default_factory=set)
    parts: dict[str, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)


def slug_of(title: str, owner: str, cup: str = "") -> str:
    """The address of a project, and its identity where there is no CUP: title and owner."""
    if cup:
        return cup.lower()
    words = slugify(f"{title} {owner}")
    if len(words) <= SLUG_LENGTH and words and words not in RESERVED:
        return words
    digest = hashlib.sha256(f"{title}\n{owner}".encode()).hexdigest()[:8]
    return f"{words[: SLUG_LENGTH - 9] or 'progetto'}-{digest}"


class Reader:
    """Reads rows with a mapping; keeps the problems. Asks the database three times in all."""

    def __init__(self, mapping: Mapping[str, str], defaults: Mapping[str, str], plan: Plan | None):
        self.mapping = mapping
        self.defaults = defaults
        self.problems: list[Problem] = []
        self.drafts: dict[str, Draft] = {}
        self.signs: dict[str, str] = {}
        axes = Axis.objects.filter(plan=plan)
        self.axes = {axis.number: axis for axis in axes}
        self.axis_names = {plain(name): a for a in axes for name in a.name.values()}
        strategies = Strategy.objects.filter(axis__plan=plan).select_related("axis")
        self.strategies = {(s.axis.number, s.number): s for s in strategies}
        self.strategy_names = {plain(name): s for s in strategies for name in s.name.values()}
        places = by_likelihood().values_list("pk", "istat", "name")
        self.by_code = {istat: pk for pk, istat, _name in places}
        self.by_name = {plain(name): pk for pk, _istat, name in places}

    def read(self, rows: Iterable[Mapping[str, str]]) -> list[Draft]:
        """The projects of the sheet, in the order of their first row."""
        rows = list(rows)
        for column in ("cost", "funding"):
            header = self.mapping.get(column, "")
            self.signs[column] = values.decimal_sign(row.get(header, "") for row in rows)
        for index, row in enumerate(rows):
            self._read_row(getattr(row, "number", index + 2), row)
        for draft in list(self.drafts.values()):
            self._add_up(draft)
        return list(self.drafts.values())

    def _note(self, row: int, sentence: str, **words: Any) -> None:
        self.problems.append(Problem(row, sentence % words))

    def _leave_out(self, row: int, sentence: str, **words: Any) -> None:
        self.problems.append(Problem(row, sentence % words, leaves_out=True))

    def _read_row(self, number: int, row: Mapping[str, str]) -> None:
        cells = {name: row.get(header, "").strip() for name, header in self.mapping.items()}
        if not cells.get("title"):
            return self._leave_out(number, _("Manca il titolo del progetto."))
        code = values.cup(cells.get("cup", "")) or ""
        if cells.get("cup") and not code:
            return self._leave_out(
                number,
                _("«%(cup)s» non è un CUP: ha 15 segni, come C81F22003040001."),
                cup=cells["cup"][:40],
            )
        slug = slug_of(cells["title"], cells.get("owner", ""), code)
        draft = self.drafts.setdefault(slug, Draft(number, slug, code))
        self._take_texts(number, draft, cells)
        self._take_status(number, draft, cells)
        self._take_axis(number, draft, cells)
        self._take_strategy(number, draft, cells)
        self._take_day(number, draft, cells)
        self._take_municipalities(number, draft, cells)
        self._take_money(number, draft, cells)

    def _set(self, number: int, draft: Draft, name: str, value: Any) -> None:
        """The first row that says something wins; another that says otherwise is told."""
        known = draft.fields.setdefault(name, value)
        if known != value:
            self._note(
                number,
                _(
                    "«%(column)s» è diverso dalla riga %(first)s dello stesso progetto: resta quello."
                ),
                column=self.mapping.get(name, name),
                first=draft.row,
            )

    def _take_texts(self, number: int, draft: Draft, cells: Mapping[str, str]) -> None:
        for name in TEXTS:
            text = cells.get(name) or self.defaults.get(name, "")
            if len(text) > LONGEST.get(name, len(text)):
                self._note(
                    number,
                    _("«%(column)s» è troppo lungo: ne teniamo %(limit)s caratteri."),
                    column=self.mapping.get(name, name),
                    limit=LONGEST[name],
                )
                text = text[: LONGEST[name]].rstrip()
            if text:
                self._set(number, draft, name, text)

    def _take_status(self, number: int, draft: Draft, cells: Mapping[str, str]) -> None:
        stated = cells.get("status") or self.defaults.get("status", "")
        if not stated:
            return
        status = values.status(stated)
        if status is None:
            self._note(
                number,
                _("Non sappiamo che cosa vuol dire lo stato «%(status)s»: sarà «Non dichiarato»."),
                status=stated[:40],
            )
        self._set(number, draft, "status", str(status or values.Status.NOT_STATED))
        if words := cells.get("stated_status", stated):
            draft.fields.setdefault("stated_status", words[: LONGEST["stated_status"]])

    def _take_axis(self, number: int, draft: Draft, cells: Mapping[str, str]) -> None:
        stated = cells.get("axis", "")
        if not stated:
            return
        axis = self.axes.get(values.axis_number(stated) or 0) or self.axis_names.get(plain(stated))
        if axis:
            return self._set(number, draft, "axis", axis)
        self._note(number, _("Il piano vigente non ha un asse «%(axis)s»."), axis=stated[:60])

    def _take_strategy(self, number: int, draft: Draft, cells: Mapping[str, str]) -> None:
        stated = cells.get("strategy", "")
        if not stated:
            return
        found = self.strategies.get(values.strategy_number(stated) or (0, 0))
        strategy = found or self.strategy_names.get(plain(stated))
        if strategy is None:
            return self._note(
                number, _("Il piano vigente non ha una strategia «%(name)s»."), name=stated[:60]
            )
        if draft.fields.setdefault("axis", strategy.axis) != strategy.axis:
            return self._note(
                number,
                _("La strategia «%(name)s» è di un altro asse: la lasciamo fuori."),
                name=stated[:60],
            )
        self._set(number, draft, "strategy", strategy)

    def _take_day(self, number: int, draft: Draft, cells: Mapping[str, str]) -> None:
        stated = cells.get("source_date") or self.defaults.get("source_date", "")
        if not stated:
            return
        day = values.day(stated)
        if day is None:
            return self._note(
                number, _("«%(day)s» non è una data: scrivila come 21/02/2023."), day=stated[:40]
            )
        draft.fields["source_date"] = max(day, draft.fields.get("source_date", date.min))

    def _take_municipalities(self, number: int, draft: Draft, cells: Mapping[str, str]) -> None:
        codes = [text for text in SEPARATORS.split(cells.get("municipality_code", "")) if text]
        names = [text for text in SEPARATORS.split(cells.get("municipality_name", "")) if text]
        # A program that took the code for a number dropped its zeros.
        found = [self.by_code.get(code.zfill(6)) for code in codes]
        if not codes or (len(codes) == len(names) == 1 and found == [None]):
            codes, found = names, [self.by_name.get(plain(name)) for name in names]
        for stated, place in zip(codes, found, strict=True):
            if place is None:
                self._note(number, _("Non conosciamo il comune «%(name)s»."), name=stated[:60])
            else:
                draft.municipalities.add(place)

    def _take_money(self, number: int, draft: Draft, cells: Mapping[str, str]) -> None:
        money = self._amount(number, cells, "cost"), self._amount(number, cells, "funding")
        if money == (None, None):
            return
        if draft.parts.setdefault(cells.get("local_code", ""), money) != money:
            self._note(
                number,
                _("Lo stesso progetto ha un altro importo alla riga %(first)s: resta quello."),
                first=draft.row,
            )

    def _amount(self, number: int, cells: Mapping[str, str], name: str) -> Decimal | None:
        stated = cells.get(name, "")
        value = values.amount(stated, self.signs[name]) if stated else None
        if stated and value is None:
            self._note(
                number, _("«%(amount)s» non è un importo in euro: lo saltiamo."), amount=stated[:40]
            )
        return value

    def _add_up(self, draft: Draft) -> None:
        """The money of a project: each part of its CUP once, whatever the number of rows."""
        for place, name in enumerate(("cost", "funding")):
            known = [part for money in draft.parts.values() if (part := money[place]) is not None]
            if known:
                draft.fields[name] = sum(known, Decimal(0))
        if len(draft.parts) > 1:
            self._note(
                draft.row,
                _(
                    "Il CUP %(cup)s ha %(parts)s parti con un codice proprio: i loro importi si sommano."
                ),
                cup=draft.cup or draft.slug,
                parts=len(draft.parts),
            )
        cost, funding = draft.fields.get("cost"), draft.fields.get("funding")
        if cost is not None and funding is not None and funding > cost:
            self._leave_out(
                draft.row,
                _("Il finanziamento (%(funding)s euro) supera il costo totale (%(cost)s euro)."),
                funding=number_format(funding, 2),
                cost=number_format(cost, 2),
            )
            del self.drafts[draft.slug]

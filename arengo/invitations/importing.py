"""A sheet made into entries of the address book: which column is what, what would change."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _, gettext_lazy

from arengo.core.clock import process_time
from arengo.core.columns import Column, Problem, guess, plain
from arengo.core.refusals import Refusal
from arengo.core.spreadsheets import Row
from arengo.invitations.models import AddressBookEntry, AddressBookSheet
from arengo.invitations.names import key_of, of_municipality
from arengo.territory.models import Municipality, Zone
from arengo.territory.queries import by_likelihood, zones_by_municipality

Kind = AddressBookEntry.Kind
# Addresses of certified mail, which an ordinary mail server may refuse.
CERTIFIED = re.compile(r"@(?:.*\.)?(?:pec|legalmail|cert|postacert|pec-?\w*)\.", re.IGNORECASE)
OF_A_MUNICIPALITY = re.compile(r"^(?:comune|citta|municipio)(?: di| d)? ", re.IGNORECASE)
LENGTHS = {"name": 160, "phone": 40, "address": 200}


class NameColumnMissing(Refusal):
    """No column of the sheet says the name of the body."""

    status = 400


COLUMNS = [
    Column(
        "name",
        gettext_lazy("Nome dell'ente"),
        ("nome ente", "denominazione ente", "denominazione", "ragione sociale", "ente", "nome",
         "organizzazione", "name", "body", "organisation", "organization"),
    ),
    Column("kind", gettext_lazy("Tipo"), ("tipo", "tipologia", "categoria", "kind", "type", "category")),
    Column(
        "email",
        gettext_lazy("E-mail istituzionale"),
        ("e mail", "email", "mail", "posta elettronica", "indirizzo e mail", "email istituzionale",
         "mail1", "e mail address", "email address"),
    ),
    Column(
        "certified_email",
        gettext_lazy("Posta certificata"),
        ("pec", "posta certificata", "posta elettronica certificata", "indirizzo pec",
         "domicilio digitale", "certified mail", "certified email"),
    ),
    Column("phone", gettext_lazy("Telefono"), ("telefono", "tel", "numero di telefono", "phone", "telephone")),
    Column("address", gettext_lazy("Indirizzo"), ("indirizzo", "via", "sede", "address", "street")),
    Column(
        "municipality_code",
        gettext_lazy("Codice ISTAT del comune"),
        ("codice istat", "istat", "istat comune", "codice comune istat", "cod istat", "istat code"),
    ),
    Column("municipality", gettext_lazy("Comune"), ("comune", "citta", "municipality", "town", "city")),
    Column("zone", gettext_lazy("Zona omogenea"), ("zona omogenea", "zona", "zone")),
    Column("language", gettext_lazy("Lingua"), ("lingua", "language")),
    Column("note", gettext_lazy("Nota dell'ufficio"), ("nota", "note", "osservazioni", "notes")),
]  # fmt: skip
# The fields of an entry that an import may write.
FIELDS = [
    *("name", "email", "certified_email", "phone", "address", "municipality", "zone", "language"),
    "note",
]
KIND_WORDS = {
    Kind.MUNICIPALITY: ("comune", "comuni", "municipality", "municipio"),
    Kind.ZONE: ("zona", "zona omogenea", "zone", "portavoce"),
    Kind.ASSOCIATION: ("associazione", "associazioni", "association", "terzo settore", "ets"),
    Kind.CHAMBER: ("camera di commercio", "associazione di categoria", "chamber", "categoria"),
    Kind.UNION: ("sindacato", "sindacati", "union"),
    Kind.UNIVERSITY: ("universita", "ateneo", "ricerca", "university", "scuola"),
    Kind.FIRM: ("impresa", "imprese", "azienda", "firm", "company"),
    Kind.PRESS: ("stampa", "giornale", "testata", "press", "media"),
    Kind.OTHER: ("altro", "other"),
}
LANGUAGE_WORDS = {"italiano": "it", "it": "it", "inglese": "en", "english": "en", "en": "en"}


@dataclass
class Draft:
    """A body as the sheet tells it. What the sheet does not say is not in `fields`."""

    row: int
    kind: str
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.fields["name"])

    @property
    def key(self) -> str:
        return key_of(self.kind, self.name)

    def as_entry(self) -> AddressBookEntry:
        """The new entry that this draft would become."""
        return AddressBookEntry(key=self.key, kind=self.kind, **self.fields)


@dataclass(frozen=True)
class Change:
    """An entry that is here already and would change: field -> (now, then)."""

    draft: Draft
    entry: AddressBookEntry
    fields: dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Preview:
    """What an import would do, before it does it."""

    new: list[Draft]
    changed: list[Change]
    unchanged: list[Draft]
    problems: list[Problem]

    @property
    def fingerprint(self) -> str:
        """The same for the same effect: the form carries it, so nobody confirms another import."""
        acts = [f"+{draft.key}:{sorted(map(str, draft.fields.items()))}" for draft in self.new]
        acts += [
            f"~{change.entry.key}:{sorted((k, str(v[1])) for k, v in change.fields.items())}"
            for change in self.changed
        ]
        return hashlib.sha256("\n".join(sorted(acts)).encode()).hexdigest()[:16]


def guess_mapping(headers: Sequence[str]) -> dict[str, str]:
    """Field -> header, as far as the headers tell; each header is used once."""
    mapping = guess(headers, COLUMNS)
    if "name" not in mapping and "municipality" in mapping:
        # A list of municipalities: the municipality is the body.
        mapping["name"] = mapping.pop("municipality")
    return mapping


def rows_of(sheet: AddressBookSheet) -> list[Row]:
    """The rows of a sheet that was kept, as they were read."""
    rows = []
    for number, cells in sheet.rows:
        row = Row(zip(sheet.headers, cells, strict=True))
        row.number = number
        rows.append(row)
    return rows


def preview(rows: Iterable[Row], mapping: Mapping[str, str], *, default_kind: str) -> Preview:
    """What importing `rows` would do; nothing is written. `mapping` is field -> header.

    A body is the one that is here with the same kind and name, or the same municipality. Raises
    NameColumnMissing.
    """
    mapping = {name: header for name, header in mapping.items() if header}
    if "name" not in mapping:
        raise NameColumnMissing(_("Scegli la colonna che contiene il nome dell'ente."))
    reader = Reader(mapping, default_kind)
    for row in rows:
        reader.read(row)
    return reader.difference()


class Reader:
    """Reads rows with a mapping; keeps drafts and problems. Asks the database four times in all."""

    def __init__(self, mapping: Mapping[str, str], default_kind: str) -> None:
        self.mapping, self.default_kind = mapping, default_kind
        self.problems: list[Problem] = []
        self.drafts: dict[str, Draft] = {}
        places = list(by_likelihood())
        self.by_code = {place.istat: place for place in places}
        self.by_name = {plain(place.name): place for place in places}
        zones = list(Zone.objects.all())
        self.zones = {str(zone.number): zone for zone in zones}
        self.zones |= {plain(zone.name): zone for zone in zones}
        self.zone_of = zones_by_municipality(process_time.today())

    def read(self, row: Row) -> None:
        """Make a draft of a row, or say why not."""
        cells = {name: row.get(header, "").strip() for name, header in self.mapping.items()}
        if not cells["name"]:
            return self._leave_out(row, _("Manca il nome dell'ente: la riga resta fuori."))
        draft = Draft(row.number, self._kind(row, cells), {"name": " ".join(cells["name"].split())})
        self._take_place(row, draft, cells)
        self._take_addresses(row, draft, cells)
        self._take_rest(row, draft, cells)
        first = self.drafts.get(draft.key)
        if first is not None:
            sentence = _("«%(name)s» è già alla riga %(first)s: vale quella.")
            return self._leave_out(row, sentence, name=draft.name[:60], first=first.row)
        self.drafts[draft.key] = draft

    def difference(self) -> Preview:
        """The drafts beside the entries that are here already."""
        entries = list(AddressBookEntry.objects.select_related("municipality", "zone"))
        by_key = {entry.key: entry for entry in entries}
        by_key |= {key_of(entry.kind, entry.name): entry for entry in entries}
        by_place = {e.municipality_id: e for e in entries if e.kind == Kind.MUNICIPALITY}
        new, changed, unchanged = [], [], []
        for draft in self.drafts.values():
            place = draft.fields.get("municipality")
            is_town = draft.kind == Kind.MUNICIPALITY
            same_town = by_place.get(place.pk) if place and is_town else None
            entry = same_town or by_key.get(draft.key)
            fields = _changed_fields(entry, draft) if entry else {}
            if entry is None:
                new.append(draft)
            elif fields:
                changed.append(Change(draft, entry, fields))
            else:
                unchanged.append(draft)
        return Preview(new, changed, unchanged, self.problems)

    def _note(self, row: Row, sentence: str, **words: Any) -> None:
        self.problems.append(Problem(row.number, sentence % words))

    def _leave_out(self, row: Row, sentence: str, **words: Any) -> None:
        self.problems.append(Problem(row.number, sentence % words, leaves_out=True))

    def _kind(self, row: Row, cells: Mapping[str, str]) -> str:
        stated = plain(cells.get("kind", ""))
        if not stated:
            return self.default_kind
        for kind, words in KIND_WORDS.items():
            if stated in (kind.value, plain(str(kind.label)), *words):
                return kind
        default = Kind(self.default_kind).label
        sentence = _("Non conosciamo il tipo «%(kind)s»: sarà «%(default)s».")
        self._note(row, sentence, kind=cells["kind"][:40], default=default)
        return self.default_kind

    def _take_place(self, row: Row, draft: Draft, cells: Mapping[str, str]) -> None:
        code, name = cells.get("municipality_code", ""), cells.get("municipality", "")
        is_town = draft.kind == Kind.MUNICIPALITY
        if is_town and not name:
            name = draft.name
        # A program that took the code for a number dropped its zeros.
        place = self.by_code.get(code.zfill(6)) if code else None
        place = place or self.by_name.get(plain(name)) or self.by_name.get(_without_title(name))
        if place is None and (code or name):
            sentence = _("Non conosciamo il comune «%(name)s».")
            self._note(row, sentence, name=(name or code)[:60])
        if place is not None:
            draft.fields["municipality"] = place
            if is_town:
                draft.fields["name"] = of_municipality(place.name)
        self._take_zone(row, draft, cells, place)

    def _take_zone(
        self, row: Row, draft: Draft, cells: Mapping[str, str], place: Municipality | None
    ) -> None:
        stated = plain(cells.get("zone", "")).removeprefix("zona omogenea ").removeprefix("zona ")
        zone = self.zones.get(stated) or self.zones.get(stated.split(" ")[0])
        if stated and zone is None:
            self._note(row, _("Non conosciamo la zona «%(zone)s»."), zone=cells["zone"][:60])
        zone = zone or (self.zone_of.get(place.pk) if place else None)
        if zone is not None:
            draft.fields["zone"] = zone

    def _take_addresses(self, row: Row, draft: Draft, cells: Mapping[str, str]) -> None:
        for name in ("email", "certified_email"):
            # Excel and people put two addresses in a cell: the first is taken.
            stated = re.split(r"[;,\s]+", cells.get(name, "").removeprefix("mailto:").strip())[0]
            if not stated:
                continue
            try:
                validate_email(stated)
            except ValidationError:
                sentence = _("«%(email)s» non è un indirizzo e-mail: lo saltiamo.")
                self._note(row, sentence, email=cells[name][:60])
                continue
            is_certified = name == "email" and CERTIFIED.search(stated)
            if is_certified and not cells.get("certified_email"):
                self._note(
                    row,
                    _("«%(email)s» sembra posta certificata: lo mettiamo tra le PEC."),
                    email=stated,
                )
                name = "certified_email"
            draft.fields.setdefault(name, stated)

    def _take_rest(self, row: Row, draft: Draft, cells: Mapping[str, str]) -> None:
        for name in ("phone", "address", "note"):
            if cells.get(name):
                draft.fields[name] = cells[name]
        stated = plain(cells.get("language", ""))
        if stated in LANGUAGE_WORDS:
            draft.fields["language"] = LANGUAGE_WORDS[stated]
        elif stated:
            sentence = _("Non scriviamo in «%(language)s»: useremo l'italiano.")
            self._note(row, sentence, language=cells["language"][:40])
        for name, limit in LENGTHS.items():
            if len(draft.fields.get(name, "")) > limit:
                sentence = _("«%(column)s» è troppo lungo: ne teniamo %(limit)s caratteri.")
                self._note(row, sentence, column=self.mapping[name], limit=limit)
                draft.fields[name] = draft.fields[name][:limit].rstrip()


def _without_title(name: str) -> str:
    """Comune di Balme, Città di Ivrea -> balme, ivrea"""
    return OF_A_MUNICIPALITY.sub("", plain(name))


def _changed_fields(entry: AddressBookEntry, draft: Draft) -> dict[str, tuple[Any, Any]]:
    return {
        name: (getattr(entry, name), then)
        for name, then in draft.fields.items()
        if getattr(entry, name) != then
    }

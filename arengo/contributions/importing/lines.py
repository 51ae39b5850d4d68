"""Lines of a sheet read as voices: what each says, what cannot be read, what came before already."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from arengo.contributions.coding import About, Target
from arengo.contributions.importing.columns import (
    COLUMNS,
    YES,
    horizon_of,
    kind_of,
    representing_of,
)
from arengo.contributions.models import Contribution
from arengo.contributions.models.source import VOICE_AT_MOST
from arengo.contributions.refusals import ColumnMissing
from arengo.core.clock import process_time
from arengo.core.codes import keyed_digest
from arengo.core.columns import Problem, not_there, plain
from arengo.people.identity import normal_email
from arengo.plan.models import Axis, Strategy
from arengo.process.models import Process
from arengo.projects import values
from arengo.territory.models import Zone
from arengo.territory.queries import by_likelihood, zones_by_municipality

SIGNATURE_AT_MOST: Final = 120
LANGUAGES: Final = {
    **dict.fromkeys(("it", "italiano", "italian"), "it"),
    **dict.fromkeys(("en", "inglese", "english"), "en"),
    **dict.fromkeys(("fr", "francese", "francais", "french"), "fr"),
}


@dataclass(frozen=True)
class Defaults:
    """What holds for each line that does not say otherwise."""

    kind: str = ""
    representing: str = ""
    language: str = "it"
    # The name of a collection whose lines are others even where they say the same.
    collection: str = ""


@dataclass
class Line:
    """A voice as a line of the sheet tells it. `email`: whose it is, for the reply alone."""

    row: int
    words: str
    kind: str = ""
    horizon: str = ""
    representing: str = ""
    language: str = "it"
    signature: str = ""
    email: str = ""
    zone: Zone | None = None
    targets: list[Target] = field(default_factory=list)
    digest: str = ""


@dataclass(frozen=True)
class Preview:
    """What an import would do, before it does it: the new voices, those that came before, the problems."""

    new: list[Line]
    known: list[Line]
    problems: list[Problem]

    @property
    def left_out(self) -> list[Problem]:
        """The lines that are not imported, each with why."""
        return [each for each in self.problems if each.leaves_out]

    @property
    def remarks(self) -> list[Problem]:
        """What could not be read of lines that are imported all the same."""
        return [each for each in self.problems if not each.leaves_out]

    @property
    def doubtful(self) -> int:
        """How many lines are imported with something that could not be read."""
        left_out = {each.row for each in self.left_out}
        return len({each.row for each in self.remarks} - left_out)

    @property
    def with_address(self) -> int:
        """How many different people will be written to."""
        return len({normal_email(each.email) for each in self.new if each.email})

    @property
    def fingerprint(self) -> str:
        """The same for the same effect: a form carries it, so that nobody confirms another import."""
        told = [
            "|".join((line.digest, line.kind, line.horizon, line.representing, line.language,
                      line.signature, str(line.zone), *(target.key for target in line.targets)))
            for line in self.new
        ]  # fmt: skip
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def preview(
    rows: Iterable[Mapping[str, str]],
    mapping: Mapping[str, str],
    *,
    process: Process,
    defaults: Defaults = Defaults(),
) -> Preview:
    """What importing `rows` would do; nothing is written.

    `mapping` is field -> header (see columns.COLUMNS). A signature is read only beside a consent that
    says yes. A line is known again by its words, number, address and place, wherever it stands.
    Raises ColumnMissing.
    """
    rows = list(rows)
    mapping = {name: header for name, header in mapping.items() if header}
    _check_mapping(rows, mapping)
    reader = _Reader(process, mapping, defaults)
    lines = reader.read(rows)
    digests = [line.digest for line in lines]
    voices = Contribution.objects.filter(process=process, source_digest__in=digests).order_by()
    here = set(voices.values_list("source_digest", flat=True))
    new = [line for line in lines if line.digest not in here]
    known = [line for line in lines if line.digest in here]
    return Preview(new, known, sorted(reader.problems, key=lambda each: each.row))


def _check_mapping(rows: Sequence[Mapping[str, str]], mapping: Mapping[str, str]) -> None:
    labels = {column.field: column.label for column in COLUMNS}
    if "text" not in mapping:
        raise ColumnMissing(_("Dicci quale colonna contiene le parole: senza, non c'è voce."))
    if rows and (missing := not_there(mapping, rows[0])):
        name, header = missing
        raise ColumnMissing(
            _("Per «%(field)s» hai scelto la colonna «%(header)s», che nel file non c'è.")
            % {"field": labels.get(name, name), "header": header}
        )


class _Reader:
    """Reads lines with a mapping; keeps the problems. Asks the database five times in all."""

    def __init__(self, process: Process, mapping: Mapping[str, str], defaults: Defaults) -> None:
        self.mapping = mapping
        self.defaults = defaults
        self.problems: list[Problem] = []
        axes = Axis.objects.filter(plan=process.plan_in_force_id)
        self.axes = {axis.number: axis for axis in axes}
        self.axis_names = {plain(name): a for a in axes for name in a.name.values()}
        strategies = Strategy.objects.filter(axis__plan=process.plan_in_force_id)
        rows = strategies.select_related("axis")
        self.strategies = {(each.axis.number, each.number): each for each in rows}
        places = by_likelihood().values_list("pk", "istat", "name")
        self.places = {plain(name): pk for pk, _istat, name in places}
        self.places |= {istat: pk for pk, istat, _name in places}
        self.zone_of = zones_by_municipality(process_time.today())
        self.zones = {
            plain(told): zone
            for zone in Zone.objects.all()
            for told in (zone.name, str(zone), str(zone.number), f"zona {zone.number}")
        }
        self._seen: Counter[bytes] = Counter()

    def read(self, rows: Iterable[Mapping[str, str]]) -> list[Line]:
        found = (self._line(getattr(row, "number", at + 2), row) for at, row in enumerate(rows))
        return [line for line in found if line is not None]

    def _line(self, number: int, row: Mapping[str, str]) -> Line | None:
        cells = {name: row.get(header, "").strip() for name, header in self.mapping.items()}
        words = cells.get("text", "")
        if not words:
            self._leave_out(number, _("Mancano le parole."))
            return None
        if len(words) > VOICE_AT_MOST:
            self._leave_out(
                number,
                _("Ha %(signs)s caratteri: sono troppi per una voce sola. Caricala tra le fonti."),
                signs=len(words),
            )
            return None
        line = Line(number, words)
        self._take_words(line, cells)
        self._take_about(line, cells)
        self._take_place(line, cells)
        self._take_author(line, cells)
        line.digest = self._digest(line, cells)
        return line

    def _take_words(self, line: Line, cells: Mapping[str, str]) -> None:
        line.kind = self._read(line, cells, "kind", kind_of) or self.defaults.kind
        line.horizon = self._read(line, cells, "horizon", horizon_of)
        line.representing = (
            self._read(line, cells, "representing", representing_of) or self.defaults.representing
        )
        spoken = self._read(line, cells, "language", lambda told: LANGUAGES.get(plain(told), ""))
        line.language = spoken or self.defaults.language

    def _read(self, line: Line, cells: Mapping[str, str], name: str, meaning: Any) -> str:
        stated = cells.get(name, "")
        found = str(meaning(stated)) if stated else ""
        if stated and not found:
            self._note(
                line.row,
                _(
                    "Non sappiamo che cosa vuol dire «%(stated)s» in «%(column)s»: lo lasciamo vuoto."
                ),
                stated=stated[:40],
                column=self.mapping[name],
            )
        return found

    def _take_about(self, line: Line, cells: Mapping[str, str]) -> None:
        stated = cells.get("strategy", "")
        strategy = self.strategies.get(values.strategy_number(stated) or (0, 0)) if stated else None
        if strategy is not None:
            line.targets.append(Target(About.AXIS, strategy.axis, strategy))
        elif stated:
            words = _("Il piano vigente non ha una strategia «%(name)s».")
            self._note(line.row, words, name=stated[:60])
        stated = cells.get("axis", "")
        if not stated:
            return
        axis = self.axes.get(values.axis_number(stated) or 0) or self.axis_names.get(plain(stated))
        if axis is None:
            self._note(line.row, _("Il piano vigente non ha un asse «%(axis)s»."), axis=stated[:60])
        elif strategy is None or strategy.axis != axis:
            line.targets.append(Target(About.AXIS, axis))

    def _take_place(self, line: Line, cells: Mapping[str, str]) -> None:
        town, zone = cells.get("municipality", ""), cells.get("zone", "")
        if town:
            line.zone = self.zone_of.get(self.places.get(plain(town), 0))
        if line.zone is None and zone:
            line.zone = self.zones.get(plain(zone))
        if line.zone is None and (town or zone):
            self._note(
                line.row, _("Non conosciamo il luogo «%(place)s»."), place=(town or zone)[:60]
            )

    def _take_author(self, line: Line, cells: Mapping[str, str]) -> None:
        email = cells.get("email", "")
        if email:
            try:
                validate_email(email)
                line.email = email
            except ValidationError:
                self._note(
                    line.row,
                    _("«%(email)s» non è un indirizzo: la risposta non può arrivare lì."),
                    email=email[:60],
                )
        signature = " ".join(cells.get("signature", "").split())
        if signature and plain(cells.get("consent", "")) in YES:
            line.signature = signature[:SIGNATURE_AT_MOST]

    def _digest(self, line: Line, cells: Mapping[str, str]) -> str:
        """By which the line is known in whatever sheet it comes again: the second of two that are the
        same has one of its own, for two people may say the same. Under the installation's key, so that
        it tells nobody an address.
        """
        place = plain(cells.get("municipality", "") or cells.get("zone", ""))
        told = (plain(cells.get("identifier", "")), normal_email(line.email), place)
        collection = plain(self.defaults.collection)
        same = keyed_digest("imported-line", " ".join(line.words.split()), *told, collection)
        self._seen[same] += 1
        return keyed_digest("imported-line", same.hex(), self._seen[same]).hex()

    def _note(self, row: int, sentence: str, **words: Any) -> None:
        self.problems.append(Problem(row, sentence % words))

    def _leave_out(self, row: int, sentence: str, **words: Any) -> None:
        self.problems.append(Problem(row, sentence % words, leaves_out=True))

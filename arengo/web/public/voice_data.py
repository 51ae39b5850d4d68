"""The published voices, and who took part, as data: what each column holds, and the rows.

Nobody is named: not even who signed, for they wanted their name beside their words, and not in a sheet
that is copied from one computer to the next.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from arengo.contributions.published import TypeCell, count_types_by_meeting, type_told, types_told
from arengo.feedback.published import Filters, find
from arengo.process.models import Process
from arengo.registrations.models import Mode, Registration
from arengo.registrations.participants import Numbers, participants
from arengo.web.public.voice_rows import VoiceRow, told_rows
from arengo.web.shared.voices import LABELS

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/deed.it"
# So many voices are read at once.
AT_ONCE: Final = 500


@dataclass(frozen=True)
class Column:
    """A column by the name that it has in the file, which never changes, and what it holds."""

    name: str
    words: str | Promise


VOICE_COLUMNS: Final = (
    Column("codice", gettext_lazy("Il codice con cui si segue la voce, come 7K4M-2QWX")),
    Column("giorno", gettext_lazy("Il giorno da cui è contata; l'ora non si dice")),
    Column("via", gettext_lazy("Per quale via è arrivata")),
    Column("modo", gettext_lazy("In sala oppure online, dove vuol dire qualcosa")),
    Column("incontro", gettext_lazy("L'incontro da cui viene, se viene da un incontro")),
    Column("tappa", gettext_lazy("La tappa del percorso in cui è arrivata")),
    Column("zona", gettext_lazy("La zona omogenea, se chi l'ha detta l'ha indicata: mai il comune")),
    Column(
        "per_chi",
        gettext_lazy(
            "Per chi parla chi l'ha detta, solo dove almeno cinque persone dello stesso tipo hanno in "
            "comune zona, via, modo e incontro"
        ),
    ),
    Column("tipo", gettext_lazy("Che cosa è: bisogno, proposta, priorità e così via")),
    Column("assi", gettext_lazy("I numeri degli assi del piano di cui parla")),
    Column("altro", gettext_lazy("Se parla anche delle linee di indirizzo, del piano intero o del percorso")),
    Column("parole", gettext_lazy("Le parole come sono pubblicate")),
    Column("coperte", gettext_lazy("Se l'ufficio ha coperto qualcosa che dice chi è una persona")),
    Column("lingua", gettext_lazy("La lingua delle parole")),
    Column("come", gettext_lazy("Il codice della voce che dice lo stesso, con cui ha la risposta")),
    Column("sostegni", gettext_lazy("Quante persone hanno confermato di pensarla così")),
    Column("risposta", gettext_lazy("Che cosa ne è stato, o che aspetta la risposta")),
    Column("motivo", gettext_lazy("Il perché della risposta")),
    Column("risposta_del", gettext_lazy("Il giorno della risposta")),
    Column("pagina", gettext_lazy("Dove si legge la voce con la sua risposta")),
)  # fmt: skip
PARTICIPANT_COLUMNS: Final = (
    Column("incontro", gettext_lazy("L'incontro; vuoto per tutti insieme")),
    Column("giorno", gettext_lazy("Il giorno dell'incontro")),
    Column("dato", gettext_lazy("Iscrizioni, presenze, oppure voci pubblicate")),
    Column("per_chi", gettext_lazy("Per chi partecipano; vuoto per il totale")),
    Column(
        "numero",
        gettext_lazy("Quante. Vuoto dove sono meno di cinque persone, o dove per differenza si capirebbe"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line of who took part: of a meeting, or of all; the numbers by type, and in all. None: not told."""

    label: str
    day: date | None
    numbers: Sequence[int | None]


@dataclass(frozen=True)
class Counted:
    """Registrations, attendances or voices: a table with its columns."""

    key: str
    heading: str
    columns: list[str]
    lines: list[Line]


@dataclass(frozen=True)
class Row:
    """Registrations, attendances and voices of one type, or in all. None: not told; "": not asked."""

    label: str
    numbers: Sequence[int | str | None]


@dataclass(frozen=True)
class OfMeeting:
    """The three numbers of a meeting, or of everything, as a table that a telephone has room for."""

    label: str
    day: date | None
    rows: list[Row]


def voice_rows(process: Process, filters: Filters, host: str) -> Iterator[list[Any]]:
    """The rows in the order of the columns, a few at a time: the latest first."""
    told = types_told(process)
    keys: list[UUID] = list(find(process, filters).values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        # Asked again: what is no more published meanwhile is not there.
        rows = find(process, filters).filter(pk__in=keys[start : start + AT_ONCE])
        for row in told_rows(rows):
            yield _voice(row, told, host)


def _voice(row: VoiceRow, told: frozenset[TypeCell], host: str) -> list[Any]:
    voice, replies = row.voice, row.told.replies
    type_ = type_told(voice, told)
    return [
        row.code,
        timezone.localdate(voice.received_at),
        voice.get_channel_display(),
        str(Mode(voice.mode).label) if voice.mode else "",
        str(row.meeting.title) if row.meeting else "",
        str(voice.stage.title) if voice.stage else "",
        str(voice.zone) if voice.zone else "",
        str(LABELS[type_]) if type_ else "",
        voice.get_kind_display() if voice.kind else "",
        "; ".join(str(axis.number) for axis in row.axes),
        "; ".join(row.others),
        voice.public_words,
        bool(voice.covered),
        voice.language,
        row.same_as,
        row.supports,
        row.outcome,
        "\n\n".join(str(reply.reason) for reply in replies),
        _day_of(row),
        host + reverse("public:voice", args=[row.code]),
    ]


def _day_of(row: VoiceRow) -> date | None:
    days = [timezone.localdate(each.published_at) for each in row.told.replies if each.published_at]
    return max(days, default=None)


def participant_tables(process: Process) -> list[Counted]:
    """Who was registered, who came, and for whom the voices were said, by meeting and in all."""
    found = participants(process)
    types = [str(LABELS[each]) for each in Registration.Representing.values]
    columns = [*types, _("In tutto")]
    voices = count_types_by_meeting(process)
    return [
        Counted(
            "registered", _("Iscrizioni"), columns, [_numbers(each) for each in found.registered]
        ),
        Counted("attended", _("Presenze"), columns, [_numbers(each) for each in found.attended]),
        Counted(
            "voices",
            _("Voci pubblicate"),
            [*types, _("Non detto, o di pochi"), _("In tutto")],
            _voice_lines(found.registered, voices),
        ),
    ]


def by_meeting(tables: Sequence[Counted]) -> list[OfMeeting]:
    """The same numbers, a table for each meeting; the last says of all, where it says something else."""
    found = [_of_meeting(tables, place) for place in range(len(tables[0].lines))]
    says_the_same = len(found) == 2 and found[0].rows == found[1].rows
    return found[:1] if says_the_same else found


def _of_meeting(tables: Sequence[Counted], place: int) -> OfMeeting:
    line = tables[0].lines[place]
    told = [dict(zip(table.columns, table.lines[place].numbers, strict=True)) for table in tables]
    # Only of voices it is not always known for whom: their table has each label.
    labels = tables[-1].columns
    return OfMeeting(
        line.label, line.day, [Row(each, [one.get(each, "") for one in told]) for each in labels]
    )


def participant_rows(process: Process) -> Iterator[list[Any]]:
    """The same tables, a number a row."""
    for table in participant_tables(process):
        for line in table.lines:
            for column, number in zip(table.columns, line.numbers, strict=True):
                per = "" if column == table.columns[-1] else column
                yield [line.label, line.day, table.heading, per, number]


def _numbers(line: Numbers) -> Line:
    return Line(*_of(line), [*line.types, line.total])


def _of(line: Numbers) -> tuple[str, date | None]:
    if line.meeting is None:
        return "", None
    return str(line.meeting.title), timezone.localdate(line.meeting.starts_at)


def _voice_lines(lines: Sequence[Numbers], voices: dict[int | None, dict[str, int]]) -> list[Line]:
    """A line for each meeting that is over, and that of all voices, wherever they came from."""
    whole: dict[str, int] = {}
    for counts in voices.values():
        for key, number in counts.items():
            whole[key] = whole.get(key, 0) + number
    found = []
    for line in lines:
        counts = voices.get(line.meeting.pk, {}) if line.meeting else whole
        by_type = [counts.get(each, 0) for each in (*Registration.Representing.values, "")]
        found.append(Line(*_of(line), [*by_type, sum(by_type)]))
    return found

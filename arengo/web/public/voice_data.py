"""The published voices, and who took part, as data: what each column holds, and the rows.

Nobody is named: not even who signed, for they wanted their name beside their words, and not in a sheet
that is copied from one computer to the next.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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
from arengo.live.figures import OTHERS, By
from arengo.live.participants import TookPart, meetings_told, together
from arengo.meetings.models import Meeting
from arengo.process.models import Process
from arengo.registrations.models import Mode, Registration
from arengo.web.public.voice_rows import VoiceRow, told_rows
from arengo.web.shared.minutes_blocks import how_many_came
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
    Column("indirizzo", gettext_lazy("Come si chiama l'incontro nell'indirizzo della sua pagina: un nome che ha solo lui")),
    Column("dato", gettext_lazy("Iscrizioni, presenze, ingressi senza iscrizione, oppure voci pubblicate")),
    Column(
        "per_chi",
        gettext_lazy(
            "Per chi partecipano, o per chi parlano; dove sono meno di cinque persone stanno insieme, come "
            "«Altri». Vuoto per il totale"
        ),
    ),
    Column("numero", gettext_lazy("Quante")),
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What is told of a meeting, or of all of them (None): who took part, and the published voices by
    type, under "" those of which the type is not told.
    """

    meeting: Meeting | None
    part: TookPart
    voices: Mapping[str, int]

    @property
    def place(self) -> list[Any]:
        """Title, day and address; empty for all."""
        if self.meeting is None:
            return ["", None, ""]
        day = timezone.localdate(self.meeting.starts_at)
        return [str(self.meeting.title), day, self.meeting.slug]

    @property
    def came(self) -> dict[str, int]:
        """How many people came of each type; the few as one, under OTHERS."""
        return {group.key: group.people for group in self.part.groups[By.REPRESENTING]}


@dataclass(frozen=True)
class Row:
    """People who came and voices of one type, or in all. None: nobody, or not told apart."""

    label: str
    numbers: Sequence[int | None]


@dataclass(frozen=True)
class OfMeeting:
    """What is told of a meeting, or of everything: in a sentence, and in a table."""

    label: str
    day: date | None
    sentence: str
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


def participants(process: Process) -> list[Told]:
    """Who took part in each meeting that is closed, and in all of them; the voices of all, wherever they
    came from. The numbers of people are those of the resoconto.
    """
    held = meetings_told(process)
    if not held:
        return []
    voices = count_types_by_meeting(process)
    whole = Counter[str]()
    for counts in voices.values():
        whole.update(counts)
    found = [Told(meeting, part, voices.get(meeting.pk, {})) for meeting, part in held]
    return [*found, Told(None, together([part for _meeting, part in held]), whole)]


def by_meeting(found: Sequence[Told]) -> list[OfMeeting]:
    """A table for each meeting; the last says of all, where it says something else."""
    tables = [_of_meeting(told) for told in found]
    says_the_same = len(tables) == 2 and tables[0].rows == tables[1].rows
    return tables[:1] if says_the_same else tables


def _of_meeting(told: Told) -> OfMeeting:
    label, day, _slug = told.place
    part, came = told.part, told.came
    types = (*Registration.Representing.values, OTHERS)
    rows = [Row(str(LABELS[key]), [came.get(key), told.voices.get(key)]) for key in types]
    rows.append(Row(_("Non detto, o di pochi"), [None, told.voices.get("")]))
    return OfMeeting(
        label,
        day,
        " ".join(how_many_came(part.came, part.registered, part.others)),
        [
            *(row for row in rows if any(row.numbers)),
            Row(_("In tutto"), [part.came, sum(told.voices.values())]),
        ],
    )


def participant_rows(process: Process) -> Iterator[list[Any]]:
    """The same, a number a row."""
    for told in participants(process):
        for what, per, number in _numbers(told):
            yield [*told.place, what, per, number]


def _numbers(told: Told) -> Iterator[tuple[str, str, int]]:
    part, voices = told.part, told.voices
    yield _("Iscrizioni"), "", part.registered
    for key, people in told.came.items():
        yield _("Presenze"), str(LABELS[key]), people
    yield _("Presenze"), "", part.came
    yield _("Ingressi senza iscrizione"), "", part.others
    for key in Registration.Representing.values:
        yield _("Voci pubblicate"), str(LABELS[key]), voices.get(key, 0)
    yield _("Voci pubblicate"), _("Non detto, o di pochi"), voices.get("", 0)
    yield _("Voci pubblicate"), "", sum(voices.values())

"""A resoconto as it is read, in the active language: the same blocks for page, PDF and file.

Every text is plain: whoever draws it must never read it as markup.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _, ngettext

from arengo.core.clock import words
from arengo.core.codes import show
from arengo.core.localized import Localized
from arengo.live.figures import OTHERS, By
from arengo.live.models import AskedQuestion, Horizon, Note, Statement
from arengo.live.models.speaking import SpeakingRequest
from arengo.registrations.models import Mode
from arengo.web.shared import voices

Piece = Mapping[str, Any]
DASH: Final = "–"


@dataclass(frozen=True)
class Said:
    """A few words of somebody: `before` is what stood there, `tags` what kind of voice it is."""

    text: str
    key: str = ""
    code: str = ""
    tags: str = ""
    before: str = ""


@dataclass(frozen=True)
class Block:
    """A piece of the document. `kind`: heading (`level` 2 or 3), label, text, quiet, link (to `url`),
    table (`text` its caption, `widths` how long the bar of each row is, of 1000) or said (`text`, if
    any, what one opens to read it)."""

    kind: str
    text: str = ""
    level: int = 0
    anchor: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    said: Sequence[Said] = ()
    url: str = ""
    widths: Sequence[int] = ()

    @property
    def lines(self) -> list[tuple[Sequence[str], int | None]]:
        """The rows, each with how long its bar is; None in a table without bars."""
        return [
            (row, self.widths[place] if self.widths else None)
            for place, row in enumerate(self.rows)
        ]


def blocks_of(
    content: Piece, *, speakers: Mapping[str, str], opening: Localized, closing: Localized
) -> list[Block]:
    """All of it, in the order in which it is read. `speakers`: who spoke, by the turn's key."""
    return [
        *_texts(opening),
        *_attendance(content["attendance"]),
        *_programme(content["programme"]),
        *axes(content["axes"]),
        *_plenary(content["plenary"], speakers),
        *_process(content),
        *_unserved(content["unserved"]),
        *_questions(content["questions"]),
        *_polls(content["polls"]),
        *_voices(content["voices"]),
        *_added(content.get("added", [])),
        *_texts(closing),
        _heading(_("Come leggerlo"), "come-leggerlo"),
        Block(
            "text",
            _(
                "Chi è venuto ha scelto di venire. Questo resoconto dice che cosa è stato detto quella "
                "sera, da chi c'era: non che cosa pensa il territorio intero."
            ),
        ),
        Block(
            "text",
            _(
                "Dove erano meno di cinque persone stanno insieme, come «Altri», così non si capisce "
                "di chi si parla. Ogni voce ha il suo codice: con quello si segue fino alla risposta."
            ),
        ),
    ]


def as_data(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """For a document on paper."""
    return [asdict(block) for block in blocks]


def axes(rows: Sequence[Piece]) -> Iterator[Block]:
    """Axis by axis: what the voice said, and what people wrote."""
    if not rows:
        return
    yield _heading(_("La tavola rotonda, asse per asse"), "assi")
    yield from _moderators(rows)
    for number, axis in enumerate(rows, start=1):
        yield Block(
            "heading", _axis_title(axis), level=3, anchor=f"asse-{axis['number'] or number}"
        )
        for turn in axis["turns"]:
            yield from _turn(turn, "")
        yield from _statements(axis)


def _moderators(rows: Sequence[Piece]) -> Iterator[Block]:
    """Who moderated, each once; what was approved before moderators were known names none."""
    there = (axis.get("moderator") for axis in rows)
    words = (
        _in_one(_speaker_words(one, _("esempio") if one["is_example"] else ""))
        for one in there
        if one
    )
    for who in dict.fromkeys(words):
        yield Block("text", _("Modera: %(who)s") % {"who": who})


def _axis_title(axis: Piece) -> str:
    title = _local(axis["title"])
    return f"{axis['number']}. {title}" if axis["number"] else title


def _statements(axis: Piece) -> Iterator[Block]:
    kinds = Statement.Kind
    names = {kinds.PERSPECTIVE: _("Prospettive scritte"), kinds.PRIORITY: _("Priorità scritte")}
    for kind in kinds:
        ones = [one for one in axis["statements"] if one["kind"] == kind]
        if ones:
            yield Block("label", f"{names[kind]} ({len(ones)})")
            yield Block("said", said=[_said(one, Horizon(one["horizon"]).label) for one in ones])
    if not axis["statements"]:
        yield Block("quiet", _("Nessuno ha scritto per questo asse."))
    if hidden := axis["not_shown"]:
        sentence = ngettext(
            "%(many)s testo non si mostra, perché offende o non riguarda l'incontro: è contato.",
            "%(many)s testi non si mostrano, perché offendono o non riguardano l'incontro: sono "
            "contati.",
            hidden,
        )
        yield Block("quiet", sentence % {"many": hidden})


def _attendance(attendance: Piece) -> Iterator[Block]:
    yield _heading(_("Chi c'era"), "chi-c-era")
    counted = (attendance[key] for key in ("came", "registered", "others"))
    for sentence in how_many_came(*counted):
        yield Block("text", sentence)
    for by in By:
        rows = attendance["rows"][by]
        if len(rows) > 1:
            yield Block(
                "table",
                str(voices.TITLES[by]),
                columns=[_("Chi"), _("Persone")],
                rows=[(_label(row), str(row["people"])) for row in rows],
            )


def how_many_came(came: int, registered: int, others: int) -> Iterator[str]:
    """Of a meeting, in sentences: how many came and were registered; how many entered without that."""
    there = ngettext("È venuta %(many)s persona.", "Sono venute %(many)s persone.", came)
    asked = ngettext("Se ne era iscritta %(many)s.", "Se ne erano iscritte %(many)s.", registered)
    yield f"{there % {'many': came}} {asked % {'many': registered}}"
    if others:
        more = ngettext(
            "Altra %(many)s persona è entrata in sala senza iscrizione.",
            "Altre %(many)s persone sono entrate in sala senza iscrizione.",
            others,
        )
        yield more % {"many": others}


def _programme(lines: Sequence[Piece]) -> Iterator[Block]:
    yield _heading(_("Il programma, com'è andato"), "programma")
    rows = [_programme_row(line) for line in lines]
    columns = [_("Che cosa"), _("Previsto"), _("Cominciato"), _("Finito"), _("È durato")]
    yield Block("table", _("Ore previste e ore vere"), columns=columns, rows=rows)
    if any(line["is_example"] and line["planned_at"] for line in lines):
        yield Block("quiet", _("Gli orari previsti con l'asterisco erano d'esempio."))


def _programme_row(line: Piece) -> tuple[str, ...]:
    began = line["began_at"]
    mark = "*" if line["is_example"] and line["planned_at"] else ""
    title, within = _local(line["title"]), _local(line["within"])
    return (
        f"{within}: {title}" if within else title,
        f"{_hour(line['planned_at'])}{mark}",
        _hour(began) if began else _("non c'è stato"),
        _hour(line["ended_at"]),
        voices.lasting(line["seconds"]) if began else DASH,
    )


def _plenary(turns: Sequence[Piece], speakers: Mapping[str, str]) -> Iterator[Block]:
    yield _heading(_("La discussione in plenaria"), "plenaria")
    if not turns:
        yield Block("quiet", _("Nessuno ha preso la parola."))
    for turn in turns:
        yield from _turn(turn, speakers.get(turn["key"], ""))


def _turn(turn: Piece, name: str) -> Iterator[Block]:
    if turn.get("is_moderating") and not turn["notes"]:
        # To give the floor to others is not a voice that somebody failed to write down.
        return
    yield Block("label", _in_one(_turn_words(turn, name)))
    if turn["notes"]:
        yield Block("said", said=[_said(note, *_note_tags(note)) for note in turn["notes"]])
    else:
        yield Block("quiet", _("non trascritto"))


def _turn_words(turn: Piece, name: str) -> Iterator[str]:
    speaker = turn["speaker"]
    if speaker and turn.get("is_moderating"):
        yield from _speaker_words(speaker, _("esempio") if turn["is_example"] else "")
        yield _("modera")
    elif speaker:
        yield from _speaker_words(speaker, _("voce d'esempio") if turn["is_example"] else "")
    else:
        yield name or _("Una persona che non si nomina più")
        yield _mode(turn["mode"])
    if turn["kind"] == SpeakingRequest.Kind.POINT_OF_ORDER:
        yield str(SpeakingRequest.Kind.POINT_OF_ORDER.label)
    yield voices.lasting(turn["seconds"])


def _speaker_words(speaker: Piece, example: str) -> Iterator[str]:
    """Name and role; `example` is the word for somebody whom nobody announced, else empty."""
    yield speaker["name"]
    yield _local(speaker["role"])
    yield example


def _in_one(words: Iterable[str]) -> str:
    return " · ".join(word for word in words if word)


def _note_tags(note: Piece) -> Iterator[str]:
    if note["kind"]:
        yield str(Note.Kind(note["kind"]).label)
    if note["about"] == Note.About.AXIS:
        yield _("asse %(number)s") % {"number": note["axis"]}
    elif note["about"]:
        yield str(Note.About(note["about"]).label)
    if note["horizon"]:
        yield str(Horizon(note["horizon"]).label)
    if note["is_confirmed"]:
        yield _("confermata da chi l'ha detta")


def _process(content: Piece) -> Iterator[Block]:
    turns = [turn for axis in content["axes"] for turn in axis["turns"]] + list(content["plenary"])
    notes = [note for turn in turns for note in turn["notes"]]
    about = [note for note in notes if note["about"] == Note.About.PROCESS]
    yield _heading(_("Quello che riguarda il percorso"), "percorso")
    if about:
        yield Block("said", said=[_said({**note, "key": ""}, *_note_tags(note)) for note in about])
    else:
        yield Block("quiet", _("Di quello che è trascritto niente riguarda il percorso."))


def _unserved(unserved: Piece) -> Iterator[Block]:
    yield _heading(_("Chi non ha potuto parlare"), "senza-parola")
    many = unserved["count"]
    if not many:
        yield Block("quiet", _("Tutte le richieste di parola hanno trovato tempo."))
        return
    sentence = ngettext(
        "%(many)s richiesta di parola non ha trovato tempo: abbiamo invitato chi l'ha fatta a scrivere.",
        "%(many)s richieste di parola non hanno trovato tempo: abbiamo invitato chi le ha fatte a "
        "scrivere.",
        many,
    )
    yield Block("text", sentence % {"many": many})
    if unserved["written"]:
        yield Block("label", _("Quello che hanno scritto"))
        yield Block("said", said=[_said(one, _mode(one["mode"])) for one in unserved["written"]])


def _questions(questions: Piece) -> Iterator[Block]:
    yield _heading(_("Le domande"), "domande")
    shown = questions["shown"]
    if not shown:
        yield Block("quiet", _("Nessuna domanda è stata pubblicata."))
    else:
        yield Block("said", said=[_said(one, *_question_tags(one)) for one in shown])
    unseen = questions["waiting"] + questions["refused"]
    if unseen:
        sentence = ngettext(
            "%(many)s domanda non è stata pubblicata; chi l'ha fatta sa perché.",
            "%(many)s domande non sono state pubblicate; chi le ha fatte sa perché.",
            unseen,
        )
        yield Block("quiet", sentence % {"many": unseen})


def _question_tags(question: Piece) -> Iterator[str]:
    many = question["voices"]
    people = ngettext("la chiede %(many)s persona", "la chiedono %(many)s persone", many)
    yield people % {"many": many}
    is_answered = question["state"] == AskedQuestion.State.ANSWERED
    yield _("ha avuto risposta in sala") if is_answered else _("senza risposta in sala")


def _polls(polls: Sequence[Piece]) -> Iterator[Block]:
    if not polls:
        return
    yield _heading(_("Le votazioni"), "votazioni")
    for poll in polls:
        yield Block("heading", _local(poll["question"]), level=3)
        many = poll["total"]
        sentence = ngettext("Ha votato %(many)s persona.", "Hanno votato %(many)s persone.", many)
        yield Block("text", sentence % {"many": many})
        if not poll["is_shown"]:
            yield Block("quiet", _("Chi presiede non ha mostrato i risultati."))
            continue
        apart = poll["by_mode"]
        yield Block(
            "table",
            _("Risultati"),
            columns=[_("Risposta"), _("Voti"), "%", *(_mode(each["mode"]) for each in apart)],
            rows=[
                (
                    _local(option["text"]),
                    str(option["count"]),
                    str(option["percent"]),
                    *(str(each["options"][place]["count"]) for each in apart),
                )
                for place, option in enumerate(poll["options"])
            ],
        )


def _voices(figures: Piece) -> Iterator[Block]:
    shown = voices.kept(figures)
    total = shown.total
    yield _heading(_("Chi ha parlato e quanto"), "chi-ha-parlato")
    facts = {"people": total.people, "turns": total.turns, "spoke": total.spoke}
    sentence = _(
        "Persone che hanno chiesto la parola: %(people)s. Interventi: %(turns)s, in tutto %(spoke)s."
    )
    yield Block("text", sentence % facts)
    for told in shown.at_the_table:
        yield Block("text", told)
    for table in shown.tables:
        if len(table.lines) > 1:
            yield Block(
                "table",
                str(table.title),
                columns=[_("Chi"), _("Richieste"), _("Interventi"), _("Hanno parlato per")],
                rows=[
                    (line.label, str(line.requests), str(line.turns), line.spoke)
                    for line in table.lines
                ],
            )


def _added(texts: Sequence[str]) -> Iterator[Block]:
    if texts:
        yield _heading(_("Precisazioni di chi c'era"), "precisazioni")
        yield Block("said", said=[Said(text) for text in texts])


def _texts(text: Localized) -> list[Block]:
    return [Block("text", each.strip()) for each in str(text).split("\n\n") if each.strip()]


def _heading(text: str, anchor: str) -> Block:
    return Block("heading", text, level=2, anchor=anchor)


def _said(piece: Piece, *tags: Any) -> Said:
    code = piece.get("code", "")
    return Said(
        text=piece["text"],
        key=piece["key"],
        code=show(code) if code else "",
        tags=" · ".join(str(tag) for tag in tags if tag),
        before=piece["before"],
    )


def _local(texts: Mapping[str, str]) -> str:
    return str(Localized(texts))


def _label(row: Piece) -> str:
    return row["label"] or str(voices.LABELS.get(row["key"], row["key"] or OTHERS))


def _mode(mode: str) -> str:
    return str(Mode(mode).label) if mode else ""


def _hour(moment: str | None) -> str:
    return words.hour(datetime.fromisoformat(moment)) if moment else DASH


@dataclass(frozen=True)
class AxisCount:
    """How much was said and written for an axis."""

    title: str
    anchor: str
    notes: int
    perspectives: int
    priorities: int


def counts(rows: Sequence[Piece]) -> list[AxisCount]:
    """The axes with how many voices each has."""
    return [_count(axis, place) for place, axis in enumerate(rows, start=1)]


def _count(axis: Piece, place: int) -> AxisCount:
    kinds = [one["kind"] for one in axis["statements"]]
    return AxisCount(
        title=_axis_title(axis),
        anchor=f"asse-{axis['number'] or place}",
        notes=sum(len(turn["notes"]) for turn in axis["turns"]),
        perspectives=kinds.count(Statement.Kind.PERSPECTIVE),
        priorities=kinds.count(Statement.Kind.PRIORITY),
    )

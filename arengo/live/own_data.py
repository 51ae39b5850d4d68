"""What the evening keeps about one person, in the same shape as what registrations keep.

Votes are not among them: the office can be asked for this page, and never reads who voted what.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from arengo.core.clock import words
from arengo.core.codes import show
from arengo.live.models import (
    AskedQuestion,
    Certificate,
    Correction,
    HelpRequest,
    InvitationToWrite,
    Note,
    QuestionSupport,
    SpeakingRequest,
    Statement,
)
from arengo.people.models import Person
from arengo.registrations.models import Registration
from arengo.registrations.own_data import Fact, Record, Section, fact, moment_of


def sections_of(person: Person) -> list[Section]:
    """All of it that is still tied to `person`; a fixed number of queries, whatever there is."""
    rows = list(Registration.objects.filter(person=person))
    return [
        Section("help_requests", _("Richieste di aiuto in sala"), _help(rows)),
        Section("speaking_requests", _("Richieste di parola"), _asked(rows)),
        Section("notes", _("Quello che hai detto, trascritto"), _notes(rows)),
        Section("written_instead", _("Quello che hai scritto dopo"), _instead(rows)),
        Section("statements", _("Prospettive e priorità"), _statements(rows)),
        Section("questions", _("Domande"), _questions(rows)),
        Section("supports", _("Domande che farebbero anche per te"), _supports(rows)),
        Section("corrections", _("Correzioni al resoconto"), _corrections(rows)),
        Section("certificates", _("Attestati"), _certificates(rows)),
    ]


def _help(rows: Sequence[Registration]) -> list[Record]:
    return [
        Record(
            each.get_about_display(),
            [
                fact("about", _("Per che cosa"), each.about, each.get_about_display()),
                fact("text", _("Che cosa hai scritto"), each.text),
                moment_of("asked_at", _("Quando"), each.asked_at),
                moment_of("taken_at", _("Qualcuno se ne è occupato"), each.taken_at),
                fact("answer", _("Risposta"), each.answer),
                moment_of("answered_at", _("Risposta data"), each.answered_at),
                moment_of("withdrawn_at", _("Ritirata"), each.withdrawn_at),
            ],
        )
        for each in HelpRequest.objects.filter(registration__in=rows)
    ]


def _asked(rows: Sequence[Registration]) -> list[Record]:
    found = SpeakingRequest.objects.filter(registration__in=rows).select_related("turn")
    return [
        Record(each.get_kind_display(), [*_request(each), *_turn(each)])
        for each in found.order_by("asked_at", "number")
    ]


def _request(each: SpeakingRequest) -> list[Fact]:
    return [
        fact("kind", _("Che cosa hai chiesto"), each.kind, each.get_kind_display()),
        fact("name", _("A nome di"), each.name),
        fact("topic", _("Di che cosa volevi parlare"), each.topic),
        fact("mode", _("Come"), each.mode, each.get_mode_display()),
        fact("source", _("Da dove"), each.source, each.get_source_display()),
        moment_of("asked_at", _("Quando"), each.asked_at),
        fact("number", _("Numero nella coda"), each.number),
        fact("state", _("Che cosa ne è stato"), each.state, each.get_state_display()),
        moment_of("ended_at", _("Conclusa"), each.ended_at),
        moment_of("let_pass_at", _("Passata avanti"), each.let_pass_at),
        fact("let_pass_reason", _("Perché è passata avanti"), each.let_pass_reason),
    ]


def _turn(each: SpeakingRequest) -> list[Fact]:
    turn = getattr(each, "turn", None)
    if turn is None:
        return []
    return [
        moment_of("turn_began_at", _("Hai cominciato a parlare"), turn.began_at),
        moment_of("turn_ended_at", _("Hai finito"), turn.ended_at),
    ]


def _notes(rows: Sequence[Registration]) -> list[Record]:
    notes = Note.objects.filter(turn__request__registration__in=rows).select_related("axis")
    return [
        Record(
            show(each.code),
            [
                fact("code", _("Codice"), show(each.code)),
                fact("text", _("Che cosa è scritto"), each.text),
                fact("kind", _("Che voce è"), each.kind, each.get_kind_display()),
                fact("about", _("Riguarda"), each.about, each.get_about_display()),
                fact("axis", _("Asse"), str(each.axis or "")),
                fact("horizon", _("A che termine"), each.horizon, each.get_horizon_display()),
                moment_of("written_at", _("Quando"), each.written_at),
                moment_of("confirmed_at", _("L'hai confermata"), each.confirmed_at),
                fact("correction", _("Come l'hai corretta"), each.correction),
                moment_of("corrected_at", _("L'hai corretta"), each.corrected_at),
            ],
        )
        for each in notes.order_by("turn__began_at", "position")
    ]


def _instead(rows: Sequence[Registration]) -> list[Record]:
    invited = InvitationToWrite.objects.filter(request__registration__in=rows)
    return [
        Record(
            str(each.request_id),
            [
                moment_of("write_until", _("Potevi scrivere fino a"), each.write_until),
                fact("text", _("Che cosa hai scritto"), each.text),
                moment_of("written_at", _("Quando"), each.written_at),
            ],
        )
        for each in invited.order_by("write_until", "pk")
    ]


def _statements(rows: Sequence[Registration]) -> list[Record]:
    found = Statement.objects.filter(registration__in=rows).select_related("axis")
    return [
        Record(
            show(each.code),
            [
                fact("code", _("Codice"), show(each.code)),
                fact("kind", _("Che cosa"), each.kind, each.get_kind_display()),
                fact("axis", _("Asse"), str(each.axis)),
                fact("horizon", _("A che termine"), each.horizon, each.get_horizon_display()),
                fact("text", _("Che cosa hai scritto"), each.text),
                fact("mode", _("Come"), each.mode, each.get_mode_display()),
                moment_of("written_at", _("Quando"), each.written_at),
                moment_of("changed_at", _("Cambiata"), each.changed_at),
            ],
        )
        for each in found
    ]


def _questions(rows: Sequence[Registration]) -> list[Record]:
    return [
        Record(
            each.text,
            [
                fact("text", _("Domanda"), each.text),
                fact("mode", _("Come"), each.mode, each.get_mode_display()),
                moment_of("asked_at", _("Quando"), each.asked_at),
                fact("state", _("Che cosa ne è stato"), each.state, each.get_state_display()),
                fact("reason", _("Perché non è pubblicata"), each.reason),
                moment_of("published_at", _("Pubblicata"), each.published_at),
            ],
        )
        for each in AskedQuestion.objects.filter(registration__in=rows)
    ]


def _supports(rows: Sequence[Registration]) -> list[Record]:
    found = QuestionSupport.objects.filter(registration__in=rows).select_related("question")
    return [
        Record(each.question.text, [fact("question", _("Domanda"), each.question.text)])
        for each in found.order_by("question__asked_at", "pk")
    ]


def _corrections(rows: Sequence[Registration]) -> list[Record]:
    return [
        Record(
            each.text,
            [
                fact("text", _("Che cosa hai proposto"), each.text),
                fact("about", "", each.about, ""),
                moment_of("proposed_at", _("Quando"), each.proposed_at),
                fact("is_accepted", _("Decisione"), each.is_accepted, _decision(each)),
                fact("answer", _("Risposta"), each.answer),
                moment_of("decided_at", _("Decisa"), each.decided_at),
            ],
        )
        for each in Correction.objects.filter(registration__in=rows)
    ]


def _decision(each: Correction) -> str:
    if each.is_accepted is None:
        return _("In attesa di risposta")
    return _("Accolta") if each.is_accepted else _("Non accolta")


def _certificates(rows: Sequence[Registration]) -> list[Record]:
    return [
        Record(
            show(each.code),
            [
                fact("code", _("Codice"), show(each.code)),
                fact("mode", _("Come"), each.mode, each.get_mode_display()),
                fact("minutes", _("Minuti"), each.minutes),
                fact("stretches", _("Da quando a quando"), each.stretches, _stretches(each)),
                moment_of("issued_at", _("Rilasciato"), each.issued_at),
            ],
        )
        for each in Certificate.objects.filter(registration__in=rows)
    ]


def _stretches(each: Certificate) -> str:
    return ", ".join(words.hours(start, end) for start, end in each.read_stretches())

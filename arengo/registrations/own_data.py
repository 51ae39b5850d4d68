"""Everything that is kept about one person, for that person: on a page and as a file, the same."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import get_language_info, gettext as _

from arengo.core.clock import process_time, words
from arengo.core.codes import show
from arengo.core.ledger.models import Entry
from arengo.core.ledger.receipts import receipt_for
from arengo.core.outbox.models import Message
from arengo.invitations.queries import persons_named
from arengo.people.models import Consent, Contact, Person
from arengo.questions.forms import answers_in_words
from arengo.questions.models import Question
from arengo.registrations import line
from arengo.registrations.models import AccessNeeds, Attendance, Notice, Registration, WaitingPlace

FORMAT: Final = "arengo-own-data-1"
ActInWords = Callable[[Entry], str]
MailInWords = Callable[[str], str]


@dataclass(frozen=True)
class Fact:
    """One thing: `value` as a program reads it, `text` as people do; without text only programs do.

    `link`: the page that proves it, if there is one.
    """

    key: str
    label: str
    value: Any
    text: str
    link: str = ""


@dataclass(frozen=True)
class Record:
    """What belongs together: one registration, one consent."""

    title: str
    facts: Sequence[Fact]

    @property
    def shown(self) -> list[Fact]:
        """What the page says."""
        return [fact for fact in self.facts if fact.text]


@dataclass(frozen=True)
class Section:
    """All that is kept of one kind."""

    key: str
    title: str
    records: Sequence[Record]


@dataclass(frozen=True)
class OwnData:
    """What is kept about a person now."""

    sections: Sequence[Section]

    @property
    def kept(self) -> list[Section]:
        """The kinds of which there is something."""
        return [section for section in self.sections if section.records]

    @property
    def not_kept(self) -> list[Section]:
        """Those of which there is nothing: to be said too."""
        return [section for section in self.sections if not section.records]

    def as_dict(self) -> dict[str, Any]:
        """For the file: the same facts by name; moments in ISO 8601, words in the active language."""
        content: dict[str, Any] = {"format": FORMAT, "written_at": _iso(process_time.now())}
        for section in self.sections:
            rows = [{fact.key: fact.value for fact in each.facts} for each in section.records]
            content[section.key] = rows
        return content


def of_person(
    person: Person,
    *,
    act_in_words: ActInWords,
    mail_in_words: MailInWords,
    with_receipts: bool = False,
    others: Sequence[str] = (),
) -> OwnData:
    """All that names `person` or is tied to them. `with_receipts`: the proof of each act as well.
    `others`: what else of theirs the ledger has acts of, as it calls it.

    The surface that shows them gives the words of acts, and of mails by their function's path. A
    fixed number of queries without receipts, whatever there is; some for each act with them.
    """
    registrations = _registrations(person)
    subjects = [*(line.subject(row) for row in registrations), f"person:{person.pk}", *others]
    acts = Entry.objects.filter(subject__in=subjects)
    acts = acts.order_by("-at", "-recorded_at")
    sections = [
        Section("person", _("Chi sei"), _who(person)),
        Section("consents", _("Consensi"), _consents(person)),
        Section("registrations", _("Iscrizioni"), list(_registered(registrations))),
        Section("waiting_places", _("Liste d'attesa"), _waited(registrations)),
        Section("attendances", _("Presenze"), _attended(registrations)),
        Section("notices", _("Avvisi di incontri"), _notices(person)),
        Section("address_book", _("Rubrica degli enti"), _in_the_book(person)),
        Section("mails", _("Mail che ti abbiamo mandato"), _mails(subjects, mail_in_words)),
        Section(
            "acts",
            _("Atti nel registro"),
            [_act(entry, act_in_words, with_receipts) for entry in acts],
        ),
    ]
    return OwnData(sections)


def _registrations(person: Person) -> list[Registration]:
    related = ["meeting", "venue", "municipality", "seat", "invitation__entry"]
    rows = Registration.objects.filter(person=person).select_related(*related)
    return list(rows.prefetch_related("axes").order_by("registered_at", "id"))


def _who(person: Person) -> list[Record]:
    contact = Contact.objects.filter(person=person).first()
    if contact is None:
        return []
    facts = [
        fact("name", _("Nome e cognome"), contact.name),
        fact("email", _("E-mail"), contact.email),
        fact("phone", _("Telefono"), contact.phone),
        fact("postal_address", _("Indirizzo postale"), contact.postal_address),
        fact("language", _("Ti scriviamo in"), contact.language, _language(contact.language)),
        moment_of("known_since", _("Ti conosciamo da"), person.created_at),
        fact("pseudonym", _("Numero che sta al posto del nome"), str(person.pk)),
    ]
    return [Record(contact.name, facts)]


def _consents(person: Person) -> list[Record]:
    return [
        Record(
            each.get_kind_display(),
            [
                fact("consent", _("Che cosa"), each.kind, each.get_kind_display()),
                moment_of("given_at", _("Consenso dato"), each.given_at),
                moment_of("withdrawn_at", _("Consenso ritirato"), each.withdrawn_at),
            ],
        )
        for each in Consent.objects.filter(person=person).order_by("given_at", "id")
    ]


def _registered(registrations: Sequence[Registration]) -> Iterator[Record]:
    questions: dict[int, list[Question]] = {}
    for question in Question.objects.filter(
        question_set__in={row.meeting.questions_id for row in registrations} - {None}
    ):
        questions.setdefault(question.question_set_id, []).append(question)
    needs = {
        each.registration_id: each
        for each in AccessNeeds.objects.filter(registration__in=registrations)
    }
    for row in registrations:
        asked = questions.get(row.meeting.questions_id or 0, [])
        facts = [*_how(row), *_told(row, needs.get(row.pk), answers_in_words(asked, row.answers))]
        yield Record(title_of(row), facts)


def _how(row: Registration) -> list[Fact]:
    return [
        fact("meeting", _("Incontro"), str(row.meeting.title), title_of(row)),
        fact("starts_at", "", _iso(row.meeting.starts_at), ""),
        fact("code", _("Codice"), show(row.code)),
        fact("state", _("Stato"), row.state, row.get_state_display()),
        fact("mode", _("Come partecipi"), row.mode, row.get_mode_display()),
        fact("venue", _("Sede"), str(row.venue or "")),
        fact("place_kept", _("Hai un posto"), row.seat is not None, _yes_no(row.seat is not None)),
        fact("source", _("Come ti sei iscritta o iscritto"), row.source, row.get_source_display()),
        moment_of("registered_at", _("Data dell'iscrizione"), row.registered_at),
        moment_of("confirmed_at", _("Data della conferma"), row.confirmed_at),
        moment_of("cancelled_at", _("Data dell'annullamento"), row.cancelled_at),
        moment_of("place_held_until", _("Posto tenuto fino a"), row.hold_until),
    ]


def _told(
    row: Registration, needs: AccessNeeds | None, answers: list[tuple[str, str]]
) -> list[Fact]:
    axes = [str(axis) for axis in row.axes.all()]
    return [
        fact("representing", _("Per chi"), row.representing, row.get_representing_display()),
        fact("delegate_of", _("Nome di chi rappresenti"), row.delegate_of),
        fact("municipality", _("Comune"), str(row.municipality or "")),
        fact("axes", _("Assi che ti interessano"), axes, "; ".join(axes)),
        fact("access_needs", _("Di che cosa hai bisogno"), needs.text if needs else ""),
        moment_of("access_needs_consent_at", _("Con il tuo consenso di"), _given(needs)),
        fact(
            "answers",
            _("Risposte alle domande dell'ufficio"),
            [{"question": question, "answer": answer} for question, answer in answers],
            "; ".join(f"{question} {answer}" for question, answer in answers),
        ),
        fact("invitation", _("Dall'invito a"), str(row.invitation.entry) if row.invitation else ""),
        fact("office_note", _("Nota dell'ufficio"), row.note),
    ]


def _given(needs: AccessNeeds | None) -> datetime | None:
    return needs.consent_at if needs else None


def _waited(registrations: Sequence[Registration]) -> list[Record]:
    places = WaitingPlace.objects.filter(registration__in=registrations)
    return [
        Record(
            str(each.pool),
            [
                fact("line", _("Per quali posti"), str(each.pool)),
                fact("state", _("Stato"), each.state, each.get_state_display()),
                moment_of("since", _("Da quando"), each.since),
                moment_of("offered_at", _("Posto offerto"), each.offered_at),
                moment_of("offer_ends_at", _("Da accettare entro"), each.offer_ends_at),
            ],
        )
        for each in places.select_related("pool__meeting").order_by("since", "id")
    ]


def _attended(registrations: Sequence[Registration]) -> list[Record]:
    rows = Attendance.objects.filter(registration__in=registrations)
    return [
        Record(
            str(each.meeting.title),
            [
                fact("meeting", _("Incontro"), str(each.meeting.title)),
                fact("mode", _("Come"), each.mode, each.get_mode_display()),
                fact("venue", _("Sede"), str(each.venue or "")),
                moment_of("entered_at", _("Ora di ingresso"), each.entered_at),
                moment_of("left_at", _("Ora di uscita"), each.left_at),
                moment_of("seen_at", _("Ultimo segno della pagina aperta"), each.seen_at),
            ],
        )
        for each in rows.select_related("meeting", "venue").order_by("entered_at", "id")
    ]


def _notices(person: Person) -> list[Record]:
    told = Notice.objects.filter(person=person).select_related("meeting")
    return [
        Record(
            str(each.meeting.title),
            [
                fact("meeting", _("Incontro"), str(each.meeting.title)),
                moment_of("told_at", _("Avviso preparato"), each.told_at),
            ],
        )
        for each in told.order_by("told_at", "id")
    ]


def _in_the_book(person: Person) -> list[Record]:
    contact = Contact.objects.filter(person=person).exclude(email="").first()
    found = persons_named(name=contact.name, email=contact.email) if contact else []
    return [
        Record(
            str(each.entry),
            [
                fact("body", _("Ente"), str(each.entry)),
                fact("role", _("Incarico"), each.role),
                moment_of("consent_at", _("Consenso dato"), each.consent_at),
                fact("consent_how", _("Come"), each.consent_how),
            ],
        )
        for each in found
    ]


def _mails(subjects: Sequence[str], in_words: MailInWords) -> list[Record]:
    """Which and when; what they said is not kept."""
    sent = Message.objects.filter(subject__in=subjects, state=Message.State.SENT)
    return [
        Record(
            in_words(each.render),
            [
                fact("mail", _("Quale mail"), in_words(each.render)),
                moment_of("sent_at", _("Quando"), each.sent_at),
            ],
        )
        for each in sent.order_by("sent_at", "id")
    ]


def _act(entry: Entry, in_words: ActInWords, with_receipt: bool) -> Record:
    what = in_words(entry)
    facts = [
        fact("kind", "", entry.kind, ""),
        fact("what", _("Che cosa"), what),
        moment_of("at", _("Quando"), entry.at),
        Fact("number", _("Ricevuta"), str(entry.pk), str(entry.pk), _receipt(entry)),
    ]
    if with_receipt:
        facts.append(fact("receipt", "", receipt_for(entry).as_dict(), ""))
    return Record(what, facts)


def _receipt(entry: Entry) -> str:
    return reverse("public:receipt", kwargs={"number": entry.pk})


def _language(code: str) -> str:
    """A language by its name in the active one."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def title_of(row: Registration) -> str:
    """The meeting and its day."""
    return f"{row.meeting.title}, {words.full_day(row.meeting.starts_at)}"


def fact(key: str, label: str, value: Any, text: str | None = None) -> Fact:
    """A fact whose text is its value, unless told otherwise."""
    shown = text if text is not None else str(value or "")
    return Fact(key, label, value, str(shown))


def moment_of(key: str, label: str, moment: datetime | None) -> Fact:
    """A fact that is a moment; without one, that there is none."""
    if moment is None:
        return Fact(key, label, None, "")
    day, hour = words.full_day(moment), words.hour(moment)
    return Fact(key, label, _iso(moment), _("%(day)s alle %(hour)s") % {"day": day, "hour": hour})


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _yes_no(is_so: bool) -> str:
    return _("sì") if is_so else _("no")

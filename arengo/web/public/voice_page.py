"""The life of a voice as a thread: what happened, what is still open, in the order of time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from arengo.contributions import supports
from arengo.contributions.coding import targets_of
from arengo.contributions.models import Appeal, Contribution, Moderation
from arengo.contributions.queries import Followed, appeal_of, last_decision_on
from arengo.core.ledger.models import Entry
from arengo.feedback.emails import outcome_in_words
from arengo.feedback.models import Reply
from arengo.feedback.queries import Answered
from arengo.live.models import Horizon, Note
from arengo.registrations.models import Mode
from arengo.web.public import receipts
from arengo.web.shared.source_words import origin
from arengo.web.shared.voice_words import target_in_words

Standing = Note.Standing
# The line of the ledger that proves a voice: that it was received, else that it was written down.
PROOFS = ("contribution.received", "note.written", "statement.written", "speaking.written")
Told = list[tuple[Entry, str]]
# What happens to a voice once the office has it, by the knot under which it stands.
OF_READING = ("read", "read_again", "published", "held", "covered", "put_back")
OF_AN_END = ("withdrawn", "dropped", "refused", "appealed", "appeal_decided")


@dataclass(frozen=True)
class Knot:
    """A knot of the thread: `is_done` for what happened, else what is still to come."""

    title: str
    is_done: bool
    at: datetime | None = None
    words: str = ""
    receipts: Told = field(default_factory=list)


@dataclass(frozen=True)
class Refused:
    """Why the words of a voice are not published, and whether somebody else looks again."""

    reason: str
    words: str
    at: datetime
    appeal: Appeal | None

    @property
    def may_appeal(self) -> bool:
        """True while its author has not asked yet."""
        return self.appeal is None


def refusal_of(voice: Followed) -> Refused | None:
    """Why the voice is not published; None for all others."""
    is_refused = voice.publication == Contribution.Publication.REFUSED
    decided = last_decision_on(voice.code) if is_refused else None
    if decided is None:
        return None
    reason = str(Moderation.Reason(decided.reason).label)
    return Refused(reason, decided.words, decided.at, appeal_of(voice.code))


def supports_of(voice: Followed) -> dict[str, object]:
    """How many think the same as a voice that was received, and whether one may say so now."""
    row = Contribution.objects.select_related("process").filter(code=voice.code).first()
    if row is None:
        return {"supports": 0, "may_support": False}
    return {
        "supports": supports.count_of(row.code),
        "may_support": supports.may_be_supported(row),
    }


def knots(voice: Followed, answered: Answered, refused: Refused | None = None) -> list[Knot]:
    """From the moment in which it was said to the reply, or the one that is owed."""
    entries = sorted([*voice.entries, *answered.acts], key=lambda each: (each.at, each.recorded_at))
    told = [(entry, receipts.in_words(entry)) for entry in entries]
    here, before, read, ended = _sorted(told)
    found = [Knot(_said(voice), is_done=True, at=voice.said_at, receipts=before)]
    if voice.standing:
        found.append(_standing(voice))
    found.append(_received(voice, here))
    if voice.withdrawn_at is not None:
        return [*found, _gone(voice, [*read, *ended])]
    if refused is not None:
        return [*found, *_refused(refused, [*read, *ended])]
    found.append(_read(voice, [*read, *ended]))
    return [*found, *_replied(answered)]


def _sorted(told: Told) -> tuple[Told, Told, Told, Told]:
    """What belongs to its being received; what was before; to its being read; to how it ended."""
    found: dict[str, Told] = {"here": [], "before": [], "read": [], "ended": []}
    for each in told:
        family, _dot, act = each[0].kind.partition(".")
        is_voice = family in ("contribution", "contributions")
        place = "read" if act in OF_READING else "ended" if act in OF_AN_END else "here"
        found[place if is_voice else "before"].append(each)
    return found["here"], found["before"], found["read"], found["ended"]


def _gone(voice: Followed, told: Told) -> Knot:
    if voice.was_dropped:
        title = _("Tolta: era stata trascritta per errore")
        words = _("Le parole restano in quello che è arrivato, e da lì si traggono di nuovo.")
    else:
        title = _("Ritirata da chi l'aveva scritta")
        words = _("Le parole sono cancellate: resta che una voce è arrivata.")
    return Knot(title, True, voice.withdrawn_at, words, told)


def proof_of(voice: Followed) -> Entry | None:
    """The entry that proves it; None for what nothing was recorded of."""
    first = {kind: entry for entry in reversed(voice.entries) for kind in (entry.kind,)}
    return next((first[kind] for kind in PROOFS if kind in first), None)


def about(voice: Followed) -> list[str]:
    """What kind of voice it is, about what, how far it looks: what is known of it."""
    found = []
    if voice.kind:
        found.append(str(Contribution.Kind(voice.kind).label))
    found += [target_in_words(target) for target in voice.targets]
    if voice.horizon:
        found.append(str(Horizon(voice.horizon).label))
    return found


@dataclass(frozen=True)
class ReplyInWords:
    """A reply as it is read: what became of the voice, why, who says so, and where one sees it."""

    reply: Reply
    outcome: str
    links: list[tuple[str, str]]


def reply_in_words(reply: Reply) -> ReplyInWords:
    """The reply with its links: (words, address)."""
    found = []
    if reply.section is not None:
        guideline = reply.section.guideline
        address = reverse("public:guideline", args=[guideline.key])
        found.append((str(reply.section.title), f"{address}#{reply.section.key}"))
    if reply.strategy is not None:
        axis = reply.strategy.axis
        address = reverse("public:plan", args=[axis.plan.key])
        words = f"{axis.number}.{reply.strategy.number} {reply.strategy.name}"
        found.append((words, f"{address}#asse-{axis.number}"))
    if reply.project is not None:
        found.append(
            (str(reply.project.title), reverse("public:project", args=[reply.project.slug]))
        )
    if reply.document is not None:
        address = reply.document.url or reverse("public:document", args=[reply.document.pk])
        found.append((str(reply.document.title), address))
    return ReplyInWords(reply, outcome_in_words(reply), found)


def _refused(refused: Refused, told: Told) -> Iterator[Knot]:
    yield Knot(_("Non pubblicata"), True, refused.at, refused.reason, told)
    asked = refused.appeal
    if asked is None:
        return
    yield Knot(_("Chi l'ha scritta chiede di riguardarla"), True, asked.at)
    if asked.decided_at is None:
        words = _("Lo fa un'altra persona dell'ufficio: l'esito si legge qui.")
        yield Knot(_("Riguardata"), is_done=False, words=words)
    else:
        yield Knot(_("Riguardata, e resta non pubblicata"), True, asked.decided_at, asked.words)


@dataclass(frozen=True)
class Part:
    """A part of a voice: its words, about what, and the reply to it once that is out."""

    words: str
    about: list[str]
    reply: ReplyInWords | None
    is_refused: bool


def part_in_words(part: Contribution, reply: Reply | None) -> Part:
    """A part as its page shows it."""
    kind = [str(part.get_kind_display())] if part.kind else []
    about = [*kind, *(target_in_words(target) for target in targets_of(part))]
    is_refused = part.publication == Contribution.Publication.REFUSED
    return Part(
        part.public_words, about, reply_in_words(reply) if reply is not None else None, is_refused
    )


def _replied(answered: Answered) -> list[Knot]:
    told = {entry.subject: entry for entry in answered.entries}
    found = []
    for reply in answered.replies:
        entry = told.get(f"reply:{reply.pk}")
        found.append(
            Knot(
                _("La risposta: %(outcome)s") % {"outcome": outcome_in_words(reply)},
                is_done=True,
                at=reply.published_at,
                receipts=[(entry, receipts.in_words(entry))] if entry else [],
            )
        )
    if answered.insistence is not None:
        said = Knot(
            _("Chi l'ha detta dice che non è una risposta"),
            is_done=True,
            at=answered.insistence.at,
        )
        found.insert(1, said)
    if answered.parts:
        done = sum(1 for _part, reply in answered.parts if reply is not None)
        counts = {"many": len(answered.parts), "done": done}
        words = _("Parti con la risposta: %(done)s su %(many)s.") % counts
        found.append(Knot(_("Divisa in parti, ognuna con la sua risposta"), True, words=words))
    if answered.is_open:
        words = (
            _("L'ufficio deve rispondere ancora: quando lo fa, lo trovi in questa pagina.")
            if answered.insistence
            else _(
                "Ogni voce ha una risposta, con il suo perché. Quando c'è, la trovi in questa pagina."
            )
        )
        found.append(Knot(_("La risposta"), is_done=False, words=words))
    return found


def _said(voice: Followed) -> str:
    channel = str(Contribution.Channel(voice.channel).label)
    mode = f", {Mode(voice.mode).label.lower()}" if voice.mode else ""
    if voice.asked:
        return str(_("Scritta rispondendo a un questionario"))
    if voice.channel == Contribution.Channel.WEB:
        return str(_("Scritta dal sito"))
    if voice.source is not None:
        return origin(voice.source, with_roles=bool(voice.public_words))
    verb = _("Scritta") if voice.is_written else _("Detta, e messa per iscritto")
    return f"{verb}: {channel}{mode}"


def _standing(voice: Followed) -> Knot:
    if voice.standing == Standing.UNCONFIRMED:
        return Knot(
            _("Chi ha parlato la conferma o la corregge"),
            is_done=False,
            words=_("Può farlo dalla propria pagina, per sette giorni dalla fine dell'incontro."),
        )
    if voice.standing == Standing.CORRECTED:
        return Knot(_("Corretta da chi ha parlato"), is_done=True)
    return Knot(_("Confermata da chi ha parlato"), is_done=True)


def _received(voice: Followed, told: Told) -> Knot:
    if voice.received_at is None:
        return Knot(
            _("Ricevuta dall'ufficio"),
            is_done=False,
            words=_("Succede da solo, quando finisce questa parte dell'incontro."),
        )
    return Knot(
        _("Ricevuta dall'ufficio"),
        is_done=True,
        words=_("È contata da quando è stata scritta, e non cambia più senza che si veda."),
        receipts=told,
    )


def _read(voice: Followed, told: Told) -> Knot:
    if voice.read_at is None:
        words = _("L'ufficio dice di che cosa parla: lo vedrai qui.")
        return Knot(_("Letta"), is_done=False, words=words, receipts=told)
    return Knot(_("Letta"), True, voice.read_at, " · ".join(about(voice)), told)

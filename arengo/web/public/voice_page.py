"""The life of a voice as a thread: what happened, what is still open, in the order of time."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from arengo.contributions.models import Contribution
from arengo.contributions.queries import Followed
from arengo.core.ledger.models import Entry
from arengo.live.models import Horizon, Note
from arengo.registrations.models import Mode
from arengo.web.public import receipts

Standing = Note.Standing
# The line of the ledger that proves a voice: that it was received, else that it was written down.
PROOFS = ("contribution.received", "note.written", "statement.written", "speaking.written")


@dataclass(frozen=True)
class Knot:
    """A knot of the thread: `is_done` for what happened, else what is still to come."""

    title: str
    is_done: bool
    at: datetime | None = None
    words: str = ""
    receipts: list[tuple[Entry, str]] = field(default_factory=list)


def knots(voice: Followed) -> list[Knot]:
    """From the moment in which it was said to the reply that is owed."""
    told = [(entry, receipts.in_words(entry)) for entry in voice.entries]
    here = [each for each in told if each[0].kind.startswith("contribution.")]
    before = [each for each in told if each not in here]
    found = [Knot(_said(voice), is_done=True, at=voice.said_at, receipts=before)]
    if voice.standing:
        found.append(_standing(voice))
    found.append(_received(voice, here))
    found.append(_read(voice))
    found.append(
        Knot(
            _("La risposta"),
            is_done=False,
            words=_(
                "Ogni voce ha una risposta, con il suo perché. Quando c'è, la trovi in questa pagina."
            ),
        )
    )
    return found


def proof_of(voice: Followed) -> Entry | None:
    """The entry that proves it; None for what nothing was recorded of."""
    first = {kind: entry for entry in reversed(voice.entries) for kind in (entry.kind,)}
    return next((first[kind] for kind in PROOFS if kind in first), None)


def about(voice: Followed) -> list[str]:
    """What kind of voice it is, about what, how far it looks: what is known of it."""
    found = []
    if voice.kind:
        found.append(str(Contribution.Kind(voice.kind).label))
    if voice.axis is not None:
        found.append(str(voice.axis))
    elif voice.about:
        found.append(str(Contribution.About(voice.about).label))
    if voice.horizon:
        found.append(str(Horizon(voice.horizon).label))
    return found


def _said(voice: Followed) -> str:
    channel = str(Contribution.Channel(voice.channel).label)
    mode = f", {Mode(voice.mode).label.lower()}" if voice.mode else ""
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


def _received(voice: Followed, told: list[tuple[Entry, str]]) -> Knot:
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


def _read(voice: Followed) -> Knot:
    if not voice.is_read:
        return Knot(
            _("Letta"), is_done=False, words=_("L'ufficio dice di che cosa parla: lo vedrai qui.")
        )
    return Knot(_("Letta"), is_done=True, words=" · ".join(about(voice)))

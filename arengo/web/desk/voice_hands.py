"""What the voices and their replies ask of who works at the desk."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from arengo.contributions.models import Source
from arengo.contributions.queries import sources_waiting
from arengo.contributions.sheets import to_look_at
from arengo.feedback.models import Reply
from arengo.feedback.queries import letters_owed
from arengo.people.models import User
from arengo.people.queries import others_write
from arengo.people.rules import Right, may
from arengo.process.models import Process
from arengo.web.desk.editing import actor
from arengo.web.desk.hand import SOON, TO_KNOW, Hand
from arengo.web.desk.voice_selection import AGAIN, APPEALED, TO_ANSWER, TO_READ, numbers
from arengo.web.shared import reading


def of_voices(user: User) -> Iterator[Hand]:
    """What the voices, their replies, letters and sheets ask of `user`. The number of queries is fixed."""
    process = reading.processes().first() if may(user, Right.WRITE) else None
    if process is None:
        return
    counted = numbers(process)
    address = reverse("desk:voices")
    if again := counted[AGAIN]:
        words = ngettext(
            "%(n)s voce riaperta: chi l'ha detta dice che non è una risposta",
            "%(n)s voci riaperte: chi le ha dette dice che non è una risposta",
            again,
        )
        why = _("Serve una seconda risposta, l'ultima.")
        actions = [(_("Guarda quali"), f"{address}?stato={AGAIN}")]
        yield Hand(SOON, "it-comment", words % {"n": again}, why, actions)
    if asked := counted[APPEALED]:
        words = ngettext(
            "%(n)s voce non pubblicata da riguardare",
            "%(n)s voci non pubblicate da riguardare",
            asked,
        )
        why = _("Chi l'ha scritta lo chiede: decide chi non l'aveva deciso la prima volta.")
        actions = [(_("Guarda quali"), f"{address}?stato={APPEALED}")]
        yield Hand(SOON, "it-comment", words % {"n": asked}, why, actions)
    if unread := counted[TO_READ]:
        words = ngettext("%(n)s voce da leggere", "%(n)s voci da leggere", unread)
        why = _("Si dice che cosa sono e di che cosa parlano: poi si può rispondere.")
        actions = [(_("Leggi la prossima"), reverse("desk:voice-next"))]
        yield Hand(SOON, "it-comment", words % {"n": unread}, why, actions)
    yield from _sources(process)
    if waiting := counted[TO_ANSWER]:
        words = ngettext("%(n)s voce senza risposta", "%(n)s voci senza risposta", waiting)
        why = _("Lette, e nessuno ha ancora cominciato a rispondere.")
        actions = [(_("Rispondi"), f"{address}?stato={TO_ANSWER}")]
        yield Hand(TO_KNOW, "it-comment", words % {"n": waiting}, why, actions)
    yield from _replies(process, user)
    yield from _paper(process)


def _replies(process: Process, user: User) -> Iterator[Hand]:
    """The drafts that `user` may read again, for somebody else wrote them or nobody else could; what may
    be published.
    """
    rows = Reply.objects.filter(process=process)
    actions = [(_("Vai alle risposte"), reverse("desk:replies"))]
    drafts = rows.filter(state=Reply.State.DRAFT)
    if others_write(actor(user)):
        drafts = drafts.exclude(drafted_by=actor(user))
    if waiting := drafts.count():
        words = ngettext(
            "%(n)s bozza di risposta da rileggere", "%(n)s bozze di risposta da rileggere", waiting
        )
        why = _("Si pubblica solo dopo una rilettura: chi ha parlato aspetta.")
        yield Hand(SOON, "it-pencil", words % {"n": waiting}, why, actions)
    if ready := rows.filter(state=Reply.State.REVIEWED).count():
        words = ngettext("%(n)s risposta da pubblicare", "%(n)s risposte da pubblicare", ready)
        why = _("Riletta: chi ha parlato la aspetta.")
        yield Hand(SOON, "it-check-circle", words % {"n": ready}, why, actions)


def _paper(process: Process) -> Iterator[Hand]:
    if sheets := to_look_at(process).count():
        words = ngettext(
            "%(n)s foglio di carta da guardare", "%(n)s fogli di carta da guardare", sheets
        )
        why = _("Da trascrivere, da riconoscere, o arrivati di nuovo.")
        actions = [(_("Vai ai fogli"), reverse("desk:sheets"))]
        yield Hand(SOON, "it-comment", words % {"n": sheets}, why, actions)
    if letters := letters_owed(process).count():
        words = ngettext(
            "%(n)s risposta da mandare per lettera",
            "%(n)s risposte da mandare per lettera",
            letters,
        )
        why = _("A chi non ha lasciato un'e-mail.")
        actions = [(_("Prepara le lettere"), reverse("desk:letters"))]
        yield Hand(SOON, "it-mail", words % {"n": letters}, why, actions)


def _sources(process: Process) -> Iterator[Hand]:
    # Sheets are told apart, with those that wait to be recognised.
    if waiting := sources_waiting(process).exclude(kind=Source.Kind.SHEET).count():
        words = ngettext(
            "%(n)s tra lettere, mail e interviste da lavorare",
            "%(n)s tra lettere, mail e interviste da lavorare",
            waiting,
        )
        why = _("Se ne traggono le voci, una per ogni cosa che dicono.")
        actions = [(_("Vedi quali"), reverse("desk:sources") + "?stato=da-lavorare")]
        yield Hand(SOON, "it-file", words % {"n": waiting}, why, actions)

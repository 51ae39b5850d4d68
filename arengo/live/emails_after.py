"""The mails after the evening: the resoconto to check, and what was heard, the day after."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from arengo.core.clock import process_time, words
from arengo.core.codes import show
from arengo.core.outbox import letter
from arengo.core.outbox.letter import Block
from arengo.core.outbox.mail import Mail
from arengo.live.models import Minutes, Room
from arengo.live.voices import Voice, voices_of
from arengo.meetings.models import Meeting
from arengo.registrations.emails.case import Case, case_of, write
from arengo.registrations.links import token_for
from arengo.registrations.models import Registration

State = Registration.State
# Of what one wrote, as much as a mail repeats; all of it is on the page.
LETTERS_AT_MOST = 200


def minutes_to_check(registration_id: int) -> Mail | None:
    """To who came: the resoconto can be read, and corrected until a day."""
    case = case_of(registration_id)
    if case is None or not case.is_in(State.ATTENDED):
        return None
    row = Minutes.objects.filter(meeting=case.meeting, state=Minutes.State.SHARED).first()
    if row is None or row.corrections_until is None or process_time.now() >= row.corrections_until:
        return None
    with case.speaking():
        until = {"when": words.hour_of_day(row.corrections_until)}
        return write(
            case,
            subject=_("Il resoconto dell'incontro: leggilo e correggi"),
            heading=_("Il resoconto è pronto da leggere"),
            blocks=[
                letter.paragraph(
                    _(
                        "Abbiamo scritto il resoconto dell'incontro a cui hai partecipato. Se qualcosa "
                        "non è come l'hai detto o sentito, dillo dalla tua pagina entro %(when)s."
                    )
                    % until
                ),
                letter.button(_("Leggi e correggi"), _page(case)),
                letter.paragraph(
                    _("A ogni proposta rispondiamo. Poi il resoconto si approva e non cambia più.")
                ),
            ],
            why=_("Ricevi questo messaggio perché hai partecipato all'incontro."),
        )


def day_after(registration_id: int) -> Mail | None:
    """To who was registered, come or not: the slides, what was heard, and one's own voices."""
    case = case_of(registration_id)
    states = (State.CONFIRMED, State.ATTENDED, State.WAITING, State.OFFERED)
    if case is None or not case.is_in(*states) or not case.is_over:
        return None
    if case.meeting.state != Meeting.State.PUBLISHED:
        return None
    with case.speaking():
        came = case.is_in(State.ATTENDED)
        return write(
            case,
            subject=_("Che cosa abbiamo sentito all'incontro"),
            heading=_("Che cosa abbiamo sentito"),
            blocks=[
                _beginning(case, came),
                *_heard(case.meeting),
                *_slides(case.meeting),
                *(_own(case) if came else []),
            ],
            why=_("Ricevi questo messaggio perché questo indirizzo era iscritto all'incontro."),
        )


def _beginning(case: Case, came: bool) -> Block:
    about = {"day": words.day(case.meeting.starts_at), "title": case.meeting.title}
    if came:
        return letter.paragraph(
            _("Grazie per aver preso parte all'incontro di %(day)s: %(title)s.") % about
        )
    return letter.paragraph(
        _(
            "Ti eri iscritta o iscritto all'incontro di %(day)s: %(title)s. Se non c'eri, qui trovi "
            "che cosa è stato detto."
        )
        % about
    )


def _heard(meeting: Meeting) -> list[Block]:
    if not Room.objects.filter(meeting=meeting, closed_at__isnull=False).exists():
        return []
    path = reverse("public:heard", args=[meeting.slug])
    return [
        letter.paragraph(_("In una pagina, asse per asse: quello che è stato detto e scritto.")),
        letter.button(_("Che cosa abbiamo sentito"), settings.BASE_URL + path),
    ]


def _slides(meeting: Meeting) -> list[Block]:
    documents = list(meeting.documents.all())
    if not documents:
        return []
    links = [
        letter.link(
            str(each.title),
            each.url or settings.BASE_URL + reverse("public:document", args=[each.pk]),
        )
        for each in documents
    ]
    return [letter.paragraph(_("Le presentazioni e i documenti dell'incontro:")), *links]


def _own(case: Case) -> list[Block]:
    voices = voices_of(case.registration)
    blocks = _own_in_words(voices) if voices else []
    after = _("L'attestato e tutto quello che resta di te sono nella tua pagina.")
    return [*blocks, letter.paragraph(after), letter.button(_("Apri la tua pagina"), _page(case))]


def _own_in_words(voices: Sequence[Voice]) -> list[Block]:
    many = len(voices)
    beginning = ngettext(
        "Abbiamo ricevuto %(many)s voce tua. Con il suo codice la segui da qui alla risposta:",
        "Abbiamo ricevuto %(many)s voci tue. Con i loro codici le segui da qui alla risposta:",
        many,
    )
    return [
        letter.paragraph(beginning % {"many": many}),
        letter.bullets(_in_words(voice) for voice in voices),
    ]


def _in_words(voice: Voice) -> str:
    text = " ".join(voice.text.split())
    if len(text) > LETTERS_AT_MOST:
        text = f"{text[:LETTERS_AT_MOST].rstrip()}…"
    return f"{show(voice.code)}: {text}" if voice.code else text


def _page(case: Case) -> str:
    path = reverse("public:my-after", args=[token_for(case.registration)])
    return settings.BASE_URL + path

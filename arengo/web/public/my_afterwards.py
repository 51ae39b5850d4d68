"""What one's own page after the meeting is made of."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _, gettext_lazy

from arengo.contributions.links import author_token
from arengo.contributions.models import Contribution
from arengo.contributions.queries import codes_of
from arengo.core.clock import process_time
from arengo.core.codes import show
from arengo.core.ledger.models import Entry
from arengo.feedback.emails import outcome_in_words
from arengo.feedback.models import Reply
from arengo.feedback.queries import voices_of as received_of
from arengo.live import attendance, minutes_content, rooms, rules
from arengo.live.models import Correction, Minutes
from arengo.live.voices import Voice, voices_of
from arengo.web.public import receipts
from arengo.web.public.forms.correction import CorrectionForm
from arengo.web.public.own_place import OwnPlace
from arengo.web.shared import minutes_page

LETTERS_OF_A_PIECE: Final = 70
WHAT: Final[dict[str, str | Promise]] = {
    "note": gettext_lazy("L'hai detto"),
    "question": gettext_lazy("L'hai chiesto"),
    "instead": gettext_lazy("L'hai scritto dopo"),
}


@dataclass(frozen=True)
class OwnVoice:
    """A voice in words, with its receipts: (entry, what it says); its page, and its reply in a word."""

    what: str
    about: str
    text: str
    code: str
    receipts: list[tuple[Entry, str]]
    url: str = ""
    reply: str = ""


def voices(place: OwnPlace) -> list[OwnVoice]:
    """All that one said, wrote or asked; what was received stays theirs when the evening forgets."""
    found = voices_of(place.registration)
    later = codes_of([each.row for each in found if each.what == "instead"])
    coded = [(each, each.code or later.get(each.row.pk, "")) for each in found]
    received = received_of(place.registration.person, place.meeting)
    pages = {row.code: (_page_of(row), reply) for row, reply in received}
    here = {code for _each, code in coded}
    return [
        *(_voice(each, code, *pages.get(code, ("", None))) for each, code in coded),
        *(_received(row, reply) for row, reply in received if row.code not in here),
    ]


def offer_pieces(form: CorrectionForm, place: OwnPlace) -> Minutes | None:
    """Fill in among what one chooses; gives the resoconto, None while there is none to read."""
    minutes = minutes_page.shared(place.meeting)
    pieces = [("", _("Tutto il resoconto"))]
    if minutes is not None:
        pieces += [
            (each["key"], _short(each))
            for each in minutes_content.pieces_of(minutes_page.as_told(minutes))
        ]
    form.offer(pieces)
    return minutes


def may_propose(minutes: Minutes | None, place: OwnPlace) -> bool:
    """True for who came, as long as it can be corrected."""
    if minutes is None or minutes.state != Minutes.State.SHARED or not minutes.corrections_until:
        return False
    is_open = process_time.now() < minutes.corrections_until
    return is_open and rules.is_present(place.registration)


def corrections(minutes: Minutes | None, place: OwnPlace) -> list[Correction]:
    """What one proposed, with what became of it."""
    return list(minutes.corrections.filter(registration=place.registration)) if minutes else []


def may_ask_certificate(place: OwnPlace) -> bool:
    """True for who came and was there for a minute at least, once it is over."""
    is_over = process_time.now() >= attendance.ended_at(place.meeting)
    return is_over and came(place) and attendance.stay_of(place.registration) is not None


def came(place: OwnPlace) -> bool:
    """True for who entered, however long they stayed."""
    return rules.is_present(place.registration)


def is_closed(place: OwnPlace) -> bool:
    """True once there is something that was heard."""
    return rooms.room_of(place.meeting).closed_at is not None


def _page_of(row: Contribution) -> str:
    return reverse("public:my-voice", args=[author_token(row.pk)])


def _received(row: Contribution, reply: Reply | None) -> OwnVoice:
    """A voice of which the evening no longer knows whose it was."""
    return OwnVoice(
        what=str(row.get_channel_display()),
        about=str(row.get_kind_display()) if row.kind else "",
        text=row.words,
        code=show(row.code),
        receipts=[],
        url=_page_of(row),
        reply=outcome_in_words(reply) if reply else "",
    )


def _voice(voice: Voice, code: str, url: str, reply: Reply | None) -> OwnVoice:
    row = voice.row
    if voice.what == "statement":
        what = str(row.get_kind_display())
        about = f"{row.axis} · {row.get_horizon_display()}"
    else:
        what = str(WHAT[voice.what])
        about = str(row.get_kind_display()) if voice.what == "note" else ""
    if voice.what == "question":
        about = str(row.get_state_display())
    told = [(entry, receipts.in_words(entry)) for entry in voice.entries]
    answered = outcome_in_words(reply) if reply else ""
    shown = show(code) if code else ""
    if code and not url:
        url = reverse("public:voice", args=[shown])
    return OwnVoice(what, about, voice.text, shown, told, url, answered)


def _short(piece: minutes_content.Piece) -> str:
    words = Truncator(piece["text"]).chars(LETTERS_OF_A_PIECE)
    code = piece.get("code", "")
    return f"{show(code)}: {words}" if code else str(words)

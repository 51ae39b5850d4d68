"""A page of the list of voices, ready to be drawn: what fifty rows say, each word looked up once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Choices
from django.utils import timezone
from django.utils.translation import gettext as _

from arengo.contributions import supports
from arengo.contributions.coding import target_of
from arengo.contributions.models import Code, Contribution
from arengo.core import codes
from arengo.feedback.models import Reply
from arengo.feedback.queries import replies_of
from arengo.people.models import User
from arengo.registrations.models import Mode
from arengo.web.desk.covering import cover_for
from arengo.web.shared.voice_words import target_in_words

LETTERS = 180
# As the model says, but for the voices, which are in order already.
IN_ORDER = tuple(Code._meta.ordering or ())[1:]
COLUMNS = (
    *("contribution", "about", "axis__number", "axis__name", "section__title"),
    *("strategy__number", "strategy__name", "strategy__axis__number"),
)
CHOICES: tuple[type[Choices], ...] = (
    *(Contribution.Kind, Contribution.Channel, Contribution.Publication, Mode),
    *(Reply.Outcome, Reply.State),
)
Words = dict[type[Choices], dict[str, str]]


@dataclass(frozen=True)
class Row:
    """A voice as the list shows it."""

    code: str
    shown_code: str
    words: str
    language: str
    # "read", "unread", or "" where there is nothing to read any more.
    standing: str
    publication: str
    publication_words: str
    # How many think the same.
    supports: int
    part_of: str
    same_as: str
    kind: str
    about: list[str]
    channel: str
    mode: str
    zone: str
    received: str
    reply: Reply | None
    outcome: str
    # False when there is nothing to be done with it any more.
    may_be_chosen: bool


def rows_of(keys: Sequence[UUID], user: User | AnonymousUser) -> list[Row]:
    """The voices with these ids as `user` may read them, the oldest first. Three queries, however many
    there are.
    """
    here = Contribution.objects.filter(pk__in=keys)
    found = list(here.select_related("zone", "part_of", "merged_into"))
    cover_for(user, found)
    about = _about(found)
    replies = replies_of(found)
    words = {each: _words_of(each) for each in CHOICES}
    supported = supports.counts(found)
    return [
        _row(voice, about[voice.pk], replies.get(voice.pk), supported.get(voice.pk, 0), words)
        for voice in found
    ]


def _about(voices: Sequence[Contribution]) -> dict[UUID, list[str]]:
    """What each is about, in words: only the columns that these need."""
    rows = Code.objects.filter(contribution__in=voices).order_by(*IN_ORDER)
    found: dict[UUID, list[str]] = {voice.pk: [] for voice in voices}
    for code in rows.select_related("axis", "strategy__axis", "section").only(*COLUMNS):
        found[code.contribution_id].append(target_in_words(target_of(code)))
    return found


def _words_of(choices: type[Choices]) -> dict[str, str]:
    """What the values are called in the language of the page."""
    return {"": "", **{str(value): str(label) for value, label in choices.choices}}


def _outcome(reply: Reply, words: Words) -> str:
    if reply.is_published:
        return words[Reply.Outcome][reply.outcome]
    return words[Reply.State][reply.state]


def _row(
    voice: Contribution, about: list[str], reply: Reply | None, supported: int, words: Words
) -> Row:
    return Row(
        code=voice.code,
        shown_code=codes.show(voice.code),
        words=_shortened(voice.words) or _gone(voice),
        language=voice.language,
        standing=_standing(voice),
        publication=voice.publication,
        publication_words=words[Contribution.Publication][voice.publication].lower(),
        supports=supported,
        part_of=codes.show(voice.part_of.code) if voice.part_of else "",
        same_as=codes.show(voice.merged_into.code) if voice.merged_into else "",
        kind=words[Contribution.Kind][voice.kind],
        about=about,
        channel=words[Contribution.Channel][voice.channel],
        mode=words[Mode][voice.mode],
        zone=str(voice.zone) if voice.zone else "",
        received=_moment(voice.received_at),
        reply=reply,
        outcome=_outcome(reply, words) if reply else "",
        may_be_chosen=voice.withdrawn_at is None,
    )


def _standing(voice: Contribution) -> str:
    if voice.read_at is not None:
        return "read"
    is_gone = voice.withdrawn_at or voice.publication == Contribution.Publication.REFUSED
    return "" if is_gone else "unread"


def _gone(voice: Contribution) -> str:
    """What stands in place of words that are no more."""
    if voice.was_dropped:
        return _("Tolta: era stata trascritta per errore")
    return _("Ritirata da chi l'aveva scritta")


def _shortened(words: str) -> str:
    return words if len(words) <= LETTERS else f"{words[: LETTERS - 1].rstrip()}…"


def _moment(at: datetime) -> str:
    here = timezone.localtime(at)
    return f"{here.day}/{here.month}/{here.year}, {here:%H:%M}"

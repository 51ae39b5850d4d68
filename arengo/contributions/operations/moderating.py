"""Whether everybody reads the words of a voice: published, held back, refused with a public reason; what
says who somebody is covered; and that somebody else looks again when its author asks.
"""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.contributions import emails
from arengo.contributions.models import Appeal, Contribution, Moderation
from arengo.contributions.operations.recording import note_down
from arengo.contributions.queries import last_decision_on, reachable
from arengo.contributions.refusals import (
    AppealWaits,
    CannotAppeal,
    NothingToDecide,
    PublishedAlready,
    SameHandRefused,
    StillJoined,
    TakenBack,
    WasRefused,
)
from arengo.contributions.searching import put_words
from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.core.outbox.operations import post
from arengo.people.queries import others_write

Publication = Contribution.Publication
WORDS_AT_MOST: Final = 600


@transaction.atomic
def publish(*, contribution: Contribution, by: str) -> Contribution:
    """Everybody reads the words from now on, also what was refused by mistake. Twice is once.

    Raises TakenBack; AppealWaits when somebody else is to decide.
    """
    row = editing.current(Contribution, contribution.pk)
    if row.withdrawn_at is not None:
        raise TakenBack
    if Appeal.objects.filter(contribution=row, decided_at__isnull=True).exists():
        raise AppealWaits
    return (
        row
        if row.publication == Publication.PUBLISHED
        else decide(row, Publication.PUBLISHED, by=by)
    )


@transaction.atomic
def hold_back(*, contribution: Contribution, words: str = "", by: str) -> Contribution:
    """Nobody but the office and its author reads the words until it is decided. `words`: a note.

    It goes on being owed a reply. Raises TakenBack, WasRefused.
    """
    row = editing.current(Contribution, contribution.pk)
    check_there(row)
    if row.publication == Publication.HELD:
        return row
    return decide(row, Publication.HELD, words=words.strip()[:WORDS_AT_MOST], by=by)


@transaction.atomic
def refuse(*, contribution: Contribution, reason: str, words: str, by: str) -> Contribution:
    """Do not publish it, with a reason that stands in the public log: that closes it.

    Its author is written to, and may ask once that somebody else look again. Raises FieldRefused,
    TakenBack, WasRefused, PublishedAlready, StillJoined.
    """
    row = editing.current(Contribution, contribution.pk)
    check_there(row)
    if row.publication == Publication.PUBLISHED:
        raise PublishedAlready
    if row.parts.exists() or row.merged.exists():
        raise StillJoined
    if reason not in Moderation.Reason.values:
        raise FieldRefused("reason", _("Scegli il motivo."))
    told = words.strip()
    if not told:
        raise FieldRefused("words", _("Scrivi il perché in parole semplici: lo leggono tutti."))
    if len(told) > WORDS_AT_MOST:
        raise FieldRefused("words", _("Usa al massimo 600 caratteri."))
    decide(row, Publication.REFUSED, reason=reason, words=told, by=by)
    _write_to(row, emails.voice_refused, "refused")
    return row


@transaction.atomic
def appeal(*, contribution: Contribution, text: str = "") -> Appeal:
    """Its author asks, once, that somebody else look again: it is open until that is decided.

    Raises CannotAppeal.
    """
    row = editing.current(Contribution, contribution.pk)
    asked_before = Appeal.objects.filter(contribution=row).exists()
    if row.publication != Publication.REFUSED or asked_before:
        raise CannotAppeal
    asked = Appeal.objects.create(
        contribution=row, text=text.strip()[:WORDS_AT_MOST], at=process_time.now()
    )
    note_down("appealed", row, by="author")
    return asked


@transaction.atomic
def decide_appeal(*, contribution: Contribution, is_upheld: bool, words: str, by: str) -> Appeal:
    """Somebody else of the office looks again: upheld, it is published; else it stays refused.

    `words`: why, for everybody to read. Raises NothingToDecide, SameHandRefused, FieldRefused.
    """
    row = editing.current(Contribution, contribution.pk)
    asked = Appeal.objects.select_for_update(no_key=True).filter(contribution=row).first()
    if asked is None or asked.decided_at is not None:
        raise NothingToDecide
    refused = last_decision_on(row.code)
    if refused is not None and refused.by == by and others_write(by):
        raise SameHandRefused
    if not words.strip():
        raise FieldRefused("words", _("Scrivi il perché in parole semplici: lo leggono tutti."))
    asked.is_upheld, asked.words = is_upheld, words.strip()[:WORDS_AT_MOST]
    asked.decided_by, asked.decided_at = by, process_time.now()
    asked.save()
    note_down("appeal_decided", row, by=by, upheld=is_upheld)
    if is_upheld:
        decide(row, Publication.PUBLISHED, by=by)
    _write_to(row, emails.appeal_decided, "appeal")
    return asked


@transaction.atomic
def cover(*, contribution: Contribution, words: str, by: str) -> Contribution:
    """Let everybody read `words` in place of what was written; empty: the words as they are.

    For what says who somebody is. What was written stays, and only the office reads it. Raises
    TakenBack, FieldRefused.
    """
    row = editing.current(Contribution, contribution.pk)
    if row.withdrawn_at is not None:
        raise TakenBack
    shown = words.replace("\r\n", "\n").strip()
    if len(shown) > 2 * len(row.words) + WORDS_AT_MOST:
        raise FieldRefused("words", _("Qui si copre soltanto: non si aggiunge altro."))
    covered = "" if shown == row.words else shown
    if covered != row.covered:
        row.covered = covered
        row.save(update_fields=["covered"])
        put_words([row])
        note_down("covered", row, by=by)
    return row


def check_there(row: Contribution) -> None:
    """Raises TakenBack or WasRefused for a voice of which nothing more is done."""
    if row.withdrawn_at is not None:
        raise TakenBack
    if row.publication == Publication.REFUSED:
        raise WasRefused


def decide(
    row: Contribution, decision: str, *, reason: str = "", words: str = "", by: str
) -> Contribution:
    """Write the decision down, in the caller's transaction, the voice being held."""
    row.publication = decision
    row.save(update_fields=["publication"])
    row.parts.exclude(publication=Publication.REFUSED).update(publication=decision)
    Moderation.objects.create(
        contribution=row,
        decision=decision,
        reason=reason,
        words=words,
        by=by,
        at=max(process_time.now(), row.received_at),
    )
    return note_down(str(decision), row, by=by, reason=reason)


def _write_to(row: Contribution, render: emails.OfAVoice, what: str) -> None:
    here = Contribution.objects.filter(reachable(), pk=row.pk).values_list("person", flat=True)
    for person in here:
        post(
            render=render,
            arguments={"contribution_id": str(row.pk)},
            key=f"voice-{what}:{row.pk}",
            subject=f"person:{person}",
        )

"""Drafting: a reply to one voice, or to a selection of them without the exceptions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arengo.contributions.models import Contribution
from arengo.contributions.refusals import WasRefused
from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.feedback.models import Insistence, RepliedVoice, Reply
from arengo.feedback.refusals import (
    AlreadyPublished,
    AnsweredElsewhere,
    AnsweredWithOthers,
    NotReadYet,
    NoVoice,
)
from arengo.process.models import Process

LINKS: Final = ("section", "strategy", "project", "document")
FIELDS: Final = ("outcome", "reason", "other_body", "office", "responsible", *LINKS)


@transaction.atomic
def draft_reply(
    *,
    process: Process,
    contributions: Iterable[Contribution],
    values: Mapping[str, Any],
    by: str,
) -> Reply:
    """Begin a reply to these voices. `values`: some of FIELDS.

    Raises NoVoice, AnsweredElsewhere, AnsweredWithOthers and NotReadYet (which say which), WasRefused,
    FieldRefused.
    """
    row = Reply(process=process, drafted_by=by, drafted_at=process_time.now())
    editing.put(row, values)
    _check(row)
    row.save()
    codes = _take(row, list(contributions))
    _record("drafted", row, by, outcome=row.outcome, voices=codes)
    return row


@transaction.atomic
def change_reply(
    *,
    reply: Reply,
    values: Mapping[str, Any],
    without: Iterable[Contribution] = (),
    version: str = "",
    by: str,
) -> Reply:
    """Write it anew, and leave out the voices `without`: they wait for a reply again.

    What was reviewed is a draft again, of who changed it. Raises AlreadyPublished, NoVoice,
    FieldRefused, ChangedMeanwhile, GoneMeanwhile.
    """
    row = draft_of(reply)
    editing.check_version(row, values, version)
    changed = editing.put(row, values)
    _check(row)
    out = row.voices.filter(contribution__in=list(without))
    left_out = sorted(out.values_list("contribution__code", flat=True))
    out.delete()
    if not row.voices.exists():
        raise NoVoice
    if changed or left_out:
        row.state, row.reviewed_by, row.reviewed_at = Reply.State.DRAFT, "", None
        row.drafted_by = by
        row.save()
        _record("changed", row, by, fields=changed, left_out=left_out)
    return row


@transaction.atomic
def discard_reply(*, reply: Reply, by: str) -> None:
    """Throw a draft away: its voices wait for a reply again. Raises AlreadyPublished, GoneMeanwhile."""
    row = draft_of(reply)
    codes = sorted(row.voices.values_list("contribution__code", flat=True))
    _record("discarded", row, by, voices=codes)
    row.delete()


def draft_of(reply: Reply) -> Reply:
    """The reply, held, as long as it can change. Raises AlreadyPublished, GoneMeanwhile."""
    row = editing.current(Reply, reply.pk)
    if row.is_published:
        raise AlreadyPublished
    return row


def _check(row: Reply) -> None:
    if row.outcome not in Reply.Outcome.values:
        raise FieldRefused("outcome", _("Scegli che cosa ne è stato."))
    if not row.reason.get("it"):
        raise FieldRefused(
            "reason", _("Scrivi il perché, in parole semplici: lo legge chi ha parlato.")
        )
    if row.outcome == Reply.Outcome.OTHER_BODY and not row.other_body:
        raise FieldRefused("other_body", _("Scrivi a quale ente l'avete passata."))
    if row.outcome != Reply.Outcome.OTHER_BODY:
        row.other_body = ""
    if not row.office:
        raise FieldRefused("office", _("Scrivi quale ufficio risponde."))
    if not row.responsible:
        raise FieldRefused("responsible", _("Scrivi il nome di chi ne è responsabile."))


def _take(row: Reply, contributions: Sequence[Contribution]) -> list[str]:
    """These voices are answered by this reply; gives their codes."""
    ids = [each.pk for each in contributions]
    # In one order, so that two who draft for the same voices wait for each other.
    rows = Contribution.objects.select_for_update(no_key=True).order_by("pk")
    held = list(rows.filter(pk__in=ids, process=row.process_id))
    if not held:
        raise NoVoice
    unread = [each.code for each in held if each.read_at is None]
    if unread:
        raise NotReadYet(unread)
    if any(each.publication == Contribution.Publication.REFUSED for each in held):
        raise WasRefused
    insisted = set(
        Insistence.objects.filter(contribution__in=held).values_list("contribution", flat=True)
    )
    joined = Contribution.objects.filter(pk__in=ids).filter(
        Q(merged_into__isnull=False) | Q(parts__isnull=False)
    )
    elsewhere = joined.exclude(pk__in=insisted).values_list("code", flat=True)
    if found := sorted(set(elsewhere)):
        raise AnsweredWithOthers(found)
    wanted = {each.pk: 2 if each.pk in insisted else 1 for each in held}
    here = RepliedVoice.objects.filter(contribution__in=held)
    taken = {(voice.contribution_id, voice.turn) for voice in here}
    taken_ones = [each.code for each in held if (each.pk, wanted[each.pk]) in taken]
    if taken_ones:
        raise AnsweredElsewhere(taken_ones)
    new = [RepliedVoice(reply=row, contribution=each, turn=wanted[each.pk]) for each in held]
    try:
        with transaction.atomic():
            RepliedVoice.objects.bulk_create(new)
    except IntegrityError as error:
        raise AnsweredElsewhere([each.code for each in held]) from error
    return sorted(each.code for each in held)


def _record(what: str, row: Reply, by: str, **facts: Any) -> None:
    record(kind=f"reply.{what}", subject=f"reply:{row.pk}", by=by, facts=facts)

"""Drafting: a reply to one voice, or to a selection of them without the exceptions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from arengo.contributions.models import Contribution
from arengo.contributions.refusals import WasRefused
from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record, record_many
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
# So many voices are asked about in one statement.
AT_ONCE: Final = 1000
LOOKED_AT: Final = ("code", "read_at", "publication", "merged_into")
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
    codes = _take(row, contributions)
    _record_many("drafted", row, codes, by, outcome=row.outcome)
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
    _record_many("discarded", row, codes, by)
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


def _take(row: Reply, contributions: Iterable[Contribution]) -> list[str]:
    """These voices are answered by this reply; gives their codes."""
    # In one order, so that two who draft for the same voices wait for each other.
    ids = sorted({each.pk for each in contributions})
    held = [each for some in _lots(ids) for each in _held(row, some)]
    if not held:
        raise NoVoice
    unread = [each.code for each in held if each.read_at is None]
    if unread:
        raise NotReadYet(unread)
    if any(each.publication == Contribution.Publication.REFUSED for each in held):
        raise WasRefused
    insisted = _of(Insistence.objects.all(), "contribution", ids)
    joined = _of(Contribution.objects.all(), "part_of", ids)
    joined |= {each.pk for each in held if each.merged_into_id is not None}
    if found := sorted(each.code for each in held if each.pk in joined - insisted):
        raise AnsweredWithOthers(found)
    _check_free(held, insisted)
    turns = {each.pk: 2 if each.pk in insisted else 1 for each in held}
    new = [RepliedVoice(reply=row, contribution=each, turn=turns[each.pk]) for each in held]
    try:
        with transaction.atomic():
            RepliedVoice.objects.bulk_create(new)
    except IntegrityError as error:
        raise AnsweredElsewhere([each.code for each in held]) from error
    return sorted(each.code for each in held)


def _held(row: Reply, ids: Sequence[UUID]) -> list[Contribution]:
    rows = Contribution.objects.only(*LOOKED_AT).select_for_update(no_key=True).order_by("pk")
    return list(rows.filter(pk__in=ids, process=row.process_id))


def _check_free(held: Sequence[Contribution], insisted: set[UUID]) -> None:
    """Raises AnsweredElsewhere for those that have the reply that would be theirs now."""
    ids = [each.pk for each in held]
    first = _of(RepliedVoice.objects.filter(turn=1), "contribution", ids)
    second = _of(RepliedVoice.objects.filter(turn=2), "contribution", ids)
    taken = (first - insisted) | (second & insisted)
    if taken:
        raise AnsweredElsewhere([each.code for each in held if each.pk in taken])


def _lots(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _of(rows: QuerySet[Any], name: str, ids: Sequence[UUID]) -> set[UUID]:
    """To which of these voices the rows lead: asked for in lots that every database takes."""
    found: set[UUID] = set()
    for some in _lots(ids):
        found.update(rows.filter(**{f"{name}__in": some}).order_by().values_list(name, flat=True))
    return found


def _record(what: str, row: Reply, by: str, **facts: Any) -> None:
    record(kind=f"reply.{what}", subject=f"reply:{row.pk}", by=by, facts=facts)


def _record_many(what: str, row: Reply, codes: Sequence[str], by: str, **facts: Any) -> None:
    leaves = [f"contribution:{code}" for code in codes]
    kind, subject = f"reply.{what}", f"reply:{row.pk}"
    record_many(kind=kind, subject=subject, by=by, leaves=leaves, facts=facts)

"""Many voices read, decided upon and put back at once, in a handful of statements however many they are.

What the verbs for one refuse is refused here for the same reasons, and given back voice by voice. The
ledger and the mails are for who calls these: one entry for all of an act (`feedback.pieces`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Max

from arengo.contributions.many import (
    SAID,
    Columns,
    Reading,
    Standing,
    Trouble,
    codes_here,
    columns_of,
    new_code,
    with_codes_here,
)
from arengo.contributions.models import Appeal, Claim, Code, Contribution, Moderation
from arengo.core import rows

Publication = Contribution.Publication
Troubles = dict[UUID, Trouble]
# What those who act on many do not look at, and which is most of a voice.
WORDS: Final = ("text", "correction", "covered", "signature")


def mark_held(codes: Iterable[str]) -> list[Contribution]:
    """The voices with these codes, locked to the end of the transaction, with what each is about."""
    found = with_codes_here(Contribution.objects.defer(*WORDS).filter(code__in=list(codes)))
    return list(found.select_for_update(no_key=True).order_by("pk"))


def mark_read_many(
    voices: Sequence[Contribution], reading: Reading, *, by: str, at: datetime
) -> Troubles:
    """Say of these what kind they are and about what; those that waited are published, or held.

    Gives which were left as they are, and why.
    """
    troubles = {row.pk: why for row in voices if (why := _unreadable(row, reading))}
    read = [row for row in voices if row.pk not in troubles]
    for row in read:
        row.kind = reading.kind or row.kind
        row.horizon = row.horizon if reading.horizon is None else reading.horizon
        row.read_at, row.read_by = max(at, row.received_at), by
    rows.update(read, ["kind", "horizon", "read_at", "read_by"])
    _code(read, reading, by=by, at=at)
    Claim.objects.filter(contribution__in=[row.pk for row in read]).delete()
    waiting = [row for row in read if row.publication == Publication.WAITING]
    decision = Publication.PUBLISHED if reading.publishing else Publication.HELD
    _decide(waiting, decision, by=by, at=at)
    return troubles


def mark_decided_many(
    voices: Sequence[Contribution],
    decision: str,
    *,
    reason: str = "",
    words: str = "",
    by: str,
    at: datetime,
) -> Troubles:
    """Publish these, hold them back or refuse them. Gives which were left as they are, and why."""
    troubles = _undecidable(voices, decision)
    changed = {row.pk for row in voices} - set(troubles)
    for row in voices:
        # The decision on the whole is that on its parts.
        if row.part_of_id in changed and row.pk in changed:
            troubles[row.pk] = Trouble.SAME
    here = [row for row in voices if row.pk not in troubles]
    _decide(here, decision, reason=reason, words=words, by=by, at=at)
    return troubles


def mark_put_back(
    voices: Sequence[Contribution], before: Mapping[UUID, Standing], *, at: datetime
) -> None:
    """Let these stand again as `before` says. What was decided of them last counts no more."""
    moved = [row.pk for row in voices if row.publication != before[row.pk]["publication"]]
    parts: dict[UUID, str] = {}
    for row in voices:
        was = before[row.pk]
        for name in SAID:
            setattr(row, name, was[name])
        row.read_at = datetime.fromisoformat(was["read_at"]) if was["read_at"] else None
        parts |= {UUID(part): publication for part, publication in was["parts"].items()}
    rows.update(voices, SAID)
    for publication in Publication.values:
        ids = [part for part, was_so in parts.items() if was_so == publication]
        if ids:
            Contribution.objects.filter(pk__in=ids).update(publication=publication)
    _put_codes_back(voices, before)
    _undo_decisions(moved, at)


def _unreadable(row: Contribution, reading: Reading) -> Trouble | None:
    if gone := _not_there(row):
        return gone
    if row.read_at is not None and not reading.again:
        return Trouble.READ
    if not (reading.kind or row.kind):
        return Trouble.NO_KIND
    has_any = reading.targets or (not reading.replaces and codes_here(row))
    return None if has_any else Trouble.NO_TARGET


def _not_there(row: Contribution) -> Trouble | None:
    """As `moderating.check_there`."""
    if row.withdrawn_at is not None:
        return Trouble.TAKEN_BACK
    return Trouble.REFUSED if row.publication == Publication.REFUSED else None


def _undecidable(voices: Sequence[Contribution], decision: str) -> Troubles:
    ids = [row.pk for row in voices]
    if decision == Publication.PUBLISHED:
        waits = Appeal.objects.filter(contribution__in=ids, decided_at__isnull=True)
        appealed = set(waits.values_list("contribution", flat=True))
        found = {row.pk: _unpublishable(row, appealed) for row in voices}
    elif decision == Publication.HELD:
        found = {row.pk: _not_there(row) or _same(row, decision) for row in voices}
    else:
        others = Contribution.objects.order_by()
        joined = {
            *others.filter(part_of__in=ids).values_list("part_of", flat=True),
            *others.filter(merged_into__in=ids).values_list("merged_into", flat=True),
        }
        found = {row.pk: _unrefusable(row, joined) for row in voices}
    return {pk: why for pk, why in found.items() if why}


def _unpublishable(row: Contribution, appealed: set[UUID]) -> Trouble | None:
    if row.withdrawn_at is not None:
        return Trouble.TAKEN_BACK
    return Trouble.APPEAL if row.pk in appealed else _same(row, Publication.PUBLISHED)


def _unrefusable(row: Contribution, joined: set[Any]) -> Trouble | None:
    if gone := _not_there(row):
        return gone
    if row.publication == Publication.PUBLISHED:
        return Trouble.PUBLISHED
    return Trouble.JOINED if row.pk in joined else None


def _same(row: Contribution, decision: str) -> Trouble | None:
    return Trouble.SAME if row.publication == decision else None


def _decide(
    voices: Sequence[Contribution],
    decision: str,
    *,
    reason: str = "",
    words: str = "",
    by: str,
    at: datetime,
) -> None:
    """As `moderating.decide`, without its entry in the ledger."""
    ids = [row.pk for row in voices]
    for row in voices:
        row.publication = decision
    Contribution.objects.filter(pk__in=ids).update(publication=decision)
    parts = Contribution.objects.filter(part_of__in=ids)
    parts.exclude(publication=Publication.REFUSED).update(publication=decision)
    Moderation.objects.bulk_create(
        Moderation(
            contribution=row,
            decision=decision,
            reason=reason,
            words=words,
            by=by,
            at=max(at, row.received_at),
        )
        for row in voices
    )


def _code(voices: Sequence[Contribution], reading: Reading, *, by: str, at: datetime) -> None:
    """Let them be about this, too; or about nothing else. What stays keeps who said it first."""
    gone: list[int] = []
    new: list[Code] = []
    for row in voices:
        said = [new_code(target) for target in reading.targets]
        wanted = {columns_of(code): code for code in said}
        here = {columns_of(code): code.pk for code in codes_here(row)}
        if reading.replaces:
            gone += [pk for columns, pk in here.items() if columns not in wanted]
        for columns, code in wanted.items():
            if columns not in here:
                code.contribution, code.by, code.at = row, by, row.read_at or at
                new.append(code)
    Code.objects.filter(pk__in=gone).delete()
    Code.objects.bulk_create(new)


def _put_codes_back(voices: Sequence[Contribution], before: Mapping[UUID, Standing]) -> None:
    """What was said goes, what was taken away comes back, if the plan still has it."""
    gone: list[int] = []
    back: list[Code] = []
    for row in voices:
        was = {Columns(*each[:4]): each for each in before[row.pk]["codes"]}
        here = {columns_of(code): code.pk for code in codes_here(row)}
        gone += [pk for columns, pk in here.items() if columns not in was]
        back += [_code_of(row, each) for columns, each in was.items() if columns not in here]
    Code.objects.filter(pk__in=gone).delete()
    Code.objects.bulk_create(_still_possible(back))


def _code_of(row: Contribution, kept: Sequence[Any]) -> Code:
    about, axis, strategy, section, by, at = kept
    return Code(
        contribution=row,
        about=about,
        axis_id=axis,
        strategy_id=strategy,
        section_id=section,
        by=by,
        at=datetime.fromisoformat(at),
    )


def _still_possible(codes: Sequence[Code]) -> list[Code]:
    found = list(codes)
    for name in ("axis", "strategy", "section"):
        model: Any = Code._meta.get_field(name).related_model
        ids = {getattr(code, f"{name}_id") for code in found} - {None}
        there = {None, *model.objects.filter(pk__in=ids).values_list("pk", flat=True)}
        found = [code for code in found if getattr(code, f"{name}_id") in there]
    return found


def _undo_decisions(ids: Sequence[UUID], at: datetime) -> None:
    counting = Moderation.objects.filter(contribution__in=ids, undone_at__isnull=True).order_by()
    last = counting.values("contribution").annotate(last=Max("pk")).values_list("last", flat=True)
    Moderation.objects.filter(pk__in=list(last)).update(undone_at=at)

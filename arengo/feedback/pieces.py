"""An act on many voices, carried out and undone in pieces: nobody waits seconds for a write lock.

Each piece is a transaction of its own that also says how far it came: cut short anywhere, the act goes
on where it was, and comes to each voice once.
"""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from arengo.contributions.many import (
    Standing,
    Trouble,
    keys_of,
    look_at_codes_again,
    reading_from,
    standing_of,
)
from arengo.contributions.models import Contribution
from arengo.contributions.operations import (
    mark_decided_many,
    mark_held,
    mark_put_back,
    mark_read_many,
)
from arengo.contributions.queries import reachable
from arengo.core.clock import process_time
from arengo.core.ledger import canonical
from arengo.core.ledger.operations import record_many
from arengo.core.outbox.operations import post_many
from arengo.feedback import emails
from arengo.feedback.models import BulkAct, BulkVoice, RepliedVoice
from arengo.feedback.queries import PUT_BACK

PIECE: Final = 250
State, Verb = BulkAct.State, BulkAct.Verb
DONE, UNDONE, KEPT, LEFT = (
    BulkVoice.State.DONE,
    BulkVoice.State.UNDONE,
    BulkVoice.State.KEPT,
    BulkVoice.State.LEFT,
)


@transaction.atomic
def take_piece(act_id: UUID) -> bool:
    """Do, or undo, the next piece of an act; True while there is more to do."""
    act = BulkAct.objects.select_for_update(no_key=True).filter(pk=act_id).first()
    if act is None or not act.is_under_way:
        return False
    if act.state == State.DOING:
        _do(act)
    else:
        _undo(act)
    act.save(update_fields=["handled", "state", "done_at", "undone_at"])
    return act.is_under_way


def kind_of(act: BulkAct) -> str:
    """What the ledger calls it."""
    return f"contributions.{act.verb}"


def done_leaves(act: BulkAct) -> list[str]:
    """One line for each voice that it was done to, in the order of the act."""
    rows = act.voices.exclude(state=LEFT).order_by("place")
    return list(rows.values_list("leaf", flat=True))


def undone_leaves(act: BulkAct) -> list[str]:
    """One line for each voice that was put back, in the order of the act."""
    rows = act.voices.filter(state=UNDONE).order_by("place")
    return [
        f"contribution:{code}:{publication}"
        for code, publication in rows.values_list("code", "before__publication")
    ]


def _do(act: BulkAct) -> None:
    codes = act.wanted[act.handled : act.handled + PIECE]
    voices = mark_held(codes)
    before = _standing(voices)
    troubles = _apply(act, voices)
    done = [row for row in voices if row.pk not in troubles]
    places = {code: place for place, code in enumerate(codes, start=act.handled)}
    here = {row.code for row in voices}
    gone = [code for code in codes if code not in here]
    BulkVoice.objects.bulk_create(
        [
            *_done(act, done, before, places),
            *(
                _left(act, row.code, row, troubles[row.pk], places)
                for row in voices
                if row.pk in troubles
            ),
            *(_left(act, code, None, Trouble.GONE, places) for code in gone),
        ]
    )
    if act.verb == Verb.REFUSE:
        _write_to(act, done)
    act.handled += len(codes)
    if act.handled >= act.total:
        act.state, act.done_at = State.DONE, process_time.now()
        _record(act, kind_of(act), act.by, done_leaves(act))


def _apply(act: BulkAct, voices: Sequence[Contribution]) -> dict[UUID, Trouble]:
    now = process_time.now()
    if act.verb == Verb.READ:
        return mark_read_many(voices, reading_from(act.values), by=act.by, at=now)
    return mark_decided_many(voices, act.verb, **act.values, by=act.by, at=now)


def _done(
    act: BulkAct,
    voices: Sequence[Contribution],
    before: dict[UUID, Standing],
    places: dict[str, int],
) -> Iterable[BulkVoice]:
    # What was decided of a whole was decided of its parts, too, and they may be among these.
    rows = Contribution.objects.filter(pk__in=[row.pk for row in voices])
    publications = dict(rows.order_by().values_list("pk", "publication"))
    for row in voices:
        row.publication = publications[row.pk]
    look_at_codes_again(voices)
    after, about = _standing(voices), keys_of(voices)
    now = timezone.now()
    for row in voices:
        was, stands = before[row.pk], after[row.pk]
        yield BulkVoice(
            act=act,
            place=places[row.code],
            code=row.code,
            contribution=row,
            state=DONE,
            before={**was, "parts": _changed(was["parts"], stands["parts"])},
            after=_digest(stands),
            leaf=_leaf(act, row, was, about[row.pk]),
            at=now,
        )


def _left(
    act: BulkAct, code: str, row: Contribution | None, why: Trouble, places: dict[str, int]
) -> BulkVoice:
    return BulkVoice(
        act=act,
        place=places[code],
        code=code,
        contribution=row,
        state=LEFT,
        trouble=why,
        at=timezone.now(),
    )


def _undo(act: BulkAct) -> None:
    # The last first: what was done to a part before its whole is undone after it.
    rows = list(act.voices.filter(state=DONE).order_by("-place")[:PIECE])
    voices = {row.code: row for row in mark_held(row.code for row in rows)}
    stands = _standing(voices.values())
    same = [
        row
        for row in rows
        if row.code in voices and _digest(stands[voices[row.code].pk]) == row.after
    ]
    mark_put_back(
        [voices[row.code] for row in same],
        {voices[row.code].pk: row.before for row in same},
        at=process_time.now(),
    )
    put_back = {row.pk for row in same}
    here = act.voices.filter(pk__in=[row.pk for row in rows])
    here.filter(pk__in=put_back).update(state=UNDONE, undone_at=timezone.now())
    here.exclude(pk__in=put_back).update(state=KEPT)
    if len(rows) < PIECE or not act.voices.filter(state=DONE).exists():
        act.state, act.undone_at = State.UNDONE, process_time.now()
        _record(act, PUT_BACK, act.undone_by, undone_leaves(act))


def _record(act: BulkAct, kind: str, by: str, leaves: list[str]) -> None:
    facts = {"process": act.process.key, "reason": str(act.values.get("reason", ""))}
    record_many(kind=kind, subject=f"act:{act.pk}", by=by, leaves=leaves, facts=facts)


def _standing(voices: Iterable[Contribution]) -> dict[UUID, Standing]:
    """How each stands with the office, the replies to it included."""
    rows = list(voices)
    found = standing_of(rows)
    replied = RepliedVoice.objects.filter(contribution__in=[row.pk for row in rows])
    for pk, turn, state in replied.order_by("turn").values_list(
        "contribution", "turn", "reply__state"
    ):
        found[pk].setdefault("replies", []).append([turn, state])
    return found


def _digest(stands: Standing) -> str:
    return canonical.sha256(canonical.compact_json(stands).encode()).hex()


def _changed(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    """Of the parts those that were decided with their whole, as they were."""
    return {part: was for part, was in before.items() if after.get(part) != was}


def _leaf(act: BulkAct, row: Contribution, was: Standing, keys: Sequence[str]) -> str:
    """What the ledger says of it; after the last colon what was decided of its words, or nothing."""
    decided = row.publication if row.publication != was["publication"] else ""
    if act.verb != Verb.READ:
        return f"contribution:{row.code}:{decided}"
    about = canonical.sha256(",".join(keys).encode()).hex()
    return f"contribution:{row.code}:read:{row.kind}:{row.horizon}:{about}:{decided}"


def _write_to(act: BulkAct, refused: Sequence[Contribution]) -> None:
    """Owe each author one mail for all of theirs; it waits until the act has come to all of them."""
    ids = [row.pk for row in refused]
    people = Contribution.objects.filter(reachable(), pk__in=ids).order_by().values("person")
    post_many(
        render=emails.voices_refused,
        mails=[
            {
                "arguments": {"act_id": str(act.pk), "person_id": str(person)},
                "key": f"voices-refused:{act.pk}:{person}",
                "subject": f"person:{person}",
            }
            for person in sorted({each["person"] for each in people})
        ],
    )

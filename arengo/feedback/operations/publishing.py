"""Reading again and publishing: from there on nothing changes, and who spoke is written to."""

import uuid
from collections.abc import Iterable, Sequence

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger import canonical
from arengo.core.ledger.operations import record, record_many
from arengo.core.outbox.operations import post_many
from arengo.feedback import emails
from arengo.feedback.models import RepliedVoice, Reply
from arengo.feedback.operations.drafting import draft_of
from arengo.feedback.operations.letters import owe_letters
from arengo.feedback.queries import people_by_letter, people_told
from arengo.feedback.refusals import NotReviewed, SameHand
from arengo.people.queries import others_write

State = Reply.State


@transaction.atomic
def review_reply(*, reply: Reply, by: str) -> Reply:
    """Say that a draft can be published. Twice is once.

    Raises SameHand when who drafted it says so, unless nobody else in the office could;
    AlreadyPublished, GoneMeanwhile.
    """
    row = draft_of(reply)
    if row.state == State.REVIEWED:
        return row
    if row.drafted_by == by and others_write(by):
        raise SameHand
    row.state, row.reviewed_by, row.reviewed_at = State.REVIEWED, by, process_time.now()
    row.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    record(kind="reply.reviewed", subject=f"reply:{row.pk}", by=by, facts={})
    return row


@transaction.atomic
def publish_replies(*, replies: Iterable[Reply], by: str) -> list[Reply]:
    """Publish these together: each author gets one mail for all that is answered to them in it.

    Those that were published already stay as they are. Raises NotReviewed when one of them was not
    read again, and then none is published.
    """
    ids = [reply.pk for reply in replies]
    held = Reply.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    rows = [row for row in held if not row.is_published]
    if any(row.state != State.REVIEWED for row in rows):
        raise NotReviewed
    if not rows:
        return []
    now, batch = process_time.now(), uuid.uuid4()
    for row in rows:
        row.state, row.published_at, row.batch = State.PUBLISHED, now, batch
        row.save(update_fields=["state", "published_at", "batch"])
    voices = RepliedVoice.objects.filter(reply__in=rows).select_related("contribution")
    _record(rows, list(voices), by)
    _write_to(batch, rows)
    return rows


def leaf_of(voice: RepliedVoice, outcome: str, words: str) -> str:
    """What the ledger says of a voice that is answered: its code, how, with the digest of the reason."""
    return f"contribution:{voice.contribution.code}:{voice.turn}:{outcome}:{words}"


def words_of(reply: Reply) -> str:
    """The digest of what a reply says, by which anybody sees that it is still what was published."""
    return canonical.sha256(str(reply.reason.get("it", "")).encode()).hex()


def leaves_of(reply: Reply, voices: Sequence[RepliedVoice]) -> list[str]:
    """One line for each voice that a reply answers, in an order that can be made again."""
    words = words_of(reply)
    return sorted(leaf_of(voice, reply.outcome, words) for voice in voices)


def _record(rows: Sequence[Reply], voices: Sequence[RepliedVoice], by: str) -> None:
    for row in rows:
        leaves = leaves_of(row, [voice for voice in voices if voice.reply_id == row.pk])
        record_many(
            kind="reply.published",
            subject=f"reply:{row.pk}",
            by=by,
            leaves=leaves,
            facts={"outcome": row.outcome},
        )


def _write_to(batch: uuid.UUID, replies: Sequence[Reply]) -> None:
    people = people_told(replies)
    by_letter = people_by_letter(people)
    owe_letters(process=replies[0].process, batch=batch, people=by_letter)
    mails = [
        {
            "arguments": {"batch": str(batch), "person_id": str(person)},
            "key": f"replies:{batch}:{person}",
            "subject": f"person:{person}",
        }
        for person in people
        if person not in by_letter
    ]
    post_many(render=emails.replies_published, mails=mails)

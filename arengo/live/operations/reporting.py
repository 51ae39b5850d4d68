"""The resoconto: made from what happened, read by who came, corrected, approved and sealed."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.editing import check_version
from arengo.core.ledger.operations import record
from arengo.core.localized import Localized
from arengo.live import minutes_content, rooms, rules
from arengo.live.models import Correction, Minutes, Room
from arengo.live.models.minutes import CORRECTION_AT_MOST
from arengo.live.refusals import (
    AlreadyApproved,
    AlreadyDecided,
    AlreadyShared,
    MadeBeforeTheEnd,
    NoMinutesYet,
    NoReason,
    NoSuchPiece,
    NotAmongThem,
    NothingWritten,
    NotOverYet,
    NotShared,
    StillBeingRead,
    StillToDecide,
    TooLateToPropose,
    TooManyProposals,
)
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration

State = Minutes.State
CORRECTIONS_WITHIN: Final = timedelta(days=7)
# What one person may have waiting for an answer: a page that sends without end is nobody's weapon.
WAITING_AT_MOST: Final = 20
FRAME: Final = ("opening", "closing")


@transaction.atomic
def make_minutes(*, meeting: Meeting, by: str) -> Minutes:
    """Make the draft from what happened, or make it anew; what the office wrote around it stays.

    Raises NotOverYet, and AlreadyShared once others read it.
    """
    room = rooms.lock(meeting)
    if room.closed_at is None:
        raise NotOverYet
    content = minutes_content.content_of(meeting)
    row = Minutes.objects.filter(meeting=meeting).first()
    if row is not None and row.state != State.DRAFT:
        raise AlreadyShared
    if row is None:
        row = Minutes(meeting=meeting)
    elif row.content != content:
        row.version += 1
    row.content, row.made_at = content, process_time.now()
    row.save()
    return _told(row, "made", by, version=row.version)


@transaction.atomic
def frame_minutes(
    *, minutes: Minutes, opening: Localized, closing: Localized, by: str, version: str = ""
) -> Minutes:
    """Write what the office says before and after; until it is approved.

    Raises AlreadyApproved, ChangedMeanwhile.
    """
    row = _locked(minutes.meeting)
    if row.state == State.APPROVED:
        raise AlreadyApproved
    check_version(row, FRAME, version)
    if (row.opening, row.closing) == (opening, closing):
        return row
    row.opening, row.closing = opening, closing
    row.save(update_fields=FRAME)
    return _told(row, "framed", by)


@transaction.atomic
def share_minutes(*, meeting: Meeting, by: str) -> Minutes:
    """Make the resoconto public, as what who came may correct for seven days. Twice is once.

    A job owes each of them the mail with their link. Raises NoMinutesYet, NotOverYet, and
    MadeBeforeTheEnd when the evening went on after it was made: what was said then is not in it.
    """
    row = _locked(meeting)
    if row.state != State.DRAFT:
        return row
    closed_at = Room.objects.get(meeting=meeting).closed_at
    if closed_at is None:
        raise NotOverYet
    if row.made_at < closed_at:
        raise MadeBeforeTheEnd
    now = process_time.now()
    row.state, row.shared_at, row.corrections_until = State.SHARED, now, now + CORRECTIONS_WITHIN
    row.save(update_fields=["state", "shared_at", "corrections_until"])
    return _told(row, "shared", by, version=row.version)


@transaction.atomic
def propose_correction(
    *,
    registration: Registration,
    number: uuid.UUID,
    text: str,
    about: str = "",
    by: str = "person",
) -> Correction:
    """Say what should read otherwise: `about` is the key of a piece, blank for the whole.

    `number` is the page's own: told twice, it is the same. Raises NoMinutesYet, NotShared,
    NotAmongThem, TooLateToPropose, NoSuchPiece, NothingWritten, TooManyProposals.
    """
    row = _locked(registration.meeting)
    told = Correction.objects.filter(pk=number, minutes=row, registration=registration).first()
    if told is not None:
        return told
    _check_may_propose(row, registration)
    words = text.strip()[:CORRECTION_AT_MOST]
    if not words:
        raise NothingWritten
    if about and minutes_content.piece_with_key(row.content, about) is None:
        raise NoSuchPiece
    correction = Correction.objects.create(
        id=number,
        minutes=row,
        registration=registration,
        about=about,
        text=words,
        proposed_at=process_time.now(),
    )
    record(kind="correction.proposed", subject=_subject(correction), by=by, facts={})
    return correction


@transaction.atomic
def decide_correction(
    *, correction: Correction, accepts: bool, by: str, text: str = "", answer: str = ""
) -> Correction:
    """Accept a correction, `text` being how the piece reads from now on, or refuse it and say why.

    What it was about the whole is added at the end. Who proposed it reads the answer. Raises
    AlreadyDecided, NothingWritten, NoReason, NoSuchPiece, AlreadyApproved.
    """
    minutes = _locked(correction.minutes.meeting)
    row = Correction.objects.select_for_update(no_key=True).get(pk=correction.pk)
    if minutes.state == State.APPROVED:
        raise AlreadyApproved
    if row.decided_at is not None:
        raise AlreadyDecided
    words, why = text.strip(), answer.strip()[:CORRECTION_AT_MOST]
    if accepts and not words:
        raise NothingWritten
    if not accepts and not why:
        raise NoReason
    if accepts:
        _rewrite(minutes, row.about, words)
    _decide(row, accepts, why, by)
    return row


@transaction.atomic
def approve_minutes(
    *, meeting: Meeting, by: str, reason: str = "", covered: Mapping[str, str] | None = None
) -> Minutes:
    """Approve it: the digest of all it says goes into the ledger, and nothing changes any more.

    Once the time to correct is over; corrections without an answer are refused with `reason`. `covered`:
    the words, by the key of the piece, that are sealed in place of those that the office covered. Twice
    is once. Raises NoMinutesYet, NotShared, StillBeingRead, StillToDecide.
    """
    row = _locked(meeting)
    if row.state == State.APPROVED:
        return row
    if row.state == State.DRAFT or row.corrections_until is None:
        raise NotShared
    if process_time.now() < row.corrections_until:
        raise StillBeingRead
    waiting = list(row.corrections.filter(decided_at__isnull=True))
    why = reason.strip()[:CORRECTION_AT_MOST]
    if waiting and not why:
        raise StillToDecide
    for correction in waiting:
        _decide(correction, False, why, by)
    for piece in minutes_content.pieces_of(row.content):
        if words := (covered or {}).get(piece["key"]):
            piece |= {"text": words, "before": ""}
    row.digest = digest_of(row)
    entry = record(
        kind="minutes.approved",
        subject=f"meeting:{meeting.slug}",
        by=by,
        facts={"digest": row.digest, "version": row.version},
    )
    row.state, row.approved_at = State.APPROVED, process_time.now()
    row.approved_by, row.entry = by, entry.pk
    row.save(update_fields=["content", "state", "approved_at", "approved_by", "digest", "entry"])
    return row


def digest_of(minutes: Minutes) -> str:
    """SHA-256 of the canonical text of all that it says, in hexadecimal."""
    text = minutes_content.canonical_text(minutes.content, minutes.opening, minutes.closing)
    return hashlib.sha256(text.encode()).hexdigest()


def _locked(meeting: Meeting) -> Minutes:
    rooms.lock(meeting)
    row = Minutes.objects.select_related("meeting").filter(meeting=meeting).first()
    if row is None:
        raise NoMinutesYet
    return row


def _check_may_propose(minutes: Minutes, registration: Registration) -> None:
    if minutes.state == State.DRAFT:
        raise NotShared
    if not rules.is_present(registration):
        raise NotAmongThem
    until = minutes.corrections_until
    if minutes.state == State.APPROVED or until is None or process_time.now() >= until:
        raise TooLateToPropose
    mine = minutes.corrections.filter(registration=registration, decided_at__isnull=True)
    if mine.count() >= WAITING_AT_MOST:
        raise TooManyProposals


def _rewrite(minutes: Minutes, about: str, words: str) -> None:
    """Change a piece of the content, what stood there staying beside; or add at the end."""
    if about:
        piece = minutes_content.piece_with_key(minutes.content, about)
        if piece is None:
            raise NoSuchPiece
        piece["before"] = piece["before"] or piece["text"]
        piece["text"] = words
    else:
        minutes.content.setdefault("added", []).append(words)
    minutes.version += 1
    minutes.save(update_fields=["content", "version"])


def _decide(correction: Correction, accepts: bool, answer: str, by: str) -> None:
    correction.is_accepted, correction.answer = accepts, answer
    correction.decided_at = process_time.now()
    correction.save(update_fields=["is_accepted", "answer", "decided_at"])
    kind = "correction.accepted" if accepts else "correction.refused"
    record(kind=kind, subject=_subject(correction), by=by, facts={})


def _subject(correction: Correction) -> str:
    return f"correction:{correction.pk}"


def _told(minutes: Minutes, what: str, by: str, **facts: Any) -> Minutes:
    subject = f"meeting:{minutes.meeting.slug}"
    record(kind=f"minutes.{what}", subject=subject, by=by, facts=facts)
    return minutes

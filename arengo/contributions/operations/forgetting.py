"""Letting go of whose a voice was: docs/privacy.md promises when."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from arengo.contributions import retention
from arengo.contributions.models import Contribution, Source, SourcePage
from arengo.contributions.operations.recording import delete_attachments
from arengo.contributions.personal_data import COVERED
from arengo.contributions.published import key_of_piece
from arengo.contributions.searching import put_words
from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.core.uploads import delete_after_commit
from arengo.live.operations import mark_reworded
from arengo.meetings.models import Meeting


@transaction.atomic
def forget_authors() -> int:
    """Job: of the voices of erased people nothing says any more whose they are, nor of those whose
    author never confirmed in thirty days.

    The words stay as everybody reads them, are counted and answered; what the office covered goes, also
    where it was written down at a meeting, what its author corrected on the site, and the files beside
    them, with who was erased. Says how many.
    """
    now = process_time.now()
    # Whose it was leads to all of it, and goes last.
    theirs = retention.voices_of_erased(now)
    # What they came in is held before the voices, as everywhere.
    _let_go(list(retention.sheets_with_their_lines(now)))
    _keep_only_what_is_read(retention.reworded_voices(now))
    retention.voices(now).exclude(signature="").update(signature="")
    retention.appeals(now).update(text="")
    delete_attachments(theirs)
    retention.unconfirmed_meetings(now).update(person=None)
    count = retention.voices(now).update(person=None)
    if count:
        record(kind="contributions.forgotten", facts={"count": count})
    return count


@transaction.atomic
def forget_supporters() -> int:
    """Job: of the supports of erased people nothing says any more whose they are: they stay counted.

    Those that nobody confirmed go, after thirty days or with the person. Says how many.
    """
    now = process_time.now()
    count = retention.unconfirmed_supports(now).delete()[0]
    count += retention.supports(now).update(person=None)
    if count:
        record(kind="supports.forgotten", facts={"count": count})
    return count


@transaction.atomic
def forget_sources() -> int:
    """Job: of what erased people sent, and of what was closed a year ago, nothing is kept but that it came.

    The voices that were taken from it stay, with the passage's place. Says how many.
    """
    rows = list(retention.sources(process_time.now()))
    _let_go(rows)
    if rows:
        record(kind="sources.forgotten", facts={"count": len(rows)})
    return len(rows)


def _let_go(rows: Collection[Source]) -> None:
    """Of these nothing stays but that they came: neither files nor what they were called."""
    ids = [row.pk for row in rows]
    for row in rows:
        delete_after_commit(row.file.name)
    retention.scans_of(rows).update(file_name="")
    mark_pages_gone(ids)
    # Nor by what it is known again: the same words may come from somebody else.
    names = ("text", "file", "title", "roles", "file_name", "message_id", "digest")
    nothing = dict.fromkeys(names, "")
    Source.objects.filter(pk__in=ids).update(person=None, **nothing)


def _keep_only_what_is_read(voices: QuerySet[Contribution]) -> None:
    """The words of these are from now on those that everybody reads: what was covered is no more.

    They stay marked as covered. A part that is not in the covered words of its whole as it is goes
    altogether: nobody said what may be read of it.
    """
    rows = list(voices.select_related("part_of", "meeting"))
    at_meetings: dict[Meeting, dict[str, str]] = {}
    for row in rows:
        whole = row.part_of
        if not row.covered and whole is not None and whole.covered:
            if row.words in whole.covered:
                continue
            row.covered = COVERED
        row.text, row.correction = row.covered or _without_covered_parts(row), ""
        if row.meeting is not None and (key := key_of_piece(row)):
            at_meetings.setdefault(row.meeting, {})[key] = row.text
    # From there it is received again when it reads otherwise: with what was covered, too.
    for meeting, words in at_meetings.items():
        mark_reworded(words, meeting=meeting)
    Contribution.objects.bulk_update(rows, ["text", "correction", "covered"])
    put_words(rows)


def _without_covered_parts(whole: Contribution) -> str:
    """The words of a voice, with what covers a part of it in place of that part."""
    words, moved = whole.words, 0
    parts = list(whole.parts.order_by("passage_start"))
    for part in parts:
        if part.passage_start is None or part.passage_end is None:
            continue
        start, end = part.passage_start + moved, part.passage_end + moved
        said = part.covered or words[start:end]
        words = words[:start] + said + words[end:]
        moved += len(said) - (end - start)
        part.passage_start, part.passage_end = start, start + len(said)
    Contribution.objects.bulk_update(parts, ["passage_start", "passage_end"])
    return words


def mark_pages_gone(sources: Collection[UUID]) -> None:
    """The pictures of the pages of these sources are kept no longer: rows and files."""
    pages = SourcePage.objects.filter(source__in=sources)
    for name in pages.values_list("picture", flat=True):
        delete_after_commit(name)
    pages.delete()

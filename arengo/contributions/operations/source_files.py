"""Bringing in what came in one piece, and reading its file: once, outside any transaction, by the worker."""

import hashlib
import logging
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django_tasks import task

from arengo.contributions.models import Source, SourcePage
from arengo.contributions.operations import source_mails
from arengo.contributions.operations.sources import add_source, title_of
from arengo.contributions.queries import sources_to_read
from arengo.contributions.refusals import CameAlready
from arengo.core import leases, reading
from arengo.core.guard import refuse_inside_transaction
from arengo.core.reading import ReadAttachment, Reading, ReadPage, Trouble
from arengo.core.tasks import backend
from arengo.core.tasks.models import TaskRow
from arengo.people.identity import find_or_make_person
from arengo.process.models import Process

# The mark of a firm under a mail is a picture smaller than any photograph.
DECORATION_BYTES: Final = 20_000
# By which a reading that stopped is known among the tasks.
KEY: Final = "source:"
AS_ITS_MAIL: Final = ("stage", "meeting", "representing", "zone", "language", "dated_on")
logger = logging.getLogger(__name__)


@transaction.atomic
def bring_source(
    *,
    process: Process,
    kind: str,
    values: Mapping[str, Any],
    email: str = "",
    upload: File | None = None,
    received_at: datetime | None = None,
    by: str,
) -> Source:
    """Keep what somebody brought to the office. `email`: of who sent it, when they want to be answered.

    Its file is read soon after. Raises FieldRefused, CameAlready.
    """
    language = values.get("language") or "it"
    person = find_or_make_person(name="", email=email, language=language) if email else None
    if upload is not None and not values.get("title"):
        values = {**values, "title": title_of(upload.name or "")}
    return add_source(
        process=process,
        kind=kind,
        values=values,
        person=person,
        upload=upload,
        received_at=received_at,
        by=by,
    )


def read_sources() -> int:
    """Job: read the files that were brought and that nobody read yet; how many. Raises InsideTransaction.

    One whose reading stops is tried again later and later, and in the end is left to the office.
    """
    read = 0
    sources = list(sources_to_read())
    tried = backend.states(KEY) if sources else {}
    for source in sources:
        state = tried.get(f"{KEY}{source.pk}")
        if state == TaskRow.State.DEAD:
            sources_to_read().filter(pk=source.pk).update(trouble=Trouble.HEAVY)
        if state in (TaskRow.State.DEAD, TaskRow.State.READY):
            continue
        try:
            read += read_source(source=source)
        except Exception as error:
            # The others do not wait for one that cannot be read now.
            logger.error("source %s\n%s", source.pk, leases.trail(error))
            key = f"{KEY}{source.pk}"
            backend.enqueue_once(read_again, key=key, args=[str(source.pk)])
    return read


@task()
def read_again(source_id: str) -> bool:
    """`read_source` of one whose reading stopped, as often as a task is tried."""
    source = sources_to_read().filter(pk=source_id).first()
    return source is not None and read_source(source=source)


def read_source(*, source: Source) -> bool:
    """Read the file of a source and write down what is in it, once. Raises ReadingStopped, InsideTransaction."""
    refuse_inside_transaction("the reading of a source")
    with tempfile.TemporaryDirectory(prefix="arengo-source-") as name:
        place = Path(name)
        path = place / "file"
        if not _copied(source, path):
            return _keep(source, Reading(kind=None, trouble=Trouble.BROKEN), [])
        found = reading.read(path, place)
        return _keep_with_pages(source, found)


def _keep_with_pages(source: Source, found: Reading) -> bool:
    """Keep what was found; of pages that are not kept in the end no picture stays."""
    pages: list[SourcePage] = []
    kept = False
    try:
        pages.extend(_page(source, page) for page in found.pages)
        kept = _keep(source, found, pages)
    finally:
        if not kept:
            _delete_pictures(pages)
    return kept


def _delete_pictures(pages: list[SourcePage]) -> None:
    for page in pages:
        default_storage.delete(str(page.picture.name))


def _copied(source: Source, path: Path) -> bool:
    """The reader reads a plain file, wherever the storage keeps its own."""
    with suppress(FileNotFoundError), source.file.open("rb") as kept, path.open("wb") as copy:
        shutil.copyfileobj(kept, copy)
        return True
    return False


def _page(source: Source, page: ReadPage) -> SourcePage:
    content = page.picture.read_bytes()
    name = f"sources/pages/{source.pk.hex}-{page.number}.webp"
    return SourcePage(
        source=source,
        number=page.number,
        picture=default_storage.save(name, ContentFile(content)),
        width=page.width,
        height=page.height,
        start=page.start,
        digest=hashlib.sha256(content).hexdigest()[:16],
    )


@transaction.atomic
def _keep(source: Source, found: Reading, pages: list[SourcePage]) -> bool:
    """Write what was found, unless it was read or forgotten meanwhile."""
    row = sources_to_read().select_for_update(no_key=True).filter(pk=source.pk).first()
    if row is None:
        return False
    row.text, row.trouble = found.text, str(found.trouble or "")
    SourcePage.objects.bulk_create(pages)
    if found.mail is not None:
        source_mails.put(row, found.mail)
    row.save()
    if found.mail is not None:
        for carried in found.mail.attachments:
            if not _is_decoration(carried):
                _keep_attached(row, carried)
        source_mails.follow(row, found.mail)
    return True


def _is_decoration(carried: ReadAttachment) -> bool:
    return carried.mimetype.startswith("image/") and carried.size < DECORATION_BYTES


def _keep_attached(mail: Source, carried: ReadAttachment) -> None:
    """What a mail carries is a source of its own: it has pages, passages and an end of its own."""
    if not carried.size:
        return
    same = {name: getattr(mail, name) for name in AS_ITS_MAIL}
    title = title_of(carried.name)
    with carried.file.open("rb") as content, suppress(CameAlready):
        add_source(
            process=mail.process,
            kind=Source.Kind.DOCUMENT,
            values={**same, "title": title, "part_of": mail},
            person=mail.person,
            upload=File(content, name=carried.name),
            received_at=mail.received_at,
            by=mail.added_by,
        )

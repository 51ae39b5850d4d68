"""Photographs and scans of sheets: handed in, read by the worker, each picture put with its sheet."""

import hashlib
import re
import shutil
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any, Final

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from arengo.contributions import retention
from arengo.contributions.models import PaperSheet, ScanFile, SheetScan, Source, SourcePage
from arengo.contributions.operations.sources import FILE_NAME_AT_MOST, add_source, tidy
from arengo.contributions.sheets import sheets_to_recognise
from arengo.core import codes, sheet_pictures
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.core.pdf_pages import CannotDraw
from arengo.core.sheet_pictures import FILE_AT_MOST, SheetPicture
from arengo.core.tasks.backend import enqueue_once
from arengo.core.tasks.runner import keep_alive
from arengo.core.uploads import MEGABYTE, delete_after_commit
from arengo.process.models import Process

ADDRESS: Final = re.compile(r"/voce/([0-9A-Za-z-]{8,12})/?(?:\?f=(\d))?$")


@dataclass(frozen=True)
class Piece:
    """A picture that is kept: where, of which code ("" for none that we read), of which side."""

    name: str
    width: int
    height: int
    digest: str
    code: str
    side: int
    page: int


def hand_in_scan(*, process: Process, upload: File, by: str) -> tuple[ScanFile, bool]:
    """Keep a photograph or a scan until the worker has read it; says whether it is to be read.

    The same file twice is read once; again when nothing could be read from it. Raises FieldRefused
    ("upload").
    """
    _check(upload)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    row = ScanFile(process=process, digest=digest.hexdigest(), by=by)
    row.received_at = process_time.now()
    try:
        with transaction.atomic():
            same = ScanFile.objects.select_for_update(no_key=True)
            known = same.filter(process=process, digest=row.digest).first()
            if known is not None and not known.trouble:
                return known, False
            return _to_read(known or row, upload, by), True
    except IntegrityError:
        # The same file, twice in the same moment.
        known = ScanFile.objects.get(process=process, digest=row.digest)
        row.file.delete(save=False)
        return known, False


def read_scan(*, scan_id: str) -> int:
    """Find the sheets in a file that was handed in, once; gives how many pictures there are.

    What cannot be read is written on its row. Raises DrawingStopped when it can be tried again;
    InsideTransaction.
    """
    scan = ScanFile.objects.filter(pk=scan_id, read_at=None).first()
    if scan is None:
        return 0
    pieces: list[Piece] = []
    is_kept = False
    try:
        trouble = _read(scan, pieces)
        is_kept = _keep(scan, [] if trouble else pieces, trouble) and not trouble
    finally:
        # Somebody else may read the same meanwhile: theirs are not touched.
        if not is_kept:
            _delete_pictures(pieces)
    if not is_kept:
        return 0
    _sweep(scan, pieces)
    return len(pieces)


@task()
def read_in_the_worker(scan_id: str) -> int:
    """Long work: `read_scan`."""
    return read_scan(scan_id=scan_id)


@transaction.atomic
def forget_scan_files() -> int:
    """Job: the names of files that were handed in go after thirty days. Says how many."""
    return retention.scan_files(process_time.now()).update(file_name="")


def mark_pages_added(source: Source, pieces: Sequence[Piece]) -> None:
    """These pictures are further pages of a source; one that is there already is not added again."""
    here = list(source.pages.all())
    digests = {page.digest for page in here}
    number = max((page.number for page in here), default=0)
    for piece in pieces:
        if piece.digest in digests:
            delete_after_commit(piece.name)
            continue
        number += 1
        SourcePage.objects.create(
            source=source,
            number=number,
            picture=piece.name,
            width=piece.width,
            height=piece.height,
            digest=piece.digest,
        )


def _to_read(row: ScanFile, upload: File, by: str) -> ScanFile:
    """Keep the file on its row, new or of one that could not be read, and let the worker read it."""
    is_new = row._state.adding
    row.file_name = tidy(PurePath(upload.name or "").name)[-FILE_NAME_AT_MOST:]
    row.file.save(row.pk.hex, upload, save=False)
    row.by, row.read_at, row.trouble, row.pictures = by, None, "", 0
    row.save(force_insert=is_new)
    key = f"scan:{row.pk}" if is_new else f"scan:{row.pk}:{uuid.uuid4()}"
    enqueue_once(read_in_the_worker, key=key, args=[str(row.pk)])
    facts = {"digest": row.digest}
    record(kind="sheets.handed_in", subject=f"scan:{row.pk}", by=by, facts=facts)
    return row


def _check(upload: File) -> None:
    if not upload.size:
        raise FieldRefused("upload", _("Il file è vuoto."))
    if upload.size > FILE_AT_MOST:
        sentence = _("Il file è troppo grande: al massimo %s MB.") % (FILE_AT_MOST // MEGABYTE)
        raise FieldRefused("upload", sentence)


def _read(scan: ScanFile, pieces: list[Piece]) -> str:
    """Put its pictures into `pieces`, each as soon as it is kept; says why nothing can be read."""
    with tempfile.TemporaryDirectory(prefix="arengo-scan-") as name:
        place = Path(name)
        source = place / "handed-in"
        try:
            with scan.file.open("rb") as file, source.open("wb") as copy:
                shutil.copyfileobj(file, copy)
        except FileNotFoundError:
            return ScanFile.Trouble.GONE
        try:
            for found in sheet_pictures.read(source, place):
                pieces.append(_piece(scan, len(pieces) + 1, found))
                found.picture.unlink()
                ScanFile.objects.filter(pk=scan.pk, read_at=None).update(pictures=len(pieces))
                keep_alive()
        except CannotDraw as error:
            return error.trouble
    return ""


def _piece(scan: ScanFile, number: int, found: SheetPicture) -> Piece:
    content = found.picture.read_bytes()
    name = f"{_folder(scan)}/{number}.webp"
    code, side = _told(found.marks)
    return Piece(
        name=default_storage.save(name, ContentFile(content)),
        width=found.width,
        height=found.height,
        digest=hashlib.sha256(content).hexdigest()[:16],
        code=code,
        side=side,
        page=found.page,
    )


def _told(marks: Sequence[str]) -> tuple[str, int]:
    """The code and the side that the QR codes of a picture agree on; "" when they do not."""
    found = [match for mark in marks if (match := ADDRESS.search(mark))]
    told = set()
    for match in found:
        try:
            told.add(codes.read(match.group(1)))
        except codes.BadCode:
            continue
    if len(told) != 1:
        return "", 0
    return told.pop(), int(found[0].group(2) or 0)


@transaction.atomic
def _keep(scan: ScanFile, pieces: Sequence[Piece], trouble: str) -> bool:
    """Put each picture with its sheet, unless somebody else did it meanwhile."""
    row = ScanFile.objects.select_for_update().filter(pk=scan.pk, read_at=None).first()
    if row is None:
        return False
    known = sheets_to_recognise(row.process, [piece.code for piece in pieces if piece.code])
    # Held: somebody may be reading the same code on another picture.
    held = PaperSheet.objects.select_for_update(no_key=True).order_by("pk")
    list(held.filter(pk__in=[sheet.pk for sheet in known.values()]))
    for code in dict.fromkeys(piece.code for piece in pieces if piece.code in known):
        theirs = sorted((p for p in pieces if p.code == code), key=lambda p: (p.side, p.page))
        _put_with_sheet(row, known[code], theirs)
    for piece in pieces:
        if piece.code not in known:
            name = f"{row.file_name}, {piece.page}"
            SheetScan.objects.create(source=_new_source(row, name, [piece]))
    delete_after_commit(row.file.name)
    row.file, row.read_at, row.trouble = "", process_time.now(), trouble
    row.pictures = len(pieces)
    row.save(update_fields=["file", "read_at", "trouble", "pictures"])
    return True


def _put_with_sheet(row: ScanFile, sheet: PaperSheet, pieces: Sequence[Piece]) -> None:
    here = SheetScan.objects.filter(sheet=sheet, is_copy=False).select_related("source").first()
    if here is None:
        source = _new_source(row, codes.show(sheet.code), pieces, sheet)
        SheetScan.objects.create(source=source, sheet=sheet)
        return
    mark_pages_added(here.source, pieces)
    if here.source.state != Source.State.WAITING:
        mark_came_again(here, process_time.now())


def mark_came_again(scan: SheetScan, moment: datetime) -> None:
    """A picture came after everything was typed: somebody looks at it."""
    scan.again_at = moment
    scan.save(update_fields=["again_at"])


def _new_source(
    row: ScanFile, title: str, pieces: Sequence[Piece], sheet: PaperSheet | None = None
) -> Source:
    values: dict[str, Any] = {"title": title[-FILE_NAME_AT_MOST:]}
    if sheet is not None:
        values |= {"stage": sheet.run.stage, "language": sheet.run.language}
    source = add_source(
        process=row.process,
        kind=Source.Kind.SHEET,
        values=values,
        received_at=row.received_at,
        by=row.by,
    )
    mark_pages_added(source, pieces)
    return source


def _folder(scan: ScanFile) -> str:
    return f"sources/pages/{scan.pk.hex}"


def _sweep(scan: ScanFile, kept: Sequence[Piece]) -> None:
    """Delete what readings that were cut short have left: from now on no other one is kept."""
    folder, names = _folder(scan), {piece.name for piece in kept}
    if not default_storage.exists(folder):
        return
    for name in default_storage.listdir(folder)[1]:
        if f"{folder}/{name}" not in names:
            default_storage.delete(f"{folder}/{name}")


def _delete_pictures(pieces: Sequence[Piece]) -> None:
    for piece in pieces:
        default_storage.delete(piece.name)

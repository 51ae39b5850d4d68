"""The documents: a file of ours, looked at before it is kept, or the address of another's."""

import zipfile
from collections.abc import Mapping
from functools import partial
from pathlib import PurePath
from typing import Any, Final

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from arengo.core import editing
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.process.models import Document, Process
from arengo.process.operations.pages import drop_pages

DOCUMENT_FIELDS: Final = (
    "title",
    "description",
    "url",
    "language",
    "published_on",
    "is_example",
)
MEGABYTE: Final = 1024 * 1024
FILE_LIMIT: Final = 25 * MEGABYTE
ZIPPED: Final = b"PK\x03\x04"
# What a file of each kind begins with, so that its name does not lie about it. None: plain text.
FILE_KINDS: Final[dict[str, bytes | None]] = {
    "pdf": b"%PDF-",
    "docx": ZIPPED,
    "odt": ZIPPED,
    "xlsx": ZIPPED,
    "ods": ZIPPED,
    "pptx": ZIPPED,
    "odp": ZIPPED,
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "png": b"\x89PNG\r\n\x1a\n",
    "csv": None,
    "txt": None,
}
# What is inside the zip of each kind.
INSIDE: Final = {
    "docx": "word/",
    "xlsx": "xl/",
    "pptx": "ppt/",
    "odt": "content.xml",
    "ods": "content.xml",
    "odp": "content.xml",
}


@transaction.atomic
def save_document(
    *,
    process: Process,
    document: Document | None = None,
    values: Mapping[str, Any],
    upload: File | None = None,
    version: str = "",
    by: str,
) -> Document:
    """Write a document, or add one; `upload` becomes its file, the one before and its pages go.

    A file is kept under a name of ours, by its kind: what it was called on somebody's computer is
    not. Raises FieldRefused ("upload" for a file that cannot be kept), ChangedMeanwhile.
    """
    holder = editing.current(Process, process.pk)
    if document is None:
        row = Document(process=holder)
        title = values.get("title") or ""
        words = str(title.get("it", "")) if isinstance(title, dict) else str(title)
        row.key = editing.free_key(
            words, holder.documents.values_list("key", flat=True), "documento"
        )
    else:
        row = editing.current(Document, document.pk)
        editing.check_version(row, values, version)
    changed = editing.put(row, values)
    if not row.title:
        raise FieldRefused("title", _("Scrivi il titolo del documento."))
    if upload is not None:
        _keep(row, upload)
        changed.append("file")
    if not row.file and not row.url:
        raise FieldRefused("upload", _("Scegli un file, oppure scrivi l'indirizzo del documento."))
    row.save()
    if changed:
        record(
            kind="document.saved",
            subject=f"document:{row.key}",
            by=by,
            facts={"fields": changed},
        )
    return row


def mark_document_removed(*, document: Document) -> None:
    """The document is no more, nor are its file and pages."""
    row = editing.current(Document, document.pk)
    name = row.file.name
    drop_pages(row)
    row.delete()
    _forget(name)


def check_upload(upload: File) -> str:
    """The kind of a file ("pdf"), by its name and by what is in it. Raises FieldRefused."""
    kind = PurePath(upload.name or "").suffix.lower().lstrip(".")
    if kind not in FILE_KINDS:
        kinds = ", ".join(FILE_KINDS)
        raise FieldRefused(
            "upload", _("Questo tipo di file non si può caricare. Vanno bene: %s.") % kinds
        )
    if not upload.size:
        raise FieldRefused("upload", _("Il file è vuoto."))
    if upload.size > FILE_LIMIT:
        raise FieldRefused(
            "upload",
            _("Il file è troppo grande: al massimo %s MB.") % (FILE_LIMIT // MEGABYTE),
        )
    if not _is(upload, kind):
        raise FieldRefused(
            "upload",
            _("Dal nome è un file %s, ma dentro c'è altro: salvalo di nuovo e riprova.") % kind,
        )
    return kind


def _is(upload: File, kind: str) -> bool:
    begins = FILE_KINDS[kind]
    upload.seek(0)
    head = upload.read(4096)
    upload.seek(0)
    if begins is None:
        return b"\x00" not in head
    if not head.startswith(begins):
        return False
    inside = INSIDE.get(kind)
    if not inside:
        return True
    try:
        with zipfile.ZipFile(upload) as archive:
            return any(name.startswith(inside) for name in archive.namelist())
    except zipfile.BadZipFile:
        return False
    finally:
        upload.seek(0)


def _keep(row: Document, upload: File) -> None:
    kind = check_upload(upload)
    before = row.file.name
    if row.pk:
        drop_pages(row)
    row.file.save(f"{row.key}-{get_random_string(8).lower()}.{kind}", upload, save=False)
    _forget(before)


def _forget(name: str | None) -> None:
    """Delete a file of ours once it is sure that nothing names it any more."""
    if name:
        transaction.on_commit(partial(default_storage.delete, name))

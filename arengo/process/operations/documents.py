"""The documents: a file of ours, looked at before it is kept, or the address of another's."""

from collections.abc import Mapping
from typing import Any, Final

from django.core.files.base import File
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from arengo.core import editing
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.core.uploads import MEGABYTE, check_upload, delete_after_commit
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
FILE_LIMIT: Final = 25 * MEGABYTE


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
    delete_after_commit(name)


def _keep(row: Document, upload: File) -> None:
    kind = check_upload(upload, limit=FILE_LIMIT)
    before = row.file.name
    if row.pk:
        drop_pages(row)
    row.file.save(f"{row.key}-{get_random_string(8).lower()}.{kind}", upload, save=False)
    delete_after_commit(before)

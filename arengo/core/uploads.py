"""Files that people hand over: looked at before they are kept, and deleted once nothing names them."""

import zipfile
from collections.abc import Collection
from functools import partial
from pathlib import PurePath
from typing import Final

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.core.editing import FieldRefused

MEGABYTE: Final = 1024 * 1024
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


def check_upload(
    upload: File, *, kinds: Collection[str] = tuple(FILE_KINDS), limit: int, field: str = "upload"
) -> str:
    """The kind of a file ("pdf"), by its name and by what is in it. `limit` in bytes.

    Raises FieldRefused for `field`.
    """
    kind = PurePath(upload.name or "").suffix.lower().lstrip(".")
    if kind not in kinds:
        named = ", ".join(kinds)
        raise FieldRefused(
            field, _("Questo tipo di file non si può caricare. Vanno bene: %s.") % named
        )
    if not upload.size:
        raise FieldRefused(field, _("Il file è vuoto."))
    if upload.size > limit:
        raise FieldRefused(
            field, _("Il file è troppo grande: al massimo %s MB.") % (limit // MEGABYTE)
        )
    if not _is(upload, kind):
        raise FieldRefused(
            field,
            _("Dal nome è un file %s, ma dentro c'è altro: salvalo di nuovo e riprova.") % kind,
        )
    return kind


def delete_after_commit(name: str | None) -> None:
    """Delete a file of ours once it is sure that nothing names it any more."""
    if name:
        transaction.on_commit(partial(default_storage.delete, name))


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

"""Reads one file, in a process of its own (`core.confined`): by `core.reading`."""

import io
import signal
import sys
import zipfile
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from arengo.core.confined import confine, say
from arengo.core.decoding import decoded, is_text, mended
from arengo.core.reading.layout import tidy
from arengo.core.reading.mails import is_mail, read_mail
from arengo.core.reading.office import TooBig, words_of_open_document, words_of_word
from arengo.core.reading.web_page import words_of

SECONDS: Final = 60
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
RICH_TEXT: Final = b"{\\rtf"
PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"GIF8", b"II*\0", b"MM\0*")
ARCHIVES: Final = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
# PKCS#7 in its binary form, which is what a signed document (.p7m) is.
SIGNED: Final = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
# Of a member of a zip behind a password.
LOCKED: Final = 0x1
PIXELS_AT_MOST: Final = 120_000_000
PICTURE_SIZE: Final = (1600, 2400)
SHEETS: Final = ("xl/workbook.xml", "xl/workbook.bin")
WEB: Final = ("<!doctype html", "<html")


def main(source: str, folder: str) -> None:
    """Read `source`; what it carries goes into `folder`. Says on standard output what was found."""
    confine()
    signal.alarm(SECONDS)
    try:
        say(_read(Path(source).read_bytes(), Path(folder)))
    except (MemoryError, TooBig, Image.DecompressionBombError):
        say({"trouble": "heavy"})
    except Exception:
        # Whatever a library says of a file made by others: it says the same the next time.
        say({"trouble": "broken"})


def _read(data: bytes, folder: Path) -> dict[str, Any]:
    if not data.strip():
        return {"trouble": "empty"}
    if data.startswith(b"PK"):
        return _archive(data)
    if data.startswith((OLD_OFFICE, RICH_TEXT)):
        return {"trouble": "old"}
    if data.startswith(ARCHIVES):
        return {"trouble": "archive"}
    if data.startswith(PICTURES):
        return _picture(data, folder)
    if SIGNED in data[:64]:
        return {"trouble": "signed"}
    if is_mail(data):
        return _mail(data, folder)
    return _text(data)


def _archive(data: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if any(member.flag_bits & LOCKED for member in archive.infolist()):
            return {"trouble": "encrypted"}
        kind = archive.read("mimetype")[:100].decode("latin-1") if "mimetype" in names else ""
        if "word/document.xml" in names:
            return {"kind": "word", "text": tidy(words_of_word(archive))}
        if names.intersection(SHEETS) or "spreadsheet" in kind:
            return {"trouble": "sheet"}
        if "content.xml" not in names or "opendocument" not in kind:
            return {"trouble": "unknown" if "[Content_Types].xml" in names else "archive"}
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            return {"trouble": "encrypted"}
        return {"kind": "open", "text": tidy(words_of_open_document(archive))}


def _picture(data: bytes, folder: Path) -> dict[str, Any]:
    """The photograph as one page, upright, without what the telephone wrote into it (where and when)."""
    Image.MAX_IMAGE_PIXELS = PIXELS_AT_MOST
    try:
        picture = Image.open(io.BytesIO(data))
        picture.draft("RGB", PICTURE_SIZE)
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    except UnidentifiedImageError:
        return {"trouble": "unknown"}
    upright.thumbnail(PICTURE_SIZE)
    upright.save(folder / "1.webp", "WEBP", quality=80, method=4)
    page = {"file": "1.webp", "width": upright.width, "height": upright.height}
    return {"kind": "picture", "page": page, "trouble": "no_words"}


def _mail(data: bytes, folder: Path) -> dict[str, Any]:
    text, told, carried = read_mail(data)
    attachments = []
    for number, (about, content) in enumerate(carried, start=1):
        name = f"{number}.part"
        (folder / name).write_bytes(content)
        attachments.append({**about, "file": name})
    return {"kind": "mail", "text": text, "mail": {**told, "attachments": attachments}}


def _text(data: bytes) -> dict[str, Any]:
    text = mended(decoded(data))
    if not is_text(text):
        return {"trouble": "unknown"}
    if text.lstrip()[:20].lower().startswith(WEB):
        text = words_of(text)
    return {"kind": "text", "text": tidy(text)}


if __name__ == "__main__":
    main(*sys.argv[1:])

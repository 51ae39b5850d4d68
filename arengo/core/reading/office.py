"""The words of a Word (.docx) or LibreOffice (.odt) document, a piece of the file at a time.

Only its text is looked at: no macro, picture, link, comment, nor what was struck out.
"""

import io
import zipfile
from collections.abc import Sequence
from typing import Any, Final
from xml.etree import ElementTree

MAX_UNPACKED: Final = 100 * 1024 * 1024
PIECE: Final = 256 * 1024
WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHOICE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
WORD_PARTS: Final = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")


class TooBig(Exception):
    """Unpacked, it is more than a document can be."""


def words_of_word(archive: zipfile.ZipFile) -> str:
    """The words of a .docx. Raises TooBig, zipfile.BadZipFile, ElementTree.ParseError."""
    names = archive.namelist()
    return "\n\n".join(_gather(archive, part, _Word()) for part in WORD_PARTS if part in names)


def words_of_open_document(archive: zipfile.ZipFile) -> str:
    """The words of an .odt. Raises as `words_of_word`."""
    return _gather(archive, "content.xml", _OpenDocument())


def _gather(archive: zipfile.ZipFile, part: str, words: "_Words") -> str:
    # expat fetches nothing, and stops entities that multiply.
    parser = ElementTree.XMLParser(target=words)  # noqa: S314
    read = 0
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            read += len(piece)
            if read > MAX_UNPACKED:
                raise TooBig
            parser.feed(piece)
    parser.close()
    return words.text.getvalue()


class _Words:
    """Takes the tags of a document as they pass. `SPOKEN`: what holds words; `SILENT`: what hides them."""

    PARAGRAPHS: Sequence[str] = ()
    SPOKEN: Sequence[str] = ()
    SILENT: Sequence[str] = ()

    def __init__(self) -> None:
        self.text = io.StringIO()
        self._spoken = self._silent = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._silent += tag in self.SILENT
        self._spoken += tag in self.SPOKEN
        if not self._silent:
            self.text.write(self.sign(tag, attributes))

    def end(self, tag: str) -> None:
        self._silent -= tag in self.SILENT
        self._spoken -= tag in self.SPOKEN
        if tag in self.PARAGRAPHS and not self._silent:
            self.text.write("\n")

    def data(self, words: str) -> None:
        if self._spoken and not self._silent:
            self.text.write(words)

    def close(self) -> None:
        """What the parser asks of who listens."""

    def sign(self, tag: str, attributes: dict[str, str]) -> str:
        """What a tag without words stands for."""
        raise NotImplementedError


class _Word(_Words):
    PARAGRAPHS = (f"{WORD}p",)
    SPOKEN = (f"{WORD}t",)
    # The same box once more, for programs that are older.
    SILENT = (f"{CHOICE}Fallback", f"{WORD}del", f"{WORD}moveFrom")

    def sign(self, tag: str, attributes: dict[str, str]) -> str:
        signs: dict[str, str] = {f"{WORD}tab": " ", f"{WORD}br": "\n", f"{WORD}cr": "\n"}
        return signs.get(tag, "")


class _OpenDocument(_Words):
    PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
    SPOKEN = PARAGRAPHS
    SILENT = (f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{TEXT}note-citation")

    def sign(self, tag: str, attributes: dict[str, str]) -> str:
        signs: dict[str, Any] = {f"{TEXT}tab": " ", f"{TEXT}s": " ", f"{TEXT}line-break": "\n"}
        return str(signs.get(tag, ""))

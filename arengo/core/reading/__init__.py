"""The words in a file that somebody else made: a PDF, a Word or LibreOffice document, a mail, a text,
the photograph of a sheet. What cannot be read says why, and what to do.

    from arengo.core import reading
    found = reading.read(path, folder)
"""

from arengo.core.reading.contract import (
    Kind,
    ReadAttachment,
    Reading,
    ReadMail,
    ReadPage,
    Refused,
    Trouble,
)
from arengo.core.reading.names import clean_name
from arengo.core.reading.reading import MAX_BYTES, ReadingStopped, read

__all__ = [
    "MAX_BYTES",
    "Kind",
    "ReadAttachment",
    "ReadMail",
    "ReadPage",
    "Reading",
    "ReadingStopped",
    "Refused",
    "Trouble",
    "clean_name",
    "read",
]

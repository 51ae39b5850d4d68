"""What is found in a file."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a file is, told by what it holds and not by its name."""

    PDF = "pdf", _("PDF")
    WORD = "word", _("Documento di Word")
    OPEN_DOCUMENT = "open", _("Documento di LibreOffice")
    MAIL = "mail", _("Mail")
    PICTURE = "picture", _("Fotografia")
    TEXT = "text", _("Testo")


class Trouble(TextChoices):
    """Why there are no words, each with what to do. The file itself is kept as it came."""

    EMPTY = "empty", _("Il file è vuoto.")
    NO_WORDS = (
        "no_words",
        _(
            "È fatto di sole immagini, e non se ne legge il testo: guarda le pagine e scrivi accanto "
            "quello che dicono."
        ),
    )
    ONLY_CARRIES = (
        "only_carries",
        _("La mail non dice niente da sé: guarda quello che porta allegato."),
    )
    ENCRYPTED = (
        "encrypted",
        _("È protetto da una password: chiedi a chi l'ha mandato una copia che non la chieda."),
    )
    BROKEN = (
        "broken",
        _("È rovinato, e non si apre: chiedi a chi l'ha mandato di salvarlo di nuovo."),
    )
    HEAVY = (
        "heavy",
        _("Chiede troppo a chi lo apre: chiedine una copia più semplice, per esempio un PDF."),
    )
    BIG = (
        "big",
        _("È troppo grande: se ne leggono 50 MB. Chiedine una copia più leggera, o dividilo."),
    )
    LONG = (
        "long",
        _("È lunghissimo: si leggono 300 pagine, o due milioni di lettere. Dividilo in più file."),
    )
    OLD = (
        "old",
        _(
            "È un vecchio file di Word o di Outlook, o uno protetto da password: aprilo e salvalo "
            "come PDF o come .docx."
        ),
    )
    SIGNED = (
        "signed",
        _(
            "È un file firmato (.p7m): aprilo con il programma di firma e usa il documento che c'è dentro."
        ),
    )
    SHEET = (
        "sheet",
        _("È un foglio di calcolo: le sue righe si importano come foglio, non come documento."),
    )
    ARCHIVE = (
        "archive",
        _("È un archivio: aprilo e prendi a uno a uno i documenti che contiene."),
    )
    UNKNOWN = (
        "unknown",
        _("Non è un file da cui si legge: servono PDF, .docx, .odt, .eml, testo o fotografie."),
    )


@dataclass(frozen=True, kw_only=True)
class ReadPage:
    """A page: its number from 1, its words, which begin at `start` of the whole, and its picture (WebP)."""

    number: int
    text: str
    start: int
    picture: Path
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class ReadAttachment:
    """A file that a mail carries, as `file` in the folder; its name is safe to keep."""

    name: str
    mimetype: str
    size: int
    file: Path


@dataclass(frozen=True, kw_only=True)
class Refused:
    """What a mail server says of a mail of ours: whose Message-ID it was, and why it was not taken.

    `is_final`: it never will be; otherwise it is only late. `detail` are the server's codes alone.
    """

    message_id: str
    detail: str
    is_final: bool


@dataclass(frozen=True, kw_only=True)
class ReadMail:
    """A mail's own lines. `automatic` says which program wrote it: "" when a person did."""

    sender_name: str
    sender: str
    subject: str
    sent_at: datetime | None
    message_id: str
    automatic: str
    refused: Refused | None
    attachments: tuple[ReadAttachment, ...]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was found. With a trouble there may be pages to look at, but there is no text."""

    kind: Kind | None
    text: str = ""
    pages: tuple[ReadPage, ...] = ()
    mail: ReadMail | None = None
    trouble: Trouble | None = None

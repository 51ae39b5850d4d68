"""A mailbox by IMAP, over TLS from the start (imaps) or after a call in clear (imap: STARTTLS).

What was taken gets a keyword of ours, or the star where the server keeps no keywords. The size is
asked before the mail is fetched, and a mail is fetched without marking it as read.
"""

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import unquote, urlsplit

from arengo.core.guard import refuse_inside_transaction
from arengo.gateways.inbox import contract
from arengo.gateways.inbox.contract import AT_ONCE, Inbox, InboxTrouble, NewMail, Trouble

SECONDS: Final = 20
KEYWORD: Final = "ArengoTaken"
STAR: Final = "\\Flagged"
PORTS: Final = {"imaps": 993, "imap": 143}
SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")
HEAD: Final = "(BODY.PEEK[HEADER])"
WHOLE: Final = "(BODY.PEEK[])"


@dataclass(frozen=True)
class Address:
    """Where a mailbox is: `imaps://posta.ente.it`, `imap://posta.ente.it:143/INBOX.Voci`."""

    host: str
    port: int
    is_encrypted_at_once: bool
    folder: str

    @classmethod
    def of(cls, url: str) -> Self:
        """The address that `url` says. Raises ValueError when it says none."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.query:
            raise ValueError("write imaps://host/FOLDER or imap://host/FOLDER, without user")
        folder = unquote(parts.path.strip("/")) or "INBOX"
        if not folder.isprintable() or not folder.isascii():
            raise ValueError("write the folder as the server calls it, in plain letters")
        port = parts.port or PORTS[parts.scheme]
        return cls(parts.hostname, port, parts.scheme == "imaps", folder)


class ImapInbox(Inbox):
    """The folder of a mail server. `context`: whom it believes; without, whom this machine believes."""

    def __init__(
        self, address: Address, *, user: str, password: str, context: ssl.SSLContext | None = None
    ) -> None:
        self._address, self._user, self._password = address, user, password
        self._context = context
        self._line: imaplib.IMAP4 | None = None
        self._mark, self._new = KEYWORD, f"UNKEYWORD {KEYWORD}"

    def open(self) -> None:
        refuse_inside_transaction("the mailbox")
        try:
            self._line = self._call()
            self._enter(self._line)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                line.logout()

    def new(self, limit: int = AT_ONCE) -> Iterator[NewMail]:
        found = self._ask("SEARCH", self._new)
        for key in (found[0] or b"").split()[:limit]:
            mail = self._fetch(key.decode())
            if mail is not None:
                yield mail

    def take(self, mail: NewMail) -> None:
        self._ask("STORE", mail.key, "+FLAGS.SILENT", f"({self._mark})")

    def _call(self) -> imaplib.IMAP4:
        here = self._address
        context = self._context or ssl.create_default_context()
        try:
            if here.is_encrypted_at_once:
                return imaplib.IMAP4_SSL(here.host, here.port, ssl_context=context, timeout=SECONDS)
            line = imaplib.IMAP4(here.host, here.port, timeout=SECONDS)
            # Never a password in clear.
            line.starttls(context)
        except ssl.SSLError as error:
            raise InboxTrouble(Trouble.NOT_SAFE, error.reason or "") from error
        except imaplib.IMAP4.abort as error:
            raise InboxTrouble(Trouble.UNREACHABLE) from error
        except imaplib.IMAP4.error as error:
            raise InboxTrouble(Trouble.NOT_SAFE, "STARTTLS") from error
        except OSError as error:
            raise InboxTrouble(Trouble.UNREACHABLE, type(error).__name__) from error
        return line

    def _enter(self, line: imaplib.IMAP4) -> None:
        with _told(Trouble.NOT_LET_IN):
            # LOGIN, which every server knows, takes plain letters only.
            if (self._user + self._password).isascii():
                line.login(self._user, self._password)
            else:
                words = f"\0{self._user}\0{self._password}".encode()
                line.authenticate("PLAIN", lambda _asked: words)
        with _told(Trouble.NO_FOLDER):
            quoted = self._address.folder.replace("\\", "\\\\").replace('"', '\\"')
            answer, _data = line.select(f'"{quoted}"')
        if answer != "OK":
            raise InboxTrouble(Trouble.NO_FOLDER)
        _name, flags = line.response("PERMANENTFLAGS")
        if b"\\*" not in b" ".join(flag for flag in flags or [] if flag):
            self._mark, self._new = STAR, "UNFLAGGED"

    def _fetch(self, key: str) -> NewMail | None:
        """The mail; None when somebody moved it meanwhile."""
        told = SIZE.search(_bytes(self._ask("FETCH", key, "(RFC822.SIZE)")))
        if told is None:
            return None
        is_whole = int(told[1]) <= contract.MAX_BYTES
        answer = self._ask("FETCH", key, WHOLE if is_whole else HEAD)
        content = next((part[1] for part in answer if isinstance(part, tuple)), None)
        if content is None:
            return None
        return NewMail(key=key, size=int(told[1]), content=content, is_whole=is_whole)

    def _ask(self, *words: str) -> list[Any]:
        refuse_inside_transaction("the mailbox")
        if self._line is None:
            raise InboxTrouble(Trouble.CUT_OFF)
        with _told(Trouble.CUT_OFF):
            answer, data = self._line.uid(*words)
        if answer != "OK":
            raise InboxTrouble(Trouble.CUT_OFF, words[0])
        return data


@contextlib.contextmanager
def _told(trouble: Trouble) -> Iterator[None]:
    """What the library raises, as ours: a line that breaks is one, whatever was asked."""
    try:
        yield
    except (imaplib.IMAP4.abort, OSError) as error:
        raise InboxTrouble(Trouble.CUT_OFF, type(error).__name__) from error
    except imaplib.IMAP4.error as error:
        raise InboxTrouble(trouble) from error


def _bytes(answer: list[Any]) -> bytes:
    return b" ".join(part if isinstance(part, bytes) else part[0] for part in answer if part)

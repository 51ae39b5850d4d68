"""A folder of .eml files as a mailbox: the demo's, and the fake of the tests."""

from collections.abc import Iterator
from pathlib import Path

from arengo.core.guard import refuse_inside_transaction
from arengo.gateways.inbox import contract
from arengo.gateways.inbox.contract import AT_ONCE, Inbox, InboxTrouble, NewMail, Trouble

END_OF_HEAD = (b"\r\n\r\n", b"\n\n")


class FolderInbox(Inbox):
    """Each file is a mail; what was taken moves to the folder `taken` in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self) -> None:
        refuse_inside_transaction("the mailbox")
        self._folder.mkdir(parents=True, exist_ok=True)

    def close(self) -> None:
        """Nothing was opened."""

    def new(self, limit: int = AT_ONCE) -> Iterator[NewMail]:
        refuse_inside_transaction("the mailbox")
        for path in sorted(self._folder.glob("*.eml"))[:limit]:
            size = path.stat().st_size
            is_whole = size <= contract.MAX_BYTES
            with path.open("rb") as file:
                content = file.read() if is_whole else _head(file.read(contract.MAX_BYTES))
            yield NewMail(key=path.name, size=size, content=content, is_whole=is_whole)

    def take(self, mail: NewMail) -> None:
        refuse_inside_transaction("the mailbox")
        taken = self._folder / "taken"
        try:
            taken.mkdir(exist_ok=True)
            (self._folder / mail.key).replace(taken / mail.key)
        except OSError as error:
            raise InboxTrouble(Trouble.CUT_OFF, type(error).__name__) from error


def _head(content: bytes) -> bytes:
    ends = [content.find(end) for end in END_OF_HEAD if end in content]
    return content[: min(ends)] if ends else content[:1024]

"""A mailbox, whichever it is: what is new is given until it is taken, and nothing is lost there.

The same tests run on the folder of the demo and on a real mail server.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import transaction

from arengo.core.guard import InsideTransaction
from arengo.gateways.inbox import contract
from arengo.gateways.inbox.contract import Inbox, InboxTrouble
from arengo.gateways.inbox.folder import FolderInbox
from tests.gateways.inbox.dovecot_process import Dovecot, dovecot

TRAIN = b"From: ada@example.org\r\nSubject: Il treno\r\n\r\nServono pi\xc3\xb9 treni.\r\n"
WOODS = b"From: bea@example.org\r\nSubject: I boschi\r\n\r\nI boschi bruciano.\r\n"


@dataclass
class Place:
    """A mailbox to which mails come."""

    open: Callable[[], Inbox]
    put: Callable[[bytes, str], None]
    count: Callable[[], int]


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as one:
        yield one


@pytest.fixture(
    params=["folder", pytest.param("dovecot", marks=pytest.mark.processes)],
)
def place(request, tmp_path: Path) -> Place:
    if request.param == "folder":
        return _folder(tmp_path / "inbox")
    server = request.getfixturevalue("server")
    for each in (*server.maildir.glob("new/*"), *server.maildir.glob("cur/*")):
        each.unlink()
    return Place(server.inbox, server.put, server.mails)


def _folder(path: Path) -> Place:
    path.mkdir()
    return Place(
        lambda: FolderInbox(path),
        lambda content, name: (path / f"{name}.eml").write_bytes(content) and None,
        lambda: len(list(path.rglob("*.eml"))),
    )


def subjects(place: Place, limit: int = 50) -> list[bytes]:
    """The third words of the heads of the new mails, in order."""
    with place.open() as box:
        return [mail.content.split(b"Subject: ")[1].split(b"\r\n")[0] for mail in box.new(limit)]


def test_an_empty_mailbox_has_nothing_new(place: Place) -> None:
    assert subjects(place) == []


def test_a_mail_is_new_until_it_is_taken_and_stays_there(place: Place) -> None:
    place.put(TRAIN, "1")
    place.put(WOODS, "2")

    assert subjects(place) == [b"Il treno", b"I boschi"]
    with place.open() as box:
        mail = next(iter(box.new()))
        assert (mail.content, mail.size, mail.is_whole) == (TRAIN, len(TRAIN), True)
        box.take(mail)
    assert subjects(place) == [b"I boschi"]
    assert place.count() == 2


def test_who_goes_out_before_taking_it_finds_it_again(place: Place) -> None:
    place.put(TRAIN, "1")
    with place.open() as box:
        assert len(list(box.new())) == 1
    assert subjects(place) == [b"Il treno"]


def test_of_many_the_oldest_come_first_some_at_a_time(place: Place) -> None:
    for number in range(3):
        place.put(TRAIN.replace(b"Il treno", b"%d" % number), f"{number}")
    assert subjects(place, limit=2) == [b"0", b"1"]


def test_of_a_mail_that_is_too_large_only_the_head_is_fetched(place: Place, monkeypatch) -> None:
    monkeypatch.setattr(contract, "MAX_BYTES", 1000)
    place.put(TRAIN + b"a" * 2000, "1")

    with place.open() as box:
        (mail,) = box.new()
        assert (mail.is_whole, mail.size) == (False, len(TRAIN) + 2000)
        assert mail.content.startswith(b"From: ada@example.org")
        assert b"treni" not in mail.content
        box.take(mail)
    assert subjects(place) == []
    assert place.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_mailbox_is_opened_inside_a_transaction(place: Place) -> None:
    with transaction.atomic(), pytest.raises(InsideTransaction), place.open():
        pass


@pytest.mark.processes
def test_a_call_in_clear_goes_on_encrypted(server: Dovecot) -> None:
    with server.inbox(scheme="imap") as box:
        assert list(box.new()) is not None


@pytest.mark.processes
def test_who_cannot_prove_who_it_is_gets_no_password(server: Dovecot) -> None:
    stranger = server.inbox()
    stranger._context = None
    with pytest.raises(InboxTrouble) as told:
        stranger.open()
    assert told.value.trouble == contract.Trouble.NOT_SAFE


@pytest.mark.processes
@pytest.mark.parametrize(
    ("how", "trouble"),
    [
        ({"password": "un'altra"}, contract.Trouble.NOT_LET_IN),
        ({"folder": "Nessuna"}, contract.Trouble.NO_FOLDER),
    ],
)
def test_a_mailbox_that_is_not_ours_says_which_word_is_wrong(
    server: Dovecot, how: dict[str, str], trouble: contract.Trouble
) -> None:
    with pytest.raises(InboxTrouble) as told:
        server.inbox(**how).open()
    assert told.value.trouble == trouble

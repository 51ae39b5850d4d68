"""What a mail server may do wrong, and how its address is written."""

import socket
import threading

import pytest

from arengo.gateways.inbox import inbox
from arengo.gateways.inbox.contract import InboxTrouble, Trouble
from arengo.gateways.inbox.folder import FolderInbox
from arengo.gateways.inbox.imap import Address, ImapInbox
from tests.core.smtp import free_port


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("imaps://posta.ente.it", Address("posta.ente.it", 993, True, "INBOX")),
        ("imap://posta.ente.it/", Address("posta.ente.it", 143, False, "INBOX")),
        ("imaps://posta.ente.it:1993/A%20b", Address("posta.ente.it", 1993, True, "A b")),
    ],
)
def test_an_address_says_where_and_which_folder(url: str, expected: Address) -> None:
    assert Address.of(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "posta.ente.it",
        "pop3://posta.ente.it",
        "imaps://",
        "imaps://io@ente.it/",
        "imaps://a/%0D%0AX",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="write"):
        Address.of(url)


def test_without_an_address_there_is_no_mailbox_but_in_the_demo(settings, tmp_path) -> None:
    settings.IMAP_URL, settings.DEMO, settings.HOME = "", False, tmp_path
    assert inbox() is None
    settings.DEMO = True
    assert isinstance(inbox(), FolderInbox)
    settings.IMAP_URL = "imaps://posta.ente.it"
    assert isinstance(inbox(), ImapInbox)


def box_at(port: int, scheme: str = "imaps") -> ImapInbox:
    return ImapInbox(Address.of(f"{scheme}://127.0.0.1:{port}"), user="a", password="b")


def test_a_server_that_is_away_can_be_tried_again() -> None:
    with pytest.raises(InboxTrouble) as told:
        box_at(free_port()).open()
    assert told.value.trouble == Trouble.UNREACHABLE


@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_a_server_that_says_nothing_is_not_waited_for(scheme: str, monkeypatch) -> None:
    monkeypatch.setattr("arengo.gateways.inbox.imap.SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(InboxTrouble) as told:
        box_at(silent.getsockname()[1], scheme).open()
    assert told.value.trouble == Trouble.UNREACHABLE


@pytest.mark.parametrize("greeting", [b"* OK ciao\r\n", b"HTTP/1.1 400 no\r\n"])
def test_a_server_without_encryption_gets_no_password(greeting: bytes) -> None:
    heard: list[bytes] = []

    def serve(server: socket.socket) -> None:
        line, _address = server.accept()
        with line:
            line.sendall(greeting)
            while asked := line.recv(1000):
                heard.append(asked)
                tag, _space, words = asked.partition(b" ")
                known = words.startswith(b"CAPABILITY")
                said = (
                    b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK\r\n" if known else tag + b" BAD\r\n"
                )
                line.sendall(said)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=[server], daemon=True)
        thread.start()
        with pytest.raises(InboxTrouble):
            box_at(server.getsockname()[1], "imap").open()
    assert not any(b"LOGIN" in asked for asked in heard)

"""A mail server of the tests' own: it keeps what it takes and answers as it is told."""

import socket
import threading
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern

from aiosmtpd.controller import Controller

OK = "250 OK"


class Sink:
    """Takes mails; `answers` says what to reply to an address (RCPT) or a subject (DATA)."""

    def __init__(self, port: int = 0) -> None:
        self.mails: list[EmailMessage] = []
        self.connections = 0
        self.rcpt_answers: dict[str, str] = {}
        self.sender_answer = OK
        self.data_answer: Callable[[EmailMessage], str] = lambda _mail: OK
        self.taken = threading.Event()
        self._controller = Controller(self, hostname="127.0.0.1", port=port or free_port())

    @property
    def port(self) -> int:
        return self._controller.port

    def __enter__(self) -> "Sink":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.sender_answer == OK:
            envelope.mail_from = address
        return self.sender_answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.rcpt_answers.get(address, OK)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=modern)
        answer = self.data_answer(mail)
        if answer == OK:
            self.mails.append(mail)
            self.taken.set()
        return answer


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

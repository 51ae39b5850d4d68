"""The line to the mail server, and what its answers mean."""

import contextlib
import re
import smtplib
from types import TracebackType
from typing import Self

from django.core.mail import EmailMultiAlternatives, get_connection

from arengo.core import leases
from arengo.core.outbox.models import Message

Trouble = Message.Trouble
ENHANCED_CODE = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")
SERVICE_CLOSING = 421
TOO_LARGE = 552
AUTHENTICATION_REQUIRED = 530


class NotSent(Exception):
    """A mail did not leave, for a reason of its own. `is_final`: it never will."""

    def __init__(self, trouble: Trouble, detail: str = "", *, is_final: bool = False) -> None:
        super().__init__(f"{trouble.value} {detail}".strip())
        self.trouble, self.detail, self.is_final = trouble, detail, is_final


class ServerAway(Exception):
    """The mail server cannot be reached or takes nothing from us: the fault of no single mail."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble.value} {detail}".strip())
        self.trouble, self.detail = trouble, detail


class CutOff(NotSent):
    """The line broke while a mail was on it."""


class Line:
    """One connection to the mail server, opened by the first mail and kept for the next ones."""

    def __init__(self) -> None:
        self._backend = get_connection()
        self._is_open = False
        self._sent = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def send(self, email: EmailMultiAlternatives) -> None:
        """Send one mail. Raises NotSent (CutOff when the line broke), or ServerAway."""
        try:
            self._send(email)
        except CutOff:
            # Servers close a line that was idle, or after so many mails: that is not this one's fault.
            if not self._sent:
                raise
            self._sent = 0
            self._send(email)
        self._sent += 1

    def _send(self, email: EmailMultiAlternatives) -> None:
        self._open()
        try:
            self._backend.send_messages([email])
        except Exception as error:
            verdict = _verdict(error)
            if not isinstance(verdict, NotSent) or isinstance(verdict, CutOff):
                self._hang_up()
            raise verdict from error

    def _open(self) -> None:
        if self._is_open:
            return
        try:
            self._backend.open()
        except OSError as error:  # smtplib's errors are OSErrors too
            self._hang_up()
            raise ServerAway(Trouble.UNREACHABLE, _code(error)) from error
        self._is_open, self._sent = True, 0

    def _hang_up(self) -> None:
        self._is_open = False
        with contextlib.suppress(OSError):
            self._backend.close()


def _verdict(error: Exception) -> NotSent | ServerAway:
    """What an error of a sending says: about the mail, or about the server."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return _recipient_refused(code, text)
    if isinstance(error, smtplib.SMTPResponseException):
        return _refused(error)
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPNotSupportedError):
        return CutOff(Trouble.CUT_OFF, _code(error))
    return NotSent(Trouble.NOT_MADE, leases.where(error))


def _recipient_refused(code: int, text: bytes) -> NotSent:
    detail = _detail(code, text)
    if code == SERVICE_CLOSING:
        return CutOff(Trouble.CUT_OFF, detail)
    # 530 and 5.7 are about us (sign in first, relaying denied), not about who is written to.
    about_us = code == AUTHENTICATION_REQUIRED or " 5.7." in detail
    if code >= 500 and not about_us:
        return NotSent(Trouble.RECIPIENT_REFUSED, detail, is_final=True)
    return NotSent(Trouble.PUT_OFF, detail)


def _refused(error: smtplib.SMTPResponseException) -> NotSent | ServerAway:
    code, text = error.smtp_code, error.smtp_error
    detail = _detail(code, text if isinstance(text, bytes) else text.encode())
    if code == SERVICE_CLOSING:
        return CutOff(Trouble.CUT_OFF, detail)
    if code == TOO_LARGE:
        return NotSent(Trouble.TOO_LARGE, detail, is_final=True)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return ServerAway(Trouble.SENDER_REFUSED, detail)
    return NotSent(Trouble.PUT_OFF, detail)


def _detail(code: int, text: bytes) -> str:
    """The codes of an answer; its words often repeat the address, so they are left out."""
    enhanced = ENHANCED_CODE.search(text)
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)


def _code(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return str(error.smtp_code)
    return type(error).__name__

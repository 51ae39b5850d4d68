"""The mails that the outbox's tests owe: module-level, so that another process finds them too."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from arengo.core.clock import process_time
from arengo.core.ledger.models import Entry
from arengo.core.ledger.operations import record
from arengo.core.outbox.mail import Attachment, Mail

INVITATION = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
MONDAY = datetime(2023, 9, 11, tzinfo=ZoneInfo("Europe/Rome"))
LINK = "https://example.org/i/7K4M2QWXsecret"


def plain(to: str) -> Mail:
    return Mail(to=to, subject="Il tuo posto", text="Ci vediamo mercoledì.")


def whole(to: str) -> Mail:
    return Mail(
        to=to,
        subject="Il tuo posto è confermato",
        text=f"Ecco il link: {LINK}?a=1&b=2",
        html=f'<p>Ecco il <a href="{LINK}?a=1&amp;b=2">link</a></p>',
        language="en",
        reply_to="piano@example.org",
        headers={"List-Unsubscribe": f"<{LINK}?a=1&b=2>"},
        secrets=(LINK, f"{LINK}?a=1&b=2"),
        attachments=(
            Attachment(
                name="incontro.ics",
                content=INVITATION,
                mimetype="text/calendar",
                parameters={"method": "REQUEST"},
            ),
            Attachment(name="biglietto.pdf", content=b"%PDF-1.7 ...", mimetype="application/pdf"),
        ),
    )


def no_longer_needed(to: str) -> None:
    return None


def broken(to: str) -> Mail:
    raise KeyError(f"there is nobody called {to}")


def follow(*, sent_at: datetime, to: str) -> None:
    record(kind="test.followed", subject="mail", facts={"sent_at": sent_at.isoformat()})


def follow_badly(*, sent_at: datetime, to: str) -> None:
    follow(sent_at=sent_at, to=to)
    if Entry.objects.filter(kind="test.may_follow").exists():
        return
    raise RuntimeError(f"could not follow the mail to {to}")


def whole_evening(to: str, folder: str) -> Mail:
    return plain(to)


def follow_but_hang_the_first_time(*, sent_at: datetime, to: str, folder: str) -> None:
    """The mail has left; the first worker that gets here never comes back."""
    is_first = not any(Path(folder).glob("following-*"))
    (Path(folder) / f"following-{os.getpid()}").touch()
    follow(sent_at=sent_at, to=to)
    while is_first:
        time.sleep(0.05)


def held_until_monday(to: str) -> Mail:
    return Mail(to=to, subject="Un invito", text="Vi aspettiamo.", held_until=MONDAY)


def held_until_monday_and_then_not_needed(to: str) -> Mail | None:
    return held_until_monday(to) if process_time.now() < MONDAY else None


def held_while_it_is_quiet(to: str, folder: str) -> Mail:
    """Held for an hour as long as the folder has a file "quiet"; the first worker hangs here."""
    is_first = not any(Path(folder).glob("rendering-*"))
    (Path(folder) / f"rendering-{os.getpid()}").touch()
    while is_first:
        time.sleep(0.05)
    is_quiet = (Path(folder) / "quiet").exists()
    until = process_time.now() + timedelta(hours=1) if is_quiet else None
    return Mail(to=to, subject="Un invito", text="Vi aspettiamo.", held_until=until)

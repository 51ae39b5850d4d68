"""An evening whose four voices are received: what the tests of replies begin with."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from arengo.contributions.coding import About, Target
from arengo.contributions.importing import preview
from arengo.contributions.models import Contribution
from arengo.contributions.operations import (
    Extract,
    add_source,
    import_voices,
    read,
    receive_evenings,
    receive_from_site,
    receive_from_source,
)
from arengo.contributions.refusals import CameAlready, NothingToImport
from arengo.feedback import operations
from arengo.feedback.models import Reply
from arengo.meetings.models import Meeting
from arengo.people.identity import find_or_make_person
from arengo.people.models import User
from arengo.plan.models import Axis
from arengo.process.models import Process, Stage
from tests.conftest import Clock
from tests.live.report import hold_evening
from tests.web.desk.cast import make_user

MEDICI = "La valle ha bisogno di medici."
TRENI = "Servono treni di sera."
PERCORSO = "Il percorso è troppo corto."
BOSCHI = "Volevo dire dei boschi."
ADOPTED = {
    "outcome": Reply.Outcome.ADOPTED,
    "reason": {"it": "Sta nella strategia 1.2, con il suo costo.", "en": "It is in strategy 1.2."},
    "office": "Pianificazione strategica",
    "responsible": "Una responsabile (esempio)",
}


def dario() -> str:
    """Who drafts, as the ledger calls them."""
    return f"staff:{make_user(User.Role.OFFICE).pk}"


def elena() -> str:
    """Who reads again."""
    return f"staff:{make_user(User.Role.ADMINISTRATOR).pk}"


def received_evening(clock: Clock) -> Meeting:
    """The evening of Ada, Bruno and Carla, a month later: its voices are received."""
    meeting = hold_evening(clock, words=TRENI)
    receive_evenings()
    clock.to("2023-10-27 10:00")
    return meeting


def open_to_voices(process: Process) -> Stage:
    """A stage of autumn 2023 for which anybody may write on the site."""
    days = {"voices_from": date(2023, 9, 28), "voices_until": date(2023, 11, 30)}
    stage, _made = Stage.objects.get_or_create(
        process=process, key="ascolto", defaults={"title": {"it": "Ascolto"}, **days}
    )
    return stage


def send_from_the_site(process: Process, **values: Any) -> Contribution:
    """Somebody writes on the site, in a form of its own."""
    open_to_voices(process)
    fields = {"number": uuid.uuid4(), "text": "Un bus la domenica.", **values}
    return receive_from_site(process=process, **fields)


def from_a_letter(process: Process, number: int) -> list[Contribution]:
    """Two voices of a letter, with an address to answer to; the same letter again is none."""
    texts = [f"Lettera {number}: più treni.", f"Lettera {number}: più boschi."]
    ada = find_or_make_person(name="", email="lettera@example.org")
    values = {"title": "Lettera", "text": "\n\n".join(texts), "stage": open_to_voices(process)}
    try:
        source = add_source(process=process, kind="letter", values=values, person=ada, by=dario())
    except CameAlready:
        return []
    starts = [values["text"].index(each) for each in texts]
    extracts = [
        Extract(each, start=start, end=start + len(each))
        for each, start in zip(texts, starts, strict=True)
    ]
    return receive_from_source(source=source, extracts=extracts, by=dario())


def from_a_sheet(process: Process, lines: int) -> list[Contribution]:
    """What a sheet with so many lines adds: a longer one only what is new."""
    rows = [{"Testo": f"Riga {number} di un foglio."} for number in range(lines)]
    seen = preview(rows, {"text": "Testo"}, process=process)
    upload = ContentFile(f"{lines}".encode(), name="foglio.csv")
    try:
        source = import_voices(
            process=process,
            stage=open_to_voices(process),
            preview=seen,
            upload=upload,
            title="Foglio",
            by=dario(),
        )
    except (CameAlready, NothingToImport):
        return []
    return list(source.voices.order_by("source_row"))


def voice(text: str) -> Contribution:
    """The one that says this."""
    return Contribution.objects.get(text=text)


def read_all(voices: Iterable[Contribution] | None = None) -> list[Contribution]:
    """Somebody of the office reads these, or all: needs about the first axis."""
    axis = Axis.objects.get(plan__key="vigente", number=1)
    rows = Contribution.objects.all() if voices is None else voices
    target = Target(About.AXIS, axis)
    return [
        read(contribution=row, kind="need", targets=[target], seen=row.read_at, by=dario())
        for row in rows
    ]


def drafted(voices: Iterable[Contribution], **values: object) -> Reply:
    """A draft of Dario's to these voices."""
    rows = list(voices)
    return operations.draft_reply(
        process=rows[0].process, contributions=rows, values={**ADOPTED, **values}, by=dario()
    )


def published(voices: Iterable[Contribution], **values: object) -> Reply:
    """Drafted by Dario, read again by Elena, published."""
    row = drafted(voices, **values)
    operations.review_reply(reply=row, by=elena())
    operations.publish_replies(replies=[row], by=dario())
    row.refresh_from_db()
    return row

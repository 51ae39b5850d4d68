"""What is kept no longer: listed beforehand row by row, and then exactly that goes."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from arengo.cli import checks, parser, retention
from arengo.cli.checks import Level
from arengo.cli.endings import ENDINGS, Ending
from arengo.cli.retention import leaving, reference
from arengo.contributions import operations as voices
from arengo.contributions.models import Contribution, SheetScan
from arengo.core import spreadsheets
from arengo.core.stream.models import StreamEvent
from arengo.core.tasks import runner
from arengo.core.tasks.models import TaskRow
from arengo.feedback.verification import differences
from arengo.invitations import operations as invitations
from arengo.invitations.models import (
    AddressBookEntry,
    AddressBookPerson,
    AddressBookSheet,
    LetterPrint,
)
from arengo.live.models import Signal
from arengo.meetings.models import Duty, Meeting
from arengo.meetings.operations import assign_duty
from arengo.people.models import Person, SignInLink, User
from arengo.people.operations import deactivate
from arengo.process.models import Process, Stage
from arengo.registrations.models import Registration
from arengo.registrations.operations import write_to_registered
from arengo.suggestions.operations import embed_voices
from tests.conftest import Clock
from tests.contributions.photographing import photographed
from tests.factories import make_process
from tests.feedback.acts import dario, open_to_voices, send_from_the_site
from tests.journeys.zaira import WHO, lives
from tests.registrations.acts import DARIO
from tests.web.desk.cast import make_user, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
# What follows from letting go, and is nobody's: lines of the ledger, seats, what a search compares.
FOLLOWS = {"PublicWords", "Entry", "Message", "SeatPool", "VoiceWords"}
Key = tuple[str, str]


@pytest.fixture
def two_years_later(clock: Clock, settings: Any, tmp_path: Path) -> Process:
    """Zaira did all that one can, and so did the office; nobody let go of anything since."""
    settings.MEDIA_ROOT, settings.HOME, settings.DEMO = tmp_path / "media", tmp_path, True
    (tmp_path / "inbox").mkdir()
    cache.clear()
    process = make_process()
    lives(process, clock, tmp_path / "inbox")
    # The mailbox of the demo is a folder; nothing else is of the demo.
    settings.DEMO = False
    _the_office_too(process, clock)
    _on_this_machine()
    clock.to("2025-12-01 09:00")
    return process


def _the_office_too(process: Process, clock: Clock) -> None:
    meeting = Meeting.objects.get()
    clock.to("2023-09-27 17:00")
    assign_duty(meeting=meeting, kind=Duty.Kind.STEWARD, name="Gina Volta", by=DARIO)
    write_to_registered(
        meeting=meeting,
        registrations=Registration.objects.all(),
        subject="Aula",
        text="Di qua",
        by="system",
    )
    invitations.ask_letters(meeting=meeting, entries=AddressBookEntry.objects.all(), by=DARIO)
    table = spreadsheets.read(b"Nome;Email\nComune di Ala;ala@example.org\n")
    invitations.keep_sheet(table=table, file_name="rubrica.csv")
    deactivate(user=make_user(User.Role.DOOR), by=DARIO)
    clock.to("2023-10-27 11:00")
    voice = send_from_the_site(process, text="Ci ripenso.")
    embed_voices()
    voices.take_back(contribution=voice)
    never = send_from_the_site(process, text="Non confermo.", email="strana@example.org")
    voices.ask_support(contribution=_published(), email="strana@example.org")
    assert never.confirmed_at is None
    voices.print_sheets(stage=open_to_voices(process), number=uuid.uuid4(), count=2, by=dario())
    photo = photographed(Image.new("RGB", (900, 1200), "white"))
    voices.hand_in_scan(process=process, upload=ContentFile(photo, "Gina.jpg"), by=dario())
    while runner.run_due():
        continue
    clock.to("2025-08-01 09:00")
    blank = SheetScan.objects.get(sheet=None)
    voices.leave_out_sheet(scan=blank, reason="not_a_voice", by=dario())
    Stage.objects.update(closed_at=meeting.ends_at)


def _published() -> Contribution:
    return Contribution.objects.filter(publication="published", part_of=None).first()


def _on_this_machine() -> None:
    """Rows of which the end is counted by the machine's clock, long ago."""
    long_ago = timezone.now() - timedelta(days=30)
    signed_in(User.Role.OFFICE)
    Session.objects.update(expire_date=long_ago)
    SignInLink.objects.create(digest=b"x" * 32, used_at=long_ago)
    TaskRow.objects.update(finished_at=long_ago, state=TaskRow.State.DONE)
    StreamEvent.objects.update(at=long_ago)
    AddressBookSheet.objects.update(uploaded_at=long_ago)
    LetterPrint.objects.update(asked_at=long_ago)
    Signal.objects.update(created_at=long_ago)


def rows() -> dict[Key, dict[str, Any]]:
    """Every row that there is, but for what only follows."""
    return {
        (model.__name__, reference(row[model._meta.pk.attname])): row
        for model in apps.get_models()
        if model.__name__ not in FOLLOWS
        for row in model.objects.values()
    }


def listed_by(ending: Ending) -> set[Key]:
    return {
        (found.model.__name__, reference(key))
        for found in ending.rows()
        for key in found.values_list("pk", flat=True)
    }


def test_what_the_list_says_is_exactly_what_goes(two_years_later: Process) -> None:
    before = rows()
    announced = leaving()
    assert rows() == before
    gone: set[Key] = set()
    for ending in ENDINGS:
        there, listed = rows(), listed_by(ending)
        assert listed, (
            f"nothing for {ending.job.__name__} to let go of: this test says nothing of it"
        )
        while ending.job():
            continue
        after = rows()
        went = {key for key, row in there.items() if after.get(key) != row}
        assert went == listed, ending.job.__name__
        assert listed_by(ending) == set()
        gone |= went
    assert {(row.model, row.reference) for row in announced} == gone
    assert len(announced) == len(gone)
    assert list(differences()) == []


def test_the_command_lists_without_names_and_changes_nothing(two_years_later, capsys) -> None:
    before = rows()
    assert retention.run(parser.build().parse_args(["retention", "--dry-run"])) == 0
    said = capsys.readouterr().out
    assert rows() == before
    count = len(leaving())
    assert f"Se ne vanno {count} righe." in said
    assert "forget_people: " in said
    in_the_book = AddressBookPerson.objects.values("contact__person")
    for person in Person.objects.exclude(pk__in=in_the_book):
        assert f"forget_people  Person  {person.pk}" in said
    assert not [
        word for word in [*WHO, *Session.objects.values_list("pk", flat=True)] if word in said
    ]


def test_the_command_lets_go_of_it_and_then_there_is_nothing(two_years_later, capsys) -> None:
    late = "Ci sono dati personali che dovevano essere già cancellati."
    assert checks.nothing_is_kept_too_long().what == late
    options = parser.build().parse_args(["retention"])
    count = len(leaving())
    assert retention.run(options) == 0
    assert f"Se ne sono andate {count} righe." in capsys.readouterr().out
    assert leaving() == []
    assert retention.run(options) == 0
    assert "Niente è tenuto oltre il suo tempo." in capsys.readouterr().out
    assert checks.nothing_is_kept_too_long().level == Level.OK

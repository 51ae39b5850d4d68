"""Oggi: what needs a hand, in order, each with its action; nothing else."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from arengo.core.localized import Localized
from arengo.core.outbox.models import Message
from arengo.core.tasks import heartbeat
from arengo.invitations.operations import declare_quiet_period
from arengo.meetings.models import Meeting
from arengo.people.models import User
from arengo.registrations import operations
from arengo.web.desk import hands
from tests.factories import make_meeting
from tests.registrations.acts import DARIO, HALL, ONLINE, fill, take_part
from tests.web.desk.cast import dario, make_user, signed_in
from tests.web.public.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def worker_lives() -> None:
    heartbeat.beat()


def titles(role: str = User.Role.OFFICE) -> list[str]:
    return [hand.title for hand in hands.all_of(make_user(role))]


def fails(trouble: str) -> None:
    message = Message.objects.order_by("id").last()
    message.state, message.trouble = Message.State.FAILED, trouble
    message.save()


def test_a_quiet_day_teaches_what_will_be_here() -> None:
    make_meeting()
    assert titles() == []
    assert "Niente da fare, per ora" in read(dario(), "/ufficio/")


def test_without_any_meeting_the_page_opens() -> None:
    assert dario().get("/ufficio/").status_code == 200


def test_a_refused_mail_comes_first_and_leads_to_it() -> None:
    meeting = make_meeting(hall=2)
    take_part(meeting, "Ada Rossi")
    fails(Message.Trouble.RECIPIENT_REFUSED)
    fill(meeting)
    take_part(meeting, "Bruno Rossi")
    found = hands.all_of(make_user())
    assert found[0].title == "1 mail è stata rifiutata"
    assert found[0].actions[0][1] == "/ufficio/messaggi/?stato=failed"
    assert "1 persona aspetta un posto: In sala, Auditorium" in [hand.title for hand in found]


def test_a_hall_nearly_full_is_told_with_the_seats_left() -> None:
    meeting = make_meeting(hall=20)
    for number in range(17):
        take_part(meeting, f"Ospite{number}")
    assert titles() == []
    take_part(meeting, "Ada Rossi")
    assert titles() == ["Quasi pieno: restano 2 posti su 20. In sala, Auditorium"]


def test_who_waits_without_an_email_has_to_be_telephoned() -> None:
    meeting = make_meeting(hall=1)
    fill(meeting)
    operations.register_by_office(meeting=meeting, name="Pina Verdi", mode=HALL, by=DARIO)
    assert "1 persona in lista non ha un'e-mail" in titles()


def test_needs_are_shown_only_to_who_may_read_them() -> None:
    take_part(make_meeting(), "Ada Rossi", access_needs="LIS", access_consent=True)
    assert "1 persona ha bisogno di qualcosa per partecipare" in titles()
    assert titles(User.Role.VIEWER) == []


def test_what_the_last_week_lacks_is_named(clock) -> None:
    make_meeting()
    clock.to("2023-09-19 09:00")
    assert titles() == []
    clock.to("2023-09-21 09:00")
    (title,) = titles()
    assert "il programma, come arrivare alla sede, l'accessibilità della sede" in title


def test_in_the_last_week_more_online_than_the_conference_carries_is_told(clock, settings) -> None:
    settings.CONFERENCE = "mesh"
    meeting = make_meeting()
    for number in range(12):
        take_part(meeting, f"Persona{number} Uno", ONLINE)
    told = "La conferenza porta 12 persone, gli iscritti online sono 13"
    clock.to("2023-09-21 09:00")
    assert told not in titles()
    take_part(meeting, "Tredicesima Uno", ONLINE)
    assert told in titles()
    clock.to("2023-09-19 09:00")
    assert told not in titles()


def test_a_reminder_about_to_leave_is_told_with_its_number(clock) -> None:
    take_part(make_meeting(), "Ada Rossi")
    clock.to("2023-09-19 09:00")
    assert titles() == ["Il promemoria parte mercoledì 20 settembre alle 16, a 1 persona"]


def test_a_draft_whose_day_comes_is_told(clock) -> None:
    make_meeting(state=Meeting.State.DRAFT)
    assert titles() == ["«Verso il nuovo piano» è ancora una bozza"]


def test_a_quiet_period_is_told() -> None:
    make_meeting()
    declare_quiet_period(
        starts_on=date(2023, 9, 1),
        ends_on=date(2023, 9, 20),
        reason=Localized({"it": "Elezioni comunali"}),
        by=DARIO,
    )
    assert titles() == ["Comunicazione impersonale fino al 20/09/2023"]


def test_a_worker_that_stands_still_is_told_in_plain_words(monkeypatch) -> None:
    make_meeting()
    later = timezone.now() + timedelta(minutes=10)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert titles()[0] == "Le mail non partono: il programma che le spedisce è fermo"


def test_a_meeting_that_is_over_or_cancelled_asks_for_nothing(clock) -> None:
    meeting = make_meeting(hall=1)
    fill(meeting)
    take_part(meeting, "Ada Rossi")
    operations.cancel_meeting(meeting=meeting, reason="x", by=DARIO)
    assert titles() == []


def test_a_viewer_reads_no_mail_there() -> None:
    take_part(make_meeting(), "Ada Rossi")
    fails(Message.Trouble.RECIPIENT_REFUSED)
    assert titles(User.Role.VIEWER) == []
    assert signed_in(User.Role.VIEWER).get("/ufficio/").status_code == 200

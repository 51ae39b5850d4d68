"""The life of a seat, told from the beginning to the door, as one would tell it aloud."""

import pytest

from arengo.core.ledger.models import Entry
from arengo.registrations.operations import (
    accept_offer,
    cancel,
    change_mode,
    confirm,
    enter_online,
    owe_reminders,
)
from arengo.registrations.queries import places, position_in_line
from tests.factories import make_meeting, moment
from tests.registrations.acts import (
    ONLINE,
    again,
    ask,
    fill,
    mail_leaves,
    mails,
    place_of,
    take_part,
    worker_runs,
)

pytestmark = pytest.mark.usefixtures("adds_up")


def test_the_last_seat_of_the_hall(db, clock):
    meeting = make_meeting(hall=3, unclaimed_after=moment("2023-09-27 15:55"))
    take_part(meeting, "Carla Bosio")
    take_part(meeting, "Elena Valle")

    # Ada takes the last seat: the mail comes, she opens her page and confirms.
    ada = ask(meeting, "Ada Conti")
    mail_leaves()
    clock.to("2023-09-06 09:20")
    ada = confirm(registration=ada)
    assert ada.state == "confirmed"
    assert places(meeting)[0].is_full

    # Bruno and Dario find the hall full, and wait. Bruno takes part online meanwhile.
    bruno = take_part(meeting, "Bruno Rota")
    dario = take_part(meeting, "Dario Fino")
    bruno = change_mode(registration=bruno, mode=ONLINE, keep_place_in_line=True)
    assert [position_in_line(place_of(r)) for r in (bruno, dario)] == [1, 2]

    # A week before, everybody who has a place is reminded; Ada cannot come.
    clock.to("2023-09-20 16:00")
    assert owe_reminders() == 4
    cancel(registration=ada)

    # The seat is Bruno's for a day. He does not answer, and it is Dario's.
    mail_leaves()
    assert place_of(bruno).offer_ends_at == moment("2023-09-21 16:00")
    clock.to("2023-09-21 16:00")
    worker_runs()
    assert [place_of(r).state for r in (bruno, dario)] == ["waiting", "offered"]
    mail_leaves()
    dario = accept_offer(waiting_place=place_of(dario))
    assert dario.state == "confirmed"

    # On the day Bruno is online, where his place was always his.
    clock.to("2023-09-27 15:45")
    enter_online(registration=bruno)
    assert again(bruno).state == "attended"
    assert mails(bruno) == [
        "confirm",
        "waiting",
        "changed",
        "reminder",
        "offer",
        "offer_lapsed",
    ]

    # Who holds the ledger can tell the line's story without knowing a name.
    story = Entry.objects.filter(kind__startswith="line.").order_by("recorded_at")
    assert [(entry.kind, entry.subject) for entry in story] == [
        ("line.joined", f"registration:{bruno.code}"),
        ("line.joined", f"registration:{dario.code}"),
        ("line.offered", f"registration:{bruno.code}"),
        ("line.lapsed", f"registration:{bruno.code}"),
        ("line.offered", f"registration:{dario.code}"),
        ("line.accepted", f"registration:{dario.code}"),
    ]


def test_an_evening_that_fills_and_a_night_that_nobody_is_woken(db, clock):
    meeting = make_meeting(hall=1)
    seated = fill(meeting)[0]
    ada = take_part(meeting, "Ada Conti")
    mail_leaves()

    # At half past nine in the evening a seat is free: the offer waits for the morning after next.
    clock.to("2023-09-10 21:30")
    cancel(registration=seated)
    mail_leaves()
    assert place_of(ada).offer_ends_at == moment("2023-09-12 09:00")

    clock.to("2023-09-12 08:59")
    worker_runs()
    assert accept_offer(waiting_place=place_of(ada)).state == "confirmed"

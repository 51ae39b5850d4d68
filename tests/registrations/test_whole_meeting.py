"""What happens to a whole meeting: put off, moved, online only, cancelled. One act, everybody told."""

import pytest

from arengo.core.ledger.models import Entry
from arengo.core.outbox.models import Message
from arengo.meetings.models import Meeting
from arengo.meetings.operations import MeetingEndsBeforeItStarts
from arengo.registrations.models import Registration, SeatPool
from arengo.registrations.operations import (
    accept_offer,
    cancel,
    cancel_meeting,
    change_meeting_time,
    change_mode,
    confirm,
    join_line,
    move_online_only,
    postpone_meeting,
    register,
)
from arengo.registrations.refusals import (
    MeetingCancelled,
    NotNow,
    RegistrationClosed,
)
from tests.factories import make_meeting, moment
from tests.registrations.acts import (
    HALL,
    ONLINE,
    again,
    ask,
    contingent_of,
    counters,
    fill,
    mail_leaves,
    mails,
    place_of,
    pool_of,
    take_part,
    worker_runs,
)

pytestmark = pytest.mark.usefixtures("adds_up")
ELENA = "staff:7"
WHY = {"reason": "Allerta meteo", "by": ELENA}


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting(hall=1, online=2)


def told(registration: Registration) -> list[dict]:
    about = Message.objects.filter(subject=f"registration:{registration.code}")
    return [m.arguments for m in about.order_by("id") if m.render.endswith(".meeting_changed")]


def to_october(meeting: Meeting, **fields) -> Meeting:
    values = {
        "starts_at": moment("2023-10-04 16:00"),
        "ends_at": moment("2023-10-04 18:30"),
        **WHY,
        **fields,
    }
    return postpone_meeting(meeting=meeting, **values)


# Everybody is told


@pytest.mark.parametrize(
    ("act", "change"),
    [
        (postpone_meeting, "postponed"),
        (to_october, "postponed"),
        (move_online_only, "online_only"),
        (cancel_meeting, "cancelled"),
    ],
)
def test_everybody_who_is_expected_is_told_once_and_the_act_is_written_once(meeting, act, change):
    ada = take_part(meeting, "Ada Conti")
    bruno = take_part(meeting, "Bruno Rota")
    carla = take_part(meeting, "Carla Bosio", ONLINE)
    unconfirmed = ask(meeting, "Elena Valle", ONLINE)
    gone = cancel(registration=take_part(meeting, "Dario Fino", ONLINE))

    after = act(meeting=meeting, **WHY)

    for registration in (ada, bruno, carla):
        arguments = {"registration_id": registration.pk, "change": change, "sequence": 1}
        assert told(registration) == [arguments]
    assert [told(unconfirmed), told(gone)] == [[], []]
    assert (after.sequence, str(after.notice)) == (1, "Allerta meteo")
    entry = Entry.objects.get(subject="meeting:lancio")
    assert (entry.kind, entry.by, entry.facts["count"]) == (f"meeting.{change}", ELENA, 3)


def test_a_second_change_is_told_again(meeting):
    ada = take_part(meeting, "Ada Conti")
    to_october(meeting)
    to_october(meeting, starts_at=moment("2023-10-04 17:00"))

    assert [arguments["sequence"] for arguments in told(ada)] == [1, 2]


# Put off


def test_until_the_new_date_is_known_nobody_registers_and_everybody_keeps_the_place(meeting, clock):
    ada = take_part(meeting, "Ada Conti")
    bruno = take_part(meeting, "Bruno Rota")

    postpone_meeting(meeting=meeting, **WHY)

    assert [again(r).state for r in (ada, bruno)] == ["confirmed", "waiting"]
    with pytest.raises(RegistrationClosed):
        register(meeting=Meeting.objects.get(), name="Elena", email="e@example.org", mode=ONLINE)
    clock.to("2023-10-10 12:00")
    cancel(registration=again(ada))
    assert again(bruno).state == "waiting"


def test_when_the_date_is_known_the_line_moves_again(meeting):
    ada = take_part(meeting, "Ada Conti")
    bruno = take_part(meeting, "Bruno Rota")
    postpone_meeting(meeting=meeting, **WHY)
    cancel(registration=again(ada))

    to_october(meeting)
    worker_runs()

    assert Meeting.objects.get().state == "published"
    assert again(bruno).state == "offered"


def test_who_is_answering_an_offer_has_the_time_anew(meeting, clock):
    ada = take_part(meeting, "Ada Conti")
    bruno = take_part(meeting, "Bruno Rota")
    cancel(registration=ada)
    mail_leaves()
    clock.to("2023-09-06 20:00")

    to_october(meeting)

    assert place_of(bruno).offer_ends_at == moment("2023-09-07 20:00")


def test_kept_seats_keep_their_distance_from_the_start(meeting):
    contingent = contingent_of(meeting, released_at=moment("2023-09-20 12:00"))

    to_october(meeting)

    contingent.refresh_from_db()
    assert contingent.released_at == moment("2023-09-27 12:00")


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"starts_at": moment("2023-09-05 16:00")}, NotNow),
        ({"ends_at": None}, NotNow),
        ({"starts_at": None}, NotNow),
        ({"ends_at": moment("2023-10-04 15:00")}, MeetingEndsBeforeItStarts),
    ],
)
def test_a_date_that_cannot_be_is_refused_and_nobody_is_told(meeting, fields, refusal):
    ada = take_part(meeting, "Ada Conti")

    with pytest.raises(refusal):
        to_october(meeting, **fields)
    assert told(ada) == []
    assert Meeting.objects.get().starts_at == moment("2023-09-27 16:00")


def test_other_hours_are_told_as_a_change(meeting):
    ada = take_part(meeting, "Ada Conti")

    change_meeting_time(
        meeting=meeting,
        starts_at=moment("2023-09-27 17:00"),
        ends_at=moment("2023-09-27 19:30"),
        **WHY,
    )

    assert told(ada)[0]["change"] == "changed"


# Online only


def test_online_only_everybody_of_the_hall_and_its_line_has_a_place_online(meeting):
    ada = take_part(meeting, "Ada Conti")
    bruno = take_part(meeting, "Bruno Rota")
    carla = take_part(meeting, "Carla Bosio", ONLINE)
    join_line(registration=carla, pool=pool_of(meeting))
    fill(meeting, ONLINE)

    move_online_only(meeting=meeting, **WHY)

    online = pool_of(meeting, ONLINE)
    for registration in (ada, bruno, carla):
        row = again(registration)
        assert (row.state, row.mode, row.seat, row.venue) == ("confirmed", ONLINE, online, None)
    assert (online.capacity, online.taken) == (4, 4)
    assert counters(meeting) == (0, 0)


def test_online_only_leaves_the_unconfirmed_to_confirm(meeting):
    ada, bruno = ask(meeting, "Ada Conti"), ask(meeting, "Bruno Rota")
    mail_leaves()

    move_online_only(meeting=meeting, **WHY)

    assert (again(ada).seat, again(bruno).seat) == (pool_of(meeting, ONLINE), None)
    assert confirm(registration=again(ada)).mode == ONLINE
    assert confirm(registration=again(bruno)).seat == pool_of(meeting, ONLINE)


def test_online_only_ends_the_offers_of_the_hall(meeting):
    ada = take_part(meeting, "Ada Conti")
    bruno = take_part(meeting, "Bruno Rota")
    change_mode(registration=bruno, mode=ONLINE, keep_place_in_line=True)
    cancel(registration=ada)
    offered = place_of(bruno)
    assert offered.state == "offered"

    move_online_only(meeting=meeting, **WHY)

    assert place_of(bruno).state == "left"
    assert again(bruno).seat == pool_of(meeting, ONLINE)


def test_online_only_offers_the_places_that_are_added_to_who_waits_online(meeting):
    fill(meeting, ONLINE)
    ada = take_part(meeting, "Ada Conti", ONLINE)

    move_online_only(meeting=meeting, **WHY)

    assert accept_offer(waiting_place=place_of(ada)).state == "confirmed"


def test_online_only_makes_the_place_when_there_was_none(db):
    meeting = make_meeting(hall=2, online=0, online_advice="")
    SeatPool.objects.filter(mode=ONLINE).delete()
    Meeting.objects.update(online=False)
    ada = take_part(again_meeting(), "Ada Conti")

    after = move_online_only(meeting=meeting, **WHY)

    assert (after.in_person, after.online) == (False, True)
    assert again(ada).seat == pool_of(meeting, ONLINE)
    assert pool_of(meeting, ONLINE).capacity == 2


def again_meeting() -> Meeting:
    return Meeting.objects.get()


def test_online_only_twice_is_once(meeting):
    ada = take_part(meeting, "Ada Conti")

    move_online_only(meeting=meeting, **WHY)
    move_online_only(meeting=meeting, **WHY)

    assert len(told(ada)) == 1
    assert pool_of(meeting, ONLINE).capacity == 3


# Cancelled


def test_a_cancelled_meeting_keeps_its_registrations_and_stops_everything(meeting):
    ada = take_part(meeting, "Ada Conti")
    bruno = take_part(meeting, "Bruno Rota")

    cancel_meeting(meeting=meeting, **WHY)
    cancel_meeting(meeting=meeting, **WHY)

    assert [again(r).state for r in (ada, bruno)] == ["confirmed", "waiting"]
    assert (len(told(ada)), mails(ada)[-1]) == (1, "meeting_changed")
    cancel(registration=again(ada))
    assert again(bruno).state == "waiting"
    with pytest.raises(MeetingCancelled):
        to_october(meeting)


def test_what_is_over_is_not_changed(meeting, clock):
    clock.to("2023-09-27 18:30")

    for act in (cancel_meeting, move_online_only, postpone_meeting):
        with pytest.raises(RegistrationClosed):
            act(meeting=meeting, **WHY)


def test_cancelling_while_the_date_is_open_is_possible(meeting, clock):
    postpone_meeting(meeting=meeting, **WHY)
    clock.to("2023-12-01 09:00")

    assert cancel_meeting(meeting=meeting, **WHY).state == "cancelled"
    assert not SeatPool.objects.filter(mode=HALL, taken__gt=0).exists()

"""The waiting line: strictly in order, offers with their time, and nobody waits beside a free seat."""

import pytest

from arengo.core.ledger.models import Entry
from arengo.core.outbox.models import Message
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration, SeatPool, WaitingPlace
from arengo.registrations.operations import (
    accept_offer,
    cancel,
    change_capacity,
    change_mode,
    confirm,
    decline_offer,
    join_line,
    lapse_offers,
    leave_line,
    offer_free_seats,
    register_by_office,
    release_contingents,
    start_offer,
)
from arengo.registrations.queries import position_in_line
from arengo.registrations.refusals import (
    ChangesClosed,
    FewerPlacesThanTaken,
    ModeNotOffered,
    NotNow,
    OfferOver,
)
from tests.factories import make_meeting, moment
from tests.registrations.acts import (
    DARIO,
    HALL,
    ONLINE,
    acts_of,
    again,
    ask,
    contingent_of,
    counters,
    fill,
    mail_leaves,
    mails,
    place_of,
    pool_of,
    second_hall,
    take_part,
    worker_runs,
)

pytestmark = pytest.mark.usefixtures("adds_up")


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting(hall=1)


@pytest.fixture
def seated(meeting) -> Registration:
    return fill(meeting)[0]


@pytest.fixture
def in_line(meeting, seated, clock) -> list[Registration]:
    """Ada, Bruno and Carla wait, in this order."""
    line = []
    for minute, name in enumerate(["Ada Conti", "Bruno Rota", "Carla Bosio"], start=1):
        clock.to(f"2023-09-06 09:0{minute}")
        line.append(take_part(meeting, name))
    mail_leaves()
    clock.to("2023-09-06 10:00")
    return line


def states(*registrations: Registration) -> list[str]:
    return [again(registration).state for registration in registrations]


# A seat is freed


def test_a_cancelled_seat_is_offered_to_the_first_in_the_same_moment(meeting, seated, in_line):
    ada, bruno, carla = in_line

    cancel(registration=seated)

    assert states(ada, bruno, carla) == ["offered", "waiting", "waiting"]
    assert counters(meeting) == (1, 2)
    assert mails(ada)[-1] == "offer"
    assert acts_of(ada)[-1] == "line.offered"
    assert [position_in_line(place_of(r)) for r in in_line] == [0, 1, 2]


def test_the_offer_runs_from_when_the_mail_server_took_the_mail(meeting, seated, in_line, clock):
    cancel(registration=seated)
    assert place_of(in_line[0]).offer_ends_at is None

    clock.to("2023-09-08 11:00")
    worker_runs()
    assert again(in_line[0]).state == "offered"

    mail_leaves()
    assert place_of(in_line[0]).offer_ends_at == moment("2023-09-09 11:00")


@pytest.mark.parametrize("end", [Message.State.FAILED, Message.State.DROPPED])
def test_an_offer_whose_mail_will_never_leave_runs_all_the_same(
    meeting, seated, in_line, clock, end
):
    cancel(registration=seated)
    Message.objects.filter(state="owed").update(state=end)

    worker_runs()
    assert place_of(in_line[0]).offer_ends_at == moment("2023-09-07 10:00")

    clock.to("2023-09-07 10:00")
    worker_runs()
    assert states(*in_line) == ["waiting", "offered", "waiting"]


def test_who_has_not_confirmed_keeps_the_place_but_is_passed_over(meeting, seated, clock):
    ada = ask(meeting, "Ada Conti")
    clock.to("2023-09-06 09:05")
    bruno = take_part(meeting, "Bruno Rota")
    assert position_in_line(place_of(bruno)) == 1

    ada = confirm(registration=ada)

    assert [position_in_line(place_of(r)) for r in (ada, bruno)] == [1, 2]
    cancel(registration=seated)
    assert states(ada, bruno) == ["offered", "waiting"]


def test_seats_added_are_offered_in_order(meeting, in_line):
    change_capacity(pool=pool_of(meeting), capacity=3, by=DARIO)

    assert states(*in_line) == ["offered", "offered", "waiting"]
    assert counters(meeting) == (3, 1)
    entry = Entry.objects.get(kind="seats.capacity_changed")
    assert (entry.by, entry.facts["from"], entry.facts["to"]) == (DARIO, 1, 3)


def test_seats_are_not_taken_away_from_those_who_have_them(meeting, seated):
    with pytest.raises(FewerPlacesThanTaken):
        change_capacity(pool=pool_of(meeting), capacity=0, by=DARIO)

    assert change_capacity(pool=pool_of(meeting), capacity=1, by=DARIO).capacity == 1


def test_the_job_offers_what_no_verb_has_offered(meeting, in_line):
    SeatPool.objects.filter(pk=pool_of(meeting).pk).update(capacity=2)

    assert offer_free_seats() == 1
    assert offer_free_seats() == 0
    assert states(*in_line) == ["offered", "waiting", "waiting"]


def test_in_the_last_two_hours_the_seat_stays_for_the_door(meeting, seated, in_line, clock):
    clock.to("2023-09-27 14:00")

    cancel(registration=seated)
    worker_runs()

    assert states(*in_line) == ["waiting"] * 3
    assert counters(meeting) == (0, 3)


def test_while_the_new_date_is_not_known_nothing_is_offered_and_nothing_ends(
    meeting, seated, in_line, clock
):
    cancel(registration=seated)
    mail_leaves()
    Meeting.objects.update(state="postponed")
    clock.to("2023-09-20 10:00")

    worker_runs()

    assert states(*in_line) == ["offered", "waiting", "waiting"]


# The answer


def test_ada_accepts_and_has_the_seat(meeting, seated, in_line):
    ada = in_line[0]
    cancel(registration=seated)
    mail_leaves()

    ada = accept_offer(waiting_place=place_of(ada))

    assert (ada.state, ada.seat, ada.confirmed_at) == (
        "confirmed",
        pool_of(meeting),
        moment("2023-09-06 10:00"),
    )
    assert place_of(ada).state == "taken"
    assert mails(ada)[-1] == "place_confirmed"
    assert acts_of(ada)[-1] == "line.accepted"
    assert counters(meeting) == (1, 2)


def test_accepting_twice_is_once(meeting, seated, in_line):
    cancel(registration=seated)
    place = place_of(in_line[0])

    accept_offer(waiting_place=place)
    accept_offer(waiting_place=place)

    assert mails(in_line[0]).count("place_confirmed") == 1
    assert counters(meeting) == (1, 2)


def test_an_offer_may_be_accepted_before_its_mail_has_left(meeting, seated, in_line):
    cancel(registration=seated)

    assert accept_offer(waiting_place=place_of(in_line[0])).state == "confirmed"


def test_late_by_a_minute_is_too_late_even_when_no_job_has_run(meeting, seated, in_line, clock):
    cancel(registration=seated)
    mail_leaves()
    clock.to("2023-09-07 10:00")

    with pytest.raises(OfferOver, match="finito"):
        accept_offer(waiting_place=place_of(in_line[0]))
    assert counters(meeting) == (1, 2)


def test_who_was_not_offered_cannot_accept(meeting, in_line):
    with pytest.raises(OfferOver):
        accept_offer(waiting_place=place_of(in_line[1]))


def test_bruno_declines_and_the_seat_goes_on_at_once(meeting, seated, in_line):
    ada, bruno, _ = in_line
    cancel(registration=seated)

    ada = decline_offer(waiting_place=place_of(ada))
    decline_offer(waiting_place=place_of(ada))

    assert ada.state == "cancelled"
    assert again(bruno).state == "offered"
    assert mails(ada)[-1] == "cancelled"
    assert acts_of(ada)[-1] == "line.declined"
    with pytest.raises(OfferOver):
        accept_offer(waiting_place=place_of(ada))


def test_an_accepted_offer_is_not_declined(meeting, seated, in_line):
    cancel(registration=seated)
    accept_offer(waiting_place=place_of(in_line[0]))

    with pytest.raises(OfferOver):
        decline_offer(waiting_place=place_of(in_line[0]))


# No answer


def test_without_an_answer_ada_goes_to_the_end_and_the_seat_to_the_next(
    meeting, seated, in_line, clock
):
    ada, bruno, carla = in_line
    cancel(registration=seated)
    mail_leaves()
    clock.to("2023-09-07 09:59")
    assert lapse_offers() == 0

    clock.to("2023-09-07 10:00")
    assert lapse_offers() == 1
    assert lapse_offers() == 0

    assert states(ada, bruno, carla) == ["waiting", "offered", "waiting"]
    assert place_of(ada).since == moment("2023-09-07 10:00")
    assert [position_in_line(place_of(r)) for r in (carla, ada)] == [1, 2]
    assert mails(ada)[-1] == "offer_lapsed"
    assert acts_of(ada)[-1] == "line.lapsed"
    assert counters(meeting) == (1, 2)


def test_after_two_offers_without_an_answer_she_is_out_of_the_line(meeting, seated, clock):
    ada = take_part(meeting, "Ada Conti")
    cancel(registration=seated)
    mail_leaves()
    clock.to("2023-09-07 10:00")
    worker_runs()
    assert again(ada).state == "offered"

    mail_leaves()
    clock.to("2023-09-08 10:00")
    worker_runs()

    assert (again(ada).state, place_of(ada).state) == ("cancelled", "left")
    assert counters(meeting) == (0, 0)
    assert mails(ada)[-4:] == ["offer", "offer_lapsed", "offer", "offer_lapsed"]


def test_two_lapsed_offers_pass_to_the_two_who_follow(meeting, in_line, clock):
    ada, bruno, carla = in_line
    change_capacity(pool=pool_of(meeting), capacity=3, by=DARIO)
    mail_leaves()
    clock.to("2023-09-07 10:00")

    assert lapse_offers() == 2

    # Carla, then Ada and Bruno again, in this order.
    assert again(carla).state == "offered"
    assert states(ada, bruno) == ["offered", "waiting"]
    assert counters(meeting) == (3, 1)


def test_starting_an_offer_twice_does_not_lengthen_it(meeting, seated, in_line):
    cancel(registration=seated)
    place = place_of(in_line[0])
    start_offer(sent_at=moment("2023-09-06 10:00"), waiting_place_id=place.pk)
    start_offer(sent_at=moment("2023-09-06 15:00"), waiting_place_id=place.pk)

    assert place_of(in_line[0]).offer_ends_at == moment("2023-09-07 10:00")


# Online meanwhile


def test_online_meanwhile_and_the_place_in_the_halls_queue_is_kept(meeting, seated, in_line):
    ada = in_line[0]

    ada = change_mode(registration=ada, mode=ONLINE, keep_place_in_line=True)

    assert (ada.state, ada.seat, ada.mode) == ("confirmed", pool_of(meeting, ONLINE), ONLINE)
    assert position_in_line(place_of(ada)) == 1
    assert counters(meeting) == (1, 3)

    cancel(registration=seated)
    assert (again(ada).state, place_of(ada).state) == ("confirmed", "offered")
    assert counters(meeting, ONLINE) == (1, 0)

    ada = accept_offer(waiting_place=place_of(ada))
    assert (ada.seat, ada.mode, ada.venue) == (pool_of(meeting), HALL, meeting.venues.get())
    assert counters(meeting, ONLINE) == (0, 0)
    assert counters(meeting) == (1, 2)
    assert mails(ada)[-1] == "changed"


def test_online_without_keeping_the_place_leaves_the_line(meeting, in_line):
    ada, bruno, _ = in_line

    change_mode(registration=ada, mode=ONLINE)

    assert place_of(ada).state == "left"
    assert position_in_line(place_of(bruno)) == 1


def test_the_seat_freed_online_goes_to_who_waits_online(meeting, seated):
    change_capacity(pool=pool_of(meeting, ONLINE), capacity=1, by=DARIO)
    ada = take_part(meeting, "Ada Conti", ONLINE)
    join_line(registration=ada, pool=pool_of(meeting))
    bruno = take_part(meeting, "Bruno Rota", ONLINE)
    cancel(registration=seated)

    accept_offer(waiting_place=place_of(ada))

    assert again(bruno).state == "offered"
    assert counters(meeting, ONLINE) == (1, 0)


def test_a_lapsed_offer_leaves_her_online(meeting, seated, in_line, clock):
    ada = change_mode(registration=in_line[0], mode=ONLINE, keep_place_in_line=True)
    cancel(registration=seated)
    mail_leaves()
    clock.to("2023-09-07 10:00")
    worker_runs()

    assert (again(ada).state, again(ada).seat) == ("confirmed", pool_of(meeting, ONLINE))
    assert place_of(ada).state == "waiting"


def test_cancelling_gives_back_the_seat_online_and_the_offer_in_the_hall(meeting, seated, in_line):
    ada, bruno, _ = in_line
    ada = change_mode(registration=ada, mode=ONLINE, keep_place_in_line=True)
    cancel(registration=seated)

    cancel(registration=ada)

    assert counters(meeting, ONLINE) == (0, 0)
    assert again(bruno).state == "offered"


# Joining and leaving


def test_who_is_online_joins_the_halls_line_at_the_end(meeting, seated, in_line):
    elena = take_part(meeting, "Elena Valle", ONLINE)

    place = join_line(registration=elena, pool=pool_of(meeting))

    assert position_in_line(place) == 4
    assert join_line(registration=elena, pool=pool_of(meeting)) == place
    assert again(elena).state == "confirmed"
    assert mails(elena).count("waiting") == 1


def test_joining_where_a_seat_is_free_is_an_offer_at_once(meeting):
    ada = take_part(meeting, "Ada Conti", ONLINE)

    place = join_line(registration=ada, pool=pool_of(meeting))

    assert place.state == "offered"
    assert accept_offer(waiting_place=place).seat == pool_of(meeting)


def test_leaving_the_line_without_another_seat_cancels(meeting, in_line):
    ada, bruno, _ = in_line

    ada = leave_line(registration=ada, pool=pool_of(meeting))
    leave_line(registration=ada, pool=pool_of(meeting))

    assert ada.state == "cancelled"
    assert position_in_line(place_of(bruno)) == 1
    assert (mails(ada)[-1], acts_of(ada)[-1]) == ("cancelled", "line.left")
    assert acts_of(ada).count("line.left") == 1


def test_leaving_the_line_from_online_only_leaves_the_line(meeting, seated):
    ada = take_part(meeting, "Ada Conti", ONLINE)
    join_line(registration=ada, pool=pool_of(meeting))

    ada = leave_line(registration=ada, pool=pool_of(meeting))

    assert (ada.state, counters(meeting)) == ("confirmed", (1, 0))


def test_leaving_the_line_while_a_seat_is_offered_declines_it(meeting, seated, in_line):
    ada, bruno, _ = in_line
    cancel(registration=seated)

    leave_line(registration=ada, pool=pool_of(meeting))

    assert states(ada, bruno) == ["cancelled", "offered"]


def test_who_waits_for_two_halls_leaves_the_other_when_one_is_accepted(meeting, seated, in_line):
    ada, bruno, _ = in_line
    venue, pinerolo = second_hall(meeting)
    full = take_part(meeting, "Elena Valle", venue=venue)
    join_line(registration=ada, pool=pinerolo)
    cancel(registration=seated)
    cancel(registration=full)
    offered = {place.pool_id: place for place in again(ada).waiting_places.all()}
    assert {place.state for place in offered.values()} == {"offered"}

    ada = accept_offer(waiting_place=offered[pinerolo.pk])

    assert ada.venue == venue
    assert again(bruno).state == "offered"


def test_of_two_offers_one_that_lapses_leaves_the_other(meeting, seated, in_line, clock):
    ada = in_line[0]
    venue, pinerolo = second_hall(meeting)
    full = take_part(meeting, "Elena Valle", venue=venue)
    join_line(registration=ada, pool=pinerolo)
    cancel(registration=seated)
    mail_leaves()
    clock.to("2023-09-06 18:00")
    cancel(registration=full)
    mail_leaves()
    clock.to("2023-09-07 10:00")
    worker_runs()

    assert again(ada).state == "offered"


@pytest.mark.parametrize("state", ["to_confirm", "cancelled"])
def test_who_is_not_confirmed_does_not_join(meeting, seated, state):
    ada = ask(meeting, "Ada Conti", ONLINE)
    if state == "cancelled":
        ada = cancel(registration=ada)

    with pytest.raises(NotNow):
        join_line(registration=ada, pool=pool_of(meeting))


def test_nobody_joins_the_line_of_a_contingent_or_of_another_meeting(meeting):
    ada = take_part(meeting, "Ada Conti", ONLINE)
    elsewhere = make_meeting(slug="secondo")

    for pool in (contingent_of(meeting), pool_of(elsewhere)):
        with pytest.raises(ModeNotOffered):
            join_line(registration=ada, pool=pool)


def test_nobody_joins_the_line_for_the_seat_they_have(meeting, seated):
    with pytest.raises(NotNow, match="già un posto"):
        join_line(registration=seated, pool=pool_of(meeting))


def test_after_the_set_time_only_the_office_moves_the_line(meeting, in_line, clock):
    clock.to("2023-09-27 16:00")

    with pytest.raises(ChangesClosed):
        leave_line(registration=in_line[0], pool=pool_of(meeting))
    assert leave_line(registration=in_line[0], pool=pool_of(meeting), by=DARIO).state == "cancelled"


# Contingents


def test_unused_kept_seats_pass_to_the_line_when_their_time_comes(meeting, in_line, clock):
    contingent = contingent_of(meeting, capacity=3, released_at=moment("2023-09-20 12:00"))
    take_part(meeting, "Elena Valle", invitation_code="SINDACI")
    assert release_contingents() == 0

    clock.to("2023-09-20 12:00")
    assert release_contingents() == 2
    assert release_contingents() == 0

    contingent.refresh_from_db()
    assert (contingent.capacity, contingent.taken) == (1, 1)
    assert pool_of(meeting).capacity == 3
    assert states(*in_line) == ["offered", "offered", "waiting"]
    assert Entry.objects.get(kind="seats.released").facts["places"] == 2


def test_a_kept_seat_that_is_freed_before_its_time_stays_kept(meeting, in_line):
    contingent = contingent_of(meeting, capacity=1)
    mayor = take_part(meeting, "Elena Valle", invitation_code="SINDACI")

    cancel(registration=mayor)

    contingent.refresh_from_db()
    assert (contingent.capacity, contingent.taken) == (1, 0)
    assert again(in_line[0]).state == "waiting"


def test_a_kept_seat_that_is_freed_after_its_time_goes_to_the_line(meeting, in_line, clock):
    contingent_of(meeting, capacity=1, released_at=moment("2023-09-20 12:00"))
    mayor = take_part(meeting, "Elena Valle", invitation_code="SINDACI")
    clock.to("2023-09-21 09:00")

    cancel(registration=mayor)

    assert again(in_line[0]).state == "offered"
    assert pool_of(meeting).capacity == 2


def test_a_hall_of_invited_only_has_nobody_to_pass_its_seats_to(meeting, clock):
    venue, pinerolo = second_hall(meeting)
    pinerolo.delete()
    SeatPool.objects.create(
        meeting=meeting,
        key="invitati",
        mode=HALL,
        venue=venue,
        capacity=5,
        is_contingent=True,
        released_at=moment("2023-09-07 12:00"),
    )
    clock.to("2023-09-08 09:00")

    assert release_contingents() == 0


# The office


def test_the_office_does_not_overtake_the_line(meeting, in_line):
    fields = {"meeting": meeting, "mode": HALL, "by": DARIO}
    elena = register_by_office(name="Elena Valle", **fields)

    assert elena.state == "waiting"
    assert WaitingPlace.objects.filter(is_confirmed=True).count() == 4
    assert position_in_line(place_of(elena)) == 4


def test_the_office_has_the_kept_seats(meeting, in_line):
    contingent = contingent_of(meeting)

    elena = register_by_office(
        meeting=meeting, name="Elena Valle", mode=HALL, contingent=contingent, by=DARIO
    )

    assert (elena.state, elena.seat) == ("confirmed", contingent)

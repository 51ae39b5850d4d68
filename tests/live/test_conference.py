"""Seeing and hearing each other: who is in, who may speak, who is cut, and what the provider is told."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from arengo.core.ledger.models import Entry
from arengo.gateways.conference.fake import FakeProvider
from arengo.live import operations
from arengo.live.conference import (
    carrying,
    get_place,
    has_floor,
    newest_signals,
    on_air,
    places_in,
    sound_checks,
    standing_of,
)
from arengo.live.models import ConferencePlace, Floor, Room, Signal, SoundCheck
from arengo.live.refusals import (
    ConferenceIsFull,
    ConferenceNotNow,
    NobodyThere,
    NoConferenceHere,
    NoFloor,
    NotTheDay,
    OutOfConference,
    SignalTooLong,
    TooManyCameras,
)
from arengo.meetings.models import Meeting
from arengo.people.models import Contact
from arengo.registrations.models import Registration
from arengo.registrations.operations import erase_person
from tests.conftest import Clock
from tests.factories import moment
from tests.live.acts import REGIA, make_evening, told
from tests.live.conference import enter, floor, fresh_fake, online, speak

pytestmark = pytest.mark.django_db(transaction=True)
Role = ConferencePlace.Role


@pytest.fixture
def fake(settings) -> FakeProvider:
    return fresh_fake(settings)


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    meeting = make_evening()
    clock.to("2023-09-27 16:02")
    return meeting


@pytest.fixture
def ada(evening: Meeting, fake: FakeProvider) -> Registration:
    return online(evening, "Ada Rossi")


@pytest.fixture
def bruno(evening: Meeting, fake: FakeProvider) -> Registration:
    return online(evening, "Bruno Bo")


def kinds() -> list[str]:
    entries = Entry.objects.filter(kind__startswith="conference.").order_by("recorded_at")
    return list(entries.values_list("kind", flat=True))


def test_who_enters_sees_and_hears_and_does_not_speak(
    ada: Registration, fake: FakeProvider
) -> None:
    place = enter(ada)
    assert place.reference
    assert fake.asked("admit") == [place.code]
    assert not has_floor(place)
    with pytest.raises(NoFloor):
        operations.publish(place=place, offer="v=0", has_camera=True)
    assert fake.asked("publish") == []
    assert kinds() == ["conference.entered"]


def test_with_the_floor_one_is_heard_once_the_picture_arrives(
    ada: Registration, evening: Meeting, fake: FakeProvider
) -> None:
    place = enter(ada)
    floor(ada)
    assert operations.publish(place=place, offer="v=0", has_camera=True) == "v=0 answer"
    assert on_air(evening) == []
    operations.go_on_air(place=place)
    operations.go_on_air(place=place)
    [one] = on_air(evening)
    assert (one.code, one.name, one.has_camera) == (place.code, "Ada Rossi", True)
    assert kinds()[-1] == "conference.on_air"
    assert kinds().count("conference.on_air") == 1


def test_the_floor_may_come_before_the_entrance(ada: Registration) -> None:
    floor(ada)
    assert has_floor(enter(ada))


def test_the_end_of_the_floor_cuts_at_once_and_says_so(
    ada: Registration, evening: Meeting, fake: FakeProvider
) -> None:
    place = enter(ada)
    floor(ada)
    speak(place)
    floor(ada, on=False)
    assert fake.asked("floor off") == [place.code]
    assert fake.publishing(evening.slug) == frozenset()
    assert on_air(evening) == []
    assert newest_signals(evening) == {place.code: Signal.objects.latest("id").pk}
    assert standing_of(place, 0).has_floor is False
    with pytest.raises(NoFloor):
        operations.go_on_air(place=place)
    with pytest.raises(NoFloor):
        operations.publish(place=place, offer="v=0", has_camera=True)


def test_giving_the_floor_twice_is_once(ada: Registration) -> None:
    for on in (True, True, False, False):
        floor(ada, on=on)
    assert Floor.objects.count() == 1
    assert kinds() == ["conference.floor_given", "conference.floor_ended"]


def test_nothing_is_called_when_the_transaction_is_rolled_back(
    ada: Registration, fake: FakeProvider
) -> None:
    place = enter(ada)
    with transaction.atomic():
        floor(ada)
        transaction.set_rollback(True)
    assert fake.asked("floor on") == []
    assert not has_floor(place)


def test_a_provider_that_is_down_refuses_the_entrance_and_nothing_else(
    ada: Registration, evening: Meeting, fake: FakeProvider
) -> None:
    fake.is_down = True
    with pytest.raises(ConferenceNotNow):
        enter(ada)
    assert not places_in(evening).exists()
    floor(ada)
    assert Floor.objects.filter(ended_at=None).count() == 1


def test_a_floor_that_ended_while_the_provider_was_down_is_cut_by_the_job(
    ada: Registration, evening: Meeting, fake: FakeProvider
) -> None:
    place = enter(ada)
    floor(ada)
    speak(place)
    fake.is_down = True
    floor(ada, on=False)
    assert operations.repair_conference() == 0
    fake.is_down = False
    assert fake.publishing(evening.slug) == {place.code}
    assert operations.repair_conference() == 1
    assert fake.publishing(evening.slug) == frozenset()
    assert operations.repair_conference() == 0


def test_the_provider_is_asked_only_about_rooms_in_which_somebody_is(
    ada: Registration, evening: Meeting, fake: FakeProvider
) -> None:
    operations.begin(meeting=evening, key="linee", seen=None, by=REGIA)
    operations.repair_conference()
    assert fake.asked("publishing") == []
    enter(ada)
    operations.repair_conference()
    assert fake.asked("publishing") == [evening.slug]


def test_after_the_provider_started_again_pages_begin_again_too(
    ada: Registration, bruno: Registration, evening: Meeting, fake: FakeProvider, clock: Clock
) -> None:
    speaker, listener = enter(ada), enter(bruno)
    floor(ada)
    speak(speaker)
    fake.start_again()
    operations.keep_place(place=listener)
    assert fake.asked("admit")[-1] == listener.code
    clock.to("2023-09-27 16:03")
    assert operations.repair_conference() == 1
    assert on_air(evening) == []
    speaker.refresh_from_db()
    assert operations.publish(place=speaker, offer="v=0", has_camera=True)


def test_a_second_device_takes_over_and_the_first_is_told(
    ada: Registration, evening: Meeting, fake: FakeProvider
) -> None:
    first = enter(ada)
    floor(ada)
    speak(first)
    second = enter(ada)
    assert fake.asked("remove") == [first.code]
    assert list(places_in(evening)) == [second]
    assert has_floor(second)
    assert first.code in newest_signals(evening)
    with pytest.raises(OutOfConference, match="da un altro dispositivo"):
        get_place(evening, code=first.code, device=first.device, role="person", registration=ada)


def test_a_page_that_is_drawn_anew_is_the_same_device(ada: Registration, evening: Meeting) -> None:
    first = enter(ada)
    enter(ada, device=first.device)
    first.refresh_from_db()
    assert first.why_left == "left"
    assert newest_signals(evening) == {}


def test_another_link_or_another_device_cannot_use_a_place(
    ada: Registration, bruno: Registration, evening: Meeting
) -> None:
    place = enter(ada)
    for registration, device in ((bruno, place.device), (ada, uuid.uuid4())):
        with pytest.raises(OutOfConference):
            get_place(
                evening,
                code=place.code,
                device=device,
                role="person",
                registration=registration,
            )


def test_a_link_that_is_revoked_is_put_out_by_the_job(
    ada: Registration, bruno: Registration, evening: Meeting, fake: FakeProvider
) -> None:
    place, other = enter(ada), enter(bruno)
    floor(ada)
    speak(place)
    Registration.objects.filter(pk=ada.pk).update(version=ada.version + 1)
    assert operations.repair_conference() == 1
    assert fake.asked("remove") == [place.code]
    assert list(places_in(evening)) == [other]
    with pytest.raises(OutOfConference, match="non vale più"):
        get_place(evening, code=place.code, device=place.device, role="person", registration=ada)


def test_a_place_of_which_nothing_is_heard_is_given_up(ada: Registration, evening: Meeting) -> None:
    place = enter(ada)
    ConferencePlace.objects.update(seen_at=timezone.now() - timedelta(seconds=60))
    assert operations.repair_conference() == 0
    ConferencePlace.objects.update(seen_at=timezone.now() - timedelta(seconds=80))
    assert operations.repair_conference() == 1
    place.refresh_from_db()
    assert place.why_left == "lost"


def test_after_the_closing_people_may_greet_each_other_and_then_it_ends(
    ada: Registration, evening: Meeting, clock: Clock
) -> None:
    enter(ada)
    operations.close_meeting(meeting=evening, by=REGIA)
    assert operations.repair_conference() == 0
    clock.to("2023-09-27 16:13")
    assert operations.repair_conference() == 1
    assert not places_in(evening).exists()


def test_nobody_enters_before_the_day(ada: Registration, clock: Clock) -> None:
    clock.to("2023-09-20 16:00")
    with pytest.raises(NotTheDay):
        enter(ada)


def test_more_cameras_than_it_carries_are_refused(evening: Meeting, fake: FakeProvider) -> None:
    people = [online(evening, f"Persona{number} Uno") for number in range(3)]
    places = [enter(person) for person in people]
    for person in people:
        floor(person)
    for place in places[:2]:
        speak(place)
    with pytest.raises(TooManyCameras):
        operations.publish(place=places[2], offer="v=0", has_camera=True)
    operations.go_off_air(place=places[0])
    speak(places[2])
    assert {one.code for one in on_air(evening)} == {places[1].code, places[2].code}


def test_more_people_than_it_carries_are_told_that_it_is_full(
    evening: Meeting, fake: FakeProvider
) -> None:
    for number in range(10):
        last = online(evening, f"Persona{number} Uno")
        enter(last)
    with pytest.raises(ConferenceIsFull):
        enter(online(evening, "Ultima Uno"))
    enter(last)


def test_the_hall_its_output_and_who_signs_enter_even_when_it_is_full_and_take_nobodys_place(
    evening: Meeting, fake: FakeProvider
) -> None:
    people = [online(evening, f"Persona{number} Uno") for number in range(10)]
    for person in people[:9]:
        enter(person)
    for role in (Role.HALL, Role.OUTPUT, Role.INTERPRETER):
        operations.enter_conference(meeting=evening, device=uuid.uuid4(), role=role, by=REGIA)
    enter(people[9])
    assert places_in(evening).count() == 13


def test_a_place_whose_person_is_nobody_any_more_is_shown_without_a_name(
    ada: Registration, evening: Meeting
) -> None:
    floor(ada)
    speak(enter(ada))
    Contact.objects.filter(person=ada.person_id).delete()
    assert [one.name for one in on_air(evening)] == [""]


def test_a_listener_gets_an_offer_of_who_is_on_air_and_of_nobody_else(
    ada: Registration, bruno: Registration
) -> None:
    speaker, listener = enter(ada), enter(bruno)
    floor(ada)
    with pytest.raises(NobodyThere):
        operations.listen(place=listener, feed=speaker.code)
    speak(speaker)
    offer = operations.listen(place=listener, feed=speaker.code)
    assert offer is not None
    operations.answer(place=listener, line=offer.line, sdp="v=0")
    with pytest.raises(NobodyThere):
        operations.listen(place=listener, feed="NOBODY")


def test_the_hall_is_one_participant_and_its_output_never_speaks(
    evening: Meeting, fake: FakeProvider
) -> None:
    halls = [
        operations.enter_conference(meeting=evening, device=uuid.uuid4(), role=role, by=REGIA).place
        for role in (Role.HALL, Role.OUTPUT)
    ]
    operations.give_floor_to_hall(meeting=evening, on=True, by=REGIA)
    hall, output = halls
    assert (has_floor(hall), has_floor(output)) == (True, False)
    speak(hall)
    assert [one.is_hall for one in on_air(evening)] == [True]
    operations.give_floor_to_hall(meeting=evening, on=False, by=REGIA)
    assert fake.asked("floor off") == [hall.code]


def test_what_a_browser_says_is_of_a_length(ada: Registration) -> None:
    place = enter(ada)
    floor(ada)
    with pytest.raises(SignalTooLong):
        operations.publish(place=place, offer="v" * 20_000, has_camera=True)


def test_an_address_elsewhere_has_no_places_here(ada: Registration, evening: Meeting) -> None:
    evening.conference_url = "https://example.org/j"
    evening.save()
    ada.refresh_from_db()
    with pytest.raises(NoConferenceHere):
        enter(ada)


class TestBetweenBrowsers:
    """The mesh: we pass on what they say, to whom it is addressed and nobody else."""

    @pytest.fixture
    def mesh(self, settings) -> None:
        settings.CONFERENCE = "mesh"

    @pytest.fixture
    def two(
        self, ada: Registration, bruno: Registration, mesh: None
    ) -> tuple[ConferencePlace, ConferencePlace]:
        return enter(ada), enter(bruno, audio_only=True)

    def test_who_listens_asks_and_who_speaks_offers(
        self, two, ada: Registration, evening: Meeting
    ) -> None:
        speaker, listener = two
        floor(ada)
        assert operations.publish(place=speaker, offer="", has_camera=True) == ""
        speaker.refresh_from_db()
        assert operations.listen(place=listener, feed=speaker.code) is None
        want = standing_of(speaker, 0).signals[-1]
        assert (want["kind"], want["from"], want["audioOnly"]) == ("want", listener.code, True)
        operations.relay_signal(
            place=speaker, to=listener.code, kind="offer", payload={"sdp": "v=0"}
        )
        [offer] = standing_of(listener, 0).signals
        assert (offer["kind"], offer["from"], offer["sdp"]) == ("offer", speaker.code, "v=0")
        assert standing_of(listener, offer["id"]).signals == []
        operations.relay_signal(
            place=listener, to=speaker.code, kind="answer", payload={"sdp": "v=0"}
        )
        assert standing_of(speaker, want["id"]).signals[0]["kind"] == "answer"

    def test_a_browser_passes_for_no_other(self, two, ada: Registration) -> None:
        speaker, listener = two
        floor(ada)
        operations.publish(place=speaker, offer="", has_camera=True)
        speaker.refresh_from_db()
        forged = {"from": "OTHER", "id": 10**9, "kind": "look", "sdp": "v=0", "more": "x"}
        signal = operations.relay_signal(
            place=speaker, to=listener.code, kind="offer", payload=forged
        )
        [told] = standing_of(listener, 0).signals
        assert told == {"id": signal.pk, "from": speaker.code, "kind": "offer", "sdp": "v=0"}

    def test_an_offer_without_the_floor_is_refused(self, two, ada: Registration) -> None:
        speaker, listener = two
        send = {"to": listener.code, "kind": "offer", "payload": {"sdp": "v=0"}}
        with pytest.raises(NoFloor):
            operations.relay_signal(place=speaker, **send)
        floor(ada)
        operations.publish(place=speaker, offer="", has_camera=True)
        floor(ada, on=False)
        speaker.refresh_from_db()
        with pytest.raises(NoFloor):
            operations.relay_signal(place=speaker, **send)
        assert not Signal.objects.filter(kind="offer").exists()

    def test_two_who_only_listen_have_nothing_to_say_to_each_other(self, two) -> None:
        one, other = two
        with pytest.raises(NoFloor):
            operations.relay_signal(place=one, to=other.code, kind="answer", payload={})
        with pytest.raises(ValueError, match="not for browsers"):
            operations.relay_signal(place=one, to=other.code, kind="look", payload={})

    def test_a_long_signal_is_refused(self, two, ada: Registration) -> None:
        speaker, listener = two
        floor(ada)
        operations.publish(place=speaker, offer="", has_camera=True)
        speaker.refresh_from_db()
        with pytest.raises(SignalTooLong):
            operations.relay_signal(
                place=speaker, to=listener.code, kind="offer", payload={"sdp": "v" * 17_000}
            )

    def test_the_seventh_camera_is_refused(self, evening: Meeting, fake, mesh: None) -> None:
        people = [online(evening, f"Persona{number} Uno") for number in range(7)]
        for person in people:
            floor(person)
        for person in people[:6]:
            speak(enter(person))
        with pytest.raises(TooManyCameras):
            operations.publish(place=enter(people[6]), offer="", has_camera=True)

    def test_signals_go_after_a_minute(self, two, ada: Registration) -> None:
        floor(ada)
        assert operations.clear_signals() == 0
        Signal.objects.update(created_at=timezone.now() - timedelta(seconds=61))
        assert operations.clear_signals() == 1


def test_with_a_real_broker_nothing_is_relayed(ada: Registration, bruno: Registration) -> None:
    one, other = enter(ada), enter(bruno)
    with pytest.raises(NoConferenceHere):
        operations.relay_signal(place=one, to=other.code, kind="answer", payload={})


def refused_by(name: str) -> Any:
    """The database names a check; of a unique index on a condition SQLite names only the columns."""
    columns = {
        "one_active_device_for_each_link": "room_id, .*registration_id",
        "the_hall_is_one_participant": "room_id, .*role",
        "one_floor_each": "room_id, .*registration_id",
        "one_floor_for_the_hall": "live_floor.room_id",
        "each_step_is_checked_once": "room_id, .*step",
    }
    return pytest.raises(IntegrityError, match=f"{name}|{columns.get(name, name)}")


def a_place(room: Room, registration: Registration | None, **fields: Any) -> ConferencePlace:
    now = timezone.now()
    values = {"role": "person" if registration else "hall", "entered_at": now, "seen_at": now}
    return ConferencePlace.objects.create(
        room=room, registration=registration, **{**values, **fields}
    )


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("only_a_person_has_a_registration", {"role": "hall"}),
        ("who_is_on_air_or_ready_publishes", {"on_air_at": moment("2023-09-27 16:00")}),
        ("who_is_on_air_or_ready_publishes", {"ready_at": moment("2023-09-27 16:00")}),
        ("who_left_the_conference_had_entered", {"left_at": moment("2023-09-26 16:00")}),
        (
            "who_left_the_conference_is_not_on_air",
            {
                "left_at": moment("2030-09-27 16:00"),
                "publishing_at": moment("2023-09-27 16:00"),
                "on_air_at": moment("2023-09-27 16:00"),
            },
        ),
    ],
)
def test_a_place_that_cannot_be_is_refused(
    ada: Registration, name: str, fields: dict[str, Any]
) -> None:
    room = Room.objects.create(meeting=ada.meeting)
    with refused_by(name):
        a_place(room, ada, **fields)


def test_one_device_for_each_link_and_one_for_the_hall(ada: Registration) -> None:
    room = Room.objects.create(meeting=ada.meeting)
    a_place(room, ada)
    a_place(room, None)
    a_place(room, None, role="output")
    with refused_by("one_active_device_for_each_link"):
        a_place(room, ada)
    with refused_by("the_hall_is_one_participant"):
        a_place(room, None)


def test_floors_and_steps_are_one_each(ada: Registration) -> None:
    room, now = Room.objects.create(meeting=ada.meeting), timezone.now()
    for registration, name in ((ada, "one_floor_each"), (None, "one_floor_for_the_hall")):
        Floor.objects.create(room=room, registration=registration, given_at=now)
        with refused_by(name):
            Floor.objects.create(room=room, registration=registration, given_at=now)
    SoundCheck.objects.create(room=room, step="no_echo", checked_at=now)
    with refused_by("each_step_is_checked_once"):
        SoundCheck.objects.create(room=room, step="no_echo", checked_at=now)
    with refused_by("a_floor_ends_after_it_was_given"):
        Floor.objects.update(ended_at=now - timedelta(seconds=1))


def test_how_many_it_carries_stands_against_how_many_are_registered(
    ada: Registration, bruno: Registration, evening: Meeting
) -> None:
    found = carrying(evening)
    assert (found.max_people, found.registered, found.is_enough) == (10, 2, True)
    for number in range(9):
        online(evening, f"Persona{number} Uno")
    assert not carrying(evening).is_enough


def test_a_step_of_the_sound_check_is_ticked_with_its_hour(evening: Meeting) -> None:
    step = SoundCheck.Step.HALL_HEARD
    for _time in range(2):
        operations.check_sound(meeting=evening, step=step, on=True, by=REGIA)
    done = dict(sound_checks(evening))
    assert done[step].checked_at == moment("2023-09-27 16:02")
    assert sum(1 for row in done.values() if row) == 1
    operations.check_sound(meeting=evening, step=step, on=False, by=REGIA)
    assert not any(dict(sound_checks(evening)).values())
    assert told() == ["sound", "sound"]


def test_a_week_later_who_was_there_is_forgotten_and_who_was_erased_at_once(
    ada: Registration, bruno: Registration, clock: Clock
) -> None:
    enter(ada)
    enter(bruno)
    floor(ada)
    erase_person(person=ada.person)
    assert operations.forget_conference() == 2
    clock.to("2023-10-04 18:29")
    assert operations.forget_conference() == 0
    clock.to("2023-10-04 18:31")
    assert operations.forget_conference() == 1


@pytest.mark.django_db
def test_while_nobody_is_in_a_conference_the_repair_asks_one_thing(
    django_assert_num_queries,
) -> None:
    with django_assert_num_queries(1):
        assert operations.repair_conference() == 0

"""Who spoke and how much: exact, and of few people nothing that tells of one of them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from arengo.core.clock import process_time
from arengo.core.ledger.models import Entry
from arengo.live import minutes_content, operations
from arengo.live.figures import OTHERS, By, Parity, for_everybody, who_spoke
from arengo.live.models import Room, SpeakingRequest
from arengo.live.refusals import NobodySpokeYet
from arengo.meetings.models import AgendaItem, Meeting, Speaker
from arengo.registrations.models import Registration
from arengo.territory.models import Membership
from tests.conftest import Clock
from tests.factories import make_municipality, moment
from tests.live.acts import REGIA, make_evening, seen
from tests.live.test_speaking import ask, call, come, floor
from tests.registrations.acts import HALL, ONLINE

pytestmark = pytest.mark.django_db
START = moment("2023-09-27 17:30")


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    meeting = make_evening(hall=40)
    clock.to(START)
    operations.begin(meeting=meeting, key="plenaria", seen=None, by=REGIA)
    return meeting


def pass_minutes(clock: Clock, minutes: int) -> None:
    clock.to(process_time.now() + timedelta(minutes=minutes))


def speak(meeting: Meeting, clock: Clock, name: str, mode: str = HALL, **fields: object) -> None:
    """Asks at once, waits a minute, speaks for two."""
    who = come(meeting, name, mode)
    Registration.objects.filter(pk=who.pk).update(**fields)
    ask(who)
    pass_minutes(clock, 1)
    call(meeting)
    pass_minutes(clock, 2)
    operations.end_turn(meeting=meeting, seen=floor(meeting), by=REGIA)


def of(rows, key: str):
    return next(row for row in rows if row.key == key)


def test_requests_turns_seconds_and_waiting_are_exact(evening: Meeting, clock: Clock) -> None:
    ada, bruno, carla = (
        come(evening, "Ada A"),
        come(evening, "Bruno B", ONLINE),
        come(evening, "Carla C"),
    )
    for who in (ada, bruno, carla):
        ask(who)
    clock.to(START + timedelta(minutes=2))
    call(evening)
    clock.to(START + timedelta(minutes=5))
    call(evening)
    clock.to(START + timedelta(minutes=6))
    operations.end_turn(meeting=evening, seen=floor(evening), by=REGIA)
    operations.close_meeting(meeting=evening, by=REGIA)
    figures = who_spoke(evening)
    total = figures.total
    assert (total.people, total.requests, total.turns, total.seconds) == (3, 3, 2, 240)
    assert (total.waiting_median, total.waiting_longest) == (210, 300)
    assert figures.unserved == 1
    hall, online = figures.rows[By.MODE]
    assert (hall.key, hall.requests, hall.turns, hall.seconds) == (HALL, 2, 1, 180)
    assert (online.key, online.requests, online.turns, online.seconds) == (ONLINE, 1, 1, 60)
    assert online.waiting_longest == 300


def test_before_anybody_asks_all_is_zero(evening: Meeting) -> None:
    figures = who_spoke(evening)
    assert (figures.total.requests, figures.total.waiting_median) == (0, None)
    assert figures.parity.is_calm


def test_zones_are_those_of_the_day_and_who_said_none_is_last(
    evening: Meeting, clock: Clock
) -> None:
    speak(evening, clock, "Ada A", municipality=make_municipality())
    speak(evening, clock, "Bruno B", representing="union")
    named, unknown = who_spoke(evening).rows[By.ZONE]
    assert (named.label, named.turns) == ("7. Ciriacese-Valli di Lanzo", 1)
    assert (unknown.key, unknown.label) == ("", "")
    assert [row.key for row in who_spoke(evening).rows[By.REPRESENTING]] == ["citizen", "union"]


def test_the_day_of_the_zones_begins_at_midnight_here_and_not_at_greenwich(
    evening: Meeting, clock: Clock
) -> None:
    for number in range(6):
        speak(evening, clock, f"Ada {number}", municipality=make_municipality())
    Membership.objects.update(since=date(2023, 9, 28))
    Meeting.objects.update(starts_at=moment("2023-09-28 00:30"), ends_at=moment("2023-09-28 01:30"))
    night = Meeting.objects.get()
    zone = "7. Ciriacese-Valli di Lanzo"
    assert [row.label for row in who_spoke(night).rows[By.ZONE]] == [zone]
    came = minutes_content.content_of(night)["attendance"]["rows"]["zone"]
    assert [row["label"] for row in came] == [zone]


def test_the_round_table_is_told_apart(evening: Meeting, clock: Clock) -> None:
    voice = Speaker.objects.create(meeting=evening, key="voce", name="Una voce", role="Esempio")
    AgendaItem.objects.get(key="asse-1").speakers.add(voice)
    operations.begin(meeting=evening, key="tavola/asse-1", seen=seen(evening), by=REGIA)
    pass_minutes(clock, 10)
    operations.stop(meeting=evening, seen=seen(evening), by=REGIA)
    figures = who_spoke(evening)
    assert (figures.round_table_voices, figures.round_table_seconds) == (1, 600)
    assert figures.total.turns == 0


@pytest.mark.parametrize("many", [1, 3])
def test_the_figures_are_read_in_as_many_queries_whoever_spoke(
    evening: Meeting, clock: Clock, many: int, django_assert_num_queries
) -> None:
    for number in range(many):
        speak(evening, clock, f"Persona{number} P", municipality=make_municipality())
    with django_assert_num_queries(3):
        who_spoke(evening)


def test_in_public_less_than_five_people_are_others_and_so_is_the_smallest_beside_them(
    evening: Meeting, clock: Clock
) -> None:
    for kind, many in [("citizen", 6), ("union", 5), ("company", 2)]:
        for number in range(many):
            speak(evening, clock, f"{kind}{number} P", representing=kind)
    rows = for_everybody(evening)["rows"]["representing"]
    assert [(row["key"], row["people"]) for row in rows] == [("citizen", 6), (OTHERS, 7)]
    assert sum(row["turns"] for row in rows) == 13
    assert [row["key"] for row in for_everybody(evening)["rows"]["mode"]] == [HALL]


def test_who_asked_in_the_hall_and_online_is_not_told_by_difference(
    evening: Meeting, clock: Clock
) -> None:
    for number in range(4):
        speak(evening, clock, f"Sala{number} X")
        speak(evening, clock, f"Online{number} X", ONLINE)
    speak(evening, clock, "Ada Rossi")
    other = come(evening, "Bruno Verdi", ONLINE)
    ask(other)
    # It is Ada who asks again, from home.
    first = SpeakingRequest.objects.get(registration__person__contact__name="Ada Rossi")
    SpeakingRequest.objects.filter(registration=other).update(registration=first.registration)
    rows = for_everybody(evening)["rows"][By.MODE]
    assert [(row["key"], row["people"]) for row in rows] == [(OTHERS, 9)]


def test_of_few_people_in_all_nothing_is_told_apart(evening: Meeting, clock: Clock) -> None:
    speak(evening, clock, "Ada A")
    speak(evening, clock, "Bruno B", ONLINE)
    figures = for_everybody(evening)
    assert [row["key"] for row in figures["rows"]["mode"]] == [OTHERS]
    assert figures["total"]["turns"] == 2


@pytest.mark.parametrize(
    ("parity", "is_calm"),
    [
        (Parity(10, 10, 3, 3), True),
        (Parity(10, 10, 3, 0), True),
        (Parity(10, 10, 4, 0), False),
        (Parity(10, 10, 0, 4), False),
        (Parity(10, 0, 8, 0), True),
        (Parity(12, 4, 6, 1), True),
    ],
)
def test_parity_is_calm_until_it_is_not(parity: Parity, is_calm: bool) -> None:
    assert parity.is_calm is is_calm


def test_published_they_stay_as_they_were_when_it_is_forgotten_who_spoke(
    evening: Meeting, clock: Clock
) -> None:
    for number in range(5):
        speak(evening, clock, f"Persona{number} P", representing="union")
    operations.publish_figures(meeting=evening, by=REGIA)
    clock.to("2023-10-27 18:30")
    operations.forget_speaking()
    kept = Room.objects.get().figures["rows"]["representing"]
    assert [(row["key"], row["turns"]) for row in kept] == [("union", 5)]
    entry = Entry.objects.get(kind="figures.published")
    assert entry.facts == {"requests": 5, "turns": 5, "seconds": 600}


def test_before_anybody_speaks_there_is_nothing_to_publish(evening: Meeting) -> None:
    with pytest.raises(NobodySpokeYet):
        operations.publish_figures(meeting=evening, by=REGIA)


def test_they_are_taken_back_once(evening: Meeting, clock: Clock) -> None:
    speak(evening, clock, "Ada A")
    operations.publish_figures(meeting=evening, by=REGIA)
    operations.withdraw_figures(meeting=evening, by=REGIA)
    operations.withdraw_figures(meeting=evening, by=REGIA)
    assert Room.objects.get().figures is None
    assert Entry.objects.filter(kind="figures.withdrawn").count() == 1


def test_published_figures_are_kept(evening: Meeting) -> None:
    with pytest.raises(IntegrityError, match="published_figures_are_kept"), transaction.atomic():
        Room.objects.update(figures_published_at=evening.starts_at)

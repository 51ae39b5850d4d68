"""One queue for the hall, for online, and for who has no device; turns; the chair's exceptions."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from arengo.core.ledger.models import Entry
from arengo.live import operations
from arengo.live.models import Floor, SpeakerQueue, SpeakingRequest, Turn
from arengo.live.order import Reason, Rule
from arengo.live.refusals import (
    MeetingIsClosed,
    NobodyHasTheFloor,
    NobodyNamed,
    NobodyWaits,
    NoPlenary,
    NothingWritten,
    NotInTheRoom,
    QueueIsClosed,
    SomebodyWasFaster,
)
from arengo.live.speakers import current_queue, queue_today, spoke_for, turn_ends_at, turn_now
from arengo.meetings.models import AgendaItem, Meeting, Speaker
from arengo.registrations.models import Registration
from tests.conftest import Clock
from tests.factories import moment
from tests.live.acts import REGIA, make_evening, on, seen, told
from tests.registrations.acts import HALL, ONLINE, take_part

pytestmark = pytest.mark.django_db
State, Kind = SpeakingRequest.State, SpeakingRequest.Kind


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    """The plenary is on."""
    meeting = make_evening(hall=10)
    clock.to("2023-09-27 17:30")
    operations.begin(meeting=meeting, key="plenaria", seen=None, by=REGIA)
    return meeting


def come(meeting: Meeting, name: str, mode: str = HALL) -> Registration:
    """Registered, and inside."""
    registration = take_part(meeting, name, mode)
    Registration.objects.filter(pk=registration.pk).update(state="attended")
    return Registration.objects.select_related("meeting").get(pk=registration.pk)


def ask(who: Registration, **fields: object) -> SpeakingRequest:
    return operations.ask_to_speak(registration=who, **{"number": uuid.uuid4(), **fields})


def names(meeting: Meeting) -> list[str]:
    return [one.name.split()[0] for one in queue_today(current_queue(meeting)).waiting]


def call(meeting: Meeting) -> Turn:
    turn = turn_now(meeting)
    return operations.call_next(meeting=meeting, seen=turn.pk if turn else None, by=REGIA)


def floor(meeting: Meeting) -> int | None:
    turn = turn_now(meeting)
    return turn.pk if turn else None


def test_hall_and_online_wait_in_one_queue(evening: Meeting, clock: Clock) -> None:
    for minute, (name, mode) in enumerate(
        [("Ada A", HALL), ("Carla C", HALL), ("Bruno B", ONLINE), ("Dora D", ONLINE)]
    ):
        clock.to(moment("2023-09-27 17:31") + timedelta(minutes=minute))
        ask(come(evening, name, mode))
    assert names(evening) == ["Ada", "Bruno", "Carla", "Dora"]
    dora = queue_today(current_queue(evening)).waiting[3]
    assert dora.number == 4
    assert dora.before == {Reason.ASKED_EARLIER: 3}


def test_who_has_spoken_waits_until_the_others_have(evening: Meeting, clock: Clock) -> None:
    ada, bruno = come(evening, "Ada A"), come(evening, "Bruno B")
    ask(ada)
    call(evening)
    operations.end_turn(meeting=evening, seen=floor(evening), by=REGIA)
    ask(ada)
    clock.to("2023-09-27 17:50")
    ask(bruno)
    assert names(evening) == ["Bruno", "Ada"]
    assert queue_today(current_queue(evening)).waiting[1].before == {Reason.SPOKE_LESS: 1}


def test_one_asks_before_the_plenary_begins_and_speaks_when_it_does(clock: Clock) -> None:
    meeting = make_evening()
    clock.to("2023-09-27 16:40")
    operations.begin(meeting=meeting, key="tavola/asse-1", seen=None, by=REGIA)
    ask(come(meeting, "Ada A"))
    with pytest.raises(NoPlenary):
        call(meeting)
    operations.begin(meeting=meeting, key="plenaria", seen=seen(meeting), by=REGIA)
    assert call(meeting).request.registration.person.contact.name == "Ada A"


def test_without_a_plenary_in_the_programme_nobody_asks(clock: Clock) -> None:
    meeting = make_evening()
    meeting.sittings.get(key="plenaria").delete()
    clock.to("2023-09-27 16:40")
    with pytest.raises(NoPlenary):
        ask(come(meeting, "Ada A"))


def test_who_has_not_entered_is_told_where_to(evening: Meeting) -> None:
    for mode in (HALL, ONLINE):
        with pytest.raises(NotInTheRoom):
            ask(take_part(evening, f"Ada {mode}", mode))
    assert not SpeakingRequest.objects.exists()


def test_a_double_click_is_one_request_and_so_is_asking_again(evening: Meeting) -> None:
    ada, number = come(evening, "Ada A"), uuid.uuid4()
    first = ask(ada, number=number)
    assert ask(ada, number=number) == first
    assert ask(ada, topic="I treni") == first
    assert SpeakingRequest.objects.get().topic == "I treni"


def test_a_point_of_order_goes_first_even_when_the_queue_is_closed(evening: Meeting) -> None:
    ada, bruno = come(evening, "Ada A"), come(evening, "Bruno B")
    ask(ada)
    operations.open_or_close_queue(meeting=evening, is_open=False, by=REGIA)
    with pytest.raises(QueueIsClosed):
        ask(bruno)
    ask(bruno, kind=Kind.POINT_OF_ORDER)
    assert names(evening) == ["Bruno", "Ada"]
    operations.open_or_close_queue(meeting=evening, is_open=True, by=REGIA)
    ask(bruno)
    assert names(evening) == ["Bruno", "Ada", "Bruno"]


def test_a_point_of_order_does_not_count_as_having_spoken(evening: Meeting, clock: Clock) -> None:
    ada, bruno = come(evening, "Ada A"), come(evening, "Bruno B", ONLINE)
    ask(ada, kind=Kind.POINT_OF_ORDER)
    call(evening)
    operations.end_turn(meeting=evening, seen=floor(evening), by=REGIA)
    ask(ada)
    clock.to("2023-09-27 17:40")
    ask(bruno)
    assert names(evening) == ["Ada", "Bruno"]


def test_the_steward_asks_for_who_has_no_device(evening: Meeting) -> None:
    ada = come(evening, "Ada A")
    given = {"meeting": evening, "by": "duty:2"}
    operations.ask_to_speak_for(number=uuid.uuid4(), registration=ada, **given)
    operations.ask_to_speak_for(number=uuid.uuid4(), name="  Signora  in terza fila", **given)
    assert [one.name for one in queue_today(current_queue(evening)).waiting] == [
        "Ada A",
        "Signora in terza fila",
    ]
    with pytest.raises(NobodyNamed):
        operations.ask_to_speak_for(number=uuid.uuid4(), name=" ", **given)
    assert Entry.objects.filter(kind="speaking.asked", by="duty:2").count() == 2


def test_who_is_online_and_telephones_is_queued_as_online_and_heard_from_home(
    evening: Meeting,
) -> None:
    bruno = come(evening, "Bruno B", ONLINE)
    asked = operations.ask_to_speak_for(
        meeting=evening, number=uuid.uuid4(), registration=bruno, by="duty:2"
    )
    assert asked.mode == ONLINE
    call(evening)
    assert Floor.objects.get().registration == bruno


def test_who_no_longer_wants_to_speak_leaves_the_queue_once(evening: Meeting) -> None:
    asked = ask(come(evening, "Ada A"))
    operations.withdraw_request(request=asked, by="person")
    operations.withdraw_request(request=asked, by="person")
    assert names(evening) == []
    assert Entry.objects.filter(kind="speaking.withdrawn").count() == 1
    with pytest.raises(NobodyWaits):
        call(evening)


def test_the_chairs_exception_says_why(evening: Meeting, clock: Clock) -> None:
    ask(come(evening, "Ada A"))
    clock.to("2023-09-27 17:40")
    asked = ask(come(evening, "Bruno B"))
    with pytest.raises(NothingWritten):
        operations.let_pass(request=asked, reason=" ", by="duty:3")
    operations.let_pass(request=asked, reason="Deve prendere il treno", by="duty:3")
    assert names(evening) == ["Bruno", "Ada"]
    assert queue_today(current_queue(evening)).waiting[1].before == {Reason.CHAIR: 1}
    assert SpeakingRequest.objects.get(pk=asked.pk).let_pass_reason == "Deve prendere il treno"
    assert "treno" not in str(Entry.objects.get(kind="speaking.let_pass").facts)


def test_the_chair_chooses_the_rule_and_it_holds_for_who_waits(
    evening: Meeting, clock: Clock
) -> None:
    for minute, (name, mode) in enumerate([("Ada A", HALL), ("Carla C", HALL), ("Bo B", ONLINE)]):
        clock.to(moment("2023-09-27 17:31") + timedelta(minutes=minute))
        ask(come(evening, name, mode))
    assert names(evening) == ["Ada", "Bo", "Carla"]
    operations.choose_rule(meeting=evening, rule=Rule.FIRST_COME, by="duty:3")
    assert names(evening) == ["Ada", "Carla", "Bo"]


def test_a_turn_has_its_clock_and_runs_over(evening: Meeting, clock: Clock) -> None:
    ask(come(evening, "Ada A"))
    operations.set_turn_length(meeting=evening, seconds=120, by=REGIA)
    turn = call(evening)
    assert turn_ends_at(turn) == moment("2023-09-27 17:32")
    clock.to("2023-09-27 17:31")
    operations.pause_turn(meeting=evening, seen=turn.pk, by=REGIA)
    clock.to("2023-09-27 17:34")
    operations.resume_turn(meeting=evening, seen=turn.pk, by=REGIA)
    operations.extend_turn(meeting=evening, seen=turn.pk, by=REGIA)
    assert turn_ends_at(turn_now(evening)) == moment("2023-09-27 17:36")
    clock.to("2023-09-27 17:38")
    ended = operations.end_turn(meeting=evening, seen=turn.pk, by=REGIA)
    assert spoke_for(ended) == 5 * 60
    assert ended.request.state == State.SPOKE
    with pytest.raises(NobodyHasTheFloor):
        operations.end_turn(meeting=evening, seen=None, by=REGIA)


def test_calling_the_next_ends_the_turn_that_was_on(evening: Meeting, clock: Clock) -> None:
    ask(come(evening, "Ada A"))
    clock.to("2023-09-27 17:35")
    ask(come(evening, "Bruno B"))
    first = call(evening)
    clock.to("2023-09-27 17:40")
    call(evening)
    first.refresh_from_db()
    assert first.ended_at == moment("2023-09-27 17:40")


def test_of_two_who_call_the_next_the_second_is_told(evening: Meeting) -> None:
    for name in ("Ada A", "Bruno B"):
        ask(come(evening, name))
    operations.call_next(meeting=evening, seen=None, by=REGIA)
    with pytest.raises(SomebodyWasFaster):
        operations.call_next(meeting=evening, seen=None, by="duty:2")
    assert len(names(evening)) == 1


def test_who_is_called_and_not_there_leaves_the_queue_and_the_turn_never_was(
    evening: Meeting,
) -> None:
    ada = come(evening, "Ada A")
    asked = ask(ada)
    call(evening)
    operations.note_absent(request=asked, by=REGIA)
    assert not Turn.objects.exists()
    assert ask(ada).pk != asked.pk


def test_when_the_plenary_ends_so_does_the_turn(evening: Meeting, clock: Clock) -> None:
    ask(come(evening, "Ada A"))
    call(evening)
    clock.to("2023-09-27 18:00")
    operations.stop(meeting=evening, seen=seen(evening), by=REGIA)
    assert turn_now(evening) is None
    assert Turn.objects.get().ended_at == moment("2023-09-27 18:00")


def test_the_voice_of_an_axis_has_the_floor_while_its_axis_is_on(clock: Clock) -> None:
    meeting = make_evening()
    voice = Speaker.objects.create(
        meeting=meeting, key="voce", name="Voce d'esempio", role="Asse 1"
    )
    AgendaItem.objects.get(key="asse-1").speakers.add(voice)
    clock.to("2023-09-27 16:40")
    operations.begin(meeting=meeting, key="tavola/asse-1", seen=None, by=REGIA)
    turn = turn_now(meeting)
    assert turn.speaker == voice
    assert turn_ends_at(turn) == moment("2023-09-27 16:50")
    operations.go_on(meeting=meeting, seen=seen(meeting), by=REGIA)
    assert turn_now(meeting) is None
    assert Turn.objects.get().span.item.key == "asse-1"


def test_after_the_closing_nobody_asks(evening: Meeting) -> None:
    ada = come(evening, "Ada A")
    operations.close_meeting(meeting=evening, by=REGIA)
    with pytest.raises(MeetingIsClosed):
        ask(ada)


def test_a_change_of_the_queue_is_told(evening: Meeting) -> None:
    before = len(told())
    ask(come(evening, "Ada A"))
    assert told()[before:] == ["queue", "figures"]
    call(evening)
    assert told()[before + 2 :] == ["turn", "queue", "notes", "figures"]


def test_the_queue_is_read_in_as_many_queries_whoever_waits(
    evening: Meeting, django_assert_num_queries
) -> None:
    ask(come(evening, "Ada A"))
    queue = SpeakerQueue.objects.get()
    with django_assert_num_queries(3):
        queue_today(queue)
    for name in ("Bruno B", "Carla C"):
        ask(come(evening, name))
    queue = SpeakerQueue.objects.get()
    with django_assert_num_queries(3):
        names_and_places = [(one.name, one.before) for one in queue_today(queue).waiting]
    assert len(names_and_places) == 3


def test_one_waits_once_in_a_queue(evening: Meeting) -> None:
    asked = ask(come(evening, "Ada A"))
    asked.pk, asked.number = uuid.uuid4(), 2
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.save(force_insert=True)


def test_requests_of_a_queue_are_numbered(evening: Meeting) -> None:
    ask(come(evening, "Ada A"))
    asked = ask(come(evening, "Bruno B"))
    assert asked.number == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        SpeakingRequest.objects.filter(pk=asked.pk).update(number=1)


def test_what_became_of_a_request_has_its_hour(evening: Meeting) -> None:
    asked = ask(come(evening, "Ada A"))
    with pytest.raises(IntegrityError, match="has_its_hour"), transaction.atomic():
        SpeakingRequest.objects.filter(pk=asked.pk).update(state="spoke")


def test_an_exception_says_why(evening: Meeting) -> None:
    asked = ask(come(evening, "Ada A"))
    with pytest.raises(IntegrityError, match="an_exception_says_why"), transaction.atomic():
        SpeakingRequest.objects.filter(pk=asked.pk).update(let_pass_at=asked.asked_at)


def test_one_has_the_floor_at_a_time(evening: Meeting) -> None:
    asked = ask(come(evening, "Ada A"))
    turn = call(evening)
    other = ask(come(evening, "Bruno B"))
    assert asked.pk != other.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.create(room=turn.room, span=on(evening), request=other, began_at=turn.began_at)


def test_a_turn_is_of_a_request_or_of_a_speaker(evening: Meeting) -> None:
    span = on(evening)
    with pytest.raises(IntegrityError, match="of_a_request_or_of_a_speaker"), transaction.atomic():
        Turn.objects.create(room=span.room, span=span, began_at=span.began_at)


def test_a_turn_ends_after_it_began_and_is_not_paused_when_over(evening: Meeting) -> None:
    ask(come(evening, "Ada A"))
    turn = Turn.objects.filter(pk=call(evening).pk)
    for wrong, name in (
        ({"ended_at": moment("2023-09-27 15:00")}, "a_turn_ends_after_it_began"),
        (
            {"ended_at": moment("2023-09-27 19:00"), "paused_at": moment("2023-09-27 19:00")},
            "a_turn_that_is_over_is_not_paused",
        ),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            turn.update(**wrong)


def test_a_turn_lasts_ten_seconds_at_least(evening: Meeting) -> None:
    ask(come(evening, "Ada A"))
    assert operations.set_turn_length(meeting=evening, seconds=1, by=REGIA).turn_seconds == 10
    with pytest.raises(IntegrityError, match="ten_seconds"), transaction.atomic():
        SpeakerQueue.objects.update(turn_seconds=5)


def test_who_speaks_from_home_is_seen_and_heard_while_they_have_the_floor(evening: Meeting) -> None:
    bruno, ada = come(evening, "Bruno B", ONLINE), come(evening, "Ada A", HALL)
    ask(bruno)
    ask(ada)
    call(evening)
    assert Floor.objects.get().registration == bruno
    assert Floor.objects.get().ended_at is None
    call(evening)
    assert Floor.objects.get().ended_at is not None


def test_who_is_called_and_not_there_is_not_heard_either(evening: Meeting) -> None:
    asked = ask(come(evening, "Bruno B", ONLINE))
    call(evening)
    operations.note_absent(request=asked, by=REGIA)
    assert not Floor.objects.filter(ended_at=None).exists()

"""What we heard of a meeting and of a stage: the numbers of the balance, and only words that all may read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arengo.contributions.models import Contribution, Source, Support
from arengo.contributions.operations import cover, hold_back, refuse, take_back
from arengo.core.clock import process_time
from arengo.feedback import heard as reads, operations
from arengo.feedback.balance import By, Line, balance, total
from arengo.feedback.heard import AT_ONCE, IN_PARTS, REFUSED, TAKEN_BACK, Heard, Scope, heard_in
from arengo.meetings.models import Meeting
from arengo.people.identity import find_or_make_person
from arengo.process.models import Stage
from arengo.registrations.coverage import Silence
from arengo.registrations.silence import silence
from tests.conftest import Clock
from tests.contributions.asking import ask, respond
from tests.contributions.test_from_the_site import axis
from tests.contributions.test_reporting import told
from tests.factories import make_meeting, make_process
from tests.feedback.acts import (
    PERCORSO,
    TRENI,
    dario,
    open_to_voices,
    published,
    read_all,
    received_evening,
    send_from_the_site,
    voice,
)
from tests.invitations.books import Kind, make_entry, make_invitation
from tests.registrations.test_coverage import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    return received_evening(clock)


@pytest.fixture
def stage(clock: Clock) -> Stage:
    clock.to("2023-10-27 10:00")
    return open_to_voices(make_process())


def at(meeting: Meeting) -> Heard:
    return heard_in(Scope(meeting.process, meeting=meeting))


def of(stage: Stage) -> Heard:
    return heard_in(Scope(stage.process, stage=stage))


def shown(heard: Heard) -> list[str]:
    return [one.voice.text for subject in heard.subjects for one in subject.shown]


def from_the_site(stage: Stage, text: str, number: int = 1) -> Contribution:
    row = send_from_the_site(stage.process, text=text, targets=[axis(number)])
    read_all([row])
    return Contribution.objects.get(pk=row.pk)


# Numbers


def test_the_numbers_are_those_of_the_balance(meeting: Meeting) -> None:
    read_all()
    published([voice(TRENI)])
    send_from_the_site(meeting.process, text="Non è della serata.")
    heard = at(meeting)
    assert heard.balance.total == Line("", received=4, answered=1)
    assert total(meeting.process).received == 5
    by_about = [(subject.key, subject.received, subject.answered) for subject in heard.subjects]
    assert by_about == [("axis:1", 4, 1)]
    whole = heard.balance.total
    assert sum(heard.outcomes.values()) == whole.answered + whole.taken_back


def test_the_lines_of_all_stages_and_of_none_are_those_of_the_process(stage: Stage) -> None:
    for number in (1, 1, 2):
        from_the_site(stage, f"Per l'asse {number}", number)
    whole, here = balance(stage.process), of(stage).balance
    assert here.total == whole.total
    assert here.lines == whole.lines
    assert of(Stage.objects.create(process=stage.process, key="altra", title="Altra")).is_empty


def test_each_thing_says_what_its_voices_are_and_by_which_way_they_came(meeting: Meeting) -> None:
    (subject,) = [each for each in at(meeting).subjects if each.key == "process"]
    assert (subject.received, dict(subject.kinds)) == (1, {"objection": 1})
    assert dict(subject.channels) == {"plenary": 1}
    assert [one.voice.text for one in subject.shown] == [PERCORSO]


def test_what_nobody_read_yet_is_told_apart(meeting: Meeting) -> None:
    assert at(meeting).unread == 1
    read_all()
    assert at(meeting).unread == 0


def test_what_waits_no_more_is_not_among_the_unread(stage: Stage) -> None:
    waiting, back, no, parts = (
        send_from_the_site(stage.process, text=text)
        for text in ("Uno.", "Due.", "Tre.", "Quattro. Cinque.")
    )
    take_back(contribution=back)
    refuse(contribution=no, reason="offensive", words="Offende una persona per nome.", by=dario())
    halves = operations.split(contribution=parts, divided="Quattro.\n\nCinque.", by=dario())
    assert of(stage).unread == 2
    read_all(halves)
    assert of(stage).unread == 1
    read_all([waiting])
    assert of(stage).unread == 0
    assert ("", 2) in [(line.key, line.received) for line in of(stage).balance.lines[By.ABOUT]]


def test_what_became_of_the_voices_adds_up_to_those_that_wait_for_nothing(stage: Stage) -> None:
    adopted, parts, back, no, open_one = (
        send_from_the_site(stage.process, text=text, targets=[axis(1)])
        for text in ("Uno. Due.", "Tre. Quattro.", "Cinque.", "Sei.", "Sette.")
    )
    read_all([adopted, open_one])
    published([adopted])
    halves = operations.split(contribution=parts, divided="Tre.\n\nQuattro.", by=dario())
    read_all(halves)
    published(halves, outcome="not_adopted")
    take_back(contribution=back)
    refuse(contribution=no, reason="offensive", words="Offende una persona per nome.", by=dario())
    heard = of(stage)
    assert heard.outcomes == {"adopted": 1, IN_PARTS: 1, TAKEN_BACK: 1, REFUSED: 1}
    assert (heard.balance.total.answered, heard.balance.total.taken_back) == (3, 1)


def test_who_insisted_is_due_again_and_the_second_reply_is_what_became_of_it(
    meeting: Meeting,
) -> None:
    read_all()
    published([voice(TRENI)])
    operations.insist(contribution=voice(TRENI))
    assert at(meeting).outcomes == {}
    published([voice(TRENI)], outcome="not_adopted")
    assert at(meeting).outcomes == {"not_adopted": 1}


def test_only_supports_that_were_confirmed_are_counted(stage: Stage) -> None:
    row = from_the_site(stage, "Treni.")
    now = process_time.now()
    Support.objects.create(contribution=row, asked_at=now, confirmed_at=now)
    person = find_or_make_person(name="Bruno", email="bruno@example.org")
    Support.objects.create(contribution=row, asked_at=now, person=person)
    heard = of(stage)
    assert heard.supports == 1
    assert [one.supports for one in heard.subjects[0].shown] == [1]


# Words


def test_nothing_that_is_not_for_everybody_is_there(stage: Stage) -> None:
    from_the_site(stage, "Si legge.")
    waiting = send_from_the_site(stage.process, text="Aspetta.", targets=[axis(1)])
    gone = send_from_the_site(stage.process, text="Ritirata.", targets=[axis(1)])
    take_back(contribution=gone)
    held = from_the_site(stage, "Trattenuta.")
    no = send_from_the_site(stage.process, text="Rifiutata.", targets=[axis(1)])
    hold_back(contribution=held, by=dario())
    refuse(contribution=no, reason="offensive", words="Offende una persona per nome.", by=dario())
    heard = of(stage)
    assert shown(heard) == ["Si legge."]
    assert heard.subjects[0].readable == 1
    assert heard.unshown == 4
    assert waiting.code not in {one.voice.code for one in heard.subjects[0].shown}


def test_what_is_covered_is_read_as_the_office_lets_it(stage: Stage) -> None:
    row = from_the_site(stage, "Chiamate Ada Rossi, di Balme.")
    cover(contribution=row, words="Chiamate […].", by=dario())
    (one,) = of(stage).subjects[0].shown
    assert "Ada Rossi" not in one.voice.public_words


def test_a_whole_does_not_tell_a_part_that_is_held_back(stage: Stage) -> None:
    whole = send_from_the_site(stage.process, text="Tre. Quattro.", targets=[axis(1)])
    first, _second = operations.split(contribution=whole, divided="Tre.\n\nQuattro.", by=dario())
    read_all(Contribution.objects.filter(part_of=whole))
    assert shown(of(stage)) == ["Tre. Quattro."]
    first.refresh_from_db()
    hold_back(contribution=first, by=dario())
    assert shown(of(stage)) == []
    assert of(stage).subjects[0].received == 1


def test_they_stand_in_the_order_in_which_they_came_twenty_at_once(
    stage: Stage, clock: Clock
) -> None:
    for number in range(AT_ONCE + 2):
        clock.to(f"2023-10-27 11:{number:02}")
        from_the_site(stage, f"Voce {number:02}.")
    (subject,) = of(stage).subjects
    assert subject.readable == AT_ONCE + 2
    assert [one.voice.text for one in subject.shown] == [f"Voce {n:02}." for n in range(AT_ONCE)]
    scope = Scope(stage.process, stage=stage)
    assert reads.readable(scope, "axis:1").count() == AT_ONCE + 2
    assert not reads.readable(scope, "axis:2")


# Who came, and who did not


def test_kinds_of_few_bodies_are_one_so_that_none_is_named() -> None:
    towns, zones, union = (
        Silence(kind=kind, label=kind, invited=invited, silent=silent)
        for kind, invited, silent in (("town", 300, 241), ("zone", 11, 11), ("union", 1, 1))
    )
    told = reads.kinds_told([towns, zones, union])
    assert told == (towns, Silence(kind="others", label="", invited=12, silent=12))
    assert reads.kinds_told([towns]) == (towns,)


def test_bodies_are_silent_that_answered_to_no_meeting(clock: Clock) -> None:
    first, second = make_meeting(hall=50), make_meeting(slug="tavoli", hall=50)
    heard_at_second, never = make_entry("Comune di Ala"), make_entry("Comune di Balme")
    for meeting in (first, second):
        make_invitation(meeting, never)
    make_invitation(first, heard_at_second)
    register(second, make_invitation(second, heard_at_second))
    kind = Kind(never.kind)
    line = {"kind": kind.value, "label": str(kind.label)}
    assert silence([first, second]) == [Silence(**line, invited=2, silent=1)]
    assert silence([first]) == [Silence(**line, invited=2, silent=2)]


def test_a_stage_tells_its_meetings_and_who_came_to_them(meeting: Meeting, stage: Stage) -> None:
    assert of(stage).took_part is None
    Meeting.objects.filter(pk=meeting.pk).update(stage=stage)
    make_meeting(slug="tavoli", stage=stage)
    heard = of(stage)
    assert heard.took_part is not None
    assert heard.took_part.came == 3
    assert [part is not None for _meeting, part in heard.meetings] == [True, False]


def test_a_stage_tells_what_came_by_other_ways(stage: Stage) -> None:
    source = {"process": stage.process, "stage": stage, "added_by": dario()}
    received = {"received_at": process_time.now(), "text": "Testo"}
    for kind, state in (("letter", "waiting"), ("letter", "worked"), ("email", "set_aside")):
        extra = {"reason": "advert"} if state == "set_aside" else {}
        closed = (
            {"closed_by": dario(), "closed_at": process_time.now()} if state != "waiting" else {}
        )
        Source.objects.create(
            kind=kind, state=state, title="Ufficio", **source, **received, **extra, **closed
        )
    arrivals = of(stage).arrivals
    assert arrivals is not None
    assert (arrivals.sources, arrivals.own_meetings) == ({"letter": 2}, 0)
    report = told(stage.process)
    read_all(report.voices.all()[:1])
    assert of(stage).arrivals.own_meetings == 1


def test_of_the_questionnaire_nothing_is_told_before_it_is_public_nor_of_a_few(
    stage: Stage,
) -> None:
    ask(stage.process)
    for _number in range(4):
        respond(stage.process, {"manca": "casa"})
    stage.refresh_from_db()
    assert of(stage).arrivals.has_results is False
    stage.results_published_at = process_time.now()
    stage.save()
    assert (of(stage).arrivals.has_results, of(stage).arrivals.responses) == (True, None)
    respond(stage.process, {"manca": "casa"})
    assert of(stage).arrivals.responses == 5


# How long it takes


def test_it_takes_as_many_queries_for_one_voice_as_for_many(stage: Stage) -> None:
    from_the_site(stage, "Una.")
    with CaptureQueriesContext(connection) as one:
        of(stage)
    for number in range(AT_ONCE + 3):
        from_the_site(stage, f"Un'altra, {number}.")
    with CaptureQueriesContext(connection) as many:
        of(stage)
    assert len(many) == len(one)

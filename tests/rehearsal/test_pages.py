"""What the rehearsal through the pages stands on: its chapters, how it reads a page, what it checks."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from arengo.core.clock import process_time
from arengo.core.ledger.models import Entry
from arengo.core.ledger.operations import record
from arengo.live.models import AskedQuestion, Ballot, Statement
from arengo.meetings.models import Meeting
from arengo.registrations.models import Attendance
from arengo.rehearsal.account import account_of, differences
from arengo.rehearsal.operations import prepare
from arengo.rehearsal.pages.browser import NoAnswer
from arengo.rehearsal.pages.chapters import TURNING_POINTS, Chapter, chapters, is_at_pages, let_die
from arengo.rehearsal.pages.figures import Figures
from arengo.rehearsal.pages.kept import TIMES, lost_and_twice
from arengo.rehearsal.pages.page import Page
from arengo.rehearsal.pages.player import VIEWS
from arengo.rehearsal.script import Act, What
from arengo.rehearsal.stagehand import Stagehand
from tests.live.acts import make_evening
from tests.registrations.acts import HALL, ONLINE, take_part

pytestmark = pytest.mark.django_db
SEED = 7


@pytest.fixture
def evening() -> Meeting:
    meeting = make_evening(hall=25, safety=60)
    for number in range(30):
        take_part(meeting, f"Esempio{number} Di Prova", HALL if number < 18 else ONLINE)
    return meeting


@pytest.fixture
def told(evening: Meeting) -> list[Chapter]:
    stagehand, acts = prepare(evening, SEED)
    return list(chapters(acts, stagehand.cast))


def test_the_chapters_are_the_script_in_its_order(evening: Meeting, told: list[Chapter]) -> None:
    _stagehand, acts = prepare(evening, SEED)
    assert [act for chapter in told for act in chapter.acts] == acts
    assert all(len(chapter.acts) == 1 for chapter in told if chapter.count(*TURNING_POINTS))


def test_what_needs_another_act_never_happens_at_the_same_time(told: list[Chapter]) -> None:
    of = {(act.what, act.number): place for place, each in enumerate(told) for act in each.acts}
    numbers = {number for what, number in of if what == What.PUBLISH}
    assert numbers
    for number in numbers:
        assert of[What.QUESTION, number] < of[What.PUBLISH, number] < of[What.SUPPORT, number]


def test_who_is_let_in_at_the_door_does_nothing_else_in_that_chapter(told: list[Chapter]) -> None:
    for chapter in told:
        let_in = {act.who for act in chapter.by_hand if act.what == What.ENTER}
        assert not let_in & {act.who for act in chapter.at_pages}


def test_the_server_dies_while_hands_are_raised_and_while_a_poll_is_open(
    told: list[Chapter],
) -> None:
    let_die(told)
    dying = [chapter for chapter in told if chapter.dies_among]
    assert [chapter.dies_among for chapter in dying] == [What.ASK_TO_SPEAK, What.VOTE]
    assert all(chapter.count(chapter.dies_among) for chapter in dying if chapter.dies_among)


def test_all_that_people_do_has_its_page_and_its_check(told: list[Chapter]) -> None:
    kinds = {act.what for chapter in told for act in chapter.at_pages}
    assert kinds <= set(VIEWS) == set(TIMES)


def test_a_page_gives_its_forms_as_a_browser_would_send_them() -> None:
    page = Page(
        "/i/abc/sala/scrivi/",
        """<form method="post"><input type="hidden" name="number" value="1">
        <textarea name="text">Due
righe</textarea><input type="radio" name="about" value="sound"><input type="radio" name="about"
        value="page" checked><select name="who"><option value="a">A</option><option value="b"
        selected>B</option></select><button name="kind" value="floor">Alza</button></form>
        <form action="/i/abc/sala/parola/"></form><input name="outside" value="no">""",
    )
    (form,) = page.forms("room:evening-write")
    assert form.fields == {"number": "1", "text": "Due\nrighe", "about": "page", "who": "b"}
    assert form.buttons == [("kind", "floor")]
    assert form.choices == {"about": ["sound", "page"]}
    assert list(page.forms("room:evening-write", number="2")) == []
    assert [each.action for each in page.forms("room:evening-speak")] == ["/i/abc/sala/parola/"]


def test_the_parts_of_a_page_are_those_that_the_stream_sends_whenever_they_were_drawn() -> None:
    page = Page(
        "/",
        '<div data-stream="/flusso/x/" data-since="4"><div data-part="now"><div>a</div> <p'
        ' data-now="2023-09-27T16:00:00+02:00">b</p></div><p data-part="help">c</p></div>',
    )
    assert page.live["data-since"] == "4"
    assert page.parts() == {"now": "<div>a</div> <p>b</p>", "help": "c"}


def played(meeting: Meeting) -> tuple[Stagehand, list[Act]]:
    """The evening by the verbs, and those of its acts that people did themselves."""
    stagehand, acts = prepare(meeting, SEED)
    done = []
    for act in acts:
        with process_time.frozen_at(act.at):
            if stagehand.perform(act) and is_at_pages(act, stagehand.cast):
                done.append(act)
    # By the verbs there may be nothing to withdraw, to confirm or to write instead.
    return stagehand, [act for act in done if act.what not in PERHAPS]


PERHAPS = {What.WITHDRAW, What.CONFIRM, What.WRITE_INSTEAD}


def test_an_evening_that_went_well_has_lost_nothing(evening: Meeting) -> None:
    stagehand, done = played(evening)
    assert {act.what for act in done} >= {What.VOTE, What.WRITE, What.QUESTION, What.ASK_TO_SPEAK}
    assert lost_and_twice(stagehand, done) == ([], [])


def lose_a_vote() -> None:
    Ballot.objects.all()[0].delete()


def lose_a_priority() -> None:
    Statement.objects.all()[0].delete()


@pytest.mark.parametrize("accident", [lose_a_vote, lose_a_priority])
def test_a_voice_that_is_lost_is_told(evening: Meeting, accident: Callable[[], None]) -> None:
    stagehand, done = played(evening)
    before = account_of(evening)
    accident()
    lost, _twice = lost_and_twice(stagehand, done)
    assert len(lost) == 1
    (kind,) = differences(account_of(evening), before).values()
    assert len(kind["only_there"]) == 1


@pytest.mark.parametrize("kind", ["question.asked", "statement.written", "speaking.asked"])
def test_what_was_done_twice_is_told(evening: Meeting, kind: str) -> None:
    stagehand, done = played(evening)
    entry = Entry.objects.filter(kind=kind).first()
    record(kind=kind, subject=entry.subject, by="person", facts={})
    lost, twice = lost_and_twice(stagehand, done)
    assert (lost, len(twice)) == ([], 1)


def test_who_left_and_came_back_is_inside_once_and_who_is_twice_at_once_is_told(
    evening: Meeting,
) -> None:
    stagehand, done = played(evening)
    before = account_of(evening)
    stay = Attendance.objects.filter(mode="online")[0]
    stay.left_at = stay.entered_at + timedelta(minutes=5)
    stay.save()
    again = Attendance(
        meeting=evening, registration=stay.registration, mode="online", entered_at=stay.left_at
    )
    again.save()
    assert lost_and_twice(stagehand, done) == ([], [])
    assert differences(account_of(evening), before) == {}
    again.entered_at -= timedelta(minutes=1)
    again.save()
    _lost, twice = lost_and_twice(stagehand, done)
    assert twice


def test_two_evenings_that_differ_in_a_word_are_told_apart(evening: Meeting) -> None:
    played(evening)
    before = account_of(evening)
    question = AskedQuestion.objects.filter(state="published")[0]
    question.text += "!"
    question.save()
    assert set(differences(account_of(evening), before)) == {"questions", "supports"}


def test_figures_say_the_middle_the_ninety_fifth_and_the_worst() -> None:
    figures = Figures()
    for _time in range(3):
        with figures.measuring("GET page"):
            pass
    with pytest.raises(NoAnswer), figures.measuring("GET page"):
        raise NoAnswer
    said = figures.facts()["requests"]["GET page"]
    assert said["count"] == 3
    assert 0 <= said["p50"] <= said["p95"] <= said["worst"]

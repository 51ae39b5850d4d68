"""No voice is lost: received = answered + open, whatever is done, and the ledger says the same."""

from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings, strategies as st

from arengo.contributions.coding import About, Target
from arengo.contributions.many import Reading
from arengo.contributions.models import Contribution, Source
from arengo.contributions.operations import (
    appeal,
    correct,
    decide_appeal,
    drop_extract,
    forget_authors,
    hold_back,
    read,
    refuse,
    take_back,
    undo_import,
)
from arengo.core.refusals import Refusal
from arengo.feedback import operations
from arengo.feedback.balance import By, Line, balance, total
from arengo.feedback.models import BulkAct, RepliedVoice, Reply
from arengo.feedback.verification import differences
from arengo.meetings.models import Meeting
from arengo.plan.models import Axis, Strategy
from arengo.registrations.operations import erase_person
from tests.conftest import Clock
from tests.feedback.acts import (
    BOSCHI,
    MEDICI,
    PERCORSO,
    TRENI,
    dario,
    drafted,
    elena,
    from_a_letter,
    from_a_sheet,
    published,
    read_all,
    received_evening,
    send_from_the_site,
    voice,
)
from tests.feedback.counting import check
from tests.live.report import of

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    return received_evening(clock)


def lines(meeting: Meeting, by: By) -> list[tuple[str, int, int]]:
    found = balance(meeting.process).lines[by]
    return [(line.key, line.received, line.answered) for line in found]


def test_each_voice_is_received_once_and_answered_when_its_reply_is_published(
    meeting: Meeting,
) -> None:
    assert total(meeting.process) == Line("", received=4, answered=0)
    read_all()
    reply = drafted([voice(TRENI), voice(PERCORSO)])
    assert total(meeting.process).open == 4
    operations.review_reply(reply=reply, by=elena())
    operations.publish_replies(replies=[reply], by=dario())
    assert total(meeting.process) == Line("", received=4, answered=2)
    assert lines(meeting, By.CHANNEL) == [("plenary", 2, 1), ("round_table", 2, 1)]
    assert lines(meeting, By.MODE) == [("", 1, 0), ("in_person", 1, 1), ("online", 2, 1)]


def test_who_insists_is_open_until_the_second_answer(meeting: Meeting) -> None:
    read_all()
    published([voice(TRENI)])
    operations.insist(contribution=voice(TRENI))
    assert total(meeting.process).answered == 0
    second = drafted([voice(TRENI)])
    assert total(meeting.process).answered == 0
    operations.review_reply(reply=second, by=elena())
    operations.publish_replies(replies=[second], by=dario())
    assert total(meeting.process).answered == 1


def test_a_voice_about_two_axes_is_in_both_lines_and_once_in_the_whole(meeting: Meeting) -> None:
    axes = [Axis.objects.get(plan__key="vigente", number=number) for number in (1, 2)]
    targets = [Target(About.AXIS, axis) for axis in axes]
    read(contribution=voice(BOSCHI), kind="need", targets=targets, by=dario())
    published([voice(BOSCHI)])
    about = lines(meeting, By.ABOUT)
    assert ("axis:1", 3, 1) in about
    assert ("axis:2", 1, 1) in about
    assert ("process", 1, 0) in about
    assert sum(received for _key, received, _answered in about) == 5
    assert total(meeting.process).received == 4


def test_two_strategies_of_an_axis_count_once_for_it(meeting: Meeting) -> None:
    axis = Axis.objects.get(plan__key="vigente", number=1)
    strategies = [Strategy.objects.create(axis=axis, number=number) for number in (1, 2)]
    targets = [Target(About.AXIS, axis, strategy) for strategy in strategies]
    read(contribution=voice(MEDICI), kind="need", targets=targets, by=dario())
    assert ("axis:1", 2, 0) in lines(meeting, By.ABOUT)


def test_a_voice_that_nobody_read_has_a_line_of_its_own(meeting: Meeting) -> None:
    assert ("", 1, 0) in lines(meeting, By.ABOUT)


def test_it_takes_as_many_queries_for_one_voice_as_for_many(
    meeting: Meeting, django_assert_num_queries
) -> None:
    with django_assert_num_queries(8):
        balance(meeting.process)


def test_somebody_erased_is_counted_and_answered_all_the_same(meeting: Meeting) -> None:
    read_all()
    erase_person(person=of(meeting, "Bruno").person)
    assert forget_authors() == 1
    assert forget_authors() == 0
    assert voice(TRENI).person is None
    published([voice(TRENI)])
    assert total(meeting.process) == Line("", received=4, answered=1)
    assert differences() == []


def test_the_ledger_says_the_same_as_the_pages(meeting: Meeting) -> None:
    read_all()
    published([voice(TRENI), voice(MEDICI)])
    operations.insist(contribution=voice(TRENI))
    assert differences() == []


def test_a_voice_that_was_taken_away_is_named(meeting: Meeting) -> None:
    code = voice(BOSCHI).code
    voice(BOSCHI).delete()
    assert [str(each) for each in differences()] == [
        f"voci: {code} era stata ricevuta, e non c'è più"
    ]


def test_a_voice_that_was_put_in_by_hand_is_named(meeting: Meeting) -> None:
    row = voice(BOSCHI)
    Contribution.objects.create(
        process=row.process, channel="plenary", text="Altro", received_at=row.received_at
    )
    (found,) = differences()
    assert "è nel registro 0 volte" in str(found)


def test_a_reply_that_was_changed_after_it_came_out_is_named(meeting: Meeting) -> None:
    read_all()
    reply = published([voice(TRENI)])
    Reply.objects.filter(pk=reply.pk).update(reason={"it": "Altro."})
    (found,) = differences()
    assert "non è più come fu pubblicata" in str(found)
    reply.voices.all().delete()
    reply.delete()
    (found,) = differences()
    assert "era pubblicata, e non c'è più" in str(found)


# "answer" is a draft, read again and published, with nothing in between.
NAMES = ["answer", "insist", "draft", "review", "publish", "change", "discard", "read", "erase"]
NAMES += ["arrive", "take_back", "correct", "hold", "refuse", "appeal", "uphold", "keep"]
NAMES += ["letter", "import", "undo_import", "drop"]
NAMES += ["split", "put_together", "merge", "unmerge"]
# The same to all from the first to the second, and undone.
NAMES += ["read_many", "publish_many", "hold_many", "refuse_many", "undo_many"]
ACTS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 5), st.integers(0, 5)),
    min_size=10,
    max_size=40,
)
ANSWERED_TWICE = [
    *(("draft", 0, 1), ("review", 0, 0), ("publish", 0, 0), ("insist", 0, 0)),
    *(("draft", 0, 0), ("change", 0, 3), ("review", 0, 0), ("publish", 0, 0), ("erase", 1, 1)),
]
REFUSED = [("hold", 0, 0), ("refuse", 0, 0), ("appeal", 0, 0), ("keep", 0, 0), ("hold", 1, 0)]
REFUSED += [("refuse", 1, 0), ("appeal", 1, 0)]
JOINED = [("merge", 0, 1), ("answer", 0, 0), ("split", 2, 0), ("insist", 1, 0), ("unmerge", 1, 0)]
JOINED += [("arrive", 0, 0), ("split", 4, 0), ("put_together", 4, 0), ("merge", 0, 4)]
MANY = [("arrive", 0, 0), ("arrive", 0, 0), ("read_many", 0, 5), ("undo_many", 0, 0)]
MANY += [("hold_many", 0, 5), ("appeal", 0, 0), ("refuse_many", 0, 4), ("undo_many", 0, 0)]
MANY += [("publish_many", 0, 5), ("answer", 1, 0), ("undo_many", 0, 0), ("undo_many", 1, 0)]
# A sheet again and a longer one; a voice of a letter taken by mistake.
COLLECTED = [("letter", 0, 0), ("import", 2, 0), ("import", 2, 0), ("import", 4, 0)]
COLLECTED += [("drop", 4, 0), ("read", 5, 0), ("answer", 5, 0), ("drop", 5, 0), ("read_many", 0, 5)]
# A sheet that was a mistake, but for the line that somebody read; it comes again, and goes again.
UNDONE = [("import", 3, 0), ("read", 4, 0), ("undo_import", 4, 0), ("import", 3, 0)]
UNDONE += [("undo_import", 4, 0), ("undo_import", 7, 0), ("answer", 4, 0)]
TAKEN_BACK = [
    ("arrive", 0, 0),
    ("arrive", 0, 0),
    ("correct", 4, 0),
    ("take_back", 4, 0),
    ("read", 5, 0),
]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=ACTS)
@example(acts=ANSWERED_TWICE)
@example(acts=TAKEN_BACK)
@example(acts=REFUSED)
@example(acts=JOINED)
@example(acts=MANY)
@example(acts=COLLECTED)
@example(acts=UNDONE)
def test_whatever_is_done_the_balance_closes(rolled_back, meeting: Meeting, acts) -> None:
    """Random sequences of what an office, and who spoke, may do, in any order."""
    with rolled_back():
        voices = read_all(Contribution.objects.order_by("text"))
        for act, first, second in acts:
            if act in ARRIVING:
                voices += ARRIVING[act](meeting, first)
                continue
            one, other = (voices[number % len(voices)] for number in (first, second))
            try:
                if act.endswith("_many"):
                    _do_to_many(act, meeting, first, second)
                else:
                    _do(act, one, other, first)
            except Refusal:
                continue
        check(meeting, len(voices))
        _check_the_example(acts, meeting)


ARRIVING = {
    "arrive": lambda meeting, _number: [send_from_the_site(meeting.process)],
    "letter": lambda meeting, number: from_a_letter(meeting.process, number),
    "import": lambda meeting, number: from_a_sheet(meeting.process, number),
}


@pytest.fixture
def rolled_back():
    """A place in which all that happens is undone: Hypothesis runs a test many times in one."""

    @contextmanager
    def place():
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return place


def _do(act: str, one: Contribution, other: Contribution, number: int) -> None:
    one.refresh_from_db()
    other.refresh_from_db()
    if act == "read":
        read_all([one])
    elif act in ("split", "put_together", "merge", "unmerge"):
        _join(act, one, other)
    elif act in ("hold", "refuse", "appeal", "uphold", "keep", "drop", "undo_import"):
        _moderate(act, one)
    elif act == "answer":
        published([one])
    elif act == "draft":
        drafted({one.pk: one, other.pk: other}.values())
    elif act in ("take_back", "correct", "insist"):
        _as_its_author(act, one)
    elif act == "erase" and one.person:
        erase_person(person=one.person)
        forget_authors()
    elif act == "publish":
        operations.publish_replies(
            replies=Reply.objects.filter(state=Reply.State.REVIEWED), by=dario()
        )
    elif drafts := list(Reply.objects.exclude(state=Reply.State.PUBLISHED)):
        _do_to(act, drafts[number % len(drafts)], other)


def _do_to_many(act: str, meeting: Meeting, first: int, second: int) -> None:
    if act == "undo_many":
        if acts := list(BulkAct.objects.order_by("pk")):
            operations.undo_many(act=acts[first % len(acts)], by=elena())
        return
    rows = list(Contribution.objects.values_list("code", flat=True))
    chosen = {"number": uuid4(), "process": meeting.process, "codes": rows[first : second + 1]}
    if act == "read_many":
        target = Target(About.AXIS, Axis.objects.get(plan__key="vigente", number=2))
        reading = Reading("need", "", (target,), replaces=first % 2 == 0, again=second % 2 == 0)
        operations.read_many(**chosen, reading=reading, by=dario())
    elif act == "publish_many":
        operations.publish_many(**chosen, by=dario())
    elif act == "hold_many":
        operations.hold_back_many(**chosen, by=dario())
    else:
        operations.refuse_many(**chosen, reason="advert", words="È pubblicità.", by=dario())


def _as_its_author(act: str, row: Contribution) -> None:
    if act == "take_back":
        take_back(contribution=row)
    elif act == "correct":
        correct(contribution=row, text="Meglio così.")
    else:
        operations.insist(contribution=row)


def _join(act: str, one: Contribution, other: Contribution) -> None:
    if act == "split":
        half = one.words.find(" ") + 1
        divided = f"{one.words[:half]}\n\n{one.words[half:]}"
        read_all(operations.split(contribution=one, divided=divided, by=dario())[:1])
    elif act == "put_together":
        operations.put_together(contribution=one, by=dario())
    elif act == "merge":
        operations.merge(main=one, others=[other], by=dario())
    else:
        operations.unmerge(contribution=one, by=dario())


def _moderate(act: str, row: Contribution) -> None:
    if act == "hold":
        hold_back(contribution=row, by=dario())
    elif act == "refuse":
        refuse(contribution=row, reason="advert", words="È pubblicità.", by=dario())
    elif act == "appeal":
        appeal(contribution=row)
    elif act == "drop":
        drop_extract(contribution=row, by=dario())
    elif act == "undo_import":
        if row.source and row.source.kind == Source.Kind.SPREADSHEET:
            undo_import(source=row.source, by=dario())
    else:
        decide_appeal(contribution=row, is_upheld=act == "uphold", words="Visto.", by=elena())


def _do_to(act: str, reply: Reply, other: Contribution) -> None:
    if act == "change":
        operations.change_reply(reply=reply, values={"office": "X"}, without=[other], by=dario())
    elif act == "discard":
        operations.discard_reply(reply=reply, by=dario())
    elif act == "review":
        operations.review_reply(reply=reply, by=elena())


def _check_the_example(acts: list[tuple[str, int, int]], meeting: Meeting) -> None:
    """Of the sequences that are written out above it is known how they end."""
    found = total(meeting.process)
    if acts == TAKEN_BACK:
        assert found.taken_back == 1
    if acts == REFUSED:
        assert found.answered == 1
    if acts == JOINED:
        assert found == Line("", received=5, answered=2)
    if acts == COLLECTED:
        assert found == Line("", received=10, answered=1, taken_back=1)
    if acts == UNDONE:
        assert found == Line("", received=9, answered=1, taken_back=4)
    if acts == ANSWERED_TWICE:
        assert RepliedVoice.objects.filter(turn=2).count() == 1
        assert found.answered == 2

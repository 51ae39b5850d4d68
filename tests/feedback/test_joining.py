"""A voice in parts, and voices that say the same: nothing of what was received changes, all is undone."""

import pytest

from arengo.contributions.coding import About, Target
from arengo.contributions.models import Contribution
from arengo.contributions.operations import (
    appeal,
    ask_support,
    confirm_author,
    cover,
    decide_appeal,
    hold_back,
    read,
    refuse,
    take_back,
)
from arengo.contributions.operations.joining import passages
from arengo.contributions.refusals import (
    CannotMerge,
    CannotSupport,
    IsAPart,
    NotItsWords,
    OnePartOnly,
    PartDecided,
    PublishedAlready,
    StillJoined,
    TakenBack,
    WasRefused,
)
from arengo.contributions.supports import is_readable
from arengo.core.outbox.delivery import deliver_due
from arengo.feedback import operations
from arengo.feedback.balance import By, Line, balance, total
from arengo.feedback.models import Insistence
from arengo.feedback.queries import answered_to
from arengo.feedback.refusals import AnsweredWithOthers, CannotInsist, HasAReply
from arengo.feedback.verification import differences
from arengo.plan.models import Axis
from arengo.process.models import Process
from tests.conftest import Clock
from tests.contributions.test_from_the_site import axis, read_it
from tests.factories import make_process
from tests.feedback.acts import (
    dario,
    drafted,
    elena,
    open_to_voices,
    published,
    send_from_the_site,
)

pytestmark = pytest.mark.django_db
WORDS = "Un bus la domenica.\nE medici in valle, non solo d'estate. Grazie."
DIVIDED = "Un bus la domenica.\n\nE medici in valle, non solo d'estate. Grazie."


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    found = make_process()
    open_to_voices(found)
    return found


@pytest.fixture
def row(process: Process) -> Contribution:
    return send_from_the_site(process, text=WORDS, targets=[axis(3)], email="ada@example.org")


def in_parts(row: Contribution) -> list[Contribution]:
    return operations.split(contribution=row, divided=DIVIDED, by=dario())


def about(process: Process) -> list[tuple[str, int, int]]:
    return [(e.key, e.received, e.answered) for e in balance(process).lines[By.ABOUT]]


def read_about(row: Contribution, *numbers: int) -> Contribution:
    targets = [Target(About.AXIS, Axis.objects.get(plan__key="vigente", number=n)) for n in numbers]
    return read(contribution=row, kind="need", targets=targets, seen=row.read_at, by=dario())


@pytest.mark.parametrize(
    ("divided", "found"),
    [
        (DIVIDED, ["Un bus la domenica.", "E medici in valle, non solo d'estate. Grazie."]),
        (f"\n\n{DIVIDED}\r\n\r\n ", ["Un bus la domenica.", "E medici in valle, non solo d'estate. Grazie."]),
        ("Un bus\n \nla domenica.\n\n\nE medici in\nvalle, non solo d'estate. Grazie.",
         ["Un bus", "la domenica.", "E medici in valle, non solo d'estate. Grazie."]),
    ],
)  # fmt: skip
def test_the_parts_are_the_words_with_their_places(divided: str, found: list[str]) -> None:
    pieces = passages(WORDS, divided)
    assert [each.words for each in pieces] == found
    for each in pieces:
        assert WORDS[each.start : each.end] == each.words


@pytest.mark.parametrize(
    ("divided", "refusal"),
    [
        (WORDS, OnePartOnly),
        ("", NotItsWords),
        ("Un bus la domenica.", NotItsWords),
        ("Un bus la domenica.\n\nE medici in valle.", NotItsWords),
        ("E medici in valle, non solo d'estate. Grazie.\n\nUn bus la domenica.", NotItsWords),
        (DIVIDED.replace("bus", "treno"), NotItsWords),
    ],
)
def test_words_changed_lost_or_moved_are_no_parts(divided: str, refusal: type) -> None:
    with pytest.raises(refusal):
        passages(WORDS, divided)


def test_a_voice_in_parts_is_received_once_and_answered_when_all_of_them_are(row) -> None:
    first, second = in_parts(row)
    row.refresh_from_db()
    assert (row.publication, first.publication, first.person) == (
        "published",
        "published",
        row.person,
    )
    assert [code.axis.number for code in first.codes.all()] == [3]
    assert total(row.process) == Line("", received=1, answered=0)
    read_about(first, 3)
    read_about(second, 6)
    assert about(row.process) == [("axis:3", 1, 0), ("axis:6", 1, 0)]
    published([first])
    assert total(row.process).answered == 0
    assert differences() == []
    published([second])
    assert total(row.process) == Line("", received=1, answered=1)
    assert about(row.process) == [("axis:3", 1, 1), ("axis:6", 1, 1)]
    assert not answered_to(row.code).is_open
    assert differences() == []


def test_a_voice_in_parts_that_nobody_read_is_once_among_the_unread(process: Process) -> None:
    row = send_from_the_site(process, text=WORDS)
    first, second = in_parts(row)
    assert about(process) == [("", 1, 0)]
    read_about(first, 3)
    assert about(process) == [("axis:3", 1, 0), ("", 1, 0)]
    # What the whole is about counts by its parts.
    row.refresh_from_db()
    read_about(row, 5)
    assert about(process) == [("axis:3", 1, 0), ("", 1, 0)]
    read_about(second, 6)
    assert about(process) == [("axis:3", 1, 0), ("axis:6", 1, 0)]


def test_the_author_gets_one_mail_for_the_parts_and_may_insist_on_the_whole(
    row, mailoutbox
) -> None:
    confirm_author(contribution=row)
    deliver_due()
    mailoutbox.clear()
    row.refresh_from_db()
    first, second = (read_it(part) for part in in_parts(row))
    published([first, second])
    deliver_due()
    (mail,) = mailoutbox
    assert "E medici in valle" in mail.body
    with pytest.raises(CannotInsist):
        operations.insist(contribution=first)
    operations.insist(contribution=row)
    assert total(row.process).open == 1
    published([row])
    assert total(row.process).open == 0
    assert Insistence.objects.count() == 1
    assert differences() == []


def test_a_part_may_be_refused_and_the_others_are_answered(row) -> None:
    first, second = (read_it(part) for part in in_parts(row))
    hold_back(contribution=second, by=dario())
    refuse(contribution=second, reason="offensive", words="Offende.", by=dario())
    published([first])
    assert total(row.process).answered == 1
    assert differences() == []


def test_what_was_refused_in_public_does_not_vanish_with_its_part(row) -> None:
    _first, second = (read_it(part) for part in in_parts(row))
    hold_back(contribution=second, by=dario())
    refuse(contribution=second, reason="offensive", words="Offende.", by=dario())
    with pytest.raises(PartDecided):
        operations.put_together(contribution=row, by=dario())
    appeal(contribution=second)
    decide_appeal(contribution=second, is_upheld=True, words="Si pubblica.", by=elena())
    with pytest.raises(PartDecided):
        operations.put_together(contribution=row, by=dario())
    assert differences() == []


def test_what_is_in_parts_is_not_answered_refused_or_divided_again(row) -> None:
    parts = in_parts(row)
    row.refresh_from_db()
    with pytest.raises(AnsweredWithOthers):
        drafted([row])
    with pytest.raises(StillJoined):
        in_parts(row)
    with pytest.raises(IsAPart):
        operations.split(
            contribution=parts[1],
            divided="E medici in valle,\n\nnon solo d'estate. Grazie.",
            by=dario(),
        )
    hold_back(contribution=row, by=dario())
    with pytest.raises(StillJoined):
        refuse(contribution=row, reason="advert", words="No.", by=dario())
    assert {part.publication for part in row.parts.all()} == {"held"}


def test_put_together_it_is_whole_again_and_to_be_read(row) -> None:
    in_parts(row)
    whole = operations.put_together(contribution=row, by=dario())
    assert (whole.read_at, whole.parts.count()) == (None, 0)
    assert operations.put_together(contribution=row, by=dario()).parts.count() == 0
    assert total(row.process) == Line("", received=1, answered=0)
    assert Contribution.objects.count() == 1
    assert differences() == []


def test_what_is_covered_in_the_whole_is_not_read_in_a_part(row) -> None:
    cover(contribution=row, words="Un […] la domenica.\nE medici in valle.", by=dario())
    first, _second = in_parts(row)
    assert first.public_words == ""
    cover(contribution=first, words="Un […] la domenica.", by=dario())
    assert Contribution.objects.get(pk=first.pk).public_words == "Un […] la domenica."


def test_nobody_supports_a_part_so_that_it_can_be_put_together(row) -> None:
    part, _other = in_parts(row)
    with pytest.raises(CannotSupport):
        ask_support(contribution=part, email="bruno@example.org")
    row.refresh_from_db()
    assert is_readable(row)
    assert operations.put_together(contribution=row, by=dario()).parts.count() == 0


def test_a_reply_in_the_making_keeps_the_parts(row) -> None:
    first, _second = (read_it(part) for part in in_parts(row))
    drafted([first])
    with pytest.raises(HasAReply):
        operations.put_together(contribution=row, by=dario())


def test_what_was_answered_refused_or_taken_back_is_not_divided(process: Process) -> None:
    answered = read_it(send_from_the_site(process, text=WORDS))
    published([answered])
    with pytest.raises(HasAReply):
        in_parts(answered)
    gone = take_back(contribution=send_from_the_site(process, text=WORDS))
    with pytest.raises(TakenBack):
        in_parts(gone)
    refused = send_from_the_site(process, text=WORDS)
    refuse(contribution=refused, reason="advert", words="No.", by=dario())
    with pytest.raises(WasRefused):
        in_parts(refused)


def test_what_says_the_same_is_answered_with_the_main_one_and_each_author_is_told(
    process: Process, mailoutbox
) -> None:
    main = read_it(send_from_the_site(process, text="Un bus la domenica."))
    same = confirm_author(
        contribution=send_from_the_site(process, text="Bus di domenica!", email="ada@example.org")
    )
    operations.merge(main=main, others=[main, same], by=dario())
    same.refresh_from_db()
    assert (same.kind, same.publication, same.merged_into) == ("need", "published", main)
    assert total(process) == Line("", received=2, answered=0)
    with pytest.raises(AnsweredWithOthers):
        drafted([same])
    deliver_due()
    mailoutbox.clear()
    published([main])
    assert total(process) == Line("", received=2, answered=2)
    deliver_due()
    (mail,) = mailoutbox
    assert mail.to == ["ada@example.org"]
    assert "Bus di domenica!" in mail.body
    assert [reply.outcome for reply in answered_to(same.code).replies] == ["adopted"]
    assert differences() == []


def test_who_is_merged_insists_alone_and_gets_a_reply_of_their_own(process: Process) -> None:
    main, same = (read_it(send_from_the_site(process)) for _ in range(2))
    operations.merge(main=main, others=[same], by=dario())
    published([main])
    operations.insist(contribution=same)
    assert total(process) == Line("", received=2, answered=1)
    same.refresh_from_db()
    published([same])
    assert total(process).answered == 2
    assert len(answered_to(same.code).replies) == 2
    assert differences() == []


def test_unmerged_it_waits_for_its_own_reply_and_twice_is_once(process: Process) -> None:
    main, same = (read_it(send_from_the_site(process)) for _ in range(2))
    operations.merge(main=main, others=[same], by=dario())
    assert operations.merge(main=main, others=[same], by=dario()) == []
    published([main])
    row = operations.unmerge(contribution=same, by=dario())
    operations.unmerge(contribution=same, by=dario())
    assert total(process) == Line("", received=2, answered=1)
    published([row])
    assert total(process).answered == 2
    assert differences() == []


def test_what_is_merged_is_chosen_with_care(process: Process) -> None:
    main, same, third = (read_it(send_from_the_site(process)) for _ in range(3))
    unread = send_from_the_site(process)
    with pytest.raises(CannotMerge, match="stessa voce"):
        operations.merge(main=main, others=[main], by=dario())
    with pytest.raises(CannotMerge, match="leggi"):
        operations.merge(main=unread, others=[main], by=dario())
    operations.merge(main=main, others=[same], by=dario())
    same.refresh_from_db()
    with pytest.raises(CannotMerge, match="a sua volta"):
        operations.merge(main=same, others=[third], by=dario())
    with pytest.raises(CannotMerge, match="Altre voci"):
        operations.merge(main=third, others=[main], by=dario())
    published([third])
    with pytest.raises(HasAReply):
        operations.merge(main=main, others=[third], by=dario())
    whole = send_from_the_site(process, text=WORDS)
    in_parts(whole)
    with pytest.raises(CannotMerge, match="divisa"):
        operations.merge(main=main, others=[whole], by=dario())
    gone = take_back(contribution=send_from_the_site(process))
    with pytest.raises(CannotMerge, match="ritirata"):
        operations.merge(main=main, others=[gone], by=dario())
    with pytest.raises(PublishedAlready):
        refuse(contribution=main, reason="advert", words="No.", by=dario())
    hold_back(contribution=main, by=dario())
    with pytest.raises(StillJoined):
        refuse(contribution=main, reason="advert", words="No.", by=dario())
    assert differences() == []


def test_a_part_says_the_same_as_a_voice(row) -> None:
    main = read_it(send_from_the_site(row.process, text="Bus!"))
    first, second = in_parts(row)
    operations.merge(main=main, others=[first], by=dario())
    published([main, read_it(second)])
    assert total(row.process) == Line("", received=2, answered=2)
    with pytest.raises(HasAReply):
        operations.put_together(contribution=row, by=elena())
    assert differences() == []


def test_what_was_joined_behind_the_ledger_is_named(process: Process) -> None:
    main, same = (read_it(send_from_the_site(process)) for _ in range(2))
    Contribution.objects.filter(pk=same.pk).update(merged_into=main)
    (found,) = differences()
    assert "il registro lo dice altrimenti" in str(found)

"""Many voices at once: what is done to each is what the verb for one does; undone once, told as one."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from arengo.contributions import operations as contributions
from arengo.contributions.coding import About, Target, targets_of
from arengo.contributions.many import Reading, Trouble
from arengo.contributions.models import Contribution, Moderation
from arengo.contributions.queries import last_decision_on
from arengo.core.editing import FieldRefused
from arengo.core.ledger.models import Entry
from arengo.core.outbox.models import Message
from arengo.core.outbox.rendering import render
from arengo.core.refusals import Refusal
from arengo.core.tasks import runner
from arengo.core.tasks.models import TaskRow
from arengo.feedback import operations, pieces
from arengo.feedback.models import BulkAct, BulkVoice
from arengo.feedback.operations import many
from arengo.feedback.refusals import NoVoice, StillUnderWay, UndoneAlready
from arengo.feedback.verification import differences
from arengo.meetings.models import Meeting
from arengo.plan.models import Axis
from tests.conftest import Clock
from tests.feedback.acts import (
    BOSCHI,
    MEDICI,
    PERCORSO,
    TRENI,
    dario,
    drafted,
    elena,
    read_all,
    received_evening,
    send_from_the_site,
    voice,
)

pytestmark = pytest.mark.django_db
State, Publication = BulkVoice.State, Contribution.Publication
WHY = {"reason": "advert", "words": "È pubblicità."}


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    return received_evening(clock)


@pytest.fixture
def by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of two voices, and nothing at once: as of ten thousand."""
    monkeypatch.setattr(pieces, "PIECE", 2)
    monkeypatch.setattr(many, "AT_ONCE", 0)


def axis(number: int = 1) -> Target:
    return Target(About.AXIS, Axis.objects.get(plan__key="vigente", number=number))


def codes() -> list[str]:
    return list(Contribution.objects.values_list("code", flat=True))


def asked(meeting: Meeting, verb: Callable[..., BulkAct], **values: Any) -> BulkAct:
    """This act on all voices, or on `codes`."""
    fields = {"number": uuid.uuid4(), "codes": codes(), "by": dario(), **values}
    return verb(process=meeting.process, **fields)


def read_as(meeting: Meeting, *, on: list[str] | None = None, **values: Any) -> BulkAct:
    reading = Reading(**{"kind": "need", "targets": (axis(),), **values})
    return asked(meeting, operations.read_many, reading=reading, codes=on or codes())


def work() -> None:
    while runner.run_due():
        continue


def states(act: BulkAct) -> dict[str, str]:
    """Of each voice what became of it, or why it was left."""
    return {row.code: row.trouble or row.state for row in act.voices.all()}


def standing() -> dict[str, tuple[Any, ...]]:
    """All that an office says of each voice."""
    found = {}
    for row in Contribution.objects.all():
        said = zip(targets_of(row), row.codes.all(), strict=True)
        codes = sorted((target.key, code.by, code.at) for target, code in said)
        own = (row.kind, row.horizon, row.read_at, row.read_by, row.publication)
        found[row.code] = (*own, codes)
    return found


def entries() -> list[str]:
    found = Entry.objects.filter(subject__startswith="act:").order_by("recorded_at")
    return [entry.kind for entry in found]


def test_many_are_read_at_once_and_the_ledger_has_one_line(meeting: Meeting) -> None:
    new = send_from_the_site(meeting.process)
    act = read_as(meeting)
    assert set(states(act).values()) == {State.DONE}
    assert {row.kind for row in Contribution.objects.all()} == {"need"}
    new.refresh_from_db()
    assert (new.publication, new.read_by) == ("published", dario())
    assert [t.key for t in targets_of(voice(PERCORSO))] == ["axis:1", "process"]
    assert entries() == ["contributions.read"]
    facts = Entry.objects.get(subject=f"act:{act.pk}").facts
    assert (facts["count"], facts["process"]) == (5, meeting.process.key)
    assert differences() == []


def test_what_is_there_is_kept_or_replaced_as_the_office_says(meeting: Meeting) -> None:
    read_as(meeting, kind="", targets=(axis(2),))
    left = voice(BOSCHI)
    assert left.read_at is None, "nobody has said what it is"
    assert [t.key for t in targets_of(voice(TRENI))] == ["axis:1", "axis:2"]
    act = read_as(meeting, targets=(axis(3),), replaces=True, again=True, horizon="long")
    assert set(states(act).values()) == {State.DONE}
    assert [t.key for t in targets_of(voice(TRENI))] == ["axis:3"]
    assert voice(TRENI).horizon == "long"


def test_those_that_were_read_are_left_unless_asked_for(meeting: Meeting) -> None:
    (read,) = read_all([voice(TRENI)])
    act = read_as(meeting, kind="proposal")
    assert states(act)[read.code] == Trouble.READ
    assert voice(TRENI).kind == "need"


def test_undoing_puts_back_what_each_was_and_is_asked_once(meeting: Meeting) -> None:
    send_from_the_site(meeting.process)
    read_all([voice(TRENI)])
    before = standing()
    act = read_as(meeting, targets=(axis(2),), replaces=True, again=True, horizon="long")
    assert standing() != before
    operations.undo_many(act=act, by=elena())
    assert standing() == before
    assert entries() == ["contributions.read", "contributions.put_back"]
    with pytest.raises(UndoneAlready):
        operations.undo_many(act=act, by=elena())
    assert differences() == []


def test_undoing_leaves_out_what_somebody_changed_since(meeting: Meeting) -> None:
    act = read_as(meeting)
    read_all([voice(TRENI)])
    drafted([voice(MEDICI)])
    contributions.hold_back(contribution=voice(PERCORSO), by=dario())
    operations.undo_many(act=act, by=elena())
    found = states(act)
    assert {found[voice(text).code] for text in (TRENI, MEDICI, PERCORSO)} == {State.KEPT}
    assert found[voice(BOSCHI).code] == State.UNDONE
    assert voice(BOSCHI).read_at is None
    assert voice(TRENI).read_at is not None
    assert differences() == []


def test_held_published_and_put_back_again_and_again(meeting: Meeting) -> None:
    before = standing()
    held = asked(meeting, operations.hold_back_many, words="Ne parliamo.")
    assert {row.publication for row in Contribution.objects.all()} == {"held"}
    published = asked(meeting, operations.publish_many)
    assert {row.publication for row in Contribution.objects.all()} == {"published"}
    operations.undo_many(act=published, by=elena())
    assert {row.publication for row in Contribution.objects.all()} == {"held"}
    assert last_decision_on(voice(TRENI).code).words == "Ne parliamo."
    operations.undo_many(act=held, by=elena())
    assert standing() == before
    assert differences() == []


def test_what_is_refused_is_told_to_each_author_once(meeting: Meeting) -> None:
    ada = {"email": "nina@example.org"}
    two = [send_from_the_site(meeting.process, **ada) for _ in range(2)]
    for row in two:
        contributions.confirm_author(contribution=row)
    chosen = [voice(TRENI).code, *(row.code for row in two)]
    act = asked(meeting, operations.refuse_many, codes=chosen, **WHY)
    assert list(states(act).values()) == [Trouble.PUBLISHED, State.DONE, State.DONE]
    (owed,) = Message.objects.filter(key__startswith="voices-refused:")
    mail = render(owed)
    assert mail is not None
    assert mail.subject == "Le tue voci non sono pubblicate"
    assert "È pubblicità." in mail.text
    assert mail.held_until is None
    assert differences() == []
    operations.undo_many(act=act, by=elena())
    assert {row.publication for row in two if not row.refresh_from_db()} == {"waiting"}
    assert render(owed) is None
    assert differences() == []


def test_refused_again_after_the_undoing_of_what_published_it(meeting: Meeting) -> None:
    row = send_from_the_site(meeting.process)
    contributions.refuse(contribution=row, by=dario(), **WHY)
    act = asked(meeting, operations.publish_many, codes=[row.code])
    operations.undo_many(act=act, by=elena())
    row.refresh_from_db()
    last = last_decision_on(row.code)
    assert (row.publication, last.reason, last.words) == ("refused", "advert", "È pubblicità.")
    assert differences() == []


def test_a_mail_waits_until_the_act_has_come_to_all(meeting: Meeting, by_the_worker) -> None:
    rows = [send_from_the_site(meeting.process, email="nina@example.org") for _ in range(3)]
    for row in rows:
        contributions.confirm_author(contribution=row)
    chosen = [row.code for row in rows]
    act = asked(meeting, operations.refuse_many, codes=chosen, **WHY)
    pieces.take_piece(act.pk)
    (owed,) = Message.objects.filter(key__startswith="voices-refused:")
    assert render(owed).held_until is not None
    work()
    assert Message.objects.filter(key__startswith="voices-refused:").count() == 1
    assert render(owed).held_until is None
    assert "3 tue voci" in render(owed).text


def test_the_worker_does_it_in_pieces_and_one_entry_is_written(
    meeting: Meeting, by_the_worker
) -> None:
    act = read_as(meeting)
    assert (act.state, act.handled) == ("doing", 0)
    pieces.take_piece(act.pk)
    act.refresh_from_db()
    assert (act.state, act.handled, entries()) == ("doing", 2, [])
    assert differences() == []
    with pytest.raises(StillUnderWay):
        operations.undo_many(act=act, by=elena())
    work()
    act.refresh_from_db()
    assert (act.state, act.handled, entries()) == ("done", 4, ["contributions.read"])
    operations.undo_many(act=act, by=elena())
    assert not Contribution.objects.filter(read_at=None).exists()
    work()
    assert Contribution.objects.filter(read_at=None).count() == 4
    assert entries() == ["contributions.read", "contributions.put_back"]
    assert differences() == []


def test_cut_short_in_a_piece_it_goes_on_and_comes_to_each_once(
    meeting: Meeting, by_the_worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = asked(meeting, operations.hold_back_many)
    pieces.take_piece(act.pk)
    with monkeypatch.context() as broken:
        broken.setattr(pieces, "_record", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            pieces.take_piece(act.pk)
    act.refresh_from_db()
    assert (act.handled, Moderation.objects.filter(decision="held").count()) == (2, 2)
    TaskRow.objects.update(leased_until=None)
    work()
    work()
    assert Moderation.objects.filter(decision="held").count() == 4
    assert act.voices.count() == 4
    assert entries() == ["contributions.held"]
    assert differences() == []


def test_the_same_form_twice_is_one_act(meeting: Meeting) -> None:
    number = uuid.uuid4()
    first = asked(meeting, operations.hold_back_many, number=number)
    assert asked(meeting, operations.hold_back_many, number=number) == first
    assert BulkAct.objects.count() == 1
    assert Moderation.objects.filter(decision="held").count() == 4


def test_a_part_that_went_is_named(meeting: Meeting, by_the_worker) -> None:
    words = voice(MEDICI).words
    divided = f"{words[:10]}\n\n{words[10:]}"
    parts = operations.split(contribution=voice(MEDICI), divided=divided, by=dario())
    act = asked(meeting, operations.hold_back_many, codes=[part.code for part in parts])
    operations.put_together(contribution=voice(MEDICI), by=dario())
    work()
    assert set(states(act).values()) == {Trouble.GONE}
    assert differences() == []


def test_a_whole_and_its_parts_are_put_back_together(meeting: Meeting, by_the_worker) -> None:
    words = voice(MEDICI).words
    divided = f"{words[:10]}\n\n{words[10:]}"
    operations.split(contribution=voice(MEDICI), divided=divided, by=dario())
    before = standing()
    for chosen in (codes(), codes()[::-1]):
        act = asked(meeting, operations.hold_back_many, codes=chosen)
        work()
        assert {row.publication for row in Contribution.objects.all()} == {"held"}
        operations.undo_many(act=act, by=elena())
        work()
        assert standing() == before
    assert differences() == []


def test_nothing_chosen_and_nothing_said_are_refused(meeting: Meeting) -> None:
    with pytest.raises(NoVoice):
        asked(meeting, operations.publish_many, codes=[])
    for values in ({**WHY, "reason": ""}, {**WHY, "words": " "}, {**WHY, "words": "x" * 601}):
        with pytest.raises(FieldRefused):
            asked(meeting, operations.refuse_many, **values)
    with pytest.raises(FieldRefused):
        read_as(meeting, kind="astronave")
    with pytest.raises(FieldRefused):
        read_as(meeting, targets=(), replaces=True)
    assert not BulkAct.objects.exists()


def in_every_state(meeting: Meeting) -> dict[str, Contribution]:
    """A voice in each state in which one may meet it."""
    names = ("waiting", "read", "held", "refused", "appealed", "kept", "taken_back", "whole")
    names += ("main", "merged")
    found = {
        name: send_from_the_site(meeting.process, text=f"Voce {name} del sito.") for name in names
    }
    read_all([found[name] for name in ("read", "main")])
    contributions.hold_back(contribution=found["held"], by=dario())
    for name in ("refused", "appealed", "kept"):
        contributions.refuse(contribution=found[name], by=dario(), **WHY)
    for name in ("appealed", "kept"):
        contributions.appeal(contribution=found[name])
    contributions.decide_appeal(
        contribution=found["kept"], is_upheld=False, words="No.", by=elena()
    )
    contributions.take_back(contribution=found["taken_back"])
    operations.split(contribution=found["whole"], divided="Voce whole\n\ndel sito.", by=dario())
    operations.merge(main=found["main"], others=[found["merged"]], by=dario())
    contributions.hold_back(contribution=found["whole"], by=dario())
    contributions.hold_back(contribution=found["main"], by=dario())
    return {name: Contribution.objects.get(pk=row.pk) for name, row in found.items()}


def of_one(verb: str, row: Contribution) -> Any:
    if verb == "read":
        return contributions.read(
            contribution=row, kind="need", targets=[axis()], seen=row.read_at, by=dario()
        )
    if verb == "refuse":
        return contributions.refuse(contribution=row, by=dario(), **WHY)
    return getattr(contributions, verb)(contribution=row, by=dario())


VERBS = {
    "read": lambda meeting, chosen: read_as(meeting, on=chosen, again=True),
    "publish": lambda meeting, chosen: asked(meeting, operations.publish_many, codes=chosen),
    "hold_back": lambda meeting, chosen: asked(meeting, operations.hold_back_many, codes=chosen),
    "refuse": lambda meeting, chosen: asked(meeting, operations.refuse_many, codes=chosen, **WHY),
}


@pytest.mark.parametrize("verb", VERBS)
def test_each_is_refused_as_the_verb_for_one_refuses_it(meeting: Meeting, verb: str) -> None:
    rows = in_every_state(meeting)
    of_many = {}
    with transaction.atomic():
        act = VERBS[verb](meeting, [row.code for row in rows.values()])
        of_many = {n: r.publication for n, r in rows.items() if not r.refresh_from_db()}
        left = {row.code: row.trouble for row in act.voices.all()}
        transaction.set_rollback(True)
    for name, row in rows.items():
        row.refresh_from_db()
        before = (row.publication, Moderation.objects.filter(contribution=row).count())
        try:
            of_one(verb, row)
        except Refusal:
            assert left[row.code] not in ("", Trouble.SAME), name
        else:
            after = (row.publication, Moderation.objects.filter(contribution=row).count())
            row.refresh_from_db()
            is_same = verb != "read" and after == before
            assert left[row.code] == (Trouble.SAME if is_same else ""), name
        row.refresh_from_db()
        assert row.publication == of_many[name], name


def test_what_was_tampered_with_is_named(meeting: Meeting) -> None:
    act = asked(meeting, operations.hold_back_many)
    BulkVoice.objects.filter(act=act, place=0).update(leaf="contribution:ALTRO:held")
    (found,) = [each for each in differences() if "su molte voci" in str(each)]
    assert str(act.pk) in str(found)
    act.delete()
    assert any("non c'è più" in str(each) for each in differences())


def test_it_takes_as_many_queries_for_many_as_for_few(meeting: Meeting) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        read_as(meeting, on=codes()[:2])
    for _ in range(30):
        send_from_the_site(meeting.process)
    with CaptureQueriesContext(connection) as more:
        act = read_as(meeting, on=codes()[2:])
    assert act.voices.count() == 32
    assert len(more) <= len(few) + 3
    with CaptureQueriesContext(connection) as undone:
        operations.undo_many(act=act, by=elena())
    assert len(undone) <= 40

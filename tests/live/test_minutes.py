"""The resoconto: made from what happened, read, corrected, approved; then nothing changes."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from arengo.core.ledger.models import Entry
from arengo.core.localized import Localized
from arengo.live import minutes_content, operations
from arengo.live.models import Correction, InvitationToWrite, Minutes, Note, Room, Statement, Turn
from arengo.live.operations.reporting import digest_of
from arengo.live.refusals import (
    AlreadyApproved,
    AlreadyDecided,
    AlreadyShared,
    MadeBeforeTheEnd,
    NoMinutesYet,
    NoReason,
    NoSuchPiece,
    NotAmongThem,
    NothingWritten,
    NotOverYet,
    NotShared,
    StillBeingRead,
    StillToDecide,
    TooLateToPropose,
    TooLateToReopen,
    TooManyProposals,
)
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration
from arengo.registrations.operations import erase_person
from tests.conftest import Clock
from tests.factories import moment
from tests.live.acts import REGIA, make_evening
from tests.live.report import OFFICE, approved, hold_evening, of, shared, write_down
from tests.live.test_speaking import ask, call
from tests.registrations.acts import ONLINE, mails, take_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    return hold_evening(clock)


def propose(who: Registration, text: str = "Medici e infermieri.", about: str = "") -> Correction:
    return operations.propose_correction(
        registration=who, number=uuid.uuid4(), text=text, about=about
    )


def note_key() -> str:
    return f"note-{Note.objects.get(text__startswith='La valle').code}"


def decide(correction: Correction, **fields: object) -> Correction:
    return operations.decide_correction(correction=correction, by=OFFICE, **fields)


def again() -> Minutes:
    return Minutes.objects.get()


# Made


def test_it_is_made_once_the_meeting_is_closed(clock: Clock) -> None:
    meeting = make_evening()
    clock.to("2023-09-27 17:00")
    operations.begin(meeting=meeting, key="plenaria", seen=None, by=REGIA)
    with pytest.raises(NotOverYet):
        operations.make_minutes(meeting=meeting, by=OFFICE)
    operations.close_meeting(meeting=meeting, by=REGIA)
    row = operations.make_minutes(meeting=meeting, by=OFFICE)
    assert (row.state, row.version) == ("draft", 1)
    assert Entry.objects.get(kind="minutes.made").by == OFFICE


def test_made_anew_it_takes_what_was_written_since_and_keeps_the_office_s_own_words(
    meeting: Meeting,
) -> None:
    row = operations.make_minutes(meeting=meeting, by=OFFICE)
    operations.frame_minutes(
        minutes=row, opening=Localized(it="Grazie."), closing=Localized(), by=OFFICE
    )
    assert operations.make_minutes(meeting=meeting, by=OFFICE).version == 1
    Note.objects.filter(text__startswith="La valle").update(text="La valle chiede medici.")
    row = operations.make_minutes(meeting=meeting, by=OFFICE)
    assert (row.version, str(row.opening)) == (2, "Grazie.")
    piece = minutes_content.piece_with_key(row.content, note_key())
    assert piece
    assert piece["text"] == "La valle chiede medici."


def test_the_evening_is_not_reopened_once_it_is_read(meeting: Meeting, clock: Clock) -> None:
    shared(meeting, clock, at="2023-09-27 20:30")
    with pytest.raises(TooLateToReopen):
        operations.reopen_meeting(meeting=meeting, by=REGIA)
    assert Room.objects.get().closed_at is not None


def test_what_is_said_after_a_reopening_is_in_what_is_read(meeting: Meeting, clock: Clock) -> None:
    operations.make_minutes(meeting=meeting, by=OFFICE)
    clock.to("2023-09-27 20:10")
    operations.reopen_meeting(meeting=meeting, by=REGIA)
    with pytest.raises(NotOverYet):
        operations.share_minutes(meeting=meeting, by=OFFICE)
    operations.begin(meeting=meeting, key="plenaria", seen=None, by=REGIA)
    ask(of(meeting, "Ada"))
    call(meeting)
    write_down("Manca la luce sui sentieri.")
    clock.to("2023-09-27 20:20")
    operations.close_meeting(meeting=meeting, by=REGIA)
    with pytest.raises(MadeBeforeTheEnd):
        operations.share_minutes(meeting=meeting, by=OFFICE)
    operations.make_minutes(meeting=meeting, by=OFFICE)
    read = operations.share_minutes(meeting=meeting, by=OFFICE)
    assert "Manca la luce sui sentieri." in str(read.content["plenary"])


def test_nobody_of_the_plenary_is_named_in_what_is_sealed(meeting: Meeting) -> None:
    row = operations.make_minutes(meeting=meeting, by=OFFICE)
    assert "Ada" not in str(row.content)
    assert "Una voce" in str(row.content)
    told = minutes_content.speakers_of(meeting)
    assert sorted(told.values()) == ["Ada Rossi", "Bruno Verdi"]
    erase_person(person=of(meeting, "Ada").person)
    assert list(minutes_content.speakers_of(meeting).values()) == ["Bruno Verdi"]


def test_a_question_that_nobody_else_read_is_only_counted(meeting: Meeting) -> None:
    row = operations.make_minutes(meeting=meeting, by=OFFICE)
    assert "non la legge nessuno" not in str(row.content)
    assert row.content["questions"]["waiting"] == 1


def test_what_was_taken_off_the_screen_is_counted_and_not_shown(meeting: Meeting) -> None:
    operations.hide_statement(statement=Statement.objects.get(), by=REGIA)
    row = operations.make_minutes(meeting=meeting, by=OFFICE)
    axis = row.content["axes"][0]
    assert (axis["statements"], axis["not_shown"]) == ([], 1)


# Read


def test_it_is_shared_once_for_seven_days_and_made_no_more(meeting: Meeting, clock: Clock) -> None:
    with pytest.raises(NoMinutesYet):
        operations.share_minutes(meeting=meeting, by=OFFICE)
    row = shared(meeting, clock)
    assert row.corrections_until == moment("2023-10-05 10:00")
    clock.to("2023-09-29 10:00")
    assert operations.share_minutes(meeting=meeting, by=OFFICE).shared_at == row.shared_at
    assert Entry.objects.filter(kind="minutes.shared").count() == 1
    with pytest.raises(AlreadyShared):
        operations.make_minutes(meeting=meeting, by=OFFICE)


def test_who_came_is_written_to_once_and_nobody_else(meeting: Meeting, clock: Clock) -> None:
    with_ = of(meeting, "Ada")
    clock.to("2023-09-20 10:00")
    away = take_part(meeting, "Dora D", ONLINE)
    assert operations.owe_minutes() == 0
    shared(meeting, clock)
    assert [operations.owe_minutes(), operations.owe_minutes()] == [3, 0]
    assert mails(with_)[-1] == "minutes_to_check"
    assert "minutes_to_check" not in mails(away)


def test_what_who_spoke_corrects_meanwhile_stands_with_the_first_words_beside(
    meeting: Meeting, clock: Clock
) -> None:
    shared(meeting, clock)
    note = Note.objects.get(text__startswith="Il percorso")
    operations.correct_note(note=note, text="Il percorso è corto.")
    piece = minutes_content.piece_with_key(again().content, f"note-{note.code}")
    assert piece
    assert (piece["text"], piece["before"]) == (
        "Il percorso è corto.",
        "Il percorso è troppo corto.",
    )
    operations.confirm_note(note=note)
    piece = minutes_content.piece_with_key(again().content, f"note-{note.code}")
    assert piece
    assert (piece["text"], piece["before"]) == ("Il percorso è troppo corto.", "")


def test_a_sentence_written_down_late_comes_in_with_what_it_is_about(
    meeting: Meeting, clock: Clock
) -> None:
    shared(meeting, clock)
    turn = Turn.objects.get(notes__isnull=True)
    note = operations.write_note(turn=turn, number=uuid.uuid4(), text="Tardi.", by="duty:7")
    operations.tidy_note(note=note, by="duty:7", kind="need", about="plan")
    (piece,) = again().content["plenary"][1]["notes"]
    assert (piece["text"], piece["kind"], piece["about"]) == ("Tardi.", "need", "plan")


def test_what_the_office_accepted_is_not_undone_by_a_tidy_up(
    meeting: Meeting, clock: Clock
) -> None:
    shared(meeting, clock)
    decide(propose(of(meeting, "Ada"), about=note_key()), accepts=True, text="Meglio così.")
    note = Note.objects.get(text__startswith="La valle")
    operations.tidy_note(note=note, by="duty:7", kind="need", about="plan")
    piece = minutes_content.piece_with_key(again().content, note_key())
    assert piece
    assert (piece["text"], piece["kind"]) == ("Meglio così.", "need")


def test_who_was_not_reached_may_write_when_it_is_being_read(
    meeting: Meeting, clock: Clock
) -> None:
    shared(meeting, clock)
    invitation = InvitationToWrite.objects.get()
    operations.write_instead(invitation=invitation, text="E dei sentieri.")
    assert [one["text"] for one in again().content["unserved"]["written"]] == ["E dei sentieri."]


# Corrected


def test_a_draft_is_corrected_by_nobody(meeting: Meeting) -> None:
    operations.make_minutes(meeting=meeting, by=OFFICE)
    with pytest.raises(NotShared):
        propose(of(meeting, "Ada"))


def test_only_who_came_proposes_and_until_the_day(meeting: Meeting, clock: Clock) -> None:
    clock.to("2023-09-20 10:00")
    away = take_part(meeting, "Dora D", ONLINE)
    shared(meeting, clock)
    with pytest.raises(NotAmongThem):
        propose(away)
    assert propose(of(meeting, "Ada")).decided_at is None
    clock.to("2023-10-05 10:00")
    with pytest.raises(TooLateToPropose):
        propose(of(meeting, "Ada"))


def test_the_same_proposal_told_twice_is_one(meeting: Meeting, clock: Clock) -> None:
    shared(meeting, clock)
    number = uuid.uuid4()
    for _time in range(2):
        operations.propose_correction(registration=of(meeting, "Ada"), number=number, text="Così")
    assert Correction.objects.count() == 1
    assert Entry.objects.filter(kind="correction.proposed").count() == 1


def test_a_proposal_says_something_about_something(meeting: Meeting, clock: Clock) -> None:
    shared(meeting, clock)
    with pytest.raises(NothingWritten):
        propose(of(meeting, "Ada"), "  ")
    with pytest.raises(NoSuchPiece):
        propose(of(meeting, "Ada"), about="note-XXXXXXXX")


def test_nobody_sends_without_end(meeting: Meeting, clock: Clock) -> None:
    shared(meeting, clock)
    for number in range(20):
        propose(of(meeting, "Ada"), f"Proposta {number}")
    with pytest.raises(TooManyProposals):
        propose(of(meeting, "Ada"), "Una ancora")
    assert propose(of(meeting, "Bruno"), "La mia")


def test_accepted_it_stands_with_the_first_words_beside(meeting: Meeting, clock: Clock) -> None:
    row = shared(meeting, clock)
    correction = propose(of(meeting, "Ada"), about=note_key())
    decide(correction, accepts=True, text="La valle ha bisogno di medici e infermieri.")
    piece = minutes_content.piece_with_key(again().content, note_key())
    assert piece
    assert piece["text"] == "La valle ha bisogno di medici e infermieri."
    assert piece["before"] == "La valle ha bisogno di medici."
    assert again().version == row.version + 1
    with pytest.raises(AlreadyDecided):
        decide(correction, accepts=False, answer="No")


def test_accepted_about_the_whole_it_is_added(meeting: Meeting, clock: Clock) -> None:
    shared(meeting, clock)
    decide(propose(of(meeting, "Ada")), accepts=True, text="C'era anche la banda.")
    assert again().content["added"] == ["C'era anche la banda."]


def test_refused_it_says_why_and_nothing_changes(meeting: Meeting, clock: Clock) -> None:
    row = shared(meeting, clock)
    correction = propose(of(meeting, "Ada"), about=note_key())
    with pytest.raises(NoReason):
        decide(correction, accepts=False)
    with pytest.raises(NothingWritten):
        decide(correction, accepts=True, text=" ")
    decided = decide(correction, accepts=False, answer="Così l'hanno sentita tutti.")
    assert (decided.is_accepted, again().content) == (False, row.content)


def test_whose_it_was_is_forgotten_with_the_person(meeting: Meeting, clock: Clock) -> None:
    shared(meeting, clock)
    propose(of(meeting, "Ada"))
    erase_person(person=of(meeting, "Ada").person)
    assert [operations.forget_correctors(), operations.forget_correctors()] == [1, 0]
    assert Correction.objects.get().registration is None


# Approved


def test_approved_after_the_days_its_digest_stands_in_the_ledger(
    meeting: Meeting, clock: Clock
) -> None:
    row = shared(meeting, clock)
    with pytest.raises(StillBeingRead):
        operations.approve_minutes(meeting=meeting, by=OFFICE)
    clock.to("2023-10-05 10:00")
    row = operations.approve_minutes(meeting=meeting, by=OFFICE)
    entry = Entry.objects.get(kind="minutes.approved")
    assert (row.state, row.approved_by, row.entry) == ("approved", OFFICE, entry.pk)
    assert entry.facts == {"digest": digest_of(again()), "version": 1}
    assert operations.approve_minutes(meeting=meeting, by=OFFICE).approved_at == row.approved_at
    assert Entry.objects.filter(kind="minutes.approved").count() == 1


def test_a_draft_is_not_approved(meeting: Meeting) -> None:
    operations.make_minutes(meeting=meeting, by=OFFICE)
    with pytest.raises(NotShared):
        operations.approve_minutes(meeting=meeting, by=OFFICE)


def test_what_nobody_answered_is_refused_with_a_reason(meeting: Meeting, clock: Clock) -> None:
    shared(meeting, clock)
    correction = propose(of(meeting, "Ada"))
    clock.to("2023-10-05 10:00")
    with pytest.raises(StillToDecide):
        operations.approve_minutes(meeting=meeting, by=OFFICE)
    operations.approve_minutes(meeting=meeting, by=OFFICE, reason="Non riguarda la serata.")
    correction.refresh_from_db()
    assert (correction.is_accepted, correction.answer) == (False, "Non riguarda la serata.")


def test_approved_it_never_changes_again(meeting: Meeting, clock: Clock) -> None:
    shared(meeting, clock)
    correction = propose(of(meeting, "Ada"))
    clock.to("2023-10-05 10:00")
    row = operations.approve_minutes(meeting=meeting, by=OFFICE, reason="No.")
    with pytest.raises(AlreadyShared):
        operations.make_minutes(meeting=meeting, by=OFFICE)
    with pytest.raises(AlreadyApproved):
        operations.frame_minutes(
            minutes=row, opening=Localized(it="Altro"), closing=Localized(), by=OFFICE
        )
    with pytest.raises(AlreadyApproved):
        decide(correction, accepts=True, text="Altro")
    with pytest.raises(TooLateToPropose):
        propose(of(meeting, "Ada"))


@pytest.mark.parametrize(
    "change", [{"content": {}}, {"opening": {"it": "Altro"}}, {"state": "draft"}, {"version": 9}]
)
def test_not_even_by_the_database(meeting: Meeting, clock: Clock, change: dict) -> None:
    approved(meeting, clock)
    with (
        pytest.raises(IntegrityError, match="approved_minutes_never_change"),
        transaction.atomic(),
    ):
        Minutes.objects.update(**change)


def test_the_digest_is_the_same_from_any_database(meeting: Meeting, clock: Clock) -> None:
    row = approved(meeting, clock)
    assert row.digest == digest_of(again())
    assert len(row.digest) == 64


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "shared"}, "minutes_are_read_until_a_day"),
        ({"digest": "ab"}, "approved_minutes_are_sealed"),
    ],
)
def test_what_may_never_be_of_minutes(meeting: Meeting, fields: dict, name: str) -> None:
    operations.make_minutes(meeting=meeting, by=OFFICE)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Minutes.objects.update(**fields)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"text": ""}, "a_proposal_says_something"),
        ({"is_accepted": True}, "a_proposal_is_decided_at_an_hour"),
        (
            {"is_accepted": False, "decided_at": moment("2023-10-01 10:00")},
            "a_refused_proposal_says_why",
        ),
    ],
)
def test_what_may_never_be_of_a_proposal(
    meeting: Meeting, clock: Clock, fields: dict, name: str
) -> None:
    shared(meeting, clock)
    propose(of(meeting, "Ada"))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Correction.objects.update(**fields)

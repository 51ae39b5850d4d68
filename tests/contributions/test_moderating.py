"""Whether everybody reads a voice: published when read, held back, refused in public, looked at again."""

import pytest

from arengo.contributions.models import Appeal, Contribution, Moderation
from arengo.contributions.operations import (
    appeal,
    confirm_author,
    cover,
    decide_appeal,
    forget_authors,
    hold_back,
    publish,
    read,
    refuse,
    take_back,
)
from arengo.contributions.personal_data import COVERED, cover as covered_in, find
from arengo.contributions.refusals import (
    AppealWaits,
    CannotAppeal,
    NothingToDecide,
    PublishedAlready,
    SameHandRefused,
    TakenBack,
    WasRefused,
)
from arengo.core.editing import FieldRefused
from arengo.core.outbox.delivery import deliver_due
from arengo.feedback.balance import Line, total
from arengo.feedback.verification import differences
from arengo.process.models import Process
from arengo.registrations.operations import erase_person
from tests.conftest import Clock
from tests.contributions.test_from_the_site import axis, read_it
from tests.factories import make_process
from tests.feedback.acts import (
    TRENI,
    dario,
    drafted,
    elena,
    open_to_voices,
    received_evening,
    send_from_the_site,
    voice,
)

pytestmark = pytest.mark.django_db
WHY = "Offende una persona per nome: lo stesso si può dire senza."


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    found = make_process()
    open_to_voices(found)
    return found


@pytest.fixture
def row(process: Process) -> Contribution:
    return send_from_the_site(process)


def refused(row: Contribution) -> Contribution:
    return refuse(contribution=row, reason="offensive", words=WHY, by=dario())


def test_what_is_said_in_public_is_public_and_what_is_written_waits_to_be_read(
    clock: Clock,
) -> None:
    meeting = received_evening(clock)
    assert voice(TRENI).public_words == TRENI
    row = send_from_the_site(meeting.process)
    assert (row.publication, row.public_words) == ("waiting", "")
    assert read_it(row).public_words == "Un bus la domenica."
    assert Moderation.objects.get().decision == "published"


def test_read_and_not_to_be_shown_yet_it_is_held_and_owed_a_reply(row: Contribution) -> None:
    row = read(contribution=row, kind="need", targets=[axis(1)], publishing=False, by=dario())
    assert (row.publication, row.public_words) == ("held", "")
    assert total(row.process).open == 1
    assert publish(contribution=row, by=dario()).publication == "published"
    assert publish(contribution=row, by=dario()).moderations.count() == 2


def test_held_back_nobody_reads_it_and_twice_is_once(row: Contribution) -> None:
    hold_back(contribution=row, words=" Chiediamo alla segreteria ", by=dario())
    row = hold_back(contribution=row, by=dario())
    assert row.moderations.get().words == "Chiediamo alla segreteria"
    assert row.public_words == ""


def test_refused_it_is_closed_with_a_reason_and_its_author_is_told(
    process: Process, mailoutbox
) -> None:
    row = send_from_the_site(process, email="ada@example.org")
    row.confirmed_at = row.received_at
    row.save()
    row = refused(row)
    assert total(process) == Line("", received=1, answered=1)
    deliver_due()
    mail = mailoutbox[-1]
    assert mail.subject == "La tua voce non è pubblicata"
    assert WHY in mail.body
    assert "Offende qualcuno" in mail.body
    assert "Un bus la domenica." not in mail.body
    assert differences() == []


def test_who_did_not_confirm_gets_no_mail(process: Process, mailoutbox) -> None:
    refused(send_from_the_site(process, email="ada@example.org"))
    deliver_due()
    assert [mail.subject for mail in mailoutbox] == ["La tua voce è arrivata: confermi che è tua?"]


@pytest.mark.parametrize(
    ("reason", "words", "field"),
    [("", WHY, "reason"), ("boring", WHY, "reason"), ("advert", " ", "words"),
     ("advert", "a" * 601, "words")],
)  # fmt: skip
def test_a_refusal_without_a_reason_is_none(row, reason: str, words: str, field: str) -> None:
    with pytest.raises(FieldRefused) as trouble:
        refuse(contribution=row, reason=reason, words=words, by=dario())
    assert trouble.value.field == field
    row.refresh_from_db()
    assert row.publication == "waiting"


def test_what_everybody_reads_is_held_back_before_it_is_refused(row: Contribution) -> None:
    row = read_it(row)
    with pytest.raises(PublishedAlready):
        refused(row)
    hold_back(contribution=row, by=dario())
    assert refused(row).publication == "refused"


def test_nothing_more_is_done_with_what_is_refused(row: Contribution) -> None:
    row = refused(read_it_held(row))
    for verb in (
        lambda: read_it(row),
        lambda: hold_back(contribution=row, by=dario()),
        lambda: refused(row),
        lambda: take_back(contribution=row),
        lambda: drafted([row]),
    ):
        with pytest.raises(WasRefused):
            verb()


def test_what_was_refused_by_mistake_is_published_but_not_over_an_appeal(row: Contribution) -> None:
    row = refused(row)
    assert publish(contribution=row, by=dario()).publication == "published"
    assert total(row.process).open == 1
    hold_back(contribution=row, by=dario())
    refused(row)
    appeal(contribution=row)
    with pytest.raises(AppealWaits):
        publish(contribution=row, by=dario())
    assert differences() == []


def read_it_held(row: Contribution) -> Contribution:
    return read(contribution=row, kind="need", targets=[axis(1)], publishing=False, by=dario())


def test_its_author_has_somebody_else_look_again_and_meanwhile_it_is_open(
    row: Contribution,
) -> None:
    row = refused(row)
    appeal(contribution=row, text="Non ho offeso nessuno.")
    assert total(row.process).open == 1
    assert differences() == []
    with pytest.raises(CannotAppeal):
        appeal(contribution=row)
    elena()
    with pytest.raises(SameHandRefused):
        decide_appeal(contribution=row, is_upheld=True, words="Va bene.", by=dario())
    with pytest.raises(FieldRefused):
        decide_appeal(contribution=row, is_upheld=True, words=" ", by=elena())
    decide_appeal(contribution=row, is_upheld=True, words="È una critica.", by=elena())
    row.refresh_from_db()
    assert row.publication == "published"
    assert total(row.process).open == 1
    with pytest.raises(NothingToDecide):
        decide_appeal(contribution=row, is_upheld=False, words="No.", by=elena())
    assert differences() == []


def test_kept_refused_it_is_closed_for_good(row: Contribution) -> None:
    row = refused(row)
    appeal(contribution=row)
    decide_appeal(contribution=row, is_upheld=False, words="Resta un'offesa.", by=elena())
    assert total(row.process) == Line("", received=1, answered=1)
    with pytest.raises(CannotAppeal):
        appeal(contribution=row)
    assert differences() == []


def test_where_nobody_else_is_there_the_same_hand_decides(row: Contribution) -> None:
    row = refused(row)
    appeal(contribution=row)
    decide_appeal(contribution=row, is_upheld=False, words="Resta.", by=dario())
    assert Appeal.objects.get().is_upheld is False


def test_once_its_author_is_erased_what_they_wrote_in_asking_goes(process: Process) -> None:
    row = confirm_author(contribution=send_from_the_site(process, email="ada@example.org"))
    appeal(contribution=refused(row), text="Sono io, Ada.")
    erase_person(person=row.person)
    forget_authors()
    assert Appeal.objects.get().text == ""
    assert differences() == []


def test_nobody_appeals_against_what_is_not_refused(row: Contribution) -> None:
    with pytest.raises(CannotAppeal):
        appeal(contribution=row)
    with pytest.raises(NothingToDecide):
        decide_appeal(contribution=row, is_upheld=True, words="x", by=elena())


def test_a_refusal_that_only_one_side_knows_is_named(row: Contribution) -> None:
    Contribution.objects.update(publication="refused")
    (found,) = differences()
    assert "che non è pubblicata è detto solo da una parte" in str(found)


def test_what_says_who_somebody_is_is_covered_and_the_words_stay(row: Contribution) -> None:
    Contribution.objects.update(text="Chiedete a Ada Rossi, 333 1234567.")
    row = read_it(Contribution.objects.get())
    shown = covered_in(row.words, ["Ada Rossi", "333 1234567"])
    row = cover(contribution=row, words=shown, by=dario())
    assert row.public_words == f"Chiedete a {COVERED}, {COVERED}."
    assert row.words == "Chiedete a Ada Rossi, 333 1234567."
    assert cover(contribution=row, words=row.words, by=dario()).public_words == row.words


def test_covering_adds_nothing_and_not_what_was_taken_back(row: Contribution) -> None:
    with pytest.raises(FieldRefused):
        cover(contribution=row, words="x" * 900, by=dario())
    take_back(contribution=row)
    with pytest.raises(TakenBack):
        cover(contribution=row, words="x", by=dario())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Scrivete a ada.rossi@example.org!", [("email", "ada.rossi@example.org")]),
        ("Chiamate il 011 861 7000 o +39 333 123 45 67.",
         [("phone", "011 861 7000"), ("phone", "+39 333 123 45 67")]),
        ("CF RSSDAA80A41L219X", [("tax_code", "RSSDAA80A41L219X")]),
        ("IBAN IT60 X054 2811 1010 0000 0123 456", [("iban", "IT60 X054 2811 1010 0000 0123 456")]),
        ("L'auto AB 123 CD", [("plate", "AB 123 CD")]),
        ("Lo sa la signora Maria Bianchi di Balme", [("name", "Maria Bianchi")]),
        ("Sig. Rossi e dott.ssa Verdi", [("name", "Rossi"), ("name", "Verdi")]),
        ("Nel triennio 2024-2026 servono 312 comuni e 1.234.567 euro", []),
        ("Il sindaco di Balme lo sa", []),
        ("", []),
    ],
)  # fmt: skip
def test_what_may_say_who_somebody_is_is_proposed(text: str, found) -> None:
    assert [(each.kind, each.words) for each in find(text)] == found


def test_a_piece_is_covered_wherever_it_stands_and_not_within_other_words() -> None:
    text = "Ada e ADA, ma Adamo no. Ada!"
    assert covered_in(text, ["Ada", " "]) == "[…] e […], ma Adamo no. […]!"
    assert covered_in("a.b(c", ["a.b(c"]) == COVERED

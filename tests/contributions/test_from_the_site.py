"""A voice written on the site: received at once, its author's when they show that it is theirs."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from arengo.contributions.coding import About, Target, targets_of
from arengo.contributions.links import confirm_token
from arengo.contributions.models import Contribution
from arengo.contributions.operations import (
    TEXT_AT_MOST,
    confirm_author,
    correct,
    cover,
    forget_authors,
    read,
    take_back,
)
from arengo.contributions.refusals import AlreadyRead, CannotConfirm, NoStageTakesVoices, TakenBack
from arengo.core.editing import FieldRefused
from arengo.core.ledger.models import Entry
from arengo.core.outbox.delivery import deliver_due
from arengo.core.outbox.models import Message
from arengo.feedback.balance import Line, total
from arengo.feedback.own_data import sections_of
from arengo.feedback.verification import differences
from arengo.people.models import Contact, Person
from arengo.plan.models import Axis
from arengo.process.models import Process, Stage
from arengo.registrations.operations import erase_person, forget_people
from tests.conftest import Clock
from tests.factories import make_municipality, make_process, moment
from tests.feedback.acts import open_to_voices, published, send_from_the_site

pytestmark = pytest.mark.django_db
BUS = "Un bus la domenica, anche d'inverno."
ADA = "ada@example.org"


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    found = make_process()
    open_to_voices(found)
    return found


def axis(number: int) -> Target:
    return Target(About.AXIS, Axis.objects.get(plan__key="vigente", number=number))


def kinds() -> list[str]:
    return list(Entry.objects.order_by("recorded_at").values_list("kind", flat=True))


def read_it(row: Contribution) -> Contribution:
    return read(contribution=row, kind="need", targets=[axis(1)], seen=row.read_at, by="staff:1")


def test_it_counts_at_once_with_where_it_comes_from_and_nobody_behind_it(process: Process) -> None:
    row = send_from_the_site(
        process,
        text=f"  {BUS}\r\n",
        kind="proposal",
        horizon="medium",
        targets=[axis(1), axis(3)],
        representing="municipality",
        municipality=make_municipality(),
        signature="  Comune di  Balme ",
        language="it",
    )
    assert (row.text, row.signature, row.kind) == (BUS, "Comune di Balme", "proposal")
    assert (row.channel, row.stage.key, row.zone.number) == ("web", "ascolto", 7)
    assert (row.person, row.meeting, row.received_at) == (None, None, moment("2023-10-27 10:00"))
    assert [target.key for target in targets_of(row)] == ["axis:1", "axis:3"]
    assert {code.by for code in row.codes.all()} == {"author"}
    assert total(process) == Line("", received=1, answered=0)
    assert Person.objects.count() == 0
    assert kinds() == ["contribution.received"]
    assert differences() == []


def test_the_same_form_sent_twice_is_one_voice_whatever_it_says_then(process: Process) -> None:
    number = uuid.uuid4()
    first = send_from_the_site(process, number=number, text=BUS)
    again = send_from_the_site(process, number=number, text="Altro", email=ADA)
    assert again == first
    assert again.text == BUS
    assert kinds() == ["contribution.received"]


@pytest.mark.parametrize("day", ["2023-09-27 23:59", "2023-12-01 00:00"])
def test_before_the_first_day_and_after_the_last_nothing_is_taken(
    process: Process, clock: Clock, day: str
) -> None:
    clock.to(day)
    with pytest.raises(NoStageTakesVoices):
        send_from_the_site(process)
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("day", ["2023-09-28 00:00", "2023-11-30 23:59"])
def test_the_first_and_the_last_day_are_in(process: Process, clock: Clock, day: str) -> None:
    clock.to(day)
    assert send_from_the_site(process).stage.key == "ascolto"


def test_a_stage_that_is_closed_takes_no_more(process: Process, clock: Clock) -> None:
    Stage.objects.update(closed_at=moment("2023-10-27 09:00"))
    with pytest.raises(NoStageTakesVoices):
        send_from_the_site(process)


def test_without_a_last_day_it_goes_on_and_of_two_the_later_takes_it(
    process: Process, clock: Clock
) -> None:
    days = {"voices_from": date(2023, 10, 20), "voices_until": None}
    Stage.objects.create(process=process, key="zone", title={"it": "Zone"}, position=2, **days)
    clock.to("2024-02-01 10:00")
    assert send_from_the_site(process).stage.key == "zone"


@pytest.mark.parametrize("text", ["", "  \n ", "\x00", "a" * (TEXT_AT_MOST + 1)])
def test_no_words_or_too_many_are_refused_with_a_sentence(process: Process, text: str) -> None:
    with pytest.raises(FieldRefused) as refused:
        send_from_the_site(process, text=text)
    assert refused.value.field == "text"
    assert not Contribution.objects.exists()


def test_a_word_the_database_could_not_keep_goes_and_the_rest_stays(process: Process) -> None:
    assert send_from_the_site(process, text="Un bus\x00 qui").text == "Un bus qui"


def test_with_an_address_one_mail_asks_whether_it_is_theirs_without_their_words(
    process: Process, mailoutbox
) -> None:
    row = send_from_the_site(process, text=BUS, email=ADA)
    assert row.person.contact.email == ADA
    assert row.person.contact.name == ""
    assert row.confirmed_at is None
    deliver_due()
    (mail,) = mailoutbox
    assert mail.to == [ADA]
    assert confirm_token(row.pk) in mail.body
    assert BUS not in mail.body


def test_confirming_makes_it_theirs_for_a_year_and_twice_is_once(
    process: Process, clock: Clock
) -> None:
    row = send_from_the_site(process, email=ADA)
    clock.to("2023-10-28 10:00")
    row = confirm_author(contribution=row)
    again = confirm_author(contribution=row)
    assert row.confirmed_at == again.confirmed_at == moment("2023-10-28 10:00")
    row.person.refresh_from_db()
    assert row.person.kept_until == moment("2023-10-28 10:00") + timedelta(days=365)
    assert kinds() == ["contribution.received", "contribution.confirmed"]


def test_who_writes_by_a_personal_link_is_known_and_gets_no_mail(process: Process) -> None:
    known = send_from_the_site(process, email=ADA).person
    Message.objects.all().delete()
    row = send_from_the_site(process, person=known)
    assert row.person == known
    assert row.confirmed_at is not None
    assert not Message.objects.exists()


def test_only_who_confirmed_is_written_to_and_shown_it_as_theirs(
    process: Process, mailoutbox
) -> None:
    mine = confirm_author(contribution=send_from_the_site(process, email=ADA))
    other = send_from_the_site(process, text="Non mia", email=ADA)
    assert mine.person == other.person
    deliver_due()
    mailoutbox.clear()
    published([read_it(mine), read_it(other)])
    deliver_due()
    (mail,) = mailoutbox
    assert "Un bus la domenica." in mail.body
    assert "Non mia" not in mail.body
    (section,) = sections_of(mine.person)
    assert len(section.records) == 1


def test_an_address_nobody_confirms_is_gone_after_thirty_days_and_the_voice_stays(
    process: Process, clock: Clock
) -> None:
    row = send_from_the_site(process, email=ADA, signature="Ada")
    clock.to("2023-11-26 10:01")
    forget_people()
    assert forget_authors() == 1
    row.refresh_from_db()
    assert (row.person, row.text) == (None, "Un bus la domenica.")
    assert not Contact.objects.exists()
    with pytest.raises(CannotConfirm):
        confirm_author(contribution=row)
    assert differences() == []


def test_a_stranger_cannot_leave_a_voice_with_who_confirmed_another(
    process: Process, clock: Clock
) -> None:
    mine = confirm_author(contribution=send_from_the_site(process, email=ADA))
    theirs = send_from_the_site(process, email=ADA)
    clock.to("2023-11-27 10:00")
    assert forget_people() == 0
    assert forget_authors() == 1
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert mine.person is not None
    assert theirs.person is None


def test_who_confirmed_is_forgotten_a_year_later(process: Process, clock: Clock) -> None:
    row = confirm_author(contribution=send_from_the_site(process, email=ADA, signature="Ada"))
    clock.to("2024-10-25 10:00")
    assert forget_people() == 0
    clock.to("2024-10-26 10:01")
    assert forget_people() == 1
    assert forget_authors() == 1
    row.refresh_from_db()
    assert (row.person, row.signature, row.text) == (None, "", "Un bus la domenica.")


def test_erased_its_author_is_named_nowhere_and_the_words_are_answered(process: Process) -> None:
    row = confirm_author(contribution=send_from_the_site(process, email=ADA, signature="Ada R."))
    erase_person(person=row.person)
    forget_authors()
    row = Contribution.objects.get()
    assert (row.person, row.signature) == (None, "")
    published([read_it(row)])
    assert total(process) == Line("", received=1, answered=1)
    assert differences() == []


def test_until_it_is_read_its_author_says_it_better_and_the_first_words_stay(
    process: Process, clock: Clock
) -> None:
    row = send_from_the_site(process, text=BUS)
    clock.to("2023-10-27 11:00")
    row = correct(contribution=row, text="Due bus.")
    assert (row.text, row.correction, row.words) == (BUS, "Due bus.", "Due bus.")
    assert row.changed_at == moment("2023-10-27 11:00")
    assert correct(contribution=row, text=BUS).correction == ""
    with pytest.raises(FieldRefused):
        correct(contribution=row, text=" ")
    read_it(row)
    with pytest.raises(AlreadyRead):
        correct(contribution=row, text="Tre bus.")


def test_words_said_better_are_not_hidden_under_what_covered_the_first(process: Process) -> None:
    row = send_from_the_site(process, text="Chiamate Ada.")
    cover(contribution=row, words="Chiamate […].", by="staff:1")
    row = correct(contribution=row, text="Un bus in più.")
    assert read_it(row).public_words == "Un bus in più."


def test_taken_back_it_is_counted_closed_and_says_nothing_any_more(process: Process) -> None:
    row = send_from_the_site(process, targets=[axis(1)], kind="need", signature="Ada")
    row = take_back(contribution=row)
    assert take_back(contribution=row).withdrawn_at == row.withdrawn_at
    assert (row.text, row.signature, row.kind, row.codes.count()) == ("", "", "", 0)
    assert total(process) == Line("", received=1, answered=0, taken_back=1)
    with pytest.raises(TakenBack):
        read_it(row)
    with pytest.raises(TakenBack):
        correct(contribution=row, text="Di nuovo")
    assert differences() == []


def test_what_was_read_is_not_taken_back(process: Process) -> None:
    row = read_it(send_from_the_site(process))
    with pytest.raises(AlreadyRead):
        take_back(contribution=row)
    assert Contribution.objects.get().words == "Un bus la domenica."


def test_that_somebody_took_it_back_without_the_ledger_is_named(process: Process) -> None:
    row = send_from_the_site(process)
    now = row.received_at
    Contribution.objects.update(text="", withdrawn_at=now)
    (found,) = differences()
    assert str(found) == f"voci: {row.code}: che fu ritirata è detto solo da una parte"


@pytest.mark.parametrize(
    "values",
    [
        {"text": ""},
        {"number": None},
        {"text": "x", "withdrawn_at": moment("2023-10-28 10:00")},
        {"confirmed_at": moment("2023-10-01 10:00")},
    ],
)
def test_the_database_keeps_these_promises_too(process: Process, values) -> None:
    send_from_the_site(process)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.update(**values)


def test_what_is_read_from_the_evening_is_still_refused_a_form(process: Process) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.create(
            process=process,
            channel="plenary",
            text="X",
            received_at=moment("2023-09-27 17:00"),
            number=uuid.uuid4(),
        )

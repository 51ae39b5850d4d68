"""Thinking the same as a voice: counted once for each mailbox, when its owner says so."""

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from arengo.contributions import supports
from arengo.contributions.models import Contribution, Support
from arengo.contributions.operations import (
    ask_support,
    confirm_author,
    confirm_support,
    forget_supporters,
    hold_back,
    publish,
    withdraw_support,
)
from arengo.contributions.own_data import sections_of
from arengo.contributions.refusals import (
    CannotSupport,
    OwnVoice,
    SupportedAlready,
    SupportGone,
)
from arengo.core.ledger.models import Entry
from arengo.core.outbox.delivery import deliver_due
from arengo.core.outbox.models import Message
from arengo.feedback.verification import differences
from arengo.people.models import Contact, Person
from arengo.process.models import Process, Stage
from arengo.registrations.operations import erase_person, forget_people
from tests.conftest import Clock
from tests.factories import make_process, moment
from tests.feedback.acts import open_to_voices, send_from_the_site

pytestmark = pytest.mark.django_db
ADA, BRUNO = "ada@example.org", "bruno@example.org"


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    found = make_process()
    open_to_voices(found)
    return found


@pytest.fixture
def voice(process: Process) -> Contribution:
    return publish(contribution=send_from_the_site(process), by="staff:1")


def supported(voice: Contribution, email: str = ADA) -> Support:
    return confirm_support(support=ask_support(contribution=voice, email=email))


def told() -> list[tuple[str, dict]]:
    rows = Entry.objects.filter(kind__startswith="support").order_by("recorded_at")
    return [(row.kind, row.facts) for row in rows]


def test_it_is_counted_when_it_is_confirmed_and_not_before(voice: Contribution) -> None:
    row = ask_support(contribution=voice, email=ADA)
    assert supports.count_of(voice.code) == 0
    assert told() == []
    row = confirm_support(support=row)
    assert (row.confirmed_at, supports.count_of(voice.code)) == (moment("2023-10-27 10:00"), 1)
    assert confirm_support(support=row) == row
    assert told() == [("support.confirmed", {"voice": voice.code})]
    assert supports.counts([voice]) == {voice.pk: 1}
    assert differences() == []


def test_one_mail_asks_and_asked_again_another(voice: Contribution, mailoutbox, clock) -> None:
    row = ask_support(contribution=voice, email=ADA)
    ask_support(contribution=voice, email=ADA.upper())
    assert Support.objects.get() == row
    deliver_due()
    (mail,) = mailoutbox
    assert mail.to == [ADA]
    assert "/sostegno/" in mail.body
    assert voice.text not in mail.body
    clock.to("2023-10-28 10:00")
    assert ask_support(contribution=voice, email=ADA).asked_at == moment("2023-10-28 10:00")
    confirm_support(support=row)
    deliver_due()
    assert "è già contato" in mailoutbox[1].body


def test_the_mail_of_what_nobody_reads_any_more_is_not_sent(
    voice: Contribution, mailoutbox
) -> None:
    ask_support(contribution=voice, email=ADA)
    hold_back(contribution=voice, by="staff:1")
    deliver_due()
    assert mailoutbox == []
    assert Message.objects.count() == 1


def test_one_mailbox_counts_once_under_whatever_name(voice: Contribution) -> None:
    supported(voice)
    other = Person.objects.create(
        created_at=moment("2023-10-27 10:00"),
        email_digest=Person.objects.get().email_digest,
    )
    row = Support.objects.create(
        contribution=voice, person=other, asked_at=moment("2023-10-27 10:00")
    )
    with pytest.raises(SupportedAlready):
        confirm_support(support=row)
    assert supported(voice, BRUNO).confirmed_at
    assert supports.count_of(voice.code) == 2


def test_who_wrote_a_voice_is_counted_with_it(process: Process) -> None:
    voice = publish(contribution=send_from_the_site(process, email=ADA), by="staff:1")
    row = ask_support(contribution=voice, email=ADA)
    confirm_author(contribution=voice)
    with pytest.raises(OwnVoice):
        confirm_support(support=row)


def test_an_address_that_somebody_typed_with_a_voice_keeps_nobody_from_supporting_it(
    process: Process,
) -> None:
    voice = publish(contribution=send_from_the_site(process, email=ADA), by="staff:1")
    assert supported(voice).confirmed_at


def test_only_what_everybody_reads_is_supported_and_only_while_one_may_write(
    process: Process, voice: Contribution
) -> None:
    waiting = send_from_the_site(process)
    with pytest.raises(CannotSupport):
        ask_support(contribution=waiting, email=ADA)
    row = ask_support(contribution=voice, email=ADA)
    hold_back(contribution=voice, by="staff:1")
    with pytest.raises(CannotSupport):
        confirm_support(support=row)
    publish(contribution=voice, by="staff:1")
    Stage.objects.update(closed_at=moment("2023-10-27 09:00"))
    with pytest.raises(CannotSupport):
        ask_support(contribution=voice, email=BRUNO)
    # Who asked in time may still say so.
    assert confirm_support(support=row).confirmed_at


def test_it_is_taken_back_and_nothing_of_it_stays(voice: Contribution) -> None:
    row = supported(voice)
    withdraw_support(support=row)
    assert not Support.objects.exists()
    assert [kind for kind, _facts in told()] == ["support.confirmed", "support.withdrawn"]
    assert differences() == []
    for verb in (withdraw_support, confirm_support):
        with pytest.raises(SupportGone):
            verb(support=row)
    assert supported(voice).confirmed_at
    assert differences() == []


def test_taken_back_before_it_counted_the_ledger_says_nothing(voice: Contribution) -> None:
    withdraw_support(support=ask_support(contribution=voice, email=ADA))
    assert told() == []


def test_erased_it_stays_counted_and_is_nobodys(voice: Contribution) -> None:
    row = supported(voice)
    pending = ask_support(contribution=voice, email=BRUNO)
    for person in Person.objects.all():
        erase_person(person=person)
    assert forget_supporters() == 2
    assert forget_supporters() == 0
    row.refresh_from_db()
    assert (row.person, supports.count_of(voice.code)) == (None, 1)
    assert not Support.objects.filter(pk=pending.pk).exists()
    assert differences() == []
    withdraw_support(support=row)
    assert differences() == []


def test_what_is_not_confirmed_in_thirty_days_goes_with_the_address(
    voice: Contribution, clock: Clock
) -> None:
    row = ask_support(contribution=voice, email=ADA)
    clock.to("2023-11-26 09:59")
    assert forget_supporters() == 0
    clock.to("2023-11-26 10:00")
    assert forget_supporters() == 1
    with pytest.raises(SupportGone):
        confirm_support(support=row)
    forget_people()
    assert not Contact.objects.exists()


def test_who_confirmed_is_kept_for_a_year(voice: Contribution, clock: Clock) -> None:
    supported(voice)
    clock.to("2024-10-25 10:00")
    forget_people()
    assert Contact.objects.get().email == ADA
    clock.to("2024-10-27 10:00")
    forget_people()
    forget_supporters()
    assert not Contact.objects.exists()
    assert supports.count_of(voice.code) == 1


def test_a_support_that_is_not_in_the_ledger_is_found(voice: Contribution) -> None:
    row = supported(voice)
    Support.objects.filter(pk=row.pk).delete()
    assert [str(each) for each in differences()] == [
        f"voci: {voice.code}: quanti la sostengono non torna"
    ]


def test_ones_own_data_show_what_one_confirmed(voice: Contribution) -> None:
    row = ask_support(contribution=voice, email=ADA)
    section = sections_of(row.person)[0]
    assert section.records == []
    confirm_support(support=row)
    section = sections_of(row.person)[0]
    assert [each.label for each in section.records[0].facts] == ["Codice", "Parole", "Confermato"]


def test_the_database_holds_that_it_is_somebodys_or_counted(voice: Contribution) -> None:
    row = ask_support(contribution=voice, email=ADA)
    for wrong in ({"person": None}, {"confirmed_at": moment("2023-10-26 10:00")}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Support.objects.filter(pk=row.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Support.objects.create(contribution=voice, person=row.person, asked_at=row.asked_at)


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """Do these at one moment; the name of what each refused, "" for what was done."""
    start, found = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except (SupportedAlready, SupportGone) as refusal:
            found.append(type(refusal).__name__)
        else:
            found.append("")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


@pytest.mark.django_db(transaction=True)
def test_two_of_one_mailbox_at_one_moment_count_once(voice: Contribution) -> None:
    first = ask_support(contribution=voice, email=ADA)
    other = Person.objects.create(
        created_at=first.asked_at, email_digest=Person.objects.get().email_digest
    )
    second = Support.objects.create(contribution=voice, person=other, asked_at=first.asked_at)
    acts = [lambda each=each: confirm_support(support=each) for each in (first, second)]
    assert at_once(acts) == ["", "SupportedAlready"]
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_the_same_new_address_twice_at_one_moment_is_one(voice: Contribution) -> None:
    act = lambda: ask_support(contribution=voice, email=ADA)  # noqa: E731 (said twice below)
    assert at_once([act, act, act]) == ["", "", ""]
    assert Support.objects.count() == Person.objects.count() == 1

"""Telling those who asked of a next meeting: only them, once, with the way to ask no more."""

import threading

import pytest
from django.db import IntegrityError, connection

from arengo.core.ledger.models import Entry
from arengo.core.outbox import rendering
from arengo.core.outbox.delivery import deliver_due
from arengo.core.outbox.models import Message
from arengo.invitations.operations import end_quiet_period, release_held_mails
from arengo.meetings.models import Meeting
from arengo.people.models import Body, Consent, Contact, Person
from arengo.process.models import Process
from arengo.registrations import operations, rules
from arengo.registrations.audience import Standing, audience, due
from arengo.registrations.links import notices_token
from arengo.registrations.models import Notice, Registration
from arengo.registrations.refusals import (
    NobodyToTell,
    NothingToTell,
    NoticeLinkNotComplete,
    RegistrationClosed,
    TestNoticeJustSent,
)
from tests.factories import make_meeting, moment
from tests.invitations.books import add_programme, make_staff
from tests.invitations.silence import silence
from tests.registrations.acts import ask, fill, take_part

pytestmark = pytest.mark.django_db
NEXT = Consent.Kind.NEXT_MEETINGS


@pytest.fixture
def first() -> Meeting:
    return make_meeting(hall=20)


@pytest.fixture
def second(first) -> Meeting:
    """The next meeting of the same process, just published."""
    return make_meeting(
        slug="tavoli",
        title={"it": "Sei tavoli", "en": "Six tables"},
        summary={"it": "Vi invitiamo ai tavoli.", "en": "You are invited to the tables."},
        starts_at=moment("2023-11-10 14:30"),
        ends_at=moment("2023-11-10 18:00"),
        hall=2,
    )


def asks(meeting: Meeting, name: str = "Ada Rossi", **fields) -> Registration:
    """Somebody takes part in `meeting` and asks to hear of the next ones."""
    return take_part(meeting, name, notify_next=True, **fields)


def tell(meeting: Meeting) -> int:
    return operations.tell_who_asked(meeting=meeting, by="staff:1")


def mails(mailoutbox, words: str = "Il prossimo incontro") -> list:
    """The notices that left."""
    deliver_due()
    return [mail for mail in mailoutbox if mail.subject.startswith(words)]


def numbers(meeting: Meeting) -> dict[str, int]:
    return dict(audience(meeting).numbers)


# To whom


def test_who_asked_is_told_and_who_did_not_is_not(mailoutbox, first, second) -> None:
    asks(first)
    take_part(first, "Bruno Neri")
    assert tell(second) == 1
    assert [mail.to for mail in mails(mailoutbox)] == [["ada@example.org"]]


def test_nobody_without_a_standing_consent_is_ever_written_to(mailoutbox, first, second) -> None:
    never = take_part(first, "Ada Rossi")
    withdrew = asks(first, "Bruno Neri")
    withdraws_later = asks(first, "Carla Blu")
    stands = asks(first, "Elena Viola")
    other = take_part(first, "Fabio Verde", access_needs="Un posto davanti", access_consent=True)
    operations.withdraw_consent(person=withdrew.person, kind=NEXT)
    assert set(due(second)) == {withdraws_later.person, stands.person}
    assert tell(second) == 2
    operations.withdraw_consent(person=withdraws_later.person, kind=NEXT)
    assert [mail.to for mail in mails(mailoutbox)] == [["elena@example.org"]]
    told = set(Notice.objects.values_list("person", flat=True))
    assert told.isdisjoint({never.person_id, withdrew.person_id, other.person_id})


def test_a_box_ticked_in_the_name_of_somebody_who_never_confirmed_is_worth_nothing(
    first, second
) -> None:
    ask(first, "Ada Rossi", notify_next=True)
    assert numbers(second) == {Standing.NOT_CONFIRMED: 1}
    with pytest.raises(NobodyToTell):
        tell(second)


def test_a_box_that_a_stranger_ticks_in_the_name_of_somebody_who_takes_part_is_worth_nothing(
    mailoutbox, first, second
) -> None:
    take_part(first, "Ada Rossi")
    other = make_meeting(
        slug="altro", starts_at=moment("2023-10-10 16:00"), ends_at=moment("2023-10-10 18:00")
    )
    ask(other, "Ada Rossi", notify_next=True)
    assert numbers(second) == {Standing.NOT_CONFIRMED: 1}
    with pytest.raises(NobodyToTell):
        tell(second)


def test_nor_does_a_stranger_bring_back_what_was_withdrawn(first, second) -> None:
    ada = asks(first)
    operations.withdraw_consent(person=ada.person, kind=NEXT)
    other = make_meeting(
        slug="altro", starts_at=moment("2023-10-10 16:00"), ends_at=moment("2023-10-10 18:00")
    )
    ask(other, "Ada Rossi", notify_next=True)
    assert rules.wants_notices(ada.person)
    assert numbers(second) == {Standing.NOT_CONFIRMED: 1}


def test_who_never_confirmed_the_first_and_asks_again_in_another_is_told(first, second) -> None:
    ask(first, "Ada Rossi", notify_next=True)
    other = make_meeting(
        slug="altro", starts_at=moment("2023-10-10 16:00"), ends_at=moment("2023-10-10 18:00")
    )
    asks(other)
    assert numbers(second) == {Standing.DUE: 1}


def test_who_cancels_and_comes_back_has_still_asked(first, second) -> None:
    back = operations.come_back(registration=operations.cancel(registration=asks(first)))
    assert back.asked_for_notices
    assert numbers(second) == {Standing.DUE: 1}


def test_who_withdraws_and_asks_again_is_told(first, second) -> None:
    ada = asks(first)
    operations.withdraw_consent(person=ada.person, kind=NEXT)
    assert numbers(second) == {}
    operations.cancel(registration=ada)
    asks(first)
    assert numbers(second) == {Standing.DUE: 1}


def test_who_confirmed_and_waits_in_line_is_told_too(first, second) -> None:
    fill(first)
    asks(first)
    assert [person.contact.name for person in due(second)] == ["Ada Rossi"]


def test_who_cancelled_the_first_meeting_still_hears_of_the_second(first, second) -> None:
    operations.cancel(registration=asks(first))
    assert numbers(second) == {Standing.DUE: 1}


def test_who_passed_the_seat_on_still_hears_of_the_second(first, second) -> None:
    operations.substitute(registration=asks(first), name="Bruno", email="bruno@example.org")
    assert [person.contact.name for person in due(second)] == ["Ada Rossi"]


def test_a_consent_given_in_another_process_is_not_for_this_one(first, second) -> None:
    asks(first)
    elsewhere = Process.objects.create(key="altro", title="Altro", body=Body.objects.get())
    Meeting.objects.filter(pk=second.pk).update(process=elsewhere)
    second.refresh_from_db()
    assert numbers(second) == {}


def test_each_who_is_left_out_has_a_reason(first, second) -> None:
    asks(first, "Ada Rossi")
    take_part(second, "Bruno Neri", notify_next=True)
    operations.cancel(registration=take_part(second, "Carla Blu", notify_next=True))
    told = asks(first, "Dario Bo")
    Notice.objects.create(meeting=second, person=told.person, told_at=moment("2023-09-05 09:00"))
    ask(first, "Elena Viola", notify_next=True)
    operations.register_by_office(
        meeting=first, name="Fabio Verde", mode="online", notify_next=True, by="staff:1"
    )
    assert numbers(second) == dict.fromkeys(Standing, 1)
    found = audience(second)
    assert (found.due, found.asked) == (1, 6)
    assert [reason for reason, _number in found.left_out] == [
        Standing.REGISTERED,
        Standing.CANCELLED,
        Standing.TOLD,
        Standing.NOT_CONFIRMED,
        Standing.WITHOUT_MAIL,
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_counting_asks_the_database_as_often_for_one_as_for_three(
    first, second, number, django_assert_num_queries
) -> None:
    for place in range(number):
        asks(first, f"Ospite{place} Rossi")
    with django_assert_num_queries(2):
        audience(second)
    tell(second)
    with django_assert_num_queries(3):
        audience(second)


# Once


def test_one_act_one_mail_each_and_pressed_twice_the_second_finds_nobody(
    mailoutbox, first, second
) -> None:
    asks(first, "Ada Rossi")
    asks(first, "Bruno Neri")
    assert tell(second) == 2
    with pytest.raises(NobodyToTell):
        tell(second)
    act = Entry.objects.get(kind="notices.owed")
    assert (act.subject, act.facts["count"]) == ("meeting:tavoli", 2)
    assert len(mails(mailoutbox)) == 2


def test_who_asked_later_is_told_and_the_others_not_again(mailoutbox, first, second) -> None:
    asks(first, "Ada Rossi")
    tell(second)
    asks(first, "Bruno Neri")
    assert tell(second) == 1
    assert sorted(mail.to[0] for mail in mails(mailoutbox)) == [
        "ada@example.org",
        "bruno@example.org",
    ]


def test_of_another_meeting_the_same_person_is_told_anew(first, second) -> None:
    asks(first)
    tell(second)
    third = make_meeting(
        slug="terzo", starts_at=moment("2023-12-05 14:30"), ends_at=moment("2023-12-05 18:00")
    )
    assert tell(third) == 1


def test_a_person_is_told_of_a_meeting_once(first) -> None:
    person = asks(first).person
    Notice.objects.create(meeting=first, person=person, told_at=moment("2023-09-06 09:00"))
    with pytest.raises(IntegrityError):
        Notice.objects.create(meeting=first, person=person, told_at=moment("2023-09-06 09:00"))


@pytest.mark.django_db(transaction=True)
def test_two_officials_at_once_tell_each_person_once(first, second) -> None:
    for place in range(5):
        asks(first, f"Ospite{place} Rossi")
    outcomes: list[int] = []
    start = threading.Barrier(2)

    def press() -> None:
        start.wait()
        try:
            outcomes.append(tell(second))
        except NobodyToTell:
            outcomes.append(0)
        finally:
            connection.close()

    both = [threading.Thread(target=press) for _each in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(outcomes) == [0, 5]
    assert Message.objects.filter(key__startswith="notice:").count() == 5


# When


@pytest.mark.parametrize(
    "state", [Meeting.State.DRAFT, Meeting.State.CANCELLED, Meeting.State.POSTPONED]
)
def test_of_a_meeting_that_nobody_can_come_to_nobody_is_told(first, second, state) -> None:
    asks(first)
    Meeting.objects.filter(pk=second.pk).update(state=state)
    second.refresh_from_db()
    with pytest.raises(NothingToTell):
        tell(second)
    assert not Notice.objects.exists()


def test_when_registration_is_closed_nobody_is_told_and_before_it_opens_they_are(
    first, second, clock
) -> None:
    asks(first)
    second.registration_closes_at = moment("2023-09-05 09:00")
    with pytest.raises(RegistrationClosed):
        tell(second)
    second.registration_closes_at = None
    second.registration_opens_at = moment("2023-10-01 09:00")
    assert tell(second) == 1


def test_when_it_is_over_nobody_is_told(first, second, clock) -> None:
    asks(first)
    clock.to("2023-11-10 18:00")
    with pytest.raises(NothingToTell):
        tell(second)


def test_in_a_quiet_period_notices_wait_and_leave_when_it_ends(
    mailoutbox, first, second, clock
) -> None:
    asks(first)
    silence()
    assert tell(second) == 1
    assert mails(mailoutbox) == []
    held = Message.objects.get(key__startswith="notice:")
    assert (held.held_until, held.attempts) == (moment("2023-09-11 00:00"), 0)
    clock.to("2023-09-11 00:00")
    release_held_mails()
    assert len(mails(mailoutbox)) == 1


def test_a_notice_that_is_owed_when_quiet_is_declared_waits_too(mailoutbox, first, second) -> None:
    asks(first)
    tell(second)
    period = silence()
    assert mails(mailoutbox) == []
    end_quiet_period(period=period, by="staff:1")
    assert len(mails(mailoutbox)) == 1


@pytest.mark.parametrize("state", [Meeting.State.CANCELLED, Meeting.State.POSTPONED])
def test_what_is_no_longer_to_be_announced_is_not_sent(mailoutbox, first, second, state) -> None:
    asks(first)
    tell(second)
    Meeting.objects.filter(pk=second.pk).update(state=state)
    assert mails(mailoutbox) == []


def test_who_registers_or_is_erased_meanwhile_gets_none(mailoutbox, first, second) -> None:
    asks(first, "Ada Rossi")
    gone = asks(first, "Bruno Neri")
    tell(second)
    take_part(second, "Ada Rossi")
    Contact.objects.filter(person=gone.person).delete()
    assert mails(mailoutbox) == []


# The mail


def test_it_is_made_from_the_meeting_and_leads_to_registering(mailoutbox, first, second) -> None:
    add_programme(second)
    ada = asks(first)
    tell(second)
    (mail,) = mails(mailoutbox)
    assert mail.subject == "Il prossimo incontro: Sei tavoli, venerdì 10 novembre alle 14.30"
    way_out = f"http://testserver/avvisi/{notices_token(ada.person_id)}/"
    html = mail.alternatives[0].content
    for face in (mail.body, html):
        assert "Buongiorno Ada Rossi," in face
        assert "Vi invitiamo ai tavoli." in face
        assert "Tavola rotonda" in face
        assert "http://testserver/incontri/tavoli/iscrizione/" in face
        assert way_out in face
    assert "perché, iscrivendoti a un incontro, ci hai chiesto di avvisarti" in mail.body
    assert mail.extra_headers["List-Unsubscribe"] == f"<{way_out}>"
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.reply_to == ["piano@example.org"]
    assert "<img" not in html


def test_it_is_in_the_persons_language(mailoutbox, first, second) -> None:
    asks(first, language="en")
    tell(second)
    deliver_due()
    mail = mailoutbox[-1]
    assert mail.extra_headers["Content-Language"] == "en"
    assert "You are invited to the tables." in mail.body
    assert "/en/avvisi/" in mail.body


def test_a_name_that_could_be_a_link_is_left_out(mailoutbox, first, second) -> None:
    asks(first, "www.esempio.it", email="ada@example.org")
    tell(second)
    (mail,) = mails(mailoutbox)
    assert "Buongiorno," in mail.body
    assert "www.esempio.it" not in mail.body


def test_where_one_registers_elsewhere_it_leads_to_the_meetings_page(
    mailoutbox, first, second
) -> None:
    asks(first)
    Meeting.objects.filter(pk=second.pk).update(external_online_url="https://example.org/zoom")
    tell(second)
    (mail,) = mails(mailoutbox)
    assert "http://testserver/incontri/tavoli/\n" in mail.body


def test_when_the_hall_is_full_it_says_what_there_is(mailoutbox, first, second) -> None:
    asks(first)
    tell(second)
    fill(second)
    (mail,) = mails(mailoutbox)
    assert "La sala è piena: si può partecipare online" in mail.body


def test_a_test_goes_to_oneself_once_a_minute_and_holds_nobodys_way_out(
    mailoutbox, first, second
) -> None:
    asks(first)
    dario = make_staff()
    send = {"meeting": second, "to": dario, "language": "it", "by": "staff:1"}
    operations.send_test_notice(**send)
    with pytest.raises(TestNoticeJustSent):
        operations.send_test_notice(**send)
    (mail,) = mails(mailoutbox, "[Prova] Il prossimo incontro")
    assert mail.to == ["dario@example.org"]
    assert "/avvisi/" not in mail.body
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_desk_sees_the_mail_without_the_way_out(first, second) -> None:
    ada = asks(first)
    tell(second)
    mail = rendering.preview(Message.objects.get(key__startswith="notice:"))
    assert notices_token(ada.person_id) not in mail.text + mail.html + str(mail.headers)
    assert mail.to == "ada@example.org"


# Taking it back


def test_the_link_of_a_notice_finds_its_person_and_is_good_for_nothing_else(first) -> None:
    ada = asks(first)
    token = notices_token(ada.person_id)
    assert rules.get_person_by_notices_link(token) == ada.person
    for other in (token[:-1], f"{token}A", "", token.swapcase()):
        with pytest.raises(NoticeLinkNotComplete):
            rules.get_person_by_notices_link(other)


def test_taking_it_back_by_the_link_of_somebody_who_was_erased_finds_nobody(first) -> None:
    person = Person.objects.create(created_at=moment("2023-09-06 09:00"))
    token = notices_token(person.pk)
    person.delete()
    assert rules.get_person_by_notices_link(token) is None


def test_who_is_erased_after_being_told_leaves_no_notice_and_gets_none(
    mailoutbox, first, second
) -> None:
    ada = asks(first)
    tell(second)
    operations.erase_person(person=ada.person)
    assert not Notice.objects.exists()
    assert mails(mailoutbox) == []

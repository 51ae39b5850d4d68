"""Persons of the address book are written to beside their body, by consent, until they leave."""

import pytest

from arengo.core.ledger.models import Entry
from arengo.core.outbox import rendering
from arengo.core.outbox.delivery import deliver_due
from arengo.core.outbox.models import Message
from arengo.invitations import operations, queries, rules
from arengo.invitations.links import leave_token
from arengo.invitations.models import AddressBookPerson, Invitation
from arengo.invitations.refusals import LeaveLinkNotComplete, NobodyToInvite
from arengo.meetings.models import Meeting
from arengo.people.models import Contact, Person
from tests.factories import make_meeting, moment
from tests.invitations.books import (
    Kind,
    make_entry,
    make_person,
    make_town,
    make_wave,
)
from tests.invitations.silence import silence

pytestmark = pytest.mark.django_db


def send(*entries, **more):
    wave = make_wave(make_meeting(), *entries)
    return operations.send_wave(wave=wave, by="staff:1", **more)


def sent(mailoutbox) -> dict[str, object]:
    """The mails that left, by address."""
    deliver_due()
    assert len({mail.to[0] for mail in mailoutbox}) == len(mailoutbox)
    return {mail.to[0]: mail for mail in mailoutbox}


BODY = "municipality-comune-di-balme@example.org"


def test_a_wave_goes_to_the_body_and_to_each_person_who_agreed(mailoutbox) -> None:
    town = make_town()
    make_person(town, "Ada Rossi", "Sindaca")
    make_person(town, "Bruno Neri", "Segretario comunale")
    send(town)
    assert set(sent(mailoutbox)) == {BODY, "ada@example.org", "bruno@example.org"}
    act = Entry.objects.get(kind="wave.sent")
    assert (act.facts["count"], act.facts["persons"]) == (1, 2)


def test_the_mail_names_the_role_and_has_the_bodys_own_link_and_a_way_out(mailoutbox) -> None:
    town = make_town()
    ada = make_person(town)
    send(town)
    mail = sent(mailoutbox)["ada@example.org"]
    way_out = f"http://testserver/rubrica/{leave_token(ada)}/"
    assert "Alla cortese attenzione di: Ada Rossi, Sindaca, Comune di Balme" in mail.body
    assert f"/invito/{Invitation.objects.get().code}/" in mail.body
    why = "perché hai acconsentito a stare nella nostra rubrica per Comune di Balme, come Sindaca."
    assert why in mail.body
    html = mail.alternatives[0].content
    for face in (mail.body, html):
        assert way_out in face
    assert mail.extra_headers["List-Unsubscribe"] == f"<{way_out}>"
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "<img" not in html


def test_without_a_role_the_sentence_still_stands(mailoutbox) -> None:
    town = make_town()
    make_person(town, role="")
    send(town)
    mail = sent(mailoutbox)["ada@example.org"]
    assert "Alla cortese attenzione di: Ada Rossi, Comune di Balme" in mail.body
    assert "nella nostra rubrica per Comune di Balme." in mail.body


def test_it_is_in_the_persons_language_whatever_the_bodys(mailoutbox) -> None:
    town = make_town()
    make_person(town)
    Contact.objects.update(language="en")
    send(town)
    mails = sent(mailoutbox)
    assert "Alla cortese attenzione" in mails[BODY].body
    assert "/en/rubrica/" in mails["ada@example.org"].body
    assert mails["ada@example.org"].extra_headers["Content-Language"] == "en"


def test_the_bodys_mail_holds_no_persons_way_out(mailoutbox) -> None:
    town = make_town()
    make_person(town)
    send(town)
    body = sent(mailoutbox)[BODY]
    assert "/rubrica/" not in body.body
    assert "List-Unsubscribe" not in body.extra_headers


@pytest.mark.parametrize("email", [BODY, BODY.upper()])
def test_at_the_bodys_own_address_there_is_one_mail_only(mailoutbox, email) -> None:
    town = make_town()
    make_person(town, email=email)
    send(town)
    assert set(sent(mailoutbox)) == {BODY}


def test_two_persons_of_one_mailbox_get_one_mail_and_of_two_bodies_two() -> None:
    balme, ala = make_town(), make_town("Ala di Stura", "001003")
    first = make_person(balme, "Ada Rossi", email="valle@example.org")
    make_person(balme, "Bruno Neri", email="Valle@example.org")
    other = make_person(ala, "Ada Rossi", email="valle@example.org")
    assert queries.persons_of([balme, ala]) == [first, other]


def test_a_body_without_an_address_is_reached_by_who_speaks_for_it(mailoutbox) -> None:
    circolo = make_entry("Circolo", kind=Kind.ASSOCIATION, email="")
    make_person(circolo)
    send(circolo)
    assert set(sent(mailoutbox)) == {"ada@example.org"}
    invitation = Invitation.objects.get()
    assert invitation.state == Invitation.State.INVITED
    assert invitation.invited_at == moment("2023-09-06 09:00")


def test_a_person_without_an_address_reaches_nobody() -> None:
    circolo = make_entry("Circolo", kind=Kind.ASSOCIATION, email="")
    make_person(circolo, email="")
    with pytest.raises(NobodyToInvite):
        send(circolo)


def test_a_persons_mailbox_that_refuses_is_no_answer_of_the_body() -> None:
    town = make_town()
    make_person(town)
    send(town)
    Message.objects.filter(subject__startswith="invited_person:").update(
        state="failed", trouble="recipient_refused"
    )
    assert operations.note_refusals() == 0


def test_who_left_the_book_meanwhile_is_not_written_to(mailoutbox) -> None:
    town = make_town()
    ada = make_person(town)
    send(town)
    operations.remove_person(person=ada, by="person")
    assert set(sent(mailoutbox)) == {BODY}
    dropped = Message.objects.get(subject__startswith="invited_person:")
    assert dropped.state == "dropped"


def test_when_the_body_declines_or_goes_out_of_use_its_persons_are_left_alone(mailoutbox) -> None:
    balme, ala = make_town(), make_town("Ala di Stura", "001003")
    make_person(balme)
    make_person(ala, "Bruno Neri")
    send(balme, ala)
    operations.decline(invitation=Invitation.objects.get(entry=balme))
    operations.change_state(entry=ala, is_active=False, by="staff:1")
    assert sent(mailoutbox) == {}


def test_a_person_of_another_body_is_never_sent_this_bodys_link(mailoutbox) -> None:
    balme, ala = make_town(), make_town("Ala di Stura", "001003")
    ada = make_person(balme)
    send(balme, ala)
    AddressBookPerson.objects.filter(pk=ada.pk).update(entry=ala)
    assert "ada@example.org" not in sent(mailoutbox)


def test_to_a_cancelled_meeting_no_person_is_invited(mailoutbox) -> None:
    town = make_town()
    make_person(town)
    send(town)
    Meeting.objects.update(state=Meeting.State.CANCELLED)
    assert sent(mailoutbox) == {}


def test_in_a_quiet_period_persons_wait_too(mailoutbox) -> None:
    town = make_town()
    make_person(town)
    send(town)
    silence()
    assert sent(mailoutbox) == {}
    assert Message.objects.filter(held_until=moment("2023-09-11 00:00")).count() == 2


def test_who_answered_meanwhile_is_left_out_with_its_persons(mailoutbox) -> None:
    balme, ala = make_town(), make_town("Ala di Stura", "001003")
    make_person(balme)
    send(balme, ala, leave_out=[balme.pk])
    assert set(sent(mailoutbox)) == {"municipality-comune-di-ala-di-stura@example.org"}


@pytest.mark.django_db(transaction=True)
def test_the_desk_sees_the_mail_without_the_way_out() -> None:
    town = make_town()
    ada = make_person(town)
    send(town)
    message = Message.objects.get(subject__startswith="invited_person:")
    mail = rendering.preview(message)
    faces = mail.text + mail.html + "".join(mail.headers.values())
    assert leave_token(ada) not in faces
    assert rendering.MASK in mail.text


# Leaving


def test_leaving_deletes_the_person_with_name_and_address_and_twice_is_once() -> None:
    ada = make_person(make_town())
    for _time in range(2):
        operations.remove_person(person=ada, by="person")
    assert not AddressBookPerson.objects.exists()
    assert not Contact.objects.exists()
    assert not Person.objects.exists()
    act = Entry.objects.get(kind="address_book.person_removed")
    assert (act.by, act.facts) == ("person", {})


def test_the_link_finds_its_person_and_after_leaving_nobody() -> None:
    ada, bruno = make_person(make_town()), make_person(make_entry("Ente"), "Bruno Neri")
    token = leave_token(ada)
    assert rules.get_person_by_leave_link(token) == ada
    operations.remove_person(person=ada, by="person")
    assert rules.get_person_by_leave_link(token) is None
    assert list(AddressBookPerson.objects.all()) == [bruno]


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: f"A{t[1:]}A", lambda t: "", str.lower]
)
def test_a_link_that_is_not_ours_opens_nothing(change) -> None:
    token = leave_token(make_person(make_town()))
    with pytest.raises(LeaveLinkNotComplete):
        rules.get_person_by_leave_link(change(token))

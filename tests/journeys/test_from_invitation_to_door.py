"""From the invitation to the evening, told as one would tell it aloud: the real meeting, its real pages."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client

from arengo.blueprint.load import bundled
from arengo.blueprint.operations import apply_file
from arengo.core.localized import Localized
from arengo.core.outbox.delivery import deliver_due
from arengo.invitations import operations as inviting
from arengo.invitations.models import AddressBookEntry
from arengo.meetings.models import Meeting
from arengo.registrations import operations as registering, tickets
from arengo.registrations.coverage import coverage
from arengo.registrations.models import Attendance, Hall, Mode, Registration, SeatPool
from tests.web.public.reading import links, words
from tests.web.public.steps import typed, value_of

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FORM = "/incontri/lancio/iscrizione/"
DOOR = "/accoglienza/lancio/sede/"


@pytest.fixture
def meeting() -> Meeting:
    """The announced meeting of the process file, in a hall with one seat left."""
    apply_file(bundled())
    lancio = Meeting.objects.get(slug="lancio")
    hall = SeatPool.objects.get(meeting=lancio, mode=Mode.IN_PERSON)
    registering.change_capacity(pool=hall, capacity=1, by="system")
    return lancio


def test_from_the_invitation_to_the_door_and_the_online_room(meeting, clock) -> None:
    # Dario invites the municipality of Balme, among the 312. It is silent.
    invite("Comune di Balme", meeting)
    assert [body.entry.name for body in coverage(meeting).silent] == ["Comune di Balme"]

    # Its mail has a link of its own, from which Ada registers for the hall.
    at_balme = Client()
    page = at_balme.get(path_in_mail("comune@example.org", "/invito/"))
    assert "La Città metropolitana di Torino invita tutto il territorio" in words(page)
    form = at_balme.get(next(link for link in links(page) if link.startswith(FORM)))
    fill_in("Ada Conti", "ada@example.org", invito=value_of(form, "invito"))
    assert coverage(meeting).silent == []

    # One mail with one personal link: opening it changes nothing, the button confirms.
    ada = path_in_mail("ada@example.org", "/i/")
    assert "Manca solo la tua conferma" in page_at(ada)
    assert state_of("ada@example.org") == "to_confirm"
    assert "Ci vediamo mercoledì 27 settembre 2023 alle 16, in sala" in press(ada, "conferma/")
    assert "biglietto.svg" in at_balme.get(ada).content.decode()

    # Carla takes part online, Bruno finds the hall full and is first in line.
    fill_in("Carla Bosio", "carla@example.org", participation="online")
    carla = path_in_mail("carla@example.org", "/i/")
    assert "alle 16, online" in press(carla, "conferma/")
    assert "La sala è piena" in page_at("/")
    fill_in("Bruno Rota", "bruno@example.org", participation="sala:lista")
    bruno = path_in_mail("bruno@example.org", "/i/")
    assert "Sei in lista d'attesa" in press(bruno, "conferma/")

    # Ada cannot come: at once the seat is offered to Bruno by mail, and he takes it.
    assert "La tua iscrizione è annullata" in press(ada, "non-posso-venire/")
    assert "C'è un posto in sala per te" in newest_mail("bruno@example.org").subject
    taken = press(bruno, "offerta/", act="accept")
    assert "Ci vediamo mercoledì 27 settembre 2023 alle 16, in sala" in taken

    # 27 September, a quarter to four: at the door Bruno's ticket opens, once.
    clock.to("2023-09-27 15:45")
    nadia = staff("door")
    ticket = tickets.ticket_text(of("bruno@example.org"))
    assert "outcome-green" in show(nadia, ticket)
    assert "outcome-red" in show(nadia, "un foglio qualunque")
    clock.to("2023-09-27 15:50")
    assert "15.45" in show(nadia, ticket)
    assert Hall.objects.get(venue__meeting=meeting).inside == 1

    # Carla enters the room from her page; that she was there is written down.
    assert "Entra" in page_at(carla)
    room = press(carla, "entra/")
    assert "Discussione in plenaria" in room
    there = Attendance.objects.values_list("registration__person__contact__name", "mode")
    assert set(there) == {("Bruno Rota", Mode.IN_PERSON), ("Carla Bosio", Mode.ONLINE)}


def invite(name: str, meeting: Meeting) -> None:
    """A wave of the invitation to one body of the address book, delivered."""
    inviting.make_territory_entries(by="system")
    entry = AddressBookEntry.objects.get(name=name)
    entry.email = "comune@example.org"
    inviting.save_entry(entry=entry, by="system")
    wave = inviting.make_wave(
        meeting=meeting, name="Primo invito", entries=[entry], opening=Localized(), by="system"
    )
    inviting.send_wave(wave=wave, by="system")
    deliver_due()


def fill_in(name: str, email: str, **fields: str) -> None:
    sent = Client().post(FORM, typed(name=name, email=email, **fields), follow=True)
    assert "controlla la posta" in words(sent)


def newest_mail(address: str):
    """The postman comes; the newest mail of this address."""
    deliver_due()
    return [message for message in mail.outbox if message.to == [address]][-1]


def path_in_mail(address: str, kind: str) -> str:
    """The path of the link of that kind in the newest mail."""
    return re.search(rf"http://testserver({kind}[\w-]+/)", newest_mail(address).body).group(1)


def page_at(path: str) -> str:
    return words(Client().get(path))


def press(page: str, section: str, **data: str) -> str:
    """A button of the personal page, and what is read after it."""
    return words(Client().post(f"{page}{section}", data, follow=True))


def of(email: str) -> Registration:
    return Registration.objects.select_related("meeting").get(person__contact__email=email)


def state_of(email: str) -> str:
    return of(email).state


def staff(role: str) -> Client:
    client = Client()
    user = get_user_model().objects.create(email=f"{role}@example.org", name="Nadia", role=role)
    client.force_login(user, backend=BACKEND)
    return client


def show(door: Client, ticket: str) -> str:
    """A ticket shown at the door, and the colour of the answer."""
    return door.post(f"{DOOR}lettura/", {"testo": ticket}).content.decode()

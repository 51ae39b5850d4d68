"""The door when the network goes away: it goes on, keeps what was done, and tells it once."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from arengo.registrations import operations, tickets
from arengo.registrations.models import Attendance, Hall, Mode, Registration
from tests.factories import make_meeting

DOOR = "/accoglienza/lancio/auditorium/"


@pytest.fixture
def ada(site, clock) -> Registration:
    meeting = make_meeting(hall=5, safety=6)
    clock.to("2023-09-27 15:45")
    register = operations.register_by_office
    for name in ("Bruno Riva", "Carla Bo"):
        register(meeting=meeting, name=name, mode=Mode.IN_PERSON, by="system")
    return register(meeting=meeting, name="Àda Conti", mode=Mode.IN_PERSON, by="system")


@pytest.fixture
def phone(ada, office) -> Page:
    page = office("door")
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto(DOOR)
    expect(page.locator("[data-can-go-on]")).to_be_visible()
    return page


def let_in(phone: Page, typed: str) -> None:
    phone.get_by_label("Nome, o codice del biglietto").fill(typed)
    phone.get_by_role("button", name="Cerca").click()


def test_people_enter_while_the_network_is_away_and_are_told_once(
    phone: Page, context: BrowserContext, ada: Registration, accessible, clock
) -> None:
    context.set_offline(True)
    let_in(phone, "ada conti")
    phone.locator("[data-found]").get_by_role("button", name="Fai entrare").click()
    outcome = phone.locator("[data-outcome]")
    expect(outcome).to_contain_text("Àda Conti")
    expect(outcome).to_contain_text("salvato su questo telefono")
    expect(phone.locator("[data-network]")).to_contain_text("1 ingresso salvato qui")

    bruno = Registration.objects.get(person__contact__name="Bruno Riva")
    let_in(phone, tickets.ticket_text(bruno))
    expect(outcome).to_contain_text("Bruno Riva")
    let_in(phone, tickets.ticket_text(bruno))
    expect(outcome).to_contain_text("Risulta già dentro")
    phone.get_by_role("button", name="Accompagna qualcuno").click()
    expect(phone.locator("[data-network]")).to_contain_text("3 ingressi salvati qui")
    expect(phone.locator("[data-count=inside]")).to_have_text("3")
    accessible(phone)
    assert Hall.objects.get().inside == 0

    clock.to("2023-09-27 15:55")
    phone.reload()
    # The page comes from the telephone: the server's would tell another hour.
    expect(phone.locator(".demo-now")).to_contain_text("15:45")
    expect(phone.locator("[data-network]")).to_contain_text("3 ingressi salvati qui")
    context.set_offline(False)
    expect(phone.locator("[data-network]")).to_contain_text("abbiamo mandato tutto", timeout=15_000)
    assert Hall.objects.get().inside == 3
    assert Attendance.objects.count() == 3
    phone.reload()
    expect(phone.locator("[data-count=inside]")).to_have_text("3")


def test_who_was_let_in_reads_present_at_once_and_has_no_button_any_more(
    phone: Page, accessible
) -> None:
    let_in(phone, "conti")
    row = phone.locator("[data-found-there] li", has_text="Àda Conti")
    expect(row).to_contain_text("Confermata")
    row.get_by_role("button", name="Fai entrare").click()
    expect(phone.locator(".outcome-green")).to_be_focused()
    expect(row).to_contain_text("Presente")
    expect(row.get_by_role("button")).to_have_count(0)
    accessible(phone)


def test_a_ticket_that_is_not_ours_or_not_of_now_is_refused_without_network(
    phone: Page, context: BrowserContext, ada: Registration
) -> None:
    text = tickets.ticket_text(ada)
    forged = text[:-3] + ("AAA" if not text.endswith("AAA") else "BBB")
    context.set_offline(True)
    for typed, sentence in (
        (forged, "Non è un biglietto autentico"),
        ("AR1", "Non è un biglietto"),
    ):
        let_in(phone, typed)
        expect(phone.locator(".outcome-red")).to_contain_text(sentence)
    expect(phone.locator("[data-network]")).not_to_contain_text("salvat")


def test_a_genuine_ticket_that_the_list_does_not_know_is_let_in_after_a_look(
    phone: Page, context: BrowserContext, ada: Registration
) -> None:
    context.set_offline(True)
    late = operations.register_by_office(
        meeting=ada.meeting, name="Dora Tardi", mode=Mode.IN_PERSON, by="system"
    )
    let_in(phone, tickets.ticket_text(late))
    phone.get_by_role("button", name="Fai entrare lo stesso").click()
    expect(phone.locator("[data-network]")).to_contain_text("1 ingresso salvato qui")
    context.set_offline(False)
    expect(phone.locator("[data-network]")).to_contain_text("abbiamo mandato tutto", timeout=15_000)
    assert Attendance.objects.get().registration == late


def test_who_was_let_in_and_could_not_be_is_for_a_person_to_settle(
    phone: Page, context: BrowserContext, ada: Registration
) -> None:
    context.set_offline(True)
    let_in(phone, "conti")
    phone.locator("[data-found]").get_by_role("button", name="Fai entrare").click()
    expect(phone.locator("[data-outcome]")).to_contain_text("Àda Conti")
    operations.cancel(registration=ada, by="staff:1")
    context.set_offline(False)
    troubles = phone.locator("[data-troubles]")
    expect(troubles).to_contain_text("Àda Conti", timeout=15_000)
    expect(troubles).to_contain_text("annullata")
    troubles.get_by_role("button", name="Fatto").click()
    expect(troubles).to_be_hidden()


def test_with_the_network_a_tap_is_answered_by_the_server_at_once(
    phone: Page, ada: Registration
) -> None:
    let_in(phone, "conti")
    phone.get_by_role("button", name="Fai entrare").click()
    outcome = phone.locator("[data-outcome]")
    expect(outcome).to_contain_text("Buon incontro")
    expect(outcome).not_to_contain_text("salvato su questo telefono")
    expect(phone.locator("[data-count=inside]")).to_have_text("1")
    assert Hall.objects.get().inside == 1


def test_when_the_session_is_over_it_says_so_and_keeps_what_was_done(
    phone: Page, ada: Registration
) -> None:
    Session.objects.all().delete()
    phone.get_by_role("button", name="Accompagna qualcuno").click()
    expect(phone.locator("[data-outcome]")).to_contain_text("salvato su questo telefono")
    expect(phone.locator("[data-network]")).to_contain_text("rientra con un nuovo codice")
    assert Hall.objects.get().inside == 0


def test_signing_out_waits_for_what_is_not_told_and_then_forgets_everything(
    phone: Page, context: BrowserContext, ada: Registration
) -> None:
    context.set_offline(True)
    phone.get_by_role("button", name="Accompagna qualcuno").click()
    expect(phone.locator("[data-network]")).to_contain_text("1 ingresso salvato qui")
    phone.get_by_role("link", name="Esci").click()
    expect(phone.locator("[data-outcome]")).to_contain_text("non ancora mandati")
    context.set_offline(False)
    expect(phone.locator("[data-network]")).to_contain_text("abbiamo mandato tutto", timeout=15_000)
    phone.get_by_role("link", name="Esci").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Vuoi uscire")
    assert phone.evaluate("caches.keys()") == []

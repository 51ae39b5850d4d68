"""Journeys of those who come, and of those who follow from home."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from arengo.core.outbox.delivery import deliver_due
from arengo.gateways import mailbox
from arengo.registrations.models import Registration, SeatPool
from tests.factories import make_meeting, make_municipality

ADA = "ada@example.org"


@pytest.fixture
def meeting(site):
    make_municipality()
    return make_meeting(hall=1)


def fill_in(page: Page, *, name: str, email: str, way: str) -> None:
    """What everybody fills in, as a person does: by the labels."""
    page.goto("/incontri/lancio/iscrizione/")
    page.get_by_label("Nome e cognome").fill(name)
    page.get_by_label("E-mail", exact=True).fill(email)
    page.locator("#id_municipality").fill("Balme")
    page.get_by_label("Per chi partecipi").select_option("citizen")
    page.get_by_role("radio", name=re.compile(way)).check()
    page.get_by_role("button", name="Iscriviti").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("controlla la posta")


def state(email: str) -> str:
    return Registration.objects.get(person__contact__email=email).state


def test_invited_registered_confirmed_with_a_ticket(page, meeting, post, accessible):
    page.goto("/")
    page.get_by_role("link", name=re.compile("Partecipa in sala")).first.click()
    accessible(page)
    fill_in(page, name="Ada Conti", email=ADA, way="In sala")
    accessible(page)
    page.goto(post(ADA))
    accessible(page)
    # A scanner that opens the link changes nothing.
    assert state(ADA) == "to_confirm"
    page.get_by_role("button", name="Confermo").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ci vediamo")
    expect(
        page.locator("[class*=qr] img, [class*=qr] svg, img[src*='biglietto.svg']").first
    ).to_be_visible()
    accessible(page)
    assert state(ADA) == "confirmed"


def test_online_from_the_form_to_the_room(page, meeting, post, clock, accessible):
    fill_in(page, name="Ada Conti", email=ADA, way="Online")
    link = post(ADA)
    page.goto(link)
    page.get_by_role("button", name="Confermo").click()
    page.goto(link + "prova/")
    accessible(page)
    clock.to("2023-09-27 15:50")
    page.goto(link + "entra/")
    accessible(page)
    page.get_by_role("button", name="Entra").click()
    assert state(ADA) == "attended"


def test_the_last_seat_then_the_line_then_the_offer(page, context, meeting, post):
    fill_in(page, name="Ada Conti", email=ADA, way="In sala")
    ada = post(ADA)
    page.goto(ada)
    page.get_by_role("button", name="Confermo").click()
    bruno = context.new_page()
    fill_in(bruno, name="Bruno Riva", email="bruno@example.org", way="In lista d'attesa")
    link = post("bruno@example.org")
    bruno.goto(link)
    bruno.get_by_role("button", name="Confermo").click()
    expect(bruno.get_by_role("heading", level=1)).to_contain_text("lista d'attesa")
    page.get_by_text("Annulla la mia iscrizione", exact=True).click()
    page.get_by_role("button", name="Sì, annullo").click()
    assert SeatPool.objects.get(key="sala").taken == 1
    bruno.goto(post("bruno@example.org"))
    bruno.get_by_role("button", name="Sì, lo prendo").click()
    assert (state(ADA), state("bruno@example.org")) == ("cancelled", "confirmed")


def test_changed_to_online_then_passed_to_somebody_else(page, meeting, post, accessible):
    fill_in(page, name="Ada Conti", email=ADA, way="In sala")
    link = post(ADA)
    page.goto(link)
    page.get_by_role("button", name="Confermo").click()

    page.get_by_role("link", name="Cambia come partecipi").click()
    accessible(page)
    page.get_by_role("radio", name=re.compile("Online")).check()
    page.get_by_role("button", name="Cambia").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("online")
    assert SeatPool.objects.get(key="sala").taken == 0
    assert "online" in newest_mail(ADA)

    page.get_by_role("link", name="Cambia i tuoi dati").click()
    accessible(page)
    page.get_by_label("Per chi partecipi").select_option("union")
    page.get_by_label("Nome di chi rappresenti").fill("Sindacato d'esempio")
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("online")
    assert Registration.objects.get().representing == "union"

    page.get_by_role("link", name="Viene qualcun altro").click()
    accessible(page)
    page.get_by_label("Nome e cognome di chi viene").fill("Bruno Riva")
    page.get_by_label("La sua e-mail").fill("bruno@example.org")
    page.get_by_role("button", name="Passa il posto").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Posto passato")
    page.goto(link)
    expect(page.locator("main")).not_to_contain_text("Ci vediamo")
    page.goto(post("bruno@example.org"))
    page.get_by_role("button", name="Confermo").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("online")
    assert state("bruno@example.org") == "confirmed"


def newest_mail(address: str) -> str:
    deliver_due()
    return mailbox.read_message(mailbox.list_messages(limit=1, to=address)[0].key).text


def test_without_javascript_one_registers_all_the_same(chromium, site, meeting, post):
    plain = chromium.new_context(base_url=site, locale="it-IT", java_script_enabled=False)
    page = plain.new_page()
    fill_in(page, name="Ada Conti", email=ADA, way="In sala")
    page.goto(post(ADA))
    page.get_by_role("button", name="Confermo").click()
    assert state(ADA) == "confirmed"
    plain.close()


def test_with_the_keyboard_alone_one_registers(page, meeting, post):
    page.goto("/incontri/lancio/iscrizione/")
    page.get_by_label("Nome e cognome").focus()
    page.keyboard.type("Ada Conti")
    page.keyboard.press("Tab")
    page.keyboard.type(ADA)
    tab_to(page, page.locator("#id_municipality"))
    page.keyboard.type("Balme")
    tab_to(page, page.get_by_role("radio", name=re.compile("In sala")))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("controlla la posta")
    assert state(ADA) == "to_confirm"


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus."""
    for _press in range(40):
        page.keyboard.press("Tab")
        if wanted.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {wanted}")

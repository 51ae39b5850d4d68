"""The five minutes of the README, in a browser, on the real process with its examples."""

import re

import pytest
from playwright.sync_api import Page, expect

from arengo.blueprint import demo
from arengo.blueprint.load import bundled
from arengo.blueprint.operations import apply_file
from arengo.contributions.operations import receive_evenings
from arengo.core.outbox.delivery import deliver_due
from arengo.invitations.models import Invitation, Wave
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration, SeatPool
from arengo.rehearsal.autumn import collect_autumn
from arengo.rehearsal.operations import rehearse
from tests.factories import moment

HALL = re.compile("^In sala")
LINE = re.compile("In lista d'attesa")


@pytest.fixture
def torino(site, clock):
    apply_file(bundled())
    demo.seed()


def ask_for_a_place(page: Page, name: str, email: str, way: re.Pattern) -> None:
    page.goto("/incontri/lancio/iscrizione/")
    page.get_by_label("Nome e cognome").fill(name)
    page.get_by_label("E-mail", exact=True).fill(email)
    page.locator("#id_municipality").fill("Balme")
    page.get_by_role("radio", name=way).check()
    page.get_by_role("button", name="Iscriviti").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("controlla la posta")


def open_newest_mail(page: Page, email: str) -> None:
    """Read the newest mail in the demo's mailbox and press its link."""
    deliver_due()
    page.goto(f"/dimostrazione/posta/?a={email}")
    page.locator("main a[href*='/dimostrazione/posta/']").filter(
        has_text=re.compile(r"\w")
    ).first.click()
    page.locator("main a[href*='/i/']").first.click()


def test_the_five_minutes_of_the_readme(page, context, torino, office, clock):
    page.goto("/")
    expect(page.locator("main")).to_contain_text("invita tutto il territorio a prendere parte")
    ada_takes_the_last_seat(page)
    bruno = context.new_page()
    bruno_waits_and_gets_the_seat_that_ada_leaves(bruno, page)
    desk = office("office")
    the_office_makes_a_meeting(desk)
    the_office_writes_to_the_silent(desk)
    clock.to("2023-09-27 15:45")
    the_door_lets_bruno_in(desk)
    the_evening_goes_on_and_bruno_asks_to_speak(bruno, desk, clock)
    what_is_left_of_it_is_a_resoconto(desk, clock)
    every_voice_came_by_every_way(desk, clock)


def ada_takes_the_last_seat(page: Page) -> None:
    ask_for_a_place(page, "Ada Conti", "ada@example.org", HALL)
    open_newest_mail(page, "ada@example.org")
    page.get_by_role("button", name="Confermo").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ci vediamo")
    pool = SeatPool.objects.get(meeting__slug="lancio", key="sala")
    assert pool.taken == pool.capacity


def bruno_waits_and_gets_the_seat_that_ada_leaves(bruno: Page, ada: Page) -> None:
    ask_for_a_place(bruno, "Bruno Riva", "bruno@example.org", LINE)
    open_newest_mail(bruno, "bruno@example.org")
    bruno.get_by_role("button", name="Confermo").click()
    expect(bruno.get_by_role("heading", level=1)).to_contain_text("lista d'attesa")
    ada.get_by_text("Annulla la mia iscrizione", exact=True).click()
    ada.get_by_role("button", name="Sì, annullo").click()
    open_newest_mail(bruno, "bruno@example.org")
    bruno.get_by_role("button", name="Sì, lo prendo").click()
    expect(bruno.get_by_role("heading", level=1)).to_contain_text("Ci vediamo")


def the_office_makes_a_meeting(desk: Page) -> None:
    desk.goto("/ufficio/incontri/")
    desk.get_by_role("link", name="Nuovo incontro").click()
    desk.locator("[name=title_it]").fill("Incontro di prova")
    desk.locator("[name=starts_at]").fill("2023-10-12T17:00")
    desk.locator("[name=ends_at]").fill("2023-10-12T19:00")
    desk.get_by_role("button", name="Crea la bozza").click()
    desk.goto("/ufficio/incontri/incontro-di-prova/sedi/nuova/")
    desk.locator("[name=name_it]").fill("Sala d'esempio")
    desk.locator("[name=address]").fill("Via d'esempio 1")
    desk.locator("[name=city]").fill("Balme")
    desk.get_by_role("button", name="Aggiungi la sede").click()
    numbers = desk.locator("main form input[type=number], main form input[inputmode=numeric]")
    for number in numbers.all():
        number.fill("40")
    desk.get_by_role("button", name="Salva").click()
    desk.goto("/ufficio/incontri/incontro-di-prova/dati/")
    desk.locator("[name=summary_it]").fill("Un incontro fatto alla scrivania.")
    desk.get_by_role("button", name="Salva").click()
    desk.get_by_role("button", name="Pubblica").click()
    assert Meeting.objects.get(slug="incontro-di-prova").state == Meeting.State.PUBLISHED
    desk.goto("/incontri/incontro-di-prova/")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Incontro di prova")


def the_office_writes_to_the_silent(desk: Page) -> None:
    desk.goto("/ufficio/incontri/lancio/inviti/")
    silent = Invitation.objects.filter(meeting__slug="lancio", state="invited").count()
    assert silent > 100
    desk.get_by_role("button", name="Scrivi a chi tace").click()
    desk.get_by_role("button", name=re.compile("^Spedisci a")).click()
    wave = Wave.objects.latest("pk")
    assert (wave.state, wave.entries.count() > 100) == (Wave.State.SENT, True)


def the_door_lets_bruno_in(desk: Page) -> None:
    desk.goto("/accoglienza/lancio/sede/?cerca=riva")
    desk.get_by_role("button", name="Fai entrare").click()
    expect(desk.locator(".outcome-green")).to_contain_text("Bruno Riva")
    bruno = Registration.objects.get(person__contact__email="bruno@example.org")
    assert bruno.state == Registration.State.ATTENDED


def the_evening_goes_on_and_bruno_asks_to_speak(bruno: Page, desk: Page, clock) -> None:
    meeting = Meeting.objects.get(slug="lancio")
    rehearse(meeting=meeting, seed=1, until=moment("2023-09-27 17:30"))
    clock.to("2023-09-27 17:30")
    desk.goto("/ufficio/incontri/lancio/servizi/")
    desk.locator("section.duty-kind", has_text="Regia").get_by_role("link").first.click()
    expect(desk.get_by_text("In corso").first).to_be_visible()
    bruno.reload()
    bruno.get_by_role("link", name="Apri la pagina della sala").click()
    bruno.get_by_role("button", name="Alza la mano").click()
    bruno.get_by_text("Perché?", exact=True).click()
    expect(bruno.locator(".mine-box .why")).to_be_visible()


def what_is_left_of_it_is_a_resoconto(desk: Page, clock) -> None:
    meeting = Meeting.objects.get(slug="lancio")
    # From the beginning again: what was told before is told twice, and done once.
    rehearse(meeting=meeting, seed=1)
    clock.to("2023-09-28 09:00")
    desk.goto("/ufficio/incontri/lancio/resoconto/")
    desk.get_by_role("button", name="Prepara il resoconto").click()
    expect(desk.locator("main")).to_contain_text("BOZZA")


def every_voice_came_by_every_way(desk: Page, clock) -> None:
    clock.to("2023-10-27 09:00")
    receive_evenings()
    collect_autumn()
    desk.goto("/ufficio/voci/")
    desk.get_by_role("link", name="Leggi la prossima").click()
    desk.get_by_label("Bisogno").check()
    desk.get_by_label("Il piano nel suo insieme").check()
    desk.get_by_role("button", name="Letta, la prossima").click()
    expect(desk.get_by_text("Letta. Ecco la prossima.")).to_be_visible()
    desk.goto("/ufficio/fogli/")
    desk.get_by_role("link", name="Trascrivi il prossimo").or_(
        desk.get_by_role("button", name="Trascrivi il prossimo")
    ).click()
    expect(desk.locator("main img").first).to_be_visible()
    desk.goto("/le-voci/")
    expect(desk.locator("main")).to_contain_text("Raccolta di altri")

"""News from the desk to the home; and out of the book, or of the notices, from the mail alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from arengo.core.outbox import queries
from arengo.core.outbox.delivery import deliver_due
from arengo.gateways import mailbox
from arengo.invitations import operations as inviting
from arengo.invitations.links import leave_token
from arengo.invitations.models import AddressBookPerson
from arengo.pages.models import News
from arengo.people.models import Consent
from arengo.registrations.links import notices_token
from arengo.registrations.operations import tell_who_asked
from tests.browser.test_every_page import LANGUAGES, PHONE, overflow
from tests.factories import make_meeting, moment
from tests.invitations.books import make_person, make_town, make_wave
from tests.invitations.silence import silence
from tests.pages.news import draft, published
from tests.registrations.acts import take_part


@pytest.fixture
def meeting(site):
    return make_meeting(hall=20, summary={"it": "Vi invitiamo.", "en": "You are invited."})


@pytest.fixture
def ada(meeting):
    """Ada, who took part and asked to hear of the next meetings; the next one is published."""
    make_meeting(
        slug="tavoli",
        title={"it": "Sei tavoli", "en": "Six tables"},
        starts_at=moment("2023-11-10 14:30"),
        ends_at=moment("2023-11-10 18:00"),
    )
    return take_part(meeting, "Ada Rossi", notify_next=True)


def link_in_the_newest_mail(address: str, piece: str) -> str:
    deliver_due()
    message = mailbox.list_messages(limit=1, to=address)[0]
    text = mailbox.read_message(message.key).text
    return next(word for word in text.split() if piece in word)


def check(page: Page, accessible, path: str, status: int = 200) -> None:
    """axe at zero, and nothing to scroll sideways on a small phone."""
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.goto(path).status == status, path
    accessible(page)
    page.set_viewport_size({"width": PHONE, "height": 800})
    assert overflow(page) <= 0, path


# Pages


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_public_pages_are_accessible_and_fit_a_small_phone(page, ada, accessible, language):
    person = make_person(make_town())
    gone = published("Ritirata")
    News.objects.filter(pk=gone.pk).update(state="withdrawn")
    headings = "Il primo paragrafo.\n\n# Come\n\nDal sito.\n\n## Chi\n\nChiunque."
    published("Una notizia con un titolo lungo abbastanza da andare a capo", headings)
    before = LANGUAGES[language]
    check(page, accessible, f"{before}/notizie/")
    check(page, accessible, f"{before}/{latest()}")
    check(page, accessible, f"{before}/notizie/ritirata/", status=410)
    check(page, accessible, f"{before}/rubrica/{leave_token(person)}/")
    check(page, accessible, f"{before}/avvisi/{notices_token(ada.person_id)}/")
    inviting.remove_person(person=person, by="person")
    Consent.objects.update(withdrawn_at=moment("2023-09-06 09:00"))
    check(page, accessible, f"{before}/rubrica/{leave_token(person)}/")
    check(page, accessible, f"{before}/avvisi/{notices_token(ada.person_id)}/")


def latest() -> str:
    news = News.objects.filter(state="published").latest("pk")
    return f"notizie/{news.slug}/"


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_desks_pages_are_too_in_a_quiet_period(office, ada, accessible, language):
    town = make_town()
    make_person(town)
    wave = make_wave(ada.meeting, town)
    sent = inviting.send_wave(wave=make_wave(ada.meeting, town), by="system")
    out, unwritten = published(), draft("Bozza")
    silence("2023-01-01", "2123-01-01")
    deliver_due()
    held = inviting.publish_news(news=draft("In attesa"), by="system")
    page, before = office("office"), f"{LANGUAGES[language]}/ufficio"
    for path in (
        *(f"notizie/{news.pk}/" for news in (out, unwritten, held)),
        f"notizie/{unwritten.pk}/testo/",
        f"notizie/{out.pk}/ritira/",
        f"notizie/{unwritten.pk}/elimina/",
        f"incontri/lancio/inviti/spedizioni/{wave.pk}/",
        f"incontri/lancio/inviti/spedizioni/{sent.pk}/",
        "incontri/lancio/inviti/spedizioni/nuova/",
        "incontri/tavoli/inviti/",
        "incontri/tavoli/inviti/avviso/",
        "silenzio/",
        "messaggi/?stato=held",
        f"messaggi/{first_held()}/",
        "",
    ):
        check(page, accessible, f"{before}/{path}")


def first_held() -> int:
    return queries.held().earliest("pk").pk


# Journeys


def test_a_piece_of_news_goes_from_the_desk_to_the_home_by_keyboard_alone(office, page, meeting):
    desk = office("office")
    desk.goto("/ufficio/notizie/")
    press(desk, "link", "Scrivi una notizia")
    desk.get_by_role("group", name="Titolo").get_by_label("Italiano").focus()
    desk.keyboard.type("Aperte le iscrizioni")
    desk.get_by_role("group", name=re.compile("Testo")).get_by_label("Italiano").focus()
    desk.keyboard.type("Da oggi ci si iscrive.")
    press(desk, "button", "Salva e guarda")
    expect(desk.get_by_text("La vede solo l'ufficio.")).to_be_visible()
    press(desk, "button", "Pubblica")
    expect(desk.get_by_text("Pubblicata: è sul sito.")).to_be_visible()
    page.goto("/notizie/")
    page.get_by_role("link", name="Aperte le iscrizioni").click()
    expect(page.get_by_text("Da oggi ci si iscrive.")).to_be_visible()


def press(page: Page, role, name: str) -> None:
    """Reach it with the tab key, and press Enter."""
    target = page.get_by_role(role, name=name, exact=True)
    for _time in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("each => each === document.activeElement"):
            break
    page.keyboard.press("Enter")


def test_who_stands_in_the_book_leaves_it_from_the_invitation_alone(page, meeting):
    town = make_town()
    make_person(town)
    inviting.send_wave(wave=make_wave(meeting, town), by="system")
    page.goto(link_in_the_newest_mail("ada@example.org", "/rubrica/"))
    assert AddressBookPerson.objects.exists()
    page.get_by_role("button", name="Toglimi dalla rubrica").click()
    expect(page.get_by_role("heading", name="Non sei nella rubrica")).to_be_visible()
    assert not AddressBookPerson.objects.exists()


def test_from_the_notice_one_registers_or_asks_for_no_more(page, ada):
    second = type(ada.meeting).objects.get(slug="tavoli")
    tell_who_asked(meeting=second, by="system")
    link = link_in_the_newest_mail("ada@example.org", "/avvisi/")
    page.goto(link_in_the_newest_mail("ada@example.org", "/iscrizione/"))
    expect(page.get_by_text("Sei tavoli").first).to_be_visible()
    page.goto(link)
    assert Consent.objects.filter(withdrawn_at=None).exists()
    page.get_by_role("button", name="Non scrivetemi più dei prossimi incontri").click()
    expect(page.get_by_role("heading", name="Non ti avvisiamo più")).to_be_visible()
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_the_ways_out_work_without_javascript_and_without_cookies(chromium, site, ada):
    context = chromium.new_context(base_url=site, java_script_enabled=False, locale="it-IT")
    page = context.new_page()
    page.goto(f"/avvisi/{notices_token(ada.person_id)}/")
    context.clear_cookies()
    page.get_by_role("button", name="Non scrivetemi più dei prossimi incontri").click()
    expect(page.get_by_role("heading", name="Non ti avvisiamo più")).to_be_visible()
    context.close()

"""A voice from the desk to who said it: read with the keyboard, answered, read again, followed."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from arengo.contributions.links import author_token
from arengo.contributions.models import Contribution
from arengo.core import codes
from arengo.core.tasks import runner
from arengo.feedback import pieces
from arengo.feedback.models import BulkAct, Insistence, Reply
from arengo.feedback.operations import hold_back_many, many, refuse_many, undo_many
from arengo.meetings.models import Meeting
from tests.browser.test_every_page import LANGUAGES, overflow
from tests.conftest import Clock
from tests.feedback.acts import BOSCHI, TRENI, drafted, published, read_all, received_evening, voice

PHONE = {"width": 320, "height": 800}
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def meeting(site: str, clock: Clock) -> Meeting:
    return received_evening(clock)


def test_the_next_voice_has_the_focus_at_its_heading(meeting: Meeting, office) -> None:
    desk: Page = office("office")
    desk.goto("/ufficio/voci/prossima/")
    for _two in range(2):
        expect(desk.locator("h1 [tabindex]")).to_be_focused()
        assert desk.evaluate("scrollY") == 0
        tabs = 0
        while not desk.evaluate("document.activeElement.matches('[name=kind]')"):
            desk.keyboard.press("Tab")
            tabs += 1
            assert tabs < 8, "the first choice is near"
        desk.keyboard.press("Space")
        desk.get_by_label("Il piano nel suo insieme").press("Space")
        desk.get_by_role("button", name="Letta, la prossima").press("Enter")
        expect(desk.get_by_text("Letta. Ecco la prossima.")).to_be_visible()


def test_the_desk_reads_and_answers_with_the_keyboard_alone(meeting: Meeting, office) -> None:
    desk: Page = office("office")
    desk.goto("/ufficio/voci/prossima/")
    for _voice in range(4):
        desk.get_by_label("Bisogno").focus()
        desk.keyboard.press("Space")
        first = desk.get_by_label("Il piano nel suo insieme")
        first.focus()
        desk.keyboard.press("Space")
        desk.keyboard.press("Enter")
        expect(desk.get_by_text("Letta.").first).to_be_visible()
    desk.goto("/ufficio/voci/?stato=da-rispondere")
    for box in desk.locator("input[name=voce]").all():
        box.focus()
        desk.keyboard.press("Space")
    desk.get_by_role("button", name="Rispondi a quelle scelte").press("Enter")
    box = desk.get_by_role("checkbox", name=BOSCHI)
    box.focus()
    desk.keyboard.press("Space")
    desk.get_by_label("Accolta in parte").press("Space")
    desk.get_by_label("Italiano").first.fill("Le corse serali cominciano nel 2025.")
    desk.get_by_label("Ufficio che risponde").fill("Pianificazione strategica")
    desk.get_by_label("Responsabile").fill("Una responsabile (esempio)")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Ora la rilegge un'altra persona.")).to_be_visible()
    reply = Reply.objects.get()
    assert reply.voices.count() == 3
    assert BOSCHI not in {each.contribution.text for each in reply.voices.all()}

    other: Page = office("administrator")
    other.goto(f"/ufficio/risposte/{reply.pk}/")
    other.get_by_role("button", name="L'ho riletta: va bene").press("Enter")
    other.get_by_role("link", name="Pubblica…").press("Enter")
    expect(other.get_by_text("3 voci: da qui non cambiano più")).to_be_visible()
    other.get_by_role("button", name="Sì, pubblica").press("Enter")
    expect(other.get_by_text("Pubblicate. Le mail partono adesso.")).to_be_visible()


def test_a_search_and_its_filters_are_moved_through_with_the_keyboard(
    meeting: Meeting, office
) -> None:
    desk: Page = office("office")
    desk.goto("/ufficio/voci/")
    desk.keyboard.press("/")
    desk.keyboard.type("treno")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text(TRENI)).to_be_visible()
    expect(desk.get_by_text(BOSCHI)).to_have_count(0)
    desk.get_by_role("link", name="Discussione in plenaria").press("Enter")
    expect(desk.get_by_text("Nessuna voce dice «treno».")).to_be_visible()
    expect(desk.get_by_label("Cerca parole o un codice")).to_have_value("treno")
    desk.get_by_role("link", name="Togli i filtri e cerca tra tutte").press("Enter")
    expect(desk.get_by_text(TRENI)).to_be_visible()
    desk.get_by_role("link", name="Togli la ricerca").press("Enter")
    expect(desk.get_by_text(BOSCHI)).to_be_visible()


def test_who_said_it_reads_the_reply_and_says_that_it_is_none(
    meeting: Meeting, page: Page, accessible
) -> None:
    read_all()
    published([voice(TRENI)])
    page.goto(f"/la-mia-voce/{author_token(voice(TRENI).pk)}/")
    page.get_by_text("Non risponde a quello che hai detto?").press("Enter")
    page.get_by_label("Che cosa manca").fill("Chiedevo della domenica.")
    page.get_by_role("button", name="Non è una risposta").press("Enter")
    expect(page.get_by_text("l'ufficio ti risponde ancora").first).to_be_visible()
    assert Insistence.objects.get().text == "Chiedevo della domenica."
    accessible(page)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_page_of_the_voices_is_accessible_and_fits_a_small_phone(
    meeting: Meeting, office, accessible, language: str
) -> None:
    read_all([voice(TRENI), voice(BOSCHI)])
    published([voice(TRENI)])
    draft = drafted([voice(BOSCHI)])
    code = codes.show(voice(TRENI).code)
    addresses = [
        "/",
        "/le-voci/",
        f"/voce/{code}/",
        f"/la-mia-voce/{author_token(voice(TRENI).pk)}/",
        "/ufficio/voci/",
        "/ufficio/voci/?q=treno&via=round_table",
        "/ufficio/voci/?q=astronavi&via=round_table",
        f"/ufficio/voci/{code}/",
        "/ufficio/risposte/",
        f"/ufficio/risposte/{draft.pk}/",
        f"/ufficio/risposte/{draft.pk}/correggi/",
    ]
    desk: Page = office("office")
    for address in addresses:
        path = LANGUAGES[language] + address
        desk.set_viewport_size(WIDE)
        desk.goto(path)
        accessible(desk)
        desk.set_viewport_size(PHONE)
        assert overflow(desk) <= 0, path


def test_the_same_is_done_to_many_followed_and_undone_with_the_keyboard(
    meeting: Meeting, office, accessible, monkeypatch
) -> None:
    monkeypatch.setattr(many, "AT_ONCE", 0)
    monkeypatch.setattr(pieces, "PIECE", 2)
    desk: Page = office("office")
    desk.goto("/ufficio/voci/?stato=da-leggere")
    desk.get_by_role("link", name="Fai qualcosa a tutte quelle dell'elenco…").press("Enter")
    accessible(desk)
    desk.get_by_role("link", name="Trattieni insieme").press("Enter")
    desk.get_by_role("checkbox", name=BOSCHI).press("Space")
    desk.get_by_label("Una nota per l'ufficio").fill("Prima ne parliamo.")
    accessible(desk)
    desk.get_by_role("button", name="Trattienile").press("Enter")
    expect(desk.get_by_text("In corso: 0 di 3.")).to_be_visible()
    expect(desk.get_by_role("progressbar", name="In corso: 0 di 3.")).to_be_visible()
    accessible(desk)
    pieces.take_piece(BulkAct.objects.get().pk)
    expect(desk.get_by_role("progressbar", name="In corso: 2 di 3.")).to_be_visible()
    expect(desk.get_by_role("status")).to_have_text("In corso: 2 di 3.")
    runner.run_due()
    expect(desk.get_by_role("status")).to_contain_text("Fatto: 3 voci.")
    accessible(desk)
    assert _publications().count("held") == 3
    desk.get_by_role("button", name="Annulla: torna com'era prima").press("Enter")
    expect(desk.get_by_text("Si sta annullando: 0 di 3.").first).to_be_visible()
    runner.run_due()
    expect(desk.get_by_text("Annullato: 3 voci sono tornate com'erano.").last).to_be_visible()
    accessible(desk)
    assert "held" not in _publications()
    desk.get_by_role("link", name="Torna all'elenco").press("Enter")
    expect(desk).to_have_url(re.compile(r"\?stato=da-leggere$"))


def _publications() -> list[str]:
    return list(Contribution.objects.values_list("publication", flat=True))


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_pages_of_what_is_done_to_many_fit_a_small_phone(
    meeting: Meeting, office, accessible, language: str
) -> None:
    read_all([voice(TRENI)])
    codes_here = list(Contribution.objects.values_list("code", flat=True))
    asked = {"process": meeting.process, "codes": codes_here, "by": "staff:1"}
    refused = refuse_many(number=uuid4(), reason="advert", words="È pubblicità.", **asked)
    held = undo_many(act=hold_back_many(number=uuid4(), **asked), by="staff:1")
    acts = "/ufficio/voci/insieme/"
    addresses = [acts, f"{acts}scegli/", f"{acts}{refused.pk}/", f"{acts}{held.pk}/"]
    addresses += [f"{acts}fai/{verb}/" for verb in ("leggi", "pubblica", "trattieni")]
    addresses += [f"{acts}fai/non-pubblicare/", "/ufficio/risposte/nuova/"]
    desk: Page = office("office")
    for address in addresses:
        path = LANGUAGES[language] + address
        desk.set_viewport_size(WIDE)
        desk.goto(path)
        accessible(desk)
        desk.set_viewport_size(PHONE)
        assert overflow(desk) <= 0, path

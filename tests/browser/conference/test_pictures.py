"""The hall, the devices, the sound only, who signs: in real browsers with a false camera."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from arengo.live import operations
from arengo.meetings.links import duty_token
from arengo.meetings.models import Duty, Meeting
from arengo.meetings.operations import assign_duty, revoke_duty
from tests.browser.conference.pages import (
    arrives,
    enters,
    enters_with_floor,
    received,
    said,
    speaks,
    stage_of,
)
from tests.live.conference import floor, online


def test_the_hall_is_one_participant_that_hears_and_is_heard(
    evening: Meeting, open_page: Callable[[str], Page]
) -> None:
    duty = assign_duty(meeting=evening, kind=Duty.Kind.TECHNICIAN, by="staff:1")
    hall = open_page(f"/servizio/{duty_token(duty)}/")
    expect(hall).to_have_url(re.compile("/suono/$"))
    hall.get_by_role("button", name="Scegli ingresso e telecamera").click()
    hall.get_by_role("button", name="Collega la sala").click()
    said(hall, "La sala è collegata")
    ada, bruno = (online(evening, name) for name in ("Ada Rossi", "Bruno Bo"))
    hers, his = (enters(open_page(stage_of(one))) for one in (ada, bruno))
    for page in (hers, his):
        arrives(page)
        arrives(page, "sound")
        expect(page.locator(".tile figcaption")).to_have_text("La sala")
    floor(ada)
    speaks(hers)
    arrives(hall)
    arrives(hall, "sound")
    output = hall.context.new_page()
    output.goto("/regia/lancio/suono/uscita/")
    output.get_by_role("button", name="Avvia").click()
    expect(output.locator(".tile figcaption")).to_have_text("Ada Rossi")
    arrives(output)
    hall.get_by_role("button", name="Scollega la sala").click()
    expect(his.locator(".tile")).to_have_count(1)
    expect(his.locator(".tile figcaption")).to_have_text("Ada Rossi")


def test_who_wants_the_sound_only_gets_no_picture(
    evening: Meeting, open_page: Callable[[str], Page]
) -> None:
    ada, bruno = (online(evening, name) for name in ("Ada Rossi", "Bruno Bo"))
    floor(ada)
    enters_with_floor(open_page(stage_of(ada)))
    page = open_page(stage_of(bruno))
    page.get_by_text("Solo audio").click()
    enters(page)
    arrives(page, "sound")
    assert received(page)["frames"] == 0
    expect(page.locator(".tile")).not_to_have_class(re.compile("has-picture"))


def test_devices_are_tried_before_entering_and_let_go_of(
    evening: Meeting, open_page: Callable[[str], Page]
) -> None:
    page = open_page(stage_of(online(evening, "Ada Rossi")))
    page.get_by_role("button", name="Entra con audio e video").click()
    expect(page.get_by_label("Quello che vede la tua telecamera")).to_be_visible()
    expect(page.get_by_label("Microfono", exact=True)).to_have_value(re.compile("."))
    page.get_by_role("button", name="Entra", exact=True).click()
    said(page, "Microfono e telecamera sono spenti")
    assert page.evaluate("document.querySelector('[data-conference]').conference.own") is None


PHONE = 320


def test_the_pages_are_accessible_and_fit_a_small_phone(
    evening: Meeting, open_page: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    ada = online(evening, "Ada Rossi")
    duty = assign_duty(meeting=evening, kind=Duty.Kind.TECHNICIAN, by="staff:1")
    technician = open_page(f"/servizio/{duty_token(duty)}/")
    output = technician.context.new_page()
    output.goto("/regia/lancio/suono/uscita/")
    hers = open_page(stage_of(ada))
    english = open_page(f"/en{stage_of(ada)}")
    hers.get_by_role("button", name="Entra con audio e video").click()
    expect(hers.get_by_label("Quello che vede la tua telecamera")).to_be_visible()
    technician.get_by_role("button", name="Scegli ingresso e telecamera").click()
    expect(technician.get_by_label("Quello che vede la telecamera della sala")).to_be_visible()
    english.get_by_role("button", name="Enter without camera and microphone").click()
    expect(english.locator("[data-conference-said]")).to_have_text(
        "You are in the conference. Microphone and camera are off."
    )
    for page in (hers, technician, output, english):
        accessible(page)
        page.set_viewport_size({"width": PHONE, "height": 800})
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0, page.url


def test_the_sound_only_can_be_chosen_at_any_moment_and_the_pictures_again(
    evening: Meeting, open_page: Callable[[str], Page]
) -> None:
    ada, bruno = (online(evening, name) for name in ("Ada Rossi", "Bruno Bo"))
    floor(ada)
    enters_with_floor(open_page(stage_of(ada)))
    page = enters(open_page(stage_of(bruno)))
    arrives(page)
    page.get_by_text("Solo audio").click()
    said(page, "Ricevi solo l’audio")
    expect(page.locator(".tile")).not_to_have_class(re.compile("has-picture"))
    arrives(page, "sound")
    assert received(page)["frames"] == 0
    page.get_by_text("Solo audio").click()
    said(page, "anche il video")
    arrives(page)
    expect(page.locator(".tile")).to_have_class(re.compile("has-picture"))


def signs(page: Page) -> Page:
    page.get_by_role("button", name="Prova la telecamera").click()
    page.get_by_role("button", name="Comincia").click()
    said(page, "Ti vedono tutti")
    return page


def test_who_signs_is_seen_by_everybody_in_a_place_that_stays_and_can_be_hidden(
    evening: Meeting, open_page: Callable[[str], Page]
) -> None:
    ada, bruno = (online(evening, name) for name in ("Ada Rossi", "Bruno Bo"))
    duty = assign_duty(meeting=evening, kind=Duty.Kind.INTERPRETER, by="staff:1")
    interpreter = signs(open_page(f"/servizio/{duty_token(duty)}/"))
    page = open_page(stage_of(bruno))
    page.get_by_text("Solo audio").click()
    enters(page)
    pinned = page.get_by_role("region", name="Interprete di lingua dei segni")
    # Who follows with the sound only still sees who signs.
    expect(pinned.locator(".tile")).to_have_class(re.compile("has-picture"))
    arrives(page)
    floor(ada)
    enters_with_floor(open_page(stage_of(ada)))
    arrives(interpreter, "sound")
    expect(interpreter.locator(".tile figcaption")).to_have_text("Ada Rossi")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(pinned.locator(".tile")).to_be_in_viewport()
    pinned.get_by_role("button", name="Nascondi").press("Enter")
    expect(pinned.locator(".tile")).to_have_count(0)
    page.reload()
    enters(page)
    pinned.get_by_role("button", name="Mostra l'interprete").press("Enter")
    arrives(page)
    revoke_duty(duty=duty, by="staff:1")
    operations.repair_conference()
    expect(pinned).to_be_hidden()
    expect(interpreter.get_by_role("button", name="Prova la telecamera")).to_be_visible()

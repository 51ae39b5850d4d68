"""A service is handed out: copied by the keyboard at the desk, opened in another browser, ended."""

from arengo.blueprint.load import bundled
from arengo.blueprint.operations import apply_file


def test_a_link_is_made_copied_opened_and_taken_away(site, office, chromium):
    apply_file(bundled())
    desk = office("office")
    desk.goto("/ufficio/incontri/lancio/servizi/?servizio=steward")
    desk.get_by_label("A chi").fill("Tablet 1")
    desk.keyboard.press("Enter")
    desk.get_by_text("il link è pronto").wait_for()
    desk.wait_for_load_state()

    copy = desk.get_by_role("button", name="Copia")
    copy.focus()
    desk.keyboard.press("Enter")
    # Whether a page may write the clipboard is the browser's choice; either way it says what to do.
    desk.locator("[role=status].duty-copied:not(:empty)").wait_for()
    link = desk.locator(".duty-link input").input_value()

    tablet = chromium.new_context().new_page()
    tablet.goto(link)
    assert tablet.get_by_role("heading", name="Chi vuole parlare e non ha un telefono").is_visible()

    desk.get_by_role("link", name="Togli").click()
    desk.get_by_role("button", name="Togli").click()
    desk.get_by_text("il link non apre più niente").wait_for()

    tablet.reload()
    assert tablet.get_by_text("apri di nuovo il link").is_visible()
    assert tablet.goto(link).status == 404

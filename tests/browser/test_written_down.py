"""The evening is written down: by who is online, by who takes notes, and as who spoke says."""

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from arengo.live import operations
from arengo.live.models import Note, Statement, Turn
from arengo.meetings.links import duty_token
from arengo.meetings.models import AgendaItem, Duty, Meeting, Speaker
from arengo.meetings.operations import assign_duty
from arengo.registrations.links import token_for
from arengo.registrations.models import Registration
from tests.browser.live_pages import LiveServer
from tests.browser.test_every_page import overflow
from tests.conftest import Clock
from tests.core.smtp import free_port
from tests.live.acts import REGIA, make_evening, seen
from tests.live.test_speaking import ask, call, come
from tests.processes.helpers import wait_until
from tests.registrations.acts import ONLINE

WORDS = "Treni anche dopo le dieci di sera"


@pytest.fixture
def server(transactional_db, settings, tmp_path) -> Iterator[LiveServer]:
    settings.ALLOWED_HOSTS = ["*"]
    settings.HOME = tmp_path
    running = LiveServer(free_port())
    running.start()
    yield running
    running.stop()


@pytest.fixture
def site(server: LiveServer) -> str:
    return server.url


@pytest.fixture
def evening(site: str, clock: Clock) -> Meeting:
    """The first axis of the round table is on; a voice speaks."""
    meeting = make_evening(hall=10)
    voice = Speaker.objects.create(meeting=meeting, key="voce", name="Una voce", role="Esempio")
    AgendaItem.objects.get(key="asse-1").speakers.add(voice)
    clock.to("2023-09-27 17:12")
    go_to(meeting, "tavola/asse-1")
    return meeting


@pytest.fixture
def bruno(evening: Meeting) -> Registration:
    return come(evening, "Bruno Bo", ONLINE)


@pytest.fixture
def serve(context: BrowserContext, evening: Meeting) -> Callable[[Duty.Kind, str], Page]:
    """The page of a service, opened by its link."""

    def opened(kind: Duty.Kind, name: str) -> Page:
        page = context.new_page()
        duty = assign_duty(meeting=evening, kind=kind, by="staff:1")
        page.goto(reverse("room:duty", args=[duty_token(duty)]))
        page.goto(reverse(f"room:{name}", args=[evening.slug]))
        return page

    return opened


def go_to(meeting: Meeting, line: str) -> None:
    operations.begin(meeting=meeting, key=line, seen=seen(meeting), by=REGIA)


def stage_of(registration: Registration) -> str:
    return reverse("room:evening", args=[token_for(registration)])


def priority(page: Page, axis: int = 1):
    return page.locator(f'form[data-draft="tavola/asse-{axis}-priority"]')


def test_from_what_one_writes_to_what_who_spoke_corrects(
    page: Page, evening: Meeting, bruno: Registration, serve, accessible
) -> None:
    console = serve(Duty.Kind.ASSISTANT, "console")
    screen = serve(Duty.Kind.PROJECTOR, "projector")
    page.goto(stage_of(bruno))
    priority(page).get_by_label("Priorità").fill(WORDS)
    expect(priority(page).get_by_role("status")).to_have_text("Non ancora mandato.")
    priority(page).get_by_text("Lungo termine").click()
    priority(page).get_by_role("button").click()
    expect(priority(page).get_by_role("status")).to_have_text("Salvato alle 17.12.")

    expect(console.get_by_text(WORDS).first).to_be_visible()
    console.get_by_role("button", name="Che cosa scrivono le persone").click()
    expect(screen.get_by_text(WORDS)).to_be_visible()
    expect(screen.get_by_text("Bruno")).to_have_count(0)
    for each in (page, console, screen):
        accessible(each)

    go_to(evening, "plenaria")
    ask(bruno)
    turn = call(evening)
    notes = serve(Duty.Kind.NOTE_TAKER, "notes")
    notes.locator(f"#t{turn.pk}-1").focus()
    notes.keyboard.type("Servono treni di sera.")
    notes.keyboard.press("Enter")
    expect(notes.locator(f"#t{turn.pk}-2")).to_be_focused()
    notes.keyboard.type("Anche nelle valli.")
    notes.keyboard.press("Enter")
    expect(notes.locator(f"#t{turn.pk}-3")).to_be_focused()
    wait_until(lambda: Note.objects.count() == 2, "both are saved")
    accessible(notes)

    page.set_viewport_size({"width": 375, "height": 800})
    said = page.locator(".my-note", has_text="Anche nelle valli.")
    expect(said).to_be_visible()
    said.get_by_text("Correggi").click()
    said.get_by_label("Come l'hai detto").fill("Anche nelle valli, la domenica.")
    said.get_by_role("button", name="Manda la correzione").click()
    expect(said.get_by_text("L'hai corretta così:")).to_be_visible()
    accessible(page)
    assert Note.objects.get(position=2).correction == "Anche nelle valli, la domenica."


def test_what_one_types_when_the_axis_changes_stays_under_its_axis(
    page: Page, evening: Meeting, bruno: Registration
) -> None:
    page.goto(stage_of(bruno))
    priority(page).get_by_label("Priorità").fill(WORDS)
    go_to(evening, "tavola/asse-2")
    expect(page.get_by_text("Questa è per l'asse 1")).to_be_visible()
    expect(priority(page, 2).get_by_label("Priorità")).to_be_visible()
    priority(page).get_by_text("Medio termine").click()
    priority(page).get_by_role("button").click()
    expect(priority(page).get_by_role("status")).to_have_text("Salvato alle 17.12.")
    assert Statement.objects.get().axis.number == 1


def test_without_network_nothing_is_lost_and_it_goes_once_when_it_is_back(
    page: Page, context: BrowserContext, evening: Meeting, bruno: Registration
) -> None:
    page.goto(stage_of(bruno))
    priority(page).get_by_label("Priorità").fill(WORDS)
    priority(page).get_by_text("Lungo termine").click()
    context.set_offline(True)
    priority(page).get_by_role("button").click()
    expect(priority(page).get_by_role("status")).to_contain_text("la rete è caduta")
    context.set_offline(False)
    expect(priority(page).get_by_role("status")).to_have_text("Salvato alle 17.12.")
    assert Statement.objects.get().text == WORDS


def test_after_a_dead_battery_what_was_typed_is_still_there(
    page: Page, evening: Meeting, bruno: Registration
) -> None:
    page.goto(stage_of(bruno))
    priority(page).get_by_label("Priorità").fill(WORDS)
    page.reload()
    expect(priority(page).get_by_label("Priorità")).to_have_value(WORDS)
    expect(priority(page).get_by_role("status")).to_have_text("Non ancora mandato.")


def test_who_takes_notes_needs_only_the_keyboard(
    evening: Meeting, bruno: Registration, serve, accessible
) -> None:
    notes = serve(Duty.Kind.NOTE_TAKER, "notes")
    current = notes.locator("[data-current] textarea").first
    current.focus()
    notes.keyboard.type("Vedo un territorio unito.")
    go_to(evening, "plenaria")
    ask(bruno)
    call(evening)
    # Somebody else speaks by now; the words are still the voice's, and Enter goes on to Bruno.
    expect(notes.locator("[data-part=notes][data-is-late]")).to_have_count(1)
    notes.keyboard.press("Enter")
    expect(notes.get_by_role("heading", name="Bruno Bo")).to_be_visible()
    expect(notes.locator("[data-current] textarea").first).to_be_focused()
    notes.keyboard.type("Servono treni di sera.")
    notes.keyboard.press("Enter")
    wait_until(lambda: Note.objects.count() == 2, "both are saved")
    assert Note.objects.get(turn__speaker__isnull=False).text == "Vedo un territorio unito."

    notes.goto(reverse("room:notes-tidy-up", args=[evening.slug]))
    bruno_said = notes.locator(".tidy-note", has_text="Servono treni di sera.")
    notes.locator(".tidy-note input:checked").first.focus()
    for key in ("j", "e", "2", "l"):
        notes.keyboard.press(key)
    expect(bruno_said.get_by_role("status")).to_have_text(re.compile("Salvato"))
    wait_until(lambda: Note.objects.filter(kind="need", horizon="long").exists(), "it is saved")
    assert Note.objects.get(kind="need").axis.number == 2
    accessible(notes)


def test_a_note_that_did_not_leave_goes_once_when_the_network_is_back(
    evening: Meeting, context: BrowserContext, serve
) -> None:
    notes = serve(Duty.Kind.NOTE_TAKER, "notes")
    current = notes.locator("[data-current] .note-sheet").first
    context.set_offline(True)
    current.get_by_role("textbox").fill("Vedo un territorio unito.")
    notes.keyboard.press("Enter")
    expect(current.get_by_role("status")).to_contain_text("la rete è caduta")
    context.set_offline(False)
    expect(current.get_by_role("status")).to_have_text("Salvato alle 17.12.")
    note = Note.objects.get()
    assert note.pk != uuid.UUID(int=0)
    current.get_by_role("textbox").fill("Vedo un territorio più unito.")
    notes.keyboard.press("Enter")
    wait_until(lambda: Note.objects.get().text == "Vedo un territorio più unito.", "it is changed")
    assert Note.objects.get().code == note.code


# The answer that is read only once the page has been drawn anew with what was saved.
READ_LATE = """() => {
  const read = Response.prototype.json;
  const isDrawn = () => document.querySelector("[data-current] textarea").value !== "";
  Response.prototype.json = async function () {
    while (!isDrawn()) await new Promise((then) => setTimeout(then, 10));
    return read.call(this);
  };
}"""


@pytest.mark.parametrize("first", ["the answer", "the drawing"])
def test_a_sentence_written_in_a_later_field_takes_the_first_place_and_stands_once(
    evening: Meeting, serve, first: str
) -> None:
    notes = serve(Duty.Kind.NOTE_TAKER, "notes")
    if first == "the drawing":
        notes.evaluate(READ_LATE)
    fields = notes.locator("[data-current] textarea")
    fields.nth(1).fill("Vedo un territorio unito.")
    notes.keyboard.press("Enter")
    expect(fields.nth(0)).to_have_value("Vedo un territorio unito.")
    expect(fields.nth(1)).to_have_value("")
    assert Note.objects.get().position == 1


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_of_the_writing_fits_a_small_phone(
    page: Page, evening: Meeting, bruno: Registration, serve, accessible, language: str
) -> None:
    operations.write_statement(
        registration=bruno, line="tavola/asse-1", kind="priority", horizon="long", text=WORDS
    )
    turn = Turn.objects.get()
    operations.write_note(turn=turn, number=uuid.uuid4(), text="Vedo un territorio.", by=REGIA)
    serve(Duty.Kind.NOTE_TAKER, "notes")
    serve(Duty.Kind.ASSISTANT, "console")
    pages = [reverse(f"room:{name}", args=["lancio"]) for name in ("notes", "notes-tidy-up")]
    for path in [stage_of(bruno), *pages, reverse("room:console", args=["lancio"])]:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(language + path)
        accessible(page)
        page.set_viewport_size({"width": 320, "height": 800})
        assert overflow(page) <= 0, path


def test_what_did_not_arrive_before_the_page_was_left_goes_when_it_is_opened_again(
    page: Page, evening: Meeting, bruno: Registration, serve
) -> None:
    notes = serve(Duty.Kind.NOTE_TAKER, "notes")
    page.goto(stage_of(bruno))
    for each in (page, notes):
        each.route(re.compile("/prospettive/|/appunti/\\d+/1/"), lambda r: r.abort())
    priority(page).get_by_label("Priorità").fill(WORDS)
    priority(page).get_by_text("Lungo termine").click()
    priority(page).get_by_role("button").click()
    expect(priority(page).get_by_role("status")).to_contain_text("la rete è caduta")
    notes.locator("[data-current] textarea").first.fill("Vedo un territorio unito.")
    notes.keyboard.press("Enter")
    expect(notes.locator("[data-current] [role=status]").first).to_contain_text("la rete è caduta")
    for each in (page, notes):
        each.unroute_all()
        each.reload()
    expect(priority(page).get_by_role("status")).to_have_text("Salvato alle 17.12.")
    expect(notes.locator("[data-current] [role=status]").first).to_have_text("Salvato alle 17.12.")
    assert Statement.objects.get().text == WORDS
    assert Note.objects.get().text == "Vedo un territorio unito."

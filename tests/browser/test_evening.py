"""The evening in the browser: hall phone, online, console and projector side by side, by the stream."""

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from arengo.core.clock import process_time
from arengo.live import operations
from arengo.live.models import AskedQuestion, InvitationToWrite, Room, SpeakingRequest
from arengo.meetings.links import duty_token
from arengo.meetings.models import AgendaItem, Duty, Meeting
from arengo.meetings.operations import assign_duty
from arengo.registrations.links import token_for
from arengo.registrations.models import Attendance, Registration
from arengo.registrations.operations import enter_online
from tests.browser.live_pages import LiveServer
from tests.core.smtp import free_port
from tests.factories import moment
from tests.live.acts import REGIA, make_evening, seen
from tests.processes.helpers import wait_until
from tests.registrations.acts import HALL, ONLINE, take_part

Look = Callable[[Page], None]


@pytest.fixture
def server(transactional_db, settings, tmp_path) -> Iterator[LiveServer]:
    settings.ALLOWED_HOSTS = ["*"]
    settings.HOME = tmp_path
    port = free_port()
    settings.BASE_URL = f"http://127.0.0.1:{port}"
    settings.CSRF_TRUSTED_ORIGINS = [settings.BASE_URL]
    running = LiveServer(port)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def site(server: LiveServer) -> str:
    return server.url


@pytest.fixture
def evening(server: LiveServer) -> Iterator[Meeting]:
    """The plenary is on; three people wait to speak."""
    with process_time.frozen_at(moment("2023-09-27 17:30")):
        meeting = make_evening(hall=10)
        operations.begin(meeting=meeting, key="plenaria", seen=None, by=REGIA)
        for name, mode in (("Ada A", HALL), ("Carla C", HALL), ("Dino D", ONLINE)):
            operations.ask_to_speak(registration=come(meeting, name, mode), number=uuid.uuid4())
        yield meeting


def come(meeting: Meeting, name: str, mode: str) -> Registration:
    registration = take_part(meeting, name, mode)
    Registration.objects.filter(pk=registration.pk).update(state="attended")
    return Registration.objects.select_related("meeting").get(pk=registration.pk)


@pytest.fixture
def serving(context: BrowserContext, evening: Meeting) -> Callable[[Duty.Kind], Page]:
    def opened(kind: Duty.Kind) -> Page:
        duty = assign_duty(meeting=evening, kind=kind, by="staff:1")
        page = context.new_page()
        page.goto(reverse("room:duty", args=[duty_token(duty)]))
        return page

    return opened


@pytest.fixture
def phone(chromium: Browser, site: str) -> Iterator[Callable[[Registration], Page]]:
    """A phone of 375 pixels, by a personal link."""
    made = []

    def opened(registration: Registration) -> Page:
        context = chromium.new_context(base_url=site, viewport={"width": 375, "height": 740})
        context.set_default_timeout(8000)
        made.append(context)
        page = context.new_page()
        page.goto(reverse("room:evening", args=[token_for(registration)]))
        return page

    yield opened
    for context in made:
        context.close()


def test_a_hand_is_raised_explained_served_and_seen_everywhere(
    evening: Meeting, serving, phone, accessible: Look
) -> None:
    online = phone(come(evening, "Bruno B", ONLINE))
    hall = phone(come(evening, "Elsa E", HALL))
    console, projector = serving(Duty.Kind.ASSISTANT), serving(Duty.Kind.PROJECTOR)
    online.get_by_label("Di che cosa").fill("I treni della sera")
    online.get_by_role("button", name="Alza la mano").click()
    expect(online.get_by_role("heading", name="Sei la 4ª persona in coda")).to_be_visible()
    online.get_by_text("Perché?", exact=True).click()
    expect(online.get_by_text("3 persone che hanno chiesto prima.").first).to_be_visible()
    expect(console.get_by_text("I treni della sera")).to_be_visible()
    expect(hall.get_by_role("heading", name="In coda per parlare: 4")).to_be_visible()
    for page in (online, hall, console):
        accessible(page)
    for name in ("Ada A", "Dino D", "Carla C", "Bruno B"):
        console.get_by_role("button", name=f"Dai la parola a {name}").click()
        expect(projector.locator(".projector-turn")).to_contain_text(name)
    expect(online.get_by_role("heading", name="Hai la parola")).to_be_visible()
    expect(hall.locator("[data-announcer]")).to_have_text("Parla Bruno B.")
    expect(projector.get_by_role("timer").last).to_contain_text(re.compile(r"ancora\s+[23]:\d\d"))
    accessible(projector)
    console.get_by_role("button", name="Ha finito").click()
    expect(online.get_by_role("button", name="Alza la mano")).to_be_visible()


def test_the_chair_and_the_steward_work_from_the_keyboard(
    evening: Meeting, serving, accessible: Look
) -> None:
    steward = serving(Duty.Kind.STEWARD)
    steward.get_by_label("Nome di chi vuole parlare").focus()
    steward.keyboard.type("Una signora in terza fila")
    steward.keyboard.press("Enter")
    expect(steward.locator("b", has_text="Una signora in terza fila")).to_be_visible()
    accessible(steward)
    chair = serving(Duty.Kind.CHAIR)
    chair.locator("summary", has_text="Una signora").focus()
    chair.keyboard.press("Enter")
    chair.keyboard.press("Tab")
    chair.keyboard.type("Deve andare via alle 18")
    chair.keyboard.press("Tab")
    chair.keyboard.press("Enter")
    expect(chair.locator("ol.queue-list > li").first).to_contain_text("Una signora")
    expect(chair.locator("ol.queue-list > li").first).to_contain_text("Deve andare via alle 18")
    accessible(chair)


def test_of_two_assistants_the_second_is_told(evening: Meeting, serving) -> None:
    first, second = serving(Duty.Kind.ASSISTANT), serving(Duty.Kind.ASSISTANT)
    second.route("**/flusso**", lambda route: route.abort())
    second.reload()
    first.get_by_role("button", name="Dai la parola a Ada A").click()
    expect(first.get_by_text("Ha la parola")).to_be_visible()
    second.get_by_role("button", name="Dai la parola a Ada A").click()
    expect(second.get_by_text("un'altra persona ha già cambiato")).to_be_visible()


def test_at_the_round_table_the_floor_passes_from_a_voice_to_who_moderates_and_back(
    evening: Meeting, serving, phone, accessible: Look
) -> None:
    voices = [evening.speakers.create(key=key, name=f"Voce {key}", role="Voce") for key in "ab"]
    mara = evening.speakers.create(key="mara", name="Mara Modera", role="Giornalista")
    evening.sittings.filter(key="tavola").update(moderator=mara)
    AgendaItem.objects.get(key="asse-1").speakers.set(voices)
    operations.begin(meeting=evening, key="tavola/asse-1", seen=seen(evening), by=REGIA)
    ada, screen = phone(come(evening, "Ester E", HALL)), serving(Duty.Kind.PROJECTOR)
    console = serving(Duty.Kind.ASSISTANT)
    expect(ada.locator("[data-part=turn]")).to_contain_text("Voce a")
    hand = console.get_by_role("group", name="Dai la parola")
    for button, told in [("Mara Modera, che modera", "Mara Modera"), ("Voce b", "Voce b")]:
        hand.get_by_role("button", name=button).focus()
        console.keyboard.press("Enter")
        expect(hand.get_by_role("button", name=button, pressed=True)).to_be_visible()
        for page in (ada, screen):
            expect(page.locator("[data-part=turn]")).to_contain_text(told)
    expect(ada.locator("[data-announcer]")).to_contain_text("Parla Voce b")
    for page in (ada, console, screen):
        accessible(page)


def test_when_the_network_falls_the_page_says_so_and_nothing_is_sent_twice(
    evening: Meeting, phone
) -> None:
    online = phone(come(evening, "Bruno B", ONLINE))
    online.context.set_offline(True)
    online.get_by_role("button", name="Alza la mano").click()
    expect(online.get_by_text("Non è partito: la rete è caduta.")).to_be_visible()
    online.context.set_offline(False)
    online.get_by_role("button", name="Alza la mano").dblclick()
    expect(online.get_by_role("heading", name="Sei la 4ª persona in coda")).to_be_visible()


def test_the_topic_one_types_stays_while_others_ask_and_goes_with_the_hand(
    evening: Meeting, phone
) -> None:
    online = phone(come(evening, "Bruno B", ONLINE))
    topic = online.get_by_label("Di che cosa")
    topic.fill("I treni della sera")
    hand = online.get_by_role("button", name="Alza la mano")
    hand.focus()
    with online.expect_response("**/sala/mio/"):
        publish_a_question(evening)
    expect(topic).to_have_value("I treni della sera")
    expect(hand).to_be_focused()
    topic.press("Enter")
    expect(online.get_by_role("heading", name="Sei la 4ª persona in coda")).to_be_visible()
    assert SpeakingRequest.objects.get(topic="I treni della sera").registration is not None


def test_what_one_begins_to_type_while_ones_own_part_is_on_its_way_is_not_taken_away(
    evening: Meeting, phone
) -> None:
    online = phone(come(evening, "Bruno B", ONLINE))
    topic = online.get_by_label("Di che cosa")

    def typing(route: Route) -> None:
        answer = route.fetch()
        topic.press_sequentially("I tre")
        route.fulfill(response=answer)

    online.route("**/sala/mio/", typing, times=1)
    with online.expect_response("**/sala/mio/"):
        publish_a_question(evening)
    topic.press_sequentially("ni")
    expect(topic).to_have_value("I treni")


def test_why_one_waits_stays_open_while_the_queue_moves(evening: Meeting, phone) -> None:
    bruno = come(evening, "Bruno B", ONLINE)
    operations.ask_to_speak(registration=bruno, number=uuid.uuid4())
    online = phone(bruno)
    online.get_by_text("Perché?", exact=True).click()
    operations.call_next(meeting=evening, seen=None, by=REGIA)
    expect(online.get_by_role("heading", name="Sei la 3ª persona in coda")).to_be_visible()
    expect(online.locator("details[data-key=my-why]")).to_have_attribute("open", "")


def test_on_an_address_without_https_the_second_question_is_another(
    evening: Meeting, phone
) -> None:
    online = phone(come(evening, "Bruno B", ONLINE))
    # The browser takes 127.0.0.1 for safe: elsewhere without https this is missing.
    online.add_init_script("delete Crypto.prototype.randomUUID")
    online.reload()
    expect(online.locator("[data-conference]")).to_have_attribute("data-state", "out")
    for text in ("E i treni?", "E gli autobus?"):
        online.get_by_text("Fai una domanda").click()
        online.get_by_label("La tua domanda").fill(text)
        online.get_by_role("button", name="Manda la domanda").click()
        expect(online.get_by_role("list").get_by_text(text)).to_be_visible()
    assert AskedQuestion.objects.count() == 2


def test_when_the_server_stumbles_the_page_says_so_and_keeps_what_was_typed(
    evening: Meeting, phone
) -> None:
    online = phone(come(evening, "Bruno B", ONLINE))
    online.route("**/sala/domande/", lambda route: route.fulfill(status=502, body="<h1>Bad</h1>"))
    online.get_by_text("Fai una domanda").click()
    online.get_by_label("La tua domanda").fill("E i treni?")
    online.get_by_role("button", name="Manda la domanda").click()
    expect(online.get_by_text("Non è partito")).to_be_visible()
    expect(online.get_by_label("La tua domanda")).to_have_value("E i treni?")


def test_an_act_that_nothing_answers_is_given_up_and_one_may_act_again(
    evening: Meeting, serving
) -> None:
    console = serving(Duty.Kind.ASSISTANT)
    console.evaluate(
        """() => {
          const waiting = new AbortController();
          AbortSignal.timeout = () => waiting.signal;
          window.timeIsOver = () => waiting.abort();
        }"""
    )
    console.route("**/parola/prossima/**", lambda _route: None, times=1)
    call = console.get_by_role("button", name="Dai la parola a Ada A")
    call.click()
    console.get_by_text("Regola e durata").click()
    console.get_by_role("button", name="Chiudi le richieste").click()
    expect(console.get_by_text("Aspetta un momento")).to_be_visible()
    console.evaluate("window.timeIsOver()")
    expect(console.get_by_text("Non è partito")).to_be_visible()
    console.evaluate("AbortSignal.timeout = () => undefined")
    call.click()
    expect(console.get_by_text("Ha la parola")).to_be_visible()


def test_without_javascript_one_asks_to_speak_all_the_same(
    evening: Meeting, chromium: Browser, site: str
) -> None:
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    bruno = come(evening, "Bruno B", ONLINE)
    page.goto(reverse("room:evening", args=[token_for(bruno)]))
    page.get_by_role("button", name="Alza la mano").click()
    expect(page.get_by_role("heading", name="Sei la 4ª persona in coda")).to_be_visible()
    context.close()


@pytest.mark.parametrize("script", [True, False])
def test_before_it_begins_the_page_says_how_it_goes_on(
    server: LiveServer, chromium: Browser, script: bool
) -> None:
    with process_time.frozen_at(moment("2023-09-27 15:50")):
        ada = come(make_evening(hall=10), "Ada A", HALL)
        context = chromium.new_context(base_url=server.url, java_script_enabled=script)
        page = context.new_page()
        page.goto(reverse("room:evening", args=[token_for(ada)]))
        expect(page.get_by_text("Tieni aperta questa pagina")).to_be_visible(visible=script)
        expect(page.get_by_role("button", name="Aggiorna la pagina")).to_be_visible(
            visible=not script
        )
        context.close()


def publish_a_question(evening: Meeting) -> None:
    """Something after which everybody's own part is drawn anew."""
    operations.ask_question(
        registration=come(evening, "Elsa E", HALL), number=uuid.uuid4(), text="E i treni?"
    )
    operations.publish_question(question=AskedQuestion.objects.get(), by=REGIA)


def test_once_it_is_closed_nobody_is_offered_what_is_refused(evening: Meeting, phone) -> None:
    operations.ask_question(
        registration=come(evening, "Bruno B", ONLINE), number=uuid.uuid4(), text="E i treni?"
    )
    operations.publish_question(question=AskedQuestion.objects.get(), by=REGIA)
    page = phone(come(evening, "Elsa E", HALL))
    offered = [page.get_by_role("button", name=name) for name in ("Alza la mano", "Anche per me")]
    offered.append(page.get_by_text("Fai una domanda"))
    for one in offered:
        expect(one).to_be_visible()
    operations.close_meeting(meeting=evening, by=REGIA)
    expect(page.get_by_role("heading", name="Grazie a chi c'era")).to_be_visible()
    for one in offered:
        expect(one).to_be_hidden()


def test_the_console_ends_where_its_last_card_ends(evening: Meeting, serving) -> None:
    operations.begin(meeting=evening, key="tavola/asse-1", seen=seen(evening), by=REGIA)
    for number in range(20):
        operations.write_statement(
            registration=come(evening, f"Ada {number}", HALL), line="tavola/asse-1",
            kind="priority", horizon="medium", text="Prova.",
        )  # fmt: skip
    console = serving(Duty.Kind.ASSISTANT)
    console.set_viewport_size({"width": 375, "height": 740})
    expect(console.locator(".written-list li")).not_to_have_count(0)
    void = "document.documentElement.scrollHeight - document.querySelector('main').getBoundingClientRect().bottom - scrollY"
    assert console.evaluate(void) < 40


def test_who_leaves_the_page_has_left_and_who_is_back_goes_on(evening: Meeting, phone) -> None:
    bruno = take_part(evening, "Bruno B", ONLINE)
    enter_online(registration=bruno)
    stays = Attendance.objects.filter(registration=bruno)
    page = phone(bruno)
    wait_until(stays.filter(heard_at__isnull=False).exists, "the page says that it is open")
    page.goto("/")
    wait_until(stays.filter(left_at__isnull=False).exists, "the page says that it goes")
    page.go_back()
    wait_until(stays.filter(left_at__isnull=True).exists, "the page is back")
    page.reload()
    wait_until(stays.filter(left_at__isnull=True).exists, "the page is drawn again")
    assert stays.count() == 1


def test_help_reaches_a_person(evening: Meeting, serving, phone, accessible: Look) -> None:
    hall, console = phone(come(evening, "Elsa E", HALL)), serving(Duty.Kind.ASSISTANT)
    hall.locator("summary", has_text="Aiuto").click()
    hall.locator("label", has_text="Ho bisogno di assistenza in sala").click()
    hall.get_by_label("Se vuoi, spiega meglio").fill("Una sedia, per favore")
    hall.get_by_role("button", name="Chiedi aiuto").click()
    expect(hall.get_by_text("Sei la prossima persona.")).to_be_visible()
    console.get_by_label("Risposta").fill("Arriviamo subito")
    console.get_by_role("button", name="Rispondi e chiudi").click()
    expect(hall.get_by_text("Arriviamo subito")).to_be_visible()


def test_who_presses_twice_gives_the_floor_once(evening: Meeting, serving) -> None:
    console = serving(Duty.Kind.ASSISTANT)
    give = console.get_by_role("button", name="Dai la parola a")
    give.first.focus()
    console.keyboard.press("Enter")
    expect(console.locator("[data-part=turn]")).to_contain_text("Ha finito")
    console.keyboard.press("Enter")
    console.keyboard.press("Space")
    console.reload()
    assert SpeakingRequest.objects.filter(state=SpeakingRequest.State.SPEAKING).count() == 1
    assert not SpeakingRequest.objects.filter(state=SpeakingRequest.State.SPOKE).exists()


def test_who_was_not_reached_writes_it(evening: Meeting, serving, phone, accessible: Look) -> None:
    console = serving(Duty.Kind.ASSISTANT)
    console.get_by_text("Chiudere l'incontro", exact=True).click()
    console.get_by_role("button", name="Chiudi l'incontro").click()
    expect(console.get_by_role("heading", name="Chiuso alle")).to_be_visible()
    dino = Registration.objects.select_related("meeting").get(person__contact__name="Dino D")
    page = phone(dino)
    expect(page.get_by_role("heading", name="Grazie a chi c'era")).to_be_visible()
    page.goto(reverse("room:evening-write", args=[token_for(dino)]))
    page.get_by_label("Quello che volevi dire").fill("Servono treni la sera.")
    accessible(page)
    page.get_by_role("button", name="Manda").click()
    expect(page.get_by_text("Ricevuto.")).to_be_visible()
    assert InvitationToWrite.objects.filter(text="Servono treni la sera.").count() == 1


def test_the_captions_are_as_large_as_the_hall_is_long(evening: Meeting, serving) -> None:
    operations.write_caption(meeting=evening, text="Buonasera a tutte e a tutti.", by=REGIA)
    projector = serving(Duty.Kind.PROJECTOR)
    line = projector.get_by_text("Buonasera a tutte e a tutti.")
    size = float(line.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)"))
    assert size >= projector.viewport_size["width"] * 0.025


def test_how_to_take_part_is_read_from_the_back_of_the_hall(evening: Meeting, serving) -> None:
    operations.show(meeting=evening, showing=Room.Showing.JOIN, by=REGIA)
    projector = serving(Duty.Kind.PROJECTOR)
    words = projector.get_by_text("Apri il link personale della mail")
    size = float(words.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)"))
    assert size >= projector.viewport_size["width"] * 0.02

"""What is said and written, page by page: one's own, the console, the projector, the note-taker's."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from arengo.core.stream.topics import Topic
from arengo.live import operations
from arengo.live.models import Note, Statement, Turn
from arengo.live.rooms import channel_of
from arengo.meetings.models import AgendaItem, Duty, Meeting, Speaker
from arengo.registrations.links import token_for
from arengo.registrations.models import Registration
from arengo.web.room.stream import draw
from tests.conftest import Clock
from tests.live.acts import REGIA, make_evening, seen
from tests.live.test_speaking import ask, call, come
from tests.registrations.acts import HALL, ONLINE, take_part
from tests.web.public.reading import words as text_of
from tests.web.room.test_evening_pages import BY_SCRIPT, at, serving, stage_of

pytestmark = pytest.mark.django_db
WROTE = {"line": "tavola/asse-1", "kind": "priority", "horizon": "long", "text": "Treni di sera"}


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    """The first axis of the round table is on; a voice speaks."""
    meeting = make_evening(hall=10)
    voice = Speaker.objects.create(meeting=meeting, key="voce", name="Una voce", role="Esempio")
    AgendaItem.objects.get(key="asse-1").speakers.add(voice)
    clock.to("2023-09-27 17:12")
    go_to(meeting, "tavola/asse-1")
    return meeting


@pytest.fixture
def bruno(evening: Meeting) -> Registration:
    """Online, inside."""
    return come(evening, "Bruno Bo", ONLINE)


@pytest.fixture
def regia(evening: Meeting) -> Client:
    return serving(evening, Duty.Kind.ASSISTANT)


@pytest.fixture
def writer(evening: Meeting) -> Client:
    return serving(evening, Duty.Kind.NOTE_TAKER)


@pytest.fixture
def turn(evening: Meeting, bruno: Registration) -> Turn:
    """Bruno has the floor in the plenary."""
    go_to(evening, "plenaria")
    ask(bruno)
    return call(evening)


def go_to(meeting: Meeting, line: str) -> None:
    operations.begin(meeting=meeting, key=line, seen=seen(meeting), by=REGIA)


def own(registration: Registration, name: str, *args: object) -> str:
    return reverse(f"room:{name}", args=[token_for(registration), *args])


def note(turn: Turn, text: str = "Servono treni di sera.") -> Note:
    return operations.write_note(turn=turn, number=uuid.uuid4(), text=text, by="duty:7")


def shown_fields(client: Client, registration: Registration) -> list[str]:
    """The axes of which the fields are open on the page that the server draws."""
    page = client.get(stage_of(registration)).content.decode()
    section = re.search(r'<section class="write"[^>]*>', page)
    if section is None or " hidden" in section.group():
        return []
    return re.findall(r'data-line="([^"]+)" open', page)


def test_the_page_shows_the_fields_of_the_axis_that_is_on(
    client: Client, bruno: Registration, evening: Meeting
) -> None:
    assert shown_fields(client, bruno) == ["tavola/asse-1"]
    assert 'data-on-line="tavola/asse-1"' in client.get(stage_of(bruno)).content.decode()
    go_to(evening, "tavola/asse-2")
    assert shown_fields(client, bruno) == ["tavola/asse-2"]
    go_to(evening, "plenaria")
    assert shown_fields(client, bruno) == []


def test_who_has_not_entered_finds_no_fields(client: Client, evening: Meeting) -> None:
    ada = take_part(evening, "Ada Rossi", HALL)
    assert "Che termine" not in text_of(client.get(stage_of(ada)))
    assert shown_fields(client, ada) == []
    refused = client.post(own(ada, "evening-statement"), WROTE, headers=BY_SCRIPT)
    assert refused.status_code in (403, 409)
    assert "mostra prima il biglietto" in refused.json()["sentence"]


def test_a_priority_is_saved_and_says_when(client: Client, bruno: Registration) -> None:
    answer = client.post(own(bruno, "evening-statement"), WROTE, headers=BY_SCRIPT)
    assert answer.json()["sentence"] == "Salvato alle 17.12."
    assert answer.json()["number"] == Statement.objects.get().code
    page = text_of(client.get(stage_of(bruno)))
    assert "Salvato alle 17.12." in page
    assert "Treni di sera" in client.get(stage_of(bruno)).content.decode()


def test_without_a_script_one_comes_back_to_the_page(client: Client, bruno: Registration) -> None:
    page = client.post(own(bruno, "evening-statement"), WROTE, follow=True)
    assert "Salvato alle 17.12." in text_of(page)


def test_without_the_term_what_was_typed_is_still_there(
    client: Client, bruno: Registration
) -> None:
    sent = WROTE | {"horizon": ""}
    page = client.post(own(bruno, "evening-statement"), sent)
    assert page.status_code == 422
    assert "Scegli se è a medio o a lungo termine." in text_of(page)
    assert "Treni di sera" in page.content.decode()
    assert 'id="priority-asse-1-error"' in page.content.decode()
    assert 'hint priority-asse-1-error" aria-invalid="true"' in page.content.decode()
    by_script = client.post(own(bruno, "evening-statement"), sent, headers=BY_SCRIPT)
    assert by_script.json()["sentence"] == "Scegli se è a medio o a lungo termine."
    assert not Statement.objects.exists()


def test_what_is_for_an_axis_that_is_over_is_saved_under_it(
    client: Client, bruno: Registration, evening: Meeting
) -> None:
    go_to(evening, "tavola/asse-2")
    client.post(own(bruno, "evening-statement"), WROTE, headers=BY_SCRIPT)
    assert Statement.objects.get().axis.number == 1


def test_after_the_closing_the_sentence_says_so(
    client: Client, bruno: Registration, evening: Meeting
) -> None:
    operations.close_meeting(meeting=evening, by=REGIA)
    answer = client.post(own(bruno, "evening-statement"), WROTE, headers=BY_SCRIPT)
    assert "L'incontro è stato chiuso" in answer.json()["sentence"]
    assert shown_fields(client, bruno) == []


def test_the_console_shows_what_people_write_and_the_screen_when_it_is_asked(
    client: Client, bruno: Registration, regia: Client
) -> None:
    client.post(own(bruno, "evening-statement"), WROTE)
    console = text_of(regia.get(at("console")))
    assert "0 prospettive, 1 priorità" in console
    assert "Priorità · Lungo termine · Online · 17:12" in console
    regia.post(at("console-show", "written"))
    screen = text_of(regia.get(at("projector")))
    assert "Priorità, lungo termine Treni di sera" in screen
    assert "Bruno" not in screen


def test_one_can_be_taken_off_the_screen_and_put_back(
    client: Client, bruno: Registration, regia: Client
) -> None:
    client.post(own(bruno, "evening-statement"), WROTE)
    code = Statement.objects.get().code
    assert regia.post(at("statement-hide", code), headers=BY_SCRIPT).status_code == 204
    assert "Treni di sera" not in text_of(regia.get(at("projector")))
    assert "non sullo schermo" in text_of(regia.get(at("console")))
    regia.post(at("statement-unhide", code))
    assert "Treni di sera" in text_of(regia.get(at("projector")))


def test_the_screen_shows_the_newest_that_can_be_read(
    client: Client, evening: Meeting, regia: Client
) -> None:
    for number in range(4):
        who = come(evening, f"Persona{number} P", ONLINE)
        client.post(own(who, "evening-statement"), WROTE | {"text": f"{number} " + "parole " * 40})
    screen = text_of(regia.get(at("projector")))
    assert "3 parole" in screen
    assert "2 parole" not in screen


def test_the_note_taker_finds_who_speaks_and_three_fields(writer: Client, turn: Turn) -> None:
    page = writer.get(at("notes"))
    words = text_of(page)
    assert words.index("Ha la parola") < words.index("Gli interventi di prima")
    assert "Bruno Bo" in words
    assert page.content.decode().count(f'data-draft="t{turn.pk}-') == 3
    assert re.search(r"Una voce 17:12 non trascritto", words)


def test_a_sentence_is_saved_once_with_the_number_of_the_page(writer: Client, turn: Turn) -> None:
    number = str(uuid.uuid4())
    sent = {"text": "Servono treni di sera.", "number": number}
    for _twice in range(2):
        answer = writer.post(at("notes-write", turn.pk, 1), sent, headers=BY_SCRIPT)
        assert answer.json() == {"sentence": "Salvato alle 17.12.", "number": number}
    assert Note.objects.get().text == "Servono treni di sera."
    duty = Duty.objects.get(kind=Duty.Kind.NOTE_TAKER)
    assert Note.objects.get().by == f"duty:{duty.pk}"


def test_without_a_script_the_button_saves_the_field_beside_it(writer: Client, turn: Turn) -> None:
    sent = {f"t{turn.pk}-2": "Servono treni.", f"t{turn.pk}-1": "Altro", "number": ""}
    page = writer.post(at("notes-write", turn.pk, 2), sent, follow=True)
    assert "Servono treni." in page.content.decode()
    assert Note.objects.get().text == "Servono treni."


def test_an_empty_sentence_is_refused_in_words(writer: Client, turn: Turn) -> None:
    sent = {"text": " "}
    answer = writer.post(at("notes-write", turn.pk, 1), sent, headers=BY_SCRIPT)
    assert "puoi scriverla meglio" in answer.json()["sentence"]
    assert "puoi scriverla meglio" in text_of(writer.post(at("notes-write", turn.pk, 1), sent))


def test_a_fourth_sentence_is_refused(writer: Client, turn: Turn) -> None:
    for number in range(3):
        note(turn, f"Frase {number}")
    answer = writer.post(at("notes-write", turn.pk, 1), {"text": "Quarta"}, headers=BY_SCRIPT)
    assert answer.status_code == 409
    assert "ci sono già tre frasi" in answer.json()["sentence"]


def test_a_turn_of_another_meeting_is_not_found(writer: Client, turn: Turn) -> None:
    other = make_evening(slug="altrove", hall=1)
    span = operations.begin(meeting=other, key="linee", seen=None, by=REGIA)
    Turn.objects.filter(pk=turn.pk).update(room=span.room)
    assert writer.post(at("notes-write", turn.pk, 1), {"text": "Treni"}).status_code == 404


def test_the_tidy_up_says_what_is_left_and_saves_each_choice(writer: Client, turn: Turn) -> None:
    row = note(turn)
    assert "1 frase da riordinare." in text_of(writer.get(at("notes-tidy-up")))
    sent = {"kind": "need", "about": "axis-1", "horizon": "medium"}
    answer = writer.post(at("notes-tidy", row.pk), sent, headers=BY_SCRIPT)
    assert answer.json()["sentence"] == "Salvato alle 17.12."
    row.refresh_from_db()
    assert (row.kind, row.about, row.axis.number, row.horizon) == ("need", "axis", 1, "medium")
    assert "Tutte le frasi sono in ordine." in text_of(writer.get(at("notes-tidy-up")))


def test_the_tidy_up_takes_only_what_it_offers(writer: Client, turn: Turn) -> None:
    row = note(turn)
    answer = writer.post(at("notes-tidy", row.pk), {"about": "axis-9"}, headers=BY_SCRIPT)
    assert answer.status_code == 422
    assert "Scegli di che cosa parla" in answer.json()["sentence"]


def test_of_a_voice_of_the_round_table_what_was_on_is_chosen_already(
    writer: Client, evening: Meeting
) -> None:
    note(Turn.objects.get(speaker__isnull=False))
    shown = writer.get(at("notes-tidy-up"))
    assert "non confermata" in text_of(shown)
    page = shown.content.decode()
    assert re.search(r'value="perspective"[^>]* checked', page)
    assert re.search(r'value="axis-1"[^>]* checked', page)


def test_who_spoke_is_asked_and_says_that_it_is_right(
    client: Client, bruno: Registration, turn: Turn
) -> None:
    row = note(turn)
    assert "Abbiamo scritto questo di quello che hai detto" in text_of(client.get(stage_of(bruno)))
    confirmed = client.post(own(bruno, "evening-note-confirm", row.code), headers=BY_SCRIPT)
    assert confirmed.status_code == 204
    assert "Hai detto che è giusto." in text_of(client.get(stage_of(bruno, "evening-mine")))


def test_who_spoke_corrects_and_both_stand_there(
    client: Client, bruno: Registration, turn: Turn, writer: Client
) -> None:
    row = note(turn)
    client.post(own(bruno, "evening-note-correct", row.code), {"text": "Treni dopo le 22"})
    page = text_of(client.get(stage_of(bruno)))
    assert "«Servono treni di sera.»" in page
    assert "«Treni dopo le 22»" in page
    assert "corretta da chi ha parlato" in text_of(writer.get(at("notes")))


def test_an_empty_correction_is_refused_beside_the_field(
    client: Client, bruno: Registration, turn: Turn
) -> None:
    row = note(turn)
    page = client.post(own(bruno, "evening-note-correct", row.code), {"text": ""})
    assert page.status_code == 422
    assert "Scrivi come l'hai detto." in text_of(page)


def test_nobody_answers_for_another(client: Client, evening: Meeting, turn: Turn) -> None:
    row, ada = note(turn), come(evening, "Ada A")
    for name in ("evening-note-confirm", "evening-note-correct"):
        assert client.post(own(ada, name, row.code), {"text": "x"}).status_code == 404
    row.refresh_from_db()
    assert (row.confirmed_at, row.correction) == (None, "")


def test_after_seven_days_one_reads_and_no_longer_answers(
    client: Client, bruno: Registration, turn: Turn, evening: Meeting, clock: Clock
) -> None:
    note(turn)
    clock.to("2023-09-27 18:35")
    operations.close_meeting(meeting=evening, by=REGIA)
    clock.to("2023-09-29 09:00")
    assert "entro le 18.35 di mercoledì 4 ottobre" in text_of(client.get(stage_of(bruno)))
    clock.to("2023-10-04 18:35")
    page = text_of(client.get(stage_of(bruno)))
    assert "Servono treni di sera." in page
    assert "Sì, è giusto" not in page


def test_a_turn_that_nobody_wrote_down_says_so_to_who_had_it(
    client: Client, bruno: Registration, turn: Turn, evening: Meeting
) -> None:
    page = text_of(client.get(stage_of(bruno)))
    assert "quello che dici viene scritto" in page
    assert "è giusto?" not in page
    operations.end_turn(meeting=evening, seen=turn.pk, by=REGIA)
    assert "non trascritto Il tuo intervento delle 17.12." in text_of(client.get(stage_of(bruno)))


def test_everybody_reads_how_much_of_what_is_said_is_written(
    client: Client, bruno: Registration, turn: Turn
) -> None:
    note(turn)
    assert "Interventi trascritti finora: 1 su 2." in text_of(client.get(stage_of(bruno)))


def test_each_sentence_changes_what_everybody_gets_two_at_one_moment_too(turn: Turn) -> None:
    """By that change the page of who spoke learns that there is something to read."""
    stage = Topic(channel_of(turn.room.meeting), "stage", "it")
    seen_so_far = {draw(stage, "notes")}
    for text in ("Servono treni.", "Anche nelle valli."):
        operations.write_note(turn=turn, number=uuid.uuid4(), text=text, by=REGIA)
        seen_so_far.add(draw(stage, "notes"))
    assert len(seen_so_far) == 3


def test_console_and_chair_see_whether_the_floor_is_shared(
    regia: Client, evening: Meeting, turn: Turn
) -> None:
    for number in range(4):
        ask(come(evening, f"Sala{number} S"))
    chair = serving(evening, Duty.Kind.CHAIR)
    for client, page in ((regia, "console"), (chair, "chair")):
        words = text_of(client.get(at(page)))
        assert "Sala e online hanno la parola quanto la chiedono." in words
        assert "interventi (sotto) 0 1" in words


@pytest.mark.parametrize("many", [1, 3])
def test_the_note_takers_page_costs_as_much_whoever_spoke(
    writer: Client, evening: Meeting, many: int, django_assert_max_num_queries
) -> None:
    go_to(evening, "plenaria")
    for number in range(many):
        ask(come(evening, f"Persona{number} P"))
        note(call(evening))
    with django_assert_max_num_queries(16):
        writer.get(at("notes"))


def test_the_own_page_leads_to_what_was_written_also_after_the_evening(
    client: Client, bruno: Registration, turn: Turn, evening: Meeting, clock: Clock
) -> None:
    my_place = reverse("public:my-place", args=[token_for(bruno)])
    assert "Leggi quello che abbiamo scritto" not in text_of(client.get(my_place))
    note(turn)
    clock.to("2023-09-27 18:35")
    operations.close_meeting(meeting=evening, by=REGIA)
    clock.to("2023-10-01 09:00")
    page = client.get(my_place)
    assert "Leggi quello che abbiamo scritto" in text_of(page)
    assert f'href="{stage_of(bruno)}#my-words"' in page.content.decode()
    assert "Sì, è giusto" in text_of(client.get(stage_of(bruno)))

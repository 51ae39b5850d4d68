"""The round table and who moderates it, page by page: console, chair, everybody, projector, notes."""

import pytest
from django.test import Client
from django.urls import reverse

from arengo.core.stream.topics import Topic
from arengo.live import operations
from arengo.live.models import Turn
from arengo.live.rooms import channel_of
from arengo.live.speakers import turn_now
from arengo.meetings.models import AgendaItem, Duty, Meeting, Sitting, Speaker
from arengo.web.room.stream import draw
from tests.conftest import Clock
from tests.live.acts import REGIA, seen
from tests.live.test_handing import evening, hear, moderate, voice
from tests.live.test_speaking import floor
from tests.web.public.reading import words as text_of
from tests.web.room.evening import at, serving

pytestmark = pytest.mark.django_db
__all__ = ["evening"]


@pytest.fixture
def regia(evening: Meeting) -> Client:
    return serving(evening, Duty.Kind.ASSISTANT)


def part(meeting: Meeting, view: str, name: str) -> str:
    """A part of a page as everybody gets it, in words."""
    topic = Topic(channel=channel_of(meeting), view=view, language="it")
    return " ".join(draw(topic, name).split())


def alone(meeting: Meeting) -> None:
    """One voice for the axis, as in the announced meeting."""
    AgendaItem.objects.get(key="asse-1").speakers.set([voice(meeting, "a")])


def test_the_assistant_hands_the_floor_from_voice_to_voice_and_to_who_moderates(
    regia: Client, evening: Meeting
) -> None:
    page = text_of(regia.get(at("console")))
    assert "Dai la parola Voce A Voce B Mara Modera, che modera" in page
    assert regia.post(at("floor-hear", "b", floor(evening))).status_code == 302
    assert turn_now(evening).speaker.key == "b"
    assert regia.post(at("floor-act", "modera", floor(evening))).status_code == 302
    assert "Ha la parola chi modera Mara Modera" in text_of(regia.get(at("console")))
    regia.post(at("floor-act", "pausa", floor(evening)))
    assert "Ha la parola chi modera (in pausa)" in text_of(regia.get(at("console")))
    assert regia.post(at("floor-act", "fine", floor(evening))).status_code == 302
    assert turn_now(evening) is None
    assert "Dai la parola Voce A" in text_of(regia.get(at("console")))
    regia.post(at("floor-hear", "a", 0))
    assert [turn.speaker.key for turn in Turn.objects.all()] == ["a", "b", "m", "a"]


def test_the_chair_hands_the_floor_too_and_nobody_else(evening: Meeting) -> None:
    chair, writer = serving(evening, Duty.Kind.CHAIR), serving(evening, Duty.Kind.NOTE_TAKER)
    assert "Mara Modera, che modera" in text_of(chair.get(at("chair")))
    assert writer.post(at("floor-hear", "b", floor(evening))).status_code == 403
    assert chair.post(at("floor-hear", "b", floor(evening)))["Location"] == at("chair")


def test_what_is_refused_is_told(regia: Client, evening: Meeting) -> None:
    before = floor(evening)
    hear(evening, "b")
    assert regia.post(at("floor-act", "modera", before)).status_code == 409
    assert regia.post(at("floor-hear", "m", floor(evening))).status_code == 409
    assert regia.post(at("floor-hear", "nessuno", floor(evening))).status_code == 404
    operations.begin(meeting=evening, key="plenaria", seen=seen(evening), by=REGIA)
    assert "Mara Modera, che modera" not in text_of(regia.get(at("console")))
    refused = regia.post(at("floor-hear", "a", 0))
    assert "Ora non c'è una tavola rotonda" in text_of(refused)


@pytest.mark.parametrize("view", ["stage", "chair", "console", "captions", "projector", "notes"])
def test_who_moderates_is_read_on_every_page(evening: Meeting, view: str) -> None:
    Speaker.objects.filter(key="m").update(is_example=True)
    assert 'Modera: <b>Mara Modera</b> <span class="tag tag-quiet">Esempio' in part(
        evening, view, "now"
    )
    Sitting.objects.update(moderator=None)
    assert "Modera" not in part(evening, view, "now")


@pytest.mark.parametrize("view", ["stage", "projector"])
def test_of_two_voices_everybody_reads_which_one_speaks_and_for_how_long(
    evening: Meeting, clock: Clock, view: str
) -> None:
    assert "Voce A" in part(evening, view, "turn")
    clock.to("2023-09-27 16:34")
    hear(evening, "b")
    assert "Voce B" in part(evening, view, "turn")
    # The screen of the hall shows one clock, beside who speaks; a page shows that of the line.
    own_clock = 'data-ends="2023-09-27T16:40:00+02:00"'
    assert own_clock in part(evening, view, "turn" if view == "projector" else "now")
    assert (own_clock in part(evening, view, "turn")) == (view == "projector")
    operations.extend_turn(meeting=evening, seen=floor(evening), by=REGIA)
    assert 'data-ends="2023-09-27T16:41:00+02:00"' in part(evening, view, "turn")


@pytest.mark.parametrize("view", ["stage", "projector"])
def test_of_one_voice_nothing_is_said_twice(evening: Meeting, view: str) -> None:
    alone(evening)
    assert "Voce A" in part(evening, view, "now")
    assert part(evening, view, "turn") == ""
    moderate(evening)
    words = part(evening, view, "turn")
    assert "Ha la parola chi modera" in words
    assert "data-ends" not in words
    hear(evening, "a")
    assert part(evening, view, "turn") == ""


@pytest.mark.parametrize("view", ["captions", "technician", "interpreter"])
def test_beside_the_clock_of_the_line_the_same_time_is_not_counted_again(
    evening: Meeting, view: str
) -> None:
    alone(evening)
    assert "data-clock" in part(evening, view, "now")
    words = part(evening, view, "turn")
    assert "Voce A" in words
    assert "data-clock" not in words
    moderate(evening)
    assert "data-clock" in part(evening, view, "turn")


def test_who_takes_notes_reads_who_has_the_floor_by_which_clock(evening: Meeting) -> None:
    assert "data-clock" not in part(evening, "notes", "notes")
    assert "data-clock" in part(evening, "notes", "now")
    moderate(evening)
    words = part(evening, "notes", "notes")
    assert "data-clock" in words
    assert "Tavola rotonda · asse 1 · modera" in words


def test_who_moderates_owes_no_words_but_may_have_them(evening: Meeting, clock: Clock) -> None:
    moderate(evening)
    hear(evening, "b")
    notes = part(evening, "notes", "notes")
    assert notes.count("non trascritto") == 1
    assert "Interventi trascritti finora: 0 su 2." in part(evening, "stage", "notes")
    writer = serving(evening, Duty.Kind.NOTE_TAKER)
    turn = Turn.objects.get(is_moderating=True)
    writer.post(at("notes-write", turn.pk, 1), {"text": "Cominciamo dai trasporti."})
    assert "Interventi trascritti finora: 1 su 3." in part(evening, "stage", "notes")


def test_the_table_is_told_apart_where_it_is_counted(regia: Client, evening: Meeting) -> None:
    moderate(evening)
    words = text_of(regia.get(at("console")))
    assert "Alla tavola rotonda, contata a parte, ha parlato 1 voce per" in words


def test_in_the_programme_of_the_evening_who_moderates_stands_once(
    regia: Client, evening: Meeting
) -> None:
    assert part(evening, "console", "programme").count("Modera:") == 1
    assert part(evening, "stage", "programme").count("Modera:") == 1


def test_the_address_of_a_voice_is_its_key() -> None:
    assert reverse("room:floor-hear", args=["lancio", "a", 0]) == "/regia/lancio/voce/a/0/"

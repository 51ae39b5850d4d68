"""What the projector shows, and the captions."""

import pytest
from django.db import IntegrityError, transaction

from arengo.live import operations
from arengo.live.models import Caption, Room
from arengo.live.queries import last_captions
from arengo.live.refusals import NoSuchPage, NothingWritten
from arengo.meetings.models import Meeting
from arengo.process.models import Document, DocumentPage
from tests.conftest import Clock
from tests.live.acts import REGIA, make_evening, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    clock.to("2023-09-27 16:02")
    return make_evening()


@pytest.fixture
def slides(evening: Meeting) -> Document:
    document = Document.objects.create(process=evening.process, key="linee", title="Le linee")
    for number in (1, 2):
        DocumentPage.objects.create(document=document, number=number, width=1600, height=900)
    return document


def test_the_projector_shows_one_thing_at_a_time(evening: Meeting) -> None:
    operations.show(meeting=evening, showing=Room.Showing.JOIN, by=REGIA)
    assert Room.objects.get().showing == "join"
    assert told() == ["screen"]


def test_a_message_says_something(evening: Meeting) -> None:
    with pytest.raises(NothingWritten):
        operations.show_message(meeting=evening, message="   ", by=REGIA)
    room = operations.show_message(meeting=evening, message=" Si riprende\nalle 17 ", by=REGIA)
    assert room.message == "Si riprende alle 17"


def test_a_message_and_slides_need_to_know_which(evening: Meeting) -> None:
    with pytest.raises(ValueError, match="which"):
        operations.show(meeting=evening, showing=Room.Showing.MESSAGE, by=REGIA)


def test_pages_that_are_there_are_shown_and_others_refused(
    evening: Meeting, slides: Document
) -> None:
    room = operations.show_page(meeting=evening, document=slides, page=2, by=REGIA)
    assert (room.showing, room.document, room.page) == ("slides", slides, 2)
    for page in (0, 3):
        with pytest.raises(NoSuchPage):
            operations.show_page(meeting=evening, document=slides, page=page, by=REGIA)
    assert Room.objects.get().page == 2


def test_a_shown_message_says_something(evening: Meeting) -> None:
    with (
        pytest.raises(IntegrityError, match="a_shown_message_says_something"),
        transaction.atomic(),
    ):
        Room.objects.create(meeting=evening, showing="message")


def test_pages_are_counted_from_one(evening: Meeting) -> None:
    with pytest.raises(IntegrityError, match="pages_are_counted_from_one"), transaction.atomic():
        Room.objects.create(meeting=evening, page=0)


def test_the_last_lines_of_the_captions_come_in_order(evening: Meeting) -> None:
    for text in ("Buonasera.", "Cominciamo.", "Grazie."):
        operations.write_caption(meeting=evening, text=text, by=REGIA)
    assert [line.text for line in last_captions(evening, 2)] == ["Cominciamo.", "Grazie."]


def test_a_long_caption_becomes_several_lines_and_loses_no_word(evening: Meeting) -> None:
    words = " ".join(f"parola{number}" for number in range(100))
    lines = operations.write_caption(meeting=evening, text=words, by=REGIA)
    assert len(lines) > 1
    assert " ".join(line.text for line in lines) == words
    assert all(len(line.text) <= 300 for line in lines)


def test_an_empty_caption_is_refused(evening: Meeting) -> None:
    with pytest.raises(NothingWritten):
        operations.write_caption(meeting=evening, text=" \n", by=REGIA)
    assert not Caption.objects.exists()

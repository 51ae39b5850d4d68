"""The running order at the desk: who, when, which slides, which microphone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arengo.meetings.models import AgendaItem, Sitting, Speaker
from arengo.process.models import Document
from arengo.web.desk import running_order_sheet
from tests.factories import make_meeting, moment
from tests.web.desk.editors import send, signed_in
from tests.web.public.reading import read

PAGE = "/ufficio/incontri/lancio/scaletta/"


@pytest.fixture
def meeting(db):
    return make_meeting()


@pytest.fixture
def dario(db):
    return signed_in()


def add_items(meeting, count: int, **fields) -> None:
    """A sitting of `count` items, each with a voice and slides of its own."""
    place = meeting.sittings.count()
    sitting = Sitting.objects.create(
        meeting=meeting,
        key=f"s{place}",
        position=place,
        kind="round_table",
        title="Tavola rotonda",
        **{"starts_at": moment("2023-09-27 16:55"), **fields},
    )
    for number in range(count):
        item = AgendaItem.objects.create(
            sitting=sitting,
            key=f"asse-{number}",
            position=number,
            title=f"Asse {number}",
            minutes=8,
            microphone=f"palmare {number}",
            direction="luci basse",
        )
        key = f"{place}-{number}"
        item.speakers.add(
            Speaker.objects.create(
                meeting=meeting, key=key, name=f"Voce {key}", role="R", is_example=True
            )
        )
        item.documents.add(
            Document.objects.create(process=meeting.process, key=key, title=f"Slide {key}")
        )


def test_each_line_says_who_when_with_what_and_at_which_microphone(dario, meeting):
    add_items(meeting, 2)

    page = read(dario, PAGE)

    for said in ("16:55", "17:03", "8 min", "Voce 0-1", "Slide 0-1", "palmare 1", "luci basse"):
        assert said in page
    assert "Di qualche punto non si può dire l'ora" not in page


def test_what_cannot_be_told_is_said_and_how_to_tell_it(dario, meeting):
    add_items(meeting, 2, starts_at=None)
    AgendaItem.objects.update(minutes=None)

    page = read(dario, PAGE)

    assert "da stabilire" in page
    assert "Di qualche punto non si può dire l'ora" in page


def test_hours_that_nobody_announced_are_marked(dario, meeting):
    add_items(meeting, 1, hours_are_example=True)

    assert "Alcuni orari sono d'esempio" in read(dario, PAGE)
    assert "16:55 8 min Esempio" in read(dario, PAGE)


def test_without_a_programme_the_page_says_where_it_comes_from(dario, meeting):
    assert "La scaletta nasce dal programma" in read(dario, PAGE)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("items", [0, 2])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_it_is_printed(dario, meeting, prefix, items):
    if items:
        add_items(meeting, items, hours_are_example=True)

    response = dario.get(f"{prefix}{PAGE}scaletta.pdf")

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def moderated(meeting) -> Speaker:
    """A round table from five to six, and who moderates it."""
    values = {"key": "modera", "name": "Ada Prova", "role": "Giornalista"}
    moderator = Speaker.objects.create(meeting=meeting, **values)
    add_items(meeting, 2, ends_at=moment("2023-09-27 17:45"), moderator=moderator)
    return moderator


def test_who_moderates_stands_once_with_the_hours_of_the_round_table(dario, meeting):
    moderated(meeting)

    page = read(dario, PAGE)

    assert page.count("Modera:") == 1
    assert "Tavola rotonda, dalle 16.55 alle 17.45. Modera: Ada Prova" in page


@pytest.mark.django_db(transaction=True)
def test_the_sheet_says_who_moderates_and_is_printed(dario, meeting):
    moderated(meeting)

    [part] = running_order_sheet.parts(meeting)

    assert [running_order_sheet.moderated_in_words(each) for each in part.moderated] == [
        "Tavola rotonda, dalle 16.55 alle 17.45. Modera: Ada Prova (Giornalista)"
    ]
    assert dario.get(f"{PAGE}scaletta.pdf").content.startswith(b"%PDF")


@pytest.mark.django_db
def test_the_sheet_holds_every_line_of_the_page(meeting):
    add_items(meeting, 2, hours_are_example=True)

    [part] = running_order_sheet.parts(meeting)
    rows = [running_order_sheet.row_of(line) for line in part.lines]

    assert [row["hour"] for row in rows] == ["16:55*", "17:03*"]
    assert rows[0]["speakers"] == ["Voce 0-0"]
    assert part.moderated == []
    assert (rows[0]["microphone"], rows[0]["direction"]) == ("palmare 0", "luci basse")


def test_an_item_is_written_with_all_that_its_line_needs(dario, meeting):
    add_items(meeting, 1)
    speaker, slides = Speaker.objects.get(), Document.objects.get()
    AgendaItem.objects.get().speakers.clear()

    send(
        dario,
        "item",
        "lancio",
        "s0",
        "asse-0",
        speakers=[str(speaker.pk)],
        documents=[],
        microphone="leggio",
        direction="parte un video",
        minutes="10",
    )

    item = AgendaItem.objects.get()
    assert (list(item.speakers.all()), list(item.documents.all())) == ([speaker], [])
    assert (item.microphone, item.direction, item.minutes) == ("leggio", "parte un video", 10)
    assert slides.pk


def test_what_the_direction_must_know_is_never_public(client, meeting):
    add_items(meeting, 1)

    page = read(client, "/incontri/lancio/")

    assert "Voce 0-0" in page
    assert "luci basse" not in page
    assert "palmare" not in page


def test_the_page_asks_the_database_as_often_for_six_items_as_for_one(dario, meeting):
    add_items(meeting, 1)
    dario.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        dario.get(PAGE)
    add_items(meeting, 5)
    with CaptureQueriesContext(connection) as six:
        dario.get(PAGE)

    assert len(six) == len(one)

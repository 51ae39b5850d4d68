"""The programme at the desk: parts, points, speakers, in their order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from arengo.core.ledger.models import Entry
from arengo.meetings.models import AgendaItem, Sitting
from tests.factories import make_meeting, moment
from tests.web.desk.editors import errors, send, signed_in
from tests.web.public.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(db):
    return make_meeting(state="draft")


@pytest.fixture
def dario(db):
    return signed_in()


def add(dario, title, part="1", **more):
    values = {"title_it": title, "part": part, "kind": "plenary", **more}
    return send(dario, "sitting-new", "lancio", **values)


def order(meeting):
    return [(sitting.part, sitting.key) for sitting in meeting.sittings.all()]


def move(dario, key, way):
    return dario.post(reverse("desk:sitting-move", args=["lancio", key, way]))


def test_what_is_added_stands_at_the_end_of_its_part(dario, meeting):
    add(dario, "Uno")
    add(dario, "Due", part="2")
    add(dario, "Tre", part="1")

    assert order(meeting) == [(1, "uno"), (1, "tre"), (2, "due")]


def test_up_and_down_pass_from_part_to_part(dario, meeting):
    add(dario, "Uno")
    add(dario, "Due")
    add(dario, "Tre", part="2")

    move(dario, "due", "su")
    assert order(meeting) == [(1, "due"), (1, "uno"), (2, "tre")]
    move(dario, "uno", "giu")
    assert order(meeting) == [(1, "due"), (2, "uno"), (2, "tre")]
    move(dario, "due", "su")
    assert order(meeting)[0] == (1, "due")
    assert Entry.objects.filter(kind="sitting.moved").count() == 2


def test_hours_are_those_of_the_meeting(dario, meeting):
    add(dario, "Uno", starts_at="16:30", ends_at="17:00")
    assert Sitting.objects.get().starts_at == moment("2023-09-27 16:30")

    assert "starts_at" in errors(add(dario, "Presto", starts_at="09:00"))
    assert "ends_at" in errors(add(dario, "Tardi", starts_at="18:00", ends_at="19:00"))
    assert "ends_at" in errors(add(dario, "Rovescio", starts_at="17:00", ends_at="16:30"))
    assert Sitting.objects.count() == 1


def test_who_moderates_a_round_table_is_one_of_those_announced(dario, meeting):
    send(dario, "speaker-new", "lancio", name="Ada Esempio", role_it="Giornalista")
    ada = str(meeting.speakers.get().pk)
    assert "moderator" in errors(add(dario, "Discussione", moderator=ada))

    answer = add(dario, "Tavola", kind="round_table", moderator=ada)

    assert answer.status_code == 302
    assert Sitting.objects.get().moderator == meeting.speakers.get()
    assert "Modera: Ada Esempio" in read(dario, "/ufficio/incontri/lancio/programma/")
    assert "moderator" in errors(send(dario, "sitting", "lancio", "tavola", kind="plenary"))
    send(dario, "sitting", "lancio", "tavola", moderator="")
    assert Sitting.objects.get().moderator is None


def test_another_day_for_a_draft_takes_the_programme_along(dario, meeting):
    add(dario, "Uno", starts_at="16:30")

    send(dario, "meeting-edit", "lancio", starts_at="2023-09-29T15:00", ends_at="2023-09-29T18:00")

    assert Sitting.objects.get().starts_at == moment("2023-09-29 15:30")


def test_points_are_added_moved_and_taken_away(dario, meeting):
    add(dario, "Uno")
    for title in ("A", "B"):
        send(dario, "item-new", "lancio", "uno", title_it=title, minutes="5")
    dario.post(reverse("desk:item-move", args=["lancio", "uno", "b", "su"]))
    assert [item.key for item in AgendaItem.objects.all()] == ["b", "a"]

    assert "minutes" in errors(send(dario, "item", "lancio", "uno", "a", minutes="0"))
    dario.post(reverse("desk:item-remove", args=["lancio", "uno", "b"]))
    assert [(item.key, item.position) for item in AgendaItem.objects.all()] == [("a", 0)]


def test_a_copy_stands_after_its_original_with_its_points(dario, meeting):
    add(dario, "Uno", starts_at="16:00")
    add(dario, "Due")
    send(dario, "item-new", "lancio", "uno", title_it="A")

    dario.post(reverse("desk:sitting-copy", args=["lancio", "uno"]))

    assert order(meeting) == [(1, "uno"), (1, "uno-2"), (1, "due")]
    copy = Sitting.objects.get(key="uno-2")
    assert copy.starts_at is None
    assert copy.items.get().key == "a"


def test_taking_a_part_away_is_asked_first(dario, meeting):
    add(dario, "Uno")
    send(dario, "item-new", "lancio", "uno", title_it="A")
    url = reverse("desk:sitting-remove", args=["lancio", "uno"])

    assert "anche i suoi punti" in dario.get(url).content.decode()
    assert Sitting.objects.exists()
    dario.post(url)
    assert not Sitting.objects.exists()


def test_somebody_announced_needs_a_role_and_their_name_is_not_in_the_ledger(dario, meeting):
    assert "role" in errors(send(dario, "speaker-new", "lancio", name="Ada Esempio"))
    send(dario, "speaker-new", "lancio", name="Ada Esempio", role_it="Sindaca")
    send(dario, "speaker-new", "lancio", name="Bo Esempio", role_it="Sindaco")
    dario.post(reverse("desk:speaker-move", args=["lancio", "bo-esempio", "su"]))

    assert [speaker.name for speaker in meeting.speakers.all()] == ["Bo Esempio", "Ada Esempio"]
    assert not any("Ada" in str(e.facts) or "ada" in str(e.facts) for e in Entry.objects.all())


def test_the_page_asks_the_database_as_often_for_three_parts_as_for_one(
    dario, meeting, django_assert_num_queries
):
    url = reverse("desk:meeting-programme", args=["lancio"])
    add(dario, "Uno")
    send(dario, "item-new", "lancio", "uno", title_it="A")

    dario.get(url)
    with CaptureQueriesContext(connection) as one:
        dario.get(url)
    queries = len(one)
    for title in ("Due", "Tre"):
        add(dario, title)
        send(dario, "item-new", "lancio", title.lower(), title_it="B")
    with django_assert_num_queries(queries):
        dario.get(url)


def test_somebody_else_took_it_away_meanwhile(dario, meeting):
    add(dario, "Uno")
    add(dario, "Due")
    dario.post(reverse("desk:sitting-remove", args=["lancio", "uno"]))

    assert move(dario, "uno", "giu").status_code == 404

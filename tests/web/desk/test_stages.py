"""The stages at the desk: written, revised with a reason, closed once."""

import pytest
from django.urls import reverse

from arengo.core.ledger.models import Entry
from arengo.meetings.models import Meeting
from arengo.process.models import Stage
from tests.factories import make_meeting, make_process
from tests.web.desk.editors import errors, filled, send, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def dario(db):
    make_process()
    return signed_in()


def add(dario, title="Ascolto", **more):
    return send(dario, "stage-new", title_it=title, **more)


def test_a_stage_is_added_and_everybody_reads_it(dario, client):
    assert add(dario, planned_start="2023-10-01", planned_end="2023-12-01").status_code == 302

    assert "Ascolto" in client.get(reverse("public:stages")).content.decode()
    assert Stage.objects.get().key == "ascolto"


def test_dates_the_wrong_way_round_are_refused(dario):
    answer = add(dario, planned_start="2023-12-01", planned_end="2023-10-01")

    assert "planned_end" in errors(answer)
    assert not Stage.objects.exists()


def test_told_dates_stay_and_a_revision_needs_its_reason(dario, client):
    add(dario, planned_start="2023-10-01", planned_end="2023-12-01")

    send(dario, "stage", "ascolto", planned_end="2024-07-01", title_it="Ascolto del territorio")
    stage = Stage.objects.get()
    assert (str(stage.planned_end), str(stage.title)) == ("2023-12-01", "Ascolto del territorio")

    refused = send(dario, "stage-revise", "ascolto", start="2023-10-01", end="2024-07-01")
    assert "reason" in errors(refused)
    send(
        dario,
        "stage-revise",
        "ascolto",
        start="2023-10-01",
        end="2024-07-01",
        reason_it="Più tempo",
    )
    same = send(
        dario,
        "stage-revise",
        "ascolto",
        start="2023-10-01",
        end="2024-07-01",
        reason_it="Più tempo",
    )
    assert "Sono le date di adesso" in errors(same)["start"][0]
    assert "Più tempo" in client.get(reverse("public:stages")).content.decode()
    assert not any("tempo" in str(entry.facts) for entry in Entry.objects.all())


def test_real_dates_are_not_those_to_come(dario):
    add(dario, planned_start="2023-09-01")

    assert "end" in errors(
        send(dario, "stage-actual", "ascolto", start="2023-09-01", end="2023-09-30")
    )
    send(dario, "stage-actual", "ascolto", start="2023-09-02")
    assert Stage.objects.get().changes.get().kind == "actual"


def test_a_stage_is_closed_once(dario):
    add(dario)
    url = reverse("desk:stage-close", args=["ascolto"])

    assert "non si riapre" in dario.get(url).content.decode()
    assert Stage.objects.get().closed_at is None
    assert dario.post(url).status_code == 302
    again = dario.post(url)

    assert "già chiusa" in again.content.decode()
    assert Entry.objects.filter(kind="stage.closed").count() == 1


def test_stages_move(dario):
    add(dario, "Uno")
    add(dario, "Due")

    dario.post(reverse("desk:stage-move", args=["due", "su"]))

    assert [stage.key for stage in Stage.objects.all()] == ["due", "uno"]


def test_a_stage_with_a_meeting_or_a_history_stays(dario):
    add(dario, "Uno")
    add(dario, "Due", planned_start="2023-10-01")
    add(dario, "Tre")
    make_meeting()
    Meeting.objects.update(stage=Stage.objects.get(key="uno"))
    send(dario, "stage-actual", "due", start="2023-09-02")

    for key in ("uno", "due", "tre"):
        dario.post(reverse("desk:stage-remove", args=[key]))

    assert [stage.key for stage in Stage.objects.all()] == ["uno", "due"]


def test_the_process_says_what_the_office_writes(dario):
    send(dario, "process-edit", title_it="Verso il 2030", period="2027-2030")

    assert "Verso il 2030" in dario.get(reverse("desk:process")).content.decode()


def test_a_stage_begins_like_another_with_its_words_and_without_its_dates(dario):
    add(dario, planned_start="2023-10-01", what_is_open_it="Tutto, a tutti")
    url = f"{reverse('desk:stage-new')}?da=ascolto"

    dario.post(url, {**filled(dario, url), "title_it": "Ascolto, seconda volta"})

    copy = Stage.objects.get(key="ascolto-seconda-volta")
    assert (str(copy.what_is_open), copy.planned_start) == ("Tutto, a tutti", None)
    assert Stage.objects.count() == 2

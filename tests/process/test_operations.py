"""The verbs of a process, whatever page asks."""

from datetime import date

import pytest

from arengo.core.editing import ChangedMeanwhile, FieldRefused, version_of
from arengo.core.ledger.models import Entry
from arengo.feedback.operations import close_stage
from arengo.people.operations import save_body
from arengo.process.models import Process
from arengo.process.operations import (
    ProcessIsThere,
    StageIsClosed,
    make_process as make_first,
    record_actual,
    revise_stage,
    save_process,
    save_stage,
)
from tests.factories import make_process

pytestmark = pytest.mark.django_db
DARIO = "staff:7"


@pytest.fixture
def stage(db):
    values = {"title": "Ascolto", "planned_start": date(2023, 9, 1)}
    return save_stage(process=make_process(), values=values, by=DARIO)


def test_a_closed_stage_is_neither_closed_nor_revised_again(stage):
    close_stage(stage=stage, by=DARIO)

    with pytest.raises(StageIsClosed):
        close_stage(stage=stage, by=DARIO)
    with pytest.raises(StageIsClosed):
        revise_stage(stage=stage, start=date(2023, 10, 1), end=None, reason="Ritardo", by=DARIO)
    assert Entry.objects.filter(kind="stage.closed").count() == 1


def test_a_told_date_is_not_rewritten(stage):
    values = {"planned_start": date(2023, 10, 1)}
    with pytest.raises(FieldRefused, match="Rivedi le date"):
        save_stage(process=stage.process, stage=stage, values=values, by=DARIO)


def test_a_revision_is_known_from_today_and_its_reason_is_not_in_the_ledger(stage):
    change = revise_stage(
        stage=stage, start=date(2023, 10, 1), end=None, reason={"it": "Sciopero"}, by=DARIO
    )

    assert change.known_on == date(2023, 9, 6)
    assert Entry.objects.get(kind="stage.revised").facts == {"start": "2023-10-01", "end": ""}


@pytest.mark.parametrize("reason", ["", {}, {"it": ""}])
def test_a_revision_without_a_reason_is_refused(stage, reason):
    with pytest.raises(FieldRefused, match="perché"):
        revise_stage(stage=stage, start=date(2023, 10, 1), end=None, reason=reason, by=DARIO)


def test_what_is_still_to_come_is_not_actual(stage):
    with pytest.raises(FieldRefused, match="non è ancora venuta"):
        record_actual(stage=stage, start=date(2023, 9, 7), end=None, by=DARIO)


def test_who_saves_over_somebody_elses_version_is_told(stage):
    version = version_of(stage, ["title"])
    save_stage(process=stage.process, stage=stage, values={"title": "Di Elena"}, by="staff:8")

    with pytest.raises(ChangedMeanwhile):
        save_stage(
            process=stage.process,
            stage=stage,
            values={"title": "Di Dario"},
            version=version,
            by=DARIO,
        )


# The process itself


def test_the_first_process_is_made_of_a_body_and_only_once():
    body = save_body(values={"name": "Ente"}, by=DARIO)
    made = make_first(body=body, values={"title": "Verso il piano"}, by=DARIO)

    assert (made.key, made.body) == ("verso-il-piano", body)
    with pytest.raises(ProcessIsThere):
        make_first(body=body, values={"title": "Un altro"}, by=DARIO)
    assert Entry.objects.filter(kind="process.made").count() == 1


def test_a_process_without_a_title_is_not_made():
    body = save_body(values={"name": "Ente"}, by=DARIO)

    with pytest.raises(FieldRefused) as refused:
        make_first(body=body, values={"title": ""}, by=DARIO)
    assert refused.value.field == "title"
    assert not Process.objects.exists()


def test_the_plan_to_write_is_not_the_one_in_force():
    process = make_process()

    with pytest.raises(FieldRefused) as refused:
        save_process(process=process, values={"plan_to_write": process.plan_in_force}, by=DARIO)
    assert refused.value.field == "plan_to_write"

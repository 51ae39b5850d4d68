from datetime import date

import pytest
from django.test import Client

from arengo.process.models import Stage, StageChange
from arengo.web.shared.stages import Progress, here, stages_today
from tests.factories import make_meeting, make_process, moment
from tests.web.public.reading import add_stage, read

pytestmark = pytest.mark.django_db

PAGE = "/percorso/"


def add_change(stage: Stage, kind: str, **fields) -> StageChange:
    return StageChange.objects.create(
        stage=stage, key=f"c{stage.changes.count()}", kind=kind, **fields
    )


def adoption_that_slipped() -> Stage:
    stage = add_stage(
        make_process(), "adozione", planned_start=date(2023, 12, 1), planned_end=date(2023, 12, 31)
    )
    add_change(
        stage,
        "revised",
        start=date(2024, 7, 1),
        end=date(2024, 7, 19),
        known_on=date(2024, 1, 10),
        reason="La scrittura ha chiesto più tempo.",
    )
    return stage


def test_a_page_shows_only_what_was_known_on_its_day(client: Client, clock):
    adoption_that_slipped()
    page = read(client, PAGE)
    assert "dicembre 2023" in page
    assert "luglio 2024" not in page
    assert "più tempo" not in page


def test_afterwards_the_planned_dates_stay_and_the_change_has_its_reason(client: Client, clock):
    adoption_that_slipped()
    clock.to("2024-01-10 09:00")
    page = read(client, PAGE)
    assert "Come sono cambiate le date" in page
    assert "Date previste dicembre 2023" in page
    assert "Date riviste dal 1º luglio al 19 luglio 2024" in page
    assert "La scrittura ha chiesto più tempo." in page
    assert "Reso noto il 10 gennaio 2024." in page


def test_a_planned_end_that_passed_does_not_close_a_stage(client: Client, clock):
    adoption_that_slipped()
    clock.to("2024-01-05 09:00")
    page = read(client, PAGE)
    assert "In corso" in page
    assert "La data prevista è passata e la tappa non è ancora chiusa" in page


@pytest.mark.parametrize(
    ("now", "progress"),
    [
        ("2023-09-26 23:59", Progress.COMING),
        ("2023-09-27 00:00", Progress.NOW),
        ("2023-09-27 23:59", Progress.NOW),
        ("2023-09-28 00:00", Progress.DONE),
    ],
)
def test_a_stage_of_one_day_is_under_way_on_that_day(clock, now: str, progress: Progress):
    process = make_process()
    day = date(2023, 9, 27)
    stage = add_stage(process, "lancio", planned_start=day, planned_end=day)
    add_change(stage, "actual", start=day, end=day, known_on=day)
    clock.to(now)
    assert stages_today(process)[0].progress is progress


def test_closing_is_an_act_and_counts_from_its_day(clock):
    process = make_process()
    add_stage(
        process,
        "ascolto",
        planned_start=date(2023, 9, 1),
        planned_end=date(2023, 12, 5),
        closed_at=moment("2023-11-30 12:00"),
    )
    clock.to("2023-11-29 12:00")
    assert stages_today(process)[0].progress is Progress.NOW
    clock.to("2023-11-30 13:00")
    assert stages_today(process)[0].progress is Progress.DONE


def test_the_last_change_that_is_known_decides():
    process = make_process()
    stage = add_stage(process, "zone", planned_start=date(2023, 8, 1), planned_end=date(2023, 8, 2))
    add_change(stage, "revised", start=date(2023, 10, 1), end=date(2023, 10, 2))
    add_change(stage, "revised", end=date(2023, 10, 9), known_on=date(2023, 9, 1))
    today = stages_today(process)[0]
    assert (today.start, today.end) == (date(2023, 8, 1), date(2023, 10, 9))
    assert today.dates_changed


def test_dates_that_only_became_real_did_not_change():
    process = make_process()
    day = date(2023, 9, 1)
    stage = add_stage(process, "lancio", planned_start=day, planned_end=day)
    add_change(stage, "actual", start=day, end=day, known_on=day)
    today = stages_today(process)[0]
    assert not today.dates_changed
    assert not today.has_history


def test_a_stage_without_dates_is_to_come_and_never_the_next_one(client: Client):
    process = make_process()
    add_stage(process, "attuazione")
    add_stage(process, "lancio", planned_start=date(2023, 9, 27))
    stages = stages_today(process)
    assert [today.progress for today in stages] == [Progress.NEXT, Progress.COMING]
    assert here(stages) is stages[1]
    assert "date da stabilire" in read(client, PAGE)


def test_a_stage_says_what_is_open_and_leads_to_its_meetings(client: Client):
    stage = add_stage(
        make_process(),
        "ascolto",
        planned_start=date(2023, 9, 1),
        what_is_open="Iscriversi agli incontri.",
    )
    make_meeting(stage=stage, title="Il lancio")
    page = read(client, PAGE)
    assert "Che cosa è aperto adesso Iscriversi agli incontri." in page
    assert "Il lancio, mercoledì 27 settembre 2023, dalle 16 alle 18.30" in page


def test_before_there_are_stages_the_page_says_so(client: Client):
    assert "Le tappe saranno pubblicate qui" in read(client, PAGE)


@pytest.mark.parametrize("count", [1, 3])
def test_the_stages_ask_the_database_as_much_for_one_as_for_three(
    client: Client, django_assert_num_queries, count: int
):
    process = make_process()
    for place in range(count):
        stage = add_stage(process, f"tappa-{place}")
        add_change(stage, "revised", start=date(2023, 10, 1))
        make_meeting(slug=f"incontro-{place}", stage=stage)
    with django_assert_num_queries(7):
        client.get(PAGE)

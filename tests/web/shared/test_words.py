"""Dates and hours as people say them; the pieces drawn on the server."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.translation import override

from arengo.core.localized import Localized
from arengo.web.shared import charts, icons
from arengo.web.shared.templatetags import arengo as tags
from tests.factories import moment


def span(start: date | None, end: date | None) -> SimpleNamespace:
    return SimpleNamespace(start=start, end=end)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("2023-09-27 16:00", "mercoledì 27 settembre 2023"),
        ("2023-10-01 09:00", "domenica 1º ottobre 2023"),
        ("2023-09-27 00:30", "mercoledì 27 settembre 2023"),
    ],
)
def test_a_day_is_said_in_words(given: str, said: str):
    assert tags.day(moment(given)) == said


@pytest.mark.parametrize(
    ("given", "said"), [("16:00", "16"), ("18:30", "18.30"), ("09:05", "9.05"), ("00:00", "0")]
)
def test_an_hour_is_said_as_people_say_it(given: str, said: str):
    assert tags.hour(moment(f"2023-09-27 {given}")) == said


def test_hours_are_those_of_the_place_in_summer_and_winter():
    assert tags.hour(moment("2023-07-01 16:00")) == tags.hour(moment("2023-12-01 16:00")) == "16"


def test_the_other_languages_keep_their_capitals():
    with override("en"):
        assert tags.weekday(moment("2023-09-27 16:00")) == "Wednesday"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2023, 9, 27), date(2023, 9, 27), "mercoledì 27 settembre 2023"),
        (date(2023, 5, 1), date(2023, 5, 31), "maggio 2023"),
        (date(2023, 2, 1), date(2023, 2, 28), "febbraio 2023"),
        (date(2023, 4, 1), date(2023, 5, 31), "dal 1º aprile al 31 maggio 2023"),
        (date(2023, 12, 6), date(2024, 7, 19), "dal 6 dicembre 2023 al 19 luglio 2024"),
        (date(2024, 1, 1), None, "dal 1º gennaio 2024"),
        (None, date(2023, 12, 31), "entro il 31 dicembre 2023"),
        (None, None, "date da stabilire"),
    ],
)
def test_a_span_of_days_is_said_in_words(start: date | None, end: date | None, said: str):
    assert tags.dates(span(start, end)) == said


def test_a_text_in_another_language_is_marked_and_escaped():
    text = Localized({"it": "Così & <così>"})
    assert tags.localized(text) == "Così & <così>"
    with override("en"):
        assert tags.localized(text) == '<span lang="it">Così &amp; &lt;così&gt;</span>'
        assert tags.localized(Localized({"it": "Sala", "en": "Hall"})) == "Hall"


def test_every_axis_has_an_icon_and_a_seventh_is_not_lost():
    for number in range(1, 9):
        assert icons.drawing(tags.axis_icon(number)).shapes
    assert tags.axis_icon(7) == "axis-other"
    assert tags.axis_icon(0) == "axis-other"


def test_an_icon_that_does_not_exist_is_a_fault():
    with pytest.raises(KeyError):
        icons.drawing("it-nothing")


def test_the_thread_is_whole_up_to_here_and_dotted_beyond():
    drawn = charts.thread(["done", "now", "next", "next"])
    assert [point.x for point in drawn.points] == [100, 300, 500, 700]
    assert drawn.done.startswith("M-900 ")
    # Where the whole line ends the dotted one begins.
    end = " ".join(drawn.done.split()[-2:])
    assert drawn.open.startswith("M" + end)
    assert drawn.open.count("C") == 3


@pytest.mark.parametrize("states", [[], ["next"], ["coming", "next"]])
def test_before_the_first_stage_nothing_of_the_thread_is_whole(states: list[str]):
    drawn = charts.thread(states)
    assert drawn.done == ""
    assert drawn.open.startswith("M-900 ")


def test_the_thread_of_one_stage_is_as_wide_as_that_of_four():
    alone = charts.thread(["next"])
    assert (alone.width, alone.points[0].x) == (charts.thread(["next"] * 4).width, 400)


def test_at_the_end_the_whole_thread_is_done():
    drawn = charts.thread(["done", "done"])
    assert drawn.done.count("C") == 2
    assert drawn.open.count("C") == 1


def test_a_pool_without_places_is_full():
    assert tags.taken_percent(SimpleNamespace(capacity=0, free=0)) == 100
    assert tags.taken_percent(SimpleNamespace(capacity=180, free=12)) == 93


def test_bootstrap_italia_comes_without_what_our_policy_refuses():
    path = finders.find("bootstrap-italia/css/bootstrap-italia.min.css")
    assert path is not None
    assert str(settings.HOME) in path
    with open(path, encoding="utf-8") as css:
        text = css.read()
    assert "application/font" not in text
    assert "sourceMappingURL" not in text
    assert ".container{" in text


def test_nothing_else_of_bootstrap_italia_is_served():
    assert not finders.find("bootstrap-italia/js/bootstrap-italia.bundle.min.js")
    assert finders.find(
        "bootstrap-italia/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-600.woff2"
    )

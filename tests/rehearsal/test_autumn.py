"""The demo at the end of October: something has come by every way, all of it marked as an example."""

from collections import Counter
from typing import Any

import pytest

from arengo.blueprint import demo_voices
from arengo.contributions.models import (
    Contribution,
    PaperSheet,
    QuestionnaireResponse,
    SheetScan,
    Source,
)
from arengo.contributions.queries import sources_waiting
from arengo.contributions.sheets import to_type
from arengo.feedback.balance import total
from arengo.feedback.verification import differences
from arengo.process.models import Process
from arengo.rehearsal.autumn import SHEET_LINES, collect_autumn
from tests.conftest import Clock
from tests.factories import make_municipality, make_process
from tests.feedback.acts import open_to_voices

# Pictures are drawn outside of transactions.
pytestmark = pytest.mark.django_db(transaction=True)
Channel = Contribution.Channel


@pytest.fixture
def process(clock: Clock, settings: Any) -> Process:
    settings.DEMO = True
    clock.to("2023-10-27 09:00")
    found = make_process()
    make_municipality()
    open_to_voices(found)
    demo_voices.seed()
    return found


def test_by_every_way_there_is_something_came(process: Process) -> None:
    assert collect_autumn() == 10
    channels = Counter(Contribution.objects.values_list("channel", flat=True))
    evening = {Channel.ROUND_TABLE, Channel.PLENARY}
    assert set(channels) == {each.value for each in Channel if each not in evening}
    assert channels[Channel.IMPORT] == SHEET_LINES
    assert QuestionnaireResponse.objects.count() == 24
    assert total(process).received == Contribution.objects.count()
    assert not list(differences())


def test_all_of_it_says_that_it_is_an_example(process: Process) -> None:
    collect_autumn()
    words = Contribution.objects.values_list("text", flat=True)
    assert all(each.startswith(("Esempio.", "Prova.")) for each in words)
    titles = Source.objects.exclude(kind=Source.Kind.SHEET).values_list("title", flat=True)
    assert all("(esempio)" in each for each in titles)


def test_of_three_sheets_one_is_typed_one_waits_and_one_has_not_come_back(process: Process) -> None:
    collect_autumn()
    assert PaperSheet.objects.count() == 3
    assert SheetScan.objects.count() == 2
    assert to_type(process).count() == 1
    typed = Contribution.objects.get(channel=Channel.PAPER)
    assert PaperSheet.objects.filter(code=typed.code).exists()


def test_what_was_worked_on_waits_for_nothing(process: Process) -> None:
    collect_autumn()
    assert [each.kind for each in sources_waiting(process)] == [Source.Kind.SHEET]


def test_a_second_time_nothing_comes_and_hardly_anything_is_asked(
    process: Process, django_assert_max_num_queries: Any
) -> None:
    collect_autumn()
    count = Contribution.objects.count()
    with django_assert_max_num_queries(4):
        assert collect_autumn() == 0
    assert Contribution.objects.count() == count


@pytest.mark.parametrize(
    ("is_demo", "moment"), [(False, "2023-10-27 09:00"), (True, "2023-10-26 23:00")]
)
def test_earlier_or_elsewhere_nothing_comes(
    process: Process, clock: Clock, settings: Any, is_demo: bool, moment: str
) -> None:
    settings.DEMO = is_demo
    clock.to(moment)
    assert collect_autumn() == 0
    assert not Contribution.objects.exists()

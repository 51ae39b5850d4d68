"""Several who read at once, and a sample read twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arengo.contributions.agreement import ONE_IN, agreement, is_in_sample
from arengo.contributions.models import Claim, Contribution, SecondReading
from arengo.contributions.operations import read, read_again, take_back, take_next
from arengo.contributions.queries import claim_of, second_readings, to_read_again
from arengo.contributions.refusals import AlreadyReadTwice, SameReader
from arengo.core.codes import new_code
from arengo.core.editing import FieldRefused
from arengo.process.models import Process
from tests.conftest import Clock
from tests.contributions.test_from_the_site import axis
from tests.factories import make_process
from tests.feedback.acts import dario, elena, open_to_voices, send_from_the_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    found = make_process()
    open_to_voices(found)
    return found


def sampled(process: Process) -> Contribution:
    """A voice that belongs to the sample, read the first time (as a need, about axis 1)."""
    row = send_from_the_site(process)
    code = next(code for code in iter(new_code, "") if is_in_sample(code))
    Contribution.objects.filter(pk=row.pk).update(code=code)
    row.refresh_from_db()
    return read(contribution=row, kind="need", targets=[axis(1)], by=dario())


def test_two_who_read_get_two_voices_and_the_same_one_again_until_it_is_read(
    process: Process, clock: Clock
) -> None:
    first = send_from_the_site(process, text="Uno.")
    clock.to("2023-10-27 10:01")
    second = send_from_the_site(process, text="Due.")
    assert take_next(process=process, by=dario()) == first
    assert take_next(process=process, by=elena()) == second
    assert take_next(process=process, by=dario()) == first
    assert take_next(process=process, by=dario(), apart_from=first) is None
    assert claim_of(first, dario()) is None
    assert claim_of(first, elena()) is not None
    read(contribution=first, kind="need", targets=[axis(1)], by=dario())
    assert not Claim.objects.filter(contribution=first).exists()
    assert take_next(process=process, by=dario()) is None


def test_who_went_away_is_not_waited_for(process: Process) -> None:
    row = send_from_the_site(process)
    take_next(process=process, by=dario())
    Claim.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert take_next(process=process, by=elena()) == row
    assert claim_of(row, dario()).by == elena()


def test_what_was_taken_back_is_given_to_nobody(process: Process) -> None:
    take_back(contribution=send_from_the_site(process))
    assert take_next(process=process, by=dario()) is None


def test_the_sample_is_read_by_somebody_else_and_what_was_said_first_stays(
    process: Process,
) -> None:
    row = sampled(process)
    assert to_read_again(process, dario()) == []
    assert to_read_again(process, elena()) == [row]
    read_again(contribution=row, kind="proposal", targets=[axis(1), axis(3)], by=elena())
    row.refresh_from_db()
    assert (row.kind, row.read_by) == ("need", dario())
    (again,) = second_readings(process)
    assert (again.first_kind, again.first_targets) == ("need", ["axis:1"])
    assert (again.kind, again.targets) == ("proposal", ["axis:1", "axis:3"])
    assert to_read_again(process, elena()) == []


def test_the_first_reader_the_third_and_who_says_nothing_are_refused(process: Process) -> None:
    row = sampled(process)
    with pytest.raises(SameReader):
        read_again(contribution=row, kind="need", targets=[axis(1)], by=dario())
    with pytest.raises(FieldRefused):
        read_again(contribution=row, kind="", targets=[axis(1)], by=elena())
    with pytest.raises(FieldRefused):
        read_again(contribution=row, kind="need", targets=[], by=elena())
    with pytest.raises(SameReader):
        read_again(
            contribution=send_from_the_site(process), kind="need", targets=[axis(1)], by=elena()
        )
    read_again(contribution=row, kind="need", targets=[axis(1)], by=elena())
    with pytest.raises(AlreadyReadTwice):
        read_again(contribution=row, kind="need", targets=[axis(1)], by="staff:99")
    assert SecondReading.objects.count() == 1


def test_the_sample_is_about_one_in_ten_and_always_the_same() -> None:
    codes = [f"{number:07d}0" for number in range(5000)]
    chosen = [code for code in codes if is_in_sample(code)]
    assert 400 < len(chosen) < 600
    assert ONE_IN == 10
    assert chosen == [code for code in codes if is_in_sample(code)]


@pytest.mark.parametrize(
    ("pairs", "share", "kappa"),
    [
        ([], None, None),
        ([("a", "a"), ("b", "b")], 1.0, 1.0),
        ([("a", "b"), ("b", "a")], 0.0, -1.0),
        ([("a", "a"), ("a", "a")], 1.0, None),
        # Twenty-five pairs of a textbook's kind: 20 and 15 the same of 50, by hand: p .7, e .5.
        ([("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15, 0.7, 0.4),
    ],
)
def test_agreement_takes_chance_away(pairs, share, kappa) -> None:
    found = agreement(pairs)
    assert found.compared == len(pairs)
    assert found.share == (None if share is None else pytest.approx(share))
    assert found.kappa == (None if kappa is None else pytest.approx(kappa))

"""What the evening keeps about somebody is told to them, and to them only."""

import pytest

from arengo.live import operations
from arengo.live.own_data import sections_of
from arengo.meetings.models import Meeting
from tests.conftest import Clock
from tests.live.report import hold_evening, of, shared
from tests.live.test_minutes import propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    meeting = hold_evening(clock)
    shared(meeting, clock)
    propose(of(meeting, "Ada"), "Correggerei questo")
    operations.issue_certificate(registration=of(meeting, "Ada"))
    return meeting


def kept(meeting: Meeting, name: str) -> dict[str, int]:
    sections = sections_of(of(meeting, name).person)
    return {section.key: len(section.records) for section in sections if section.records}


def test_each_finds_their_own_and_nobody_else_s(meeting: Meeting) -> None:
    assert kept(meeting, "Ada") == {
        "speaking_requests": 1,
        "notes": 1,
        "supports": 1,
        "corrections": 1,
        "certificates": 1,
    }
    assert kept(meeting, "Bruno") == {"speaking_requests": 1, "statements": 1}
    assert kept(meeting, "Carla") == {
        "speaking_requests": 1,
        "written_instead": 1,
        "questions": 2,
    }


def test_nobody_reads_here_who_voted_what(meeting: Meeting) -> None:
    told = str(sections_of(of(meeting, "Ada").person))
    assert "Dai treni" not in told


def test_as_many_queries_whatever_there_is(meeting: Meeting, django_assert_num_queries) -> None:
    for name in ("Ada", "Bruno"):
        person = of(meeting, name).person
        with django_assert_num_queries(10):
            sections_of(person)

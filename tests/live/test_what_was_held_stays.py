"""What was held in the evening cannot be taken out of the programme afterwards."""

import pytest

from arengo.live import operations
from arengo.live.models import Span
from arengo.meetings.models import AgendaItem, Meeting, Sitting, Speaker
from arengo.meetings.operations import remove_agenda_item, remove_sitting, remove_speaker
from arengo.meetings.operations.meeting import CannotBeRemoved
from tests.conftest import Clock
from tests.live.acts import REGIA, make_evening

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(clock: Clock) -> Meeting:
    meeting = make_evening()
    voice = Speaker.objects.create(
        meeting=meeting, key="voce", name="Voce d'esempio", role="Asse 1"
    )
    AgendaItem.objects.get(key="asse-1").speakers.add(voice)
    clock.to("2023-09-27 16:40")
    operations.begin(meeting=meeting, key="tavola/asse-1", seen=None, by=REGIA)
    return meeting


def test_a_sitting_a_point_and_a_speaker_that_were_on_stay(held: Meeting) -> None:
    with pytest.raises(CannotBeRemoved):
        remove_sitting(sitting=held.sittings.get(key="tavola"), by=REGIA)
    with pytest.raises(CannotBeRemoved):
        remove_agenda_item(item=AgendaItem.objects.get(key="asse-1"), by=REGIA)
    with pytest.raises(CannotBeRemoved):
        remove_speaker(speaker=Speaker.objects.get(key="voce"), by=REGIA)
    assert Span.objects.get().item.key == "asse-1"


def test_what_never_began_can_go(held: Meeting) -> None:
    remove_agenda_item(item=AgendaItem.objects.get(key="asse-2"), by=REGIA)
    remove_sitting(sitting=held.sittings.get(key="plenaria"), by=REGIA)
    assert set(Sitting.objects.values_list("key", flat=True)) == {"linee", "tavola"}

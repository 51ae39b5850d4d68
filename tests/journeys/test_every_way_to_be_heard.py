"""The end of October: a voice by each way, followed by its code, read, answered, and told to who said it."""

import re
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from arengo.blueprint import demo_voices
from arengo.contributions.coding import About, Target
from arengo.contributions.many import Reading
from arengo.contributions.models import Contribution
from arengo.contributions.operations import receive_evenings, type_voice
from arengo.contributions.sheets import to_type
from arengo.core import codes
from arengo.core.outbox.delivery import deliver_due
from arengo.feedback.balance import total
from arengo.feedback.operations import read_many
from arengo.feedback.pieces import take_piece
from arengo.feedback.verification import differences
from arengo.meetings.models import Meeting
from arengo.plan.models import Axis
from arengo.process.models import Process
from arengo.rehearsal.autumn import BY_HAND, collect_autumn
from tests.conftest import Clock
from tests.factories import make_municipality
from tests.feedback.acts import (
    BOSCHI,
    TRENI,
    dario,
    open_to_voices,
    published,
    read_all,
)
from tests.live.report import hold_evening

pytestmark = pytest.mark.django_db(transaction=True)
Channel = Contribution.Channel
ORIGINS = {
    Channel.ROUND_TABLE: "Tavola rotonda",
    Channel.PLENARY: "Discussione in plenaria",
    Channel.WEB: "Scritta dal sito",
    Channel.PAPER: "Da un foglio scritto a mano",
    Channel.EMAIL: "Da una e-mail del 12 ottobre 2023",
    Channel.LETTER: "Da una lettera del 12 ottobre 2023",
    Channel.INTERVIEW: "Da un'intervista",
    Channel.OWN_MEETING: "Da un incontro sul territorio del 20 ottobre 2023",
    Channel.IMPORT: "Da una raccolta fatta da altri",
}


@pytest.fixture
def meeting(clock: Clock, settings: Any, tmp_path: Any) -> Meeting:
    """The evening of 27 September, a month later, in a demo."""
    settings.DEMO = True
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    found = hold_evening(clock, words=TRENI)
    make_municipality()
    open_to_voices(found.process)
    demo_voices.seed()
    clock.to("2023-10-27 09:00")
    receive_evenings()
    collect_autumn()
    return found


def page_of(client: Client, voice: Contribution) -> str:
    answer = client.get(reverse("public:voice", args=[codes.show(voice.code)]))
    return re.sub(r"\s+", " ", answer.content.decode()).replace("&#x27;", "'")


def test_a_voice_by_each_way_is_on_its_page_with_its_origin(
    client: Client, meeting: Meeting
) -> None:
    by_channel = {each.channel: each for each in Contribution.objects.order_by("-received_at")}
    assert set(by_channel) == {channel.value for channel in Channel}
    for channel, origin in ORIGINS.items():
        voice = by_channel[channel]
        # By these ways two kinds of things came.
        if channel in (Channel.LETTER, Channel.INTERVIEW):
            voice = Contribution.objects.filter(source__kind=channel)[0]
        if channel == Channel.WEB:
            voice = Contribution.objects.filter(channel=channel, response=None)[0]
        assert origin in page_of(client, voice), channel


def test_what_nobody_had_time_to_say_was_received_too(meeting: Meeting) -> None:
    voice = Contribution.objects.get(text=BOSCHI)
    assert voice.written_instead is not None


def test_two_hundred_lines_are_read_at_once_and_three_voices_answered(
    meeting: Meeting, mailoutbox: Any
) -> None:
    process = meeting.process
    _read_collected(process)
    assert not Contribution.objects.filter(channel=Channel.IMPORT, read_at=None).exists()
    before = total(process)
    mailoutbox.clear()
    three = [
        Contribution.objects.get(text=TRENI),
        Contribution.objects.get(channel=Channel.EMAIL),
        Contribution.objects.filter(channel=Channel.IMPORT)[0],
    ]
    read_all([each for each in three if each.read_at is None])
    published(Contribution.objects.filter(pk__in=[each.pk for each in three]))
    after = total(process)
    assert (after.received, after.answered) == (before.received, before.answered + 3)
    deliver_due()
    told = {address for mail in mailoutbox for address in mail.to}
    assert "prova.0.1@prova.example.org" in told
    assert len(told) == 2
    assert not list(differences())


def _read_collected(process: Process) -> None:
    axis = Axis.objects.get(plan=process.plan_in_force, number=1)
    lines = Contribution.objects.filter(channel=Channel.IMPORT)
    act = read_many(
        number=uuid.uuid4(),
        process=process,
        codes=list(lines.values_list("code", flat=True)),
        reading=Reading("need", "", (Target(About.AXIS, axis),)),
        by=dario(),
    )
    while take_piece(act.pk):
        continue


def test_the_sheet_that_waits_is_typed_and_answered(client: Client, meeting: Meeting) -> None:
    (scan,) = to_type(meeting.process)
    assert scan.sheet is not None
    waiting = client.get(reverse("public:voice", args=[codes.show(scan.sheet.code)]))
    assert waiting.status_code == 200
    voice = type_voice(scan=scan, number=uuid.uuid4(), words=BY_HAND[1], by=dario())
    assert voice.code == scan.sheet.code
    read_all([voice])
    published([voice])
    page = page_of(client, voice)
    assert BY_HAND[1] in page
    assert "Sta nella strategia 1.2, con il suo costo." in page

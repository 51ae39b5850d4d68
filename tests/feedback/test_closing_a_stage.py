"""A stage is closed once; while something of it waits, only with a reason that everybody reads."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from arengo.contributions.models import Contribution
from arengo.contributions.operations import add_source
from arengo.core import codes
from arengo.core.editing import FieldRefused
from arengo.core.ledger.models import Entry
from arengo.feedback.balance import total
from arengo.feedback.models import StageClosing
from arengo.feedback.operations import close_stage
from arengo.feedback.queries import waiting_in
from arengo.feedback.refusals import SomethingWaits
from arengo.process.models import Process, Stage
from arengo.process.operations.stages import StageIsClosed
from tests.conftest import Clock
from tests.factories import make_process
from tests.feedback.acts import dario, open_to_voices, published, read_all, send_from_the_site
from tests.web.desk.editors import signed_in

pytestmark = pytest.mark.django_db
WHY = {"it": "Le risposte arrivano entro dicembre.", "en": "The replies come by December."}
WHO = "Una responsabile (esempio)"


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    return make_process()


@pytest.fixture
def stage(process: Process) -> Stage:
    return open_to_voices(process)


def test_a_stage_in_which_nothing_waits_is_closed_without_more(stage: Stage) -> None:
    close_stage(stage=stage, by=dario())
    stage.refresh_from_db()
    assert stage.closed_at is not None
    assert not StageClosing.objects.exists()
    with pytest.raises(StageIsClosed):
        close_stage(stage=stage, by=dario())


def test_when_everything_is_answered_nothing_waits(process: Process, stage: Stage) -> None:
    voice = send_from_the_site(process)
    assert waiting_in(stage).codes == [voice.code]
    read_all()
    published([voice])
    assert waiting_in(stage).nothing
    close_stage(stage=stage, by=dario())


def test_while_a_voice_waits_it_says_so_and_stays_open(process: Process, stage: Stage) -> None:
    send_from_the_site(process)
    with pytest.raises(SomethingWaits) as refusal, transaction.atomic():
        close_stage(stage=stage, by=dario())
    assert "Una cosa aspetta ancora" in str(refusal.value.sentence)
    stage.refresh_from_db()
    assert stage.closed_at is None


def test_a_letter_that_nobody_worked_on_waits_too(process: Process, stage: Stage) -> None:
    values = {"title": "Una lettera", "text": "Più treni.", "stage": stage}
    add_source(process=process, kind="letter", values=values, by=dario())
    with pytest.raises(SomethingWaits), transaction.atomic():
        close_stage(stage=stage, by=dario())
    close_stage(stage=stage, reason=WHY, responsible=WHO, by=dario())
    assert (StageClosing.objects.get().open, StageClosing.objects.get().sources) == (0, 1)


def test_with_a_reason_it_closes_and_the_voices_stay_open(process: Process, stage: Stage) -> None:
    send_from_the_site(process)
    voice = send_from_the_site(process)
    read_all([voice])
    published([voice])
    close_stage(stage=stage, reason=WHY, responsible=f"  {WHO} ", seen=1, by=dario())
    closing = StageClosing.objects.get()
    assert (closing.received, closing.open, closing.responsible) == (2, 1, WHO)
    assert total(process).open == 1
    entry = Entry.objects.get(kind="stage.closed")
    assert entry.facts["count"] == 1


@pytest.mark.parametrize(
    ("reason", "who", "field"), [({"it": ""}, WHO, "reason"), (WHY, " ", "responsible")]
)
def test_why_and_who_are_both_said(
    process: Process, stage: Stage, reason: dict[str, str], who: str, field: str
) -> None:
    send_from_the_site(process)
    with pytest.raises(FieldRefused) as refusal, transaction.atomic():
        close_stage(stage=stage, reason=reason, responsible=who, by=dario())
    assert refusal.value.field == field


def test_what_came_since_the_page_was_read_is_seen_first(process: Process, stage: Stage) -> None:
    send_from_the_site(process)
    send_from_the_site(process)
    with pytest.raises(SomethingWaits), transaction.atomic():
        close_stage(stage=stage, reason=WHY, responsible=WHO, seen=1, by=dario())


def test_a_closing_is_told_only_when_something_waits(stage: Stage) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        StageClosing.objects.create(
            stage=stage,
            received=3,
            open=0,
            reason=WHY,
            responsible=WHO,
            closed_by=dario(),
            closed_at="2023-10-27T10:00Z",
        )


def test_the_desk_lists_what_waits_and_everybody_reads_why(
    client: Client, process: Process, stage: Stage
) -> None:
    voice = send_from_the_site(process)
    office = signed_in()
    address = reverse("desk:stage-close", args=[stage.key])
    page = office.get(address).content.decode()
    assert "1 voce di 1 non ha ancora la risposta" in page
    assert codes.show(voice.code) in page
    refused = office.post(address, {"seen": "1", "responsible": WHO})
    assert refused.status_code == 422
    assert "Scrivi questo testo, almeno in italiano" in refused.content.decode()
    typed = {"seen": "1", "responsible": WHO, "reason_it": WHY["it"], "reason_en": WHY["en"]}
    assert office.post(address, typed).status_code == 302
    public = client.get(reverse("public:stages")).content.decode()
    assert "1 voce di 1 aspettava ancora la risposta" in public
    assert WHY["it"] in public
    assert WHO in public
    assert Contribution.objects.get(pk=voice.pk).read_at is None

"""What voices are about, and replies point to, cannot be taken away under them."""

import pytest

from arengo.contributions.coding import About, Target
from arengo.contributions.operations import read
from arengo.core.pointing import StillNamed
from arengo.feedback.models import Reply
from arengo.meetings.models import Meeting
from arengo.meetings.operations import remove_document, remove_stage
from arengo.plan.models import Axis, Strategy
from arengo.plan.operations import remove_part
from arengo.process.models import Document, Guideline, GuidelineSection, Stage
from arengo.process.operations import remove_guideline, remove_section
from arengo.projects.models import Project
from arengo.projects.operations import remove_projects
from tests.conftest import Clock
from tests.feedback.acts import BOSCHI, TRENI, dario, drafted, read_all, received_evening, voice
from tests.projects.portfolio import make_project
from tests.web.desk.cast import signed_in
from tests.web.public.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    return received_evening(clock)


@pytest.fixture
def section(meeting: Meeting) -> GuidelineSection:
    guideline = Guideline.objects.create(
        process=meeting.process, key="linee", title={"it": "Linee"}
    )
    return GuidelineSection.objects.create(
        guideline=guideline, key="mobilita", title={"it": "Mobilità"}
    )


def test_a_section_that_a_voice_is_about_stays(meeting: Meeting, section: GuidelineSection) -> None:
    target = Target(About.GUIDELINE, section=section)
    read(contribution=voice(BOSCHI), kind="need", targets=[target], by=dario())
    with pytest.raises(StillNamed):
        remove_section(section=section, by=dario())
    with pytest.raises(StillNamed):
        remove_guideline(guideline=section.guideline, by=dario())


def test_the_stage_in_which_voices_came_stays_when_its_meeting_moves(meeting: Meeting) -> None:
    stage = Stage.objects.create(process=meeting.process, key="prima", title={"it": "Prima"})
    row = voice(BOSCHI)
    row.stage = stage
    row.save()
    with pytest.raises(StillNamed) as refused:
        remove_stage(stage=stage, by=dario())
    assert refused.value.holders == {"contributions.Contribution": 1}
    answer = signed_in().post(f"/ufficio/percorso/tappe/{stage.key}/togli/")
    assert "1 voce ricevuta" in words(answer)


def test_a_document_to_which_a_reply_points_stays(meeting: Meeting) -> None:
    document = Document.objects.create(process=meeting.process, key="atto", title={"it": "Atto"})
    read_all([voice(TRENI)])
    drafted([voice(TRENI)], document=document)
    with pytest.raises(StillNamed):
        remove_document(document=document, by=dario())
    Reply.objects.all().delete()
    remove_document(document=document, by=dario())
    assert not Document.objects.filter(pk=document.pk).exists()


def test_a_strategy_that_a_voice_is_about_stays(meeting: Meeting) -> None:
    axis = Axis.objects.get(plan__key="vigente", number=1)
    strategy = Strategy.objects.create(axis=axis, number=9, name="Nona")
    target = Target(About.AXIS, axis, strategy)
    read(contribution=voice(BOSCHI), kind="need", targets=[target], by=dario())
    with pytest.raises(StillNamed):
        remove_part(part=strategy, by=dario())


def test_a_project_to_which_a_reply_points_stays_and_the_desk_says_so(meeting: Meeting) -> None:
    project = make_project("ponte")
    read_all([voice(TRENI)])
    drafted([voice(TRENI)], project=project)
    with pytest.raises(StillNamed):
        remove_projects(slugs=["ponte"], by=dario())
    answer = signed_in().post("/ufficio/progetti/ponte/togli/")
    assert "1 risposta" in words(answer)
    assert Project.objects.filter(pk=project.pk).exists()

"""What we heard, in a browser: of a meeting and of a stage, readable by everybody at any width."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from arengo.contributions.models import Contribution
from arengo.meetings.models import Meeting
from tests.browser.test_resoconto import look
from tests.conftest import Clock
from tests.feedback.acts import (
    TRENI,
    open_to_voices,
    published,
    read_all,
    received_evening,
    voice,
)

Check = Callable[[Page], None]
MEETING = "/incontri/lancio/che-cosa-abbiamo-sentito/"
STAGE = "/percorso/ascolto/che-cosa-abbiamo-sentito/"


@pytest.fixture
def meeting(site: str, clock: Clock) -> Meeting:
    meeting = received_evening(clock)
    stage = open_to_voices(meeting.process)
    Meeting.objects.filter(pk=meeting.pk).update(stage=stage)
    Contribution.objects.filter(meeting=meeting).update(stage=stage)
    read_all()
    published([voice(TRENI)])
    return meeting


def test_from_the_stages_to_the_words_and_to_the_paper(
    meeting: Meeting, page: Page, accessible: Check
) -> None:
    page.goto("/percorso/")
    page.get_by_role("link", name="Che cosa abbiamo sentito").click()
    expect(page.get_by_text("4 voci ricevute: 1 ha già la risposta").first).to_be_visible()
    page.get_by_role("link", name="Che cosa dicono, asse per asse").click()
    page.get_by_text("Leggi le 4 voci").click()
    expect(page.get_by_text(TRENI)).to_be_visible()
    accessible(page)
    page.goto(STAGE)
    with page.expect_request("**/che-cosa-abbiamo-sentito.pdf") as asked:
        page.get_by_role("link", name="Che cosa abbiamo sentito (PDF)").click(no_wait_after=True)
    assert asked.value.url.endswith(f"{STAGE}che-cosa-abbiamo-sentito.pdf")


@pytest.mark.parametrize("path", [MEETING, STAGE])
def test_it_is_readable_in_both_languages_at_every_width(
    meeting: Meeting, page: Page, accessible: Check, path: str
) -> None:
    look(page, path, path.split("/")[2], accessible)


def test_a_stage_in_which_nobody_was_heard(meeting: Meeting, page: Page, accessible: Check) -> None:
    Contribution.objects.update(stage=None)
    Meeting.objects.update(stage=None)
    page.goto(STAGE)
    expect(page.get_by_role("heading", name="Ancora niente")).to_be_visible()
    accessible(page)

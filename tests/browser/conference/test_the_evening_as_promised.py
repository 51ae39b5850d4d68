"""The evening of the demo, from the hand that is raised at home to the resoconto that holds what was said."""

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from arengo.blueprint import demo
from arengo.blueprint.load import bundled
from arengo.blueprint.operations import apply_file
from arengo.live import operations
from arengo.live.speakers import turn_now
from arengo.meetings.links import duty_token
from arengo.meetings.models import Duty, Meeting
from arengo.meetings.operations import assign_duty
from arengo.registrations.links import token_for
from arengo.registrations.models import Mode, Registration
from arengo.registrations.operations import admit
from arengo.rehearsal.operations import prepare, rehearse
from arengo.web.shared import minutes_paper
from tests.browser.conference.pages import arrives, enters, said, stage_of
from tests.conftest import Clock
from tests.web.shared.test_minutes_documents import text_of

PRIORITY = "Un treno ogni mezz'ora anche dopo le ventuno, per prima cosa"
TURN = "Chiede che il piano dica chi risponde, e quando"
SEED = 1
SOME_MINUTES = timedelta(minutes=3)
MOST_BEFORE = 40
OFFICE = "staff:1"


class Evening:
    """The demo's meeting, rehearsed up to a moment and no further."""

    def __init__(self, clock: Clock) -> None:
        apply_file(bundled())
        demo.seed()
        self.meeting, self._clock, self._done = Meeting.objects.get(slug="lancio"), clock, 0

    def goes_on_to(self, line: str) -> None:
        """Some minutes into a line of the programme."""
        acts = prepare(self.meeting, SEED)[1]
        begins = next(
            act.at for act in acts if act.facts.get("line") == line and act.what == "begin"
        )
        self.goes_on(begins + SOME_MINUTES)
        self._clock.to(begins + SOME_MINUTES)

    def goes_on(self, until: datetime | None) -> None:
        """What the others do until then."""
        rehearse(meeting=self.meeting, seed=SEED, done=self._done, note=self._note, until=until)

    def people(self, mode: str) -> list[Registration]:
        """Those who hold a place and whom the rehearsal leaves at home."""
        state = Registration.State.CONFIRMED
        return list(Registration.objects.filter(meeting=self.meeting, mode=mode, state=state))

    def link_of(self, kind: Duty.Kind) -> str:
        """The link of a service."""
        return f"/servizio/{duty_token(assign_duty(meeting=self.meeting, kind=kind, by=OFFICE))}/"

    def _note(self, done: int) -> None:
        self._done = done


@pytest.fixture
def evening(site: str, clock: Clock) -> Evening:
    return Evening(clock)


@pytest.mark.parametrize("provider", ["janus"], indirect=True)
def test_one_raises_a_hand_at_home_is_seen_and_what_was_said_is_already_there(
    evening: Evening, open_page: Callable[[str], Page], clock: Clock
) -> None:
    evening.goes_on_to("tavola-rotonda/asse-3")
    ada, bruno = evening.people(Mode.ONLINE)[:2]
    elsa = evening.people(Mode.IN_PERSON)[0]
    admit(registration=elsa, venue=elsa.venue, by="door")
    online, hall = open_page(f"/i/{token_for(ada)}/"), open_page(stage_of(elsa))
    console = open_page(evening.link_of(Duty.Kind.ASSISTANT))
    projector = open_page(evening.link_of(Duty.Kind.PROJECTOR))
    comes_in(online)
    writes_a_priority_for_axis_three(online)
    evening.goes_on_to("plenaria")
    raises_a_hand_and_reads_why(online)
    gets_the_floor(console, ada)
    others = open_page(f"/i/{token_for(bruno)}/")
    comes_in(others)
    enters(others)
    speaks(online)
    arrives(others)
    arrives(others, "sound")
    name = ada.person.contact.name
    for page in (hall, projector):
        expect(page.locator("[data-part=turn]")).to_contain_text(name)
    writes_it_down(evening.meeting)
    console.get_by_role("button", name="Ha finito").click()
    said(online, "Non hai più la parola")
    evening.goes_on(None)
    clock.to("2023-09-28 09:00")
    paper = text_of(
        minutes_paper.pdf(operations.make_minutes(meeting=evening.meeting, by=OFFICE), "it")
    )
    for words in (PRIORITY, TURN):
        assert words in paper


def comes_in(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Entra")).first.click()
    expect(page.get_by_text("Sei online.")).to_be_visible()


def writes_a_priority_for_axis_three(page: Page) -> None:
    form = page.locator('form[data-draft$="-priority"]:visible')
    form.get_by_label("Priorità").fill(PRIORITY)
    form.get_by_text("Lungo termine").click()
    form.get_by_role("button", name=re.compile("asse 3$")).click()
    expect(form.get_by_role("status")).to_contain_text("Salvato alle")


def raises_a_hand_and_reads_why(page: Page) -> None:
    page.get_by_role("button", name="Alza la mano").click()
    expect(
        page.get_by_role("heading", name=re.compile("Sei la .+ persona in coda"))
    ).to_be_visible()
    page.get_by_text("Perché?", exact=True).click()
    expect(page.locator(".mine-box .why")).to_be_visible()


def gets_the_floor(console: Page, registration: Registration) -> None:
    meeting = registration.meeting
    for _other in range(MOST_BEFORE):
        console.get_by_role("button", name=re.compile("^Dai la parola a")).first.click()
        turn = turn_now(meeting)
        if turn and turn.request and turn.request.registration_id == registration.pk:
            return


def speaks(page: Page) -> None:
    page.get_by_role("button", name="Entra senza telecamera e microfono").click()
    said(page, "Hai la parola")
    page.get_by_role("button", name="Parla", exact=True).click()
    said(page, "Ti vedono e ti sentono")


def writes_it_down(meeting: Meeting) -> None:
    turn = turn_now(meeting)
    assert turn is not None
    operations.write_note(turn=turn, number=uuid.uuid4(), text=TURN, by=OFFICE)

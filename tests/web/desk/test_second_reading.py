"""Reading side by side, and reading again, at the desk."""

import pytest
from django.core.cache import cache

from arengo.contributions.models import SecondReading
from arengo.core import codes
from arengo.people.models import User
from arengo.process.models import Process
from tests.conftest import Clock
from tests.contributions.test_sharing import sampled
from tests.factories import make_process
from tests.feedback.acts import open_to_voices, send_from_the_site
from tests.web.desk.cast import signed_in
from tests.web.public.reading import words

pytestmark = pytest.mark.django_db
SECOND = "/ufficio/voci/seconda-lettura/"
NEXT = "/ufficio/voci/prossima/"


@pytest.fixture
def process(clock: Clock) -> Process:
    cache.clear()
    clock.to("2023-10-27 10:00")
    found = make_process()
    open_to_voices(found)
    return found


def test_two_who_press_next_read_two_voices_and_who_comes_by_hand_is_told(
    process: Process, clock: Clock
) -> None:
    first = send_from_the_site(process, text="Uno.")
    clock.to("2023-10-27 10:01")
    second = send_from_the_site(process, text="Due.")
    dario, elena = signed_in(), signed_in(User.Role.ADMINISTRATOR)
    one = dario.get(NEXT)["Location"]
    other = elena.get(NEXT)["Location"]
    assert one == f"/ufficio/voci/{codes.show(first.code)}/#voce"
    assert other == f"/ufficio/voci/{codes.show(second.code)}/#voce"
    assert "Adesso la sta leggendo" in words(elena.get(one))
    assert "Adesso la sta leggendo" not in words(dario.get(one))
    viewer = signed_in(User.Role.VIEWER)
    assert viewer.get(NEXT)["Location"] == one


def test_the_second_reader_does_not_see_what_the_first_said(process: Process) -> None:
    row = sampled(process)
    elena = signed_in(User.Role.ADMINISTRATOR)
    assert "1 voce aspetta che la rilegga tu." in words(elena.get(SECOND))
    page = elena.get(f"{SECOND}{codes.show(row.code)}/")
    assert "Un bus la domenica." in words(page)
    assert "checked" not in page.content.decode()
    chosen = {"kind": "proposal", "targets": ["axis:3"]}
    assert elena.post(f"{SECOND}{codes.show(row.code)}/", {"kind": "proposal"}).status_code == 422
    answer = elena.post(f"{SECOND}{codes.show(row.code)}/", chosen, follow=True)
    text = words(answer)
    assert "Riletta. Per ora non ce ne sono altre." in text
    assert "1 voce letta due volte" in text
    assert "Che cos'è 0 su 1" in text
    assert "Prima lettura: Bisogno · 1. Asse 1" in text
    assert "Seconda lettura: Proposta · 3. Asse 3" in text


def test_without_any_the_page_says_how_it_begins(process: Process) -> None:
    text = words(signed_in().get(SECOND))
    assert "Ancora nessuna voce letta due volte." in text
    assert "servono voci già lette da un'altra persona" in text


def test_who_only_looks_reads_nothing_again(process: Process) -> None:
    row = sampled(process)
    viewer = signed_in(User.Role.VIEWER)
    assert "Rileggi la prossima" not in words(viewer.get(SECOND))
    assert viewer.post(f"{SECOND}{codes.show(row.code)}/", {"kind": "need"}).status_code == 403
    assert not SecondReading.objects.exists()

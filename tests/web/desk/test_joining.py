"""Dividing a voice and putting together those that say the same, at the desk and as the site tells it."""

import pytest
from django.core.cache import cache
from django.test import Client

from arengo.contributions.models import Contribution
from arengo.core import codes
from arengo.people.models import User
from arengo.process.models import Process
from tests.conftest import Clock
from tests.contributions.test_from_the_site import read_it
from tests.factories import make_process
from tests.feedback.acts import open_to_voices, published, send_from_the_site
from tests.feedback.test_joining import DIVIDED, WORDS
from tests.web.desk.cast import signed_in
from tests.web.public.reading import words

pytestmark = pytest.mark.django_db
LIST = "/ufficio/voci/"
MERGE = f"{LIST}unisci/"


@pytest.fixture
def process(clock: Clock) -> Process:
    cache.clear()
    clock.to("2023-10-27 10:00")
    found = make_process()
    open_to_voices(found)
    return found


def at(row: Contribution, part: str = "") -> str:
    return f"{LIST}{codes.show(row.code)}/{part}"


def everybody(row: Contribution) -> str:
    return words(Client().get(f"/voce/{codes.show(row.code)}/", follow=True))


def test_an_empty_line_divides_and_each_part_is_read_and_answered(process: Process) -> None:
    row = send_from_the_site(process, text=WORDS)
    desk = signed_in()
    assert WORDS.split("\n")[0] in desk.get(at(row, "dividi/")).content.decode()
    page = desk.post(at(row, "dividi/"), {"divided": "Altro\n\nancora"})
    assert page.status_code == 422
    assert "le parole devono restare tutte" in words(page)
    assert "ancora" in page.content.decode()
    answer = desk.post(at(row, "dividi/"), {"divided": DIVIDED}, follow=True)
    assert "Divisa in 2 parti: leggile una per una." in words(answer)
    assert f"È una parte della voce {codes.show(row.code)}" in words(answer)
    assert "parte della voce" in words(desk.get(f"{LIST}?stato=da-leggere"))
    first, second = row.parts.order_by("passage_start")
    published([read_it(first)])
    page = everybody(row)
    assert "Parte per parte" in page
    assert "Parti con la risposta: 1 su 2." in page
    assert "Aspetta la risposta." in page
    assert everybody(second) == page
    whole = words(desk.get(at(row)))
    assert "È divisa in parti" in whole
    assert "C'è già una risposta" in words(desk.post(at(row, "riunisci/"), follow=True))


def test_put_together_it_is_read_again(process: Process) -> None:
    row = send_from_the_site(process, text=WORDS)
    desk = signed_in()
    desk.post(at(row, "dividi/"), {"divided": DIVIDED})
    page = words(desk.post(at(row, "riunisci/"), follow=True))
    assert "Riunita: leggila di nuovo per intero." in page
    assert Contribution.objects.count() == 1


def test_those_chosen_in_the_list_are_put_together_under_the_main_one(process: Process) -> None:
    main = read_it(send_from_the_site(process, text="Un bus la domenica."))
    same = send_from_the_site(process, text="Bus di domenica!")
    desk = signed_in()
    page = desk.get(f"{MERGE}?voce={main.code}")
    assert "Servono almeno due voci" in words(page)
    page = desk.get(f"{MERGE}?voce={main.code}&codice={codes.show(same.code).lower()}")
    assert "Bus di domenica!" in words(page)
    both = {"voce": [main.code, same.code]}
    assert desk.post(MERGE, both).status_code == 422
    page = desk.post(MERGE, {**both, "main": same.code})
    assert "Prima leggi quella principale" in words(page)
    answer = desk.post(MERGE, {**both, "main": main.code}, follow=True)
    assert "Unita: la risposta alla principale vale anche per l'altra." in words(answer)
    assert "Dicono lo stesso, e hanno la stessa risposta" in words(answer)
    assert f"dice lo stesso di {codes.show(main.code)}" in words(desk.get(LIST))
    assert "Un'altra voce dice lo stesso" in everybody(same)
    published([main])
    assert "Accolta" in everybody(same)
    answer = desk.post(at(same, "separa/"), follow=True)
    assert "Separata: aspetta una risposta sua." in words(answer)
    assert "Ogni voce ha una risposta" in everybody(same)


def test_codes_that_are_none_and_voices_of_nobody_are_left_out(process: Process) -> None:
    page = signed_in().get(f"{MERGE}?voce=niente&codice=7K4M-2QWX&voce=%00")
    assert "Servono almeno due voci" in words(page)


def test_who_only_looks_divides_and_joins_nothing(process: Process) -> None:
    row = send_from_the_site(process, text=WORDS)
    viewer = signed_in(User.Role.VIEWER)
    assert "Dividi" not in words(viewer.get(at(row)))
    assert viewer.get(MERGE).status_code == 403
    for part in ("dividi/", "riunisci/", "separa/"):
        assert viewer.post(at(row, part), {"divided": DIVIDED}).status_code == 403
    assert Contribution.objects.count() == 1

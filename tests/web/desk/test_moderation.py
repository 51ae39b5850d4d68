"""What the desk publishes, holds back, covers and refuses; and what the site says of it."""

import pytest
from django.core.cache import cache
from django.test import Client

from arengo.contributions.links import author_token
from arengo.contributions.models import Appeal, Contribution
from arengo.contributions.operations import (
    Extract,
    add_source,
    appeal,
    confirm_author,
    cover,
    decide_appeal,
    forget_authors,
    receive_from_source,
    refuse,
)
from arengo.core import codes
from arengo.feedback.operations import split
from arengo.people.identity import make_person
from arengo.people.models import User
from arengo.process.models import Process
from tests.conftest import Clock
from tests.contributions.test_from_the_site import read_it
from tests.factories import make_process
from tests.feedback.acts import dario, elena, open_to_voices, send_from_the_site
from tests.web.desk.cast import signed_in
from tests.web.public.reading import words

pytestmark = pytest.mark.django_db
TEXT = "Chiamate la signora Bianchi al 333 1234567: i bus non ci sono."
LIST = "/ufficio/voci/"
LOG = "/le-voci/non-pubblicate/"
WHY = {"reason": "private", "words": "Racconta fatti di una persona."}


@pytest.fixture
def process(clock: Clock) -> Process:
    cache.clear()
    clock.to("2023-10-27 10:00")
    found = make_process()
    open_to_voices(found)
    return found


@pytest.fixture
def row(process: Process) -> Contribution:
    return send_from_the_site(process, text=TEXT)


def at(row: Contribution, part: str = "") -> str:
    return f"{LIST}{codes.show(row.code)}/{part}"


def own(row: Contribution) -> str:
    return f"/la-mia-voce/{author_token(row.pk)}/"


def everybody(row: Contribution) -> str:
    cache.clear()
    return words(Client().get(f"/voce/{codes.show(row.code)}/"))


def refused(row: Contribution) -> Contribution:
    return refuse(contribution=row, by=dario(), **WHY)


def test_what_may_say_who_somebody_is_is_proposed_and_covered_by_a_person(row) -> None:
    desk = signed_in()
    page = words(desk.get(at(row)))
    assert "Qui ci sono forse 2 dati personali da coprire" in page
    assert "333 1234567 un numero di telefono" in page
    answer = desk.post(
        at(row, "copri/"), {"pezzo": ["Bianchi"], "altro": "333 1234567"}, follow=True
    )
    assert "Coperto: nel sito al suo posto si legge […]." in words(answer)
    read_it(row)
    assert "Chiamate la signora […] al […]: i bus non ci sono." in everybody(row)
    assert "333" not in everybody(row)
    assert "333 1234567" in words(Client().get(own(row)))
    answer = desk.post(at(row, "copri/"), {"scopri": "si"}, follow=True)
    assert "Niente è coperto" in words(answer)
    assert "333 1234567" in everybody(row)


def test_who_only_reads_finds_nothing_by_what_is_covered(row) -> None:
    read_it(row)
    signed_in().post(at(row, "copri/"), {"pezzo": ["Bianchi"]})
    viewer = signed_in(User.Role.VIEWER)
    code = codes.show(row.code)
    assert code in words(signed_in().get(f"{LIST}?q=bianchi"))
    assert code not in words(viewer.get(f"{LIST}?q=bianchi"))
    assert code in words(viewer.get(f"{LIST}?q=signora"))


def test_a_signature_is_shown_once_its_mailbox_is_confirmed(process: Process) -> None:
    signed = send_from_the_site(
        process, text="Più treni.", signature="Mario Rossi", email="mario@example.org"
    )
    alone = send_from_the_site(process, text="Più boschi.", signature="Mario Rossi")
    for each in (signed, alone):
        read_it(each)
        assert "Mario Rossi" not in everybody(each), "anybody can write any name"
    assert "La firma «Mario Rossi» si legge" in words(Client().get(own(signed)))
    assert "dal link che ti abbiamo mandato" not in words(Client().get(own(alone)))
    confirm_author(contribution=signed)
    assert "Mario Rossi" in everybody(signed)


def test_a_signature_that_nobody_confirmed_goes_with_the_address(
    process: Process, clock: Clock
) -> None:
    row = send_from_the_site(process, signature="Mario Rossi", email="mario@example.org")
    clock.to("2023-11-28 10:00")
    forget_authors()
    row.refresh_from_db()
    assert (row.person, row.signature) == (None, "")


def test_who_only_reads_reads_no_part_that_is_covered(process: Process) -> None:
    row = send_from_the_site(process, text="Uno: Bianchi.\n\nDue.")
    read_it(row)
    row.refresh_from_db()
    first, _second = split(contribution=row, divided="Uno: Bianchi.\n\nDue.", by=dario())
    cover(contribution=first, words="[…]", by=dario())
    viewer = signed_in(User.Role.VIEWER)
    for path in (LIST, at(row), f"{LIST}?q=bianchi"):
        assert "Bianchi" in words(signed_in().get(path)), path
        assert "Bianchi" not in words(viewer.get(path)).replace("«bianchi»", ""), path


def test_read_and_held_it_is_shown_only_when_published(row) -> None:
    desk = signed_in()
    chosen = {"kind": "need", "targets": ["axis:1"], "seen": "", "hold": "on"}
    desk.post(at(row), chosen)
    assert "L'ufficio sta guardando se queste parole si possono pubblicare." in everybody(row)
    assert "trattenuta" in words(desk.get(f"{LIST}?stato=trattenute"))
    answer = desk.post(at(row, "pubblica/"), follow=True)
    assert "Pubblicata: adesso la leggono tutti." in words(answer)
    assert "i bus non ci sono" in everybody(row)
    desk.post(at(row, "trattieni/"))
    assert "i bus non ci sono" not in everybody(row)


def test_a_refusal_stands_in_the_public_log_with_its_reason_and_without_the_words(row) -> None:
    desk = signed_in()
    page = desk.post(at(row, "non-pubblicare/"), {"reason": "private", "words": ""})
    assert page.status_code == 422
    desk.post(at(row, "non-pubblicare/"), WHY)
    page = everybody(row)
    assert "Racconta fatti privati di una persona" in page
    assert WHY["words"] in page
    assert "i bus" not in page
    log = words(Client().get(LOG))
    assert codes.show(row.code) in log
    assert WHY["words"] in log
    assert "i bus" not in log
    assert "Non pubblicata" in words(desk.get(f"{LIST}?stato=non-pubblicate")).replace(
        "non p", "Non p"
    )


def test_without_any_the_log_says_so(process) -> None:
    assert "Nessuna, finora" in words(Client().get(LOG))


def test_its_author_asks_and_somebody_else_decides(row) -> None:
    refused(row)
    elena()
    author = Client()
    assert "Non ti sembra giusto?" in words(author.get(own(row)))
    assert "Correggi la tua voce" not in words(author.get(own(row)))
    page = author.post(own(row), {"atto": "ricorso", "perche": "È una critica."}, follow=True)
    assert "la riguarda un'altra persona dell'ufficio" in words(page)
    assert "Non ti sembra giusto?" not in words(page)
    desk = signed_in()
    assert "1 voce non pubblicata da riguardare" in words(desk.get("/ufficio/"))
    page = desk.post(at(row, "riguarda/"), {"outcome": "upheld", "words": "Va bene."})
    assert "l'hai deciso tu" in words(page)
    other = signed_in(User.Role.ADMINISTRATOR)
    assert "È una critica." in words(other.get(at(row, "riguarda/")))
    other.post(at(row, "riguarda/"), {"outcome": "upheld", "words": "Si pubblica."})
    assert Appeal.objects.get().is_upheld is True
    assert "i bus non ci sono" in everybody(row)
    cache.clear()
    assert "Riguardata: ora è pubblicata. Si pubblica." in words(Client().get(LOG))


def test_kept_refused_everybody_reads_why(row) -> None:
    refused(row)
    Client().post(own(row), {"atto": "ricorso"})
    desk = signed_in(User.Role.ADMINISTRATOR)
    desk.post(at(row, "riguarda/"), {"outcome": "kept", "words": "Resta il nome di una persona."})
    page = everybody(row)
    assert "Riguardata, e resta non pubblicata" in page
    assert "Resta il nome di una persona." in page


def test_who_only_looks_publishes_and_refuses_nothing(row) -> None:
    viewer = signed_in(User.Role.VIEWER)
    page = words(viewer.get(at(row)))
    assert "Non pubblicare" not in page
    for part in ("pubblica/", "trattieni/", "non-pubblicare/", "copri/", "riguarda/"):
        assert viewer.post(at(row, part), WHY).status_code == 403
    row.refresh_from_db()
    assert row.publication == "waiting"


def test_what_was_taken_back_shows_no_form(row) -> None:
    Client().post(own(row), {"atto": "ritira"})
    page = words(signed_in().get(at(row)))
    assert "chi l'aveva scritta l'ha ritirata" in page
    assert "Letta" not in page
    assert "Ritirata da chi l'aveva scritta" in words(signed_in().get(LIST))


def on_paper(process: Process, address: str = "Via Roma 1\n10070 Balme") -> Contribution:
    """A voice of somebody who is answered by letter."""
    person = make_person(name="Ada Rossi", postal_address=address)
    values = {"title": "Lettera", "text": TEXT, "stage": open_to_voices(process)}
    source = add_source(process=process, kind="letter", values=values, person=person, by=dario())
    return receive_from_source(source=source, extracts=[Extract(TEXT)], by=dario())[0]


def test_who_has_no_email_is_told_of_a_refusal_and_of_its_end_by_letter(process: Process) -> None:
    row, desk = on_paper(process), signed_in()
    assert "per lettera" not in words(desk.get(at(row)))
    page = words(desk.post(at(row, "non-pubblicare/"), WHY, follow=True))
    assert page.count("Chi l'ha detta non ha un'e-mail: l'avviso va mandato per lettera.") == 2
    for part in ("Ada Rossi", "10070 Balme", WHY["words"], "non è pubblicata", own(row)):
        assert part in page

    viewer = words(signed_in(User.Role.VIEWER).get(at(row)))
    assert "l'avviso va mandato per lettera" in viewer
    assert "Balme" not in viewer
    assert own(row) not in viewer

    appeal(contribution=row)
    decide_appeal(contribution=row, is_upheld=True, words="Parla di un servizio.", by=elena())
    page = words(desk.get(at(row)))
    assert "è pubblicata, e avrà la sua risposta" in page
    assert "Parla di un servizio." in page


def test_without_any_address_the_office_is_told_to_call(process: Process) -> None:
    row = refused(on_paper(process, ""))
    assert "Non c'è nemmeno un indirizzo" in words(signed_in().get(at(row)))


def test_who_has_an_email_gets_no_letter(process: Process) -> None:
    row = refused(send_from_the_site(process, text=TEXT, email="ada@example.org"))
    assert "per lettera" not in words(signed_in().get(at(row)))

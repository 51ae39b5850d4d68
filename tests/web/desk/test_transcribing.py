"""The sheets that came back, at the desk: handed in, recognised, typed beside the picture, told in public."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arengo.contributions.models import Contribution, ScanFile, SheetScan
from arengo.core import codes
from arengo.core.tasks import runner
from arengo.people.models import User
from arengo.process.models import Process
from tests.contributions.photographing import photographed, scanned, written_on
from tests.contributions.test_scanned_sheets import (
    BUS,
    came_back,
    printed,
    process as process,
    white,
)
from tests.web.desk.cast import elena, form_data, signed_in
from tests.web.public.reading import read, words

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/ufficio/fogli/"


def file(data: bytes, name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def hand_in(desk: Client, *files: SimpleUploadedFile) -> str:
    return words(desk.post(f"{LIST}consegna/", {"scans": list(files)}, follow=True))


def work() -> None:
    while runner.run_due():
        continue


def at(scan: SheetScan, act: str = "") -> str:
    return f"{LIST}{scan.pk}/{act}"


def everybody(code: str) -> str:
    cache.clear()
    return read(Client(), f"/voce/{codes.show(code)}/")


def test_many_files_at_once_are_looked_at_and_their_sheets_wait(process: Process) -> None:
    _sheets, pages = printed(process, 2)
    desk = signed_in()
    first = file(photographed(written_on(pages[0])))
    second = file(scanned(pages[2], pages[3], white()), "scansione.pdf")
    said = hand_in(desk, first, second, file(b"ciao", "appunti.txt"))
    assert "Consegnati 3 file: li stiamo guardando." in said
    assert "Stiamo guardando scansione.pdf: 0 immagini finora." in said
    assert desk.get(LIST)["Refresh"] == "3"
    work()
    answer = desk.get(LIST)
    assert "Refresh" not in answer
    page = words(answer)
    assert "2 fogli da trascrivere." in page
    assert "Non riconosciuti" in page
    assert "appunti.txt: Non è una foto né un PDF" in page
    assert "2 su 2" in page
    assert "3 fogli di carta da guardare" in words(desk.get("/ufficio/"))
    first.seek(0)
    assert "1 file c'era già: non aggiunge niente." in hand_in(desk, first)
    assert "Scegli almeno una foto o una scansione." in hand_in(desk)
    assert ScanFile.objects.count() == 3


def test_a_sheet_is_typed_beside_its_picture_and_the_next_one_comes(process: Process) -> None:
    _sheets, pages = printed(process, 2)
    desk = signed_in()
    hand_in(desk, file(scanned(*pages), "tutti.pdf"))
    work()
    opened = desk.post(f"{LIST}prossimo/", follow=True)
    (here, _status) = opened.redirect_chain[-1]
    assert "2 da trascrivere in tutto." in words(opened)
    scan = opened.context["scan"]
    picture = desk.get(f"{here}immagini/1.webp")
    assert picture["Content-Type"] == "image/webp"
    assert picture["Cache-Control"] == "private, no-store"
    empty = desk.post(here, form_data(opened, words=" ", poi="prossimo"))
    assert empty.status_code == 422
    assert "Scrivi le parole che leggi." in words(empty)
    data = form_data(opened, words=BUS, targets=["axis:2"], kind="need", email="ada@example.org")
    more = desk.post(here, {**data, "poi": "ancora"}, follow=True)
    assert "Adesso la voce che segue, dallo stesso foglio." in words(more)
    assert "La risposta va a ada@example.org." in words(more)
    assert "E-mail per la risposta" not in words(more)
    data = form_data(more, words="E una panchina.", poi="prossimo")
    after = desk.post(here, data, follow=True)
    assert "Salvato. Ecco il prossimo." in words(after)
    assert after.context["scan"] != scan
    first, second = Contribution.objects.order_by("text")
    assert second.code == scan.sheet.code
    assert [code.axis.number for code in second.codes.all() if code.axis] == [2]
    assert f"Dallo stesso foglio viene anche: {codes.show(first.code)}" in everybody(second.code)
    # The same button twice: on to the next, and nothing is added.
    assert desk.post(here, data, follow=True).context["scan"] == after.context["scan"]
    assert Contribution.objects.count() == 2


def test_after_the_last_sheet_no_next_one_is_announced(process: Process) -> None:
    _sheets, pages = printed(process)
    desk = signed_in()
    hand_in(desk, file(scanned(*pages), "uno.pdf"))
    work()
    opened = desk.post(f"{LIST}prossimo/", follow=True)
    (here, _status) = opened.redirect_chain[-1]
    after = words(desk.post(here, form_data(opened, words=BUS, poi="prossimo"), follow=True))
    assert "Salvato. Non ci sono altri fogli da trascrivere." in after
    assert "Ecco il prossimo" not in after


def test_two_of_the_office_are_given_two_sheets(process: Process) -> None:
    _sheets, pages = printed(process, 2)
    desk = signed_in()
    hand_in(desk, file(scanned(pages[0], pages[2]), "due.pdf"))
    work()
    mine = desk.post(f"{LIST}prossimo/", follow=True).context["scan"]
    other = signed_in(User.Role.ADMINISTRATOR)
    assert other.post(f"{LIST}prossimo/", follow=True).context["scan"] != mine
    page = other.get(at(mine))
    assert "lo sta trascrivendo un'altra persona dell'ufficio" in words(page)
    assert "Salva e prossimo" not in words(page)


def test_a_sheet_that_is_not_recognised_is_told_by_its_code_or_has_none(process: Process) -> None:
    (sheet,), _pages = printed(process)
    desk = signed_in()
    hand_in(desk, file(photographed(white())))
    work()
    scan = SheetScan.objects.get()
    assert "Che foglio è" in words(desk.get(at(scan)))
    wrong = desk.post(at(scan, "riconosci/"), {"codice": "ABC"})
    assert wrong.status_code == 422
    assert "Questo non è un codice dei nostri" in words(wrong)
    right = desk.post(at(scan, "riconosci/"), {"codice": codes.show(sheet.code)}, follow=True)
    assert "Salva e prossimo" in words(right)
    hand_in(desk, file(photographed(white(), turned=2), "altra.jpg"))
    work()
    other = SheetScan.objects.exclude(pk=scan.pk).get()
    page = desk.post(at(other, "riconosci/"), {"senza": "si"}, follow=True)
    assert "Senza codice: le sue voci ne hanno uno nuovo." in words(page)


def test_a_photocopy_becomes_a_sheet_of_its_own_and_the_receipt_says_where(
    process: Process,
) -> None:
    (sheet,), pages = printed(process)
    desk = signed_in()
    hand_in(desk, file(photographed(written_on(pages[0], 1), written_on(pages[0], 2))))
    work()
    scan = SheetScan.objects.get()
    other = scan.source.pages.last()
    said = words(desk.post(at(scan, "altro/"), {"pagina": other.pk}, follow=True))
    assert "Adesso è un foglio a sé: le sue voci avranno un codice nuovo." in said
    copy = SheetScan.objects.get(is_copy=True)
    assert "Copia di un foglio con questo codice" in words(desk.get(at(copy)))
    page = desk.get(at(copy))
    desk.post(at(copy), form_data(page, words="Una panchina.", poi="basta"))
    voice = Contribution.objects.get()
    assert voice.code != sheet.code
    text = everybody(sheet.code)
    assert "non è ancora arrivato a noi" in text
    assert f"la tua voce è qui: {codes.show(voice.code)}" in text


def test_what_came_again_is_looked_at_and_adds_nothing(process: Process) -> None:
    _sheets, pages = printed(process)
    desk = signed_in()
    hand_in(desk, file(photographed(written_on(pages[0]))))
    work()
    scan = SheetScan.objects.get()
    desk.post(at(scan), form_data(desk.get(at(scan)), words=BUS, poi="basta"))
    hand_in(desk, file(photographed(written_on(pages[0]), turned=3), "di nuovo.jpg"))
    work()
    assert "1 foglio già trascritto è arrivato di nuovo" in words(desk.get(LIST))
    assert "arrivato di nuovo" in words(desk.get(f"{LIST}trascritti/"))
    said = words(desk.post(at(scan, "lo-stesso/"), follow=True))
    assert "è lo stesso foglio, e la seconda immagine resta accanto" in said
    assert Contribution.objects.count() == 1


def test_a_blank_sheet_is_put_aside_and_may_be_opened_again(process: Process) -> None:
    scan = came_back(process)
    desk = signed_in()
    assert "Scegli il motivo." in words(desk.post(at(scan, "da-parte/"), {}, follow=True))
    desk.post(at(scan, "da-parte/"), {"motivo": "not_a_voice"})
    assert "Non dice niente sul piano" in words(desk.get(at(scan)))
    desk.post(at(scan, "riapri/"))
    assert "Salva e prossimo" in words(desk.get(at(scan)))
    refused = words(desk.post(at(scan, "fatto/"), follow=True))
    assert "Non ne hai ancora tratto nessuna voce." in refused


def test_half_an_address_is_refused_beside_its_field(process: Process) -> None:
    scan = came_back(process)
    desk = signed_in()
    data = form_data(desk.get(at(scan)), words=BUS, name="Ada Rossi", poi="basta")
    answer = desk.post(at(scan), data)
    assert answer.status_code == 422
    assert "Per una lettera serve anche l'indirizzo." in words(answer)
    assert not Contribution.objects.exists()


def test_what_did_not_come_back_is_listed_with_where_it_was_left(process: Process) -> None:
    (sheet,), _pages = printed(process)
    page = words(signed_in(User.Role.VIEWER).get(f"{LIST}fuori/"))
    assert codes.show(sheet.code) in page


def test_everybody_reads_that_it_came_on_paper_and_prints_the_receipt(process: Process) -> None:
    scan = came_back(process)
    desk = elena()
    desk.post(at(scan), form_data(desk.get(at(scan)), words=BUS, poi="basta"))
    code = codes.show(Contribution.objects.get().code)
    assert "Da un foglio scritto a mano" in everybody(code)
    page = Client().get(f"/voce/{code}/ricevuta/")
    assert code in words(page)
    assert "data:image/svg+xml" in page.content.decode()
    assert "Il foglio com'è" in words(desk.get(f"/ufficio/voci/{code}/"))
    nobody: Any = Client().get(f"/voce/{codes.new_code()}/ricevuta/", follow=True)
    assert nobody.status_code == 404


@pytest.mark.parametrize("typed", ["\u00b2", "", "9" * 30, "-1"])
def test_a_page_that_is_no_number_is_not_found(process: Process, typed: str) -> None:
    scan = came_back(process)
    assert signed_in().post(at(scan, "altro/"), {"pagina": typed}).status_code == 404


def test_a_sheet_is_offered_among_the_sheets_alone(process: Process) -> None:
    scan = came_back(process)
    desk = signed_in()
    source = reverse("desk:source", args=[scan.source_id])
    for answer in (desk.get(source), desk.post(source, {"parole": BUS})):
        assert answer["Location"] == at(scan)
    assert not Contribution.objects.exists()
    listed = desk.get(reverse("desk:sources")).content.decode()
    assert source not in listed
    assert "Foglio scritto a mano" not in listed
    today = words(desk.get("/ufficio/"))
    assert "1 foglio di carta da guardare" in today
    assert "tra lettere, mail e interviste da lavorare" not in today

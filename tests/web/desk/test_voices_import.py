"""A sheet of voices at the desk: columns guessed, every problem by line, and only then the import."""

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arengo.contributions.importing import COLUMNS
from arengo.contributions.models import Contribution, Source
from arengo.core import spreadsheets
from arengo.people.models import User
from arengo.plan.models import Axis
from arengo.territory.models import Zone
from tests.conftest import Clock
from tests.factories import make_municipality, make_process
from tests.feedback.acts import open_to_voices
from tests.web.desk.editors import signed_in
from tests.web.public.reading import words

pytestmark = pytest.mark.django_db
SHEET = """Testo;Asse
Servono treni di sera.;2
;3
Più boschi;99
"""


@pytest.fixture
def dario(clock: Clock) -> Client:
    clock.to("2023-10-27 10:00")
    open_to_voices(make_process())
    return signed_in()


def upload(client: Client, data: bytes = SHEET.encode(), name: str = "voci.csv") -> Any:
    return client.post(reverse("desk:voices-import"), {"sheet": SimpleUploadedFile(name, data)})


def typed(client: Client, url: str) -> dict[str, Any]:
    page = client.get(url)
    form = page.context["form"]
    data = {bound.html_name: bound.value() or "" for bound in form}
    data["default_stage"] = getattr(data["default_stage"], "pk", data["default_stage"])
    return {**data, "fingerprint": page.context["preview"].fingerprint}


def test_a_sheet_is_seen_before_its_voices_are_received(dario: Client) -> None:
    url = upload(dario)["Location"]
    page = dario.get(url).content.decode()
    assert "Riga 3: Mancano le parole." in page
    assert "Riga 4: Il piano vigente non ha un asse «99»." in page
    assert "Importa 2 voci" in page
    assert not Contribution.objects.exists()

    done = dario.post(url, {**typed(dario, url), "act": "import"}, follow=True)
    assert "2 voci ricevute: ora si leggono." in done.content.decode()
    assert "Servono treni di sera." in done.content.decode()
    assert Contribution.objects.filter(stage__key="ascolto").count() == 2


def test_lines_with_a_doubt_are_counted_and_shown_at_once(dario: Client) -> None:
    sheet = b"Testo;Asse;Zona;data;chi\nTreni;2;;oggi;Ada\nBoschi;99;Altrove;;\n;1;;;\n"
    answer = dario.get(upload(dario, sheet)["Location"])
    page = words(answer)
    for figure in ("voci nuove 2", "riga da guardare 1", "riga lasciata fuori 1"):
        assert figure in page
    assert '<details class="fold" open><summary>Da guardare' in answer.content.decode()
    assert "Colonne che non si usano: data, chi" in page


def test_where_all_is_understood_nothing_is_said_to_be_looked_at(dario: Client) -> None:
    page = words(dario.get(upload(dario, b"Testo;Asse\nTreni;2\n")["Location"]))
    assert "voce nuova 1" in page
    assert "da guardare" not in page
    assert "non si usa" not in page


def test_in_the_preview_an_axis_and_a_zone_stand_apart(dario: Client) -> None:
    make_municipality()
    zone = Zone.objects.get()
    sheet = f"Testo;Asse;Zona\nTreni;2;{zone.name}\n"
    page = dario.get(upload(dario, sheet.encode())["Location"]).content.decode()
    axis = Axis.objects.get(number=2)
    assert f"{axis} · {zone}</small>" in page


def test_before_uploading_it_is_said_which_columns_are_recognised(dario: Client) -> None:
    page = words(dario.get(reverse("desk:voices-import")))
    for column in COLUMNS:
        assert f"{column.label}: {column.headers[0]}" in page
    assert "Scarica un foglio d'esempio (CSV)" in page


def test_the_sheet_that_is_offered_as_an_example_is_understood(dario: Client) -> None:
    answer = dario.get(reverse("desk:voices-example"))
    assert answer["Content-Disposition"] == 'attachment; filename="voci-esempio.csv"'
    read = dario.get(upload(dario, answer.content)["Location"])
    form = read.context["form"]
    assert form.unused() == []
    assert set(form.mapping()) == {column.field for column in COLUMNS}
    preview = read.context["preview"]
    assert (len(preview.new), preview.problems, preview.with_address) == (2, [], 0)


def test_after_a_wrong_file_nothing_is_said_to_be_still_there(dario: Client) -> None:
    page = words(upload(dario, b"%PDF-1.7 x"))
    assert "Non è un foglio di calcolo" in page
    assert "è ancora qui sotto" not in page


def test_the_second_click_says_that_it_is_imported(dario: Client) -> None:
    url = upload(dario)["Location"]
    data = {**typed(dario, url), "act": "import"}
    dario.post(url, data)
    again = dario.post(url, data)
    assert again.status_code == 409
    assert "è già stato importato" in again.content.decode()
    assert Contribution.objects.count() == 2


def test_the_same_file_again_says_so_and_adds_nothing(dario: Client) -> None:
    url = upload(dario)["Location"]
    dario.post(url, {**typed(dario, url), "act": "import"})
    again = upload(dario)["Location"]
    page = dario.get(again)
    assert (len(page.context["preview"].new), len(page.context["preview"].known)) == (0, 2)
    shown = page.content.decode()
    assert "Da importare non c'è niente di nuovo." in unescape(shown)
    assert 'value="import"' not in shown


def test_the_same_file_as_another_collection_is_refused_with_its_name(dario: Client) -> None:
    url = upload(dario)["Location"]
    dario.post(url, {**typed(dario, url), "act": "import", "default_title": "Il GAL"})
    again = upload(dario)["Location"]
    data = {**typed(dario, again), "default_is_another": "on", "default_title": "Un altro"}
    page = dario.post(again, {**data, "act": "preview"})
    data["fingerprint"] = page.context["preview"].fingerprint
    refused = dario.post(again, {**data, "act": "import"})
    assert refused.status_code == 422
    assert "«Il GAL»" in refused.content.decode()
    assert Source.objects.count() == 1


def test_what_changed_since_the_preview_is_not_imported(dario: Client) -> None:
    url = upload(dario)["Location"]
    stale = {**typed(dario, url), "act": "import", "column_axis": ""}
    page = dario.post(url, stale)
    assert page.status_code == 422
    assert "cambiata" in page.content.decode()
    assert not Contribution.objects.exists()


def test_the_lines_that_are_left_out_come_back_as_a_sheet_with_the_reason(dario: Client) -> None:
    url = upload(dario)["Location"]
    token = url.rstrip("/").rsplit("/", 1)[1]
    answer = dario.post(reverse("desk:voices-left-out", args=[token]), typed(dario, url))
    sheet = spreadsheets.read(answer.content)
    assert sheet.headers == ["Testo", "Asse", "Perché no"]
    assert [list(row.values()) for row in sheet.rows] == [["", "3", "Mancano le parole."]]


def test_the_columns_are_as_they_were_said_the_last_time(dario: Client) -> None:
    odd = b"Che cosa ci dice?;Numero di asse\nTreni;2\n"
    url = upload(dario, odd)["Location"]
    page = dario.get(url)
    assert "quale colonna contiene le parole" in page.content.decode()
    form = page.context["form"]
    data = {bound.html_name: bound.value() or "" for bound in form}
    data["default_stage"] = ""
    data |= {"column_text": "Che cosa ci dice?", "column_axis": "Numero di asse"}
    seen = dario.post(url, {**data, "act": "preview"})
    data["fingerprint"] = seen.context["preview"].fingerprint
    dario.post(url, {**data, "act": "import"})
    again = dario.get(upload(dario, odd + b"Boschi;1\n")["Location"])
    assert again.context["form"]["column_text"].value() == "Che cosa ci dice?"
    assert [line.words for line in again.context["preview"].new] == ["Boschi"]


def test_an_import_with_the_wrong_column_is_taken_back_and_done_again(dario: Client) -> None:
    url = upload(dario)["Location"]
    listed = dario.post(url, {**typed(dario, url), "act": "import"}, follow=True)
    source = Source.objects.get()
    sheet = reverse("desk:source", args=[source.pk])
    assert f'href="{sheet}"' in listed.content.decode()
    page = dario.get(sheet).content.decode()
    assert "2 righe di questo foglio sono voci." in page
    undo = reverse("desk:source-undo", args=[source.pk])
    assert f'href="{undo}"' in page
    assert "Sì, toglile" in dario.get(undo).content.decode()
    assert Contribution.objects.filter(withdrawn_at__isnull=True).count() == 2, "it only asks"

    done = dario.post(undo, follow=True).content.decode()
    assert "2 voci tolte." in done
    assert "2 sono state tolte." in done
    assert "Annulla questa importazione" not in done
    listed = words(dario.get(f"{reverse('desk:voices')}?via=import"))
    assert "Tolta: era stata trascritta per errore" in listed
    assert "Ritirata da chi l'aveva scritta" not in listed
    balance = words(Client().get("/le-voci/"))
    assert "2 voci ricevute: 2 sono state ritirate o tolte." in balance
    assert "qualcuno le ha lette" in dario.post(undo).content.decode()
    again = upload(dario)["Location"]
    dario.post(again, {**typed(dario, again), "act": "import"})
    assert Contribution.objects.filter(withdrawn_at__isnull=True).count() == 2


def test_only_who_writes_takes_an_import_back(dario: Client) -> None:
    url = upload(dario)["Location"]
    dario.post(url, {**typed(dario, url), "act": "import"})
    source = Source.objects.get()
    undo = reverse("desk:source-undo", args=[source.pk])
    for role, name in ((User.Role.DOOR, "Rita"), (User.Role.VIEWER, "Vera")):
        assert signed_in(role, name).post(undo).status_code == 403
    assert Contribution.objects.filter(withdrawn_at__isnull=True).count() == 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "vuoto"),
        (b"%PDF-1.7 x", "Non è un foglio di calcolo"),
        (b"<html>", "pagina web"),
        (b"PK\x03\x04nonsense", "rovinato"),
    ],
)
def test_what_is_no_sheet_gets_a_sentence(dario: Client, data: bytes, sentence: str) -> None:
    page = upload(dario, data)
    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_who_only_reads_imports_nothing(dario: Client) -> None:
    reader = signed_in(User.Role.VIEWER, "Vera")
    assert upload(reader).status_code == 403
    assert (
        'href="/ufficio/voci/importa/"' not in reader.get(reverse("desk:voices")).content.decode()
    )

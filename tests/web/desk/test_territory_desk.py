"""The territory at the desk: read by the office, written by administrators, with its dates."""

import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arengo.core import spreadsheets
from arengo.people.models import User
from arengo.territory.models import Membership, Municipality, Zone
from tests.factories import make_municipality, make_process
from tests.web.desk.editors import errors, filled, send, signed_in
from tests.web.desk.test_plans_desk import queries_of

pytestmark = pytest.mark.django_db
PAGE = "/ufficio/territorio/"
SHEET = """Codice ISTAT;Comune;Abitanti;Zona omogenea
001019;Balme;110;7. Valli di Lanzo
1003;Ala di Stura;450;7
;Senza codice;10;7
"""


@pytest.fixture
def elena(db) -> Client:
    make_process()
    return signed_in(User.Role.ADMINISTRATOR, "Elena")


def page(client: Client, query: str = "") -> str:
    """The page's body, once what was told of the last act is read."""
    client.get(PAGE)
    html = client.get(f"{PAGE}{query}").content.decode()
    return html[html.index("<main") :]


def upload(elena: Client, data: bytes | str = SHEET) -> str:
    content = data.encode() if isinstance(data, str) else data
    file = SimpleUploadedFile("comuni.csv", content)
    return elena.post(reverse("desk:territory-import"), {"sheet": file})["Location"]


def confirm(elena: Client, url: str, act: str = "import", **changes):
    seen = elena.get(url)
    form = seen.context["form"]
    data = {bound.html_name: bound.value() or "" for bound in form}
    data |= {"fingerprint": seen.context["preview"].fingerprint, "act": act, **changes}
    return elena.post(url, {name: value for name, value in data.items() if value != ""})


# The page


def test_an_empty_territory_says_how_to_begin(elena) -> None:
    assert "Il territorio è vuoto" in page(elena)


def test_zones_stand_with_their_municipalities_and_a_search_finds_by_name_or_code(elena) -> None:
    make_municipality()
    make_municipality("Aglie", "001001", 2_600)
    Municipality.objects.filter(slug="aglie").update(name="Agliè")
    whole = page(elena)
    assert "2 comuni, 2.710 abitanti" in whole
    assert whole.index("7. Ciriacese") < whole.index("Balme")
    assert "Balme" not in page(elena, "?q=aglie")
    assert "Balme" in page(elena, "?q=001019")
    assert "Nessun comune con questo nome" in page(elena, "?q=xyz")


def test_the_office_reads_it_and_writes_nothing(elena) -> None:
    make_municipality()
    for client in (signed_in(), signed_in(User.Role.VIEWER, "Bruno")):
        whole = page(client)
        assert "Balme" in whole
        assert "/territorio/comuni/" not in whole
        assert client.get(f"{PAGE}comuni/balme/").status_code == 403
        assert client.post(f"{PAGE}comuni/balme/chiudi/", {"on": "2023-09-06"}).status_code == 403
    assert Municipality.objects.get().closed_on is None


def test_the_page_costs_the_same_queries_whatever_it_holds(elena) -> None:
    make_municipality()
    one = queries_of(elena, PAGE)
    make_municipality("Ala", "001003")
    make_municipality("Groscavallo", "001118")
    Zone.objects.create(number=3, name="Susa", slug="susa")
    assert queries_of(elena, PAGE) == one


# Zones


def test_a_zone_is_added_changed_and_taken_away(elena) -> None:
    send(elena, "zone-new", name="Valli di Susa")
    zone = Zone.objects.get()
    assert zone.number == 1
    send(elena, "zone", zone.pk, name="Valli di Susa e Sangone")
    assert "Valli di Susa e Sangone" in page(elena)
    elena.post(reverse("desk:zone-remove", args=[zone.pk]))
    assert not Zone.objects.exists()


def test_a_zone_with_its_municipalities_is_not_taken_away(elena) -> None:
    make_municipality()
    url = reverse("desk:zone-remove", args=[Zone.objects.get().pk])
    asked = elena.get(url).content.decode()
    assert "1 comune, di oggi o di prima" in asked
    assert "btn-danger" not in asked
    elena.post(url)
    assert Zone.objects.exists()


def test_a_number_that_is_taken_stands_beside_its_field(elena) -> None:
    make_municipality()
    answer = send(elena, "zone-new", number="7", name="Altra")
    assert list(errors(answer)) == ["number"]
    assert 'value="Altra"' in answer.content.decode()


# Municipalities


def test_a_municipality_is_added_and_its_code_keeps_its_zeros(elena) -> None:
    zone = Zone.objects.create(number=3, name="Susa", slug="susa")
    values = {"istat": "001317", "name": "Mappano", "population": "7300", "zone": str(zone.pk)}
    send(elena, "municipality-new", **values, since="2023-10-01")
    town = Municipality.objects.get()
    assert (town.istat, str(town.memberships.get().since)) == ("001317", "2023-10-01")
    wrong = send(elena, "municipality-new", istat="1317", name="X", population="1")
    assert "sei cifre" in errors(wrong)["istat"][0]


def test_a_municipality_moves_from_a_day_and_the_page_tells_both(elena, client) -> None:
    make_municipality()
    susa = Zone.objects.create(number=3, name="Susa", slug="susa")
    answer = send(elena, "municipality-move", "balme", zone=str(susa.pk), since="2024-01-01")
    assert answer["Location"] == f"{PAGE}comuni/balme/"
    told = elena.get(f"{PAGE}comuni/balme/").content.decode()
    assert re.search(r"3\. Susa.*dal 1º gennaio 2024.*7\. Ciriacese.*oggi", told, re.S)
    assert "passa alla zona 3. Susa dal 1º gennaio 2024" in page(elena)
    cache.clear()
    assert "Testi aggiornati: 6 settembre 2023" in client.get("/").content.decode()


def test_two_administrators_do_not_move_it_over_each_other(elena) -> None:
    make_municipality()
    zones = [Zone.objects.create(number=n, name=f"Z{n}", slug=f"z{n}") for n in (3, 4)]
    url = reverse("desk:municipality-move", args=["balme"])
    mine = {**filled(elena, url), "zone": str(zones[0].pk), "since": "2024-01-01"}
    other = signed_in(User.Role.ADMINISTRATOR, "Enrico")
    send(other, "municipality-move", "balme", zone=str(zones[1].pk), since="2023-12-01")
    answer = elena.post(url, mine)
    assert ("4. Z4", "3. Z3") in [(d.theirs, d.mine) for d in answer.context["form"].differences]
    assert Membership.objects.count() == 2


def test_a_merger_is_written_with_its_day_and_can_be_undone(elena) -> None:
    make_municipality()
    lanzo = make_municipality("Lanzo", "001129")
    send(elena, "municipality-close", "balme", on="2023-09-01", merged_into=str(lanzo.pk))
    whole = page(elena)
    assert "Non ci sono più" in whole
    assert "dal 1º settembre 2023" in whole
    assert "Confluisce in Lanzo" in elena.get(f"{PAGE}comuni/balme/").content.decode()
    again = elena.post(reverse("desk:municipality-close", args=["balme"]), {"on": "2023-09-02"})
    assert "prima riaprilo" in str(again.context["form"].non_field_errors())
    elena.post(reverse("desk:municipality-reopen", args=["balme"]))
    assert "Non ci sono più" not in page(elena)


def test_a_closing_without_a_day_is_refused_beside_its_field(elena) -> None:
    make_municipality()
    assert list(errors(send(elena, "municipality-close", "balme"))) == ["on"]


# A sheet


def test_a_sheet_is_seen_before_it_is_imported_and_every_wrong_row_is_told(elena) -> None:
    url = upload(elena)
    seen = elena.get(url)
    assert [draft.istat for draft in seen.context["preview"].new] == ["001019", "001003"]
    assert "Riga 4: Manca il codice ISTAT." in seen.content.decode()
    assert "7. Valli di Lanzo" in seen.content.decode()
    assert not Municipality.objects.exists()
    assert confirm(elena, url)["Location"] == PAGE
    assert "Ala di Stura" in page(elena)
    assert elena.get(url).status_code == 409


def test_other_columns_give_another_preview_and_import_nothing(elena) -> None:
    url = upload(elena)
    answer = confirm(elena, url, "preview", column_istat="")
    assert "codice ISTAT" in str(answer.context["form"].non_field_errors())
    assert not Municipality.objects.exists()


def test_what_is_no_longer_true_is_not_imported_and_shown_again(elena) -> None:
    url = upload(elena)
    answer = confirm(elena, url, fingerprint="somethingelse")
    assert "Guardala di nuovo" in str(answer.context["form"].non_field_errors())
    assert answer.context["preview"].new
    assert not Municipality.objects.exists()


def test_once_there_are_zones_none_is_made_unasked(elena) -> None:
    make_municipality()
    url = upload(elena, "istat;zona\n001019;4. Torino Nord\n")
    assert elena.get(url).context["form"]["default_makes_zones"].value() is False
    seen = elena.get(url).content.decode()
    assert "Non conosciamo la zona «4. Torino Nord»" in seen


def test_a_spreadsheet_is_read_like_a_csv(elena) -> None:
    headers = ["Codice ISTAT", "Comune", "Abitanti"]
    confirm(elena, upload(elena, spreadsheets.write_xlsx(headers, [[1003, "Ala di Stura", 450]])))
    assert Municipality.objects.get().istat == "001003"


def test_what_is_not_a_sheet_is_refused_beside_its_field(elena) -> None:
    file = SimpleUploadedFile("foto.png", b"\x89PNG\r\n\x1a\n" + b"\x01" * 200)
    answer = elena.post(reverse("desk:territory-import"), {"sheet": file})
    assert "sheet" in errors(answer)

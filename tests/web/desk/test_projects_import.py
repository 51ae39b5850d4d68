"""Projects from a sheet at the desk: columns guessed, a preview, and only then the import."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from arengo.people.models import User
from arengo.projects.models import Project
from tests.factories import make_process
from tests.web.desk.editors import errors, signed_in

pytestmark = pytest.mark.django_db
SHEET = """CUP;Titolo;Comune;Costo totale
C81F22003040001;Una scuola nuova;Balme;1000
C81F22003040002;Una ciclabile;Balme;2000
;;;
nonsenso;Riga sbagliata;Balme;1
"""


@pytest.fixture
def dario(db):
    make_process()
    return signed_in()


def upload(dario, text=SHEET, name="progetti.csv"):
    file = SimpleUploadedFile(name, text.encode())
    return dario.post(reverse("desk:projects-import"), {"sheet": file})


def confirm(dario, url, act, **changes):
    page = dario.get(url)
    form = page.context["form"]
    data = {bound.html_name: bound.value() or "" for bound in form}
    data["fingerprint"] = page.context["preview"].fingerprint
    return dario.post(url, {**data, "act": act, **changes})


def test_a_sheet_is_seen_before_it_is_imported(dario):
    url = upload(dario)["Location"]
    page = dario.get(url)

    assert [draft.cup for draft in page.context["preview"].new] == [
        "C81F22003040001",
        "C81F22003040002",
    ]
    assert "non è un CUP" in page.content.decode()
    assert not Project.objects.exists()

    done = confirm(dario, url, "import", default_source="Open data")
    assert done.status_code == 302
    assert Project.objects.count() == 2
    assert Project.objects.first().source == "Open data"
    gone = dario.get(url)
    assert gone.status_code == 409
    assert "caricalo di nuovo" in gone.content.decode()


def test_another_column_gives_another_preview_and_imports_nothing(dario):
    url = upload(dario)["Location"]

    answer = confirm(dario, url, "preview", column_title="")

    assert "quale colonna contiene il titolo" in str(answer.context["form"].non_field_errors())
    assert not Project.objects.exists()


def test_a_preview_that_is_no_longer_true_is_not_imported(dario):
    url = upload(dario)["Location"]

    answer = confirm(dario, url, "import", fingerprint="somethingelse")

    assert "guardala di nuovo" in answer.content.decode()
    assert not Project.objects.exists()


def test_what_is_not_a_sheet_is_refused_beside_its_field(dario):
    assert "vuoto" in errors(upload(dario, " "))["sheet"][0]


def test_an_invented_address_finds_no_sheet(dario):
    assert dario.get(reverse("desk:projects-columns", args=["abc:def"])).status_code == 409


def test_who_only_looks_sees_the_count_and_imports_nothing(dario):
    viewer = signed_in(User.Role.VIEWER, "Bruno")

    assert viewer.get(reverse("desk:projects")).status_code == 200
    assert viewer.get(reverse("desk:projects-import")).status_code == 403

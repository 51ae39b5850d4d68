"""The guidelines at the desk: an act and its sections."""

import pytest
from django.urls import reverse

from arengo.process.models import Guideline, GuidelineSection
from tests.factories import make_process
from tests.web.desk.editors import errors, send, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def dario(db):
    make_process()
    return signed_in()


def test_guidelines_are_written_by_sections_and_read_by_everybody(dario, client):
    send(
        dario,
        "guideline-new",
        title_it="Linee di indirizzo",
        act="Delibera 1",
        adopted_on="2023-05-01",
    )
    send(dario, "section-new", "linee-di-indirizzo", title_it="Prima", text_it="Un testo.")
    send(dario, "section-new", "linee-di-indirizzo", title_it="Seconda")
    dario.post(reverse("desk:section-move", args=["linee-di-indirizzo", "seconda", "su"]))

    page = client.get(reverse("public:guideline", args=["linee-di-indirizzo"])).content.decode()
    assert page.index("Seconda") < page.index("Un testo.")


def test_a_section_keeps_its_address_when_its_title_changes(dario):
    send(dario, "guideline-new", title_it="Linee")
    send(dario, "section-new", "linee", title_it="Prima")

    send(dario, "section", "linee", "prima", title_it="Un altro titolo")

    section = GuidelineSection.objects.get()
    assert (section.key, str(section.title)) == ("prima", "Un altro titolo")


def test_without_a_title_nothing_is_kept(dario):
    assert "title" in errors(send(dario, "guideline-new", act="Delibera 1"))
    assert not Guideline.objects.exists()


def test_taking_guidelines_away_is_asked_first(dario):
    send(dario, "guideline-new", title_it="Linee")
    url = reverse("desk:guideline-remove", args=["linee"])

    dario.get(url)
    assert Guideline.objects.exists()
    dario.post(url)
    assert not Guideline.objects.exists()

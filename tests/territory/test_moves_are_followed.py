"""A municipality moves, or merges: figures, invitations, projects and forms follow, from the day."""

from datetime import date

import pytest
from django.urls import reverse

from arengo.invitations import operations as book, queries as book_queries
from arengo.projects import queries as projects
from arengo.projects.queries import Filters
from arengo.registrations import coverage, figures
from arengo.registrations.models import Registration
from arengo.territory import operations
from arengo.territory.models import Zone
from arengo.web.desk.forms.invitations import WaveForm
from arengo.web.public.forms import municipalities
from tests.factories import make_meeting, make_municipality
from tests.invitations.books import Kind, make_invitation, make_town
from tests.projects.portfolio import make_project
from tests.registrations.acts import take_part
from tests.web.desk.cast import dario
from tests.web.public.steps import form_page, typed

pytestmark = pytest.mark.django_db
TODAY, NEW_YEAR = date(2023, 9, 6), date(2024, 1, 1)
ELENA = "staff:1"


@pytest.fixture
def susa() -> Zone:
    return Zone.objects.create(number=6, name="Valli di Susa", slug="susa")


@pytest.fixture
def balme():
    return make_municipality()


def move(town, zone, since=NEW_YEAR) -> None:
    operations.move_municipality(municipality=town, zone=zone, since=since, by=ELENA)


def close(town, into=None, on=TODAY) -> None:
    operations.close_municipality(municipality=town, merged_into=into, on=on, by=ELENA)


def numbers(meeting) -> dict[int, int]:
    return {row.zone.number: row.registered for row in figures.territory(meeting).zones}


def test_a_move_after_the_meeting_does_not_rewrite_who_was_there(balme, susa, clock) -> None:
    meeting = make_meeting()
    take_part(meeting, "Ada Rossi", municipality=balme)
    make_invitation(meeting, make_town())
    move(balme, susa)
    clock.to("2024-03-01 09:00")
    assert numbers(meeting) == {6: 0, 7: 1}
    assert [line.key for line in coverage.coverage(meeting).by_zone] == ["7"]
    page = dario().get(f"/ufficio/incontri/lancio/iscrizioni/?zona={susa.pk}")
    assert page.context["page"].paginator.count == 0


def test_a_move_before_the_meeting_is_followed_from_its_day(balme, susa, clock) -> None:
    meeting = make_meeting()
    take_part(meeting, "Ada Rossi", municipality=balme)
    move(balme, susa, date(2023, 9, 20))
    assert numbers(meeting) == {6: 0, 7: 1}
    clock.to("2023-09-20 09:00")
    assert numbers(meeting) == {6: 1, 7: 0}


def test_a_body_of_the_address_book_is_invited_with_the_zone_it_is_in(balme, susa) -> None:
    entry = make_town()
    move(balme, susa, TODAY)
    assert [list(book_queries.entries(zone=number)) for number in ("6", "7")] == [[entry], []]
    form = WaveForm({"name": "A", "kinds": [Kind.MUNICIPALITY], "zones": [susa.pk]})
    assert form.is_valid()
    assert list(form.chosen(book_queries.entries().none())) == [entry]
    page = dario().get("/ufficio/rubrica/").content.decode()
    row = page[page.index("<tbody>") : page.index("</tbody>")]
    assert "6. Valli di Susa" in row
    assert "7. Ciriacese" not in row


def test_who_is_closed_gets_no_new_entry_in_the_address_book(balme) -> None:
    close(balme)
    assert book_queries.territory_without_entry() == (0, 1)
    book.make_territory_entries(by=ELENA)
    assert not book_queries.entries(kind=Kind.MUNICIPALITY).exists()


def test_projects_are_told_by_the_zone_of_the_day(balme, susa, clock) -> None:
    make_project("ponte", municipalities=[balme])
    move(balme, susa)
    assert [number for _zone, number in projects.zone_counts(Filters())] == [0, 1]
    clock.to("2024-01-01 09:00")
    assert [number for _zone, number in projects.zone_counts(Filters())] == [1, 0]


def test_who_is_closed_is_listed_only_with_the_projects_that_name_it(balme) -> None:
    ala = make_municipality("Ala", "001003")
    make_project("ponte", municipalities=[balme])
    close(balme)
    close(ala)
    assert [place.name for place in projects.every_municipality()] == ["Balme"]


def test_who_types_the_name_of_one_that_merged_is_from_the_one_it_is_part_of(balme, client) -> None:
    lanzo = make_municipality("Lanzo", "001129")
    close(balme, lanzo)
    meeting = make_meeting()
    client.post(form_page(meeting), typed(municipality="Balme"))
    assert Registration.objects.get().municipality == lanzo
    assert municipalities.find("comune di balme") == lanzo
    assert 'value="Balme"' not in municipalities.datalist()


def test_of_two_with_one_name_the_one_that_stands_is_meant(balme) -> None:
    close(balme)
    values = {"istat": "001999", "name": "Balme", "population": 900}
    new = operations.save_municipality(values=values, by=ELENA)
    assert new.slug == "balme-2"
    assert municipalities.find("Balme") == new
    assert municipalities.find("balme ") == new


def test_the_office_is_not_offered_who_is_closed_and_keeps_what_was_written(balme) -> None:
    meeting = make_meeting()
    ada = take_part(meeting, "Ada Rossi", municipality=balme)
    close(balme)
    new = dario().get(reverse("desk:registration-new", args=["lancio"])).context["form"]
    kept = dario().get(reverse("desk:registration-details", args=[ada.code])).context["form"]
    assert list(new.fields["municipality"].queryset) == []
    assert list(kept.fields["municipality"].queryset) == [balme]

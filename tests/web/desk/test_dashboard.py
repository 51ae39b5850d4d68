"""A meeting in figures: what is counted, what the titles say, who is missing."""

from datetime import date

import pytest

from arengo.meetings.models import Meeting
from arengo.people.models import User
from arengo.registrations import figures, operations
from arengo.registrations.models import Hall
from arengo.territory.models import Membership, Municipality, Zone
from arengo.web.desk import bars
from arengo.web.desk.views.dashboard import finding
from tests.factories import make_meeting, make_municipality, moment
from tests.registrations.acts import ONLINE, ask, contingent_of, fill, take_part
from tests.web.desk.cast import dario, signed_in
from tests.web.desk.test_registrations import CountQueries
from tests.web.public.reading import read

pytestmark = pytest.mark.django_db
PAGE = "/ufficio/incontri/lancio/"


def make_turin() -> Municipality:
    zone = Zone.objects.create(number=1, name="Torino", slug="torino")
    town = Municipality.objects.create(istat="001272", name="Torino", slug="torino", population=890)
    Membership.objects.create(municipality=town, zone=zone)
    return town


def test_the_totals_count_each_once_and_leave_the_cancelled_out() -> None:
    meeting = make_meeting()
    take_part(meeting, "Ada Rossi")
    take_part(meeting, "Bruno Rossi", ONLINE)
    ask(meeting, "Carla Neri")
    operations.cancel(registration=take_part(meeting, "Dario Bo"))
    totals = figures.totals(meeting)
    assert (totals.active, totals.in_person, totals.online) == (3, 2, 1)
    assert (totals.confirmed, totals.to_confirm, totals.in_line) == (2, 1, 0)


def test_zones_stand_beside_their_inhabitants() -> None:
    meeting, balme, turin = make_meeting(), make_municipality(), make_turin()
    take_part(meeting, "Ada Rossi", municipality=balme)
    take_part(meeting, "Bruno Rossi", municipality=balme)
    take_part(meeting, "Carla Neri", ONLINE, municipality=turin)
    take_part(meeting, "Dario Bo", ONLINE)
    territory = figures.territory(meeting)
    by_name = {row.zone.name: row for row in territory.zones}
    assert by_name["Torino"].registered == 1
    assert by_name["Torino"].share == pytest.approx(1 / 3)
    assert by_name["Torino"].population_share == pytest.approx(0.89)
    assert territory.elsewhere == 1
    assert territory.most_missing == by_name["Torino"]
    assert finding(territory) == "Torino: 89% degli abitanti, 33% degli iscritti"


def test_a_municipality_that_changed_zone_is_counted_once_in_the_zone_of_today() -> None:
    meeting, balme = make_meeting(), make_municipality()
    old = Zone.objects.create(number=2, name="Prima", slug="prima")
    Membership.objects.create(municipality=balme, zone=old, until="2020-01-01")
    take_part(meeting, "Ada Rossi", municipality=balme)
    numbers = {row.zone.name: row.registered for row in figures.territory(meeting).zones}
    assert numbers == {"Prima": 0, "Ciriacese-Valli di Lanzo": 1}


def test_silent_municipalities_begin_with_the_most_populous() -> None:
    meeting = make_meeting()
    make_municipality()
    make_turin()
    assert [town.name for town in figures.territory(meeting).silent] == ["Torino", "Balme"]


def test_a_small_share_is_not_called_nothing() -> None:
    assert bars.in_percent(0.004) == "meno dell'1%"
    assert bars.in_percent(0) == "0%"
    assert bars.in_percent(0.336) == "34%"


def test_days_have_no_gap_and_add_up(clock) -> None:
    meeting = make_meeting()
    take_part(meeting, "Ada Rossi")
    clock.to("2023-09-08 23:30")
    take_part(meeting, "Bruno Rossi")
    clock.to("2023-09-09 10:00")
    days = figures.per_day(meeting)
    assert [(day.day.day, day.registered, day.in_all) for day in days] == [
        (6, 1, 1),
        (7, 0, 1),
        (8, 1, 2),
        (9, 0, 2),
    ]
    assert bars.per_day(days).columns[1].height == 0


def test_the_last_day_of_a_meeting_that_ends_after_midnight_is_the_day_here(clock) -> None:
    make_meeting(ends_at=moment("2023-09-28 00:30"))
    meeting = Meeting.objects.get()
    take_part(meeting, "Ada Rossi")
    clock.to("2023-09-30 10:00")
    assert figures.per_day(meeting)[-1].day == date(2023, 9, 28)


def test_the_page_shows_places_with_safety_beside_them() -> None:
    meeting = make_meeting(hall=12, safety=10)
    contingent_of(meeting)
    text = read(dario(), PAGE)
    assert "capienza di sicurezza 10" in text
    assert "Sono aperti più posti di quante persone possono entrare insieme" in text
    assert "sindaci" in text


def test_a_viewer_reads_the_figures_but_finds_no_act() -> None:
    make_meeting()
    page = signed_in(User.Role.VIEWER).get(PAGE).content.decode()
    assert "iscrizioni attive" in page
    assert "/annulla/" not in page
    assert "/posti/" not in page


def test_a_meeting_without_territory_or_registrations_has_a_page() -> None:
    make_meeting()
    assert "Ancora nessuna iscrizione" in read(dario(), PAGE)


@pytest.mark.parametrize("path", [PAGE, "/ufficio/", "/ufficio/incontri/"])
def test_the_pages_ask_the_database_as_often_for_three_as_for_one(path: str) -> None:
    meeting, client = make_meeting(hall=10), dario()
    Hall.objects.update(capacity_is_example=True)
    take_part(meeting, "Ada Rossi", municipality=make_municipality())
    client.get(path)
    with CountQueries() as one:
        client.get(path)
    for name in ["Bruno Rossi", "Carla Neri"]:
        take_part(meeting, name, municipality=make_municipality())
    for slug in ["novembre", "dicembre"]:
        make_meeting(slug=slug)
    with CountQueries() as three:
        client.get(path)
    assert one.number == three.number


def test_every_registration_is_in_exactly_one_kind() -> None:
    meeting = make_meeting(hall=5)
    fill(meeting)
    take_part(meeting, "Ada Rossi", ONLINE, representing="union", delegate_of="Sindacato")
    kinds = figures.by_representing(meeting)
    assert sum(number for _key, _words, number in kinds) == 6
    assert kinds[0][0] == "citizen"


def test_from_a_week_before_it_says_how_many_the_conference_carries(clock, settings) -> None:
    settings.CONFERENCE = "mesh"
    take_part(make_meeting(), "Ada Rossi", ONLINE)
    told = "La conferenza porta 12 persone collegate e 6 telecamere insieme; gli iscritti online sono 1."
    assert told not in read(signed_in(User.Role.OFFICE), PAGE)
    clock.to("2023-09-21 09:00")
    assert told in read(signed_in(User.Role.OFFICE), PAGE)

"""The verbs of the territory: what moves does so from a day, what closes stays written."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from arengo.core.editing import ChangedMeanwhile, FieldRefused, version_of
from arengo.core.ledger.models import Entry
from arengo.core.pointing import StillNamed
from arengo.territory import operations, queries
from arengo.territory.models import Membership, Municipality, Zone
from tests.factories import make_meeting, make_municipality
from tests.invitations.books import make_town
from tests.registrations.acts import take_part

pytestmark = pytest.mark.django_db
ELENA = "staff:1"
TODAY = date(2023, 9, 6)
NEW_YEAR = date(2024, 1, 1)


@pytest.fixture
def balme() -> Municipality:
    return make_municipality()


def zone(number: int = 3, name: str = "Valli di Susa", **more) -> Zone:
    values = {"number": number, "name": name, **more}
    return operations.save_zone(values=values, by=ELENA)


def move(town: Municipality, to: Zone, since: date | None = None, **more) -> Membership:
    return operations.move_municipality(municipality=town, zone=to, since=since, by=ELENA, **more)


def history(town: Municipality) -> list[tuple[int, date | None, date | None]]:
    rows = town.memberships.order_by("pk")
    return [(each.zone.number, each.since, each.until) for each in rows]


def zone_on(town: Municipality, day: date) -> int | None:
    found = queries.zones_by_municipality(day).get(town.pk)
    return found.number if found else None


# Zones


def test_a_zone_is_written_and_keeps_its_address_when_its_name_changes() -> None:
    made = zone()
    again = operations.save_zone(zone=made, values={"name": "Valli di Susa e Sangone"}, by=ELENA)
    assert (again.slug, again.name) == ("valli-di-susa", "Valli di Susa e Sangone")
    kinds = list(Entry.objects.values_list("kind", "subject"))
    assert kinds == [("territory.zone_saved", "zone:3")] * 2


def test_two_zones_never_have_one_number() -> None:
    zone()
    with pytest.raises(FieldRefused, match="già una zona con questo numero") as refused:
        zone(name="Pinerolese")
    assert refused.value.field == "number"
    with pytest.raises(IntegrityError), transaction.atomic():
        Zone.objects.create(number=3, name="Pinerolese", slug="pinerolese")


@pytest.mark.parametrize(("values", "field"), [({"number": 0}, "number"), ({"name": ""}, "name")])
def test_a_zone_has_a_number_and_a_name(values, field) -> None:
    with pytest.raises(FieldRefused) as refused:
        zone(**values)
    assert refused.value.field == field
    assert not Zone.objects.exists()


def test_who_saves_a_zone_over_somebody_else_is_told() -> None:
    made = zone()
    version = version_of(made, ["name"])
    operations.save_zone(zone=made, values={"name": "Di Dario"}, by="staff:2")
    with pytest.raises(ChangedMeanwhile):
        operations.save_zone(zone=made, values={"name": "Di Elena"}, version=version, by=ELENA)


def test_a_zone_that_nothing_names_is_taken_away() -> None:
    operations.remove_zone(zone=zone(), by=ELENA)
    assert not Zone.objects.exists()
    assert Entry.objects.filter(kind="territory.zone_removed").count() == 1


def test_a_zone_in_which_a_municipality_is_or_was_stays(balme) -> None:
    old = balme.memberships.get().zone
    make_town()
    move(balme, zone(), NEW_YEAR)
    with pytest.raises(StillNamed) as refused:
        operations.remove_zone(zone=old, by=ELENA)
    assert refused.value.holders == {
        "territory.Membership": 1,
        "invitations.AddressBookEntry": 1,
    }
    assert Zone.objects.filter(pk=old.pk).exists()


# A municipality


def test_a_municipality_is_added_in_a_zone_from_a_day() -> None:
    values = {"istat": "001317", "name": "Mappano", "population": 7_300}
    town = operations.save_municipality(values=values, zone=zone(), since=NEW_YEAR, by=ELENA)
    assert (town.slug, history(town)) == ("mappano", [(3, NEW_YEAR, None)])
    assert (zone_on(town, TODAY), zone_on(town, NEW_YEAR)) == (None, 3)
    assert Entry.objects.filter(kind="territory.municipality_saved").get().facts["is_new"] is True


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"istat": "1317"}, "istat"),
        ({"istat": "00131X"}, "istat"),
        ({"istat": "001019"}, "istat"),
        ({"name": ""}, "name"),
        ({"population": None}, "population"),
        ({"latitude": 45.0}, "longitude"),
        ({"latitude": 145.0, "longitude": 7.0}, "latitude"),
        ({"latitude": 45.0, "longitude": 200.0}, "longitude"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(balme, values, field) -> None:
    whole = {"istat": "001317", "name": "Mappano", "population": 7_300, **values}
    with pytest.raises(FieldRefused) as refused:
        operations.save_municipality(values=whole, by=ELENA)
    assert refused.value.field == field
    assert Municipality.objects.count() == 1


def test_a_code_keeps_its_zeros(balme) -> None:
    operations.save_municipality(municipality=balme, values={"istat": "000019"}, by=ELENA)
    assert Municipality.objects.get().istat == "000019"


# Moving


def test_a_move_ends_the_old_membership_and_opens_the_new_from_the_same_day(balme) -> None:
    move(balme, zone(), NEW_YEAR)
    assert history(balme) == [(7, None, NEW_YEAR), (3, NEW_YEAR, None)]
    assert Entry.objects.get(kind="territory.municipality_moved").facts == {
        "from": 7,
        "to": 3,
        "since": "2024-01-01",
    }


def test_until_the_day_comes_the_old_zone_holds(balme) -> None:
    move(balme, zone(), NEW_YEAR)
    assert [zone_on(balme, day) for day in (TODAY, date(2023, 12, 31), NEW_YEAR)] == [7, 7, 3]


def test_without_a_day_the_zone_of_before_was_a_mistake(balme) -> None:
    Membership.objects.update(is_derived=True)
    move(balme, zone())
    assert history(balme) == [(3, None, None)]
    assert balme.memberships.get().is_derived is False


def test_back_from_the_very_day_it_left_undoes_the_move(balme) -> None:
    old = balme.memberships.get().zone
    move(balme, zone(), NEW_YEAR)
    move(balme, old, NEW_YEAR)
    assert history(balme) == [(7, None, None)]


def test_a_move_does_not_come_before_the_one_that_is_written(balme) -> None:
    move(balme, zone(), NEW_YEAR)
    with pytest.raises(FieldRefused, match="01/01/2024") as refused:
        move(balme, zone(4, "Pinerolese"), date(2023, 10, 1))
    assert refused.value.field == "since"
    assert len(history(balme)) == 2


def test_a_move_to_the_same_zone_is_none(balme) -> None:
    with pytest.raises(FieldRefused, match="già in questa zona"):
        move(balme, balme.memberships.get().zone, NEW_YEAR)


def test_who_was_in_no_zone_enters_one(balme) -> None:
    Membership.objects.all().delete()
    move(balme, zone(), NEW_YEAR)
    assert history(balme) == [(3, NEW_YEAR, None)]


def test_two_officials_do_not_move_it_over_each_other(balme) -> None:
    version = version_of(balme.memberships.get(), operations.MEMBERSHIP_FIELDS)
    move(balme, zone(), NEW_YEAR)
    with pytest.raises(ChangedMeanwhile):
        move(balme, zone(4, "Pinerolese"), date(2024, 2, 1), version=version)


def test_a_membership_never_ends_before_it_begins(balme) -> None:
    with pytest.raises(IntegrityError, match="membership_ends_after_it_begins"):
        Membership.objects.update(since=NEW_YEAR, until=TODAY)


# Closing


def close(town: Municipality, into: Municipality | None = None, on: date = TODAY) -> Municipality:
    return operations.close_municipality(municipality=town, on=on, merged_into=into, by=ELENA)


def test_a_merger_closes_the_municipality_and_its_membership_and_what_names_it_stays(balme) -> None:
    ada = take_part(make_meeting(), "Ada Rossi", municipality=balme)
    lanzo = make_municipality("Lanzo", "001129")
    close(balme, lanzo)
    row = Municipality.objects.get(pk=balme.pk)
    assert (row.closed_on, row.merged_into, history(balme)) == (TODAY, lanzo, [(7, None, TODAY)])
    ada.refresh_from_db()
    assert ada.municipality == balme
    assert list(queries.municipalities_on(TODAY)) == [lanzo]
    assert queries.successor(row, TODAY) == lanzo
    facts = Entry.objects.get(kind="territory.municipality_closed").facts
    assert facts == {"on": "2023-09-06", "into": "001129"}


def test_a_closing_to_come_changes_nothing_today(balme) -> None:
    lanzo = make_municipality("Lanzo", "001129")
    close(balme, lanzo, NEW_YEAR)
    balme.refresh_from_db()
    assert (zone_on(balme, TODAY), queries.successor(balme, TODAY)) == (7, balme)
    assert (zone_on(balme, NEW_YEAR), queries.successor(balme, NEW_YEAR)) == (None, lanzo)


def test_mergers_that_follow_each_other_lead_to_who_stands_today(balme) -> None:
    ala, lanzo = make_municipality("Ala", "001003"), make_municipality("Lanzo", "001129")
    close(balme, ala)
    close(ala, lanzo, NEW_YEAR)
    assert queries.successor(Municipality.objects.get(pk=balme.pk), NEW_YEAR) == lanzo


def test_who_others_are_to_merge_into_does_not_close_before(balme) -> None:
    ala, lanzo = make_municipality("Ala", "001003"), make_municipality("Lanzo", "001129")
    close(balme, ala, NEW_YEAR)
    with pytest.raises(FieldRefused, match="Balme confluisce qui più tardi"):
        close(ala, lanzo, TODAY)
    with pytest.raises(FieldRefused, match="Balme confluisce qui più tardi"):
        close(ala, balme, TODAY)


def test_nobody_merges_into_oneself_or_into_who_is_no_more(balme) -> None:
    ala = make_municipality("Ala", "001003")
    with pytest.raises(FieldRefused, match="lo stesso comune"):
        close(balme, balme)
    close(ala)
    with pytest.raises(FieldRefused, match="già chiuso"):
        close(balme, ala)


def test_who_is_closed_neither_closes_nor_moves(balme) -> None:
    close(balme)
    for act in (lambda: close(balme), lambda: move(balme, zone(), NEW_YEAR)):
        with pytest.raises(operations.MunicipalityIsClosed, match="06/09/2023"):
            act()


def test_a_closing_comes_after_the_day_on_which_it_entered_its_zone(balme) -> None:
    move(balme, zone(), NEW_YEAR)
    with pytest.raises(FieldRefused, match="01/01/2024"):
        close(balme)


def test_a_closing_by_mistake_is_undone_and_twice_is_once(balme) -> None:
    close(balme, make_municipality("Lanzo", "001129"))
    for _time in range(2):
        operations.reopen_municipality(municipality=balme, by=ELENA)
    balme.refresh_from_db()
    assert (balme.closed_on, balme.merged_into, history(balme)) == (None, None, [(7, None, None)])
    assert Entry.objects.filter(kind="territory.municipality_reopened").count() == 1


def test_a_municipality_merges_only_when_it_closes(balme) -> None:
    lanzo = make_municipality("Lanzo", "001129")
    with pytest.raises(IntegrityError, match="municipality_merges_when_it_closes"):
        Municipality.objects.filter(pk=balme.pk).update(merged_into=lanzo)


# The page


def test_the_whole_territory_is_three_queries(balme, django_assert_num_queries) -> None:
    lanzo, ala = make_municipality("Lanzo", "001129", 5_000), make_municipality("Ala", "001003")
    Membership.objects.filter(municipality=ala).delete()
    close(make_municipality("Chialamberto", "001075"), lanzo)
    move(lanzo, zone(), NEW_YEAR)
    with django_assert_num_queries(3):
        now = queries.territory(TODAY)
    assert [(z.number, [str(t) for t in towns]) for z, towns in now.zones] == [
        (3, []),
        (7, ["Balme", "Lanzo"]),
    ]
    assert ([str(t) for t in now.without_zone], [str(t) for t in now.closed]) == (
        ["Ala"],
        ["Chialamberto"],
    )
    assert [(m.municipality, m.zone.number) for m in now.to_come] == [(lanzo, 3)]
    assert (now.municipalities, now.population) == (3, 5_220)

"""The voices that everybody reads: listed, filtered, searched, by axis and by zone; and what never appears."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from arengo.contributions.coding import About, Target
from arengo.contributions.models import Contribution, Support
from arengo.contributions.operations import (
    cover,
    hold_back,
    publish,
    read,
    refuse,
    take_back,
)
from arengo.contributions.supports import may_be_supported
from arengo.core import codes
from arengo.feedback.operations import put_together, split
from arengo.invitations.models import AddressBookEntry, Invitation
from arengo.people.models import Person
from arengo.plan.models import Axis
from arengo.process.models import Process
from arengo.territory.models import Zone
from tests.conftest import Clock
from tests.factories import make_meeting, make_municipality, make_process, moment
from tests.feedback.acts import open_to_voices, published, send_from_the_site
from tests.web.public.reading import links, words
from tests.web.public.steps import text_of

pytestmark = pytest.mark.django_db
LIST = "/le-voci/leggi/"
BUSES = "Servono più autobus la sera fra la valle e la città."
DOCTORS = "Manca un medico di base."
REFUSED = "Parole che offendono il vicino."
OFFICE = "staff:1"


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    make_municipality()
    found = make_process()
    open_to_voices(found)
    cache.clear()
    return found


@pytest.fixture
def zone(process: Process) -> Zone:
    return Zone.objects.get(number=7)


def said(process: Process, text: str = BUSES, axis: int = 3, **values: object) -> Contribution:
    """A voice from the site, read and published."""
    fields = {name: values.pop(name) for name in list(values) if name in ("zone", "representing")}
    row = send_from_the_site(process, text=text, **values)
    Contribution.objects.filter(pk=row.pk).update(**fields)
    row.refresh_from_db()
    target = Target(About.AXIS, Axis.objects.get(plan=process.plan_in_force, number=axis))
    row = read(contribution=row, kind="need", targets=[target], seen=row.read_at, by=OFFICE)
    return publish(contribution=row, by=OFFICE)


def page(client: Client, path: str = LIST, status: int = 200) -> str:
    cache.clear()
    response = client.get(path)
    assert response.status_code == status
    return text_of(response)


# The list


def test_before_any_voice_the_page_says_how_they_come(client: Client, process: Process) -> None:
    assert "Ancora nessuna voce da leggere" in page(client)


def test_a_voice_is_listed_with_what_everybody_may_know_of_it(
    client: Client, process: Process, zone: Zone
) -> None:
    row = said(process, zone=zone, representing="company", signature="Ada Alfa")
    Support.objects.create(contribution=row, asked_at=moment("2023-10-27 10:00"), confirmed_at=moment("2023-10-27 10:00"))  # fmt: skip
    text = page(client)
    assert "1 voce" in text
    for each in (BUSES, codes.show(row.code), "Asse 3", "Bisogno", "Dal sito", "Zona 7.", "27 ottobre 2023",
                 "1 persona la pensa così", "In attesa di risposta"):  # fmt: skip
        assert each in text, each
    assert "Ada" not in text
    assert "10:00" not in text


def test_what_waits_is_held_refused_taken_back_or_covered_never_appears(
    client: Client, process: Process, zone: Zone
) -> None:
    send_from_the_site(process, text="Aspetta ancora di essere letta da qualcuno.")
    held = said(process, "Questa è trattenuta per ora.", zone=zone)
    hold_back(contribution=held, by=OFFICE)
    refused = send_from_the_site(process, text=REFUSED)
    refuse(contribution=refused, reason="offensive", words="Offende.", by=OFFICE)
    gone = send_from_the_site(process, text="Questa la riprendo.")
    take_back(contribution=gone)
    covered = said(process, "Lo dice Mario Rossi di Balme.", zone=zone)
    cover(contribution=covered, words="Lo dice […] di Balme.", by=OFFICE)
    for path in (LIST, "/le-voci/asse/3/", f"/le-voci/zona/{zone.slug}/", *FILES, "/le-voci/dati/"):
        text = contents(client, path)
        for secret in (
            "Aspetta ancora",
            "Questa è trattenuta",
            "offendono",
            "riprendo",
            "Mario",
            "Rossi",
        ):
            assert secret not in text, path
    assert "1 voce" in page(client)
    for asked in ("aspetta", "trattenuta", "offendono", "riprendo", "mario", "rossi", held.code):
        assert "Nessuna voce con questi filtri" in page(client, f"{LIST}?cerca={asked}"), asked
    assert "Lo dice […] di Balme." in page(client, f"{LIST}?cerca=balme")
    assert "Voci pubblicate 1" in page(client, "/le-voci/asse/3/")
    assert "Voci pubblicate 1" in page(client, f"/le-voci/zona/{zone.slug}/")


def test_a_part_that_is_not_read_keeps_its_whole_out(client: Client, process: Process) -> None:
    row = said(process, f"{BUSES} {REFUSED}")
    parts = split(contribution=row, divided=f"{BUSES}\n\n{REFUSED}", by=OFFICE)
    assert BUSES in page(client)
    cover(contribution=parts[1], words="[…]", by=OFFICE)
    assert "offendono" not in page(client)
    assert "Ancora nessuna voce" in page(client)
    own = page(client, f"/voce/{codes.show(row.code)}/")
    assert "offendono" not in own
    assert "Una parte di questa voce non è pubblicata" in own
    assert BUSES in own.partition("Parte per parte")[2], "the other part is read there"
    assert not may_be_supported(row)
    put_together(contribution=row, by=OFFICE)
    assert BUSES in page(client)


def test_a_voice_in_parts_is_there_once_about_what_its_parts_are_about(
    client: Client, process: Process
) -> None:
    row = said(process, f"{BUSES} {DOCTORS}", axis=1)
    parts = split(contribution=row, divided=f"{BUSES}\n\n{DOCTORS}", by=OFFICE)
    for part, number in zip(parts, (3, 6), strict=True):
        axis = Axis.objects.get(plan=process.plan_in_force, number=number)
        read(contribution=part, kind="need", targets=[Target(About.AXIS, axis)], seen=part.read_at, by=OFFICE)  # fmt: skip
    for number in (3, 6):
        text = page(client, f"{LIST}?parla={number}")
        assert "1 voce" in text
        assert DOCTORS in text
    assert "Nessuna voce" in page(client, f"{LIST}?parla=1")
    published([parts[0]])
    assert "Aspetta un'altra risposta" in page(client)
    published([parts[1]])
    assert "Accolta" in page(client, f"{LIST}?risposta=con")


@pytest.mark.parametrize(
    ("filters", "here"),
    [
        ("parla=3", True), ("parla=6", False), ("zona=valli-di-lanzo", True), ("tipo=need", True),
        ("tipo=question", False), ("via=web", True), ("via=paper", False), ("risposta=senza", True),
        ("risposta=con", False), ("tappa=ascolto", True), ("cerca=autobus+valli", True),
        ("cerca=medici", False), ("parla=3&zona=valli-di-lanzo&via=web&cerca=sera", True),
    ],
)  # fmt: skip
def test_a_filter_leaves_what_it_says(
    client: Client, process: Process, zone: Zone, filters: str, here: bool
) -> None:
    said(process, zone=zone)
    assert (BUSES in page(client, f"{LIST}?{filters}")) is here


@pytest.mark.parametrize(
    "filters",
    ["parla=99999999999", "parla=x", "parla=axis", "zona=nessuna", "tipo=x", "via=x", "incontro=x",
     "tappa=x", "risposta=x", "pagina=x", "pagina=99", "ordine=x", "cerca=%00"],
)  # fmt: skip
def test_what_an_address_cannot_mean_is_left_out(
    client: Client, process: Process, filters: str
) -> None:
    said(process)
    assert BUSES in page(client, f"{LIST}?{filters}")


def test_the_number_beside_a_filter_is_that_of_the_list_it_leads_to(
    client: Client, process: Process, zone: Zone
) -> None:
    said(process, zone=zone)
    answered = said(process, DOCTORS, axis=6)
    published([answered])
    cache.clear()
    for address in links(client.get(f"{LIST}?via=web")):
        if not address.startswith("?") or "#elenco" not in address:
            continue
        text = page(client, LIST + address.partition("#")[0])
        assert "Nessuna voce" not in text, address
    text = page(client, f"{LIST}?zona=valli-di-lanzo")
    assert "Asse 3. Asse 3 ( 1 )" in text
    assert "Asse 6. Asse 6 0" in text
    assert "Con risposta" not in text.partition("Risposta")[2].partition("Dalla")[0]


def test_the_latest_come_first_or_who_has_waited_longest(client: Client, process: Process) -> None:
    old = said(process)
    said(process, DOCTORS)
    Contribution.objects.filter(pk=old.pk).update(received_at=moment("2023-10-01 10:00"))
    text = page(client)
    assert text.index(DOCTORS) < text.index(BUSES)
    text = page(client, f"{LIST}?risposta=senza&ordine=attesa")
    assert text.index(BUSES) < text.index(DOCTORS)


def test_a_page_holds_thirty_and_keeps_the_filters(client: Client, process: Process) -> None:
    row = said(process)
    Contribution.objects.bulk_create(
        Contribution(
            process=process, channel="plenary", text=f"Voce numero {number}.",
            received_at=row.received_at - timedelta(minutes=number),
        )
        for number in range(1, 40)
    )  # fmt: skip
    cache.clear()
    response = client.get(f"{LIST}?via=plenary")
    assert words(response).count("Voce numero") == 30
    assert "?via=plenary&pagina=2#elenco" in links(response)
    assert page(client, f"{LIST}?via=plenary&pagina=2").count("Voce numero") == 9


def test_a_page_that_is_there_no_more_is_the_one_before(client: Client, process: Process) -> None:
    """The numbers are kept for some seconds: nobody is told meanwhile that there is no voice."""
    row = said(process)
    Contribution.objects.bulk_create(
        Contribution(
            process=process, channel="plenary", text=f"Voce numero {number}.",
            received_at=row.received_at + timedelta(minutes=number),
        )
        for number in range(1, 31)
    )  # fmt: skip
    assert BUSES in page(client, f"{LIST}?pagina=2")
    hold_back(contribution=row, by=OFFICE)
    text = text_of(client.get(f"{LIST}?pagina=2"))
    assert "Ancora nessuna voce da leggere" not in text
    assert text.count("Voce numero") == 30
    assert "30 voci" in text


def test_of_a_long_voice_the_list_has_the_beginning(client: Client, process: Process) -> None:
    said(process, f"{'bosco ' * 98}e basta.")
    said(process, f"{'fiume ' * 101}e basta.")
    text = page(client)
    assert "bosco e basta." in text
    assert "fiume e basta." not in text
    assert "Leggi tutta la voce" in text


def test_three_voices_cost_as_many_queries_as_one(
    client: Client, process: Process, zone: Zone
) -> None:
    def cost(path: str) -> int:
        cache.clear()
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"{path}?x=1")
        return len(queries)

    said(process, zone=zone)
    paths = (LIST, "/le-voci/asse/3/", f"/le-voci/zona/{zone.slug}/", "/le-voci/dati/")
    before = [cost(path) for path in paths]
    published([said(process, DOCTORS, zone=zone)])
    said(process, "Più boschi.", axis=2)
    assert [cost(path) for path in paths] == before


# By axis, and by zone


def test_an_axis_says_how_many_from_where_and_who_is_missing(
    client: Client, process: Process, zone: Zone
) -> None:
    Zone.objects.create(number=5, name="Pinerolese", slug="pinerolese")
    answered = said(process, zone=zone)
    said(process, DOCTORS, zone=zone)
    published([answered])
    text = page(client, "/le-voci/asse/3/")
    assert "Voci pubblicate 2 Con risposta 1 In attesa di risposta 1" in text
    assert "Ne parlano da 1 zona su 2" in text
    missing = text.partition("Chi manca")[2]
    assert "5. Pinerolese" in missing.partition("Che cosa sono")[0]
    assert (
        "7. Ciriacese-Valli di Lanzo" not in missing.partition("Le zone")[0].partition("Per chi")[0]
    )
    assert "non che cosa pensa tutto il territorio" in text
    assert "/le-voci/leggi/?parla=3&zona=valli-di-lanzo#elenco" in links(
        client.get("/le-voci/asse/3/")
    )


def test_the_map_and_the_list_say_the_same_numbers(
    client: Client, process: Process, zone: Zone
) -> None:
    make_municipality("Ala", "001003")
    zone.memberships.first().municipality.__class__.objects.update(latitude=45.3, longitude=7.3)
    said(process, zone=zone)
    cache.clear()
    content = client.get("/le-voci/asse/3/").content.decode()
    assert 'aria-label="Zona 7. Ciriacese-Valli di Lanzo: 1 voce"' in content
    assert content.count('class="town town-4"') == 2


def test_a_zone_says_of_which_axes_nobody_spoke(
    client: Client, process: Process, zone: Zone
) -> None:
    said(process, zone=zone)
    text = page(client, f"/le-voci/zona/{zone.slug}/")
    assert "Parlano di 1 asse su 6" in text
    assert "6. Asse 6" in text.partition("Chi manca")[2]


def test_bodies_that_kept_silent_are_a_number_by_kind_without_a_name(
    client: Client, process: Process, zone: Zone
) -> None:
    meeting = make_meeting()
    town = make_municipality()
    for key, kind, state in (
        ("balme", "municipality", "invited"),
        ("ateneo", "university", "declined"),
        ("lega", "association", "to_send"),
    ):
        entry = AddressBookEntry.objects.create(
            key=key, kind=kind, name=f"Ente {key}", municipality=town if key == "balme" else None
        )
        Invitation.objects.create(meeting=meeting, entry=entry, state=state)
    text = page(client, "/le-voci/asse/3/")
    assert (
        "Agli incontri sono stati invitati 2 enti, di tutto il territorio. 1 non ha detto" in text
    )
    # Of a kind of which few were invited the number would name the body: all are one, and no table.
    assert "Altri 2 1" not in text
    assert "Università o ricerca" not in text
    assert "Ente" not in text.replace("Enti", "")
    there = page(client, f"/le-voci/zona/{zone.slug}/")
    assert "è stato invitato 1 ente di questa zona. 1 non ha detto niente" in there


@pytest.mark.parametrize("path", ["/le-voci/asse/99/", "/le-voci/zona/nessuna/"])
def test_what_there_is_not_is_not_found(client: Client, process: Process, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", [LIST, "/le-voci/asse/1/", "/le-voci/zona/x/", "/le-voci/dati/", "/le-voci/dati/voci.csv"])  # fmt: skip
def test_without_a_process_there_is_nothing(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_for_whom_is_told_only_where_five_people_said_so(
    client: Client, process: Process, zone: Zone
) -> None:
    several(process, zone, "union", people=5)
    several(process, zone, "company", people=4)
    text = page(client, "/le-voci/asse/3/").partition("Per chi parlano")[2]
    assert "Sindacati e categorie 5" in text
    assert "Imprese" not in text
    assert "troppo poche per dirlo 4" in text


def test_five_voices_of_one_person_are_not_five_people(
    client: Client, process: Process, zone: Zone
) -> None:
    rows = several(process, zone, "union", people=5)
    Contribution.objects.filter(pk__in=[row.pk for row in rows]).update(person=rows[0].person)
    text = page(client, "/le-voci/asse/3/").partition("Per chi parlano")[2]
    assert "Sindacati" not in text
    Contribution.objects.filter(pk__in=[row.pk for row in rows]).update(person=None)
    assert "Sindacati" not in page(client, "/le-voci/asse/3/").partition("Per chi parlano")[2]


def test_no_subtraction_tells_for_whom_a_few_spoke(
    client: Client, process: Process, zone: Zone
) -> None:
    other = Zone.objects.create(number=5, name="Pinerolese", slug="pinerolese")
    several(process, zone, "union", people=6)
    several(process, other, "union", people=1)
    for path in ("/le-voci/asse/3/", f"/le-voci/zona/{other.slug}/", "/le-voci/dati/"):
        assert "7" not in page(client, path).partition("Sindacati e categorie")[2][:4]
    assert "Sindacati" not in page(client, f"/le-voci/zona/{other.slug}/")


def several(process: Process, zone: Zone, representing: str, people: int) -> list[Contribution]:
    """So many people of one type say something about the third axis."""
    rows = []
    for number in range(people):
        row = said(process, f"{representing} {number}", zone=zone, representing=representing)
        row.person = Person.objects.create(created_at=moment("2023-09-20 10:00"))
        row.save(update_fields=["person"])
        rows.append(row)
    return rows


FILES = tuple(f"/le-voci/dati/{name}.{kind}" for name in ("voci", "partecipanti") for kind in ("csv", "json"))  # fmt: skip


def contents(client: Client, path: str) -> str:
    """A page, or a file sent a piece at a time."""
    cache.clear()
    response = client.get(path)
    assert response.status_code == 200
    if response.streaming:
        return b"".join(response.streaming_content).decode()
    return text_of(response)

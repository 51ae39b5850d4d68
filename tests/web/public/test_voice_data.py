"""The published voices, and who took part, as data: what is in the files, and what is not."""

import asyncio
import csv
import io
import json

import pytest
from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.db import connection, connections
from django.test import AsyncClient, Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from arengo.contributions.models import Contribution
from arengo.contributions.operations import publish
from arengo.core import codes, spreadsheets
from arengo.live.models import Room
from arengo.meetings.models import Meeting
from arengo.people.models import Person
from arengo.process.models import Process
from arengo.registrations.models import Registration
from arengo.territory.models import Zone
from arengo.web.public import voice_data
from arengo.web.public.views import voice_data as views
from arengo.web.shared.limits import AddressLimit
from tests.conftest import Clock
from tests.factories import make_meeting, make_municipality, make_process, moment
from tests.feedback.acts import ADOPTED, open_to_voices, published, read_all, send_from_the_site
from tests.web.public.reading import words

pytestmark = pytest.mark.django_db
DATA = "/le-voci/dati/"
NOW = moment("2023-09-20 11:00")
FORMULA = '=HYPERLINK("https://example.org";"premi") anche qui'


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    make_municipality()
    found = make_process()
    open_to_voices(found)
    return found


def said(process: Process, text: str, **values: object) -> Contribution:
    row = send_from_the_site(process, text=text, **values)
    read_all([row])
    row.refresh_from_db()
    return publish(contribution=row, by="staff:1")


def content(client: Client, path: str) -> bytes:
    cache.clear()
    views.MADE.forget()
    response = client.get(DATA + path)
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def rows(client: Client, path: str = "voci.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(client, path).decode("utf-8-sig"))))


def test_each_column_is_what_the_page_says_it_is(client: Client, process: Process) -> None:
    row = said(process, "Più treni la sera.", signature="Ada Alfa", email="ada@example.org")
    published([row])
    (found,) = rows(client)
    assert found == {
        "codice": codes.show(row.code),
        "giorno": "2023-10-27",
        "via": "Dal sito",
        "modo": "",
        "incontro": "",
        "tappa": "Ascolto",
        "zona": "",
        "per_chi": "",
        "tipo": "Bisogno",
        "assi": "1",
        "altro": "",
        "parole": "Più treni la sera.",
        "coperte": "no",
        "lingua": "it",
        "come": "",
        "sostegni": "0",
        "risposta": "Accolta",
        "motivo": ADOPTED["reason"]["it"],
        "risposta_del": "2023-10-27",
        "pagina": f"http://testserver/voce/{codes.show(row.code)}/",
    }
    page = words(client.get(DATA))
    for column in (*voice_data.VOICE_COLUMNS, *voice_data.PARTICIPANT_COLUMNS):
        assert f"{column.name} {column.words}" in page
    assert "Creative Commons Attribuzione 4.0" in page


def test_nobody_is_named_not_even_who_signed(client: Client, process: Process) -> None:
    said(process, "Più treni la sera.", signature="Ada Alfa", email="ada@example.org")
    for path in ("voci.csv", "voci.json", "partecipanti.csv", "partecipanti.json"):
        assert "ada" not in content(client, path).decode().lower()


def test_no_cell_is_a_formula(client: Client, process: Process) -> None:
    said(process, FORMULA)
    assert rows(client)[0]["parole"] == f"'{FORMULA}"
    table = spreadsheets.read(content(client, "voci.xlsx"))
    assert table.rows[0]["parole"] == FORMULA
    found = json.loads(content(client, "voci.json"))
    assert found["licenza"] == voice_data.LICENCE
    assert found["voci"][0]["parole"] == FORMULA
    assert found["voci"][0]["sostegni"] == 0


def test_where_excel_holds_less_than_was_said_the_cell_says_so(
    client: Client, process: Process
) -> None:
    row = said(process, "Più treni la sera.")
    Contribution.objects.filter(pk=row.pk).update(text="treni " * 6000)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content(client, "voci.xlsx")))
    cell = book.get_sheet_by_index(0).to_python()[1][11]
    assert cell.endswith("… (continua nella pagina)")
    assert rows(client)[0]["parole"] == "treni " * 6000


def test_the_filters_of_the_list_hold_for_its_file(client: Client, process: Process) -> None:
    said(process, "Più treni la sera.")
    said(process, "Più boschi.")
    assert [row["parole"] for row in rows(client, "voci.csv?cerca=treno")] == ["Più treni la sera."]
    assert len(rows(client, "voci.csv?cerca=&parla=1")) == 2
    assert rows(client, "voci.csv?parla=5") == []


def test_a_meeting_that_is_a_draft_is_named_neither_here_nor_in_the_list(
    client: Client, process: Process
) -> None:
    meeting = make_meeting(slug="bozza", title={"it": "Titolo segreto"})
    row = said(process, "Più treni la sera.")
    Contribution.objects.filter(pk=row.pk).update(meeting=meeting)
    assert rows(client)[0]["incontro"] == "Titolo segreto"
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.DRAFT)
    assert rows(client)[0]["incontro"] == ""
    assert "segreto" not in client.get("/le-voci/leggi/").content.decode()


def test_more_than_is_read_at_once_is_all_there(
    client: Client, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice_data, "AT_ONCE", 2)
    for number in range(5):
        said(process, f"Voce numero {number}.")
    found = [row["parole"] for row in rows(client)]
    assert sorted(found) == [f"Voce numero {number}." for number in range(5)]


def test_for_whom_is_in_the_data_only_where_five_people_said_so(
    client: Client, process: Process
) -> None:
    zone = Zone.objects.get(number=7)
    for kind, people in (("union", 5), ("company", 4)):
        for number in range(people):
            row = said(process, f"{kind} {number}")
            Contribution.objects.filter(pk=row.pk).update(
                zone=zone,
                representing=kind,
                person=Person.objects.create(created_at=moment("2023-09-20 10:00")),
            )
    found = [row["per_chi"] for row in rows(client)]
    assert found.count("Sindacati e categorie") == 5
    assert found.count("") == 4


def test_who_took_part_is_told_as_what_we_heard_tells_it(client: Client, process: Process) -> None:
    meeting = make_meeting(online=100)
    took_part(meeting, citizen=9, municipality=6, company=2, union=1)
    # Of those who registered and did not come only the whole is told.
    Registration.objects.filter(representing="union").update(state="cancelled", cancelled_at=NOW)
    closed(meeting)
    page = words(client.get(DATA))
    assert "Sono venute 17 persone. Se ne erano iscritte 17." in page
    table = (
        "Per chi Persone venute Voci pubblicate Cittadine e cittadini 9 – Altri 8 – In tutto 17 0"
    )
    assert table in page
    assert "fuori dagli incontri" not in page, "a single meeting is not told twice"
    title, slug = "Verso il nuovo piano", meeting.slug
    assert told(client)[:5] == [
        (title, slug, "Iscrizioni", "", "17"),
        (title, slug, "Presenze", "Cittadine e cittadini", "9"),
        (title, slug, "Presenze", "Altri", "8"),
        (title, slug, "Presenze", "", "17"),
        (title, slug, "Ingressi senza iscrizione", "", "0"),
    ]
    heard = words(client.get(f"/incontri/{slug}/che-cosa-abbiamo-sentito/"))
    assert "Sono venute 17 persone. Se ne erano iscritte 17." in heard
    assert "Cittadine e cittadini 9 Altri 8" in heard
    said(process, "Più treni la sera.")
    text = words(client.get(f"{DATA}?x=1"))
    assert "In tutto, con le voci arrivate fuori dagli incontri" in text
    assert "Altri 8 – Non detto, o di pochi – 1 In tutto 17 1" in text


def test_of_all_meetings_it_is_the_sum_of_what_is_told_so_nothing_is_left_to_work_out(
    client: Client, process: Process
) -> None:
    first, second = make_meeting(online=100), make_meeting(online=100, slug="due")
    took_part(first, citizen=14, company=14)
    took_part(second, municipality=14, company=4)
    closed(first, second)
    came = [row for row in told(client) if row[2] == "Presenze"]
    assert [(slug, who, number) for _title, slug, _what, who, number in came] == [
        (first.slug, "Cittadine e cittadini", "14"),
        (first.slug, "Imprese", "14"),
        (first.slug, "", "28"),
        ("due", "Altri", "18"),
        ("due", "", "18"),
        ("", "Cittadine e cittadini", "14"),
        ("", "Imprese", "14"),
        ("", "Altri", "18"),
        ("", "", "46"),
    ]


def test_two_meetings_of_one_title_and_day_are_told_apart_by_their_address(
    client: Client, process: Process
) -> None:
    first, second = make_meeting(online=100), make_meeting(online=100, slug="altrove")
    took_part(first, citizen=9)
    took_part(second, citizen=6)
    closed(first, second)
    whole = [row for row in rows(client, "partecipanti.csv") if row["dato"] == "Iscrizioni"]
    assert [(row["indirizzo"], row["numero"]) for row in whole] == [
        (first.slug, "9"),
        ("altrove", "6"),
        ("", "15"),
    ]


def test_how_many_came_to_a_small_meeting_is_told_and_not_for_whom(
    client: Client, process: Process
) -> None:
    meeting = make_meeting(online=100)
    took_part(meeting, citizen=2, company=1)
    closed(meeting)
    page = words(client.get(DATA))
    assert "Sono venute 3 persone. Se ne erano iscritte 3." in page
    assert "Voci pubblicate Altri 3 – In tutto 3 0" in page


def test_three_meetings_cost_as_many_queries_as_one(client: Client, process: Process) -> None:
    numbers = []
    for slug in ("uno", "due", "tre"):
        meeting = make_meeting(online=100, slug=slug)
        took_part(meeting, citizen=6)
        closed(meeting)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(DATA)
        numbers.append(len(queries))
    assert numbers[0] == numbers[2]


def test_a_meeting_that_is_not_closed_is_not_counted(client: Client, process: Process) -> None:
    took_part(make_meeting(), citizen=9)
    assert "Nessun incontro è ancora concluso." in words(client.get(DATA))


@pytest.mark.parametrize("path", ["voci.ods", "voci.html", "partecipanti.exe"])
def test_another_kind_of_file_there_is_not(client: Client, process: Process, path: str) -> None:
    assert client.get(DATA + path).status_code == 404


def test_who_asks_too_often_is_asked_to_wait(
    client: Client, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "FILES", AddressLimit("voice-data", 1, 9, 600))
    assert client.get(f"{DATA}voci.csv").status_code == 200
    response = client.get(f"{DATA}voci.csv")
    assert response.status_code == 429
    assert "riprova tra poco" in response.content.decode()


def test_who_asks_for_the_same_within_a_minute_gets_the_same_file(
    client: Client, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MAKING", AddressLimit("voice-data-making", 2, 9, 600))
    said(process, "Più treni la sera.")
    first = client.get(f"{DATA}voci.csv?cerca=treni")
    assert first["Content-Length"] == str(len(b"".join(first.streaming_content)))
    said(process, "Più treni la domenica.")
    again = client.get(f"{DATA}voci.csv?cerca=treni&ordine=attesa")
    assert "domenica" not in b"".join(again.streaming_content).decode()
    assert 0 <= int(again["Cache-Control"].removeprefix("public, max-age=")) <= 60
    # In another language, or of other voices, it is another one: that counts.
    english = client.get(f"/en{DATA}voci.csv?cerca=treni")
    assert "domenica" in b"".join(english.streaming_content).decode()
    assert client.get(f"{DATA}voci.xlsx").status_code == 429
    assert client.get(f"{DATA}voci.csv?cerca=treni").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_server_for_many_at_once_sends_it_while_it_is_read(process: Process) -> None:
    said(process, "Più treni la sera.")

    async def asked() -> bytes:
        answer = await AsyncClient().get(f"{DATA}voci.csv")
        assert answer.is_async
        await sync_to_async(connections.close_all)()
        return b"".join([piece async for piece in answer.streaming_content])

    assert "Più treni la sera." in asyncio.run(asked()).decode()


def told(client: Client) -> list[tuple[str, ...]]:
    """The lines of the file of who took part, without their day."""
    names = ("incontro", "indirizzo", "dato", "per_chi", "numero")
    return [tuple(row[name] for name in names) for row in rows(client, "partecipanti.csv")]


def closed(*meetings: Meeting) -> None:
    """These are over, and were closed."""
    for meeting in meetings:
        Room.objects.update_or_create(meeting=meeting, defaults={"closed_at": meeting.ends_at})


def took_part(meeting: Meeting, **people: int) -> None:
    """So many of each type were confirmed online."""
    for kind, number in people.items():
        for _each in range(number):
            Registration.objects.create(
                meeting=meeting,
                person=Person.objects.create(created_at=moment("2023-09-20 10:00")),
                mode="online",
                state=Registration.State.ATTENDED,
                representing=kind,
                registered_at=moment("2023-09-20 10:00"),
            )

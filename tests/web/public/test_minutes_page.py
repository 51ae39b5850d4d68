"""What is left of a meeting, in public: the resoconto, what was heard, the proof; and what is not."""

import uuid

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from arengo.core.ledger.models import Entry
from arengo.core.ledger.operations import seal
from arengo.live import operations
from arengo.live.models import Statement, Turn
from arengo.meetings.models import Meeting
from arengo.web.shared.minutes_blocks import Block
from tests.conftest import Clock
from tests.live.acts import REGIA, make_evening
from tests.live.report import HOSTILE, OFFICE, approved, hold_evening, shared
from tests.web.public.reading import read, words

pytestmark = pytest.mark.django_db
HERE, HEARD = "/incontri/lancio/resoconto/", "/incontri/lancio/che-cosa-abbiamo-sentito/"


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    return hold_evening(clock)


def test_tables_with_the_same_name_are_not_landmarks_of_the_page() -> None:
    results = Block("table", "Risultati", columns=["Risposta", "Voti"], rows=[["Sì", "3"]])
    drawn = render_to_string("components/minutes.html", {"blocks": [results, results]})
    assert drawn.count('role="group" aria-label="Risultati"') == 2
    assert 'role="region"' not in drawn


def test_a_draft_is_nobody_s_but_the_office_s(meeting: Meeting, client: Client) -> None:
    operations.make_minutes(meeting=meeting, by=OFFICE)
    for path in (HERE, f"{HERE}resoconto.pdf", f"{HERE}resoconto.docx"):
        assert client.get(path).status_code == 404
    assert "Il resoconto e le cifre saranno pubblicati" in read(client, "/incontri/lancio/")


def test_shared_everybody_reads_it_in_both_languages(
    meeting: Meeting, client: Client, clock: Clock
) -> None:
    shared(meeting, clock)
    page = read(client, HERE)
    assert "In lettura: chi c'era può proporre correzioni entro le 10 di giovedì 5 ottobre" in page
    for said in ["Una voce · Esempio", "Servono treni di sera.", "non trascritto", "Ada Rossi"]:
        assert said in page
    assert "not written down" in read(client, f"/en{HERE}")
    assert HERE in client.get("/incontri/lancio/").content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_it_is_a_file_too(
    meeting: Meeting, client: Client, clock: Clock, kind: str, begins: bytes
) -> None:
    shared(meeting, clock)
    response = client.get(f"{HERE}resoconto.{kind}")
    assert response.content.startswith(begins)
    assert f"resoconto-lancio.{kind}" in response["Content-Disposition"]


def test_there_is_no_other_kind_of_file(meeting: Meeting, client: Client, clock: Clock) -> None:
    shared(meeting, clock)
    assert client.get(f"{HERE}resoconto.exe").status_code == 404


def test_approved_it_waits_for_its_seal(meeting: Meeting, client: Client, clock: Clock) -> None:
    approved(meeting, clock)
    page = read(client, HERE)
    assert "Approvato giovedì 5 ottobre 2023. Non cambia più." in page
    assert "in attesa: arriva tra pochi secondi" in page


@pytest.mark.django_db(transaction=True)
def test_sealed_it_says_the_block(meeting: Meeting, client: Client, clock: Clock) -> None:
    row = approved(meeting, clock)
    block = seal()
    assert block
    page = read(client, HERE)
    assert "l'impronta torna" in page
    assert row.digest in page
    assert f"blocco {block.number} del registro" in page
    receipt = reverse("public:receipt", args=[row.entry])
    assert receipt in client.get(HERE).content.decode()
    assert "Resoconto approvato" in read(client, receipt)


def test_what_does_not_match_the_ledger_is_said(
    meeting: Meeting, client: Client, clock: Clock
) -> None:
    row = approved(meeting, clock)
    Entry.objects.filter(pk=row.entry).update(facts={"digest": "altro"})
    assert "Attenzione: l'impronta non torna" in read(client, HERE)


def test_what_somebody_wrote_is_only_text(client: Client, clock: Clock) -> None:
    shared(hold_evening(clock, HOSTILE), clock)
    content = client.get(HERE).content.decode()
    assert "&lt;b&gt;" in content
    assert "<b>\u202e" not in content


@pytest.mark.parametrize("many", [1, 3])
def test_as_many_queries_whatever_was_said(
    meeting: Meeting, client: Client, clock: Clock, django_assert_num_queries, many: int
) -> None:
    turn = Turn.objects.get(notes__text__startswith="Il percorso")
    for number in range(1, many):
        text = f"Frase {number}"
        operations.write_note(turn=turn, number=uuid.uuid4(), text=text, by="duty:7")
    shared(meeting, clock)
    client.get(HERE)
    with django_assert_num_queries(13):
        assert "Frase 2" in read(client, HERE) or many == 1


# What was heard


def test_what_was_heard_is_there_from_the_closing(client: Client, clock: Clock) -> None:
    meeting = make_evening()
    clock.to("2023-09-27 16:30")
    operations.begin(meeting=meeting, key="tavola/asse-1", seen=None, by=REGIA)
    assert client.get(HEARD).status_code == 404
    operations.close_meeting(meeting=meeting, by=REGIA)
    assert "Nessuno ha scritto per questo asse." in read(client, HEARD)


def test_it_counts_and_quotes_axis_by_axis_and_names_nobody(
    meeting: Meeting, client: Client
) -> None:
    page = read(client, HEARD)
    assert "1. Asse 1 1 0 1" in page
    assert "Servono treni di sera." in page
    assert "Bruno" not in page


def test_what_was_taken_off_the_screen_is_not_shown(meeting: Meeting, client: Client) -> None:
    operations.hide_statement(statement=Statement.objects.get(), by=REGIA)
    page = read(client, HEARD)
    assert "Servono treni" not in page
    assert "1 testo non si mostra" in page


def test_it_follows_the_resoconto_once_there_is_one(
    meeting: Meeting, client: Client, clock: Clock
) -> None:
    shared(meeting, clock)
    response = client.get(HEARD)
    assert HERE in response.content.decode()
    assert "Leggi il resoconto intero" in words(response)

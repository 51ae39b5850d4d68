"""After the meeting, on one's own page: voices, corrections, certificate; and who verifies it."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from arengo.core.codes import show
from arengo.live import operations
from arengo.live.models import Certificate, Correction, Note
from arengo.meetings.models import Meeting
from arengo.registrations.models import Attendance, Registration
from arengo.registrations.operations import erase_person
from tests.conftest import Clock
from tests.factories import moment
from tests.live.report import OFFICE, hold_evening, of, shared
from tests.registrations.acts import ONLINE, take_part
from tests.web.public.reading import read, words
from tests.web.public.steps import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    meeting = hold_evening(clock)
    clock.to("2023-09-20 10:00")
    take_part(meeting, "Dora D", ONLINE)
    clock.to("2023-09-28 10:00")
    return meeting


@pytest.fixture
def ada(meeting: Meeting) -> Registration:
    return of(meeting, "Ada")


def propose(client: Client, who: Registration, **fields: str):
    values = {"number": str(uuid.uuid4()), "about": "", "text": "Così.", **fields}
    return client.post(page_of(who, "dopo/correzione/"), values, follow=True)


# One's voices


def test_one_s_page_leads_there_once_it_is_over(
    ada: Registration, client: Client, clock: Clock
) -> None:
    assert page_of(ada, "dopo/") in client.get(page_of(ada)).content.decode()
    clock.to("2023-09-27 18:00")
    assert page_of(ada, "dopo/") not in client.get(page_of(ada)).content.decode()
    assert client.get(page_of(ada, "dopo/")).status_code == 302


def test_one_reads_one_s_own_voices_with_code_and_receipt(
    ada: Registration, client: Client
) -> None:
    response = client.get(page_of(ada, "dopo/"))
    page = words(response)
    assert "Il percorso è troppo corto." in page
    assert show(Note.objects.get(text__startswith="Il percorso").code) in page
    assert "/ricevuta/" in response.content.decode()
    assert "Servono treni di sera." not in page


# Corrections


def test_one_proposes_and_reads_the_answer(
    meeting: Meeting, ada: Registration, client: Client, clock: Clock
) -> None:
    assert "Lo stiamo scrivendo" in read(client, page_of(ada, "dopo/"))
    shared(meeting, clock)
    key = f"note-{Note.objects.get(text__startswith='La valle').code}"
    assert "In attesa di risposta" in words(propose(client, ada, about=key, text="Tre medici."))
    operations.decide_correction(
        correction=Correction.objects.get(), accepts=False, answer="Erano due.", by=OFFICE
    )
    assert "Non accolta: Erano due." in read(client, page_of(ada, "dopo/"))


def test_what_was_typed_is_still_there(
    meeting: Meeting, ada: Registration, client: Client, clock: Clock
) -> None:
    shared(meeting, clock)
    response = propose(client, ada, about="note-che-non-c-e", text="Parole mie")
    assert response.status_code == 422
    assert "Parole mie" in words(response)
    assert "Questo punto non c'è più" in words(response)
    assert "Scrivi che cosa cambieresti." in words(propose(client, ada, text=" "))
    assert "bastano mille caratteri" in words(propose(client, ada, text="x" * 1001))


def test_opening_the_link_proposes_nothing(
    meeting: Meeting, ada: Registration, client: Client, clock: Clock
) -> None:
    shared(meeting, clock)
    client.get(page_of(ada, "dopo/correzione/"), {"text": "Così."})
    client.get(page_of(ada, "dopo/attestato/"))
    assert not Correction.objects.exists()
    assert not Certificate.objects.exists()


def test_who_did_not_come_proposes_nothing(meeting: Meeting, client: Client, clock: Clock) -> None:
    shared(meeting, clock)
    away = of(meeting, "Dora")
    assert "Proponi la correzione" not in read(client, page_of(away, "dopo/"))
    assert "le propone chi ha partecipato" in words(propose(client, away))


# The certificate


@pytest.mark.django_db(transaction=True)
def test_asked_for_it_is_a_pdf(ada: Registration, client: Client) -> None:
    assert client.get(page_of(ada, "dopo/attestato.pdf")).status_code == 302
    page = words(client.post(page_of(ada, "dopo/attestato/"), follow=True))
    assert "Scarica l'attestato" in page
    assert client.get(page_of(ada, "dopo/attestato.pdf")).content.startswith(b"%PDF-")


def test_who_did_not_come_has_none(meeting: Meeting, client: Client) -> None:
    away = of(meeting, "Dora")
    page = words(client.post(page_of(away, "dopo/attestato/"), follow=True))
    assert "di te non risulta un ingresso" in page


def test_who_was_there_for_a_moment_is_not_told_that_they_never_came(
    ada: Registration, client: Client
) -> None:
    Attendance.objects.filter(registration=ada).update(entered_at=moment("2023-09-27 23:00"))
    page = read(client, page_of(ada, "dopo/"))
    assert "risulta meno di un minuto" in page
    assert "non risulta un ingresso" not in page
    assert "Prepara il mio attestato" not in page


def verify_at(certificate: Certificate) -> str:
    return reverse("public:certificate", args=[show(certificate.code)])


def test_the_page_says_valid_and_never_the_name(ada: Registration, client: Client) -> None:
    at = verify_at(operations.issue_certificate(registration=ada))
    response = client.get(at)
    page = words(response)
    assert "L'attestato è valido." in page
    assert "Per quanto tempo 2 h 35 min" in page
    assert "Ada" not in page
    assert "no-store" in response["Cache-Control"]


def test_when_one_was_away_meanwhile_each_stretch_is_told(
    ada: Registration, client: Client
) -> None:
    Attendance.objects.filter(registration=ada).update(left_at=moment("2023-09-27 16:40"))
    Attendance.objects.create(
        meeting=ada.meeting,
        registration=ada,
        mode=ONLINE,
        entered_at=moment("2023-09-27 17:00"),
        left_at=moment("2023-09-27 18:00"),
    )
    at = verify_at(operations.issue_certificate(registration=ada))
    stretches = "dalle 16 alle 16.40, dalle 17 alle 18"
    for page in (read(client, at), read(client, page_of(ada, "dopo/"))):
        assert "1 h 40 min" in page
        assert stretches in page


@pytest.mark.parametrize(
    ("typed", "says", "status"),
    [
        ("Ada Rossi", "Sì: l'attestato è di Ada Rossi", 200),
        ("  ada   ròssi ", "Sì: l'attestato è di", 200),
        ("Ada", "No: il nome non è questo", 200),
        ("<b>Ada</b>", "No: il nome non è questo", 200),
        ("", "Scrivi il nome che leggi", 422),
    ],
)
def test_a_name_is_confirmed_only_when_it_is_typed(
    ada: Registration, client: Client, typed: str, says: str, status: int
) -> None:
    at = verify_at(operations.issue_certificate(registration=ada))
    response = client.post(at, {"name": typed})
    assert response.status_code == status
    assert says in words(response)


def test_names_are_not_tried_without_end(ada: Registration, client: Client) -> None:
    at = verify_at(operations.issue_certificate(registration=ada))
    answers = [client.post(at, {"name": f"Nome {n}"}).status_code for n in range(31)]
    assert (answers[0], answers[-1]) == (200, 429)


def test_erased_it_is_not_good_any_more_before_any_job_comes_by(
    ada: Registration, client: Client
) -> None:
    certificate = operations.issue_certificate(registration=ada)
    erase_person(person=ada.person)
    assert "non vale più" in read(client, verify_at(certificate))
    operations.forget_certificates()
    assert "non vale più" in read(client, verify_at(certificate))
    assert "Sì" not in words(client.post(verify_at(certificate), {"name": "Ada Rossi"}))


@pytest.mark.parametrize("code", ["7K4M-2QWX", "altro", "0000-0000"])
def test_a_code_that_is_none_is_said(db, client: Client, code: str) -> None:
    hold = reverse("public:certificate", args=[code])
    assert "Nessun attestato ha questo codice" in read(client, hold, 404)

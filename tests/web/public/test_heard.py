"""What we heard, as everybody reads it and takes it along: of a meeting, of a stage."""

import io
import uuid

import pypdf
import pytest
from django.core.cache import cache
from django.test import Client

from arengo.contributions.models import Contribution
from arengo.contributions.operations import (
    confirm_author,
    cover,
    forget_authors,
    hold_back,
    receive_evenings,
    take_back,
)
from arengo.core import documents
from arengo.core.codes import show
from arengo.live import operations as live
from arengo.live.models import Minutes, Note
from arengo.live.operations import approve_minutes, make_minutes, share_minutes
from arengo.meetings.models import Meeting
from arengo.process.models import Stage
from arengo.registrations.links import token_for
from arengo.registrations.operations import erase_person
from arengo.territory.models import Zone
from tests.conftest import Clock
from tests.contributions.test_from_the_site import axis
from tests.factories import make_municipality, make_process
from tests.feedback.acts import (
    BOSCHI,
    MEDICI,
    PERCORSO,
    TRENI,
    dario,
    open_to_voices,
    published,
    read_all,
    received_evening,
    send_from_the_site,
    voice,
)
from tests.live.acts import REGIA, make_evening
from tests.live.report import of
from tests.web.desk.cast import signed_in
from tests.web.public.reading import links, read

pytestmark = pytest.mark.django_db
MEETING = "/incontri/lancio/che-cosa-abbiamo-sentito/"
STAGE = "/percorso/ascolto/che-cosa-abbiamo-sentito/"
FILE = "che-cosa-abbiamo-sentito.pdf"
CAVEAT = "Chi partecipa sceglie di farlo: questi numeri dicono che cosa è arrivato"


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    meeting = received_evening(clock)
    stage = open_to_voices(meeting.process)
    Meeting.objects.filter(pk=meeting.pk).update(stage=stage)
    Contribution.objects.filter(meeting=meeting).update(stage=stage)
    return meeting


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


# The meeting


def test_before_the_closing_there_is_nothing_to_take_along(client: Client, clock: Clock) -> None:
    meeting = make_evening()
    for path in (MEETING, f"{MEETING}{FILE}"):
        assert client.get(path).status_code == 404
    clock.to("2023-09-27 18:30")
    live.close_meeting(meeting=meeting, by=REGIA)
    page = read(client, MEETING)
    assert "Nessuna voce è ancora ricevuta." in page
    assert CAVEAT in page


def test_who_was_there_what_was_said_and_what_is_due(meeting: Meeting, client: Client) -> None:
    read_all()
    published([voice(TRENI)])
    page = read(client, MEETING)
    for said in (
        "Sono venute 3 persone. Se ne erano iscritte 3.",
        "4 voci ricevute: 1 ha già la risposta, 3 la aspettano.",
        "Che cosa sono: Bisogno 4.",
        "Accolta 1",
        CAVEAT,
        # What it was before: the words of the round table.
        "La valle ha bisogno di medici.",
    ):
        assert said in page, said
    assert "Bruno" not in page
    assert f"{MEETING}{FILE}" in links(client.get(MEETING))


def test_each_voice_leads_to_its_page(meeting: Meeting, client: Client) -> None:
    assert f"/voce/{show(voice(PERCORSO).code)}/" in links(client.get(MEETING))


def test_nothing_held_is_on_the_page_nor_on_paper(meeting: Meeting, client: Client) -> None:
    read_all()
    hold_back(contribution=voice(PERCORSO), by=dario())
    assert "1 è contata e non si legge qui" in read(client, MEETING)
    page = client.get(MEETING).content.decode()
    assert show(voice(PERCORSO).code) not in page
    assert show(voice(TRENI).code) in page


def test_what_is_held_refused_or_covered_is_read_in_no_part_of_it(
    meeting: Meeting, client: Client, clock: Clock
) -> None:
    resoconto = "/incontri/lancio/resoconto/"
    make_minutes(meeting=meeting, by=dario())
    share_minutes(meeting=meeting, by=dario())
    for path in (MEETING, resoconto):
        assert TRENI in read(client, path)
        assert MEDICI in read(client, path)
    read_all()
    hold_back(contribution=voice(TRENI), by=dario())
    cover(contribution=voice(MEDICI), words="La […] ha bisogno di medici.", by=dario())
    hold_back(contribution=voice(BOSCHI), by=dario())
    cache.clear()
    for path in (MEETING, resoconto):
        text = read(client, path)
        assert TRENI not in text, path
        assert MEDICI not in text, path
        assert "La […] ha bisogno di medici." in text, path
        assert "Queste parole non si leggono, o non ancora." in text, path
    assert BOSCHI not in read(client, resoconto), "nor what was written instead of spoken"
    ada = client.get(f"/i/{token_for(of(meeting, 'Ada'))}/dopo/").content.decode()
    assert "La […] ha bisogno di medici." in ada, "who came proposes corrections to what is read"
    assert MEDICI not in ada
    assert TRENI not in ada


def test_what_is_covered_before_the_approval_is_sealed_covered(
    meeting: Meeting, clock: Clock
) -> None:
    make_minutes(meeting=meeting, by=dario())
    share_minutes(meeting=meeting, by=dario())
    cover(contribution=voice(MEDICI), words="La […] ha bisogno di medici.", by=dario())
    clock.to("2023-11-10 10:00")
    signed_in().post("/ufficio/incontri/lancio/resoconto/approva/", {})
    minutes = Minutes.objects.get()
    assert minutes.state == "approved"
    assert MEDICI not in str(minutes.content)
    assert "La […] ha bisogno di medici." in str(minutes.content)


def test_an_approved_resoconto_is_read_without_what_was_covered_also_after_an_erasure(
    meeting: Meeting, client: Client, clock: Clock
) -> None:
    make_minutes(meeting=meeting, by=dario())
    share_minutes(meeting=meeting, by=dario())
    clock.to("2023-11-10 10:00")
    approve_minutes(meeting=meeting, by=dario())
    row = voice(PERCORSO)
    cover(contribution=row, words="Il […] è troppo corto.", by=dario())
    resoconto = "/incontri/lancio/resoconto/"
    text = read(client, resoconto)
    assert "Il […] è troppo corto." in text
    person = row.person
    assert person is not None
    erase_person(person=person)
    forget_authors()
    receive_evenings()
    row.refresh_from_db()
    assert (row.text, row.covered) == ("Il […] è troppo corto.", "Il […] è troppo corto.")
    assert PERCORSO not in str(list(Note.objects.values_list("text", "correction")))
    text = read(client, resoconto)
    assert PERCORSO not in text
    assert "Il […] è troppo corto." in text
    assert "l'impronta torna con quella scritta nel registro" in text, (
        "what was approved is as it was"
    )


def test_all_the_voices_about_one_thing_are_in_the_list_with_its_filters(
    meeting: Meeting, client: Client
) -> None:
    _fill(meeting, 52)
    assert "Leggi le prime 20 voci" in read(client, STAGE)
    rest = "/le-voci/leggi/?parla=1&tappa=ascolto"
    assert rest in links(client.get(STAGE))
    assert "54 voci" in read(client, rest)


# The stage


def test_a_stage_in_which_nobody_was_heard_says_so(client: Client, clock: Clock) -> None:
    clock.to("2023-10-27 10:00")
    open_to_voices(make_process())
    assert "Ancora niente" in read(client, STAGE)
    assert client.get("/percorso/altra/che-cosa-abbiamo-sentito/").status_code == 404


def test_a_stage_tells_its_meetings_ways_and_zones(meeting: Meeting, client: Client) -> None:
    page = read(client, STAGE)
    for said in ("Incontro per incontro", "Per quale via sono arrivate", "Chi manca", CAVEAT):
        assert said in page, said
    assert MEETING in links(client.get(STAGE))


def test_voices_of_one_zone_are_told_and_the_page_says_that_they_are_exact(
    meeting: Meeting, client: Client
) -> None:
    read_all()
    make_municipality()
    Contribution.objects.filter(pk=voice(TRENI).pk).update(zone=Zone.objects.get(number=7))
    page = read(client, MEETING)
    assert f"{Zone.objects.get(number=7)} 1 0 1" in page
    assert "I numeri delle voci sono esatti, anche quando sono piccoli." in page
    assert "Di chi è venuto si dice quanti erano in tutto." in page


def test_only_what_waits_is_said_to_wait_to_be_read(meeting: Meeting, client: Client) -> None:
    send_from_the_site(meeting.process, text="Aspetta.")
    back = send_from_the_site(meeting.process, text="Ritirata.")
    take_back(contribution=back)
    read_all(Contribution.objects.filter(meeting=meeting))
    page = read(client, STAGE)
    told = "Di 1 non si sa ancora di che cosa parla: aspetta che l'ufficio la legga."
    assert told in page
    assert "Non si sa: da leggere, ritirate o non pubblicate 2 0 1" in page
    assert "1 è stata ritirata" in page


def test_stages_voices_and_meeting_lead_to_it(meeting: Meeting, client: Client) -> None:
    Stage.objects.filter(key="ascolto").update(planned_start="2023-09-01")
    for path in ("/percorso/", "/le-voci/", MEETING):
        assert STAGE in links(client.get(path)), path
    assert MEETING in links(client.get("/incontri/lancio/"))


def test_the_desk_takes_it_along_in_one_click(meeting: Meeting) -> None:
    desk = signed_in()
    assert f"{MEETING}{FILE}" in links(desk.get("/ufficio/incontri/lancio/"))
    assert f"{STAGE}{FILE}" in links(desk.get("/ufficio/percorso/tappe/ascolto/"))


@pytest.mark.parametrize("path", [MEETING, STAGE])
def test_the_page_takes_as_many_queries_whatever_was_said(
    meeting: Meeting, client: Client, path: str, django_assert_max_num_queries
) -> None:
    _fill(meeting, 25)
    client.get(path)
    cache.clear()
    with django_assert_max_num_queries(80):
        client.get(path)


# On paper


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", [MEETING, STAGE])
def test_the_paper_says_the_same_and_is_accessible(
    meeting: Meeting, client: Client, path: str
) -> None:
    row = send_from_the_site(
        meeting.process,
        text="Un bus firmato.",
        targets=[axis(2)],
        signature="Pro loco (esempio)",
        email="pro@example.org",
    )
    confirm_author(contribution=row)
    Contribution.objects.filter(pk=row.pk).update(meeting=meeting)
    read_all([row])
    text = text_of(client, f"{path}{FILE}")
    for said in ("Che cosa abbiamo sentito", "Chi c'era", "5 voci ricevute", "Un bus firmato."):
        assert said in text, said
    assert "Firmata: Pro loco (esempio)" in text
    for name in ("Ada Rossi", "Bruno", "Carla", "example.org"):
        assert name not in text.replace("piano@example.org", ""), name
    pdf = pypdf.PdfReader(io.BytesIO(client.get(f"{path}{FILE}").content))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in pdf.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert pdf.trailer["/Root"]["/Lang"] == "it"


@pytest.mark.django_db(transaction=True)
def test_the_same_numbers_are_not_drawn_again(
    meeting: Meeting, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    compile = documents.compile
    monkeypatch.setattr(documents, "compile", lambda *given: drawn.append(given) or compile(*given))
    cache.clear()
    for _time in range(2):
        client.get(f"{STAGE}{FILE}")
    assert len(drawn) == 1
    read_all()
    client.get(f"{STAGE}{FILE}")
    assert len(drawn) == 2


@pytest.mark.django_db(transaction=True)
def test_what_somebody_wrote_is_only_text_on_paper(meeting: Meeting, client: Client) -> None:
    hostile = "#let x = 1 = * _ <b>grassetto</b> " + "parola" * 200
    Contribution.objects.filter(text=TRENI).update(text=hostile)
    assert "#let x = 1 = * _ <b>grassetto</b>" in text_of(client, f"{MEETING}{FILE}")
    assert "&lt;b&gt;" in client.get(MEETING).content.decode()


def _fill(meeting: Meeting, many: int) -> None:
    """So many voices from the site, of this meeting, that everybody reads."""
    row = send_from_the_site(meeting.process, text="Voce 00.", targets=[axis(2)])
    read_all([row])
    rows = [row]
    for number in range(1, many):
        made = send_from_the_site(
            meeting.process, number=uuid.uuid4(), text=f"Voce {number:02}.", targets=[axis(2)]
        )
        rows.append(made)
    read_all(rows[1:])
    for row in rows:
        row.refresh_from_db()
        assert row.publication == Contribution.Publication.PUBLISHED

"""Writing a voice on the site: without account, nothing typed is lost, and one's own page afterwards."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from arengo.contributions.links import author_token, confirm_token, writer_token
from arengo.contributions.models import Contribution
from arengo.contributions.operations import TEXT_AT_MOST, attach, confirm_author, correct
from arengo.core import codes
from arengo.core.outbox.delivery import deliver_due
from arengo.feedback.models import Insistence
from arengo.people.models import Person
from arengo.process.models import Process, Stage
from arengo.web.public.views import writing
from arengo.web.shared.bots import HONEYPOT, STAMP
from tests.conftest import Clock
from tests.contributions.test_attaching import PDF
from tests.contributions.test_from_the_site import read_it
from tests.factories import make_municipality, make_process
from tests.feedback.acts import open_to_voices, published, send_from_the_site
from tests.web.public.steps import opened, text_of, value_of

pytestmark = pytest.mark.django_db
PAGE = "/scrivi/"
BUS = "Un bus la domenica, anche d'inverno."


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    make_municipality()
    found = make_process()
    open_to_voices(found)
    return found


def typed(**changes: object) -> dict[str, object]:
    fields: dict[str, object] = {"text": BUS, "number": str(uuid.uuid4()), STAMP: opened()}
    return {name: value for name, value in {**fields, **changes}.items() if value is not None}


def own_page(row: Contribution, part: str = "") -> str:
    return f"/la-mia-voce/{author_token(row.pk)}/{part}"


def test_the_form_asks_for_the_words_and_says_that_the_rest_is_optional(
    client: Client, process: Process
) -> None:
    page = client.get(PAGE)
    words = text_of(page)
    assert "Ascolto · fino al 30 novembre 2023" in words
    assert "Asse 1" in words
    assert "Il piano nel suo insieme" in words
    assert words.count("facoltativ") >= 3
    uuid.UUID(value_of(page, "number"))


def test_from_an_axis_its_box_is_ticked(client: Client, process: Process) -> None:
    page = client.get(f"{PAGE}?asse=3").content.decode()
    assert re.search(r'value="axis:3"[^>]*checked', page)


def test_one_writes_and_sees_the_code_and_what_may_still_be_done(
    client: Client, process: Process
) -> None:
    answer = client.post(PAGE, typed(targets=["axis:2"], municipality="balme"))
    row = Contribution.objects.get()
    assert answer["Location"] == f"/la-mia-voce/{writer_token(row.pk)}/?inviata"
    assert (row.text, row.zone.number, row.person) == (BUS, 7, None)
    page = client.get(answer["Location"])
    words = text_of(page)
    assert f"Questo è il suo codice: {codes.show(row.code)}" in words
    assert "Correggi la tua voce" in words
    assert "Ti abbiamo scritto" not in words
    assert page["Cache-Control"] == "no-store, private"
    everybody = text_of(client.get(f"/voce/{codes.show(row.code)}/"))
    assert BUS not in everybody
    assert "Le parole si leggono qui appena l'ufficio le ha lette." in everybody
    assert "Scritta dal sito" in everybody
    assert "Correggi la tua voce" not in everybody


def test_the_double_click_and_the_second_try_are_one_voice(
    client: Client, process: Process
) -> None:
    form = typed()
    first, second = client.post(PAGE, form), client.post(PAGE, form)
    assert first["Location"] == second["Location"]
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "  "}, "Scrivi che cosa vuoi dire: bastano poche parole."),
        ({"text": "a" * (TEXT_AT_MOST + 1)}, "Il testo è di 5001 caratteri e ne entrano 5000"),
        ({"text": "riga\n" * 10_000}, "tieni l'essenziale, o dividilo in più voci"),
        ({"municipality": "Balmme"}, "Forse è uno di questi: Balme"),
        ({"email": "ada@"}, "Quest'indirizzo non è completo"),
        ({"email": ""}, "Per mostrare una firma ci serve la tua e-mail"),
        ({"targets": ["axis:99"]}, "Questa scelta non c'è più"),
        ({HONEYPOT: "x"}, "Un campo nascosto di questa pagina"),
        ({STAMP: ""}, "Non riconosciamo la pagina da cui arrivano i dati"),
    ],
)
def test_what_is_not_right_gets_a_sentence_and_nothing_typed_is_lost(
    client: Client, process: Process, changes, sentence: str
) -> None:
    form = typed(**{"signature": "Comune di Balme", "email": "balme@example.org", **changes})
    page = client.post(PAGE, form)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert value_of(page, "signature") == "Comune di Balme"
    assert value_of(page, "number") == form["number"]
    if "text" not in changes:
        assert "Un bus la domenica" in page.content.decode()
    assert not Contribution.objects.exists()


def test_fingers_too_fast_to_be_a_persons_are_asked_to_send_again(
    client: Client, process: Process
) -> None:
    page = client.post(PAGE, typed(**{STAMP: opened(0)}))
    assert page.status_code == 422
    assert "I dati sono arrivati così in fretta" in text_of(page)
    assert not Contribution.objects.exists()


def test_a_page_of_another_site_cannot_send_for_somebody(process: Process) -> None:
    page = Client(enforce_csrf_checks=True).post(PAGE, typed())
    assert page.status_code == 422
    assert "Quello che hai scritto è ancora qui: invia di nuovo." in text_of(page)
    assert not Contribution.objects.exists()


def test_tags_are_words_like_others(client: Client, process: Process) -> None:
    client.post(
        PAGE,
        typed(text="<script>alert(1)</script>", signature="<b>Ada</b>", email="ada@example.org"),
    )
    page = client.get(own_page(Contribution.objects.get())).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>Ada" not in page


def test_a_flood_is_told_to_wait(client: Client, process: Process, monkeypatch) -> None:
    monkeypatch.setattr(writing.limits, "allows", lambda *_: False)
    page = client.post(PAGE, typed())
    assert page.status_code == 429
    assert "aspetta qualche minuto e invia di nuovo" in text_of(page)


def test_a_mailbox_is_not_flooded_and_one_may_send_without_it(
    client: Client, process: Process
) -> None:
    for _turn in range(20):
        client.post(PAGE, typed(email="ada@example.org"))
    page = client.post(PAGE, typed(email="ADA@example.org "))
    assert page.status_code == 429
    assert "Invia senza indirizzo" in text_of(page)
    assert client.post(PAGE, typed()).status_code == 302


def test_before_the_days_the_page_says_when_and_after_them_where_else(
    client: Client, process: Process, clock: Clock
) -> None:
    clock.to("2023-09-20 10:00")
    assert "Si comincia il 28 settembre 2023, con la tappa «Ascolto»." in text_of(client.get(PAGE))
    clock.to("2023-12-10 10:00")
    page = client.get(PAGE)
    assert "Adesso dal sito non si scrive" in text_of(page)
    assert page.status_code == 200


def test_who_sends_just_too_late_keeps_the_words_and_is_told(
    client: Client, process: Process, clock: Clock
) -> None:
    clock.to("2023-12-01 00:01")
    page = client.post(PAGE, typed())
    assert page.status_code == 422
    assert "Adesso dal sito non si può scrivere" in text_of(page)
    assert "Un bus la domenica" in page.content.decode()


def test_without_a_process_there_is_no_form(client: Client) -> None:
    assert "Adesso dal sito non si scrive" in text_of(client.get(PAGE))


def test_the_button_is_where_one_looks_while_it_is_open(
    client: Client, process: Process, clock: Clock
) -> None:
    for address in ("/", "/percorso/", "/le-voci/"):
        assert 'href="/scrivi/"' in client.get(address).content.decode(), address
    Stage.objects.update(voices_until="2023-10-01")
    assert "Dal sito si scrive: dal 28 settembre al 1º ottobre 2023" in text_of(
        client.get("/percorso/?di-nuovo")
    )
    assert 'href="/scrivi/"' not in client.get("/percorso/?di-nuovo").content.decode()


def test_the_mail_is_opened_by_a_program_and_confirmed_by_a_person(
    client: Client, process: Process, mailoutbox
) -> None:
    client.post(PAGE, typed(email="ada@example.org"))
    row = Contribution.objects.get()
    assert "Ti abbiamo scritto a a•" in text_of(client.get(f"{own_page(row)}?inviata"))
    deliver_due()
    (mail,) = mailoutbox
    link = f"/voce/conferma/{confirm_token(row.pk)}/"
    assert link in mail.body
    page = client.get(link)
    assert "È tua questa voce?" in text_of(page)
    row.refresh_from_db()
    assert row.confirmed_at is None
    answer = client.post(link)
    assert answer["Location"] == own_page(row)
    row.refresh_from_db()
    assert row.confirmed_at is not None
    assert client.post(link).status_code == 302


def test_a_link_cut_short_or_too_late_says_what_to_do(
    client: Client, process: Process, clock: Clock
) -> None:
    row = send_from_the_site(process, email="ada@example.org")
    link = f"/voce/conferma/{confirm_token(row.pk)}/"
    cut = client.get(link[:-5] + "/")
    assert cut.status_code == 404
    assert "copialo per intero" in text_of(cut)
    Contribution.objects.update(person=None)
    late = client.post(link)
    assert late.status_code == 409
    assert "la segui con il suo codice" in text_of(late)


def test_the_links_of_author_and_mail_open_only_their_own_door(
    client: Client, process: Process
) -> None:
    row = send_from_the_site(process)
    assert client.get(f"/la-mia-voce/{confirm_token(row.pk)}/").status_code == 404
    assert client.get(f"/voce/conferma/{author_token(row.pk)}/").status_code == 404


def test_its_author_corrects_it_until_it_is_read(client: Client, process: Process) -> None:
    row = send_from_the_site(process)
    page = client.post(own_page(row), {"atto": "correggi", "testo": ""})
    assert page.status_code == 422
    assert "bastano poche parole" in text_of(page)
    client.post(own_page(row), {"atto": "correggi", "testo": "Due bus."})
    words = text_of(client.get(own_page(row)))
    assert "Due bus." in words
    assert "Come era stata scritta all'inizio Un bus la domenica." in words
    row.refresh_from_db()
    read_it(row)
    everybody = text_of(client.get(f"/voce/{codes.show(row.code)}/"))
    assert "Due bus." in everybody
    assert "Un bus la domenica." not in everybody, "only what its author wants to be read"
    page = client.post(own_page(row), {"atto": "correggi", "testo": "Tre bus."}, follow=True)
    assert "L'ufficio l'ha già letta" in text_of(page)
    assert "Correggi la tua voce" not in text_of(page)


def test_its_author_takes_it_back_and_the_page_says_what_stays(
    client: Client, process: Process
) -> None:
    row = send_from_the_site(process, signature="Ada R.")
    page = client.post(own_page(row), {"atto": "ritira"}, follow=True)
    words = text_of(page)
    assert "Ritirata: le tue parole non ci sono più." in words
    assert "Ritirata da chi l'aveva scritta" in words
    assert "Un bus la domenica" not in words
    assert "Ada R." not in words
    assert "La risposta" not in words


def test_who_confirmed_sees_downloads_and_erases_what_is_kept(
    client: Client, process: Process
) -> None:
    client.post(PAGE, typed(email="ada@example.org", signature="Ada R."))
    row = Contribution.objects.get()
    data, file = own_page(row, "i-miei-dati/"), own_page(row, "i-miei-dati/dati.json")
    erasing = own_page(row, "cancella-i-miei-dati/")
    for address in (data, file, erasing):
        assert client.get(address)["Location"] == own_page(row)
    client.post(erasing)
    assert Person.objects.get().erased_at is None
    client.post(f"/voce/conferma/{confirm_token(row.pk)}/")
    words = text_of(client.get(data))
    assert "ada@example.org" in words
    assert BUS in words
    assert "ada@example.org" in client.get(file).content.decode()
    assert "prima ritirale" in text_of(client.get(erasing))
    page = client.post(erasing, follow=True)
    assert "Fatto: il tuo indirizzo non c'è più." in text_of(page)
    row.refresh_from_db()
    assert (row.person, row.signature, row.text) == (None, "", BUS)
    assert "ada@example.org" not in client.get(own_page(row)).content.decode()


def test_the_reply_reaches_who_wrote_and_the_page(
    client: Client, process: Process, mailoutbox
) -> None:
    client.post(PAGE, typed(email="ada@example.org"))
    row = Contribution.objects.get()
    client.post(f"/voce/conferma/{confirm_token(row.pk)}/")
    deliver_due()
    mailoutbox.clear()
    row.refresh_from_db()
    published([read_it(row)])
    deliver_due()
    (mail,) = mailoutbox
    assert mail.to == ["ada@example.org"]
    assert own_page(row) in mail.body
    words = text_of(client.get(own_page(row)))
    assert "La risposta: Accolta" in words
    assert "Non è una risposta" in words


def test_the_link_seen_at_once_only_shows_from_when_the_voice_is_confirmed(
    client: Client, process: Process
) -> None:
    """Whoever types another's address sees it: what its owner may do once is not theirs to use up."""
    row = send_from_the_site(process, email="vera@example.org")
    early = f"/la-mia-voce/{writer_token(row.pk)}/"
    assert "Correggi la tua voce" in text_of(client.get(early))
    confirm_author(contribution=row)
    correct(contribution=row, text="Parole di Vera.")
    file = attach(contribution=row, upload=SimpleUploadedFile("vera.pdf", PDF))
    assert client.get(f"{early}file/{file.pk}/").status_code == 404
    assert client.get(own_page(row, f"file/{file.pk}/")).status_code == 200
    shown = text_of(client.get(early))
    assert "apri il link della mail" in shown
    assert "Correggi la tua voce" not in shown
    assert "Parole di Vera." not in shown
    acts = (
        {"testo": "Altro"},
        {},
        {"file": SimpleUploadedFile("a.pdf", PDF + b" ")},
        {"perche": "Boh"},
    )
    for name, act in zip(("correggi", "ritira", "allega", "ricorso"), acts, strict=True):
        answer = text_of(client.post(early, {"atto": name, **act}, follow=True))
        assert "Da qui adesso si vede soltanto" in answer, name
    client.post(early, {"atto": "stacca", "file": str(file.pk)})
    row.refresh_from_db()
    assert (row.words, row.withdrawn_at, row.attachments.count()) == ("Parole di Vera.", None, 1)
    read_it(row)
    published([row])
    assert "Non è una risposta" not in text_of(client.get(early))
    client.post(early, {"atto": "insisti", "manca": "no"})
    assert not Insistence.objects.exists()
    client.post(own_page(row), {"atto": "insisti", "manca": "E la sera?"})
    assert Insistence.objects.get().text == "E la sera?"


def test_who_left_no_address_does_everything_by_the_link_seen_at_once(
    client: Client, process: Process
) -> None:
    row = send_from_the_site(process)
    early = f"/la-mia-voce/{writer_token(row.pk)}/"
    client.post(early, {"atto": "correggi", "testo": "Detto meglio."})
    client.post(early, {"atto": "allega", "file": SimpleUploadedFile("a.pdf", PDF)})
    row.refresh_from_db()
    assert (row.words, row.attachments.count()) == ("Detto meglio.", 1)
    read_it(row)
    published([row])
    client.post(early, {"atto": "insisti", "manca": "E la sera?"})
    assert Insistence.objects.get().text == "E la sera?"

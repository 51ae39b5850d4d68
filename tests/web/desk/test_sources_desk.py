"""Letters, mails and interviews at the desk: brought, read, their voices taken, closed or set aside."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arengo.contributions.coding import targets_of
from arengo.contributions.models import Contribution, Source
from arengo.contributions.operations import bring_source, read, read_sources
from arengo.contributions.passages import paragraphs
from arengo.core import codes
from arengo.core.outbox.models import Message
from arengo.people.models import Contact, User
from arengo.plan.models import Axis
from arengo.suggestions.operations import add_words
from arengo.territory.models import Zone
from tests.conftest import Clock
from tests.core.reading.files import docx, photograph
from tests.factories import make_municipality, make_process
from tests.feedback.acts import dario as dario_as, open_to_voices
from tests.process.papers import pdf_of
from tests.web.desk.editors import signed_in
from tests.web.public.reading import words

pytestmark = pytest.mark.django_db
LIST = "/ufficio/fonti/"
TEXT = (
    "Buongiorno,\n\nServono più treni la sera. Anche di domenica. La stazione è chiusa.\n\n"
    "La valle ha bisogno di medici, perché chi è anziano non guida.\n\nGrazie"
)


@pytest.fixture
def dario(clock: Clock) -> Client:
    clock.to("2023-10-27 10:00")
    open_to_voices(make_process())
    return signed_in()


def letter(**values: Any) -> Source:
    process = make_process()
    email = values.pop("email", "")
    return bring_source(
        process=process,
        kind=values.pop("kind", Source.Kind.LETTER),
        values={"title": "Una lettera", "text": TEXT, **values},
        email=email,
        by=dario_as(),
    )


def at(source: Source, act: str = "") -> str:
    return f"{LIST}{source.pk}/{act}"


def place(piece: str) -> str:
    start = TEXT.index(piece)
    return f"{start}-{start + len(piece)}"


def bring(client: Client, *files: SimpleUploadedFile, **values: str) -> Any:
    data = {"kind": "letter", "language": "it", **values, "uploads": list(files)}
    return client.post(reverse("desk:source-new"), data, follow=True)


def test_before_anything_came_the_list_says_what_to_do(dario: Client) -> None:
    page = words(dario.get(LIST))
    assert "Non è ancora arrivato niente." in page
    assert "Aggiungi il primo" in page


def test_what_waits_is_told_among_the_things_to_do_today(dario: Client) -> None:
    letter()
    assert "1 tra lettere, mail e interviste da lavorare" in words(dario.get("/ufficio/"))


def test_a_file_is_brought_and_read(dario: Client) -> None:
    page = bring(dario, SimpleUploadedFile("C:\\doc\\La valle.docx", docx("Servono treni.")))
    assert "Il programma sta leggendo il file" in words(page)
    source = Source.objects.get()
    assert source.title == "La valle"


@pytest.mark.django_db(transaction=True)
def test_once_read_its_words_are_on_the_page(dario: Client) -> None:
    bring(dario, SimpleUploadedFile("a.docx", docx("Servono più treni la sera.")))
    read_sources()
    page = words(dario.get(at(Source.objects.get())))
    assert "Servono più treni la sera." in page
    assert "sta leggendo" not in page


def test_several_files_are_several_sources_and_the_same_again_is_there_already(
    dario: Client,
) -> None:
    one, two = SimpleUploadedFile("uno.txt", b"Treni"), SimpleUploadedFile("due.txt", b"Medici")
    assert "2 aggiunte." in words(bring(dario, one, two))
    page = bring(dario, SimpleUploadedFile("tre.txt", b"Treni"))
    assert "c'è già: non l'ho aggiunta un'altra volta." in words(page)
    assert f'href="{at(Source.objects.get(title="uno"))}"' in page.content.decode()
    assert Source.objects.count() == 2


def test_a_pasted_interview_keeps_its_roles_and_is_nobodys(dario: Client) -> None:
    bring(dario, text=TEXT, kind="interview", roles="una operatrice sociale", dated_on="2023-10-12")
    source = Source.objects.get()
    assert (source.roles, source.person) == ("una operatrice sociale", None)
    assert source.title.startswith("Buongiorno")


def test_voices_count_from_the_day_it_arrived(dario: Client) -> None:
    bring(dario, text=TEXT, arrived_on="2023-10-16", email="ada@example.org")
    source = Source.objects.get()
    assert source.received_at.date().isoformat() == "2023-10-16"
    assert Contact.objects.get(person=source.person).email == "ada@example.org"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Scegli un file, oppure incolla il testo."),
        ({"text": "a", "arrived_on": "2023-12-01"}, "Questa data è nel futuro"),
        ({"text": "a", "dated_on": "2023-12-01"}, "Questa data è nel futuro"),
    ],
)
def test_what_is_missing_is_said(dario: Client, values: dict[str, str], sentence: str) -> None:
    page = bring(dario, **values)
    assert page.status_code == 422
    assert sentence in words(page)


def test_a_file_or_a_text_not_both(dario: Client) -> None:
    page = bring(dario, SimpleUploadedFile("a.txt", b"Treni"), text="Medici")
    assert "Scegli: i file, oppure il testo incollato." in words(page)


def test_a_file_that_is_too_large_is_refused_before_it_is_kept(dario: Client, monkeypatch) -> None:
    monkeypatch.setattr("arengo.core.reading.MAX_BYTES", 3)
    assert "se ne leggono 50 MB" in words(bring(dario, SimpleUploadedFile("a.txt", b"Treni")))
    assert not Source.objects.exists()


def test_sentences_side_by_side_are_one_voice_and_apart_two(dario: Client) -> None:
    source = letter()
    chosen = ["Servono più treni la sera.", "Anche di domenica."]
    chosen.append("La valle ha bisogno di medici, perché chi è anziano non guida.")
    page = dario.post(
        at(source),
        {"frase": [place(each) for each in chosen], "kind": "need", "targets": ["axis:2"]},
        follow=True,
    )
    first, second = Contribution.objects.order_by("source_start")
    assert first.text == "Servono più treni la sera. Anche di domenica."
    assert (first.kind, second.text) == ("need", chosen[2])
    assert [target.key for target in targets_of(first)] == ["axis:2"]
    assert f"Sono voci: {codes.show(first.code)}" in words(page)
    assert "2 voci tratte" in words(page)


def test_words_that_were_highlighted_are_a_voice_to_the_letter(dario: Client) -> None:
    source = letter()
    dario.post(at(source), {"tratto": place("treni la sera")})
    assert Contribution.objects.get().text == "treni la sera"


def test_what_was_taken_is_marked_and_the_rest_can_be_chosen(dario: Client) -> None:
    source = letter()
    dario.post(at(source), {"tratto": place("treni la sera")})
    page = dario.get(at(source)).content.decode()
    code = codes.show(Contribution.objects.get().code)
    assert f'<a href="/ufficio/voci/{code}/">treni la sera</a></mark>' in page
    assert f'value="{place("Servono più ")}"' in page


@pytest.mark.parametrize("value", ["", "9-3", "a-b", "99999-999999", "٣-٤", "-"])
def test_a_place_that_is_none_takes_nothing(dario: Client, value: str) -> None:
    page = dario.post(at(letter()), {"frase": value})
    assert page.status_code == 422
    assert "Scegli le parole di questa voce." in words(page)


def test_each_proposal_that_is_chosen_is_a_voice_about_its_axis(dario: Client) -> None:
    source = letter()
    axis = Axis.objects.get(plan__key="vigente", number=3)
    add_words(axis=axis, words=["medic*"], by=dario_as())
    page = words(dario.get(at(source)))
    assert f"Parla di questo asse: {axis}" in page
    train, doctors = (f"{each.start}-{each.end}" for each in paragraphs(TEXT)[1:3])
    dario.post(at(source, "proposte/"), {"proposta": [train, doctors], f"asse-{doctors}": "3"})
    first, second = Contribution.objects.order_by("source_start")
    assert targets_of(first) == []
    assert [target.key for target in targets_of(second)] == ["axis:3"]
    assert "Il programma propone" not in words(dario.get(at(source)))


def test_no_proposal_chosen_is_said(dario: Client) -> None:
    page = dario.post(at(letter(), "proposte/"), {}, follow=True)
    assert "Scegli almeno una proposta." in words(page)


def test_a_voice_taken_by_mistake_goes_after_a_page_that_says_what_stays(dario: Client) -> None:
    source = letter()
    dario.post(at(source), {"tratto": place("treni la sera")})
    voice = Contribution.objects.get()
    address = f"/ufficio/voci/{codes.show(voice.code)}/per-errore/"
    assert "resta nel conto, chiusa" in words(dario.get(address))
    page = dario.post(address, follow=True)
    assert "Tolta." in words(page)
    voice.refresh_from_db()
    assert voice.withdrawn_at
    dario.post(at(source), {"tratto": place("treni la sera")})
    assert Contribution.objects.filter(withdrawn_at__isnull=True).count() == 1


def test_a_voice_that_was_read_is_not_taken_away(dario: Client) -> None:
    source = letter()
    dario.post(at(source), {"tratto": place("treni la sera"), "targets": ["axis:2"]})
    voice = Contribution.objects.get()
    read(contribution=voice, kind="need", targets=targets_of(voice), by=dario_as())
    page = dario.post(f"/ufficio/voci/{codes.show(voice.code)}/per-errore/")
    assert page.status_code == 422
    assert "Tratta per errore…" not in words(dario.get(at(source)))


def test_done_closes_it_tells_who_sent_it_and_can_be_opened_again(dario: Client) -> None:
    source = letter(email="ada@example.org")
    assert "Ho finito" not in words(dario.get(at(source)))
    dario.post(at(source), {"tratto": place("treni la sera")})
    page = words(dario.post(at(source, "chiudi/"), follow=True))
    assert "Chiusa." in page
    assert "La stazione è chiusa." in page
    assert Message.objects.filter(key__startswith="voices-taken:").exists()
    page = dario.post(at(source), {"tratto": place("Anche di domenica")})
    assert "È chiusa: per trarne altro, prima riaprila." in words(page)
    assert "Riaperta" in words(dario.post(at(source, "riapri/"), follow=True))


def test_its_name_and_zone_are_changed_while_it_waits_and_once_it_is_worked(dario: Client) -> None:
    make_municipality()
    zone = Zone.objects.get()
    source = letter()
    change = at(source, "correggi/")
    assert f'href="{change}"' in dario.get(at(source)).content.decode()
    assert "quelle già tratte restano come sono" in words(dario.get(change))
    page = words(dario.post(change, {"title": "Del circolo", "zone": zone.pk}, follow=True))
    assert "Del circolo" in page
    assert zone.name in page
    dario.post(at(source), {"tratto": place("treni la sera")})
    assert Contribution.objects.get().zone == zone
    dario.post(at(source, "chiudi/"))
    dario.post(change, {"title": "Del circolo di Lanzo", "zone": ""})
    source.refresh_from_db()
    assert (source.title, source.zone) == ("Del circolo di Lanzo", None)
    assert Contribution.objects.get().zone == zone
    empty = dario.post(change, {"title": " ", "zone": ""})
    assert "Scrivi come vuoi chiamarla, per ritrovarla." in words(empty)


def test_what_two_change_at_once_is_shown_side_by_side(dario: Client) -> None:
    source = letter()
    change = at(source, "correggi/")
    stale = dario.get(change).context["form"]["version"].value()
    dario.post(change, {"title": "Prima"})
    answer = dario.post(change, {"title": "Seconda", "version": stale})
    assert answer.status_code == 422
    assert "qualcun altro ha cambiato" in words(answer)


def test_what_is_no_voice_is_set_aside_with_its_reason(dario: Client) -> None:
    source = letter()
    assert "Scegli il motivo." in words(dario.post(at(source, "da-parte/"), {"reason": ""}))
    page = dario.post(at(source, "da-parte/"), {"reason": "advert"}, follow=True)
    assert "È pubblicità" in words(page)
    assert "È pubblicità" in words(dario.get(f"{LIST}?stato=da-parte"))
    assert "Qui non c'è niente." in words(dario.get(f"{LIST}?stato=da-lavorare"))


@pytest.mark.django_db(transaction=True)
def test_of_a_photograph_each_voice_is_typed_beside_the_picture(dario: Client) -> None:
    bring(dario, SimpleUploadedFile("foglio.jpg", photograph()))
    read_sources()
    source = Source.objects.get()
    page = dario.get(at(source))
    assert "scrivi accanto quello che dicono" in words(page)
    picture = dario.get(at(source, "pagine/1/"))
    assert picture["Content-Type"] == "image/webp"
    assert picture["Cache-Control"] == "private, no-store"
    typed = {"parole": "Servono treni.", "numero": page.context["form_number"]}
    for _twice in range(2):
        dario.post(at(source), typed)
    voice = Contribution.objects.get()
    assert (voice.text, voice.source_page) == ("Servono treni.", 1)


@pytest.mark.django_db(transaction=True)
def test_a_pdf_is_shown_a_page_at_a_time(dario: Client) -> None:
    bring(dario, SimpleUploadedFile("a.pdf", pdf_of("= Il treno della sera", "= La valle")))
    read_sources()
    source = Source.objects.get()
    page = words(dario.get(at(source)))
    assert "Pagina 1 di 2" in page
    assert "La valle" not in page
    assert "La valle" in words(dario.get(f"{at(source)}?parte=2"))


def test_a_long_text_is_shown_in_parts(dario: Client) -> None:
    source = letter(text="\n".join(f"Riga {n}: servono più treni la sera." for n in range(10_000)))
    page = dario.get(at(source))
    assert "Parte 1 di" in words(page)
    assert len(page.content) < 200_000
    assert dario.get(f"{at(source)}?parte=boh").status_code == 200


def test_the_file_is_handed_over_and_never_opened_here(dario: Client) -> None:
    bring(dario, SimpleUploadedFile("pagina.html", b"<html><script>alert(1)</script>ciao"))
    answer = dario.get(at(Source.objects.get(), "file/"))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert dario.get(at(letter(), "file/")).status_code == 404


def test_a_mail_that_did_not_reach_who_sent_it_is_told(dario: Client) -> None:
    source = letter(email="ada@example.org")
    Message.objects.create(
        key="a",
        render="x",
        subject=f"person:{source.person_id}",
        message_id="<a>",
        state=Message.State.FAILED,
        trouble=Message.Trouble.RETURNED,
        owed_at="2023-10-27T08:00Z",
        not_before="2023-10-27T08:00Z",
    )
    assert "è tornata indietro" in words(dario.get(at(source)))
    dario.post(at(source), {"tratto": place("treni la sera")})
    voice = Contribution.objects.get()
    page = words(dario.get(f"/ufficio/voci/{codes.show(voice.code)}/"))
    assert "è tornata indietro" in page
    assert "Vedi da dove è tratta" in page


def test_who_may_not_read_names_does_not_open_letters(dario: Client) -> None:
    source = letter()
    assert signed_in(User.Role.VIEWER, "Vera").get(at(source)).status_code == 403

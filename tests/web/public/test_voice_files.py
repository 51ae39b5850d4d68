"""A file beside a voice, on the page of its author, at the desk, and for everybody."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from arengo.contributions.links import author_token
from arengo.contributions.models import Attachment, Contribution
from arengo.core import codes
from arengo.people.models import User
from arengo.web.shared.limits import AddressLimit
from tests.conftest import Clock
from tests.contributions.test_attaching import PDF, photograph
from tests.factories import make_process
from tests.feedback.acts import read_all, send_from_the_site
from tests.web.desk.editors import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def voice(clock: Clock) -> Contribution:
    clock.to("2023-10-27 10:00")
    return send_from_the_site(make_process())


def own_page(voice: Contribution) -> str:
    return reverse("public:my-voice", args=[author_token(voice.pk)])


def send(client: Client, voice: Contribution, data: bytes, name: str, **more: Any) -> Any:
    upload = SimpleUploadedFile(name, data)
    return client.post(own_page(voice), {"atto": "allega", "file": upload, **more})


def shown_code(voice: Contribution) -> str:
    return codes.show(voice.code)


def body(answer: HttpResponseBase) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_who_has_just_written_adds_a_photograph_and_sees_it(
    client: Client, voice: Contribution
) -> None:
    page = client.get(own_page(voice) + "?inviata").content.decode()
    assert "Aggiungi una foto o un documento" in page
    upload = SimpleUploadedFile("IMG.jpg", photograph())
    act = {"atto": "allega", "file": upload, "descrizione": "La fermata"}
    after = client.post(own_page(voice) + "?inviata", act, follow=True).content.decode()
    assert "Ricevuta. Questo è il suo codice" in after
    assert 'alt="La fermata"' in after
    assert "Per ora la vedono l'ufficio e chi ha questo link" in after.replace("&#x27;", "'")
    file = Attachment.objects.get()
    address = reverse("public:my-voice-file", args=[author_token(voice.pk), file.pk])
    answer = client.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Referrer-Policy"] == "no-referrer"


def test_what_cannot_be_kept_is_said_beside_the_field_and_the_words_stay(
    client: Client, voice: Contribution
) -> None:
    page = send(client, voice, b"MZ", "programma.exe", descrizione="La fermata")
    assert page.status_code == 422
    text = page.content.decode()
    assert "Questo tipo di file non si può caricare" in text
    assert 'value="La fermata"' in text
    assert voice.text in text
    nothing = client.post(own_page(voice), {"atto": "allega"})
    assert "Scegli un file." in nothing.content.decode()


def test_a_picture_that_does_not_open_gets_a_sentence(client: Client, voice: Contribution) -> None:
    page = send(client, voice, b"\xff\xd8\xffrotta", "IMG.jpg")
    assert page.status_code == 302
    assert "non si apre" in client.get(own_page(voice)).content.decode()


def test_too_many_files_from_one_network_wait(
    client: Client, voice: Contribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = AddressLimit("voice-file-test", per_address=1, per_range=5, seconds=600)
    monkeypatch.setattr("arengo.web.public.views.my_voice.FILES", few)
    cache.clear()
    send(client, voice, PDF, "mappa.pdf")
    page = send(client, voice, PDF + b" ", "altra.pdf")
    assert page.status_code == 422
    assert "troppi file in pochi minuti" in page.content.decode()
    assert Attachment.objects.count() == 1


def test_they_take_it_away_again(client: Client, voice: Contribution) -> None:
    send(client, voice, PDF, "mappa.pdf")
    file = Attachment.objects.get()
    client.post(own_page(voice), {"atto": "stacca", "file": str(file.pk)})
    assert not Attachment.objects.exists()
    again = client.post(own_page(voice), {"atto": "stacca", "file": "niente"})
    assert again.status_code == 302


def test_everybody_sees_it_only_once_the_office_says_so(
    client: Client, voice: Contribution
) -> None:
    send(client, voice, PDF, "Ada Rossi.pdf", descrizione="La mappa")
    file = Attachment.objects.get()
    read_all()
    address = reverse("public:voice-file", args=[shown_code(voice), file.pk])
    public = reverse("public:voice", args=[shown_code(voice)])
    assert client.get(address).status_code == 404
    assert "La mappa" not in client.get(public).content.decode()

    office = signed_in()
    desk = office.get(reverse("desk:voice", args=[shown_code(voice)])).content.decode()
    assert "Ada Rossi.pdf" in desk
    assert "Mostrala a tutti" in desk
    show = reverse("desk:voice-file-show", args=[shown_code(voice), file.pk])
    office.post(show)
    answer = client.get(address)
    assert body(answer) == PDF
    assert answer["Content-Disposition"] == f'attachment; filename="{shown_code(voice)}.pdf"'
    page = client.get(public).content.decode()
    assert "La mappa" in page
    assert "Ada" not in page

    office.post(show, {"atto": "nascondi"})
    assert client.get(address).status_code == 404


def test_a_file_is_found_under_its_own_voice_alone(client: Client, voice: Contribution) -> None:
    send(client, voice, PDF, "mappa.pdf")
    Attachment.objects.update(published_by="staff:1", published_at=voice.received_at)
    other = send_from_the_site(voice.process)
    read_all()
    number = Attachment.objects.get().pk
    assert (
        client.get(reverse("public:voice-file", args=[shown_code(other), number])).status_code
        == 404
    )
    theirs = reverse("public:my-voice-file", args=[author_token(other.pk), number])
    assert client.get(theirs).status_code == 404
    assert (
        client.get(reverse("public:voice-file", args=["non-un-codice", number])).status_code == 404
    )


def test_who_only_reads_sees_what_everybody_does_and_shows_nothing(
    client: Client, voice: Contribution
) -> None:
    send(client, voice, PDF, "mappa.pdf")
    number = Attachment.objects.get().pk
    reader = signed_in(User.Role.VIEWER, "Vera")
    file = reverse("desk:voice-file", args=[shown_code(voice), number])
    assert reader.get(file).status_code == 404
    show = reverse("desk:voice-file-show", args=[shown_code(voice), number])
    assert reader.post(show).status_code == 403
    assert (
        "Mostrala"
        not in reader.get(reverse("desk:voice", args=[shown_code(voice)])).content.decode()
    )
    read_all([voice])
    signed_in(User.Role.OFFICE).post(show)
    assert reader.get(file).status_code == 200

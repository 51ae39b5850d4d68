"""Whose words others collected: the link of the mail leads to the voice, to one's data, and out of here."""

import re
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from arengo.contributions.importing import preview
from arengo.contributions.links import author_token
from arengo.contributions.models import Contribution
from arengo.contributions.operations import import_voices
from arengo.core import codes
from arengo.core.outbox.delivery import deliver_due
from arengo.people.models import Contact
from tests.conftest import Clock
from tests.factories import make_process
from tests.feedback.acts import dario, read_all

pytestmark = pytest.mark.django_db
TRENI = "Servono treni di sera."


@pytest.fixture
def voice(clock: Clock) -> Contribution:
    clock.to("2023-10-27 10:00")
    process = make_process()
    rows = [{"Testo": TRENI, "Email": "ada@example.org"}]
    seen = preview(rows, {"text": "Testo", "email": "Email"}, process=process)
    import_voices(
        process=process,
        stage=None,
        preview=seen,
        upload=ContentFile(b"x", name="x.csv"),
        title="La raccolta di un'associazione",
        by=dario(),
    )
    return Contribution.objects.get()


def page_of(voice: Contribution, name: str = "my-voice") -> str:
    return reverse(f"public:{name}", args=[author_token(voice.pk)])


def test_the_mail_leads_to_the_voice_and_its_words(
    client: Client, voice: Contribution, mailoutbox: Any
) -> None:
    deliver_due()
    (link,) = re.findall(r"http\S+/la-mia-voce/\S+", mailoutbox[0].body)
    page = client.get(link).content.decode()
    assert TRENI in page
    assert "Da una raccolta fatta da altri" in page
    assert "apri il link e di" not in page


def test_everybody_sees_where_it_comes_from_and_never_whose_it_is(
    client: Client, voice: Contribution
) -> None:
    read_all()
    page = client.get(reverse("public:voice", args=[codes.show(voice.code)])).content.decode()
    assert TRENI in page
    assert "Da una raccolta fatta da altri" in page
    assert "associazione" not in page
    assert "ada@example.org" not in page


def test_they_see_their_data_and_erase_themselves(client: Client, voice: Contribution) -> None:
    data = client.get(page_of(voice, "my-voice-data")).content.decode()
    assert "ada@example.org" in data
    client.post(page_of(voice, "my-voice-erase"))
    assert not Contact.objects.exists()
    voice.refresh_from_db()
    assert (voice.person, voice.text) == (None, TRENI)
    assert client.get(page_of(voice, "my-voice-data")).status_code == 302

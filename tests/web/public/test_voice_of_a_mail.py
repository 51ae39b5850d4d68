"""Who sent a mail follows its voices by the link that they get, and reads there what everybody does not."""

import pytest
from django.test import Client

from arengo.contributions.links import author_token
from arengo.contributions.models import Source
from arengo.contributions.operations import Extract, bring_source, receive_from_source
from tests.conftest import Clock
from tests.factories import make_process
from tests.feedback.acts import dario
from tests.web.public.reading import words

pytestmark = pytest.mark.django_db
TRENI = "Servono treni di sera."


def test_the_link_leads_to_the_words_that_nobody_else_reads_yet(
    client: Client, clock: Clock
) -> None:
    clock.to("2023-10-27 10:00")
    source = bring_source(
        process=make_process(),
        kind=Source.Kind.EMAIL,
        values={"title": "Una mail", "text": TRENI},
        email="ada@example.org",
        by=dario(),
    )
    extract = Extract(TRENI, start=0, end=len(TRENI))
    (voice,) = receive_from_source(source=source, extracts=[extract], by=dario())

    page = words(client.get(f"/la-mia-voce/{author_token(voice.pk)}/"))
    assert TRENI in page
    assert "Da una e-mail" in page
    public = words(client.get(f"/voce/{voice.code}/", follow=True))
    assert TRENI not in public
    assert "Una mail" not in public

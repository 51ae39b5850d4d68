"""Services and direction at the desk: links given, copied, printed, renewed and taken away."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from arengo.core.ledger.models import Entry
from arengo.meetings.links import duty_url
from arengo.meetings.models import Duty, Venue
from arengo.meetings.operations import assign_duty, revoke_duty
from tests.factories import make_meeting
from tests.web.desk.editors import errors, send, signed_in
from tests.web.public.reading import read, words

pytestmark = pytest.mark.django_db
PAGE = "/ufficio/incontri/lancio/servizi/"


@pytest.fixture
def meeting(db):
    return make_meeting()


@pytest.fixture
def dario(db):
    return signed_in()


def give(meeting, kind="steward", name="Tablet 2") -> Duty:
    return assign_duty(meeting=meeting, kind=kind, name=name, by="staff:1")


def test_the_empty_page_teaches_what_each_service_is_for(dario, meeting):
    page = read(dario, PAGE)

    for label in Duty.Kind.labels:
        assert str(label) in page
    assert "Metti in coda chi vuole parlare" in page
    assert "Stampa i link" not in page


def test_a_service_is_given_and_its_link_is_there_to_copy(dario, meeting):
    response = send(dario, "meeting-duties", "lancio", kind="note_taker", name="Piero")

    duty = Duty.objects.get()
    assert response["Location"] == f"{PAGE}#servizio-{duty.pk}"
    page = dario.get(PAGE).content.decode()
    assert f'value="{duty_url(duty)}"' in page
    assert "Piero" in page
    assert 'src="data:image/svg+xml' in page
    assert Entry.objects.get(kind="duty.assigned").by.startswith("staff:")


def test_the_link_of_an_empty_kind_chooses_it_in_the_form(dario, meeting):
    page = dario.get(f"{PAGE}?servizio=captions").content.decode()

    assert '<option value="captions" selected>' in page
    assert '<option value="assistant" selected>' in dario.get(f"{PAGE}?servizio=x").content.decode()


def test_a_button_pressed_twice_gives_one_link(dario, meeting):
    for _press in range(2):
        send(dario, "meeting-duties", "lancio", kind="chair", name="Paola")

    assert Duty.objects.count() == 1


def test_an_invented_service_is_refused_beside_its_field_and_what_was_typed_stays(dario, meeting):
    response = dario.post(PAGE, {"kind": "jester", "name": "Piero"})

    assert response.status_code == 422
    assert errors(response) == {"kind": ["Scegli quale servizio dai."]}
    assert 'value="Piero"' in response.content.decode()


def test_where_there_are_two_venues_one_says_in_which(dario, meeting):
    assert "venue" not in dario.get(PAGE).context["form"].fields
    other = Venue.objects.create(
        meeting=meeting, key="ivrea", name="Sede di Ivrea", address="Via 1", city="Ivrea"
    )

    send(dario, "meeting-duties", "lancio", kind="steward", venue=str(other.pk))

    assert Duty.objects.get().venue == other
    assert "Sede di Ivrea" in read(dario, PAGE)


def test_to_whom_it_was_given_is_corrected(dario, meeting):
    duty = give(meeting)

    send(dario, "duty-rename", "lancio", duty.pk, name="Tablet 3")

    duty.refresh_from_db()
    assert (duty.name, duty.version) == ("Tablet 3", 1)


def test_two_officials_who_correct_the_same_name_see_both(dario, meeting):
    duty = give(meeting)
    url = reverse("desk:duty-rename", args=["lancio", duty.pk])
    typed = {"name": "Tablet 3", "version": dario.get(url).context["form"]["version"].value()}
    send(signed_in(name="Elena"), "duty-rename", "lancio", duty.pk, name="Tablet 4")

    response = dario.post(url, typed)

    assert response.status_code == 422
    assert "Tablet 4" in words(response)
    assert 'value="Tablet 3"' in response.content.decode()


def test_a_new_link_takes_the_place_of_the_old_one_once(dario, meeting):
    duty = give(meeting)
    before = duty_url(duty)
    seen = re.search(r'name="seen" value="(\d+)"', dario.get(PAGE).content.decode()).group(1)

    for _press in range(2):
        dario.post(reverse("desk:duty-renew", args=["lancio", duty.pk]), {"seen": seen})

    duty.refresh_from_db()
    assert duty.version == 2
    page = html.unescape(dario.get(PAGE).content.decode())
    assert before not in page
    assert duty_url(duty) in page


def test_before_a_service_is_taken_away_one_is_asked(dario, meeting):
    duty = give(meeting)
    url = reverse("desk:duty-revoke", args=["lancio", duty.pk])

    assert "perde subito la sua pagina" in read(dario, url)
    duty.refresh_from_db()
    assert duty.revoked_at is None

    dario.post(url)

    duty.refresh_from_db()
    assert duty.revoked_at is not None
    assert "Tablet 2" not in read(dario, PAGE)


@pytest.mark.parametrize("route", ["duty-rename", "duty-revoke"])
def test_what_was_taken_away_is_not_there_any_more(dario, meeting, route):
    duty = give(meeting)
    revoke_duty(duty=duty, by="staff:1")

    assert dario.get(reverse(f"desk:{route}", args=["lancio", duty.pk])).status_code == 404


def test_a_service_of_another_meeting_is_not_changed_from_here(dario, meeting):
    duty = give(make_meeting(slug="altro"))

    response = dario.post(reverse("desk:duty-renew", args=["lancio", duty.pk]), {"seen": "1"})

    assert response.status_code == 404


def test_a_day_after_the_end_the_page_says_that_the_links_are_over(dario, meeting, clock):
    give(meeting)
    assert "non aprono più niente" not in read(dario, PAGE)

    clock.to("2023-09-28 18:30")

    assert "non aprono più niente" in read(dario, PAGE)


def test_no_cache_keeps_the_links(dario, meeting):
    assert "no-store" in dario.get(PAGE)["Cache-Control"]


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.django_db(transaction=True)
def test_the_links_are_printed_one_piece_for_each(dario, meeting, language):
    give(meeting)
    give(meeting, "projector", "")
    prefix = "" if language == "it" else "/en"

    response = dario.get(f"{prefix}{PAGE}link.pdf")

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert "no-store" in response["Cache-Control"]


def test_the_page_asks_the_database_as_often_for_three_links_as_for_one(dario, meeting):
    give(meeting, name="Tablet 1")
    dario.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        dario.get(PAGE)
    for number in (2, 3):
        give(meeting, name=f"Tablet {number}")
    with CaptureQueriesContext(connection) as three:
        dario.get(PAGE)

    assert len(three) == len(one)

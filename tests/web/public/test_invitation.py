"""The own page of an invited body: it registers people, or says no, by pressing a button."""

import pytest
from django.test import Client

from arengo.invitations import operations
from arengo.invitations.models import Invitation
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration
from tests.factories import make_meeting
from tests.invitations.books import Kind, make_entry, make_invitation, make_town
from tests.web.public.reading import links, read
from tests.web.public.steps import form_page, opened, typed, value_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation() -> Invitation:
    return make_invitation(make_meeting())


def own_page(invitation: Invitation) -> str:
    return f"/invito/{invitation.code}/"


def test_it_names_the_body_and_the_meeting(client: Client, invitation) -> None:
    words = read(client, own_page(invitation))
    assert "Comune di Balme" in words
    assert "mercoledì 27 settembre" in words
    assert "Non partecipiamo" in words


def test_a_code_typed_by_hand_opens_it_too(client: Client, invitation) -> None:
    spoken = invitation.code.lower().replace("0", "o")
    assert "Comune di Balme" in read(client, f"/invito/{spoken}/")


@pytest.mark.parametrize("code", ["7K4M2QWA", "x", "00000000"])
def test_a_code_that_is_not_ours_gets_a_page_that_helps(client: Client, code) -> None:
    assert "Questo link d'invito non è completo" in read(client, f"/invito/{code}/", status=404)


def test_a_draft_is_not_told(client: Client, invitation) -> None:
    Meeting.objects.update(state=Meeting.State.DRAFT)
    assert client.get(own_page(invitation)).status_code == 302


def test_opening_it_changes_nothing_and_leaves_no_trace(client: Client, invitation) -> None:
    before = Invitation.objects.values().get()
    response = client.get(own_page(invitation))
    assert Invitation.objects.values().get() == before
    assert b"<img" not in response.content
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_its_links_carry_the_invitation_to_the_forms(client: Client, invitation) -> None:
    found = links(client.get(own_page(invitation)))
    assert f"{form_page(invitation.meeting)}?invito={invitation.code}" in found
    assert f"/incontri/lancio/delegazione/?invito={invitation.code}" in found


def test_the_form_knows_on_whose_behalf(client: Client, invitation) -> None:
    response = client.get(form_page(invitation.meeting), {"invito": invitation.code})
    assert value_of(response, "invito") == invitation.code
    assert value_of(response, "delegate_of") == "Comune di Balme"
    assert value_of(response, "municipality") == "Balme"


def test_who_registers_from_it_is_tied_to_the_body(client: Client, invitation) -> None:
    client.post(form_page(invitation.meeting), typed(invito=invitation.code))
    assert Registration.objects.get().invitation == invitation
    assert "si è iscritta 1 persona" in read(client, own_page(invitation))


def test_a_mistake_in_the_form_does_not_lose_the_invitation(client: Client, invitation) -> None:
    response = client.post(form_page(invitation.meeting), typed(invito=invitation.code, name=None))
    assert response.status_code == 422
    assert value_of(response, "invito") == invitation.code


def test_an_invitation_to_another_meeting_ties_nobody(client: Client, invitation) -> None:
    other = make_meeting(slug="secondo")
    client.post(form_page(other), typed(invito=invitation.code))
    assert Registration.objects.get().invitation is None


def test_a_wrong_code_keeps_nobody_out(client: Client, invitation) -> None:
    client.post(form_page(invitation.meeting), typed(invito="NIENTE"))
    assert Registration.objects.get().invitation is None


def test_a_delegation_from_it_is_tied_to_the_body(client: Client, invitation) -> None:
    page = client.get("/incontri/lancio/delegazione/", {"invito": invitation.code})
    assert value_of(page, "organisation") == "Comune di Balme"
    client.post(
        "/incontri/lancio/delegazione/",
        {
            "organisation": "Comune di Balme",
            "representing": "municipality",
            "contact_email": "comune@example.org",
            "participation": "sala",
            "member_name": ["Ada Rossi", "Bruno Neri"],
            "member_email": ["", ""],
            "invito": invitation.code,
            "aperto": opened(),
        },
    )
    assert Registration.objects.filter(invitation=invitation).count() == 2


def test_an_association_is_taken_as_one(client: Client) -> None:
    circle = make_entry("Circolo", kind=Kind.ASSOCIATION)
    invitation = make_invitation(make_meeting(), circle)
    page = client.get(form_page(invitation.meeting), {"invito": invitation.code})
    assert value_of(page, "delegate_of") == "Circolo"


def test_saying_no_is_a_button_and_can_be_taken_back(client: Client, invitation) -> None:
    client.post(own_page(invitation), {"risposta": "no"})
    invitation.refresh_from_db()
    assert invitation.state == Invitation.State.DECLINED
    assert "Avete detto che non partecipate" in read(client, own_page(invitation))
    client.post(own_page(invitation), {"risposta": "ancora"})
    invitation.refresh_from_db()
    assert invitation.state == Invitation.State.INVITED


def test_a_post_that_says_nothing_changes_nothing(client: Client, invitation) -> None:
    client.post(own_page(invitation))
    invitation.refresh_from_db()
    assert invitation.state == Invitation.State.INVITED


def test_a_post_from_another_site_is_refused(invitation) -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(own_page(invitation), {"risposta": "no"}).status_code == 403
    invitation.refresh_from_db()
    assert invitation.state == Invitation.State.INVITED


def test_after_the_meeting_nothing_is_asked(client: Client, invitation, clock) -> None:
    clock.to("2023-09-28 09:00")
    words = read(client, own_page(invitation))
    assert "L'incontro si è svolto" in words
    assert "Non partecipiamo" not in words


def test_who_declined_may_still_register(client: Client, invitation) -> None:
    operations.decline(invitation=invitation)
    assert "Iscrivi una persona" in read(client, own_page(invitation))


@pytest.mark.parametrize("registered", [1, 3])
def test_it_asks_the_database_as_often_whatever_happened(
    client: Client, registered, django_assert_max_num_queries
) -> None:
    meeting = make_meeting(hall=10)
    invitation = make_invitation(meeting, make_town())
    for number in range(registered):
        client.post(
            form_page(meeting), typed(invito=invitation.code, name=f"Ada {'abc'[number]} Rossi")
        )
    client.get(own_page(invitation))
    with django_assert_max_num_queries(8):
        client.get(own_page(invitation))

"""The link of who serves at a meeting: it opens one's pages, and a GET does nothing else."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from arengo.core.ledger.models import Entry
from arengo.meetings.links import duty_token, duty_url
from arengo.meetings.models import Duty, Meeting
from arengo.meetings.operations import assign_duty, renew_duty, revoke_duty
from arengo.people.models import User
from arengo.web.room.getting import NeedsDuty, get_conduct
from tests.factories import make_meeting
from tests.web.desk.cast import make_user, signed_in
from tests.web.public.reading import read, words

pytestmark = pytest.mark.django_db
HUB = "/servizio/"


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting()


def give(meeting: Meeting, kind: str = "steward", name: str = "") -> Duty:
    return assign_duty(meeting=meeting, kind=kind, name=name, by="staff:1")


def open_link(client: Client, duty: Duty):
    return client.get(reverse("room:duty", args=[duty_token(duty)]))


def asked(client: Client, user: object = None):
    """A request of this browser, as a view gets it."""
    request = RequestFactory().get("/")
    request.session, request.user = client.session, user
    return request


def held(client: Client, meeting: Meeting, *kinds: str) -> Duty | None:
    """By which of these kinds of duty, or by any, this browser conducts the meeting; None by none."""
    try:
        return get_conduct(asked(client), meeting.slug, *kinds).duty
    except NeedsDuty:
        return None


def test_the_link_is_an_address_of_this_site(meeting, settings):
    duty = give(meeting)

    assert duty_url(duty) == f"{settings.BASE_URL}/servizio/{duty_token(duty)}/"
    assert duty_url(duty, "en") == f"{settings.BASE_URL}/en/servizio/{duty_token(duty)}/"


def test_the_link_leads_to_what_one_does_and_remembers_it(meeting, client):
    duty = give(meeting, "technician")

    there = open_link(client, duty)["Location"]

    assert there == reverse("room:technician", args=[meeting.slug])
    hub = read(client, HUB)
    assert "Chi cura suono e immagini" in hub
    assert "Verso il nuovo piano" in hub
    assert "mercoledì 27 settembre" in hub.lower()
    assert "Curi microfoni" in hub


def test_opening_a_link_is_no_act(meeting, client):
    duty = give(meeting)
    before = Entry.objects.count()

    open_link(client, duty)
    client.head(reverse("room:duty", args=[duty_token(duty)]))

    duty.refresh_from_db()
    assert (Entry.objects.count(), duty.version) == (before, 1)
    assert client.post(reverse("room:duty", args=[duty_token(duty)])).status_code == 405


def test_no_other_page_and_no_search_engine_learns_the_link(meeting, client):
    response = open_link(client, give(meeting))
    hub = client.get(HUB)

    for page in (response, hub, client.get("/servizio/inventato/")):
        assert page["Referrer-Policy"] == "no-referrer"
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert page["Cache-Control"] == "no-store, private"


def test_a_lost_link_says_what_to_do_whatever_happened_to_it(meeting, client):
    duty = give(meeting)
    revoked = duty_token(duty)
    revoke_duty(duty=duty, by="staff:1")

    pages = {read(client, f"/servizio/{token}/", 404) for token in (revoked, revoked[:-1])}

    assert len(pages) == 1
    assert "Chiedine uno nuovo all'ufficio" in pages.pop()


def test_who_does_two_things_sees_both(meeting, client):
    open_link(client, give(meeting, "note_taker"))
    open_link(client, give(meeting, "captions"))

    page = read(client, HUB)

    assert "Chi scrive i sottotitoli" in page
    assert "Scrivi in poche frasi" in page


def test_services_of_two_meetings_stand_side_by_side(meeting, client):
    other = make_meeting(slug="altro", title="Un altro incontro")
    open_link(client, give(meeting))
    open_link(client, give(other))

    assert "Un altro incontro" in read(client, HUB)
    assert held(client, meeting).meeting == meeting
    assert held(client, other).meeting == other


def test_a_service_taken_away_ends_at_once(meeting, client):
    duty = give(meeting)
    open_link(client, duty)
    assert held(client, meeting) == duty

    revoke_duty(duty=duty, by="staff:1")

    assert held(client, meeting) is None
    assert "apri di nuovo il link" in read(client, HUB, 403)


def test_a_new_link_closes_the_browsers_of_the_old_one(meeting, client):
    duty = give(meeting)
    open_link(client, duty)

    new = renew_duty(duty=duty, seen=1, by="staff:1")
    assert held(client, meeting) is None

    open_link(client, new)
    assert held(client, meeting) == new


def test_a_day_after_the_end_the_browser_holds_nothing(meeting, client, clock):
    open_link(client, give(meeting))
    clock.to("2023-09-28 18:30")

    assert held(client, meeting) is None


def test_a_service_of_another_kind_is_not_the_one_asked_for(meeting, client):
    duty = give(meeting, "steward")
    open_link(client, duty)

    assert held(client, meeting, "chair", "steward") == duty
    assert held(client, meeting, "chair") is None


def test_of_two_links_of_one_kind_the_last_opened_counts(meeting, client):
    first, second = give(meeting, name="Palmare 1"), give(meeting, name="Palmare 2")
    for duty in (first, second, first):
        open_link(client, duty)

    assert held(client, meeting) == first


def test_the_office_conducts_by_its_role(meeting, client):
    dario = make_user(User.Role.OFFICE)

    conduct = get_conduct(asked(client, dario), meeting.slug, "chair")

    assert (conduct.meeting, conduct.by, conduct.duty) == (meeting, f"staff:{dario.pk}", None)


def test_who_serves_conducts_by_the_duty(meeting, client):
    duty = give(meeting, "assistant")
    open_link(client, duty)

    conduct = get_conduct(asked(client), meeting.slug, "assistant", "chair")

    assert (conduct.meeting, conduct.by, conduct.duty) == (meeting, f"duty:{duty.pk}", duty)


@pytest.mark.parametrize("role", [None, User.Role.DOOR, User.Role.VIEWER])
def test_nobody_else_conducts(meeting, client, role):
    open_link(client, give(meeting, "steward"))
    request = asked(client, make_user(role) if role else None)

    for slug in (meeting.slug, "inventato"):
        with pytest.raises(NeedsDuty):
            get_conduct(request, slug, "assistant")


def test_a_viewer_who_serves_conducts_by_the_duty(meeting):
    client = signed_in(User.Role.VIEWER)
    duty = give(meeting, "chair")
    open_link(client, duty)

    conduct = get_conduct(asked(client, make_user(User.Role.VIEWER)), meeting.slug, "chair")

    assert conduct.by == f"duty:{duty.pk}"


def test_who_serves_and_is_of_no_office_is_shown_where_the_office_enters(meeting, client):
    page = client.get(HUB)

    assert page.status_code == 403
    assert "entra con il tuo indirizzo e-mail" in words(page)


@pytest.mark.parametrize("services", [1, 3])
def test_what_one_holds_costs_one_query_for_each_meeting(
    meeting, client, services, django_assert_num_queries
):
    for number in range(services):
        open_link(client, give(meeting, name=str(number)))
    request = asked(client)
    with django_assert_num_queries(2):  # The session, and the duties.
        assert get_conduct(request, meeting.slug).duty is not None


def test_who_holds_nothing_costs_no_query(meeting, client, django_assert_num_queries):
    request = asked(client)
    with django_assert_num_queries(0), pytest.raises(NeedsDuty):
        get_conduct(request, meeting.slug)

"""A meeting made, copied, changed and published at the desk, without the process file."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from arengo.core.ledger.models import Entry
from arengo.core.outbox.models import Message
from arengo.meetings.models import Meeting
from arengo.people.models import User
from arengo.registrations.models import Hall, Registration, SeatPool
from arengo.registrations.operations import register_by_office
from tests.factories import make_meeting, make_process, moment
from tests.web.desk.editors import errors, filled, send, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def dario(db):
    make_process()
    return signed_in()


def kinds() -> list[str]:
    return list(Entry.objects.order_by("recorded_at").values_list("kind", flat=True))


def new(dario, **changes):
    values = {
        "title_it": "Secondo incontro pubblico",
        "title_en": "Second public meeting",
        "starts_at": "2023-10-20T16:00",
        "ends_at": "2023-10-20T18:30",
        "in_person": "on",
        "online": "on",
    }
    return send(dario, "meeting-new", **{**values, **changes})


def test_dario_makes_a_meeting_without_yaml_and_it_is_on_the_home_page(dario, client):
    made = new(dario)
    assert made.status_code == 302, errors(made)
    meeting = Meeting.objects.get()
    assert (meeting.slug, meeting.state) == ("secondo-incontro-pubblico", "draft")
    assert "Secondo incontro" not in client.get("/").content.decode()

    not_ready = dario.post(reverse("desk:meeting-publish", args=[meeting.slug]))
    assert not_ready.status_code == 409
    assert "in quale sede" in not_ready.content.decode()

    send(dario, "venue-new", meeting.slug, name_it="Municipio", city="Ivrea", address="Piazza 1")
    send(
        dario,
        "meeting-places",
        meeting.slug,
        **{"safety-municipio": "60", "open-municipio": "50", "online": "200"},
    )
    send(dario, "sitting-new", meeting.slug, part="1", kind="plenary", title_it="Discussione",
         starts_at="16:00", ends_at="17:00")  # fmt: skip
    send(dario, "speaker-new", meeting.slug, name="Ada Esempio", role_it="Sindaca")
    published = dario.post(reverse("desk:meeting-publish", args=[meeting.slug]))

    assert published.status_code == 302
    # A second later, for who looked just before.
    cache.clear()
    assert "Secondo incontro pubblico" in client.get("/").content.decode()
    page = client.get(reverse("public:meeting", args=[meeting.slug])).content.decode()
    assert "Municipio" in page
    assert "Discussione" in page
    assert "Ada Esempio" in page
    assert kinds() == [
        "meeting.made",
        "venue.saved",
        "places.saved",
        "sitting.saved",
        "speaker.saved",
        "meeting.published",
    ]
    assert {entry.by for entry in Entry.objects.all()} == {f"staff:{User.objects.get().pk}"}


def test_a_mistake_stands_beside_its_field_and_nothing_typed_is_lost(dario):
    answer = new(dario, ends_at="2023-10-20T15:00")

    assert answer.status_code == 422
    assert "finirebbe prima di cominciare" in errors(answer)["ends_at"][0]
    assert "Second public meeting" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_a_meeting_nowhere_is_refused(dario):
    answer = new(dario, in_person=None, online=None)

    assert "in_person" in errors(answer)


def test_the_slug_changes_until_published_and_no_longer(dario):
    meeting = make_meeting(state="draft")

    send(dario, "meeting-edit", meeting.slug, slug="apertura")
    meeting.refresh_from_db()
    assert meeting.slug == "apertura"

    meeting.state = "published"
    meeting.save()
    send(dario, "meeting-edit", "apertura", slug="altro", kind_it="Altro tipo")
    meeting.refresh_from_db()
    assert (meeting.slug, str(meeting.kind)) == ("apertura", "Altro tipo")


def test_a_slug_that_is_taken_is_refused(dario):
    make_meeting(slug="uno", state="draft")
    make_meeting(slug="due", state="draft")

    assert "slug" in errors(send(dario, "meeting-edit", "due", slug="uno"))
    assert "slug" in errors(send(dario, "meeting-edit", "due", slug="nuovo"))


def test_saving_without_a_change_writes_nothing(dario):
    meeting = make_meeting(description="Un testo\n\nin due paragrafi\n")

    send(dario, "meeting-edit", meeting.slug)

    meeting.refresh_from_db()
    assert meeting.description["it"].endswith("\n")
    assert not Entry.objects.exists()


def test_a_copy_has_venues_sizes_and_programme_and_nothing_of_people(dario):
    meeting = make_meeting()
    register_by_office(meeting=meeting, name="Ada", mode="online", by="staff:1")
    send(dario, "sitting-new", meeting.slug, kind="plenary", title_it="Voci", starts_at="17:00")

    answer = send(
        dario,
        "meeting-copy",
        meeting.slug,
        title_it="Di nuovo",
        starts_at="2023-11-03T10:00",
        ends_at="2023-11-03T12:30",
    )

    copy = Meeting.objects.get(slug="di-nuovo")
    assert answer.status_code == 302
    assert (copy.state, copy.starts_at) == ("draft", moment("2023-11-03 10:00"))
    assert copy.venues.get().key == "auditorium"
    assert Hall.objects.get(venue__meeting=copy).safety_capacity == 10
    pools = SeatPool.objects.filter(meeting=copy).order_by("key")
    assert [(p.key, p.capacity, p.taken) for p in pools] == [("online", 100, 0), ("sala", 3, 0)]
    assert copy.sittings.get().starts_at == moment("2023-11-03 11:00")
    assert not Registration.objects.filter(meeting=copy).exists()


def test_the_hours_of_a_public_meeting_change_by_an_act_that_warns(dario):
    meeting = make_meeting()
    register_by_office(meeting=meeting, name="Ada", email="ada@example.org", mode="online", by="x")
    Message.objects.all().delete()

    send(dario, "meeting-edit", meeting.slug, starts_at="2023-09-28T16:00")
    meeting.refresh_from_db()
    assert meeting.starts_at == moment("2023-09-27 16:00")

    page = dario.get(reverse("desk:meeting-time", args=[meeting.slug])).content.decode()
    assert "1 persona è iscritta" in page
    refused = send(dario, "meeting-time", meeting.slug, starts_at="2023-09-27T17:00")
    assert "reason" in errors(refused)

    send(dario, "meeting-time", meeting.slug, starts_at="2023-09-27T17:00", reason_it="Sciopero")
    meeting.refresh_from_db()
    assert meeting.starts_at == moment("2023-09-27 17:00")
    assert Message.objects.count() == 1


def test_who_read_an_older_version_sees_both_and_chooses(dario):
    meeting = make_meeting()
    url = reverse("desk:meeting-edit", args=[meeting.slug])
    mine = filled(dario, url)
    send(signed_in(name="Elena"), "meeting-edit", meeting.slug, title_it="Il titolo di Elena")

    answer = dario.post(url, {**mine, "title_it": "Il titolo di Dario"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Il titolo di Elena" in page
    assert "Il titolo di Dario" in page
    meeting.refresh_from_db()
    assert str(meeting.title) == "Il titolo di Elena"
    again = {
        **mine,
        "title_it": "Il titolo di Dario",
        "version": answer.context["form"]["version"].value(),
    }
    assert dario.post(url, again).status_code == 302
    meeting.refresh_from_db()
    assert str(meeting.title) == "Il titolo di Dario"


def test_a_draft_is_thrown_away_and_a_public_meeting_is_not(dario):
    draft = make_meeting(state="draft", slug="bozza")
    public = make_meeting()

    assert dario.post(reverse("desk:meeting-remove", args=[draft.slug])).status_code == 302
    refused = dario.post(reverse("desk:meeting-remove", args=[public.slug]))

    assert "annullalo" in refused.content.decode()
    assert list(Meeting.objects.all()) == [public]


def test_the_address_of_a_public_meeting_changes_by_an_act_that_warns_who_comes(dario):
    meeting = make_meeting()
    venue = meeting.venues.get()
    for name, email, mode in (
        ("Ada", "a@example.org", "in_person"),
        ("Bo", "b@example.org", "online"),
    ):
        register_by_office(meeting=meeting, name=name, email=email, mode=mode,
                           venue=venue if mode == "in_person" else None, by="x")  # fmt: skip
    Message.objects.all().delete()

    send(dario, "venue", meeting.slug, venue.key, address="Altrove 3")
    venue.refresh_from_db()
    assert venue.address == "Corso Inghilterra 7"

    send(
        dario,
        "venue-address",
        meeting.slug,
        venue.key,
        address="Via Maria Vittoria 12",
        reason_it="Lavori",
    )
    venue.refresh_from_db()
    assert venue.address == "Via Maria Vittoria 12"
    assert Message.objects.count() == 1


def test_a_venue_with_registered_people_stays(dario):
    meeting = make_meeting()
    venue = meeting.venues.get()
    send(dario, "venue-new", meeting.slug, name_it="Altra", city="Ivrea")
    register_by_office(meeting=meeting, name="Ada", mode="in_person", venue=venue, by="x")

    refused = dario.post(reverse("desk:venue-remove", args=[meeting.slug, venue.key]))
    gone = dario.post(reverse("desk:venue-remove", args=[meeting.slug, "altra"]))

    assert "già qualcuno iscritto" in refused.content.decode()
    assert gone.status_code == 302
    assert list(meeting.venues.all()) == [venue]


def test_venues_move_without_a_script(dario):
    meeting = make_meeting()
    send(dario, "venue-new", meeting.slug, name_it="Altra", city="Ivrea")

    dario.post(reverse("desk:venue-move", args=[meeting.slug, "altra", "su"]))

    assert [venue.key for venue in meeting.venues.all()] == ["altra", "auditorium"]


def test_places_never_go_under_those_taken(dario):
    meeting = make_meeting(hall=2)
    venue = meeting.venues.get()
    register_by_office(meeting=meeting, name="Ada", mode="in_person", venue=venue, by="x")

    refused = send(dario, "meeting-places", meeting.slug, **{"open-auditorium": "0"})
    assert "1 posti sono già presi" in errors(refused)["open-auditorium"][0]

    send(dario, "meeting-places", meeting.slug, **{"open-auditorium": "20"})
    page = dario.get(reverse("desk:meeting-places", args=[meeting.slug])).content.decode()
    assert "la sala contiene 10 persone" in page
    assert SeatPool.objects.get(meeting=meeting, key="sala").capacity == 20


def test_a_contingent_is_kept_and_taken_away(dario):
    meeting = make_meeting()
    venue = meeting.venues.get()
    send(dario, "contingent-new", meeting.slug, name_it="Sindaci", mode="in_person", venue=venue.pk,
         capacity="5", invitation_code="FASCIA")  # fmt: skip

    pool = SeatPool.objects.get(is_contingent=True)
    assert (pool.key, pool.capacity, pool.invitation_code) == ("sindaci", 5, "FASCIA")
    same = send(dario, "contingent-new", meeting.slug, name_it="Stampa", mode="in_person",
                venue=venue.pk, capacity="5", invitation_code="fascia")  # fmt: skip
    assert "invitation_code" in errors(same)

    dario.post(reverse("desk:contingent-remove", args=[meeting.slug, "sindaci"]))
    assert not SeatPool.objects.filter(is_contingent=True).exists()


@pytest.mark.parametrize("role", [User.Role.VIEWER, User.Role.DOOR])
def test_who_may_not_write_does_not(dario, role):
    meeting = make_meeting()
    other = signed_in(role, "Carla")

    for name in ("meeting-edit", "venues", "meeting-places", "meeting-programme", "meeting-mails"):
        assert other.get(reverse(f"desk:{name}", args=[meeting.slug])).status_code == 403
    assert other.get(reverse("desk:meeting-new")).status_code == 403


def test_a_venue_begins_like_that_of_another_meeting(dario):
    other = make_meeting()
    other.venues.update(accessibility={"it": "Rampa all'ingresso"}, directions={"it": "Metro"})
    new(dario)
    meeting = Meeting.objects.exclude(pk=other.pk).get()
    url = reverse("desk:venue-new", args=[meeting.slug])
    venue = other.venues.get()
    offered = dario.get(url).content.decode()
    assert f'href="?da={venue.pk}"' in offered

    like = f"{url}?da={venue.pk}"
    made = dario.post(like, {**filled(dario, like), "room_it": "Sala piccola"})

    assert made.status_code == 302
    copy = meeting.venues.get()
    assert (copy.address, str(copy.accessibility), str(copy.room)) == (
        "Corso Inghilterra 7",
        "Rampa all'ingresso",
        "Sala piccola",
    )
    assert venue.meeting == other


def test_each_place_is_offered_once_and_not_where_the_meeting_is_already(dario):
    make_meeting()
    make_meeting(slug="secondo", starts_at=moment("2023-10-27 16:00"), ends_at=moment("2023-10-27 18:00"))  # fmt: skip
    new(dario)
    meeting = Meeting.objects.latest("pk")
    url = reverse("desk:venue-new", args=[meeting.slug])
    assert len(dario.get(url).context["known"]) == 1
    of_the_first = reverse("desk:venue-new", args=["secondo"])
    assert dario.get(of_the_first).context["known"] == []
    assert dario.get(f"{url}?da=nessuna").status_code == 200

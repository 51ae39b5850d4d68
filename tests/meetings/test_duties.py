"""Who serves at a meeting: a link given, renewed, taken away, and forgotten."""

import pytest
from django.db import IntegrityError, transaction

from arengo.cli.checks import Level, nothing_is_kept_too_long
from arengo.core.editing import ChangedMeanwhile, FieldRefused, GoneMeanwhile, version_of
from arengo.core.ledger.models import Entry
from arengo.meetings.links import duty_token
from arengo.meetings.models import Duty, Meeting
from arengo.meetings.operations import (
    assign_duty,
    forget_duties,
    mark_copied,
    remove_venue,
    rename_duty,
    renew_duty,
    revoke_duty,
    save_venue,
)
from arengo.meetings.rules import DutyLinkNotValid, get_duty_by_link
from tests.factories import make_meeting, moment

pytestmark = pytest.mark.django_db
DARIO = "staff:7"
NAME = "Gina, al banco"


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting()


@pytest.fixture
def duty(meeting) -> Duty:
    return assign_duty(
        meeting=meeting, kind="steward", venue=meeting.venues.get(), name=NAME, by=DARIO
    )


def kinds() -> list[str]:
    return list(Entry.objects.order_by("at", "recorded_at").values_list("kind", flat=True))


def test_a_duty_has_a_link_that_finds_it(duty):
    assert get_duty_by_link(duty_token(duty)) == duty


def test_the_ledger_says_what_was_given_and_where_not_to_whom(duty):
    entry = Entry.objects.get()

    assert (entry.kind, entry.subject, entry.by) == ("duty.assigned", "meeting:lancio", DARIO)
    assert entry.facts == {"duty": duty.pk, "service": "steward", "venue": "auditorium"}


def test_a_button_pressed_twice_gives_one_link(meeting, duty):
    again = assign_duty(
        meeting=meeting, kind="steward", venue=meeting.venues.get(), name=f" {NAME} ", by=DARIO
    )

    assert again == duty
    assert kinds() == ["duty.assigned"]


def test_two_names_are_two_links(meeting, duty):
    other = assign_duty(
        meeting=meeting, kind="steward", venue=duty.venue, name="Palmare 2", by=DARIO
    )

    assert duty_token(other) != duty_token(duty)


def test_an_invented_service_is_refused(meeting):
    with pytest.raises(FieldRefused) as refused:
        assign_duty(meeting=meeting, kind="jester", by=DARIO)

    assert refused.value.field == "kind"


def test_a_venue_of_another_meeting_is_refused(meeting):
    other = make_meeting(slug="altro")

    with pytest.raises(FieldRefused) as refused:
        assign_duty(meeting=meeting, kind="steward", venue=other.venues.get(), by=DARIO)

    assert refused.value.field == "venue"


def test_a_link_taken_away_opens_nothing_and_names_nobody(duty):
    token = duty_token(duty)

    revoked = revoke_duty(duty=duty, by=DARIO)

    assert (revoked.name, revoked.version) == ("", 2)
    for stale in (token, duty_token(revoked)):
        with pytest.raises(DutyLinkNotValid):
            get_duty_by_link(stale)


def test_taken_away_twice_is_once(duty):
    revoke_duty(duty=duty, by=DARIO)
    again = revoke_duty(duty=duty, by="staff:8")

    assert again.version == 2
    assert kinds() == ["duty.assigned", "duty.revoked"]


def test_a_new_link_takes_the_place_of_the_old_one(duty):
    old = duty_token(duty)

    new = renew_duty(duty=duty, seen=1, by=DARIO)

    assert get_duty_by_link(duty_token(new)).name == NAME
    with pytest.raises(DutyLinkNotValid):
        get_duty_by_link(old)


def test_two_officials_who_renew_the_same_link_make_one_new_one(duty):
    first = renew_duty(duty=duty, seen=1, by=DARIO)
    second = renew_duty(duty=duty, seen=1, by="staff:8")

    assert duty_token(first) == duty_token(second)
    assert kinds() == ["duty.assigned", "duty.renewed"]


def test_a_name_is_corrected_and_the_link_stays(duty):
    token = duty_token(duty)

    rename_duty(duty=duty, name="Piero", by=DARIO)

    assert get_duty_by_link(token).name == "Piero"
    assert kinds() == ["duty.assigned", "duty.renamed"]


def test_who_corrects_a_name_that_somebody_else_corrected_is_told(duty):
    version = version_of(duty, ["name"])
    rename_duty(duty=duty, name="Piero", version=version, by="staff:8")

    with pytest.raises(ChangedMeanwhile):
        rename_duty(duty=duty, name="Paola", version=version, by=DARIO)


@pytest.mark.parametrize(
    "act",
    [
        lambda duty: renew_duty(duty=duty, seen=2, by=DARIO),
        lambda duty: rename_duty(duty=duty, name="Piero", by=DARIO),
    ],
)
def test_what_was_taken_away_is_neither_renewed_nor_named(duty, act):
    revoke_duty(duty=duty, by=DARIO)

    with pytest.raises(GoneMeanwhile):
        act(duty)


@pytest.mark.parametrize("token", ["", "è", "7K4M2QWX", "7K4M2QWXAAAAAAAAAAAAAAAAAAAAAA"])
def test_an_invented_link_is_refused_with_the_same_sentence(duty, token):
    with pytest.raises(DutyLinkNotValid) as invented:
        get_duty_by_link(token)
    revoke_duty(duty=duty, by=DARIO)
    with pytest.raises(DutyLinkNotValid) as revoked:
        get_duty_by_link(duty_token(duty))

    assert str(invented.value) == str(revoked.value)


def test_the_code_with_one_letter_of_its_proof_changed_is_refused(duty):
    token = duty_token(duty)
    wrong = token[:-3] + ("A" if token[-3] != "A" else "B") + token[-2:]

    with pytest.raises(DutyLinkNotValid):
        get_duty_by_link(wrong)


def test_the_link_stops_a_day_after_the_end(duty, clock):
    clock.to("2023-09-28 18:29")
    assert get_duty_by_link(duty_token(duty)) == duty

    clock.to("2023-09-28 18:30")
    with pytest.raises(DutyLinkNotValid):
        get_duty_by_link(duty_token(duty))


def test_while_a_meeting_waits_for_its_new_day_the_links_stay(db, clock):
    duty = assign_duty(
        meeting=make_meeting(state="postponed"), kind="chair", name="Paola", by=DARIO
    )
    clock.to("2023-12-01 10:00")

    assert forget_duties() == 0
    assert get_duty_by_link(duty_token(duty)).name == "Paola"


def test_names_go_thirty_days_after_the_meeting(duty, clock):
    clock.to("2023-10-27 18:29")
    assert forget_duties() == 0

    clock.to("2023-10-27 18:30")
    assert forget_duties() == 1
    assert forget_duties() == 0

    duty.refresh_from_db()
    assert (duty.name, duty.kind) == ("", "steward")
    assert kinds() == ["duty.assigned", "duties.forgotten"]


@pytest.mark.parametrize("broken", [{"version": 1}, {"name": NAME}])
def test_the_database_holds_a_revoked_duty_to_a_new_version_and_no_name(duty, broken):
    revoke_duty(duty=duty, by=DARIO)

    with (
        pytest.raises(IntegrityError, match="revoked_duty_names_nobody_and_has_no_link"),
        transaction.atomic(),
    ):
        Duty.objects.filter(pk=duty.pk).update(**broken)


def test_a_copied_meeting_copies_no_link_and_nobodys_name(duty, meeting):
    copy, _venues = mark_copied(
        meeting=meeting,
        title="Di nuovo",
        slug="di-nuovo",
        starts_at=moment("2023-11-10 16:00"),
        ends_at=moment("2023-11-10 18:00"),
    )

    assert not copy.duties.exists()


def test_a_venue_taken_away_takes_its_links_along(duty, meeting):
    token = duty_token(duty)
    save_venue(meeting=meeting, values={"name": "Ivrea", "city": "Ivrea"}, by=DARIO)

    remove_venue(venue=duty.venue, by=DARIO)

    with pytest.raises(DutyLinkNotValid):
        get_duty_by_link(token)


def test_doctor_says_when_the_names_are_two_days_late(duty, clock):
    clock.to("2023-10-29 18:29")
    assert nothing_is_kept_too_long().level == Level.OK

    clock.to("2023-10-29 18:30")
    assert nothing_is_kept_too_long().level == Level.FAULT

    forget_duties()
    assert nothing_is_kept_too_long().level == Level.OK

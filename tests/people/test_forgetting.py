"""What is kept of the office's own people, and until when."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone

from arengo.core.clock.process_time import a_year_before
from arengo.core.ledger.models import Entry
from arengo.people import sign_in
from arengo.people.models import SignInLink, User
from arengo.people.operations import create_staff, deactivate, forget_staff, reactivate
from arengo.registrations.models import Attendance
from arengo.web.desk import ledger_words
from tests.factories import make_meeting, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def dario() -> User:
    create_staff(email="elena@example.org", name="Elena", role="administrator", by="system")
    return create_staff(email="dario@example.org", name="Dario", role="office", by="staff:1")


def test_a_year_after_the_access_was_taken_away_the_account_goes(dario, clock) -> None:
    EmailAddress.objects.create(user=dario, email=dario.email)
    Authenticator.objects.create(user=dario, type="totp", data={"secret": "x"})
    clock.to("2023-10-01 09:00")
    deactivate(user=dario, by="staff:1")

    clock.to("2024-10-01 08:59")
    assert forget_staff() == 0
    clock.to("2024-10-01 09:00")
    assert [forget_staff() for _run in range(2)] == [1, 0]

    assert list(User.objects.values_list("name", flat=True)) == ["Elena"]
    assert not EmailAddress.objects.exists()
    assert not Authenticator.objects.exists()
    assert Entry.objects.get(kind="staff.forgotten").facts["count"] == 1


def test_what_they_did_stays_done_by_somebody_who_is_no_longer_there(dario, clock) -> None:
    meeting = make_meeting()
    Attendance.objects.create(
        meeting=meeting, mode="online", entered_at=moment("2023-09-27 16:00"), by=dario
    )
    deactivate(user=dario, by=f"staff:{dario.pk}")
    entry = Entry.objects.get(kind="staff.deactivated")
    clock.to("2024-10-01 09:00")
    forget_staff()

    assert Attendance.objects.get().by is None
    entry.refresh_from_db()
    names = ledger_words.names_of([entry])
    assert ledger_words.who(entry, names) == "una persona dell'ufficio che non c'è più"


def test_who_comes_back_within_the_year_stays(dario, clock) -> None:
    deactivate(user=dario, by="staff:1")
    clock.to("2024-05-01 09:00")
    reactivate(user=dario, by="staff:1")
    clock.to("2025-05-01 09:00")
    assert forget_staff() == 0


def test_an_inactive_account_says_since_when() -> None:
    user = create_staff(email="dario@example.org", name="Dario", role="office", by="system")
    name = "deactivated_user_says_since_when"
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        User.objects.filter(pk=user.pk).update(deactivated_at=timezone.now())


def test_sessions_that_are_over_and_old_links_go(dario) -> None:
    now = timezone.now()
    for key, days in [("over", -1), ("on", 1)]:
        Session.objects.create(
            session_key=key, session_data="x", expire_date=now + timedelta(days=days)
        )
    for number, hours in enumerate([13, 1]):
        SignInLink.objects.create(digest=bytes([number]) * 32, used_at=now - timedelta(hours=hours))

    assert sign_in.forget_sign_ins() == 2
    assert Session.objects.get().session_key == "on"
    assert SignInLink.objects.count() == 1


def test_a_year_is_a_year_also_from_a_leap_day() -> None:
    assert a_year_before(moment("2024-09-27 18:30")) == moment("2023-09-27 18:30")
    assert a_year_before(moment("2024-02-29 12:00")) == moment("2023-02-28 12:00")

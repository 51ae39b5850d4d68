"""A meeting that people held by themselves, told on the site: each thing that was said is a voice at once."""

import re
import threading
import time
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from arengo.contributions.coding import About, Target, targets_of
from arengo.contributions.links import report_to_confirm
from arengo.contributions.models import Contribution, Source
from arengo.contributions.operations import (
    Thing,
    confirm_report,
    correct,
    forget_authors,
    report_meeting,
    take_back,
)
from arengo.contributions.own_data import sections_of
from arengo.contributions.queries import own_meetings, reachable
from arengo.contributions.refusals import AlreadyRead, CannotConfirm, NoStageTakesVoices
from arengo.core.editing import FieldRefused
from arengo.core.outbox.delivery import deliver_due
from arengo.feedback.balance import total
from arengo.feedback.models import Reply
from arengo.feedback.operations import split
from arengo.feedback.queries import people_told
from arengo.feedback.verification import differences
from arengo.people.models import Person
from arengo.plan.models import Axis
from arengo.process.models import Process
from tests.conftest import Clock
from tests.factories import make_municipality, make_process
from tests.feedback.acts import dario, open_to_voices, published, read_all

pytestmark = pytest.mark.django_db
BUS, MEDICO = "Un bus la domenica.", "Il medico due volte la settimana."
ADA = "ada@example.org"


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    found = make_process()
    open_to_voices(found)
    return found


def told(process: Process, **changes: Any) -> Source:
    axis = Axis.objects.get(plan__key="vigente", number=3)
    values = {
        "number": uuid.uuid4(),
        "municipality": make_municipality(),
        "held_on": date(2023, 10, 20),
        "participants": 23,
        "things": [Thing(BUS, Target(About.AXIS, axis)), Thing(MEDICO)],
        "representing": "association",
        "organiser": "La pro loco (esempio)",
        **changes,
    }
    return report_meeting(process=process, **values)


def test_each_thing_is_a_voice_with_its_code_counted_at_once(process: Process) -> None:
    source = told(process)
    first, second = source.voices.order_by("source_start")
    assert (first.text, second.text) == (BUS, MEDICO)
    assert [target.key for target in targets_of(first)] == ["axis:3"]
    assert source.text[second.source_start : second.source_end] == MEDICO
    assert (first.channel, first.publication) == ("own_meeting", "waiting")
    assert first.zone == source.zone
    assert source.state == Source.State.WORKED
    assert total(process).received == 2
    assert not list(differences())


def test_the_same_form_twice_is_one_report(process: Process) -> None:
    number = uuid.uuid4()
    assert told(process, number=number) == told(process, number=number)
    assert total(process).received == 2


def test_two_villages_that_say_the_same_are_two(process: Process) -> None:
    told(process)
    told(process, municipality=make_municipality("Usseglio", "001313"))
    assert total(process).received == 4


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_on": date(2023, 10, 28)}, "held_on"),
        ({"participants": 0}, "participants"),
        ({"participants": 5001}, "participants"),
        ({"things": []}, "things"),
        ({"things": [Thing("x")] * 201}, "things"),
        ({"things": [Thing("x" * 5001)]}, "things"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    process: Process, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(FieldRefused) as refusal:
        told(process, **changes)
    assert refusal.value.field == field
    assert not Source.objects.exists()


def test_out_of_its_days_nothing_is_received(process: Process, clock: Clock) -> None:
    clock.to("2023-12-10 10:00")
    with pytest.raises(NoStageTakesVoices):
        told(process)


def test_the_mailbox_is_theirs_once_they_say_so(process: Process, mailoutbox: Any) -> None:
    source = told(process, email=ADA)
    assert not Contribution.objects.filter(reachable()).exists()
    deliver_due()
    (mail,) = mailoutbox
    assert BUS not in mail.body
    (token,) = re.findall(r"/conferma/(\S+)/", mail.body)
    assert report_to_confirm(token) == source.pk
    confirm_report(source=source)
    confirm_report(source=source)
    assert Contribution.objects.filter(reachable()).count() == 2
    assert Person.objects.get().kept_until is not None


def test_who_never_confirms_is_forgotten_after_thirty_days(process: Process, clock: Clock) -> None:
    source = told(process, email=ADA)
    clock.to("2023-11-27 10:00")
    forget_authors()
    source.refresh_from_db()
    assert source.person is None
    assert not Contribution.objects.filter(person__isnull=False).exists()
    with pytest.raises(CannotConfirm):
        confirm_report(source=source)


def test_who_confirmed_is_not_forgotten(process: Process, clock: Clock) -> None:
    source = told(process, email=ADA)
    confirm_report(source=source)
    clock.to("2023-11-27 10:00")
    forget_authors()
    assert Source.objects.get(pk=source.pk).person is not None


def test_until_it_is_read_a_voice_is_corrected_or_taken_back(process: Process) -> None:
    first, second = told(process).voices.order_by("source_start")
    assert correct(contribution=first, text="Un bus anche d'inverno.").correction
    take_back(contribution=second)
    balance = total(process)
    assert (balance.received, balance.open) == (2, 1)
    read_all([first])
    with pytest.raises(AlreadyRead):
        take_back(contribution=first)
    assert not list(differences())


def test_it_is_listed_once_somebody_read_something_of_it(process: Process) -> None:
    source = told(process)
    assert not own_meetings(process)
    read_all(list(source.voices.all())[:1])
    (listed,) = own_meetings(process)
    assert (listed.voice_count, listed.participants) == (2, 23)


def test_what_is_taken_back_stays_nowhere_and_the_rest_where_it_stood(process: Process) -> None:
    source = told(process)
    first, second = source.voices.order_by("source_start")
    take_back(contribution=first)
    source.refresh_from_db()
    assert BUS not in source.text
    assert source.text[second.source_start : second.source_end] == MEDICO


def test_what_was_divided_before_it_was_confirmed_is_answered_too(process: Process) -> None:
    source = told(process, email=ADA)
    voice = source.voices.order_by("source_start")[0]
    read_all([voice])
    parts = split(contribution=voice, divided="Un bus\n\nla domenica.", by=dario())
    read_all(parts)
    confirm_report(source=source)
    for part in parts:
        part.refresh_from_db()
        assert part.confirmed_at is not None
    published(parts)
    assert people_told(Reply.objects.all()) == [source.person_id]


def test_an_address_that_nobody_confirmed_shows_its_owner_nothing(process: Process) -> None:
    source = told(process, email=ADA)
    (person,) = Person.objects.all()
    assert BUS not in str(sections_of(person))
    confirm_report(source=source)
    assert BUS in str(sections_of(person))


def waiting(number: int) -> None:
    """Until so many wait for a row that another holds."""
    until = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] >= number:
                return
    raise AssertionError(f"not {number} wait")


@pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="SQLite's IMMEDIATE transactions go one at a time: python tools/with_postgres.py pytest",
)
@pytest.mark.django_db(transaction=True)
def test_who_takes_one_back_and_who_confirms_all_at_one_moment_wait_for_no_other(
    process: Process,
) -> None:
    source = told(process, email=ADA)
    voice = source.voices.order_by("source_start")[0]
    refused: list[Exception] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        except OperationalError as error:
            refused.append(error)
        finally:
            connection.close()

    acts = (lambda: confirm_report(source=source), lambda: take_back(contribution=voice))
    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    with transaction.atomic():
        # Both come to the source while another holds it, who confirms first.
        Source.objects.select_for_update().get(pk=source.pk)
        for number, thread in enumerate(threads, start=1):
            thread.start()
            waiting(number)
    for thread in threads:
        thread.join()
    assert refused == []
    voice.refresh_from_db()
    source.refresh_from_db()
    assert voice.withdrawn_at is not None
    assert source.confirmed_at is not None
    assert BUS not in source.text

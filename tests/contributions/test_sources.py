"""What came in one piece: kept as it came; each thing that it says is a voice with its passage."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from arengo.contributions.coding import About, Target, targets_of
from arengo.contributions.models import Contribution, Source
from arengo.contributions.operations import (
    Extract,
    add_source,
    change_source,
    close_source,
    drop_extract,
    forget_sources,
    publish,
    read,
    receive_from_source,
    reopen_source,
    set_aside_source,
)
from arengo.contributions.queries import reachable, sources_waiting
from arengo.contributions.refusals import (
    AlreadyRead,
    CameAlready,
    HasVoices,
    NothingTaken,
    NotItsPassage,
    SourceClosed,
    TakenBack,
)
from arengo.core.editing import FieldRefused
from arengo.core.ledger.models import Entry
from arengo.feedback.balance import total
from arengo.feedback.verification import differences
from arengo.people.identity import find_or_make_person
from arengo.plan.models import Axis
from arengo.process.models import Process
from arengo.registrations.operations import erase_person
from tests.conftest import Clock
from tests.factories import make_process, moment
from tests.feedback.acts import dario, open_to_voices

pytestmark = pytest.mark.django_db
TRENI = "Servono treni di sera."
MEDICI = "La valle ha bisogno di medici."
LETTER = f"Buongiorno,\n\n{TRENI}\n\n{MEDICI}\n\nGrazie"


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    return make_process()


def letter(process: Process, **values: Any) -> Source:
    fields = {
        "stage": open_to_voices(process),
        "title": "Lettera di un'associazione",
        "text": LETTER,
        "dated_on": date(2023, 10, 12),
        **values,
    }
    person = fields.pop("person", None)
    upload = fields.pop("upload", None)
    return add_source(
        process=process,
        kind=fields.pop("kind", "letter"),
        values=fields,
        person=person,
        upload=upload,
        received_at=moment("2023-10-16 09:00"),
        by=dario(),
    )


def passage(words: str, **known: Any) -> Extract:
    start = LETTER.index(words)
    return Extract(words, start=start, end=start + len(words), **known)


def axis(number: int) -> Target:
    return Target(About.AXIS, Axis.objects.get(plan__key="vigente", number=number))


def received(source: Source, *extracts: Extract) -> list[Contribution]:
    return receive_from_source(source=source, extracts=extracts, by=dario())


def test_a_letter_gives_two_voices_each_with_its_passage_and_its_code(process: Process) -> None:
    source = letter(process)
    first, second = received(source, passage(TRENI, targets=[axis(1)]), passage(MEDICI))
    assert (first.text, second.text) == (TRENI, MEDICI)
    assert LETTER[first.source_start : first.source_end] == TRENI
    assert first.channel == Contribution.Channel.LETTER
    assert first.publication == Contribution.Publication.WAITING
    assert first.received_at == moment("2023-10-16 09:00")
    assert first.code != second.code
    assert [target.key for target in targets_of(first)] == ["axis:1"]
    assert total(process).received == 2
    assert not list(differences())


def test_each_voice_has_its_own_line_in_the_ledger(process: Process) -> None:
    voices = received(letter(process), passage(TRENI), passage(MEDICI))
    entries = Entry.objects.filter(kind="contribution.received")
    assert {each.subject for each in entries} == {f"contribution:{row.code}" for row in voices}


def test_who_brings_it_is_not_whose_words_they_are(process: Process) -> None:
    (voice,) = received(letter(process), passage(TRENI))
    assert voice.person is None


def test_who_sent_it_with_an_address_is_written_to(process: Process) -> None:
    ada = find_or_make_person(name="", email="ada@example.org")
    (voice,) = received(letter(process, person=ada), passage(TRENI))
    assert voice.person == ada
    assert Contribution.objects.filter(reachable()).get() == voice
    ada.refresh_from_db()
    assert ada.kept_until == moment("2023-10-27 10:00") + timedelta(days=365)


def test_the_same_passage_twice_is_one_voice(process: Process) -> None:
    source = letter(process)
    first = received(source, passage(TRENI))
    assert received(source, passage(TRENI)) == first
    assert received(source, passage(TRENI), passage(TRENI)) == first * 2
    assert total(process).received == 1


def test_the_same_form_twice_is_one_voice(process: Process) -> None:
    source = letter(process, kind="sheet", text="")
    number = uuid.uuid4()
    typed = Extract(TRENI, page=1, region=[0, 0, 500, 500], number=number)
    assert received(source, typed) == received(source, typed)
    assert total(process).received == 1


def test_words_that_are_not_in_the_place_are_refused(process: Process) -> None:
    source = letter(process)
    with pytest.raises(NotItsPassage):
        received(source, passage(MEDICI), Extract("Servono aerei.", start=13, end=26))
    assert total(process).received == 0


@pytest.mark.parametrize("words", ["", "   ", "x" * 20_001])
def test_no_words_and_too_many_are_refused_with_a_sentence(process: Process, words: str) -> None:
    source = letter(process, kind="sheet", text="")
    with pytest.raises(FieldRefused) as refusal:
        received(source, Extract(words))
    assert refusal.value.field == "words"


def test_the_same_letter_is_not_added_twice(process: Process) -> None:
    source = letter(process)
    with pytest.raises(CameAlready) as refusal:
        letter(process, title="Un'altra volta")
    assert refusal.value.source == source
    assert "«Lettera di un'associazione»" in str(refusal.value.sentence)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"text": " "}, "text"),
        ({"kind": "rumour"}, "kind"),
        ({"dated_on": date(2023, 10, 28)}, "dated_on"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    process: Process, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(FieldRefused) as refusal:
        letter(process, **values)
    assert refusal.value.field == field


def test_what_comes_from_tomorrow_came_today(process: Process) -> None:
    source = add_source(
        process=process,
        kind="letter",
        values={"title": "Una lettera", "text": TRENI},
        received_at=moment("2023-12-01 09:00"),
        by=dario(),
    )
    assert source.received_at == moment("2023-10-27 10:00")


def test_it_is_closed_when_everything_was_taken_and_opened_again(process: Process) -> None:
    source = letter(process)
    with pytest.raises(NothingTaken):
        close_source(source=source, by=dario())
    received(source, passage(TRENI))
    assert list(sources_waiting(process)) == [source]
    close_source(source=source, by=dario())
    assert close_source(source=source, by=dario()).state == Source.State.WORKED
    assert not sources_waiting(process)
    with pytest.raises(SourceClosed):
        received(source, passage(MEDICI))
    with pytest.raises(SourceClosed):
        set_aside_source(source=source, reason="advert", by=dario())
    reopen_source(source=source, by=dario())
    received(source, passage(MEDICI))
    assert total(process).received == 2


def test_what_is_no_voice_is_set_aside_with_a_reason(process: Process) -> None:
    source = letter(process)
    with pytest.raises(FieldRefused):
        set_aside_source(source=source, reason="", by=dario())
    set_aside_source(source=source, reason="not_a_voice", by=dario())
    assert not sources_waiting(process)
    with pytest.raises(SourceClosed):
        close_source(source=source, by=dario())


def test_its_name_is_changed_and_the_ledger_does_not_say_which(process: Process) -> None:
    source = letter(process)
    change_source(source=source, values={"title": "  Di un \n circolo "}, by=dario())
    changed = Entry.objects.get(kind="source.changed")
    assert (changed.subject, changed.facts) == (f"source:{source.pk}", {"fields": ["title"]})
    source.refresh_from_db()
    assert source.title == "Di un circolo"
    change_source(source=source, values={"title": "Di un circolo", "zone": None}, by=dario())
    assert Entry.objects.filter(kind="source.changed").count() == 1, "nothing was another"
    with pytest.raises(FieldRefused):
        change_source(source=source, values={"title": " "}, by=dario())
    set_aside_source(source=source, reason="advert", by=dario())
    with pytest.raises(SourceClosed):
        change_source(source=source, values={"title": "Altro"}, by=dario())


def test_what_gave_voices_is_not_set_aside(process: Process) -> None:
    source = letter(process)
    received(source, passage(TRENI))
    with pytest.raises(HasVoices):
        set_aside_source(source=source, reason="advert", by=dario())


def test_what_was_taken_by_mistake_is_dropped_and_stays_counted(process: Process) -> None:
    source = letter(process)
    (voice,) = received(source, passage(TRENI))
    dropped = drop_extract(contribution=voice, by=dario())
    assert dropped.text == ""
    assert drop_extract(contribution=voice, by=dario()) == dropped
    balance = total(process)
    assert (balance.received, balance.open) == (1, 0)
    assert not list(differences())
    (again,) = received(source, passage(TRENI))
    assert again != voice
    assert total(process).received == 2


def test_what_was_read_is_not_dropped(process: Process) -> None:
    (voice,) = received(letter(process), passage(TRENI))
    read(contribution=voice, kind="need", targets=[axis(1)], by=dario())
    with pytest.raises(AlreadyRead):
        drop_extract(contribution=voice, by=dario())


def test_what_was_dropped_is_not_read(process: Process) -> None:
    (voice,) = received(letter(process), passage(TRENI))
    drop_extract(contribution=voice, by=dario())
    with pytest.raises(TakenBack):
        read(contribution=voice, kind="need", targets=[axis(1)], by=dario())


def test_a_thousand_voices_cost_hardly_more_questions_than_one(
    process: Process, django_assert_max_num_queries: Any
) -> None:
    one = letter(process, kind="spreadsheet", text="", title="Uno")
    many = letter(process, kind="spreadsheet", text="", title="Molti")
    with CaptureQueriesContext(connection) as first:
        received(one, Extract(TRENI, digest="a"))
    lines = [Extract(f"{TRENI} {number}", digest=f"b{number}") for number in range(60)]
    with django_assert_max_num_queries(len(first) + 30):
        received(many, *lines)


def test_what_others_collected_or_told_is_closed_only_with_a_reason(process: Process) -> None:
    source = letter(process, kind="spreadsheet", text="", title="Raccolta")
    (voice,) = received(source, Extract(TRENI, row=2, digest="abc"))
    with pytest.raises(AlreadyRead):
        drop_extract(contribution=voice, by=dario())


def test_what_everybody_reads_is_not_dropped(process: Process) -> None:
    (voice,) = received(letter(process), passage(TRENI))
    publish(contribution=voice, by=dario())
    with pytest.raises(AlreadyRead):
        drop_extract(contribution=voice, by=dario())


def test_the_same_words_of_somebody_else_come_after_an_erasure(process: Process) -> None:
    ada = find_or_make_person(name="", email="ada@example.org")
    letter(process, person=ada)
    erase_person(person=ada, by=dario())
    forget_sources()
    bea = find_or_make_person(name="", email="bea@example.org")
    again = letter(process, person=bea)
    assert (again.text, again.person) == (LETTER, bea)


def test_who_sent_something_long_ago_is_kept_until_a_year_from_now(process: Process) -> None:
    ada = find_or_make_person(name="", email="ada@example.org")
    add_source(
        process=process,
        kind="letter",
        values={"title": "Una lettera", "text": TRENI},
        person=ada,
        received_at=moment("2022-08-01 09:00"),
        by=dario(),
    )
    ada.refresh_from_db()
    assert ada.kept_until == moment("2023-10-27 10:00") + timedelta(days=365)


def test_erasing_who_sent_it_takes_the_letter_and_leaves_its_voices(
    process: Process, django_capture_on_commit_callbacks: Any
) -> None:
    ada = find_or_make_person(name="", email="ada@example.org")
    source = letter(process, person=ada, upload=ContentFile(b"Cara Ada", name="Ada Rossi.txt"))
    (voice,) = received(source, passage(TRENI))
    name = source.file.name
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person=ada, by=dario())
        assert forget_sources() == 1
    assert not default_storage.exists(name)
    source.refresh_from_db()
    assert (source.text, source.title, source.file_name, source.person) == ("", "", "", None)
    voice.refresh_from_db()
    assert voice.text == TRENI
    assert forget_sources() == 0


def test_what_is_closed_is_let_go_after_a_year(process: Process, clock: Clock) -> None:
    source = letter(process)
    received(source, passage(TRENI))
    close_source(source=source, by=dario())
    clock.to("2024-10-25 10:00")
    assert forget_sources() == 0
    clock.to("2024-10-27 10:00")
    assert forget_sources() == 1
    source.refresh_from_db()
    assert source.text == ""


def test_a_voice_from_elsewhere_has_its_source(process: Process) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.create(
            process=process, channel="letter", text=TRENI, received_at=moment("2023-10-16 09:00")
        )


def test_a_passage_is_of_a_source(process: Process) -> None:
    (voice,) = received(letter(process), passage(TRENI))
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.filter(pk=voice.pk).update(source_end=None)


def test_a_line_is_imported_once(process: Process) -> None:
    source = letter(process, kind="spreadsheet", text="", title="Raccolta")
    first, second = received(source, Extract(TRENI, digest="a"), Extract(MEDICI, digest="b"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.filter(pk=second.pk).update(source_digest=first.source_digest)

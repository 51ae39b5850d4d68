"""Sheets that come back: recognised whatever the order, typed once, followed by the receipt."""

import io
import uuid
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from arengo.contributions import paper
from arengo.contributions.coding import About, Target
from arengo.contributions.models import Contribution, PaperSheet, ScanFile, SheetScan, Source
from arengo.contributions.operations import (
    AnswerTo,
    claim_sheet,
    drop_extract,
    finish_sheet,
    forget_scan_files,
    forget_sources,
    hand_in_scan,
    leave_out_sheet,
    part_copy,
    print_sheets,
    read_scan,
    recognise_sheet,
    say_same_again,
    say_without_code,
    scanning,
    take_next_sheet,
    transcribing,
    type_voice,
)
from arengo.contributions.refusals import OnlyPicture, SheetTaken, SourceClosed
from arengo.contributions.sheets import beside, not_recognised, still_out, to_type, typed
from arengo.core import codes, editing
from arengo.core.editing import FieldRefused
from arengo.core.outbox.delivery import deliver_due
from arengo.core.outbox.models import Message
from arengo.core.tasks import runner
from arengo.feedback.balance import Line, total
from arengo.feedback.operations import split
from arengo.feedback.verification import differences
from arengo.people.identity import find_or_make_person
from arengo.people.models import Contact, Person
from arengo.plan.models import Axis
from arengo.process.models import Process
from arengo.registrations.operations import erase_person
from tests.conftest import Clock
from tests.contributions.photographing import (
    SECRET_CAMERA,
    photographed,
    scanned,
    sides,
    written_on,
)
from tests.factories import make_municipality, make_process, moment
from tests.feedback.acts import dario, elena, open_to_voices

pytestmark = pytest.mark.django_db(transaction=True)
BUS = "Un bus la domenica, anche d'inverno."
ADA = "ada@example.org"


@pytest.fixture
def process(clock: Clock, settings: Any, tmp_path: Any) -> Process:
    settings.MEDIA_ROOT = tmp_path
    clock.to("2023-10-27 10:00")
    found = make_process()
    open_to_voices(found)
    return found


def printed(process: Process, count: int = 1) -> tuple[list[PaperSheet], list[Image.Image]]:
    """Sheets with their sides as they come from the printer: front, back, front, back..."""
    stage = process.stages.get()
    run = print_sheets(stage=stage, number=uuid.uuid4(), count=count, by=dario())
    return list(run.sheets.all()), sides(paper.sheets(run))


def handed_in(process: Process, data: bytes, name: str = "IMG_1.jpg") -> ScanFile:
    scan, _is_new = hand_in_scan(process=process, upload=ContentFile(data, name), by=dario())
    read_scan(scan_id=str(scan.pk))
    scan.refresh_from_db()
    return scan


def white() -> Image.Image:
    return Image.new("RGB", (900, 1200), "white")


def typing(scan: SheetScan, words: str = BUS, **values: Any) -> Contribution:
    fields = {"number": uuid.uuid4(), "by": dario(), **values}
    return type_voice(scan=scan, words=words, **fields)


def came_back(process: Process) -> SheetScan:
    """One sheet, photographed and recognised."""
    _sheets, pages = printed(process)
    handed_in(process, photographed(written_on(pages[0])))
    return to_type(process).get()


def test_scans_in_any_order_are_put_each_with_its_sheet(process: Process) -> None:
    (first, second, third), pages = printed(process, 3)
    order = [pages[3], pages[0], white(), pages[1].rotate(180), written_on(pages[2])]
    scan = handed_in(process, scanned(*order), "fogli.pdf")
    assert (scan.pictures, scan.trouble, bool(scan.file)) == (5, "", False)
    assert [row.sheet for row in to_type(process)] == [second, first]
    assert [row.source.pages.count() for row in to_type(process)] == [2, 2]
    (unknown,) = not_recognised(process)
    assert unknown.source.title == "fogli.pdf, 3"
    assert list(still_out(process)) == [third]


def test_the_worker_reads_what_was_handed_in_and_the_same_file_twice_adds_nothing(
    process: Process,
) -> None:
    _sheets, pages = printed(process)
    data = photographed(pages[0])
    first = hand_in_scan(process=process, upload=ContentFile(data, "a.jpg"), by=dario())
    again = hand_in_scan(process=process, upload=ContentFile(data, "b.jpg"), by=elena())
    assert (first[1], again) == (True, (first[0], False))
    while runner.run_due():
        continue
    assert read_scan(scan_id=str(first[0].pk)) == 0
    assert to_type(process).count() == 1
    assert default_storage.listdir("scans")[1] == []


def test_a_scan_that_two_read_at_once_keeps_the_pictures_of_the_first(
    process: Process, monkeypatch: Any
) -> None:
    _sheets, pages = printed(process)
    upload = ContentFile(photographed(pages[0]), "a.jpg")
    scan, _is_new = hand_in_scan(process=process, upload=upload, by=dario())
    keep = scanning._keep

    def kept_by_another_first(*arguments: Any) -> bool:
        monkeypatch.setattr(scanning, "_keep", keep)
        assert read_scan(scan_id=str(scan.pk)) == 1
        return keep(*arguments)

    monkeypatch.setattr(scanning, "_keep", kept_by_another_first)
    assert read_scan(scan_id=str(scan.pk)) == 0
    picture = to_type(process).get().source.pages.get().picture.name
    assert default_storage.exists(picture)
    assert len(default_storage.listdir(f"sources/pages/{scan.pk.hex}")[1]) == 1


def test_a_reading_that_stops_leaves_no_pictures_and_is_tried_again(
    process: Process, monkeypatch: Any
) -> None:
    _sheets, pages = printed(process)
    upload = ContentFile(photographed(pages[0]), "a.jpg")
    scan, _is_new = hand_in_scan(process=process, upload=upload, by=dario())
    with monkeypatch.context() as broken:
        broken.setattr(scanning, "_keep", lambda *_arguments: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            read_scan(scan_id=str(scan.pk))
    folder = f"sources/pages/{scan.pk.hex}"
    assert default_storage.listdir(folder)[1] == []
    # One that was killed could delete nothing.
    default_storage.save(f"{folder}/1.webp", ContentFile(b"left"))
    assert read_scan(scan_id=str(scan.pk)) == 1
    (kept,) = default_storage.listdir(folder)[1]
    assert default_storage.size(f"{folder}/{kept}") > len(b"left")


def test_what_could_not_be_read_is_read_when_it_is_handed_in_again(process: Process) -> None:
    _sheets, pages = printed(process)
    data = photographed(pages[0])
    scan, _is_new = hand_in_scan(process=process, upload=ContentFile(data, "a.jpg"), by=dario())
    for _turn in range(2):
        default_storage.delete(scan.file.name)
        while runner.run_due():
            continue
        scan.refresh_from_db()
        assert (scan.trouble, to_type(process).count()) == ("gone", 0)
        upload = ContentFile(data, "b.jpg")
        scan, is_new = hand_in_scan(process=process, upload=upload, by=elena())
        assert (is_new, scan.trouble, scan.read_at) == (True, "", None)
    while runner.run_due():
        continue
    assert to_type(process).count() == 1
    assert ScanFile.objects.get().trouble == ""


@pytest.mark.parametrize(("data", "trouble"), [(b"ciao", "unknown"), (b"%PDF-1.7 rotto", "broken")])
def test_what_cannot_be_read_says_why_and_leaves_nothing(
    process: Process, data: bytes, trouble: str
) -> None:
    scan = handed_in(process, data)
    assert (scan.trouble, scan.pictures) == (trouble, 0)
    assert not Source.objects.exists()


def test_an_empty_file_and_one_too_large_are_refused(process: Process, monkeypatch: Any) -> None:
    with pytest.raises(FieldRefused):
        handed_in(process, b"")
    monkeypatch.setattr("arengo.contributions.operations.scanning.FILE_AT_MOST", 10)
    with pytest.raises(FieldRefused):
        handed_in(process, b"x" * 11)
    assert not ScanFile.objects.exists()


def test_what_is_typed_is_a_voice_with_the_code_of_the_receipt(
    process: Process, clock: Clock
) -> None:
    scan = came_back(process)
    assert scan.sheet is not None
    clock.to("2023-10-30 09:00")
    voice = typing(
        scan,
        f"  {BUS}\r\n",
        kind="need",
        targets=[Target(About.AXIS, Axis.objects.get(number=3))],
        municipality=make_municipality(),
        signature=" Ada   Rossi ",
    )
    assert (voice.code, voice.text, voice.signature) == (scan.sheet.code, BUS, "Ada Rossi")
    assert (voice.channel, voice.publication, voice.source_page) == ("paper", "waiting", 1)
    assert (voice.received_at, voice.stage) == (
        moment("2023-10-27 10:00"),
        process.stages.get(),
    )
    assert voice.zone is not None
    assert voice.zone.number == 7
    assert (voice.person, Person.objects.count()) == (None, 0)
    finish_sheet(scan=scan, by=dario())
    assert not to_type(process).exists()
    assert total(process) == Line("", received=1, answered=0)
    assert differences() == []


def test_a_double_click_types_it_once(process: Process) -> None:
    scan, number = came_back(process), uuid.uuid4()
    assert typing(scan, number=number) == typing(scan, "Altro", number=number)


def test_one_sheet_may_say_several_things_and_the_receipt_leads_to_all(process: Process) -> None:
    scan = came_back(process)
    first, second = typing(scan), typing(scan, "E una panchina.")
    assert scan.sheet is not None
    assert first.code == scan.sheet.code
    assert second.code != first.code
    assert beside(first.code) == ([second.code], [])
    assert beside(second.code) == ([first.code], [])


def test_two_officials_never_type_the_same_sheet(process: Process) -> None:
    _sheets, pages = printed(process, 2)
    handed_in(process, scanned(*pages))
    first = take_next_sheet(process=process, by=dario())
    other = take_next_sheet(process=process, by=elena())
    assert first is not None
    assert other is not None
    assert first != other
    assert take_next_sheet(process=process, by=dario()) == first
    assert take_next_sheet(process=process, by="staff:99") is None
    with pytest.raises(SheetTaken):
        typing(first, by=elena())
    with pytest.raises(SheetTaken):
        claim_sheet(scan=first, by=elena())


def test_the_same_sheet_photographed_twice_adds_nothing_and_is_kept_beside(
    process: Process,
) -> None:
    _sheets, pages = printed(process)
    handed_in(process, photographed(written_on(pages[0])))
    scan = to_type(process).get()
    typing(scan)
    finish_sheet(scan=scan, by=dario())
    handed_in(process, photographed(written_on(pages[0]), turned=-4))
    assert not to_type(process).exists()
    again = typed(process).get()
    assert again.again_at is not None
    assert again.source.pages.count() == 2
    assert say_same_again(scan=again, by=dario()).again_at is None
    assert Contribution.objects.count() == 1


def test_a_photocopy_is_another_sheet_with_a_new_code_and_the_receipt_says_so(
    process: Process,
) -> None:
    _sheets, pages = printed(process)
    front = pages[0]
    handed_in(process, photographed(written_on(front, 1), written_on(front, 2)))
    scan = to_type(process).get()
    one, other = scan.source.pages.all()
    copy = part_copy(scan=scan, page=other, by=dario())
    assert (copy.sheet, copy.is_copy) == (scan.sheet, True)
    with pytest.raises(OnlyPicture):
        part_copy(scan=scan, page=one, by=dario())
    first, second = typing(scan), typing(copy, "Una panchina.")
    assert scan.sheet is not None
    assert first.code == scan.sheet.code
    assert beside(first.code) == ([], [second.code])


def test_a_sheet_that_is_not_recognised_is_by_the_code_that_somebody_reads_on_it(
    process: Process,
) -> None:
    (sheet,), _pages = printed(process)
    handed_in(process, photographed(white()))
    scan = not_recognised(process).get()
    for wrong in ("abc", codes.new_code()):
        with pytest.raises(FieldRefused):
            recognise_sheet(scan=scan, code=wrong, by=dario())
    found = recognise_sheet(scan=scan, code=codes.show(sheet.code).lower(), by=dario())
    assert (found.sheet, found.source.title) == (sheet, codes.show(sheet.code))
    handed_in(process, photographed(white(), turned=3))
    joined = recognise_sheet(scan=not_recognised(process).get(), code=sheet.code, by=dario())
    assert joined == found
    assert found.source.pages.count() == 2
    assert SheetScan.objects.count() == 1


def test_a_sheet_without_any_code_is_typed_with_a_new_one(process: Process) -> None:
    handed_in(process, photographed(white()))
    scan = say_without_code(scan=not_recognised(process).get(), by=dario())
    voice = typing(to_type(process).get())
    assert codes.read(voice.code)
    assert (scan.source.stage, voice.stage) == (process.stages.get(),) * 2


def test_a_blank_sheet_is_left_out_with_a_reason(process: Process) -> None:
    scan = came_back(process)
    with pytest.raises(FieldRefused):
        leave_out_sheet(scan=scan, reason="", by=dario())
    leave_out_sheet(scan=scan, reason="not_a_voice", by=dario())
    assert not to_type(process).exists()
    with pytest.raises(SourceClosed):
        typing(scan)


def test_who_left_an_email_is_written_to_and_may_have_it_erased(process: Process) -> None:
    scan = came_back(process)
    with pytest.raises(FieldRefused):
        typing(scan, answer_to=AnswerTo(email="ada chiocciola"))
    voice = typing(scan, answer_to=AnswerTo(email=ADA))
    assert voice.person is not None
    assert voice.person.contact.email == ADA
    assert [row.key for row in Message.objects.all()] == [f"sheet-typed:{voice.pk}"]
    deliver_due()
    typing(scan, "Una panchina.")
    assert Person.objects.count() == 1
    picture = scan.source.pages.get().picture.name
    erase_person(person=voice.person)
    forget_sources()
    assert not default_storage.exists(picture)
    assert not Contact.objects.exists()


def test_an_address_at_the_second_voice_is_for_the_first_and_its_parts_too(
    process: Process,
) -> None:
    scan = came_back(process)
    first = typing(scan, "Un bus e una panchina.")
    parts = split(contribution=first, divided="Un bus\n\ne una panchina.", by=dario())
    gone = drop_extract(contribution=typing(scan, "Per errore."), by=dario())
    second = typing(scan, "Una panchina.", answer_to=AnswerTo(email=ADA))
    assert second.person is not None
    for row in (first, *parts):
        row.refresh_from_db()
        assert row.person == second.person
    gone.refresh_from_db()
    assert gone.person is None


def test_who_wrote_a_sheet_is_held_before_the_sheet_as_by_an_erasure(
    process: Process, monkeypatch: Any
) -> None:
    held: list[str] = []
    hold, current = transcribing.hold, editing.current

    def held_person(person: Person) -> Person | None:
        held.append("Person")
        return hold(person)

    def held_row(model: Any, pk: Any) -> Any:
        held.append(model.__name__)
        return current(model, pk)

    monkeypatch.setattr(transcribing, "hold", held_person)
    monkeypatch.setattr(editing, "current", held_row)
    find_or_make_person(name="", email=ADA)
    scan = came_back(process)
    for _voice in range(2):
        held.clear()
        typing(scan, answer_to=AnswerTo(email=ADA))
        assert held[:3] == ["Person", "SheetScan", "Source"]
    held.clear()
    assert scan.sheet is not None
    recognise_sheet(scan=scan, code=scan.sheet.code, by=dario())
    assert held == ["SheetScan", "PaperSheet"]


def test_who_left_a_postal_address_is_kept_with_it_and_nothing_else(process: Process) -> None:
    scan = came_back(process)
    for half in (AnswerTo(name="Ada Rossi"), AnswerTo(address="Via Roma 1")):
        with pytest.raises(FieldRefused):
            typing(scan, answer_to=half)
    to = AnswerTo(name=" Ada  Rossi ", address="Via Roma 1\r\n\r\n 10070  Balme ")
    voice = typing(scan, answer_to=to)
    assert voice.person is not None
    contact = voice.person.contact
    assert (contact.name, contact.email) == ("Ada Rossi", "")
    assert contact.postal_address == "Via Roma 1\n10070 Balme"
    assert not Message.objects.exists()


def test_the_names_of_files_are_forgotten_after_a_month(process: Process, clock: Clock) -> None:
    handed_in(process, photographed(white()), "foglio di Ada.jpg")
    clock.to("2023-11-26 09:00")
    assert forget_scan_files() == 0
    clock.to("2023-11-27 09:00")
    assert forget_scan_files() == 1
    assert ScanFile.objects.get().file_name == ""


def test_what_a_camera_wrote_is_in_no_file_of_ours(process: Process, tmp_path: Any) -> None:
    _sheets, pages = printed(process)
    handed_in(process, photographed(pages[0]))
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert SECRET_CAMERA.encode() not in kept[0].read_bytes()
    assert Image.open(io.BytesIO(kept[0].read_bytes())).format == "WEBP"

"""What is brought as a file, and what comes by mail: kept as it came, read once, told to who sent it."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from arengo.contributions import source_emails
from arengo.contributions.links import author_token
from arengo.contributions.models import Source
from arengo.contributions.operations import (
    Extract,
    bring_source,
    close_source,
    fetch_mails,
    fetching,
    forget_sources,
    read_sources,
    receive_from_source,
    reopen_source,
    source_files,
)
from arengo.contributions.own_data import sections_of
from arengo.contributions.refusals import CameAlready
from arengo.core.ledger.models import Entry
from arengo.core.outbox.models import Message
from arengo.core.reading import ReadingStopped, Trouble
from arengo.core.tasks import runner
from arengo.core.tasks.models import TaskRow
from arengo.gateways.inbox import contract
from arengo.people.models import Contact
from arengo.process.models import Process
from arengo.registrations.operations import erase_person
from tests.conftest import Clock
from tests.core.reading.files import docx, mail
from tests.core.reading.test_mails import report
from tests.factories import make_process
from tests.feedback.acts import dario, open_to_voices
from tests.process.papers import pdf_of

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Servono più treni la sera per la valle."


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    process = make_process()
    open_to_voices(process)
    return process


@pytest.fixture
def box(settings, tmp_path: Path) -> Path:
    """The mailbox of the demo, a folder."""
    settings.DEMO, settings.HOME = True, tmp_path
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def brought(process: Process, data: bytes, name: str = "nota.docx", **values: str) -> Source:
    return bring_source(
        process=process,
        kind=Source.Kind.DOCUMENT,
        values=values,
        upload=ContentFile(data, name=name),
        by=dario(),
    )


def read(source: Source) -> Source:
    read_sources()
    source.refresh_from_db()
    return source


def arrived(box: Path, content: bytes, name: str = "1") -> list[Source]:
    """A mail comes, is fetched and read; all there is then, in order."""
    (box / f"{name}.eml").write_bytes(content)
    fetch_mails()
    read_sources()
    return list(Source.objects.order_by("received_at", "kind", "file_name"))


def test_a_file_that_is_brought_is_read_once_and_called_as_it_was(process: Process) -> None:
    source = read(brought(process, docx(WORDS)))
    assert (source.title, source.text, source.trouble) == ("nota", WORDS, "")
    assert read_sources() == 0


def test_a_mail_that_is_brought_is_called_by_its_subject_unless_the_office_said(
    process: Process,
) -> None:
    first, second = bytes(mail(WORDS)), bytes(mail("Altro"))
    assert read(brought(process, first, "mail.eml")).title == "Il treno"
    assert read(brought(process, second, "mail.eml", title="Di Ada")).title == "Di Ada"
    silent = bytes(mail("Senza oggetto", Subject=""))
    assert read(brought(process, silent, "mail.eml")).title == "mail"


def test_of_a_pdf_each_page_is_kept_with_where_its_words_begin(process: Process) -> None:
    source = read(brought(process, pdf_of("= Il treno", "= La valle"), "lettera.pdf"))
    first, second = source.pages.all()
    assert source.text[second.start :] == "La valle"
    assert default_storage.open(first.picture.name).read(4) == b"RIFF"


def test_what_cannot_be_read_is_kept_and_says_why(process: Process) -> None:
    source = read(brought(process, b"PK\x03\x04 rotto"))
    assert source.trouble == Trouble.BROKEN
    assert default_storage.exists(source.file.name)
    assert read_sources() == 0


def test_a_file_that_is_gone_says_so_and_stops_nobody(process: Process) -> None:
    lost, other = brought(process, docx("a" * 50)), brought(process, docx(WORDS))
    default_storage.delete(lost.file.name)
    read_sources()
    lost.refresh_from_db()
    other.refresh_from_db()
    assert (lost.trouble, other.text) == (Trouble.BROKEN, WORDS)


def test_a_reading_that_always_stops_is_left_to_the_office_in_the_end(
    process: Process, monkeypatch
) -> None:
    tries = []

    def stopped(*_arguments: Path) -> None:
        tries.append(1)
        raise ReadingStopped

    monkeypatch.setattr("arengo.core.reading.read", stopped)
    source = read(brought(process, docx(WORDS)))
    for _second in range(3):
        read_sources()
    assert (len(tries), source.trouble) == (1, "")
    while TaskRow.objects.filter(state=TaskRow.State.READY).exists():
        TaskRow.objects.update(run_after=timezone.now())
        runner.run_due()
    assert len(tries) == 1 + runner.MAX_ATTEMPTS
    assert read(source).trouble == Trouble.HEAVY
    assert read_sources() == 0


def test_a_reading_that_stopped_once_is_read_later(process: Process, monkeypatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("arengo.core.reading.read", lambda *_arguments: 1 / 0)
        source = read(brought(process, docx(WORDS)))
    runner.run_due()
    assert read(source).text == WORDS


def test_what_is_drawn_and_cannot_be_kept_leaves_no_pictures(process: Process, monkeypatch) -> None:
    source = brought(process, pdf_of("= Il treno"), "lettera.pdf")
    monkeypatch.setattr(source_files, "_keep", lambda *_arguments: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        source_files.read_source(source=source)
    names = default_storage.listdir("sources/pages")[1]
    assert [name for name in names if name.startswith(source.pk.hex)] == []


def test_the_same_file_twice_is_there_already(process: Process) -> None:
    first = brought(process, b"Servono treni")
    with pytest.raises(CameAlready) as refused:
        brought(process, b"Servono treni", "altro.txt")
    assert refused.value.source == first


def test_who_wants_to_be_answered_is_who_sent_it_and_not_who_brings_it(process: Process) -> None:
    source = bring_source(
        process=process,
        kind=Source.Kind.LETTER,
        values={"title": "Una lettera", "text": WORDS},
        email="ada@example.org",
        by=dario(),
    )
    assert Contact.objects.get(person=source.person).email == "ada@example.org"


def test_a_mail_becomes_a_source_of_who_wrote_it_who_is_told_once(process: Process, box) -> None:
    (source,) = arrived(box, bytes(mail(WORDS, Date="Thu, 12 Oct 2023 09:30:00 +0200")))

    assert (source.kind, source.title, source.text) == (Source.Kind.EMAIL, "Il treno", WORDS)
    assert str(source.dated_on) == "2023-10-12"
    assert Contact.objects.get(person=source.person).email == "ada@example.org"
    told = Message.objects.get(key=f"mail-came:{source.pk}")
    written = source_emails.mail_came(**told.arguments)
    assert (written.to, written.headers) == ("ada@example.org", {"Auto-Submitted": "auto-replied"})
    assert WORDS not in written.text
    assert not list(box.glob("*.eml"))


def test_the_same_mail_again_is_kept_once(process: Process, box) -> None:
    arrived(box, bytes(mail(WORDS)))
    assert len(arrived(box, bytes(mail(WORDS)), "2")) == 1


def test_who_stops_before_marking_a_mail_finds_it_again_and_keeps_it_once(
    process: Process, box, monkeypatch
) -> None:
    monkeypatch.setattr(
        "arengo.gateways.inbox.folder.FolderInbox.take",
        lambda _box, _mail: (_ for _ in ()).throw(contract.InboxTrouble(contract.Trouble.CUT_OFF)),
    )
    (box / "1.eml").write_bytes(bytes(mail(WORDS)))
    for _turn in range(2):
        with pytest.raises(contract.InboxTrouble):
            fetch_mails()
    assert Source.objects.count() == 1


def test_a_mail_that_came_by_two_ways_is_set_aside_the_second_time(process: Process, box) -> None:
    arrived(box, bytes(mail(WORDS, Message_ID="<1@example.org>")))
    first, second = arrived(box, bytes(mail(WORDS, Message_ID="<1@example.org>", X_Way="b")), "2")
    assert (first.state, second.reason) == (Source.State.WAITING, Source.Reason.TWICE)
    assert Message.objects.filter(key__startswith="mail-came:").count() == 1


def test_an_automatic_answer_is_set_aside_and_gets_none(process: Process, box) -> None:
    (source,) = arrived(box, bytes(mail("Sono in ferie.", Auto_Submitted="auto-replied")))
    assert (source.state, source.reason) == (Source.State.SET_ASIDE, Source.Reason.AUTOMATIC)
    assert source.person is None
    assert not Message.objects.exists()


def test_who_answers_our_answer_gets_no_other(process: Process, box) -> None:
    arrived(box, bytes(mail("Uno")))
    arrived(box, bytes(mail("Due")), "2")
    assert Message.objects.filter(key__startswith="mail-came:").count() == 1


def test_what_a_mail_carries_is_a_source_of_its_own_that_names_it(process: Process, box) -> None:
    made = mail("In allegato il nostro documento.")
    made.add_attachment(
        docx(WORDS), maintype="application", subtype="octet-stream", filename="Il documento.docx"
    )
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    paper, letter = arrived(box, bytes(made))
    read_sources()
    paper.refresh_from_db()
    assert (paper.part_of, paper.person) == (letter, letter.person)
    assert (paper.title, paper.text) == ("Il documento", WORDS)


def test_of_a_mail_that_is_too_large_the_office_is_told(process: Process, box, monkeypatch) -> None:
    monkeypatch.setattr(contract, "MAX_BYTES", 200)
    (source,) = arrived(box, bytes(mail(WORDS + "\n" + "a" * 3_000_000)))
    assert (source.title, source.trouble) == (
        "Il treno (2 MB, rimasta nella casella)",
        Trouble.BIG,
    )
    assert Contact.objects.get(person=source.person).email == "ada@example.org"


def test_of_a_mail_that_is_too_large_a_long_sender_is_nobody(
    process: Process, box, monkeypatch
) -> None:
    monkeypatch.setattr(contract, "MAX_BYTES", 200)
    sender = f"{'a' * 250}@example.org"
    (source,) = arrived(box, bytes(mail("a" * 3_000_000, From=sender)))
    assert (source.trouble, source.person) == (Trouble.BIG, None)


def test_a_large_mail_of_which_the_head_cannot_be_read_is_kept(
    process: Process, box, monkeypatch
) -> None:
    def stopped(*_arguments: Path) -> None:
        raise ReadingStopped

    monkeypatch.setattr(contract, "MAX_BYTES", 200)
    monkeypatch.setattr("arengo.core.reading.read", stopped)
    (source,) = arrived(box, bytes(mail("a" * 3_000_000)))
    assert (source.title, source.trouble) == (
        "E-mail (2 MB, rimasta nella casella)",
        Trouble.BIG,
    )


def test_a_mail_that_cannot_be_kept_does_not_stop_those_behind_it(
    process: Process, box, monkeypatch
) -> None:
    def kept(of: Process, mail: contract.NewMail) -> bool:
        return keep(of, mail) if b"Due" in mail.content else bool(1 / 0)

    keep = fetching._kept
    monkeypatch.setattr(fetching, "_kept", kept)
    (box / "1.eml").write_bytes(bytes(mail("Uno")))
    (source,) = arrived(box, bytes(mail("Due")), "2")
    assert source.text == "Due"
    assert [path.name for path in box.glob("*.eml")] == ["1.eml"]


def test_a_mail_that_comes_back_for_good_marks_the_one_that_left(process: Process, box) -> None:
    sent = Message.objects.create(
        key="a",
        render="x",
        message_id="<abc123@arengo.example>",
        state=Message.State.SENT,
        owed_at="2023-10-27T08:00Z",
        not_before="2023-10-27T08:00Z",
    )
    later = report("delayed", "4.4.1", "421 4.4.1 later")
    arrived(box, later)
    sent.refresh_from_db()
    assert sent.state == Message.State.SENT

    first, second = arrived(box, report("failed", "5.1.1", "550 5.1.1 ada@example.org?"), "2")
    sent.refresh_from_db()
    assert (sent.state, sent.trouble) == (Message.State.FAILED, Message.Trouble.RETURNED)
    assert sent.last_error == "550 5.1.1"
    assert {first.reason, second.reason} == {Source.Reason.AUTOMATIC}
    assert Entry.objects.filter(kind="mail.returned").exists()


def test_when_its_voices_are_taken_who_sent_it_gets_their_codes(process: Process, box) -> None:
    (source,) = arrived(box, bytes(mail(WORDS)))
    extract = Extract(WORDS, start=0, end=len(WORDS))
    (voice,) = receive_from_source(source=source, extracts=[extract], by=dario())
    close_source(source=source, by=dario())
    reopen_source(source=source, by=dario())
    close_source(source=source, by=dario())

    told = Message.objects.get(key__startswith="voices-taken:")
    written = source_emails.voices_taken(**told.arguments)
    token = author_token(voice.pk)
    assert f"/la-mia-voce/{token}/" in written.text
    assert written.secrets == (token,)


def test_of_who_is_erased_what_they_sent_goes_with_its_pages_and_attachments(
    process: Process, box
) -> None:
    made = mail(WORDS)
    paper = pdf_of("= Il treno")
    made.add_attachment(paper, maintype="application", subtype="pdf", filename="a.pdf")
    arrived(box, bytes(made))
    read_sources()
    sources = list(Source.objects.all())
    names = [each.file.name for each in sources]
    names += [page.picture.name for each in sources for page in each.pages.all()]
    assert len(names) == 3
    erase_person(person=sources[0].person, by=dario())
    forget_sources()

    assert not any(default_storage.exists(name) for name in names)
    assert set(Source.objects.values_list("text", "title")) == {("", "")}
    assert source_emails.mail_came(str(sources[0].pk)) is None


def test_who_asks_for_their_data_gets_what_they_sent(process: Process, box) -> None:
    (source,) = arrived(box, bytes(mail(WORDS)))
    section = sections_of(source.person)[1]
    assert WORDS in [fact.text for fact in section.records[0].facts]


def test_without_a_mailbox_nothing_is_fetched(process: Process, settings) -> None:
    settings.IMAP_URL, settings.DEMO = "", False
    assert fetch_mails() == 0

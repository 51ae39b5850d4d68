"""One person who does everything that leaves something, each time with words of her own (an example)."""

import base64
import json
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from arengo.contributions import operations as voices, paper
from arengo.contributions.importing import Defaults, guess_mapping, preview
from arengo.contributions.models import Contribution, SheetScan, Source
from arengo.core import spreadsheets
from arengo.core.outbox.delivery import deliver_due
from arengo.core.tasks import runner
from arengo.feedback import operations as replies
from arengo.invitations.operations import add_person
from arengo.live import operations as live
from arengo.live.models import HelpRequest, Horizon, Note, Statement
from arengo.meetings.models import Meeting
from arengo.people.identity import people_of_mailbox
from arengo.people.models import Person
from arengo.process.models import Process
from arengo.registrations import links, operations as registrations
from arengo.registrations.models import Registration
from tests.conftest import Clock
from tests.contributions.photographing import photographed, sides, written_on
from tests.core.reading.files import docx, mail
from tests.factories import make_municipality
from tests.feedback.acts import dario, open_to_voices, published, read_all, send_from_the_site
from tests.invitations.books import make_town
from tests.live.acts import REGIA, ask_something, make_evening, opened, present, seen, vote
from tests.live.conference import enter, floor
from tests.live.report import OFFICE, shared, write_down
from tests.live.test_speaking import ask, call
from tests.registrations.acts import ONLINE

NAME, EMAIL, PHONE = "Zaira Quaglino", "zaira.quaglino@example.org", "+39 347 5550199"
DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document"
ADDRESS = "Via delle Acacie 77\n10070 Balme TO"
# Who she is, wherever it stands.
WHO = [NAME, "Quaglino", "zaira", EMAIL, PHONE, "Acacie 77"]
# What she told the office and nobody else, each in the place that its name says.
TOLD = {
    "access": "rampazq",
    "delegate": "orditurazq",
    "answer": "assessorazq",
    "note": "promessazq",
    "role": "portavocezq",
    "topic": "argomentozq",
    "help": "aiutozq",
    "unseen": "maivistazq",
    "appeal": "ricorsozq",
    "insisted": "insistozq",
    "organiser": "prolocozq",
    "letter": "letterazq",
    "letter_file": "busta-zq",
    "letter_title": "oggettozq",
    "mail": "postazq",
    "mail_title": "soggettozq",
    "carried": "allegatozq",
    "attached": "disegnozq",
    "attached_name": "mappa-zq",
    "attached_words": "descrizionezq",
    "sheet_name": "raccoltazq",
    "covered": "copertozq",
    "scan": "scattozq",
    "spoken": "pronunciatozq",
    "first": "primastesurazq",
    "part": "spezzonezq",
    "alone": "tagliatozq",
}
# What she said to everybody: it stays, and names nobody.
SAID = {
    "note": "detto in plenaria: treni",
    "statement": "scritto al tavolo: boschi",
    "question": "chiesto a tutti: quando",
    "site": "scritto dal sito: panchine",
    "sheet": "scritto a mano: il bus",
    "line": "raccolto da altri: la piscina",
    "report": "detto fra noi: il medico",
    "passage": "preso dalla lettera: la scuola",
    "correction": "corretto nel resoconto: ore venti",
    "second": "riscritto dal sito: fontane",
    "rest": "l'altra parte: marciapiedi",
    "beside": "accanto alla parte coperta: orti",
}


def lives(process: Process, clock: Clock, box: Path, *, signs: bool = True) -> None:
    """All that one person can do, from the invitation to the answer that is none; mails are sent.

    `signs`: she asks that her name stand beside her words.
    """
    meeting = make_evening(hall=10)
    _is_in_the_book()
    here = _takes_part(meeting, clock)
    _is_heard(meeting, here, clock)
    clock.to("2023-10-27 10:00")
    signature = NAME if signs else ""
    _writes(process, signature)
    _is_written_for(process, box, signature)
    _signs_in(here)
    _works()


def hers() -> list[Person]:
    """All the people that she is: one with her name, one for the mailbox alone, one on paper."""
    on_paper = Person.objects.filter(contact__postal_address__contains="Acacie")
    return [*people_of_mailbox(EMAIL), *on_paper.filter(email_digest=None)]


def _is_in_the_book() -> None:
    book = make_town()
    add_person(
        entry=book, name=NAME, email=EMAIL, role=TOLD["role"], consent_how="a voce", by=OFFICE
    )


def _takes_part(meeting: Meeting, clock: Clock) -> Registration:
    clock.to("2023-09-20 10:00")
    row = registrations.register(
        meeting=meeting,
        name=NAME,
        email=EMAIL,
        mode=ONLINE,
        representing="association",
        delegate_of=TOLD["delegate"],
        access_needs=TOLD["access"],
        access_consent=True,
        answers={"ruolo": TOLD["answer"]},
        notify_next=True,
        axes=[*meeting.process.plan_in_force.axes.all()[:2]],
    )
    registrations.confirm(registration=row)
    registrations.write_note(registration=row, note=TOLD["note"], by=OFFICE)
    row = registrations.correct_contact(
        registration=row, name=NAME, email=EMAIL, phone=PHONE, language="it", by=OFFICE
    )
    clock.to("2023-09-27 16:00")
    registrations.enter_online(registration=row)
    return Registration.objects.select_related("meeting").get(pk=row.pk)


def _is_heard(meeting: Meeting, here: Registration, clock: Clock) -> None:
    bruno = present(meeting, "Bruno Verdi")
    clock.to("2023-09-27 16:30")
    live.begin(meeting=meeting, key="tavola/asse-1", seen=None, by=REGIA)
    live.write_statement(
        registration=here,
        line="tavola/asse-1",
        kind=Statement.Kind.PRIORITY,
        horizon=Horizon.LONG,
        text=SAID["statement"],
    )
    live.ask_for_help(
        registration=here, number=uuid.uuid4(), about=HelpRequest.About.ACCESS, text=TOLD["help"]
    )
    clock.to("2023-09-27 17:30")
    live.begin(meeting=meeting, key="plenaria", seen=seen(meeting), by=REGIA)
    enter(here)
    floor(here)
    live.write_caption(meeting=meeting, text="Buonasera.", by=REGIA)
    asked = ask(here, topic=TOLD["topic"])
    live.let_pass(request=asked, reason=f"{NAME} ha il treno", by=REGIA)
    call(meeting)
    note = write_down(SAID["note"], kind=Note.Kind.NEED, about=Note.About.PROCESS)
    live.confirm_note(note=note)
    live.correct_note(
        note=write_down(f"Zaira dice {TOLD['spoken']}."), text=f"Sono {NAME}: {TOLD['spoken']}."
    )
    live.publish_question(question=ask_something(here, SAID["question"]), by=REGIA)
    ask_something(here, TOLD["unseen"])
    other = live.publish_question(question=ask_something(bruno, "Chi paga?"), by=REGIA)
    live.support_question(registration=here, question=other)
    poll = opened(meeting)
    vote(here, poll)
    live.close_poll(poll=poll, by=REGIA)
    clock.to("2023-09-27 18:35")
    live.close_meeting(meeting=meeting, by=REGIA)
    shared(meeting, clock)
    live.propose_correction(registration=here, number=uuid.uuid4(), text=SAID["correction"])
    live.issue_certificate(registration=here)
    voices.receive_evenings()
    spoken = Contribution.objects.get(text__contains=TOLD["spoken"])
    voices.cover(contribution=spoken, words="Sono […]: […].", by=dario())


def _writes(process: Process, signature: str) -> None:
    """From the site: a voice with a file, one that is refused, one that is covered, a support."""
    voice = send_from_the_site(process, text=SAID["site"], email=EMAIL, signature=signature)
    voices.confirm_author(contribution=voice)
    voices.attach(
        contribution=voice,
        upload=ContentFile(
            b"%PDF-1.7 " + TOLD["attached"].encode(), f"{TOLD['attached_name']}.pdf"
        ),
        description=TOLD["attached_words"],
    )
    refused = send_from_the_site(process, text="Offese.", email=EMAIL)
    voices.confirm_author(contribution=refused)
    voices.refuse(contribution=refused, reason="offensive", words="Offende.", by=dario())
    voices.appeal(contribution=refused, text=TOLD["appeal"])
    covered = send_from_the_site(process, text=f"Sono {NAME} {TOLD['covered']}: sì.", email=EMAIL)
    voices.confirm_author(contribution=covered)
    read_all([voice, covered])
    voices.cover(contribution=covered, words="Sono […]: sì.", by=dario())
    voices.publish(contribution=covered, by=dario())
    _writes_again(process)
    other = send_from_the_site(process, text="Di un altro.")
    read_all([other])
    voices.publish(contribution=other, by=dario())
    voices.confirm_support(support=voices.ask_support(contribution=other, email=EMAIL))
    published([voice, covered])
    replies.insist(contribution=voice, text=TOLD["insisted"])
    report = voices.report_meeting(
        process=process,
        number=uuid.uuid4(),
        municipality=make_municipality(),
        held_on=date(2023, 10, 20),
        participants=12,
        things=[voices.Thing(SAID["report"])],
        organiser=f"{TOLD['organiser']} di {NAME}",
        email=EMAIL,
    )
    voices.confirm_report(source=report)


def _writes_again(process: Process) -> None:
    """What she corrects before anybody reads it, and what is covered and then divided."""
    first = send_from_the_site(process, text=f"Sono {NAME}, {TOLD['first']}.", email=EMAIL)
    voices.confirm_author(contribution=first)
    voices.correct(contribution=first, text=SAID["second"])
    words = f"Sono {NAME}, {TOLD['part']}.\n\n{SAID['rest']}"
    whole = send_from_the_site(process, text=words, email=EMAIL)
    voices.confirm_author(contribution=whole)
    read_all([first, whole])
    voices.cover(contribution=whole, words=f"Sono […].\n\n{SAID['rest']}", by=dario())
    whole.refresh_from_db()
    replies.split(contribution=whole, divided=words, by=dario())
    words = f"Sono {NAME}, {TOLD['alone']}.\n\n{SAID['beside']}"
    whole = send_from_the_site(process, text=words, email=EMAIL)
    voices.confirm_author(contribution=whole)
    read_all([whole])
    whole.refresh_from_db()
    first_part, _rest = replies.split(contribution=whole, divided=words, by=dario())
    voices.cover(contribution=first_part, words="[…]", by=dario())


def _is_written_for(process: Process, box: Path, signature: str) -> None:
    """By the office, of what she sent: a letter as a file, a mail with a file, a line, a sheet."""
    stage = open_to_voices(process)
    letter = voices.bring_source(
        process=process,
        kind=Source.Kind.LETTER,
        values={"stage": stage, "title": f"{TOLD['letter_title']} di {NAME}"},
        email=EMAIL,
        upload=ContentFile(
            docx(f"{TOLD['letter']}.", SAID["passage"], NAME), name=f"{TOLD['letter_file']}.docx"
        ),
        by=dario(),
    )
    sent = mail(TOLD["mail"], From=f"{NAME} <{EMAIL}>", Subject=TOLD["mail_title"])
    sent.add_attachment(
        docx(f"{TOLD['carried']} {NAME}"), maintype="application", subtype=DOCX, filename="zq.docx"
    )
    (box / "1.eml").write_bytes(bytes(sent))
    voices.fetch_mails()
    while voices.read_sources():
        continue
    letter.refresh_from_db()
    start = letter.text.index(SAID["passage"])
    extract = voices.Extract(SAID["passage"], start=start, end=start + len(SAID["passage"]))
    voices.receive_from_source(source=letter, extracts=[extract], by=dario())
    voices.close_source(source=letter, by=dario())
    _is_in_a_sheet(process, "sì" if signature else "no")
    _writes_by_hand(process, signature)


def _is_in_a_sheet(process: Process, consent: str) -> None:
    text = f"Testo;Email;Nome;Consenso\n{SAID['line']};{EMAIL};{NAME};{consent}\nDi altri;;;\n"
    table = spreadsheets.read(text.encode())
    found = preview(table.rows, guess_mapping(table.headers), process=process, defaults=Defaults())
    voices.import_voices(
        process=process,
        stage=open_to_voices(process),
        preview=found,
        upload=ContentFile(text.encode(), name=f"{TOLD['sheet_name']}.csv"),
        title=TOLD["sheet_name"],
        by=dario(),
    )


def _writes_by_hand(process: Process, signature: str) -> None:
    run = voices.print_sheets(
        stage=open_to_voices(process), number=uuid.uuid4(), count=1, by=dario()
    )
    front, _back = sides(paper.sheets(run))
    photo = photographed(written_on(front), turned=7)
    upload = SimpleUploadedFile(f"{TOLD['scan']}.jpg", photo)
    voices.hand_in_scan(process=process, upload=upload, by=dario())
    _works()
    voice = voices.type_voice(
        scan=SheetScan.objects.get(),
        number=uuid.uuid4(),
        words=SAID["sheet"],
        signature=signature,
        answer_to=voices.AnswerTo(name=NAME, address=ADDRESS),
        by=dario(),
    )
    voices.finish_sheet(scan=SheetScan.objects.get(), by=dario())
    read_all([voice])
    published([voice])


def _signs_in(here: Registration) -> None:
    """Her pages are opened, and what they keep is kept."""
    for path in ("", "i-miei-dati/"):
        Client().get(f"/i/{links.token_for(here)}/{path}")


def _works() -> None:
    while runner.run_due():
        continue
    while deliver_due():
        continue


Cell = tuple[str, str]


def cells() -> Iterator[tuple[Cell, str]]:
    """Every value of every column of every table, as text, by the names of table and column."""
    with connection.cursor() as cursor:
        tables = [table.name for table in connection.introspection.get_table_list(cursor)]
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    yield (table, column), as_text(value)


def as_text(value: Any) -> str:
    """Bytes as the characters that they may be, lists and JSON as they are written."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    return json.dumps(value, ensure_ascii=False, default=str) if value is not None else ""


def forms_of(word: str) -> set[str]:
    """How a word may be written where one looks for it: as it is, escaped, in base64, without spaces."""
    forms = {word, json.dumps(word)[1:-1], word.replace(" ", "")}
    for shift in range(3):
        # The middle of base64 is the same wherever the word begins, but for where the triple falls.
        encoded = base64.b64encode(b"\0" * shift + word.encode()).decode()
        middle = encoded[4 if shift else 0 : -4]
        # A shorter one stands in anything by chance.
        forms |= {middle} if len(middle) >= 8 else set()
    return {form.casefold() for form in forms}


def found_in(text: str, words: list[str]) -> set[str]:
    """Those of the words that stand in it in any form."""
    low = text.casefold()
    return {word for word in words if any(form in low for form in forms_of(word))}

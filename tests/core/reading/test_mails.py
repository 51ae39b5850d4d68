"""Mails as they come: their words, what they carry, and who wrote them, a person or a program."""

import pytest

from arengo.core.reading import Kind, Refused, Trouble
from tests.core.reading.files import docx, mail

DATE = "Thu, 12 Oct 2023 09:30:00 +0200"
OURS = "<abc123@arengo.example>"


def test_a_mail_says_who_wrote_it_when_and_what(read) -> None:
    found = read(bytes(mail("Servono più treni.\n", Date=DATE, Message_ID="<1@example.org>")))

    assert (found.kind, found.text, found.trouble) == (Kind.MAIL, "Servono più treni.", None)
    told = found.mail
    assert (told.sender_name, told.sender) == ("Ada Rossi", "ada@example.org")
    assert (told.subject, told.message_id) == ("Il treno", "<1@example.org>")
    assert told.sent_at.isoformat() == "2023-10-12T09:30:00+02:00"
    assert (told.automatic, told.refused) == ("", None)


def test_its_plain_words_are_taken_before_those_of_its_page(read) -> None:
    assert read(bytes(mail("Più treni", "<p>Meno treni</p>"))).text == "Più treni"


def test_of_a_mail_that_is_only_a_page_the_words_are_taken(read) -> None:
    page = "<html><head><style>p {}</style></head><body><p>Più</p><p>treni</p><script>x</script>"
    assert read(bytes(mail(html=page))).text == "Più\n\ntreni"


def test_lines_that_the_program_cut_are_one_again(read) -> None:
    words = "Il treno della valle passa una volta l'ora e di sera non passa,\ndopo le otto si resta a piedi.\nGrazie"
    assert "passa, dopo" in read(bytes(mail(words))).text


def test_what_a_mail_carries_is_listed_with_its_bytes(read) -> None:
    made = mail("In allegato.")
    paper = docx("Più treni")
    made.add_attachment(
        paper, maintype="application", subtype="msword", filename="../../a/nota.docx"
    )
    made.add_attachment(b"x", maintype="image", subtype="png", filename="a" * 300 + ".png")

    first, second = read(bytes(made)).mail.attachments
    assert (first.name, first.size, first.file.read_bytes()) == ("nota.docx", len(paper), paper)
    assert len(second.name) == 120
    assert second.name.endswith("a.png")


def test_a_mail_in_a_mail_is_carried_whole(read) -> None:
    made = mail("Inoltro.")
    made.add_attachment(mail("Le parole di un'altra persona", Subject="Di prima"))

    found = read(bytes(made))
    (carried,) = found.mail.attachments
    assert (found.text, carried.name) == ("Inoltro.", "Di prima.eml")
    assert b"di un'altra persona" in carried.file.read_bytes()


def test_of_certified_mail_the_one_inside_is_read(read) -> None:
    made = mail(
        "Messaggio di posta certificata", From="Per conto di: a@pec.example <b@pec.example>"
    )
    made["X-Trasporto"] = "posta-certificata"
    made.add_attachment(mail("Servono più treni", From="Comune <a@pec.example>"))

    found = read(bytes(made))
    assert (found.text, found.mail.sender) == ("Servono più treni", "a@pec.example")


@pytest.mark.parametrize(
    "raw",
    [
        b"From: Citt\xe0 <a@b.it>\nSubject: =?bogus?q?x=e0?= =?utf-8?b?!!!?=\nDate: ieri\n\nPi\xf9 treni",
        b"From: a@b.it\nSubject: =?utf-8?b?abcde?=\nDate: =?utf-8?b?abcde?=\n\nPi\xf9 treni",
        b"From: <<<>>>,,;;\nSubject: x\nDate: Thu, 99 Foo 20233 99:99:99 +9999\n\nPi\xf9 treni",
        b"From: a\nSubject: x\nContent-Type: text/plain; charset=klingon\n\nPi\xc3\xb9 treni",
        b"From: a\nSubject: x\nContent-Type: multipart/mixed\n\nPi\xf9 treni",
        b"From a@b Thu Oct 12\nFrom: a\nSubject: x\nContent-Transfer-Encoding: nope\n\nPi\xc3\xb9 treni",
    ],
)
def test_broken_heads_do_not_hide_the_words(read, raw: bytes) -> None:
    found = read(raw)
    assert (found.kind, found.text) == (Kind.MAIL, "Più treni")


def test_the_broken_name_of_an_attachment_is_no_obstacle(read) -> None:
    made = mail("Ciao")
    made.add_attachment(b"x", maintype="text", subtype="x", filename="NAME")
    found = read(bytes(made).replace(b"NAME", b"=?utf-8?b?abcde?="))
    assert [each.name for each in found.mail.attachments] == ["=?utf-8?b?abcde?="]


def test_parts_in_parts_without_end_do_no_harm(read) -> None:
    head = b"From: a@b.it\nSubject: x\n"
    raw = head + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)
    )
    found = read(raw + b"\n\nciao")
    assert found.kind == Kind.MAIL or found.trouble in (Trouble.BROKEN, Trouble.HEAVY)


@pytest.mark.parametrize(
    ("headers", "automatic"),
    [
        ({"Auto_Submitted": "auto-replied"}, "reply"),
        ({"Auto_Submitted": "no"}, ""),
        ({"X_Autoreply": "yes"}, "reply"),
        ({"Precedence": "bulk"}, "list"),
        ({"Return_Path": "<>"}, "report"),
        ({"X_Ricevuta": "accettazione"}, "receipt"),
    ],
)
def test_what_a_program_wrote_is_known(read, headers: dict[str, str], automatic: str) -> None:
    assert read(bytes(mail("Sono in ferie.", **headers))).mail.automatic == automatic


def report(action: str, status: str, code: str) -> bytes:
    """A report of delivery by the standard."""
    return (
        "From: MAILER-DAEMON@example.org\nSubject: Undelivered\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nSorry.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        f"Final-Recipient: rfc822; ada@example.org\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {code}\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nSubject: ciao\nMessage-ID: {OURS}\n\n--b--\n"
    ).encode()


@pytest.mark.parametrize(
    ("raw", "detail", "is_final"),
    [
        (report("failed", "5.1.1", "550 5.1.1 no ada@example.org here"), "550 5.1.1", True),
        (report("delayed", "4.4.1", "421 4.4.1 try later"), "421 4.4.1", False),
        (report("failed", "4.2.2", "452 4.2.2 mailbox full"), "452 4.2.2", False),
    ],
)
def test_a_report_of_delivery_says_which_mail_and_whether_for_good(
    read, raw: bytes, detail: str, is_final: bool
) -> None:
    told = read(raw).mail
    assert told.automatic == "report"
    assert told.refused == Refused(message_id=OURS, detail=detail, is_final=is_final)


@pytest.mark.parametrize(
    ("words", "detail", "is_final"),
    [
        (
            "A message could not be delivered.\n\n  ada@example.org\n    550 5.1.1 User unknown\n",
            "550 5.1.1",
            True,
        ),
        ("Warning: message delayed 24 hours\n\n  451 4.7.1 greylisted\n", "451 4.7.1", False),
        ("Delivery has failed to these recipients: ada@example.org\n", "", True),
    ],
)
def test_a_report_in_words_is_understood_too(read, words: str, detail: str, is_final: bool) -> None:
    text = f"{words}\n------ This is a copy of the message ------\n\nMessage-ID: {OURS}\n"
    told = read(bytes(mail(text, From="Mail Delivery System <Mailer-Daemon@mx.example>"))).mail
    assert told.refused == Refused(message_id=OURS, detail=detail, is_final=is_final)


def test_a_person_who_quotes_a_message_id_refuses_nothing(read) -> None:
    assert read(bytes(mail(f"Ciao\n\nMessage-ID: {OURS}\n"))).mail.refused is None

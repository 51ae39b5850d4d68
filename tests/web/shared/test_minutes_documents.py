"""The resoconto as it is read: the golden evening word for word, on paper and as a file."""

import io

import pypdfium2
import pytest
from django.utils import translation
from docx import Document

from arengo.core.localized import Localized
from arengo.live import operations
from arengo.live.models import Minutes
from arengo.meetings.models import AgendaItem, Meeting, Speaker
from arengo.web.shared import minutes_page, minutes_paper
from arengo.web.shared.minutes_blocks import Block, how_many_came
from tests.conftest import Clock
from tests.live.acts import REGIA, make_evening
from tests.live.report import HOSTILE, OFFICE, approved, hold_evening, write_down
from tests.live.test_speaking import floor

pytestmark = pytest.mark.django_db(transaction=True)
WITHOUT = "Altra 1 persona è entrata in sala senza iscrizione."
GOLDEN = """\
# Chi c'era
Sono venute 3 persone. Se ne erano iscritte 3.
# Il programma, com'è andato
[Ore previste e ore vere]
Che cosa | Previsto | Cominciato | Finito | È durato
Le linee di indirizzo | 16 | non c'è stato | – | –
Tavola rotonda: Asse 1 | 16.30 | 16.30 | 17.30 | 60 min
Tavola rotonda: Asse 2 | 16.40 | non c'è stato | – | –
Discussione in plenaria | 17.30 | 17.30 | 18.35 | 65 min
# La tavola rotonda, asse per asse
## 1. Asse 1
Una voce · Esempio · 60 min
- La valle ha bisogno di medici. / CODE / Prospettiva · asse 1
Priorità scritte (1)
- Servono treni di sera. / CODE / Lungo termine
## 2. Asse 2
Nessuno ha scritto per questo asse.
# La discussione in plenaria
Ada Rossi · In sala · 3 min
- Il percorso è troppo corto. / CODE / Obiezione · Il percorso stesso
Bruno Verdi · Online · 1 min
non trascritto
# Quello che riguarda il percorso
- Il percorso è troppo corto. / CODE / Obiezione · Il percorso stesso
# Chi non ha potuto parlare
1 richiesta di parola non ha trovato tempo: abbiamo invitato chi l'ha fatta a scrivere.
Quello che hanno scritto
- Volevo dire dei boschi. / Online
# Le domande
- E i treni della sera? / la chiedono 2 persone · senza risposta in sala
1 domanda non è stata pubblicata; chi l'ha fatta sa perché.
# Le votazioni
## Da dove cominciamo?
Ha votato 1 persona.
[Risultati]
Risposta | Voti | %
Dai treni | 1 | 100
Dalle scuole | 0 | 0
# Chi ha parlato e quanto
Persone che hanno chiesto la parola: 3. Interventi: 2, in tutto 4 min.
Alla tavola rotonda, contata a parte, ha parlato 1 voce per 60 min.
# Come leggerlo
Chi è venuto ha scelto di venire. Questo resoconto dice che cosa è stato detto quella \
sera, da chi c'era: non che cosa pensa il territorio intero.
Dove erano meno di cinque persone stanno insieme, come «Altri», così non si capisce di \
chi si parla. Ogni voce ha il suo codice: con quello si segue fino alla risposta.
"""


def lines_of(block: Block) -> list[str]:
    """A block as lines, its codes hidden: they are another each time."""
    if block.kind == "heading":
        return [f"{'#' * (block.level - 1)} {block.text}"]
    if block.kind == "table":
        rows = [" | ".join(row) for row in (block.columns, *block.rows)]
        return [f"[{block.text}]", *rows]
    lines = [block.text] if block.text else []
    for one in block.said:
        code = "CODE" if one.code else ""
        before = f"was: {one.before}" if one.before else ""
        lines.append(" / ".join(part for part in ("- " + one.text, code, one.tags, before) if part))
    return lines


def read(minutes: Minutes) -> str:
    lines = [line for block in minutes_page.blocks(minutes) for line in lines_of(block)]
    return "\n".join(lines) + "\n"


def text_of(pdf: bytes) -> str:
    """The words of a PDF in one line, without the breaks of lines and of long words."""
    paper = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_bounded() for page in paper]
    return " ".join("".join(pages).replace("\u200b", "").split())


@pytest.fixture
def minutes(clock: Clock) -> Minutes:
    meeting = hold_evening(clock)
    clock.to("2023-09-28 10:00")
    return operations.make_minutes(meeting=meeting, by=OFFICE)


def test_the_small_evening_gives_exactly_this(minutes: Minutes) -> None:
    assert read(minutes) == GOLDEN


@pytest.mark.parametrize(
    ("came", "registered", "others", "words"),
    [
        (1, 1, 0, "È venuta 1 persona. Se ne era iscritta 1."),
        (1, 6, 0, "È venuta 1 persona. Se ne erano iscritte 6."),
        (5, 6, 1, f"Sono venute 5 persone. Se ne erano iscritte 6. {WITHOUT}"),
    ],
)
def test_each_number_of_people_has_its_own_plural(
    came: int, registered: int, others: int, words: str
) -> None:
    assert " ".join(how_many_came(came, registered, others)) == words


def moderated(clock: Clock) -> Minutes:
    """A round table in which who moderates speaks twice, and the voice again in between."""
    meeting = make_evening()
    example = {"role": "Giornalista", "is_example": True}
    mara = Speaker.objects.create(meeting=meeting, key="m", name="Mara Modera", **example)
    voice = Speaker.objects.create(meeting=meeting, key="v", name="Una voce", role="Voce")
    AgendaItem.objects.get(key="asse-1").speakers.add(voice)
    meeting.sittings.filter(key="tavola").update(moderator=mara)
    clock.to("2023-09-27 16:30")
    operations.begin(meeting=meeting, key="tavola/asse-1", seen=None, by=REGIA)
    for minute, moderates in [(2, True), (3, False), (5, True)]:
        clock.to(f"2023-09-27 16:3{minute}")
        at = {"meeting": meeting, "seen": floor(meeting), "by": REGIA}
        if moderates:
            operations.hear_moderator(**at)
        else:
            operations.hear_voice(speaker=voice, **at)
    write_down("Passiamo alle priorità.")
    clock.to("2023-09-27 16:36")
    operations.close_meeting(meeting=meeting, by=REGIA)
    return operations.make_minutes(meeting=meeting, by=OFFICE)


def test_who_moderates_is_told_once_and_owes_no_words(clock: Clock) -> None:
    minutes = moderated(clock)

    table = read(minutes).split("# La discussione")[0].split("asse per asse")[1]
    assert (
        table
        == """
Modera: Mara Modera · Giornalista · esempio
## 1. Asse 1
Una voce · Voce · 2 min
non trascritto
Una voce · Voce · 2 min
non trascritto
Mara Modera · Giornalista · esempio · modera · 1 min
- Passiamo alle priorità. / CODE
Nessuno ha scritto per questo asse.
## 2. Asse 2
Nessuno ha scritto per questo asse.
"""
    )
    figures = read(minutes).split("# Chi ha parlato e quanto")[1]
    assert "ha parlato 1 voce per 4 min." in figures
    assert "Chi modera, che non è una voce del territorio, ha avuto la parola per 2 min." in figures
    assert "Modera: Mara Modera" in text_of(minutes_paper.pdf(minutes, "it"))
    file = Document(io.BytesIO(minutes_paper.docx(minutes, "it")))
    assert any("Modera: Mara Modera" in each.text for each in file.paragraphs)


def test_a_resoconto_of_before_there_were_moderators_reads_as_it_did(minutes: Minutes) -> None:
    for axis in minutes.content["axes"]:
        del axis["moderator"]
        for turn in axis["turns"]:
            del turn["is_moderating"]
    voices = minutes.content["voices"]
    del voices["moderating_seconds"]
    voices["round_table_turns"] = voices.pop("round_table_voices")

    assert read(minutes) == GOLDEN


def test_the_pdf_holds_that_priority_and_that_turn(minutes: Minutes) -> None:
    text = text_of(minutes_paper.pdf(minutes, "it"))
    for words in [
        "BOZZA",
        "Servono treni di sera.",
        "Ada Rossi · In sala · 3 min",
        "Il percorso è troppo corto.",
        "non trascritto",
        "Volevo dire dei boschi.",
    ]:
        assert words in text


def test_the_pdf_speaks_the_reader_s_language(minutes: Minutes) -> None:
    text = text_of(minutes_paper.pdf(minutes, "en"))
    assert "DRAFT" in text
    assert "not written down" in text


def test_approved_the_pdf_says_digest_and_receipt(clock: Clock) -> None:
    row = approved(hold_evening(clock), clock)
    text = text_of(minutes_paper.pdf(row, "it"))
    assert row.digest in text.replace(" ", "")
    # A hyphen at the end of a line is read from a PDF as the mark of a broken word.
    assert str(row.entry) in text.replace(" ", "").replace("\x02", "-")


def test_the_file_opens_and_has_headings_and_tables(minutes: Minutes) -> None:
    paper = Document(io.BytesIO(minutes_paper.docx(minutes, "it")))
    headings = [p.text for p in paper.paragraphs if p.style.name.startswith("Heading")]
    assert headings[0] == "Resoconto"
    assert "La discussione in plenaria" in headings
    assert "1. Asse 1" in headings
    assert paper.tables[0].rows[1].cells[0].text == "Le linee di indirizzo"
    assert paper.core_properties.title == "Resoconto: Verso il nuovo piano"


def test_whatever_somebody_wrote_is_only_text(clock: Clock) -> None:
    row = _made(hold_evening(clock, HOSTILE), clock)
    row.opening = Localized(it=HOSTILE)
    with translation.override("it"):
        assert HOSTILE in read(row)
    pdf = text_of(minutes_paper.pdf(row, "it"))
    assert "#let x = 1 = * _ <b>grassetto</b> @a $x$" in pdf
    assert "=SUM(A1)" in pdf
    paper = Document(io.BytesIO(minutes_paper.docx(row, "it")))
    assert any("<b>grassetto</b> @a $x$" in p.text for p in paper.paragraphs)


def test_a_word_without_end_stays_on_the_page(clock: Clock) -> None:
    row = _made(hold_evening(clock, HOSTILE), clock)
    for page in pypdfium2.PdfDocument(minutes_paper.pdf(row, "it")):
        words = page.get_textpage()
        right = max(words.get_charbox(place)[2] for place in range(words.count_chars()))
        assert right <= page.get_width()


def _made(meeting: Meeting, clock: Clock) -> Minutes:
    clock.to("2023-09-28 10:00")
    return operations.make_minutes(meeting=meeting, by=OFFICE)

"""A resoconto as a document: PDF/UA to read and keep, DOCX for an office that goes on writing."""

import io
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Paper
from docx.oxml import OxmlElement
from docx.shared import Pt

from arengo.core import documents
from arengo.core.clock import words
from arengo.core.outbox import letter
from arengo.live.models import Minutes
from arengo.web.shared.minutes_blocks import Block, Said, as_data
from arengo.web.shared.minutes_page import blocks

TEMPLATE: Final = Path(__file__).parent.parent / "templates" / "minutes" / "minutes.typ"


def pdf(minutes: Minutes, language: str) -> bytes:
    """The resoconto as PDF/UA. Raises InsideTransaction when a transaction is open."""
    with translation.override(language):
        return documents.compile(TEMPLATE, _sheet(minutes, language))


def docx(minutes: Minutes, language: str) -> bytes:
    """The same as a Word document, with real headings, lists and table headers."""
    with translation.override(language):
        return _written(_sheet(minutes, language), blocks(minutes), language)


def state_in_words(minutes: Minutes) -> str:
    """What may still happen to it, in a sentence."""
    if minutes.approved_at is not None:
        day = words.full_day(minutes.approved_at)
        return _("Approvato %(day)s. Non cambia più.") % {"day": day}
    if minutes.corrections_until is not None:
        until = words.hour_of_day(minutes.corrections_until)
        return _("In lettura: chi c'era può proporre correzioni entro %(when)s.") % {"when": until}
    return _("BOZZA: non è pubblica e può ancora cambiare tutto.")


def _sheet(minutes: Minutes, language: str) -> dict[str, Any]:
    meeting = minutes.meeting
    return {
        "title": _("Resoconto: %(meeting)s") % {"meeting": meeting.title},
        "language": language,
        "demo": letter.demo_line(),
        "sender": str(meeting.process.body.name),
        "heading": _("Resoconto"),
        "about": f"{meeting.title} · {words.from_to(meeting.starts_at, meeting.ends_at)}",
        "state": state_in_words(minutes),
        "before": _("Era scritto:"),
        "blocks": as_data(blocks(minutes)),
        "proof_heading": _("Come si verifica"),
        "proof": _proof(minutes),
        "footer": _("Resoconto, versione %(number)s") % {"number": minutes.version},
    }


def _proof(minutes: Minutes) -> list[str]:
    if minutes.entry is None:
        return []
    page = reverse("public:minutes", args=[minutes.meeting.slug])
    receipt = reverse("public:receipt", args=[minutes.entry])
    return [
        _("Impronta (SHA-256) di quello che è approvato: %(digest)s") % {"digest": minutes.digest},
        _("La ricevuta nel registro: %(url)s") % {"url": settings.BASE_URL + receipt},
        _("La pagina da cui viene: %(url)s") % {"url": settings.BASE_URL + page},
    ]


def _written(sheet: dict[str, Any], pieces: Iterable[Block], language: str) -> bytes:
    paper = Document()
    paper.core_properties.title = _clean(sheet["title"])
    paper.core_properties.author = _clean(sheet["sender"])
    paper.core_properties.language = language
    paper.core_properties.comments = ""
    paper.styles["Normal"].font.size = Pt(11)
    if sheet["demo"]:
        paper.add_paragraph(_clean(sheet["demo"]))
    paper.add_heading(_clean(sheet["heading"]), level=1)
    paper.add_paragraph(_clean(sheet["about"]))
    paper.add_paragraph(_clean(sheet["state"])).runs[0].bold = True
    for block in pieces:
        _write(paper, block, sheet["before"])
    if sheet["proof"]:
        paper.add_heading(_clean(sheet["proof_heading"]), level=2)
        for line in sheet["proof"]:
            paper.add_paragraph(_clean(line))
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _write(paper: Paper, block: Block, before: str) -> None:
    if block.kind == "heading":
        paper.add_heading(_clean(block.text), level=block.level)
    elif block.kind == "table":
        _write_table(paper, block)
    elif block.kind == "said":
        for said in block.said:
            _write_said(paper, said, before)
    else:
        run = paper.add_paragraph().add_run(_clean(block.text))
        run.bold = block.kind == "label"
        run.italic = block.kind == "quiet"


def _write_said(paper: Paper, said: Said, before: str) -> None:
    paragraph = paper.add_paragraph(_clean(said.text), style="List Bullet")
    about = " · ".join(part for part in (said.code, said.tags) if part)
    if about:
        paragraph.add_run(f"\n{_clean(about)}").font.size = Pt(9)
    if said.before:
        paragraph.add_run(f"\n{before} {_clean(said.before)}").italic = True


def _write_table(paper: Paper, block: Block) -> None:
    paper.add_paragraph(style="Caption").add_run(_clean(block.text))
    table = paper.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, block.columns, strict=True):
        cell.paragraphs[0].add_run(_clean(text)).bold = True
    # Read aloud as the names of the columns, and repeated on each page.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in block.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _clean(text)


def _clean(text: str) -> str:
    """Without control characters: XML refuses them, and some turn the writing round."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C")

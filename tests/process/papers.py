"""PDF files to draw, made on the spot."""

from io import BytesIO
from pathlib import Path

import typst
from django.conf import settings
from django.core.files.base import ContentFile
from pypdf import PdfReader, PdfWriter

from arengo.process.models import Document
from tests.factories import make_process

# A slide of 16:9, in points.
SLIDE = "#set page(width: 960pt, height: 540pt, margin: 40pt)\n#set text(size: 28pt)\n"


def pdf_of(*pages: str, setup: str = SLIDE) -> bytes:
    """A PDF with a page for each text (typst markup)."""
    made = typst.compile(
        (setup + "\n#pagebreak()\n".join(pages)).encode(),
        font_paths=[Path(settings.BOOTSTRAP_ITALIA) / "fonts" / "Titillium_Web"],
        ignore_system_fonts=True,
        format="pdf",
    )
    return bytes(made)


def joined(*pdfs: bytes) -> bytes:
    """One PDF with the pages of several."""
    writer, data = PdfWriter(), BytesIO()
    for pdf in pdfs:
        writer.append(BytesIO(pdf))
    writer.write(data)
    return data.getvalue()


def locked(pdf: bytes) -> bytes:
    """The same PDF, behind a password."""
    writer, data = PdfWriter(clone_from=PdfReader(BytesIO(pdf))), BytesIO()
    writer.encrypt("segreto", algorithm="RC4-128")
    writer.write(data)
    return data.getvalue()


def endless_pdf(depth: int) -> bytes:
    """A small PDF whose page draws ten times what draws ten times what draws ten times..."""
    box = "/Type/XObject/Subtype/Form/BBox[0 0 960 540]"
    page = "/Type/Page/Parent 2 0 R/MediaBox[0 0 960 540]/Contents 4 0 R"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<<{page}/Resources<</XObject<</X 5 0 R>>>>>>",
        "<</Length 5>>stream\n/X Do\nendstream",
    ]
    for number in range(5, 5 + depth):
        inner = f"/Resources<</XObject<</X {number + 1} 0 R>>>>"
        objects.append(f"<<{box}{inner}/Length 60>>stream\n{'/X Do ' * 10}\nendstream")
    objects.append(f"<<{box}/Length 24>>stream\n0 0 m 960 540 l S       \nendstream")
    data, starts = "%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        starts.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{start:010d} 00000 n \n" for start in starts)
    size = len(objects) + 1
    end = f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF\n"
    return f"{data}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


def make_document(pdf: bytes, *, name: str = "slide.pdf", **fields: object) -> Document:
    """A document of the process with a file of ours."""
    values = {"key": "slide", "title": "Le slide della serata", **fields}
    document = Document(process=make_process(), **values)
    document.file.save(name, ContentFile(pdf), save=False)
    document.save()
    return document

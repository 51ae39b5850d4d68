"""Files as people send them, and as others make them to do harm: built on the spot."""

import io
import zipfile
from email.message import EmailMessage

from docx import Document
from PIL import Image

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODT_TYPE = "application/vnd.oasis.opendocument.text"
ODT_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def docx(*paragraphs: str) -> bytes:
    """A Word document with these paragraphs."""
    document, data = Document(), io.BytesIO()
    for words in paragraphs:
        document.add_paragraph(words)
    document.save(data)
    return data.getvalue()


def archive(**members: bytes) -> bytes:
    """A zip; two underscores in a name are a slash, one is a dot."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return data.getvalue()


def raw_docx(body: str, before: str = "") -> bytes:
    """A Word document of which `body` is the XML, after `before`."""
    xml = f"{before}<w:document {WORD}><w:body>{body}</w:body></w:document>"
    return archive(word__document_xml=xml.encode())


def spoilt_docx(flags: int = 0, method: int = 8, content: bytes = b"") -> bytes:
    """A Word document packed wrongly: with these flags, this method, or this in place of its beginning."""
    data = bytearray(raw_docx("<w:p/>" * 500))
    # Where the flags stand in the two heads of a member; the method follows them.
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + place
        data[at : at + 4] = flags.to_bytes(2, "little") + method.to_bytes(2, "little")
    begins = 30 + len("word/document.xml")
    data[begins : begins + len(content)] = content
    return bytes(data)


def odt(body: str, manifest: bytes = b"<manifest/>") -> bytes:
    """A LibreOffice document of which `body` is the XML."""
    xml = f"<office:document-content {ODT_NAMES}><office:body>{body}</office:body></office:document-content>"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr("mimetype", ODT_TYPE)
        made.writestr("content.xml", xml)
        made.writestr("META-INF/manifest.xml", manifest)
    return data.getvalue()


def mail(text: str = "", html: str = "", **headers: str) -> EmailMessage:
    """A mail of somebody's."""
    made = EmailMessage()
    lines = {"From": "Ada Rossi <ada@example.org>", "Subject": "Il treno", **headers}
    for name, value in lines.items():
        made[name.replace("_", "-")] = value
    if text or not html:
        made.set_content(text)
    if html and text:
        made.add_alternative(html, subtype="html")
    elif html:
        made.set_content(html, subtype="html")
    return made


def photograph(width: int = 400, height: int = 300) -> bytes:
    """A JPEG."""
    data = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(data, "JPEG")
    return data.getvalue()

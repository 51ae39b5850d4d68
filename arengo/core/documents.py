"""Documents on paper: typst templates of this package, made into accessible PDF (PDF/UA-1).

A template reads what it shows with `#let data = json(bytes(sys.inputs.data))`: data is never
markup, so a name may hold anything. It sees only files of this package; `/core/typst/sheet.typ` is
the page that all share. The compiler itself refuses a picture without words or a skipped heading.
"""

import io
import json
import re
import unicodedata
from pathlib import Path
from typing import Any, Final

import segno
import typst
from django.conf import settings

from arengo.core.guard import refuse_inside_transaction

STANDARD: Final = "ua-1"
# What stands for a character that no font here has: a ticket with a box is still a ticket.
BOX = "□"
MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
BOXES_AT_MOST = 40


def compile(template_path: Path, data: dict[str, Any]) -> bytes:
    """The PDF of a typst template of this package, filled with `data` (anything JSON can hold).

    Raises InsideTransaction when a transaction is open, typst.TypstError when the template is wrong.
    """
    refuse_inside_transaction("typst")
    text = json.dumps(_printable(data), ensure_ascii=False)
    try:
        return _compile(template_path, text)
    except typst.TypstError as error:
        if not MISSING.search(str(error)):
            raise
    return _compile_with_boxes(template_path, text)


def qr(text: str) -> str:
    """`text` as a QR code: the source of an SVG picture, on white."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2, light="#fff")
    return out.getvalue().decode()


def qr_address(text: str) -> str:
    """The same picture as an address that a page can show without asking for a file."""
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_data_uri(border=2, light="#fff"))


def _printable(value: Any) -> Any:
    """`value` without control characters, which the PDF refuses or which turn the writing round."""
    if isinstance(value, dict):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner) for inner in value]
    if isinstance(value, str):
        return "".join(c for c in value if c in "\n\t" or unicodedata.category(c)[0] != "C")
    return value


def _compile(template_path: Path, text: str, *, with_system_fonts: bool = False) -> bytes:
    pdf = typst.compile(
        template_path,
        root=settings.PACKAGE,
        font_paths=[Path(settings.BOOTSTRAP_ITALIA) / "fonts" / "Titillium_Web"],
        ignore_system_fonts=not with_system_fonts,
        format="pdf",
        sys_inputs={"data": text},
        pdf_standards=[STANDARD],
    )
    return bytes(pdf)


def _compile_with_boxes(template_path: Path, text: str) -> bytes:
    """As `_compile`, with the machine's fonts too; what not even they have becomes a box."""
    for _attempt in range(BOXES_AT_MOST):
        try:
            return _compile(template_path, text, with_system_fonts=True)
        except typst.TypstError as error:
            missing = MISSING.search(str(error))
            if not missing:
                raise
            text = _boxed(text, missing.group(1))
    # So many at once are a whole text in a writing that we lack: one look for each would not end.
    return _compile(template_path, "".join(c if ord(c) < 0x250 else BOX for c in text))


def _boxed(text: str, missing: str) -> str:
    """`text` (JSON) with each missing character, which is never one of JSON's own, as a box."""
    characters = ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), missing)
    for character in characters:
        if not character.isascii():
            text = text.replace(character, BOX)
    return text

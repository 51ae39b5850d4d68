"""Sheets as they come back: printed, written on with a shaky hand, photographed a little askew."""

import io
import random

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

DESK = (120, 96, 72)
# Where the photograph was taken: what must not come through.
SECRET_CAMERA = "Fotocamera di Ada"


def sides(pdf: bytes, scale: float = 2.2) -> list[Image.Image]:
    """The pages of a PDF as they come from the printer."""
    document = pdfium.PdfDocument(pdf)
    return [page.render(scale=scale).to_pil().convert("RGB") for page in document]


def written_on(page: Image.Image, seed: int = 1, lines: int = 6) -> Image.Image:
    """The page with strokes like those of a hand on its ruled lines."""
    hand = random.Random(seed)
    drawn = page.copy()
    pen = ImageDraw.Draw(drawn)
    width, height = page.size
    for line in range(lines):
        x, y = width * 0.09, height * (0.26 + line * 0.032)
        while x < width * hand.uniform(0.7, 0.9):
            to = (x + hand.uniform(4, 16), y + hand.uniform(-14, 8))
            pen.line([(x, y), to], fill=(20, 30, 90), width=3)
            x = to[0]
    return drawn


def photographed(
    *pages: Image.Image, turned: float = 7, dark: float = 1.0, blur: float = 0.8, exif: bool = True
) -> bytes:
    """These pages side by side on a desk, as a telephone sees them: a JPEG."""
    gap = 60
    width = sum(page.width + gap for page in pages) + gap
    desk = Image.new("RGB", (width, max(page.height for page in pages) + 2 * gap), DESK)
    x = gap
    for page in pages:
        desk.paste(page, (x, gap))
        x += page.width + gap
    seen = desk.rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor=DESK)
    seen = seen.filter(ImageFilter.GaussianBlur(blur))
    seen = ImageEnhance.Brightness(seen).enhance(dark)
    out = io.BytesIO()
    about = Image.Exif()
    about[0x010F] = SECRET_CAMERA
    seen.save(out, "JPEG", quality=80, exif=about if exif else Image.Exif())
    return out.getvalue()


def scanned(*pages: Image.Image) -> bytes:
    """These pages as one PDF, as a scanner gives it."""
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=list(pages[1:]), resolution=150)
    return out.getvalue()

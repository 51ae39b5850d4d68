"""Pictures that people hand over, made anew: what the camera wrote beside them, and where, stays out."""

import io
from typing import Final

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from arengo.core.guard import refuse_inside_transaction
from arengo.core.refusals import Refusal

# As wide as a screen shows; a telephone's photograph is four times that.
LONGEST_SIDE: Final = 2400
# Looked at before it is unpacked: a small file may hold a picture of gigabytes.
PIXELS_AT_MOST: Final = 80_000_000
# Of all but a JPEG every point is unpacked before it is made smaller.
UNPACKED_AT_MOST: Final = 20_000_000
QUALITY: Final = 85


class NotAPicture(Refusal):
    """It cannot be opened, or it is too large to be."""

    status = 400

    def __init__(self) -> None:
        super().__init__(
            _("Questa immagine non si apre: salvala come JPG o PNG, più piccola, e riprova.")
        )


def plain_picture(data: bytes) -> bytes:
    """The picture as a JPEG that says nothing but what it shows, turned as it was taken, at most
    LONGEST_SIDE pixels long. Takes a fraction of a second of processor.

    Raises NotAPicture; InsideTransaction.
    """
    refuse_inside_transaction("the drawing of a picture")
    try:
        picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
        most = PIXELS_AT_MOST if picture.format == "JPEG" else UNPACKED_AT_MOST
        if picture.width * picture.height > most:
            raise NotAPicture
        # Of a JPEG only as much is unpacked as is kept.
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        small = _with_all_colours(picture)
        # Before it is turned or laid on white: those make copies.
        small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        output = io.BytesIO()
        _on_white(ImageOps.exif_transpose(small)).save(output, "JPEG", quality=QUALITY)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPicture from error
    return output.getvalue()


def _with_all_colours(picture: Image.Image) -> Image.Image:
    """As it is when its points can be averaged; a palette, or one colour that is transparent, cannot."""
    if picture.mode in ("P", "PA", "1") or "transparency" in picture.info:
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    paper = Image.new("RGB", layered.size, "white")
    paper.paste(layered, mask=layered.getchannel("A"))
    return paper

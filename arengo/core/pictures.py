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
        if picture.width * picture.height > PIXELS_AT_MOST:
            raise NotAPicture
        # Of a JPEG only as much is unpacked as is kept.
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        turned = ImageOps.exif_transpose(picture)
        turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        output = io.BytesIO()
        _on_white(turned).save(output, "JPEG", quality=QUALITY)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPicture from error
    return output.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    paper = Image.new("RGB", layered.size, "white")
    paper.paste(layered, mask=layered.getchannel("A"))
    return paper

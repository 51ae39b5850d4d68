"""Reading a ticket from a picture, for phones whose browser cannot do it by itself."""

import io
from typing import Final

import zxingcpp
from PIL import Image, UnidentifiedImageError

LARGEST_BYTES: Final = 2 * 1024 * 1024
LARGEST_SIDE: Final = 1600


def text_in_picture(data: bytes) -> str:
    """The text of the first QR in a picture, or "" when there is none or it is not a picture."""
    if not data or len(data) > LARGEST_BYTES:
        return ""
    try:
        picture = Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "WEBP"])
        picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
        grey = picture.convert("L")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return ""
    codes = zxingcpp.read_barcodes(grey)
    return next((code.text for code in codes if code.format == zxingcpp.BarcodeFormat.QRCode), "")

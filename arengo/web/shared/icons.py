"""Icons drawn inside the page: only those used travel, and none needs a request of its own."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

AXES = 6
OURS = Path(__file__).resolve().parent.parent / "static" / "img" / "icons.svg"
SYMBOL = re.compile(r'<symbol[^>]*?\bid="([^"]+)"[^>]*>(.*?)</symbol>', re.DOTALL)
VIEW_BOX = re.compile(r'viewBox="([^"]+)"')


class Drawing(NamedTuple):
    """The inside of an icon."""

    view_box: str
    shapes: str


@cache
def _all() -> dict[str, Drawing]:
    drawings = {}
    for path in (Path(settings.BOOTSTRAP_ITALIA) / "svg" / "sprites.svg", OURS):
        for symbol in SYMBOL.finditer(path.read_text(encoding="utf-8")):
            box = VIEW_BOX.search(symbol.group(0))
            view_box = box.group(1) if box else "0 0 24 24"
            drawings[symbol.group(1)] = Drawing(view_box, symbol.group(2).strip())
    return drawings


def drawing(name: str) -> Drawing:
    """The icon `name`, of Bootstrap Italia ("it-calendar") or ours. Raises KeyError."""
    return _all()[name]

"""Bootstrap Italia's files, straight from its package, without what nobody would load."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

PREFIX = "bootstrap-italia"
CSS = "css/bootstrap-italia.min.css"
KEPT = ["svg/sprites.svg", "fonts/Titillium_Web/*.woff2", "fonts/Titillium_Web/*.txt"]
# A video player's icons as a data: font, which our policy refuses on every page; the map we leave out.
NOT_KEPT = re.compile(
    r"@font-face\s*\{[^}]*?url\(data:application/font-woff[^}]*\}|/\*# sourceMappingURL=.*?\*/"
)


class BootstrapItaliaFinder(BaseFinder):
    """Finds css, icons and the Titillium fonts under `bootstrap-italia/`; leaves the rest out."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.storage = _storage(Path(settings.BOOTSTRAP_ITALIA))
        self.trimmed = _storage(settings.HOME / PREFIX)
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if not path.startswith(f"{PREFIX}/"):
            return []
        name = path.removeprefix(f"{PREFIX}/")
        if name == CSS:
            found = self._trimmed_css()
        elif matches_patterns(name, KEPT) and self.storage.exists(name):
            found = self.storage.path(name)
        else:
            return []
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[Any]:
        self._trimmed_css()
        yield CSS, self.trimmed
        for folder in ("svg", "fonts/Titillium_Web"):
            for name in self.storage.listdir(folder)[1]:
                if matches_patterns(f"{folder}/{name}", KEPT):
                    yield f"{folder}/{name}", self.storage

    def _trimmed_css(self) -> str:
        source, target = Path(self.storage.path(CSS)), Path(self.trimmed.path(CSS))
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            target.parent.mkdir(parents=True, exist_ok=True)
            text = source.read_text(encoding="utf-8")
            target.write_text(NOT_KEPT.sub("", text), encoding="utf-8")
        return str(target)


def _storage(location: Path) -> FileSystemStorage:
    storage = FileSystemStorage(location=location)
    storage.prefix = PREFIX  # type: ignore[attr-defined]
    return storage

"""The pages' files: gathered when they are not there, or are of another version."""

import warnings
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from arengo import __version__
from arengo.cli.show import step

MANIFEST = "staticfiles.json"
STAMP = "arengo-version"
# The next htmx comes in the same package; compressing it would take a third of the time.
UNUSED = ["*-4.js", "*-4.min.js"]


def collect_if_needed() -> bool:
    """Gather the pages' files if those of this version are not there; True when it did."""
    if _is_current():
        return False
    with step(_("Preparo i file delle pagine")):
        with warnings.catch_warnings():
            # Folders of apps without files of their own.
            warnings.simplefilter("ignore", UserWarning)
            call_command(
                "collectstatic",
                verbosity=0,
                interactive=False,
                clear=True,
                ignore_patterns=UNUSED,
            )
        (Path(settings.STATIC_ROOT) / STAMP).write_text(__version__, encoding="ascii")
    return True


def _is_current() -> bool:
    root = Path(settings.STATIC_ROOT)
    stamp, manifest = root / STAMP, root / MANIFEST
    if not manifest.exists() or not stamp.exists() or stamp.read_text() != __version__:
        return False
    gathered_at = manifest.stat().st_mtime
    # In a checkout the files change while the version does not.
    return all(
        path.stat().st_mtime <= gathered_at
        for folder in settings.PACKAGE.glob("*/static")
        for path in folder.rglob("*")
    )

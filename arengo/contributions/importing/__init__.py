"""Voices that others collected, in a sheet of theirs: which column is what, and what each line says."""

from arengo.contributions.importing.columns import COLUMNS, guess_mapping, headers_digest
from arengo.contributions.importing.lines import Defaults, Line, Preview, preview

__all__ = [
    "COLUMNS",
    "Defaults",
    "Line",
    "Preview",
    "guess_mapping",
    "headers_digest",
    "preview",
]

"""The verbs of projects: one at a time, or many from a sheet."""

from arengo.projects.operations.importing import (
    Change,
    ColumnMissing,
    Imported,
    Preview,
    PreviewIsStale,
    Totals,
    apply_import,
    preview_import,
)
from arengo.projects.operations.writing import PROJECT_FIELDS, remove_projects, save_project

__all__ = [
    "PROJECT_FIELDS",
    "Change",
    "ColumnMissing",
    "Imported",
    "Preview",
    "PreviewIsStale",
    "Totals",
    "apply_import",
    "preview_import",
    "remove_projects",
    "save_project",
]

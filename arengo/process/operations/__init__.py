"""The verbs of a process: its stages, guidelines and documents."""

from arengo.process.operations.documents import (
    DOCUMENT_FIELDS,
    FILE_LIMIT,
    mark_document_removed,
    save_document,
)
from arengo.process.operations.guidelines import (
    GUIDELINE_FIELDS,
    SECTION_FIELDS,
    move_section,
    remove_guideline,
    remove_section,
    save_guideline,
    save_section,
)
from arengo.process.operations.pages import draw_pages
from arengo.process.operations.process import (
    PROCESS_FIELDS,
    ProcessIsThere,
    make_process,
    save_process,
)
from arengo.process.operations.stages import (
    STAGE_FIELDS,
    NoQuestionnaire,
    StageIsClosed,
    mark_stage_closed,
    mark_stage_removed,
    move_stage,
    publish_results,
    record_actual,
    revise_stage,
    save_stage,
    withdraw_results,
)

__all__ = [
    "DOCUMENT_FIELDS",
    "FILE_LIMIT",
    "GUIDELINE_FIELDS",
    "PROCESS_FIELDS",
    "SECTION_FIELDS",
    "STAGE_FIELDS",
    "NoQuestionnaire",
    "ProcessIsThere",
    "StageIsClosed",
    "draw_pages",
    "make_process",
    "mark_document_removed",
    "mark_stage_closed",
    "mark_stage_removed",
    "move_section",
    "move_stage",
    "publish_results",
    "record_actual",
    "remove_guideline",
    "remove_section",
    "revise_stage",
    "save_document",
    "save_guideline",
    "save_process",
    "save_section",
    "save_stage",
    "withdraw_results",
]

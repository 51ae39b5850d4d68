"""The verbs of voices.

One order of locks: the person, then the source, then its voices.
"""

from arengo.contributions.operations.attaching import (
    ATTACHED_KINDS,
    FILES_AT_MOST,
    attach,
    detach,
    hide_attachment,
    publish_attachment,
)
from arengo.contributions.operations.extracting import (
    Extract,
    drop_extract,
    receive_from_source,
)
from arengo.contributions.operations.fetching import fetch_mails
from arengo.contributions.operations.forgetting import (
    forget_authors,
    forget_sources,
    forget_supporters,
    mark_pages_gone,
)
from arengo.contributions.operations.from_the_site import (
    TEXT_AT_MOST,
    confirm_author,
    correct,
    receive_from_site,
    take_back,
)
from arengo.contributions.operations.importing import import_voices, undo_import
from arengo.contributions.operations.joining import (
    mark_merged,
    mark_put_together,
    mark_split,
    mark_unmerged,
)
from arengo.contributions.operations.many import (
    mark_decided_many,
    mark_held,
    mark_put_back,
    mark_read_many,
)
from arengo.contributions.operations.moderating import (
    appeal,
    cover,
    decide_appeal,
    hold_back,
    publish,
    refuse,
)
from arengo.contributions.operations.paper import forget_paper_sheets, print_sheets
from arengo.contributions.operations.questionnaires import receive_response
from arengo.contributions.operations.questions import remove_question, remove_question_set
from arengo.contributions.operations.reading import read
from arengo.contributions.operations.receiving import receive_evenings
from arengo.contributions.operations.reporting import Thing, confirm_report, report_meeting
from arengo.contributions.operations.scanning import (
    forget_scan_files,
    hand_in_scan,
    read_scan,
)
from arengo.contributions.operations.searching import index_voices
from arengo.contributions.operations.sharing import read_again, take_next
from arengo.contributions.operations.source_files import bring_source, read_source, read_sources
from arengo.contributions.operations.sources import (
    CHANGED_LATER,
    add_source,
    change_source,
    close_source,
    reopen_source,
    set_aside_source,
)
from arengo.contributions.operations.supporting import (
    ask_support,
    confirm_support,
    withdraw_support,
)
from arengo.contributions.operations.transcribing import (
    ILLEGIBLE,
    AnswerTo,
    claim_sheet,
    finish_sheet,
    leave_out_sheet,
    part_copy,
    recognise_sheet,
    reopen_sheet,
    say_same_again,
    say_without_code,
    take_next_sheet,
    type_voice,
)

__all__ = [
    "ATTACHED_KINDS",
    "CHANGED_LATER",
    "FILES_AT_MOST",
    "ILLEGIBLE",
    "TEXT_AT_MOST",
    "AnswerTo",
    "Extract",
    "Thing",
    "add_source",
    "appeal",
    "ask_support",
    "attach",
    "bring_source",
    "change_source",
    "claim_sheet",
    "close_source",
    "confirm_author",
    "confirm_report",
    "confirm_support",
    "correct",
    "cover",
    "decide_appeal",
    "detach",
    "drop_extract",
    "fetch_mails",
    "finish_sheet",
    "forget_authors",
    "forget_paper_sheets",
    "forget_scan_files",
    "forget_sources",
    "forget_supporters",
    "hand_in_scan",
    "hide_attachment",
    "hold_back",
    "import_voices",
    "index_voices",
    "leave_out_sheet",
    "mark_decided_many",
    "mark_held",
    "mark_merged",
    "mark_pages_gone",
    "mark_put_back",
    "mark_put_together",
    "mark_read_many",
    "mark_split",
    "mark_unmerged",
    "part_copy",
    "print_sheets",
    "publish",
    "publish_attachment",
    "read",
    "read_again",
    "read_scan",
    "read_source",
    "read_sources",
    "receive_evenings",
    "receive_from_site",
    "receive_from_source",
    "receive_response",
    "recognise_sheet",
    "refuse",
    "remove_question",
    "remove_question_set",
    "reopen_sheet",
    "reopen_source",
    "report_meeting",
    "say_same_again",
    "say_without_code",
    "set_aside_source",
    "take_back",
    "take_next",
    "take_next_sheet",
    "type_voice",
    "undo_import",
    "withdraw_support",
]

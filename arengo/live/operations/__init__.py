"""The verbs of the evening."""

from arengo.live.operations.asking import (
    ask_question,
    note_question_answered,
    publish_question,
    refuse_question,
    reopen_question,
    support_question,
    withdraw_support,
)
from arengo.live.operations.captions import write_caption
from arengo.live.operations.closing import close_forgotten_rooms, close_meeting, reopen_meeting
from arengo.live.operations.conducting import begin, extend, go_on, pause, resume, stop
from arengo.live.operations.flooring import (
    call_next,
    choose_rule,
    end_turn,
    extend_turn,
    let_pass,
    note_absent,
    open_or_close_queue,
    pause_turn,
    resume_turn,
    set_turn_length,
)
from arengo.live.operations.forgetting import (
    forget_askers,
    forget_captions,
    forget_help,
    forget_speaking,
    forget_statements,
    forget_voters,
)
from arengo.live.operations.helping import answer_help, ask_for_help, take_help, withdraw_help
from arengo.live.operations.noting import confirm_note, correct_note, tidy_note, write_note
from arengo.live.operations.projecting import (
    show,
    show_message,
    show_page,
    show_poll,
    show_question,
)
from arengo.live.operations.publishing import publish_figures, withdraw_figures
from arengo.live.operations.speaking import ask_to_speak, ask_to_speak_for, withdraw_request
from arengo.live.operations.unserved import owe_invitations_to_write, write_instead
from arengo.live.operations.voting import (
    cast_ballot,
    change_poll,
    close_poll,
    hide_results,
    make_poll,
    open_poll,
    show_results,
)
from arengo.live.operations.writing import hide_statement, unhide_statement, write_statement

__all__ = [
    "answer_help",
    "ask_for_help",
    "ask_question",
    "ask_to_speak",
    "ask_to_speak_for",
    "begin",
    "call_next",
    "cast_ballot",
    "change_poll",
    "choose_rule",
    "close_forgotten_rooms",
    "close_meeting",
    "close_poll",
    "confirm_note",
    "correct_note",
    "end_turn",
    "extend",
    "extend_turn",
    "forget_askers",
    "forget_captions",
    "forget_help",
    "forget_speaking",
    "forget_statements",
    "forget_voters",
    "go_on",
    "hide_results",
    "hide_statement",
    "let_pass",
    "make_poll",
    "note_absent",
    "note_question_answered",
    "open_or_close_queue",
    "open_poll",
    "owe_invitations_to_write",
    "pause",
    "pause_turn",
    "publish_figures",
    "publish_question",
    "refuse_question",
    "reopen_meeting",
    "reopen_question",
    "resume",
    "resume_turn",
    "set_turn_length",
    "show",
    "show_message",
    "show_page",
    "show_poll",
    "show_question",
    "show_results",
    "stop",
    "support_question",
    "take_help",
    "tidy_note",
    "unhide_statement",
    "withdraw_figures",
    "withdraw_help",
    "withdraw_request",
    "withdraw_support",
    "write_caption",
    "write_instead",
    "write_note",
    "write_statement",
]

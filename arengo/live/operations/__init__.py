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
from arengo.live.operations.attesting import (
    forget_certificates,
    forget_correctors,
    issue_certificate,
)
from arengo.live.operations.captions import write_caption
from arengo.live.operations.closing import close_forgotten_rooms, close_meeting, reopen_meeting
from arengo.live.operations.conducting import begin, extend, go_on, pause, resume, stop
from arengo.live.operations.conferring import (
    be_ready,
    choose_pictures,
    give_floor,
    give_floor_to_hall,
    go_off_air,
    go_on_air,
    leave_conference,
)
from arengo.live.operations.connecting import (
    answer,
    enter_conference,
    keep_place,
    listen,
    publish,
    relay_signal,
    stand_by,
)
from arengo.live.operations.covering import mark_reworded
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
from arengo.live.operations.handing import hear_moderator, hear_voice
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
from arengo.live.operations.repairing import clear_signals, forget_conference, repair_conference
from arengo.live.operations.reporting import (
    approve_minutes,
    decide_correction,
    frame_minutes,
    make_minutes,
    propose_correction,
    share_minutes,
)
from arengo.live.operations.sound_check import check_sound
from arengo.live.operations.speaking import ask_to_speak, ask_to_speak_for, withdraw_request
from arengo.live.operations.staying import note_gone, note_here, note_page_read
from arengo.live.operations.telling_after import owe_day_after, owe_minutes
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
    "answer",
    "answer_help",
    "approve_minutes",
    "ask_for_help",
    "ask_question",
    "ask_to_speak",
    "ask_to_speak_for",
    "be_ready",
    "begin",
    "call_next",
    "cast_ballot",
    "change_poll",
    "check_sound",
    "choose_pictures",
    "choose_rule",
    "clear_signals",
    "close_forgotten_rooms",
    "close_meeting",
    "close_poll",
    "confirm_note",
    "correct_note",
    "decide_correction",
    "end_turn",
    "enter_conference",
    "extend",
    "extend_turn",
    "forget_askers",
    "forget_captions",
    "forget_certificates",
    "forget_conference",
    "forget_correctors",
    "forget_help",
    "forget_speaking",
    "forget_statements",
    "forget_voters",
    "frame_minutes",
    "give_floor",
    "give_floor_to_hall",
    "go_off_air",
    "go_on",
    "go_on_air",
    "hear_moderator",
    "hear_voice",
    "hide_results",
    "hide_statement",
    "issue_certificate",
    "keep_place",
    "leave_conference",
    "let_pass",
    "listen",
    "make_minutes",
    "make_poll",
    "mark_reworded",
    "note_absent",
    "note_gone",
    "note_here",
    "note_page_read",
    "note_question_answered",
    "open_or_close_queue",
    "open_poll",
    "owe_day_after",
    "owe_invitations_to_write",
    "owe_minutes",
    "pause",
    "pause_turn",
    "propose_correction",
    "publish",
    "publish_figures",
    "publish_question",
    "refuse_question",
    "relay_signal",
    "reopen_meeting",
    "reopen_question",
    "repair_conference",
    "resume",
    "resume_turn",
    "set_turn_length",
    "share_minutes",
    "show",
    "show_message",
    "show_page",
    "show_poll",
    "show_question",
    "show_results",
    "stand_by",
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

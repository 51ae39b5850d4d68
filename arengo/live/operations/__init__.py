"""The verbs of the evening."""

from arengo.live.operations.captions import write_caption
from arengo.live.operations.closing import close_forgotten_rooms, close_meeting, reopen_meeting
from arengo.live.operations.conducting import (
    begin,
    extend,
    go_on,
    pause,
    resume,
    stop,
)
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
from arengo.live.operations.forgetting import forget_captions, forget_help, forget_speaking
from arengo.live.operations.helping import answer_help, ask_for_help, take_help, withdraw_help
from arengo.live.operations.projecting import show, show_message, show_page
from arengo.live.operations.speaking import ask_to_speak, ask_to_speak_for, withdraw_request
from arengo.live.operations.unserved import owe_invitations_to_write, write_instead

__all__ = [
    "answer_help",
    "ask_for_help",
    "ask_to_speak",
    "ask_to_speak_for",
    "begin",
    "call_next",
    "choose_rule",
    "close_forgotten_rooms",
    "close_meeting",
    "end_turn",
    "extend",
    "extend_turn",
    "forget_captions",
    "forget_help",
    "forget_speaking",
    "go_on",
    "let_pass",
    "note_absent",
    "open_or_close_queue",
    "owe_invitations_to_write",
    "pause",
    "pause_turn",
    "reopen_meeting",
    "resume",
    "resume_turn",
    "set_turn_length",
    "show",
    "show_message",
    "show_page",
    "stop",
    "take_help",
    "withdraw_help",
    "withdraw_request",
    "write_caption",
    "write_instead",
]

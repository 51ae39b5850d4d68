"""The verbs of the evening."""

from arengo.live.operations.captions import write_caption
from arengo.live.operations.conducting import (
    begin,
    close_meeting,
    extend,
    go_on,
    pause,
    reopen_meeting,
    resume,
    stop,
)
from arengo.live.operations.forgetting import forget_captions, forget_help
from arengo.live.operations.helping import answer_help, ask_for_help, take_help, withdraw_help
from arengo.live.operations.projecting import show, show_message, show_page

__all__ = [
    "answer_help",
    "ask_for_help",
    "begin",
    "close_meeting",
    "extend",
    "forget_captions",
    "forget_help",
    "go_on",
    "pause",
    "reopen_meeting",
    "resume",
    "show",
    "show_message",
    "show_page",
    "stop",
    "take_help",
    "withdraw_help",
    "write_caption",
]

"""The verbs of inviting. One function each, one transaction, one ledger entry."""

from arengo.invitations.operations.answers import decline, take_back
from arengo.invitations.operations.book import (
    add_person,
    change_state,
    drop_sheet,
    forget_sheets,
    import_entries,
    keep_sheet,
    make_territory_entries,
    mark_taken_out,
    note_export,
    remove_person,
    save_entry,
)
from arengo.invitations.operations.news import publish_news, release_held_news
from arengo.invitations.operations.paper import ask_letters, forget_letters
from arengo.invitations.operations.quiet import (
    declare_quiet_period,
    end_quiet_period,
    release_held_mails,
)
from arengo.invitations.operations.waves import (
    change_opening,
    drop_wave,
    invite,
    make_wave,
    note_refusals,
    note_sent,
    note_sent_to_person,
    release_held_waves,
    send_test,
    send_wave,
)

__all__ = [
    "add_person",
    "ask_letters",
    "change_opening",
    "change_state",
    "declare_quiet_period",
    "decline",
    "drop_sheet",
    "drop_wave",
    "end_quiet_period",
    "forget_letters",
    "forget_sheets",
    "import_entries",
    "invite",
    "keep_sheet",
    "make_territory_entries",
    "make_wave",
    "mark_taken_out",
    "note_export",
    "note_refusals",
    "note_sent",
    "note_sent_to_person",
    "publish_news",
    "release_held_mails",
    "release_held_news",
    "release_held_waves",
    "remove_person",
    "save_entry",
    "send_test",
    "send_wave",
    "take_back",
]

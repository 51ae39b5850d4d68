"""The verbs of registrations. One function each, one transaction, one ledger entry."""

from arengo.registrations.clocks import start_hold, start_offer
from arengo.registrations.operations.changing import change_details, change_mode
from arengo.registrations.operations.confirming import confirm
from arengo.registrations.operations.consenting import withdraw_consent
from arengo.registrations.operations.correcting import correct_contact
from arengo.registrations.operations.door import admit, admit_others, let_out, skip, walk_in
from arengo.registrations.operations.entering import enter_online
from arengo.registrations.operations.erasing import erase_person, forget_people, note_data_given
from arengo.registrations.operations.jobs import (
    lapse_offers,
    offer_free_seats,
    release_contingents,
    release_expired_holds,
)
from arengo.registrations.operations.leaving import cancel, come_back
from arengo.registrations.operations.mail_texts import save_mail_text, try_mail
from arengo.registrations.operations.meetings import (
    cancel_meeting,
    change_meeting_time,
    move_online_only,
    move_venue_elsewhere,
    postpone_meeting,
)
from arengo.registrations.operations.office import (
    change_capacity,
    register_by_office,
    resend_link,
    write_note,
)
from arengo.registrations.operations.office_mail import write_to_registered
from arengo.registrations.operations.places import (
    CONTINGENT_FIELDS,
    HallPlaces,
    PlacesInUse,
    remove_contingent,
    save_contingent,
    save_places,
)
from arengo.registrations.operations.publishing import (
    MeetingCannotBePublished,
    copy_meeting,
    publish_meeting,
)
from arengo.registrations.operations.registering import register, register_delegation
from arengo.registrations.operations.staying import (
    end_silent_stays,
    mark_back,
    mark_gone,
    mark_here,
    mark_over,
)
from arengo.registrations.operations.substituting import substitute
from arengo.registrations.operations.telling import (
    check_can_be_told,
    send_test_notice,
    tell_who_asked,
)
from arengo.registrations.operations.waiting import (
    accept_offer,
    decline_offer,
    join_line,
    leave_line,
)
from arengo.registrations.operations.writing import (
    forget_office_messages,
    owe_reminders,
    owe_thanks,
    purge_access_needs,
)

__all__ = [
    "CONTINGENT_FIELDS",
    "HallPlaces",
    "MeetingCannotBePublished",
    "PlacesInUse",
    "accept_offer",
    "admit",
    "admit_others",
    "cancel",
    "cancel_meeting",
    "change_capacity",
    "change_details",
    "change_meeting_time",
    "change_mode",
    "check_can_be_told",
    "come_back",
    "confirm",
    "copy_meeting",
    "correct_contact",
    "decline_offer",
    "end_silent_stays",
    "enter_online",
    "erase_person",
    "forget_office_messages",
    "forget_people",
    "join_line",
    "lapse_offers",
    "leave_line",
    "let_out",
    "mark_back",
    "mark_gone",
    "mark_here",
    "mark_over",
    "move_online_only",
    "move_venue_elsewhere",
    "note_data_given",
    "offer_free_seats",
    "owe_reminders",
    "owe_thanks",
    "postpone_meeting",
    "publish_meeting",
    "purge_access_needs",
    "register",
    "register_by_office",
    "register_delegation",
    "release_contingents",
    "release_expired_holds",
    "remove_contingent",
    "resend_link",
    "save_contingent",
    "save_mail_text",
    "save_places",
    "send_test_notice",
    "skip",
    "start_hold",
    "start_offer",
    "substitute",
    "tell_who_asked",
    "try_mail",
    "walk_in",
    "withdraw_consent",
    "write_note",
    "write_to_registered",
]

"""The mails of registrations. Each function reads the rows again when the mail is about to leave,
and gives the Mail in the person's language, or None when it is no longer needed.
"""

from arengo.registrations.emails.line import offer, offer_lapsed, waiting
from arengo.registrations.emails.meeting import meeting_changed, reminder, thanks
from arengo.registrations.emails.office import office_message
from arengo.registrations.emails.registering import (
    already_registered,
    cancelled,
    changed,
    confirm,
    place_confirmed,
    someone_else_here,
    substituted,
)

__all__ = [
    "already_registered",
    "cancelled",
    "changed",
    "confirm",
    "meeting_changed",
    "offer",
    "offer_lapsed",
    "office_message",
    "place_confirmed",
    "reminder",
    "someone_else_here",
    "substituted",
    "thanks",
    "waiting",
]

"""Registering from the own link of an invited body: remembered in the form, and filled in beforehand."""

from typing import Any

from django import forms

from arengo.invitations.models import AddressBookEntry, Invitation
from arengo.invitations.refusals import InvitationNotFound
from arengo.invitations.rules import get_invitation_by_code
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration

FIELD = "invito"
Kind = AddressBookEntry.Kind
Representing = Registration.Representing
REPRESENTING = {
    Kind.MUNICIPALITY: Representing.MUNICIPALITY,
    Kind.ZONE: Representing.MUNICIPALITY,
    Kind.ASSOCIATION: Representing.ASSOCIATION,
    Kind.CHAMBER: Representing.UNION,
    Kind.UNION: Representing.UNION,
    Kind.UNIVERSITY: Representing.UNIVERSITY,
    Kind.FIRM: Representing.COMPANY,
}


class InvitedField(forms.CharField):
    """The code of the body's link, in a field that nobody sees."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=12, widget=forms.HiddenInput)


def find(meeting: Meeting, code: str) -> Invitation | None:
    """The invitation to `meeting` of a code; None for none, or one that is not of this meeting.

    A wrong code is no reason to keep anybody out: the registration is simply nobody's.
    """
    if not code:
        return None
    try:
        invitation = get_invitation_by_code(code)
    except InvitationNotFound:
        return None
    return invitation if invitation.meeting_id == meeting.pk else None


def initial_of_person(invitation: Invitation | None) -> dict[str, Any]:
    """What the form of one person knows already from the link."""
    if invitation is None:
        return {}
    return {**_initial(invitation), "delegate_of": invitation.entry.name}


def initial_of_delegation(invitation: Invitation | None) -> dict[str, Any]:
    """What the form of a delegation knows already from the link."""
    if invitation is None:
        return {}
    return {**_initial(invitation), "organisation": invitation.entry.name}


def _initial(invitation: Invitation) -> dict[str, Any]:
    entry = invitation.entry
    initial: dict[str, Any] = {
        FIELD: invitation.code,
        "representing": REPRESENTING.get(Kind(entry.kind), Representing.OTHER),
    }
    if entry.municipality:
        initial["municipality"] = entry.municipality.name
    return initial

"""What is done at the door and how it ended, for the page with a form and for the telephone's script."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from arengo.meetings.models import Venue
from arengo.people.models import User
from arengo.registrations import operations, tickets
from arengo.registrations.models import Mode, Registration
from arengo.registrations.operations.door import DoorRefusal, Telling
from arengo.registrations.refusals import RegistrationRefusal
from arengo.web.room import door as shown
from arengo.web.room.door import Outcome
from arengo.web.room.forms import WalkInForm


def registrations(place: Venue) -> QuerySet[Registration]:
    """Those of the meeting at this door, each with its name."""
    found = Registration.objects.filter(meeting=place.meeting)
    return found.select_related("person__contact", "meeting", "venue")


def scanned(text: str, place: Venue, user: User, telling: Telling | None = None) -> Outcome:
    """A ticket was read."""
    try:
        claim = tickets.read_ticket(text)
    except tickets.BadTicket as refusal:
        return _no(str(refusal.sentence))
    registration = registrations(place).filter(code=claim.code).first()
    if registration is None:
        return _no(_("Questo biglietto è di un altro incontro."))
    if registration.version != claim.version:
        return _no(_("Questo biglietto è stato sostituito da uno più nuovo: chiedi l'ultimo."))
    if registration.mode == Mode.IN_PERSON and registration.venue_id not in (None, place.pk):
        return _no(shown.elsewhere(registration))
    return admitted(registration, place, user, after_a_look=False, telling=telling)


def admitted(
    registration: Registration,
    place: Venue,
    user: User,
    *,
    after_a_look: bool,
    telling: Telling | None = None,
) -> Outcome:
    """Somebody registered was let in, or could not be."""
    try:
        admission = operations.admit(
            registration=registration,
            venue=place,
            after_a_look=after_a_look,
            telling=telling,
            by=f"staff:{user.pk}",
        )
    except RegistrationRefusal as refusal:
        return shown.refused(refusal, registration)
    return shown.let_in(admission)


def walked_in(
    form: WalkInForm, place: Venue, user: User, telling: Telling | None = None
) -> Outcome:
    """Somebody came without a registration; `form` is valid."""
    try:
        admission = operations.walk_in(
            meeting=place.meeting,
            venue=place,
            telling=telling,
            by=f"staff:{user.pk}",
            **form.cleaned_data,
        )
    except RegistrationRefusal as refusal:
        return _no(str(refusal.sentence))
    return shown.let_in(admission)


def accompanied(place: Venue, user: User, telling: Telling | None = None) -> Outcome:
    """One more person inside, without a registration."""
    try:
        operations.admit_others(
            meeting=place.meeting, venue=place, telling=telling, by=f"staff:{user.pk}"
        )
    except DoorRefusal as refusal:
        return shown.refused(refusal)
    return Outcome(colour="green", word=_("Entra"), sentence=_("Una persona in più è dentro."))


def _no(sentence: str) -> Outcome:
    return Outcome(colour="red", word=_("No"), sentence=sentence)

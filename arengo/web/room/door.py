"""What the door's pages show: who was found, what happened, who is next, how many are in."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _, gettext_lazy

from arengo.core import codes
from arengo.core.clock import process_time, words
from arengo.meetings.models import Meeting, Venue
from arengo.registrations import queries, tickets
from arengo.registrations.models import Attendance, Hall, Mode, Registration, SeatPool
from arengo.registrations.operations.door import Admission, NeedsOneTap
from arengo.registrations.refusals import RegistrationRefusal

FOUND_AT_MOST = 20
NEXT_SHOWN = 5
State = Registration.State
# What the one tap is called, by the state of who stands at the door.
TAPS = {
    State.CONFIRMED: gettext_lazy("Fai entrare"),
    State.TO_CONFIRM: gettext_lazy("Conferma e fai entrare"),
    State.WAITING: gettext_lazy("Fai entrare dalla lista"),
    State.OFFERED: gettext_lazy("Fai entrare dalla lista"),
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Green, amber or red, with a word and a sentence; colour is never alone."""

    colour: str
    word: str
    sentence: str
    name: str = ""
    code: str = ""
    tap: str = ""

    @property
    def is_in(self) -> bool:
        """True when they are inside now, for the first time or since before."""
        return self.colour == "green" or (self.colour == "amber" and not self.tap)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many are in, how many may be, how many are still expected."""

    inside: int
    safety_capacity: int
    arrived: int
    expected: int

    @property
    def is_full(self) -> bool:
        return self.inside >= self.safety_capacity


def counts(meeting: Meeting, venue: Venue) -> Counts:
    """Four numbers in four queries, however many people there are."""
    hall = Hall.objects.filter(venue=venue).first()
    here = Registration.objects.filter(meeting=meeting, venue=venue, mode=Mode.IN_PERSON)
    return Counts(
        inside=hall.inside if hall else 0,
        safety_capacity=hall.safety_capacity if hall else 0,
        arrived=here.filter(state=State.ATTENDED).count(),
        expected=here.filter(state__in=[State.CONFIRMED, State.TO_CONFIRM]).count(),
    )


def let_in(admission: Admission) -> Outcome:
    """Green for who enters; amber, with the hour, for who was already in."""
    attendance = admission.attendance
    name, code = _who(attendance.registration)
    if admission.is_first:
        return Outcome(
            colour="green", word=_("Entra"), sentence=_("Buon incontro."), name=name, code=code
        )
    hour = words.hour(attendance.entered_at)
    sentence = _("È già dentro dalle %(hour)s. Se non è la stessa persona, chiama l'ufficio.")
    return Outcome(
        colour="amber",
        word=_("Già entrata"),
        sentence=sentence % {"hour": hour},
        name=name,
        code=code,
    )


def refused(refusal: RegistrationRefusal, registration: Registration | None = None) -> Outcome:
    """Amber when one tap is enough, red when nobody may enter."""
    name, code = _who(registration)
    if isinstance(refusal, NeedsOneTap) and registration is not None:
        return Outcome(
            colour="amber",
            word=_("Un momento"),
            sentence=str(refusal.sentence),
            name=name,
            code=code,
            tap=tap_of(registration),
        )
    return Outcome(colour="red", word=_("No"), sentence=str(refusal.sentence), name=name, code=code)


def elsewhere(registration: Registration) -> str:
    """The sentence for a ticket of another hall."""
    sentence = _("Questo biglietto è per un'altra sede: %(venue)s.")
    return sentence % {"venue": registration.venue}


def tap_of(registration: Registration) -> str:
    """The words on the button for one person; empty when they are in or cancelled."""
    if registration.mode == Mode.ONLINE and registration.state == State.CONFIRMED:
        return _("Passa in sala e fai entrare")
    return str(TAPS.get(State(registration.state), ""))


def search(meeting: Meeting, typed: str) -> list[Registration]:
    """People by name, or by the code on the ticket; the door sees names, never addresses."""
    typed = " ".join(typed.split())
    if not typed:
        return []
    by_code = Q(code=_code_in(typed))
    by_name = Q()
    for word in typed.split():
        by_name &= Q(person__contact__name__icontains=word)
    found = Registration.objects.filter(by_code | by_name, meeting=meeting)
    found = found.exclude(state=State.CANCELLED).select_related("person__contact", "municipality")
    return list(found.order_by("person__contact__name", "pk")[:FOUND_AT_MOST])


def _code_in(typed: str) -> str:
    """The code that was typed, or that a reader of bar codes typed with the whole ticket."""
    try:
        if typed.upper().startswith(tickets.PREFIX):
            return tickets.read_ticket(typed).code
        return codes.read(typed)
    except (codes.BadCode, tickets.BadTicket):
        return ""


def next_in_line(meeting: Meeting, venue: Venue) -> list[queries.WaitingPlace]:
    """Those to call, in order; nobody before the set time."""
    pool = SeatPool.objects.filter(meeting=meeting, venue=venue, is_contingent=False).first()
    if pool is None:
        return []
    pool.meeting = meeting
    return list(queries.next_in_line_at_door(pool)[:NEXT_SHOWN])


def who_is_in(meeting: Meeting, venue: Venue) -> list[Attendance]:
    """Everybody who is inside now, the last to enter first."""
    inside = Attendance.objects.filter(meeting=meeting, venue=venue, left_at__isnull=True)
    return list(
        inside.select_related("registration__person__contact").order_by("-entered_at", "-pk")
    )


def is_near(meeting: Meeting) -> bool:
    """True on the day of the meeting."""
    return words.day(meeting.starts_at) == words.day(process_time.now())


def _who(registration: Registration | None) -> tuple[str, str]:
    if registration is None:
        return "", ""
    contact = getattr(registration.person, "contact", None)
    return (contact.name if contact else ""), registration.code

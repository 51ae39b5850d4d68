"""One's own place at a meeting, as one sees it at this moment on the personal page."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from arengo.core.clock import process_time
from arengo.core.ledger.models import Entry
from arengo.core.refusals import Refusal
from arengo.live.models import InvitationToWrite
from arengo.live.queries import open_invitation
from arengo.live.rooms import check_day
from arengo.live.said import notes_of
from arengo.meetings.models import Meeting
from arengo.people.models import Contact
from arengo.registrations import queries, rules
from arengo.registrations.links import contact_of
from arengo.registrations.models import (
    Attendance,
    Mode,
    Registration,
    SeatPool,
    WaitingPlace,
)
from arengo.territory.models import Membership
from arengo.territory.queries import in_force
from arengo.web.public.forms import participation
from arengo.web.public.forms.participation import Way
from arengo.web.public.meetings import MeetingToday

State = Registration.State


@dataclass(frozen=True)
class OwnPlace:
    """A registration with what its page says now. `token` is the link's."""

    registration: Registration
    token: str

    @property
    def meeting(self) -> Meeting:
        return self.registration.meeting

    @property
    def state(self) -> str:
        return self.registration.state

    @cached_property
    def contact(self) -> Contact | None:
        """Name and e-mail, or None once they were erased."""
        return contact_of(self.registration)

    @cached_property
    def line(self) -> WaitingPlace | None:
        """The place in a waiting list, offered or not; also of who takes part online meanwhile."""
        return queries.live_place(self.registration)

    @cached_property
    def position(self) -> int:
        """How many-th in the line, from 1; 0 for who is not in one."""
        return queries.position_in_line(self.line) if self.line else 0

    @property
    def is_offered(self) -> bool:
        return self.line is not None and self.line.state == WaitingPlace.State.OFFERED

    @property
    def has_seat(self) -> bool:
        return self.state in (State.CONFIRMED, State.ATTENDED)

    @property
    def is_in_hall(self) -> bool:
        return self.registration.mode == Mode.IN_PERSON

    @property
    def has_ticket(self) -> bool:
        """True when there is something to show at the door."""
        return self.has_seat and self.is_in_hall and self.goes_on

    @cached_property
    def goes_on(self) -> bool:
        """False for a meeting that was cancelled or put off, or is over."""
        is_on = self.meeting.state == Meeting.State.PUBLISHED
        return is_on and process_time.now() < self.meeting.ends_at

    @property
    def is_the_day(self) -> bool:
        return timezone.localtime(self.meeting.starts_at).date() == process_time.today()

    @property
    def is_over(self) -> bool:
        return process_time.now() >= self.meeting.ends_at

    @cached_property
    def why_unchangeable(self) -> str:
        """Why nothing can be changed any more by this link, in words; empty while it can."""
        try:
            rules.check_changes_open(self.meeting)
        except Refusal as refusal:
            return str(refusal.sentence)
        return ""

    @property
    def can_change(self) -> bool:
        is_live = self.state not in (State.CANCELLED, State.ATTENDED)
        return is_live and not self.why_unchangeable and not self.is_over

    @property
    def mode_in_words(self) -> str:
        """How this person takes part: "In sala", "Online", or waiting for one of them."""
        mode = str(self.registration.get_mode_display())
        if self.state in (State.WAITING, State.OFFERED):
            return _("In lista d'attesa: %(mode)s") % {"mode": mode.lower()}
        return mode

    @property
    def code_spelled(self) -> str:
        """The code sign by sign, for who hears the page."""
        return " ".join(str(self.registration).replace("-", ""))

    @property
    def hold_is_over(self) -> bool:
        """True when a place is no longer held for who has not confirmed yet."""
        until = self.registration.hold_until
        is_late = until is not None and until <= process_time.now()
        return self.state == State.TO_CONFIRM and (self.registration.seat_id is None or is_late)

    @cached_property
    def today(self) -> MeetingToday:
        """The meeting as anybody sees it."""
        return MeetingToday(self.meeting)

    @cached_property
    def other_ways(self) -> list[Way]:
        """The ways to take part that are not the present one."""
        ways = participation.ways_of(self.today)
        present = participation.of_registration(ways, self.registration)
        return [way for way in ways if way is not present]

    @property
    def online_meanwhile(self) -> Way | None:
        """The places online, for who waits for the hall without a place of any kind."""
        if self.state not in (State.WAITING, State.OFFERED) or not self.can_change:
            return None
        free = (way for way in self.other_ways if way.mode == Mode.ONLINE and not way.is_full)
        return next(free, None)

    @cached_property
    def lines_to_join(self) -> list[SeatPool]:
        """The full halls for which one may wait, keeping the place that one has."""
        if not (self.has_seat and self.can_change) or self.line:
            return []
        return [
            left.pool
            for left in self.today.places
            if left.is_full
            and left.mode == Mode.IN_PERSON
            and left.pool.pk != self.registration.seat_id
        ]

    @property
    def can_come_back(self) -> bool:
        """True when who cancelled may register again."""
        try:
            rules.check_open(self.meeting)
        except Refusal:
            return False
        return self.state == State.CANCELLED

    @property
    def entry_opens_at(self) -> datetime:
        return rules.entry_opens_at(self.meeting)

    @property
    def may_enter_online(self) -> bool:
        """True when "Entra" is for this person: online, with a place."""
        return self.has_seat and not self.is_in_hall and self.goes_on

    @property
    def is_entry_open(self) -> bool:
        return self.may_enter_online and self.entry_opens_at <= process_time.now()

    @property
    def may_look_in(self) -> bool:
        """True when the room's page is for this person's phone: in the hall, while it is held."""
        if not self.is_in_hall or not self.has_seat:
            return False
        try:
            check_day(self.meeting)
        except Refusal:
            return False
        return True

    @cached_property
    def to_write(self) -> InvitationToWrite | None:
        """The invitation to write, for who asked to speak and was not reached; until its day."""
        return open_invitation(self.registration)

    @cached_property
    def was_written_down(self) -> bool:
        """True when something that this person said was written down: they say whether it is right."""
        if self.state != State.ATTENDED or process_time.now() < self.meeting.starts_at:
            return False
        return any(said.is_transcribed for said in notes_of(self.registration))

    @cached_property
    def has_entered(self) -> bool:
        """True when "Entra" was pressed, also by who left: only then is the conference's address shown."""
        return Attendance.objects.filter(registration=self.registration, mode=Mode.ONLINE).exists()

    @cached_property
    def wants_news(self) -> bool:
        """True while the consent to hear of the next meetings stands."""
        return rules.wants_notices(self.registration.person)

    @cached_property
    def zone(self) -> Membership | None:
        """The zone of one's municipality, as it is today."""
        if self.registration.municipality_id is None:
            return None
        memberships = Membership.objects.select_related("zone")
        return memberships.filter(
            in_force(process_time.today()), municipality=self.registration.municipality_id
        ).first()

    @cached_property
    def entries(self) -> list[Entry]:
        """What the ledger holds of this registration, the latest first."""
        subject = f"registration:{self.registration.code}"
        return list(Entry.objects.filter(subject=subject).order_by("-at", "-recorded_at")[:20])

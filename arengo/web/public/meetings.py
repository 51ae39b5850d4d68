"""A meeting as anybody sees it at this moment: its places, and whether one may still register."""

from dataclasses import dataclass
from functools import cached_property

from arengo.core.clock import process_time
from arengo.core.refusals import Refusal
from arengo.meetings.models import Meeting, Venue
from arengo.registrations import queries, rules
from arengo.registrations.models import Mode, SeatPool
from arengo.registrations.queries import PlacesLeft


@dataclass(frozen=True)
class MeetingToday:
    """A meeting with what its page needs to say now."""

    meeting: Meeting
    known_places: list[PlacesLeft] | None = None

    @cached_property
    def places(self) -> list[PlacesLeft]:
        """The pools that anybody may take a place in, halls first."""
        if self.known_places is not None:
            return self.known_places
        return queries.places(self.meeting)

    @cached_property
    def has_contingents(self) -> bool:
        """True when some places are for those who have an invitation code."""
        return SeatPool.objects.filter(meeting=self.meeting, is_contingent=True).exists()

    @property
    def has_many_halls(self) -> bool:
        return sum(left.mode == Mode.IN_PERSON for left in self.places) > 1

    @cached_property
    def venue(self) -> Venue | None:
        """The first venue: the one that a card names."""
        return next(iter(self.meeting.venues.all()), None)

    @property
    def is_on(self) -> bool:
        """True when it is held on its day: neither put off nor cancelled."""
        return self.meeting.state == Meeting.State.PUBLISHED

    @property
    def is_over(self) -> bool:
        return self.meeting.ends_at <= process_time.now()

    @property
    def is_now(self) -> bool:
        """True from when one may enter until the end."""
        return (
            self.is_on
            and rules.entry_opens_at(self.meeting) <= process_time.now()
            and not self.is_over
        )

    @cached_property
    def why_closed(self) -> str:
        """Why one cannot register now, in words; empty when one can."""
        try:
            rules.check_open(self.meeting)
        except Refusal as refusal:
            return str(refusal.sentence)
        return ""

    @property
    def can_register(self) -> bool:
        return not self.why_closed

    def external_url(self, mode: str) -> str:
        """Where one registers elsewhere for `mode`; empty when here."""
        if mode == Mode.ONLINE:
            return self.meeting.external_online_url
        return self.meeting.external_in_person_url

    @property
    def registers_elsewhere(self) -> bool:
        """True when nobody registers here, for any mode."""
        modes = [mode for mode, is_held in self._modes() if is_held]
        return all(self.external_url(mode) for mode in modes)

    def _modes(self) -> list[tuple[str, bool]]:
        return [(Mode.IN_PERSON, self.meeting.in_person), (Mode.ONLINE, self.meeting.online)]

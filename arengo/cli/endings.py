"""What ends when: each job that lets go of something, with the rows that it would let go of at a moment.

The worker runs the jobs, `arengo retention` lists and runs them, and the doctor looks whether one is late.
Each job and its rows are one function of its package; docs/privacy.md says why they are kept so long.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils import timezone

from arengo.contributions import operations as contributions, retention as of_voices
from arengo.contributions.sheets import sheets_that_never_came
from arengo.core.clock import process_time
from arengo.core.stream import operations as stream
from arengo.core.tasks import runner
from arengo.feedback import operations as feedback, retention as of_replies
from arengo.invitations import operations as invitations
from arengo.invitations.queries import letters_over, sheets_over
from arengo.live import operations as live, retention as of_evenings
from arengo.meetings import operations as meetings
from arengo.meetings.rules import duties_to_forget
from arengo.people import operations as people, sign_in
from arengo.people.operations import staff_to_forget
from arengo.registrations import operations as registrations, retention as of_people
from arengo.suggestions import operations as suggestions
from arengo.suggestions.operations.forgetting import (
    suggestions_without_words,
    vectors_without_words,
)

Due = Callable[[datetime], Sequence[QuerySet[Any]]]
HOUR: Final = 3600


@dataclass(frozen=True)
class Ending:
    """A job that lets go of something, every so many seconds, and the rows it would let go of.

    `by_machine`: the moment is the machine's, not the process's. `tells_since`: it is known since when
    a row is due; of the others the doctor cannot say that they are late.
    """

    job: Callable[[], int]
    every: float
    due: Due
    by_machine: bool = False
    tells_since: bool = True

    def rows(self, *, ago: timedelta = timedelta(0)) -> Sequence[QuerySet[Any]]:
        """What it would let go of now; with `ago`, what is due since that long."""
        now = timezone.now() if self.by_machine else process_time.now()
        return self.due(now - ago)

    def is_late(self, by: timedelta) -> bool:
        """True when something of it is still there so long after its end."""
        return self.tells_since and any(rows.exists() for rows in self.rows(ago=by))


def _people(now: datetime) -> list[QuerySet[Any]]:
    due = of_people.people_to_forget(now)
    return [due, *of_people.what_goes_with(due)]


def _staff(now: datetime) -> list[QuerySet[Any]]:
    users = staff_to_forget(now)
    theirs = (EmailAddress, Authenticator)
    return [users, *(model.objects.filter(user__in=users) for model in theirs)]


ENDINGS: Final = [
    Ending(registrations.purge_access_needs, HOUR, lambda now: [of_people.access_needs_over(now)]),
    # The jobs after this one let go of what those hold who are erased by it.
    Ending(registrations.forget_people, 300, _people),
    Ending(
        registrations.forget_office_messages,
        HOUR,
        lambda now: [of_people.office_messages_over(now)],
    ),
    Ending(invitations.forget_sheets, HOUR, lambda now: [sheets_over(now)], by_machine=True),
    Ending(invitations.forget_letters, HOUR, lambda now: [letters_over(now)]),
    Ending(meetings.forget_duties, HOUR, lambda now: [duties_to_forget(now)]),
    Ending(live.forget_help, HOUR, lambda now: [of_evenings.help_requests(now)]),
    Ending(live.forget_speaking, HOUR, lambda now: [of_evenings.speaking_requests(now)]),
    Ending(live.forget_statements, HOUR, lambda now: [of_evenings.statements(now)]),
    Ending(live.forget_captions, HOUR, lambda now: [of_evenings.captions(now)]),
    Ending(
        live.forget_askers,
        HOUR,
        lambda now: [of_evenings.questions(now), of_evenings.question_supports(now)],
    ),
    Ending(live.forget_voters, HOUR, lambda now: [of_evenings.ballots(now)]),
    Ending(live.clear_signals, 30, lambda now: [of_evenings.signals(now)], by_machine=True),
    Ending(
        live.forget_conference,
        HOUR,
        lambda now: [of_evenings.conference_places(now), of_evenings.floors(now)],
    ),
    Ending(live.forget_certificates, 300, lambda now: [of_evenings.certificates(now)]),
    Ending(live.forget_correctors, 300, lambda now: [of_evenings.corrections(now)]),
    Ending(
        contributions.forget_authors,
        300,
        lambda now: [
            of_voices.voices(now),
            *of_voices.reworded_at_meetings(now),
            of_voices.sheets_with_their_lines(now),
            of_voices.appeals(now),
            of_voices.attachments(now),
            of_voices.unconfirmed_meetings(now),
        ],
    ),
    Ending(
        contributions.forget_supporters,
        300,
        lambda now: [of_voices.unconfirmed_supports(now), of_voices.supports(now)],
    ),
    Ending(
        contributions.forget_sources,
        300,
        lambda now: [
            of_voices.sources(now),
            of_voices.source_pages(now),
            of_voices.scans_of(of_voices.sources(now)),
        ],
    ),
    Ending(contributions.forget_paper_sheets, HOUR, lambda now: [sheets_that_never_came(now)]),
    Ending(contributions.forget_scan_files, HOUR, lambda now: [of_voices.scan_files(now)]),
    Ending(
        suggestions.forget_suggestions,
        60,
        lambda _now: [vectors_without_words(), suggestions_without_words()],
        tells_since=False,
    ),
    Ending(feedback.forget_insisters, 300, lambda now: [of_replies.insistences(now)]),
    Ending(feedback.forget_paper_letters, 300, lambda now: [of_replies.letters(now)]),
    Ending(feedback.forget_sheet_pictures, HOUR, lambda now: [of_replies.sheet_pages(now)]),
    Ending(people.forget_staff, HOUR, _staff),
    Ending(
        sign_in.forget_sign_ins,
        HOUR,
        lambda now: [sign_in.sessions_over(now), sign_in.links_over(now)],
        by_machine=True,
    ),
    Ending(runner.clear_finished, HOUR, lambda now: [runner.tasks_over(now)], by_machine=True),
    Ending(stream.clear_stream, 24 * HOUR, lambda now: [stream.events_over(now)], by_machine=True),
]

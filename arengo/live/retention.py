"""How long the evening keeps what is about people, and what has been kept long enough: for the jobs,
for the doctor and for who asks beforehand. docs/privacy.md promises these ends.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from arengo.live.models import (
    AskedQuestion,
    Ballot,
    Caption,
    Certificate,
    ConferencePlace,
    Correction,
    Floor,
    HelpRequest,
    QuestionSupport,
    Signal,
    SpeakingRequest,
    Statement,
)

HELP_KEPT: Final = timedelta(days=7)
CAPTIONS_KEPT: Final = timedelta(days=30)
SPEAKING_KEPT: Final = timedelta(days=30)
# A ballot is somebody's only so that nobody is counted twice: after the evening nobody can vote.
BALLOTS_KEPT: Final = timedelta(days=7)
STATEMENTS_KEPT: Final = timedelta(days=30)
CONFERENCE_KEPT: Final = timedelta(days=7)
# Machine time: browsers find each other in a second, or not.
SIGNALS_KEPT: Final = timedelta(minutes=1)


def help_requests(now: datetime) -> QuerySet[HelpRequest]:
    """What people asked help for: seven days after the meeting, or once they were erased."""
    over = Q(room__meeting__ends_at__lte=now - HELP_KEPT)
    return HelpRequest.objects.filter(over | _of_erased(now))


def captions(now: datetime) -> QuerySet[Caption]:
    """Captions thirty days after the meeting: what was said is in the notes by then."""
    return Caption.objects.filter(room__meeting__ends_at__lte=now - CAPTIONS_KEPT)


def speaking_requests(now: datetime) -> QuerySet[SpeakingRequest]:
    """Those that still say who, or about what: thirty days after the meeting, or once erased."""
    over = Q(queue__room__meeting__ends_at__lte=now - SPEAKING_KEPT)
    known = ~Q(name="") | ~Q(topic="") | Q(registration__isnull=False)
    return SpeakingRequest.objects.filter(over | _of_erased(now)).filter(known)


def questions(now: datetime) -> QuerySet[AskedQuestion]:
    """The questions of erased people."""
    return AskedQuestion.objects.filter(_of_erased(now))


def question_supports(now: datetime) -> QuerySet[QuestionSupport]:
    """That erased people would have asked the same."""
    return QuestionSupport.objects.filter(_of_erased(now))


def ballots(now: datetime) -> QuerySet[Ballot]:
    """Those that are still somebody's, seven days after the meeting, or once they were erased."""
    over = Q(poll__room__meeting__ends_at__lte=now - BALLOTS_KEPT, registration__isnull=False)
    return Ballot.objects.filter(over | _of_erased(now))


def statements(now: datetime) -> QuerySet[Statement]:
    """Those that are still somebody's, thirty days after the meeting, or once they were erased."""
    over = Q(room__meeting__ends_at__lte=now - STATEMENTS_KEPT)
    return Statement.objects.filter(over | _of_erased(now), registration__isnull=False)


def conference_places(now: datetime) -> QuerySet[ConferencePlace]:
    """Who was in the conference, a week after, or once they were erased."""
    over = Q(room__meeting__ends_at__lte=now - CONFERENCE_KEPT)
    return ConferencePlace.objects.filter(over | _of_erased(now)).order_by()


def floors(now: datetime) -> QuerySet[Floor]:
    """Who could be seen and heard, a week after, or once they were erased."""
    over = Q(room__meeting__ends_at__lte=now - CONFERENCE_KEPT)
    return Floor.objects.filter(over | _of_erased(now)).order_by()


def signals(machine_now: datetime) -> QuerySet[Signal]:
    """What browsers said to each other more than a minute ago."""
    return Signal.objects.filter(created_at__lt=machine_now - SIGNALS_KEPT)


def certificates(now: datetime) -> QuerySet[Certificate]:
    """The certificates of erased people."""
    return Certificate.objects.filter(_of_erased(now))


def corrections(now: datetime) -> QuerySet[Correction]:
    """The corrections that erased people proposed."""
    return Correction.objects.filter(_of_erased(now))


def _of_erased(now: datetime) -> Q:
    return Q(registration__person__erased_at__lte=now)

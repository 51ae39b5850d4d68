"""Questions, polls and results as they are read: by everybody, by one person, by the resoconto."""

import hashlib
import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from arengo.live.models import AskedQuestion, Ballot, Poll, PollOption, QuestionSupport, Room
from arengo.meetings.models import Meeting
from arengo.registrations.models import Mode, Registration

# Fewer ballots than these in a mode, and the two are not told apart: nobody must be guessed.
TOLD_APART_FROM: Final = 5
State = AskedQuestion.State


@dataclass(frozen=True)
class OptionResult:
    """How many chose one of the answers, and of a hundred that voted, how many."""

    option: PollOption
    count: int
    percent: int


@dataclass(frozen=True)
class ModeResult:
    """The count of one mode, answer by answer."""

    mode: Mode
    total: int
    options: Sequence[OptionResult]


@dataclass(frozen=True)
class Results:
    """What a poll came to. `by_mode` is empty when the two cannot be told apart without guessing."""

    poll: Poll
    total: int
    options: Sequence[OptionResult]
    by_mode: Sequence[ModeResult]


@dataclass(frozen=True)
class MyAsking:
    """What one asked, what one supports, and one's own vote: read with two queries."""

    mine: Sequence[AskedQuestion]
    supported: Sequence[AskedQuestion]
    poll: Poll | None
    options: Sequence[PollOption]
    chosen: PollOption | None


def questions_of(meeting: Meeting) -> list[AskedQuestion]:
    """All the questions of a meeting, most supported first, each with `voices`: who asked and who would.

    Those whose words went with their person are counted, with an empty text.
    """
    return list(_counted(AskedQuestion.objects.filter(room__meeting=meeting)))


def published_questions(meeting: Meeting) -> list[AskedQuestion]:
    """Those on everybody's page: still to be answered first, then most supported first."""
    asked = AskedQuestion.objects.filter(room__meeting=meeting)
    rows = _counted(asked.filter(state__in=[State.PUBLISHED, State.ANSWERED]))
    return sorted(rows, key=lambda question: question.state == State.ANSWERED)


def questions_to_moderate(meeting: Meeting) -> list[AskedQuestion]:
    """Those that nobody has decided about first, in the order of asking, then those refused."""
    asked = AskedQuestion.objects.filter(room__meeting=meeting).exclude(text="")
    rows = asked.filter(state__in=[State.WAITING, State.REFUSED]).order_by("asked_at", "id")
    return sorted(rows, key=lambda question: question.state == State.REFUSED)


def with_voices(question: AskedQuestion) -> AskedQuestion:
    """The same question with its `voices`."""
    return _counted(AskedQuestion.objects.filter(pk=question.pk)).get()


def my_asking(registration: Registration) -> MyAsking:
    """One's own part of questions and polls."""
    supports = QuestionSupport.objects.filter(question=OuterRef("pk"), registration=registration)
    asked = (
        AskedQuestion.objects.filter(room__meeting=registration.meeting_id)
        .annotate(is_supported=Exists(supports))
        .filter(Q(registration=registration) | Q(is_supported=True, state=State.PUBLISHED))
    )
    mine = [one for one in asked if one.registration_id == registration.pk]
    ballots = Ballot.objects.filter(option=OuterRef("pk"), registration=registration)
    options = list(
        PollOption.objects.filter(
            poll__room__meeting=registration.meeting_id,
            poll__room__closed_at__isnull=True,
            poll__state=Poll.State.OPEN,
        )
        .select_related("poll")
        .annotate(is_chosen=Exists(ballots))
    )
    return MyAsking(
        mine=mine,
        supported=[one for one in asked if one.registration_id != registration.pk],
        poll=options[0].poll if options else None,
        options=options,
        chosen=next((option for option in options if option.is_chosen), None),
    )


def polls_of(meeting: Meeting) -> list[Poll]:
    """All the polls of a meeting in their order, with their answers."""
    return list(Poll.objects.filter(room__meeting=meeting).prefetch_related("options"))


def poll_on(meeting: Meeting) -> Poll | None:
    """The poll that is open, else the one that was opened last."""
    begun = Poll.objects.filter(room__meeting=meeting, opened_at__isnull=False)
    return begun.order_by("-opened_at").first()


def ballots_cast(poll: Poll) -> int:
    """How many have voted so far."""
    return Ballot.objects.filter(poll=poll).count()


def people_present(room: Room) -> int:
    """How many may vote: those who entered, in the hall or online."""
    present = Registration.State.ATTENDED
    return Registration.objects.filter(meeting=room.meeting_id, state=present).count()


def results_of_all(polls: Sequence[Poll]) -> list[Results]:
    """What polls came to, in their order, with one query beside those for their answers.

    Hall and online alike; apart only where each has at least five ballots.
    """
    rows = Ballot.objects.filter(poll__in=polls).values_list("poll_id", "option_id", "mode")
    counts: dict[tuple[uuid.UUID, str], Counter[int]] = defaultdict(Counter)
    for poll_id, option_id, mode, many in rows.annotate(n=Count("id")):
        counts[poll_id, mode][option_id] = many
    return [_results(poll, {mode: counts[poll.pk, mode] for mode in Mode}) for poll in polls]


def _results(poll: Poll, by_mode: Mapping[Mode, Counter[int]]) -> Results:
    options = list(poll.options.all())
    both = sum(by_mode.values(), Counter[int]())
    can_tell_apart = all(each.total() >= TOLD_APART_FROM for each in by_mode.values())
    apart = [ModeResult(mode, one.total(), _of(options, one)) for mode, one in by_mode.items()]
    return Results(poll, both.total(), _of(options, both), apart if can_tell_apart else [])


def version_of_poll(poll: Poll) -> str:
    """A short digest of what a poll asks: different as soon as somebody wrote it anew."""
    said = [dict(poll.question), *(dict(option.text) for option in poll.options.all())]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def newest_question(meeting: Meeting) -> AskedQuestion | None:
    """The one that was published last, while everybody can still read it."""
    published = AskedQuestion.objects.filter(room__meeting=meeting, published_at__isnull=False)
    newest = published.order_by("-published_at").first()
    return newest if newest and newest.state in (State.PUBLISHED, State.ANSWERED) else None


def _of(options: Sequence[PollOption], counts: Counter[int]) -> list[OptionResult]:
    total = counts.total()
    return [
        OptionResult(
            option, counts[option.pk], round(100 * counts[option.pk] / total) if total else 0
        )
        for option in options
    ]


def _counted(questions: QuerySet[AskedQuestion]) -> QuerySet[AskedQuestion]:
    voices = Count("supports") + 1
    return questions.annotate(voices=voices).order_by("-voices", "asked_at", "id")

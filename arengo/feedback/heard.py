"""What we heard, of one meeting or of one stage, as it is now: numbers and the words behind them.

No machine chooses here: the voices stand in the order in which they came, each that everybody reads.
Numbers of people are those of the resoconto, numbers of voices those of the balance: exact, however few,
for each voice that everybody reads says on its page from where it came.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from arengo.contributions import published
from arengo.contributions.models import Contribution, QuestionnaireResponse, Source, Support
from arengo.contributions.queries import own_meetings, unread
from arengo.core.clock import process_time
from arengo.core.small_cells import FEWEST, few_together
from arengo.feedback.balance import (
    Balance,
    By,
    about_key,
    about_nothing,
    answered,
    balance,
    codes_of,
    voices_received,
)
from arengo.feedback.models import RepliedVoice, Reply
from arengo.live.figures import OTHERS
from arengo.live.models import Room
from arengo.live.participants import TookPart, together, who_took_part
from arengo.meetings.models import Meeting
from arengo.process.models import Process, Stage
from arengo.process.queries import are_results_public
from arengo.registrations.coverage import Silence
from arengo.registrations.silence import silence

# So many voices of each thing are read at once; the others have pages of their own.
AT_ONCE: Final = 20
# How a voice was closed without a reply of its own, beside the outcomes of replies.
TAKEN_BACK: Final = "taken_back"
REFUSED: Final = "refused"
IN_PARTS: Final = "in_parts"


@dataclass(frozen=True)
class Scope:
    """Of what it is told: one meeting, or one stage with its meetings."""

    process: Process
    meeting: Meeting | None = None
    stage: Stage | None = None

    @property
    def within(self) -> dict[str, Any]:
        """As a condition on voices."""
        return {"meeting": self.meeting} if self.meeting else {"stage": self.stage}

    @property
    def meetings(self) -> list[Meeting]:
        """Those that were announced and not cancelled."""
        if self.meeting is not None:
            return [self.meeting]
        State = Meeting.State
        rows = Meeting.objects.filter(stage=self.stage).order_by("starts_at", "pk")
        return list(rows.exclude(state__in=[State.DRAFT, State.CANCELLED]))


@dataclass(frozen=True)
class Shown:
    """A voice that everybody reads, and how many confirmed that they think the same."""

    voice: Contribution
    supports: int


@dataclass(frozen=True)
class Subject:
    """What voices are about, as the balance calls it. The kinds overlap where a voice is in parts.

    `readable` is how many everybody reads; `shown` the first of them, in the order in which they came.
    """

    key: str
    received: int
    answered: int
    kinds: Counter[str]
    channels: Counter[str]
    readable: int
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class Arrivals:
    """What came for a stage beside its meetings. `responses` is None while its results are not public,
    or for fewer than five.
    """

    sources: dict[str, int]
    own_meetings: int
    has_results: bool
    responses: int | None


@dataclass(frozen=True)
class Heard:
    """All of it. `took_part` is None while none of the meetings is over."""

    scope: Scope
    made_at: datetime
    meetings: tuple[tuple[Meeting, TookPart | None], ...]
    took_part: TookPart | None
    silent: tuple[Silence, ...]
    balance: Balance
    subjects: tuple[Subject, ...]
    unread: int
    unshown: int
    outcomes: dict[str, int]
    supports: int
    arrivals: Arrivals | None

    @property
    def is_empty(self) -> bool:
        """True before anybody was heard."""
        return not self.balance.total.received and self.took_part is None


def heard_in(scope: Scope) -> Heard:
    """What was heard, as it is now: the queries are as many however many voices there are."""
    meetings = scope.meetings
    took_part = who_took_part(meetings)
    over = [meeting for meeting in meetings if meeting.pk in took_part]
    counted = balance(scope.process, **scope.within)
    voices = readable(scope)
    return Heard(
        scope=scope,
        made_at=process_time.now(),
        meetings=tuple((meeting, took_part.get(meeting.pk)) for meeting in meetings),
        took_part=together(list(took_part.values())) if took_part else None,
        silent=kinds_told(silence(over)),
        balance=counted,
        subjects=tuple(_subjects(scope, counted)),
        # Not what was taken back or refused before anybody said what it is about: it waits no more.
        unread=voices_received(scope.process, **scope.within)
        .filter(about_nothing(unread()))
        .count(),
        unshown=counted.total.received - voices.count(),
        outcomes=_outcomes(scope),
        supports=Support.objects.filter(
            contribution__in=voices, confirmed_at__isnull=False
        ).count(),
        arrivals=_arrivals(scope.stage) if scope.stage else None,
    )


def stages_heard(process: Process) -> set[str]:
    """The keys of the stages in which somebody was heard: a meeting is over, or a voice came. Two queries."""
    over = Room.objects.filter(meeting__stage__process=process, closed_at__isnull=False)
    came = voices_received(process).filter(stage__isnull=False).values_list("stage__key", flat=True)
    return {*over.values_list("meeting__stage__key", flat=True), *came.distinct()}


def readable(scope: Scope, about: str = "") -> QuerySet[Contribution]:
    """The voices that everybody reads, as their list has them, in the order in which they came; `about`
    as the balance calls it.
    """
    rows = published.readable(scope.process).filter(**scope.within)
    if about:
        rows = rows.filter(_is_about(scope, about))
    return rows.order_by("received_at", "code")


def with_supports(voices: Sequence[Contribution]) -> tuple[Shown, ...]:
    """These voices, each with how many think the same: one query."""
    rows = Support.objects.filter(contribution__in=voices, confirmed_at__isnull=False).order_by()
    numbers = Counter(rows.values_list("contribution", flat=True))
    return tuple(Shown(voice, numbers[voice.pk]) for voice in voices)


def _is_about(scope: Scope, about: str) -> Q:
    kind, _colon, number = about.partition(":")
    asked = Q(about=kind, axis__number=int(number)) if number else Q(about=kind)
    found = Q()
    for codes, path in codes_of(scope.process, **scope.within):
        found |= Q(pk__in=codes.filter(asked).values(path))
    return found


def kinds_told(rows: Sequence[Silence]) -> tuple[Silence, ...]:
    """These kinds of bodies, those of few bodies as one, last: a number would name the body."""
    told, places = few_together([row.invited for row in rows])
    kept, few = (tuple(rows[place] for place in these) for these in (told, places))
    if not few:
        return kept
    invited, silent = sum(row.invited for row in few), sum(row.silent for row in few)
    return (*kept, Silence(kind=OTHERS, label="", invited=invited, silent=silent))


def _subjects(scope: Scope, counted: Balance) -> list[Subject]:
    """Each thing that voices are about, in the order of the balance; without those nobody read yet."""
    kinds = _counted(scope, "contribution__kind")
    channels = _counted(scope, "contribution__channel")
    ids = readable(scope).values("pk")
    there = _counted(scope, "about", Q(whole__in=ids))
    lines = [line for line in counted.lines[By.ABOUT] if line.key]
    first = {line.key: list(readable(scope, line.key)[:AT_ONCE]) for line in lines}
    numbers = {one.voice.pk: one for one in with_supports([v for vs in first.values() for v in vs])}
    return [
        Subject(
            key=line.key,
            received=line.received,
            answered=line.answered,
            kinds=kinds.get(line.key, Counter()),
            channels=channels.get(line.key, Counter()),
            readable=sum(there.get(line.key, Counter()).values()),
            shown=tuple(numbers[voice.pk] for voice in first[line.key]),
        )
        for line in lines
    ]


def _counted(scope: Scope, column: str, which: Q | None = None) -> dict[str, Counter[str]]:
    """How many voices are about each thing, by one column of the voice or of its part."""
    found: dict[str, Counter[str]] = {}
    for codes, path in codes_of(scope.process, **scope.within):
        rows = codes.annotate(whole=F(path)).filter(which or Q())
        grouped = rows.values_list("about", "axis__number", column)
        for about, axis, value, number in grouped.annotate(number=Count("whole", distinct=True)):
            found.setdefault(about_key(about, axis), Counter())[value] += number
    return found


def _outcomes(scope: Scope) -> dict[str, int]:
    """What became of the voices that wait for nothing: each once, so they add up to these."""
    replied = RepliedVoice.objects.filter(reply__state=Reply.State.PUBLISHED).order_by("-turn")
    outcome = Coalesce(
        *(
            Subquery(replied.filter(contribution=OuterRef(pk)).values("reply__outcome")[:1])
            for pk in ("pk", "merged_into")
        ),
        Value(IN_PARTS),
    )
    became = Case(
        When(withdrawn_at__isnull=False, then=Value(TAKEN_BACK)),
        When(publication=Contribution.Publication.REFUSED, then=Value(REFUSED)),
        default=outcome,
        output_field=CharField(),
    )
    rows = voices_received(scope.process, **scope.within).filter(answered())
    counted = rows.annotate(became=became).values("became").annotate(number=Count("pk"))
    return {row["became"]: row["number"] for row in counted}


def _arrivals(stage: Stage) -> Arrivals:
    came = Source.objects.filter(stage=stage).exclude(state=Source.State.SET_ASIDE)
    kinds = came.exclude(kind=Source.Kind.OWN_MEETING).order_by().values("kind")
    is_public = are_results_public(stage, process_time.now())
    filled_in = QuestionnaireResponse.objects.filter(stage=stage)
    responses = 0
    if is_public:
        responses = filled_in.filter(received_at__lte=stage.results_published_at).count()
    return Arrivals(
        sources={row["kind"]: row["number"] for row in kinds.annotate(number=Count("pk"))},
        own_meetings=own_meetings(stage.process).filter(stage=stage).count(),
        has_results=is_public,
        responses=responses if responses >= FEWEST else None,
    )

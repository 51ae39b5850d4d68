"""Which voices a list shows: search and filters, all in the address of the page."""

from collections.abc import Iterable
from functools import cached_property
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from arengo.contributions.models import Appeal, Code, Contribution
from arengo.contributions.queries import with_codes
from arengo.contributions.searching import with_words
from arengo.feedback.balance import answered, with_answered
from arengo.feedback.models import Insistence, RepliedVoice, Reply
from arengo.process.models import Process
from arengo.web.desk.selection import Chip, Group

TO_READ, TO_ANSWER, IN_DRAFT, AGAIN, ANSWERED, HELD, REFUSED, APPEALED = (
    "da-leggere",
    "da-rispondere",
    "in-bozza",
    "riaperte",
    "con-risposta",
    "trattenute",
    "non-pubblicate",
    "da-riguardare",
)
STATES: Final[dict[str, str | Promise]] = {
    TO_READ: gettext_lazy("Da leggere"),
    TO_ANSWER: gettext_lazy("Senza risposta"),
    IN_DRAFT: gettext_lazy("Con una bozza"),
    AGAIN: gettext_lazy("Riaperte da chi le ha dette"),
    ANSWERED: gettext_lazy("Con risposta"),
    HELD: gettext_lazy("Trattenute"),
    REFUSED: gettext_lazy("Non pubblicate"),
    APPEALED: gettext_lazy("Da riguardare"),
}
Publication = Contribution.Publication
FILTERS: Final = ("stato", "parla", "via")


def in_state(state: str) -> Q:
    """The condition of a filter on the state of voices; none for a word that is no state."""
    here = RepliedVoice.objects.filter(contribution=OuterRef("pk"))
    drafted = Q(Exists(here.exclude(reply__state=Reply.State.PUBLISHED)))
    insisted = Q(Exists(Insistence.objects.filter(contribution=OuterRef("pk"))))
    return _conditions(answered(), drafted, insisted, Q(_asked()), _by_itself()).get(state, Q())


def numbers(process: Process) -> dict[str, int]:
    """How many voices are in each state; they overlap, as the states do. One query."""
    here = RepliedVoice.objects.filter(contribution=OuterRef("pk"))
    voices = with_answered(Contribution.objects.filter(process=process)).annotate(
        is_drafted=Exists(here.exclude(reply__state=Reply.State.PUBLISHED)),
        is_insisted=Exists(Insistence.objects.filter(contribution=OuterRef("pk"))),
        is_asked=_asked(),
        is_in_parts=Exists(Contribution.objects.filter(part_of=OuterRef("pk"))),
    )
    flags = (Q(is_answered=1), Q(is_drafted=True), Q(is_insisted=True), Q(is_asked=True))
    alone = Q(merged_into__isnull=True, is_in_parts=False) | Q(is_insisted=True)
    wanted = {
        state.replace("-", "_"): Count("pk", filter=each)
        for state, each in _conditions(*flags, alone).items()
    }
    counted = voices.order_by().aggregate(**wanted)
    return {state: counted[state.replace("-", "_")] for state in STATES}


def _by_itself() -> Q:
    """What is answered by itself: not in parts, nor with another, unless its author insisted."""
    parts = Contribution.objects.filter(part_of=OuterRef("pk"))
    alone = Q(merged_into__isnull=True) & ~Q(Exists(parts))
    return alone | Q(Exists(Insistence.objects.filter(contribution=OuterRef("pk"))))


def _asked() -> Exists:
    return Exists(Appeal.objects.filter(contribution=OuterRef("pk"), decided_at__isnull=True))


def _conditions(
    is_answered: Q, is_drafted: Q, is_insisted: Q, is_asked: Q, by_itself: Q
) -> dict[str, Q]:
    refused = Q(publication=Publication.REFUSED)
    return {
        TO_READ: Q(read_at__isnull=True, withdrawn_at__isnull=True) & ~refused,
        TO_ANSWER: Q(read_at__isnull=False) & ~refused & ~is_answered & ~is_drafted & by_itself,
        IN_DRAFT: is_drafted,
        AGAIN: is_insisted & ~is_answered,
        ANSWERED: is_answered & Q(withdrawn_at__isnull=True) & ~refused,
        HELD: Q(publication=Publication.HELD),
        REFUSED: refused,
        APPEALED: is_asked,
    }


class VoiceSelection:
    """What the address of the list asks for."""

    def __init__(self, process: Process, params: QueryDict) -> None:
        self.process = process
        self.params = params
        self.q = params.get("q", "").strip()

    @property
    def is_filtered(self) -> bool:
        return bool(self.q) or any(self.params.get(name) for name in FILTERS)

    @cached_property
    def rows(self) -> QuerySet[Contribution]:
        """The voices, the oldest first: who has waited longest is at the top."""
        rows = Contribution.objects.filter(
            in_state(self.params.get("stato", "")), *self._conditions(), process=self.process
        )
        return with_answered(
            with_codes(rows.select_related("meeting", "zone", "part_of", "merged_into"))
        )

    @property
    def to_answer(self) -> QuerySet[Contribution]:
        """Those of the list that somebody could answer now: read, and waiting for a reply."""
        return self.rows.filter(in_state(TO_ANSWER))

    def groups(self) -> list[Group]:
        """The filters, with numbers beside the states."""
        counted = numbers(self.process)
        states = [
            self._chip(str(label), "stato", state, counted[state])
            for state, label in STATES.items()
            if counted[state] or self.params.get("stato") == state
        ]
        plan = self.process.plan_in_force
        about = [
            self._chip(_("Asse %(number)s") % {"number": axis.number}, "parla", str(axis.number))
            for axis in (plan.axes.all() if plan else [])
        ]
        about += [
            self._chip(str(Code.About(key).label), "parla", str(key))
            for key in (Code.About.PLAN, Code.About.GUIDELINE, Code.About.PROCESS)
        ]
        ways = [self._chip(str(label), "via", key) for key, label in Contribution.Channel.choices]
        return [
            Group(_("Stato"), states),
            Group(_("Parla di"), about),
            Group(_("Via"), ways),
        ]

    def _chip(self, label: str, name: str, value: str, number: int | None = None) -> Chip:
        return Chip(label, name, value, self.params.get(name) == value, number)

    def _conditions(self) -> Iterable[Q]:
        about, way = self.params.get("parla", ""), self.params.get("via", "")
        here = Code.objects.filter(contribution=OuterRef("pk"))
        if about.isdigit():
            yield Q(Exists(here.filter(axis__number=int(about))))
        elif about in Code.About.values:
            yield Q(Exists(here.filter(about=about)))
        if way in Contribution.Channel.values:
            yield Q(channel=way)
        if self.q:
            yield with_words(self.q)

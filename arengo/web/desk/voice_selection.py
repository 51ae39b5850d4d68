"""Which voices a list shows: search and filters, all in the address of the page."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Window
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from arengo.contributions.models import Code, Contribution, Source
from arengo.contributions.published import hides_a_part
from arengo.contributions.queries import unread
from arengo.contributions.searching import with_public_words, with_words
from arengo.feedback import by_sets
from arengo.feedback.balance import answering
from arengo.feedback.models import Insistence, RepliedVoice
from arengo.process.models import Process
from arengo.questions.models import Question
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
ALL: Final = ""
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
FILTERS: Final = ("stato", "parla", "via", "domanda", "fonte")
ON_A_PAGE: Final = 50
# Up to so many are read at once, to be counted and shown.
FEW: Final = 500
_AXIS: Final = re.compile(r"[0-9]{1,3}")
# What every database can look for.
_ID: Final = re.compile(r"[0-9]{1,15}")


def in_state(state: str) -> Q:
    """The condition of a filter on the state of voices; none for a word that is no state.

    Sets that are made once, and not a question for each of ten thousand voices.
    """
    conditions = {
        TO_READ: unread,
        TO_ANSWER: _to_answer,
        IN_DRAFT: lambda: by_sets.replied(by_sets.DRAFTED),
        AGAIN: lambda: by_sets.insisted() & ~by_sets.replied(answering()),
        ANSWERED: by_sets.answered,
        HELD: lambda: Q(publication=Publication.HELD),
        REFUSED: lambda: Q(publication=Publication.REFUSED),
        APPEALED: lambda: Q(pk__in=by_sets.appealed().values("contribution")),
    }
    return conditions[state]() if state in conditions else Q()


def _to_answer() -> Q:
    """Read, to be answered by itself, and nobody has begun."""
    there = Q(read_at__isnull=False) & ~Q(publication=Publication.REFUSED)
    alone = Q(merged_into__isnull=True) & ~Q(pk__in=by_sets.parts().values("part_of"))
    return there & (alone | by_sets.insisted()) & ~by_sets.replied(by_sets.DRAFTED | answering())


def numbers(process: Process) -> dict[str, int]:
    """How many voices are in each state, and in all; the states overlap.

    A sum, for nothing is asked of each of ten thousand voices: nobody insists before there is a
    reply, no second reply is begun before they insist, only what is read is answered, by a reply of
    its own process; and what is in parts or with another has no reply of its own before that.
    """
    received = Contribution.objects.filter(process=process).order_by()
    refused = Q(publication=Publication.REFUSED)
    # Both in the index: the words of ten thousand voices are not turned over to be counted.
    voices = received.aggregate(read=Count("read_at"), all=Count("pk"))
    gone = received.filter(refused)
    gone_all = gone.count()
    gone_read, gone_answered, gone_drafted = (
        gone.filter(which).count() if gone_all else 0
        for which in (
            Q(read_at__isnull=False),
            by_sets.replied(answering()),
            by_sets.replied(by_sets.DRAFTED),
        )
    )
    taken_back = received.filter(withdrawn_at__isnull=False).count()
    read = voices["read"] - gone_read
    replies = _replies(process)
    own = replies["answering"] - gone_answered
    drafted = replies["drafts"] - gone_drafted
    joined, answered_joined = _joined(received.exclude(refused))
    return {
        ALL: voices["all"],
        TO_READ: voices["all"] - voices["read"] - taken_back - (gone_all - gone_read),
        TO_ANSWER: read - joined - own - drafted,
        IN_DRAFT: replies["drafts"],
        AGAIN: replies["again"],
        ANSWERED: own + answered_joined,
        HELD: received.filter(publication=Publication.HELD).count(),
        REFUSED: gone_all,
        APPEALED: by_sets.appealed().filter(contribution__process=process).count(),
    }


def _replies(process: Process) -> dict[str, int]:
    """How many replies are drafts and how many answer, one for each voice; how many voices wait again."""
    replied = RepliedVoice.objects.filter(reply__process=process).order_by()
    counted = replied.aggregate(
        drafts=Count("pk", filter=by_sets.DRAFTED),
        first=Count("pk", filter=~by_sets.DRAFTED & Q(turn=1)),
        second=Count("pk", filter=~by_sets.DRAFTED & Q(turn=2)),
    )
    insisted = Insistence.objects.filter(reply__process=process).order_by()
    with_a_first = insisted.filter(
        contribution__in=replied.filter(~by_sets.DRAFTED, turn=1).values("contribution")
    )
    return {
        "drafts": counted["drafts"],
        "answering": counted["first"] - with_a_first.count() + counted["second"],
        "again": insisted.count() - counted["second"],
    }


def _joined(voices: QuerySet[Contribution]) -> tuple[int, int]:
    """Of these, how many are answered with another or in parts, and how many of them are by now."""
    merged = voices.filter(~by_sets.insisted(), merged_into__isnull=False)
    wholes = voices.filter(~by_sets.insisted(), pk__in=by_sets.parts().values("part_of"))
    found = [rows.count() for rows in (merged, wholes)]
    if not any(found):
        return 0, 0
    answered = [
        rows.filter(by_sets.answered(), ~by_sets.replied(answering())) for rows in (merged, wholes)
    ]
    return sum(found), sum(rows.count() for rows in answered)


class VoiceSelection:
    """What the address of the list asks for."""

    def __init__(self, process: Process, params: QueryDict, *, reads_all: bool) -> None:
        self.process = process
        # Else what the office covered is not found, nor shown: `covering.cover_for`.
        self.reads_all = reads_all
        self.params = params
        self.q = params.get("q", "").strip()

    @property
    def has_filters(self) -> bool:
        return any(self.params.get(name) for name in FILTERS)

    @cached_property
    def found(self) -> QuerySet[Contribution]:
        """The voices, the oldest first: who has waited longest is at the top."""
        state = in_state(self.params.get("stato", ""))
        return Contribution.objects.filter(state, *self._conditions(), process=self.process)

    @cached_property
    def numbers(self) -> dict[str, int]:
        return numbers(self.process)

    def page(self, asked: str) -> Page[UUID]:
        """The ids on the page that is asked for: what is left out of it is not worked out."""
        keys = self.found.values_list("pk", flat=True)
        paginator = Paginator(keys, ON_A_PAGE)
        state = self.params.get("stato", "")
        if (
            state in self.numbers
            and not self.q
            and not self.params.keys() & {"parla", "via", "domanda", "fonte"}
        ):
            # A number beside the filters says already how many there are.
            paginator.count = self.numbers[state]
            return paginator.get_page(asked)
        # Most searches find few: those are looked for once, and how many there are is told with each.
        counted = self.found.annotate(many=Window(Count("pk"))).values_list("pk", "many")
        first = list(counted[: FEW + 1])
        few = [key for key, _many in first]
        if len(few) <= FEW:
            return Paginator(few, ON_A_PAGE).get_page(asked)
        paginator.count = first[0][1]
        if asked in ("", "1"):
            return Page(few[:ON_A_PAGE], 1, paginator)
        return paginator.get_page(asked)

    @property
    def to_answer(self) -> QuerySet[Contribution]:
        """Those of the list that somebody could answer now: read, and waiting for a reply."""
        return self.found.filter(in_state(TO_ANSWER))

    def groups(self) -> list[Group]:
        """The filters, with numbers beside the states."""
        counted = self.numbers
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
        found = [
            Group(_("Stato"), states),
            Group(_("Parla di"), about),
            Group(_("Via"), ways),
        ]
        if self.source is not None:
            chip = self._chip(self.source.title, "fonte", str(self.source.pk))
            found.append(Group(_("Arrivate con"), [chip]))
        if self.question is not None:
            chip = self._chip(str(self.question.label), "domanda", str(self.question.pk))
            found.append(Group(_("Domanda"), [chip]))
        return found

    @cached_property
    def question(self) -> Question | None:
        """The question of a questionnaire that they answer, when the address names one."""
        number = self.params.get("domanda", "")
        return Question.objects.filter(pk=number).first() if _ID.fullmatch(number) else None

    @cached_property
    def source(self) -> Source | None:
        """What they came in, when the address names it."""
        try:
            key = UUID(self.params.get("fonte", ""))
        except ValueError:
            return None
        return Source.objects.filter(pk=key, process=self.process).first()

    def _chip(self, label: str, name: str, value: str, number: int | None = None) -> Chip:
        return Chip(label, name, value, self.params.get(name) == value, number)

    def _conditions(self) -> Iterable[Q]:
        about, way = self.params.get("parla", ""), self.params.get("via", "")
        if _AXIS.fullmatch(about):
            yield _coded(axis__number=int(about))
        elif about in Code.About.values:
            yield _coded(about=about)
        if way in Contribution.Channel.values:
            yield Q(channel=way)
        if self.source is not None:
            yield Q(source=self.source) | Q(part_of__source=self.source)
        if self.question is not None:
            yield _in_answer_to(self.question)
        if self.q:
            told = with_public_words(self.q) & ~hides_a_part()
            yield with_words(self.q) if self.reads_all else told


def _in_answer_to(question: Question) -> Q:
    """What was written in answer to it, with the parts of what was divided."""
    voices = Contribution.objects.filter(
        response__question_set=question.question_set_id, question_key=question.key
    )
    ids = voices.order_by().values("pk")
    return Q(pk__in=ids) | Q(part_of__in=ids)


def _coded(**what: object) -> Q:
    return Q(pk__in=Code.objects.filter(**what).order_by().values("contribution"))

"""The text of a source as its page shows it: a part at a time, in pieces that can be chosen, those
taken already marked.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from arengo.contributions import passages
from arengo.contributions.models import Contribution, Source, SourcePage
from arengo.contributions.passages import Passage
from arengo.core.codes import show
from arengo.plan.models import Axis
from arengo.suggestions import lexicon
from arengo.suggestions.queries import lexicon_of

# About two sheets of paper: what can be looked over in one go.
LETTERS_ON_A_PART: Final = 6000
PROPOSED_AT_MOST: Final = 40


@dataclass(frozen=True)
class Part:
    """A part of a source: a page of it, or some of its text. `passage` is None on a page without words."""

    number: int
    page: SourcePage | None
    passage: Passage | None


@dataclass(frozen=True)
class Piece:
    """A piece of the text: one sentence, or what of it is taken or not. `code`: of the voice it is in."""

    start: int
    end: int
    words: str
    code: str

    @property
    def value(self) -> str:
        """As a form sends it."""
        return f"{self.start}-{self.end}"


@dataclass(frozen=True)
class Proposal:
    """What may be one voice, and the axis of which it seems to speak, where the words say so."""

    value: str
    words: str
    axis: Axis | None
    because: str


def parts_of(source: Source) -> list[Part]:
    """The parts in which a source is shown, in order; one at least."""
    pages = list(source.pages.all())
    if pages:
        ends = [*(page.start for page in pages[1:]), len(source.text)]
        found = [
            Part(page.number, page, _or_none(source.text, page.start, end))
            for page, end in zip(pages, ends, strict=True)
        ]
        return found
    cut = list(_cut(source.text))
    return [Part(number, None, each) for number, each in enumerate(cut, start=1)] or [
        Part(1, None, None)
    ]


def lines_of(source: Source, part: Part, taken: Sequence[Contribution]) -> list[list[Piece]]:
    """The paragraphs of a part, each in its pieces."""
    if part.passage is None:
        return []
    text = source.text
    places = [
        (row.source_start, row.source_end, show(row.code))
        for row in taken
        if row.source_start is not None and row.source_end is not None
    ]
    return [
        [
            piece
            for sentence in passages.sentences(text, paragraph)
            for piece in _pieces(text, sentence, places)
        ]
        for paragraph in passages.paragraphs(text, part.passage.start, part.passage.end)
    ]


def proposals_of(source: Source, part: Part, taken: Sequence[Contribution]) -> list[Proposal]:
    """What of a part may be a voice each, where nothing was taken yet."""
    if part.passage is None:
        return []
    found = passages.proposals(source.text, part.passage.start, part.passage.end)
    free = [each for each in found if not any(_meets(each, row) for row in taken)]
    return _with_axes(source, free[:PROPOSED_AT_MOST])


def chosen(values: Iterable[str], text: str) -> list[Passage]:
    """The passages that a form sent, in the text; what is no place in it is left out."""
    found = []
    for value in values:
        start, _dash, end = value.partition("-")
        if start.isascii() and start.isdigit() and end.isascii() and end.isdigit():
            passage = Passage(min(int(start), len(text)), min(int(end), len(text)))
            if passage.of(text).strip():
                found.append(passages.trimmed(text, passage))
    return found


def _or_none(text: str, start: int, end: int) -> Passage | None:
    return Passage(start, end) if text[start:end].strip() else None


def _cut(text: str) -> Iterator[Passage]:
    """The text in parts that end with a paragraph."""
    start = end = 0
    for paragraph in passages.paragraphs(text):
        if end > start and paragraph.end - start > LETTERS_ON_A_PART:
            yield Passage(start, end)
            start = paragraph.start
        end = paragraph.end
    if end > start:
        yield Passage(start, end)


def _pieces(
    text: str, sentence: Passage, places: Sequence[tuple[int, int, str]]
) -> Iterator[Piece]:
    inside = {
        cut
        for start, end, _code in places
        for cut in (start, end)
        if sentence.start < cut < sentence.end
    }
    cuts = [sentence.start, *sorted(inside), sentence.end]
    for start, end in pairwise(cuts):
        code = next((code for first, last, code in places if first <= start and end <= last), "")
        if text[start:end].strip():
            yield Piece(start, end, text[start:end], code)


def _meets(passage: Passage, row: Contribution) -> bool:
    start, end = row.source_start, row.source_end
    return start is not None and end is not None and passage.start < end and start < passage.end


def _with_axes(source: Source, found: Sequence[Passage]) -> list[Proposal]:
    axes = {str(axis.pk): axis for axis in Axis.objects.filter(plan=source.process.plan_in_force)}
    texts = [each.of(source.text) for each in found]
    made = lexicon.suggest(texts, lexicon_of(source.process))
    return [
        Proposal(
            value=f"{each.start}-{each.end}",
            words=words,
            axis=axes.get(suggested.label or ""),
            because=", ".join(suggested.candidates[0].because) if suggested.candidates else "",
        )
        for each, words, suggested in zip(found, texts, made, strict=True)
    ]

"""Where in the text of a source one thing ends and another begins: sentences, paragraphs, and the
passages that the program proposes. A passage is characters of that text, from `start` to `end`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

# Shorter ones greet, sign, or are the number of a page: they are proposed to nobody.
LETTERS_AT_LEAST: Final = 40
# Longer ones say several things, some sentences at a time.
LETTERS_AT_MOST: Final = 700
# A heading has no full stop, and belongs to what it stands over.
HEADING_AT_MOST: Final = 90
BREAK: Final = re.compile(r"\n+")
# After a full stop and before a capital: not after "n. 3" or "es. il".
SENTENCE_END: Final = re.compile(r"(?<=[.!?…»”])\s+(?=[A-ZÀÈÉÌÒÙ«“\"0-9–—-])")
ABBREVIATED: Final = re.compile(
    r"\b(?:n|nn|art|artt|es|ecc|pag|pagg|sig|dott|prof|ing|avv|on)\.$", re.I
)


@dataclass(frozen=True, order=True)
class Passage:
    """A piece of a text: characters from `start` to `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Its words."""
        return text[self.start : self.end]


def paragraphs(text: str, start: int = 0, end: int | None = None) -> list[Passage]:
    """The lines of a text that say something, between `start` and `end`."""
    last = len(text) if end is None else min(end, len(text))
    return list(_pieces(text, start, last, BREAK))


def sentences(text: str, within: Passage) -> list[Passage]:
    """The sentences of a paragraph."""
    found: list[Passage] = []
    for piece in _pieces(text, within.start, within.end, SENTENCE_END):
        if found and ABBREVIATED.search(found[-1].of(text)):
            found[-1] = Passage(found[-1].start, piece.end)
        else:
            found.append(piece)
    return found


def proposals(text: str, start: int = 0, end: int | None = None) -> list[Passage]:
    """What may be one voice each: paragraphs, with the heading over them; long ones in groups of sentences."""
    found: list[Passage] = []
    heading: Passage | None = None
    for paragraph in paragraphs(text, start, end):
        if _is_heading(paragraph.of(text)):
            heading = paragraph
            continue
        first = heading.start if heading else paragraph.start
        groups = _groups(text, paragraph)
        found += [Passage(first, groups[0].end), *groups[1:]]
        heading = None
    return [each for each in found if each.end - each.start >= LETTERS_AT_LEAST]


def joined(text: str, passages: Iterable[Passage]) -> list[Passage]:
    """The passages in their order, those with nothing between them as one."""
    found: list[Passage] = []
    for passage in sorted(set(passages)):
        if found and not text[found[-1].end : passage.start].strip():
            found[-1] = Passage(found[-1].start, max(found[-1].end, passage.end))
        else:
            found.append(passage)
    return found


def trimmed(text: str, passage: Passage) -> Passage:
    """The passage without the spaces at its ends."""
    words = passage.of(text)
    start = passage.start + len(words) - len(words.lstrip())
    return Passage(start, start + len(words.strip()))


def _pieces(text: str, start: int, end: int, between: re.Pattern[str]) -> Iterator[Passage]:
    place = start
    for cut in between.finditer(text, start, end):
        if text[place : cut.start()].strip():
            yield trimmed(text, Passage(place, cut.start()))
        place = cut.end()
    if text[place:end].strip():
        yield trimmed(text, Passage(place, end))


def _is_heading(words: str) -> bool:
    return len(words) <= HEADING_AT_MOST and not words.endswith((".", "!", "?", ";", ",", "…", ":"))


def _groups(text: str, paragraph: Passage) -> list[Passage]:
    found: list[Passage] = []
    for sentence in sentences(text, paragraph):
        if found and sentence.end - found[-1].start <= LETTERS_AT_MOST:
            found[-1] = Passage(found[-1].start, sentence.end)
        else:
            found.append(sentence)
    return found

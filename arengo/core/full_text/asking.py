"""What somebody typed into a search, and how each database is asked for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from arengo.core.full_text.words import MOST_LETTERS, STOP_WORDS, stem, words

# Of a whole page pasted into the box, so many words are looked for.
MOST_TERMS: Final = 24
# The last word may be only begun: from so many letters on.
SHORTEST_BEGINNING: Final = 3
_QUOTES = re.compile(r'["“”„«»]')


@dataclass(frozen=True)
class Term:
    """Stems that stand one after the other; a single one may also be the beginning of a word."""

    stems: tuple[str, ...]
    beginning: str = ""


@dataclass(frozen=True)
class Asked:
    """What is looked for: every term must occur. Without any, nothing is found."""

    terms: tuple[Term, ...]

    def for_sqlite(self) -> str:
        """As FTS5 reads it. Stems hold no quotes, so nothing typed is ever an operator."""
        return " AND ".join(map(_for_sqlite, self.terms))

    def for_postgresql(self) -> str:
        """As the type tsquery reads it."""
        return " & ".join(map(_for_postgresql, self.terms))


def asked(text: str) -> Asked:
    """What somebody looks for: all its words, "a phrase" between quotes, the last word begun or whole."""
    found = _terms(text, STOP_WORDS) or _terms(text, frozenset())
    return Asked(tuple(dict.fromkeys(found))[:MOST_TERMS])


def _terms(text: str, skipped: frozenset[str]) -> list[Term]:
    pieces = _QUOTES.split(text)
    found: list[Term] = []
    for number, piece in enumerate(pieces):
        # Quoted pieces are every other one; a quote that nobody closed is none.
        is_phrase = number % 2 == 1 and number < len(pieces) - 1
        found += _phrase(piece) if is_phrase else _each(piece, skipped)
    last = "".join(words(pieces[-1])[-1:])
    if len(last) >= SHORTEST_BEGINNING and last not in skipped:
        found[-1] = Term(found[-1].stems, last[:MOST_LETTERS])
    return found


def _phrase(piece: str) -> Iterator[Term]:
    if found := tuple(map(stem, words(piece)[:MOST_TERMS])):
        yield Term(found)


def _each(piece: str, skipped: frozenset[str]) -> Iterator[Term]:
    yield from (Term((stem(word),)) for word in words(piece) if word not in skipped)


def _for_sqlite(term: Term) -> str:
    whole = f'"{" ".join(term.stems)}"'
    return f'({whole} OR "{term.beginning}" *)' if term.beginning else whole


def _for_postgresql(term: Term) -> str:
    whole = " <-> ".join(f"'{each}'" for each in term.stems)
    return f"({whole} | '{term.beginning}':*)" if term.beginning else f"({whole})"

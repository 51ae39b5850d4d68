"""Texts as a search compares them: words without case, accent and ending.

One Italian stemmer for every language: of other languages it folds little, and the same on both
sides. What it leaves of short words (asse, assi; acqua, acque) loses its last vowel too.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from typing import Final

from snowballstemmer.italian_stemmer import ItalianStemmer

# By what the stems of a row were made: those of another method are to be made again.
METHOD: Final = f"1/{version('snowballstemmer')}"
# Between two texts of one row: no phrase goes across. No word is written like this.
GAP: Final = "·"
# What PostgreSQL holds of a text: fewer than 16,384 places, 256 of one word, a megabyte of letters.
MOST_WORDS: Final = 10_000
MOST_PLACES: Final = 250
MOST_LETTERS: Final = 24
# What says nothing by itself: nobody looks for it, but in a phrase.
_STOP_WORDS = """
    il lo la l i gli le un uno una di d a ad da in con su per tra fra e ed o od ma se che chi c
    non n ne ci si s vi mi ti del dello della dell dei degli delle al allo alla all ai agli alle
    dal dallo dalla dall dai dagli dalle nel nello nella nell nei negli nelle sul sullo sulla
    sull sui sugli sulle col coi quell
"""
STOP_WORDS: Final = frozenset(_STOP_WORDS.split())
_WORD = re.compile(r"[^\W_]+")
# A letter that stands for an apostrophe in some texts, and would glue two words.
_APOSTROPHE_LETTERS = str.maketrans({"ʼ": "'", "ʹ": "'"})


def words(text: str) -> list[str]:
    """The words of a text, in order: small letters, no accents; l'acqua is two."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHE_LETTERS)).casefold()
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What a word, as `words` gives it, has in common with its other forms."""
    # A stemmer of its own each time: it keeps what it works on, and threads share this function.
    found = str(ItalianStemmer().stemWord(word))
    if len(found) > 3:
        found = found[:-1] if found[-1] in "aeio" else found
        found = found[:-1] if found.endswith(("ch", "gh")) else found
    return found[:MOST_LETTERS]


def stems(*texts: str) -> list[str]:
    """The stems of these texts, in order, as far as both databases keep them."""
    places: Counter[str] = Counter()
    found = []
    for each in _all_of(texts):
        places[each] += 1
        found.append(each if places[each] <= MOST_PLACES else GAP)
        if len(found) == MOST_WORDS:
            break
    return found


def _all_of(texts: tuple[str, ...]) -> Iterator[str]:
    for text in texts:
        yield from map(stem, words(text))
        yield GAP

"""Labels by words that the office lists for each: what there is before anybody has decided anything.

An entry is a word, several in a row, or the beginning of one with a star: "pista ciclabile",
"trasport*". Accents and capitals do not count.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from arengo.suggestions.suggestion import Candidate, Suggestion

METHOD: Final = "lexicon"
WORD: Final = re.compile(r"[^\W_]+")
STAR: Final = "*"


def suggest(texts: Sequence[str], lexicon: Mapping[str, Sequence[str]]) -> list[Suggestion]:
    """One suggestion for each text: the label most of whose entries are in it.

    It abstains when none is, or two labels have as many. How likely it is to be right it does not
    know; each candidate says because of which words.
    """
    version = version_of(lexicon)
    entries = {label: _cleaned(words) for label, words in lexicon.items()}
    return [_suggestion(folded(text), entries, version) for text in texts]


def version_of(lexicon: Mapping[str, Sequence[str]]) -> str:
    """The same for the same words for each label, in whatever order they stand."""
    told = {label: sorted(_cleaned(words)) for label, words in lexicon.items()}
    content = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def folded(text: str) -> str:
    """The words of a text in small letters without accents, a space around each."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return f" {' '.join(WORD.findall(bare))} "


def _cleaned(words: Sequence[str]) -> list[str]:
    """Each entry once, as texts are folded: " trasport" begins a word, " rete idrica " is whole ones."""
    found = []
    for word in words:
        whole = folded(word)
        if whole.strip():
            found.append(whole[:-1] if word.rstrip().endswith(STAR) else whole)
    return list(dict.fromkeys(found))


def _suggestion(text: str, entries: Mapping[str, Sequence[str]], version: str) -> Suggestion:
    found = {label: [word for word in words if word in text] for label, words in entries.items()}
    ranked = sorted(
        (label for label in found if found[label]), key=lambda label: -len(found[label])
    )
    is_alone = len(ranked) == 1 or (
        len(ranked) > 1 and len(found[ranked[0]]) > len(found[ranked[1]])
    )
    return Suggestion(
        label=ranked[0] if is_alone else None,
        candidates=tuple(
            Candidate(label=label, because=tuple(word.strip() for word in found[label]))
            for label in ranked
        ),
        method=METHOD,
        version=version,
    )

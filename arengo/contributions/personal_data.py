"""What in a text may say who somebody is: proposed, never covered without a person who decides.

Addresses, telephones, tax codes, bank accounts and number plates have a form that is known; a name has
none, and is proposed only where a title stands before it. The office covers by hand what is not found.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COVERED: Final = "[…]"
KINDS: Final[dict[str, str | Promise]] = {
    "email": _("un indirizzo e-mail"),
    "tax_code": _("un codice fiscale"),
    "iban": _("un conto bancario"),
    "phone": _("un numero di telefono"),
    "plate": _("una targa"),
    "name": _("forse un nome"),
}
# The tax code: six letters, the year, the month, the day, the place and a letter that checks them.
_PATTERNS: Final = {
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "tax_code": re.compile(r"\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b", re.IGNORECASE),
    "iban": re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?\b"),
    "phone": re.compile(
        r"(?<![\w.,])(?!(?:19|20)\d\d[\s/-](?:19|20)\d\d\b)(?:\+|00)?\d(?:[\s./-]?\d){7,13}(?![\w])"
    ),
    "plate": re.compile(r"\b[A-HJ-NPR-TV-Z]{2}\s?\d{3}\s?[A-HJ-NPR-TV-Z]{2}\b"),
    "name": re.compile(
        r"\b(?i:signor[ae]?|sig\.(?:ra)?|dott\.(?:ssa)?|dottor(?:essa)?|ing\.|avv\.|geom\.|prof\."
        r"(?:ssa)?|sindac[oa]|assessor[ea]|mister|mr\.?|mrs\.?)\s+"
        r"(?P<name>(?:[A-ZÀ-Ý][\w'’]+)(?:\s+[A-ZÀ-Ý][\w'’]+){0,2})",
    ),
}


class Found(NamedTuple):
    """A piece of the text: of which kind, from which character to which, and its words."""

    kind: str
    start: int
    end: int
    words: str

    @property
    def label(self) -> str:
        """What it may be, in words."""
        return str(KINDS[self.kind])


def find(text: str) -> list[Found]:
    """What may say who somebody is, in the order of the text; where two overlap, the first kind."""
    found: list[Found] = []
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            group = "name" if kind == "name" else 0
            start, end = match.span(group)
            if not any(start < each.end and each.start < end for each in found):
                found.append(Found(kind, start, end, text[start:end]))
    return sorted(found, key=lambda each: each.start)


def cover(text: str, pieces: Iterable[str]) -> str:
    """`text` with each of these pieces covered wherever it stands, whatever its capitals."""
    covered = text
    for piece in sorted({each.strip() for each in pieces if each.strip()}, key=len, reverse=True):
        covered = re.sub(rf"(?<!\w){re.escape(piece)}(?!\w)", COVERED, covered, flags=re.IGNORECASE)
    return covered

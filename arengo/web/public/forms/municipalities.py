"""The municipality that somebody types: found whatever the accents, case and apostrophes."""

import re
import unicodedata
from difflib import get_close_matches
from hashlib import sha256
from html import escape

from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe

from arengo.core.clock import process_time
from arengo.territory.models import Municipality
from arengo.territory.queries import by_likelihood, municipalities_on, successor

NEAR = 0.6
# New municipalities are made by law, and take a day at least.
KEPT_SECONDS = 60
AT_MOST = 4
# What people write for "elsewhere", in the languages of the pages.
ELSEWHERE = {"altrove", "elsewhere", "ailleurs"}


class NotFound(Exception):
    """No municipality has that name. `near` are the names most like it, best first."""

    def __init__(self, near: list[str]) -> None:
        super().__init__(near)
        self.near = near


def fold(text: str) -> str:
    """Letters and figures only, in lower case, without accents: "Sant’Antonìno" → "santantonino"."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain.lower())


def is_elsewhere(typed: str) -> bool:
    """True for "altrove", which one may type instead of ticking the box."""
    return fold(typed) in ELSEWHERE


def find(typed: str) -> Municipality:
    """The municipality of that name; of one that merged, the one that it is part of today.

    Raises NotFound with the names most like it.
    """
    # The exact name, chosen from the list, is found without reading all of them.
    name = typed.strip()
    key = f"municipality:{sha256(name.encode()).hexdigest()}"
    exact: Municipality | None = cache.get(key)
    if exact is None and (found := by_likelihood().filter(name=name).last()):
        exact = successor(found, process_time.today())
        cache.set(key, exact, KEPT_SECONDS)
    if exact:
        return exact
    by_name = {fold(one.name): one for one in by_likelihood()}
    wanted = re.sub(r"^(comunedi|cittadi)", "", fold(typed)) or fold(typed)
    if wanted in by_name:
        return successor(by_name[wanted], process_time.today())
    beginning = [name for name in by_name if wanted and name.startswith(wanted)]
    near = get_close_matches(wanted, by_name, n=AT_MOST, cutoff=NEAR)
    names = list(dict.fromkeys([*beginning, *near]))[:AT_MOST]
    raise NotFound([by_name[name].name for name in names])


def datalist() -> SafeString:
    """The options of the <datalist>. Made by hand, and kept: it is 312 of them on every form."""
    options = cache.get("municipalities")
    if options is None:
        names = municipalities_on(process_time.today()).values_list("name", flat=True)
        options = "".join(f'<option value="{escape(name)}">' for name in names)
        cache.set("municipalities", options, KEPT_SECONDS)
    return mark_safe(options)  # noqa: S308  each name is escaped above

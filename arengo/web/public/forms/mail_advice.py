"""Advice beside an e-mail address: it may be certified mail, or have a slip of the finger.

arengo/web/static/js/register.js gives the same advice while one writes, by the same rules.
"""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Domains of certified mail (posta elettronica certificata).
CERTIFIED = (
    r"(^|\.)([a-z0-9-]*pec|(posta|poste|info)?cert|legalmail|pecimprese|sicurezzapostale)\.[a-z.]+$"
)
COMMON = [
    *("gmail.com", "libero.it", "hotmail.it", "hotmail.com", "outlook.it", "outlook.com"),
    *("yahoo.it", "yahoo.com", "icloud.com", "virgilio.it", "alice.it", "tiscali.it"),
    *("fastwebnet.it", "live.it", "live.com", "inwind.it", "protonmail.com", "proton.me"),
]
# Right as they are, though they look like one of the above.
ALSO_RIGHT = ["mail.com", "ymail.com", "email.it", "email.com", "gmx.com"]
KNOWN_SLIPS = {"gmail.it": "gmail.com", "gmail.co": "gmail.com", "icloud.it": "icloud.com"}
CERTIFIED_ADVICE = _(
    "Sembra un indirizzo di posta certificata (PEC): molte caselle PEC non ricevono la posta "
    "ordinaria e il nostro link non arriverebbe. Se puoi, scrivi un'e-mail ordinaria."
)
MEANT = _("Forse volevi scrivere %(address)s?")


def is_certified(email: str) -> bool:
    """True when the address looks like certified mail, which often refuses ordinary mail."""
    return re.search(CERTIFIED, _domain(email)) is not None


def probably_meant(email: str) -> str:
    """The address with its domain put right when it looks like a slip, else an empty text."""
    domain = _domain(email)
    if domain in COMMON or domain in ALSO_RIGHT:
        return ""
    near = (common for common in COMMON if is_one_slip(domain, common))
    right = KNOWN_SLIPS.get(domain) or next(near, "")
    return f"{email.rpartition('@')[0]}@{right}" if right else ""


def is_one_slip(typed: str, right: str) -> bool:
    """True when one letter is missing, too many or wrong, or two are swapped."""
    while typed and right and typed[0] == right[0]:
        typed, right = typed[1:], right[1:]
    while typed and right and typed[-1] == right[-1]:
        typed, right = typed[:-1], right[:-1]
    if len(typed) == len(right) == 2:
        return typed == right[::-1]
    return bool(typed or right) and len(typed) <= 1 and len(right) <= 1


def for_address(email: str) -> str | Promise:
    """One sentence of advice, or an empty text. It never stands in the way."""
    if "@" not in email:
        return ""
    if is_certified(email):
        return CERTIFIED_ADVICE
    meant = probably_meant(email)
    return MEANT % {"address": meant} if meant else ""


def rules_for_browser() -> dict[str, object]:
    """The rules and sentences that register.js reads from the page."""
    return {
        "certified": CERTIFIED,
        "common": COMMON,
        "alsoRight": ALSO_RIGHT,
        "knownSlips": KNOWN_SLIPS,
        "certifiedAdvice": str(CERTIFIED_ADVICE),
        "meant": str(MEANT),
        "use": str(_("Usa questo indirizzo")),
    }


def hidden(email: str) -> str:
    """The address for a page that others may see: ada.rossi@example.org → a•••••i@example.org."""
    local, _at, domain = email.rpartition("@")
    shown = f"{local[:1]}•••••{local[-1:]}" if len(local) > 2 else "•••"
    return f"{shown}@{domain}"


def _domain(email: str) -> str:
    return email.rpartition("@")[2].strip().lower()

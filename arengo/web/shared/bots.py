"""Against programs that fill in forms: a field that people do not see, and a minimum time.

No captcha. A person who is taken for a program is told what to do and keeps what was typed.
"""

from collections.abc import Mapping

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Names that no browser fills in by itself. The template is public/register/_people_only.html.
HONEYPOT = "secondo_motivo"
STAMP = "aperto"
_signer = Signer(salt="arengo.forms.opened")


def stamp(data: Mapping[str, str] | None = None) -> str:
    """When the form was opened (machine's clock), signed; kept when `data` brings a good one."""
    given = (data or {}).get(STAMP, "")
    if _opened_at(given) is not None:
        return given
    return _signer.sign(str(int(timezone.now().timestamp() * 1000)))


def why_not(data: Mapping[str, str]) -> str | Promise | None:
    """The sentence for who looks like a program, or None for a person."""
    if data.get(HONEYPOT):
        return _(
            "Un campo nascosto di questa pagina, che deve restare vuoto, era pieno: l'abbiamo "
            "svuotato. Dai un'occhiata ai tuoi dati e invia di nuovo."
        )
    opened = _opened_at(data.get(STAMP, ""))
    if opened is None:
        return _(
            "Non riconosciamo la pagina da cui arrivano i dati, forse era aperta da molto tempo. "
            "Quello che hai scritto è ancora qui: invia di nuovo."
        )
    if timezone.now().timestamp() - opened < settings.FORM_MINIMUM_SECONDS:
        return _(
            "I dati sono arrivati così in fretta che sembrano mandati da un programma. "
            "Se sei una persona, invia di nuovo: questa volta va."
        )
    return None


def _opened_at(given: str) -> float | None:
    try:
        return int(_signer.unsign(given)) / 1000
    except (BadSignature, ValueError):
        return None

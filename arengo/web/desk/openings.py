"""The words with which a letter to the silent begins, true at the moment in which it is prepared."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from arengo.core.localized import Localized
from arengo.meetings.models import Meeting
from arengo.registrations.fullness import how_full


def for_the_silent(meeting: Meeting) -> Localized:
    """In every language of the site; the office may change them before anything leaves."""
    texts = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            texts[code] = _in_words(meeting)
    return Localized(texts)


def _in_words(meeting: Meeting) -> str:
    first = _(
        "Vi abbiamo scritto qualche giorno fa e non abbiamo ancora una vostra risposta. Bastano due "
        "minuti per iscrivere chi parteciperà, o per dirci che non partecipate."
    )
    full = how_full(meeting)
    return f"{first}\n\n{full}" if full else first

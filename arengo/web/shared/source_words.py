"""Where a voice was taken from, as anybody may read it: never from whom, nor what the office calls it."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from arengo.contributions.models import Source
from arengo.web.shared.templatetags.arengo import short_day

Kind = Source.Kind
ORIGINS: Final[dict[str, str | Promise]] = {
    Kind.LETTER: gettext_lazy("Da una lettera"),
    Kind.EMAIL: gettext_lazy("Da una e-mail"),
    Kind.DOCUMENT: gettext_lazy("Da un documento"),
    Kind.INTERVIEW: gettext_lazy("Da un'intervista"),
    Kind.FOCUS_GROUP: gettext_lazy("Da un gruppo di discussione"),
    Kind.SHEET: gettext_lazy("Da un foglio scritto a mano"),
    Kind.SPREADSHEET: gettext_lazy("Da una raccolta fatta da altri"),
    Kind.OWN_MEETING: gettext_lazy("Da un incontro sul territorio"),
}


def origin(source: Source) -> str:
    """ "Da una lettera del 12 ottobre 2023"."""
    where = str(ORIGINS[source.kind])
    if source.dated_on is None:
        return where
    return _("%(where)s del %(day)s") % {
        "where": where,
        "day": short_day(source.dated_on),
    }

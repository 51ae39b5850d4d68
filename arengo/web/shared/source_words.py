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


# Days that begin with a vowel when they are read.
WITH_A_VOWEL: Final = (8, 11)


def origin(source: Source, *, with_roles: bool = True) -> str:
    """ "Da una lettera del 12 ottobre 2023", "Da un'intervista a una operatrice sociale".

    `with_roles`: only beside words that everybody reads, for a role may say who somebody is.
    """
    where = _told_by(source) if with_roles else str(ORIGINS[source.kind])
    if source.dated_on is None:
        return where.rstrip(",")
    told = {"where": where, "day": short_day(source.dated_on)}
    if source.dated_on.day in WITH_A_VOWEL:
        return _("%(where)s dell'%(day)s") % told
    return _("%(where)s del %(day)s") % told


def _told_by(source: Source) -> str:
    """With who spoke, by role, where somebody was asked."""
    if source.roles and source.kind == Kind.INTERVIEW:
        return _("Da un'intervista a %(roles)s,") % {"roles": source.roles}
    if source.roles and source.kind == Kind.FOCUS_GROUP:
        return _("Da un gruppo di discussione con %(roles)s,") % {"roles": source.roles}
    return str(ORIGINS[source.kind])

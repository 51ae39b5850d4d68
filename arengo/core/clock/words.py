"""Days and hours as people say them: "mercoledì 27 settembre alle 16"."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext as _, pgettext

from arengo.core.clock import process_time

# Django's catalogues give days and months a capital in some languages, not in others.
WRITE_DAYS_SMALL = {"it", "fr"}


def day(moment: datetime) -> str:
    """mercoledì 27 settembre"""
    text = date_format(timezone.localtime(moment), pgettext("formato di data", "l j F"))
    return _in_lower_case(text)


def full_day(moment: datetime) -> str:
    """mercoledì 27 settembre 2023"""
    text = date_format(timezone.localtime(moment), pgettext("formato di data", "l j F Y"))
    return _in_lower_case(text)


def hour(moment: datetime) -> str:
    """16 or 18.30; 4 p.m. or 6:30 p.m."""
    local = timezone.localtime(moment)
    if local.minute:
        return date_format(local, pgettext("formato di ora con minuti", "G.i"))
    return date_format(local, pgettext("formato di ora piena", "G"))


def day_and_hour(moment: datetime) -> str:
    """mercoledì 27 settembre alle 16"""
    return _("%(day)s alle %(hour)s") % {"day": day(moment), "hour": hour(moment)}


def hour_of_day(moment: datetime) -> str:
    """le 9.30 di giovedì 7 settembre: for "entro ..."; the minute is never rounded up."""
    return _("le %(hour)s di %(day)s") % {"day": day(moment), "hour": hour(moment)}


def from_to(starts_at: datetime, ends_at: datetime) -> str:
    """mercoledì 27 settembre 2023, dalle 16 alle 18.30"""
    return _("%(day)s, dalle %(start)s alle %(end)s") % {
        "day": full_day(starts_at),
        "start": hour(starts_at),
        "end": hour(ends_at),
    }


def hours(starts_at: datetime, ends_at: datetime) -> str:
    """dalle 16 alle 16.40"""
    return _("dalle %(start)s alle %(end)s") % {"start": hour(starts_at), "end": hour(ends_at)}


def near_day(moment: datetime) -> str:
    """oggi or domani, by the process clock; nothing for another day."""
    days = (timezone.localtime(moment).date() - process_time.today()).days
    return {0: _("oggi"), 1: _("domani")}.get(days, "")


def _in_lower_case(text: str) -> str:
    return text.lower() if get_language() in WRITE_DAYS_SMALL else text

"""Words and pieces that every page uses: dates as people say them, icons, texts in languages."""

import json
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.context import Context
from django.urls import translate_url
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, gettext as _, pgettext

from arengo.core import markdown
from arengo.core.localized import Localized
from arengo.web.shared import charts, icons
from arengo.web.shared.stages import StageToday
from arengo.web.shared.voice_words import FOR_WHOM

register = template.Library()

# Languages that write days and months in small letters; Django's catalogues do not.
SMALL_LETTERS = {"it", "fr"}
LONGEST_MONTH = 31
NOT_IN_A_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) else value


def _in_words(value: date | datetime, pattern: str) -> str:
    value = _local(value)
    words = date_format(value, pattern)
    if _language() not in SMALL_LETTERS:
        return words
    words = words.lower()
    # In Italian and French only the first of the month is an ordinal.
    if value.day == 1 and "j" in pattern:
        first = "1º" if _language() == "it" else "1er"
        words = " ".join(first if word == "1" else word for word in words.split())
    return words


@register.filter
def day(value: date | datetime | None) -> str:
    """The day in words: "mercoledì 27 settembre 2023"."""
    return _in_words(value, pgettext("formato del giorno", "l j F Y")) if value else ""


@register.filter
def short_day(value: date | datetime | None) -> str:
    """The day without its name: "27 settembre 2023"."""
    return _in_words(value, pgettext("formato del giorno breve", "j F Y")) if value else ""


@register.filter
def weekday(value: date | datetime | None) -> str:
    """The name of the day: "mercoledì"."""
    return _in_words(value, "l") if value else ""


@register.filter
def month(value: date | datetime | None) -> str:
    """The month and the year: "settembre 2023"."""
    return _in_words(value, pgettext("formato del mese", "F Y")) if value else ""


@register.filter
def hour(value: datetime | None) -> str:
    """The hour as it is said: "16" or "18.30"."""
    if not value:
        return ""
    value = timezone.localtime(value)
    if value.minute:
        return date_format(value, pgettext("formato dell'ora con i minuti", "G.i"))
    return date_format(value, pgettext("formato dell'ora in punto", "G"))


@register.filter
def hours(span: Any) -> str:
    """From when to when, of anything with starts_at and ends_at: "dalle 16 alle 18.30"."""
    if not span.starts_at:
        return ""
    if not span.ends_at:
        return _("dalle %(start)s") % {"start": hour(span.starts_at)}
    words = {"start": hour(span.starts_at), "end": hour(span.ends_at)}
    return _("dalle %(start)s alle %(end)s") % words


@register.filter
def when(span: Any) -> str:
    """Day and hours: "mercoledì 27 settembre 2023, dalle 16 alle 18.30"."""
    return f"{day(span.starts_at)}, {hours(span)}"


@register.filter
def for_whom(representing: str) -> str:
    """For whom somebody else speaks, of a voice or of what came: "Cittadina o cittadino"."""
    return str(FOR_WHOM.get(representing, ""))


@register.filter
def when_moment(value: datetime | None) -> str:
    """A moment in words: "mercoledì 27 settembre 2023, ore 16"."""
    if not value:
        return ""
    return _("%(day)s, ore %(hour)s") % {"day": day(value), "hour": hour(value)}


@register.filter
def part_name(number: int) -> str:
    """The name of a part of a meeting: "Prima parte"."""
    names = {1: _("Prima parte"), 2: _("Seconda parte"), 3: _("Terza parte")}
    return names.get(number) or _("Parte %(number)s") % {"number": number}


@register.filter
def dates(span: Any) -> str:
    """From which day to which, of anything with start and end, either of which may be unknown."""
    if span.start and span.end:
        if span.start == span.end:
            return day(span.start)
        if _is_whole_month(span.start, span.end):
            return month(span.start)
        words = {"start": short_day(span.start), "end": short_day(span.end)}
        if span.start.year == span.end.year:
            pattern = pgettext("formato del giorno senza anno", "j F")
            words["start"] = _in_words(span.start, pattern)
        return _("dal %(start)s al %(end)s") % words
    if span.start:
        return _("dal %(start)s") % {"start": short_day(span.start)}
    if span.end:
        return _("entro il %(end)s") % {"end": short_day(span.end)}
    return _("date da stabilire")


def _is_whole_month(start: date, end: date) -> bool:
    after = end + timedelta(days=1)
    return start.day == 1 and after.day == 1 and (after - start).days <= LONGEST_MONTH


@register.filter
def localized(value: Localized | str) -> SafeString | str:
    """The text in the page's language; when there is only another, marked with its `lang`."""
    if not isinstance(value, Localized):
        return value
    language, text = value.best()
    if not text or language == _language():
        return text
    return format_html('<span lang="{}">{}</span>', language, text)


@register.filter
def prose(value: Localized | str, highest: int = markdown.HIGHEST_HEADING) -> SafeString:
    """A text of several paragraphs, marked with its language when it is not the page's.

    `highest`: the level of its first headings.
    """
    language, text = value.best() if isinstance(value, Localized) else (_language(), value)
    body = markdown.safe(text, highest=highest)
    if language == _language():
        return format_html('<div class="prose">{}</div>', body)
    return format_html('<div class="prose" lang="{}">{}</div>', language, body)


@register.filter
def beginning(value: Localized, letters: int) -> SafeString | str:
    """How a text begins, without its marks; in the language that it is in."""
    language, text = value.best()
    return localized(Localized({language: markdown.beginning(text, letters)}))


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """An icon drawn in the line of text, silent for screen readers: the words say it already."""
    drawing = icons.drawing(name)
    return format_html(
        '<svg class="icon {}" viewBox="{}" aria-hidden="true" focusable="false">{}</svg>',
        extra,
        drawing.view_box,
        mark_safe(drawing.shapes),  # noqa: S308  comes from our package and the wheel, not from people
    )


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """Data for search engines. A block of data is not a script: the policy lets it be."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    escaped = mark_safe(text.translate(NOT_IN_A_SCRIPT))  # noqa: S308  nothing in it can close the tag
    return format_html('<script type="application/ld+json">{}</script>', escaped)


@register.filter
def axis_icon(number: int) -> str:
    """The icon of an axis by its number."""
    return f"axis-{number}" if 1 <= number <= icons.AXES else "axis-other"


@register.filter
def axis_colour(number: int) -> str:
    """The class that colours an axis by its number."""
    return f"axis-{number}" if 1 <= number <= icons.AXES else "axis-other"


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[dict[str, Any]]:
    """This same page in each language; the home, where the page has no other language."""
    request = context["request"]
    here = request.get_full_path()
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": translate_url(here, code),
            "is_current": code == _language(),
        }
        for code, _name in settings.LANGUAGES
    ]


@register.filter
def external_url(left: Any, today: Any) -> str:
    """Where one registers elsewhere for the mode of these places; empty when here."""
    return today.external_url(left.mode)


@register.simple_tag
def taken_percent(left: Any) -> int:
    """How much of a pool is taken, in percent; a place that is left always shows."""
    if not left.capacity:
        return 100
    return round(100 * (left.capacity - left.free) / left.capacity)


@register.inclusion_tag("components/thread.html")
def thread(stages: list[StageToday]) -> dict[str, Any]:
    """The thread of the stages, with its list."""
    states = [today.progress.value for today in stages]
    return {"stages": stages, "drawing": charts.thread(states)}

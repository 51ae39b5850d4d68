"""Single values: read from the file's text, and written plainly to be compared and remembered."""

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

LOCAL_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTH = re.compile(r"\d{4}-\d{2}")
TRUTH = {"true": True, "false": False}


class Unexpected(ValueError):
    """A text of the file is not what its field takes. `expected` is the sentence that says what."""

    def __init__(self, expected: str | Promise) -> None:
        super().__init__(str(expected))
        self.expected = expected


def is_month(text: str) -> bool:
    """True for "2023-05": a date of which only the month is known."""
    return MONTH.fullmatch(text) is not None


def read(field: models.Field[Any, Any], text: str, zone: ZoneInfo) -> Any:
    """The value that `text` gives to a model's field; local times are of `zone`.

    Raises Unexpected with what the field takes instead.
    """
    value = _read(field, text, zone)
    if field.choices and value not in dict(field.flatchoices):
        words = ", ".join(str(choice) for choice, _label in field.flatchoices)
        raise Unexpected(_("una di queste parole: %(words)s") % {"words": words})
    try:
        field.run_validators(value)
    except ValidationError as error:
        raise Unexpected(" ".join(error.messages)) from error
    return value


def _read(field: models.Field[Any, Any], text: str, zone: ZoneInfo) -> Any:
    if isinstance(field, models.DateTimeField):
        return _moment(text, zone)
    if isinstance(field, models.DateField):
        return _day(text)
    if isinstance(field, models.BooleanField):
        return _truth(text)
    if isinstance(field, models.IntegerField):
        return _number(text, int, gettext_lazy("un numero intero, per esempio 120"))
    if isinstance(field, models.FloatField):
        return _number(text, float, gettext_lazy("un numero col punto, per esempio 45.07"))
    return text


def _moment(text: str, zone: ZoneInfo) -> datetime:
    expected = gettext_lazy("giorno e ora del posto, per esempio 2023-09-27 16:00")
    if not LOCAL_TIME.fullmatch(text):
        raise Unexpected(expected)
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError as error:
        raise Unexpected(expected) from error
    # The two offsets differ in the hour that the change of the clocks skips, or repeats.
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        raise Unexpected(
            _("un'altra ora: quella notte cambia l'ora, e questa non c'è o c'è due volte")
        )
    return moment


def _day(text: str) -> date:
    expected = gettext_lazy("un giorno, per esempio 2023-09-27")
    if not DAY.fullmatch(text):
        raise Unexpected(expected)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Unexpected(expected) from error


def _truth(text: str) -> bool:
    if text.lower() not in TRUTH:
        raise Unexpected(_("true oppure false"))
    return TRUTH[text.lower()]


def _number(text: str, kind: type[int] | type[float], expected: Promise) -> int | float:
    try:
        number = kind(text)
    except ValueError as error:
        raise Unexpected(expected) from error
    # float() also reads "nan" and "inf", which no database keeps in a column of points.
    if number != number or number in (float("inf"), float("-inf")):
        raise Unexpected(expected)
    return number


def plain(value: Any) -> Any:
    """A value as JSON keeps it, the same from the file, a form of the desk and any database.

    What is empty is None, moments are in UTC, line ends are those of Unix, lists of names are in
    order; lists of answers keep theirs.
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip() or None
    if isinstance(value, list | tuple):
        names = all(isinstance(each, str) for each in value)
        return (sorted(value) if names else list(value)) or None
    return value

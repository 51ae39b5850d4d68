"""The page by which a body registers several named people: one form and a row for each person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arengo.registrations.models import Registration
from arengo.web.public.forms import invited, municipalities
from arengo.web.public.forms.details import SentencesForm, not_found
from arengo.web.public.forms.participation import Way
from arengo.web.public.forms.register import (
    EMAIL_SENTENCES,
    NAME_LENGTH,
    WayField,
    knowingly_chosen,
)

AT_MOST = 30
AT_FIRST = 3
ADDED_AT_ONCE = 5


@dataclass
class Member:
    """One row: what was typed, and a sentence for each of its two fields when it is wrong."""

    number: int
    name: str = ""
    email: str = ""
    name_error: str | Promise = ""
    email_error: str | Promise = ""

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.email)


class DelegationForm(SentencesForm):
    """Who sends the delegation, and how it takes part."""

    organisation = forms.CharField(
        max_length=160,
        error_messages={"required": _("Scrivi il nome dell'ente o dell'organizzazione.")},
    )
    representing = forms.ChoiceField(
        choices=[one for one in Registration.Representing.choices if one[0] != "citizen"],
        error_messages={"required": _("Scegli che cosa siete.")},
    )
    municipality = forms.CharField(required=False, max_length=100)
    contact_email = forms.EmailField(
        max_length=254,
        error_messages={
            **EMAIL_SENTENCES,
            "required": _("Scrivi un'e-mail di riferimento: la usiamo per chi non ne ha una sua."),
        },
    )
    participation = WayField()
    invito = invited.InvitedField()

    def __init__(self, *args: Any, ways: Sequence[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = ways
        self.fields["participation"].ways = ways  # type: ignore[attr-defined]

    def clean_municipality(self) -> Any:
        """The municipality, or None when it was left empty or is elsewhere."""
        typed = self.cleaned_data["municipality"]
        if not typed or municipalities.is_elsewhere(typed):
            return None
        try:
            return municipalities.find(typed)
        except municipalities.NotFound as error:
            raise ValidationError(not_found(typed, error.near)) from error

    def clean_participation(self) -> Way:
        """The way, when there is a place or the line was chosen."""
        return knowingly_chosen(self.cleaned_data["participation"], self, self.ways)


def empty_rows(count: int = AT_FIRST) -> list[Member]:
    """Rows to fill in."""
    return [Member(number) for number in range(1, count + 1)]


def rows_from(data: QueryDict) -> list[Member]:
    """The rows as they were typed, at most thirty, empty ones too."""
    names, emails = data.getlist("member_name"), data.getlist("member_email")
    pairs = zip(names[:AT_MOST], emails[:AT_MOST], strict=False)
    return [
        Member(number, name.strip(), email.strip())
        for number, (name, email) in enumerate(pairs, start=1)
    ]


def with_more_rows(rows: list[Member]) -> list[Member]:
    """The same rows and some empty ones, up to thirty."""
    more = range(len(rows) + 1, min(len(rows) + ADDED_AT_ONCE, AT_MOST) + 1)
    return [*rows, *(Member(number) for number in more)]


def check_rows(rows: list[Member]) -> bool:
    """Put a sentence beside each mistake; True when there is none."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        if not row.is_empty:
            _check_row(row, seen)
    if rows and all(row.is_empty for row in rows):
        rows[0].name_error = _("Scrivi almeno una persona: nome e cognome.")
    return not any(row.name_error or row.email_error for row in rows)


def problems_of(rows: list[Member]) -> list[tuple[str, str]]:
    """(id of the field, sentence) of each mistake in the rows."""
    found = []
    for row in rows:
        if row.name_error:
            found.append((f"member-name-{row.number}", str(row.name_error)))
        if row.email_error:
            found.append((f"member-email-{row.number}", str(row.email_error)))
    return found


def _check_row(row: Member, seen: dict[tuple[str, str], int]) -> None:
    if not row.name:
        row.name_error = _("Manca il nome della persona %(n)s.") % {"n": row.number}
    elif len(row.name) > NAME_LENGTH:
        row.name_error = _("Usa al massimo 120 caratteri.")
    if row.email and not _is_email(row.email):
        row.email_error = _("L'e-mail della persona %(n)s non è completa.") % {"n": row.number}
    who = (row.name.casefold(), row.email.casefold())
    if row.name and who in seen:
        row.name_error = _("La persona %(n)s è già scritta alla riga %(other)s.") % {
            "n": row.number,
            "other": seen[who],
        }
    seen.setdefault(who, row.number)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True

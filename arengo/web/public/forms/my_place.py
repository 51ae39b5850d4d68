"""The small forms of one's own page: changing how one takes part, and who comes instead."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.web.public.forms.details import SentencesForm
from arengo.web.public.forms.participation import Way
from arengo.web.public.forms.register import (
    EMAIL_SENTENCES,
    NameField,
    WayField,
    knowingly_chosen,
)


class ModeForm(SentencesForm):
    """Another way to take part."""

    participation = WayField()

    def __init__(self, *args: Any, ways: Sequence[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = ways
        self.fields["participation"].ways = ways  # type: ignore[attr-defined]

    def clean_participation(self) -> Way:
        """The way, when there is a place or the line was chosen."""
        return knowingly_chosen(self.cleaned_data["participation"], self, self.ways)


class SubstituteForm(SentencesForm):
    """Who comes instead."""

    name = NameField(
        error_messages={"required": _("Scrivi il nome e cognome di chi viene al posto tuo.")}
    )
    email = forms.EmailField(
        max_length=254,
        error_messages={
            **EMAIL_SENTENCES,
            "required": _("Scrivi l'e-mail di chi viene al posto tuo: riceverà il suo link."),
        },
    )


class LostLinkForm(SentencesForm):
    """The address to which the link is sent again."""

    email = forms.EmailField(max_length=254, error_messages=EMAIL_SENTENCES)

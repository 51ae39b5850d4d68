"""The form by which people tell what came of a meeting that they held by themselves."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.contributions.coding import Target
from arengo.contributions.operations import Thing
from arengo.process.models import Process
from arengo.web.public.forms.register import EMAIL_SENTENCES
from arengo.web.public.forms.write import FromWhereForm
from arengo.web.shared.forms import DayField
from arengo.web.shared.voice_words import wide_targets

# What is said about none of the things offered.
OTHER = "altro"


class ReportForm(FromWhereForm):
    """A meeting and what was said at it: one thing a line, in the box of what it is about."""

    held_on = DayField(error_messages={"required": _("Scrivi il giorno dell'incontro.")})
    participants = forms.IntegerField(
        error_messages={
            "required": _("Scrivi quante persone c'erano, più o meno."),
            "invalid": _("Scrivi un numero, per esempio 25."),
        }
    )
    organiser = forms.CharField(
        required=False,
        max_length=200,
        error_messages={"max_length": _("Usa al massimo 200 caratteri.")},
    )
    email = forms.EmailField(
        required=False, max_length=254, error_messages={"invalid": EMAIL_SENTENCES["invalid"]}
    )

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.process = process
        self.offered: list[tuple[Target | None, str]] = [
            *wide_targets(process),
            (None, str(_("Altro"))),
        ]
        for target, _label in self.offered:
            self.fields[_name(target)] = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("municipality") and "municipality" not in self.errors:
            self.add_error("municipality", _("Scrivi in quale comune si è tenuto l'incontro."))
        return cleaned

    def boxes(self) -> list[tuple[Target | None, str, forms.BoundField]]:
        """What things may be about, each with its label and the box to write them in."""
        return [(target, label, self[_name(target)]) for target, label in self.offered]

    def things(self) -> list[Thing]:
        """What was said: each line that is not empty is one thing."""
        return [
            Thing(words, target)
            for target, _label in self.offered
            for words in _lines(self.cleaned_data.get(_name(target), ""))
        ]

    def arguments(self) -> dict[str, Any]:
        """What `report_meeting` is told; a form without its number is a report of its own."""
        names = ("municipality", "held_on", "participants", "representing", "organiser", "email")
        return {
            **{name: self.cleaned_data[name] for name in names},
            "things": self.things(),
            "number": self.cleaned_data["number"] or uuid.uuid4(),
        }


def _name(target: Target | None) -> str:
    return f"things_{target.key.replace(':', '_') if target else OTHER}"


def _lines(text: str) -> list[str]:
    """Lines without the sign that many put before each: "- ", "• "."""
    tidy = (line.strip().lstrip("-–•*·").strip() for line in text.splitlines())
    return [line for line in tidy if line]

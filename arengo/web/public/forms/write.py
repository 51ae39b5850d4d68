"""The form by which anybody writes a voice on the site: the words first, the rest as one likes."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.contributions.coding import Target
from arengo.contributions.models import Contribution
from arengo.live.models import Horizon
from arengo.process.models import Process
from arengo.registrations.models import Registration
from arengo.web.public.forms import municipalities
from arengo.web.public.forms.details import SentencesForm, not_found
from arengo.web.public.forms.register import EMAIL_SENTENCES
from arengo.web.shared.voice_words import wide_targets

UNKNOWN_SIGNER = _(
    "Per mostrare una firma ci serve la tua e-mail, così nessuno firma al posto tuo: scrivila qui sotto, "
    "o lascia vuota la firma."
)


class FromWhereForm(SentencesForm):
    """From where somebody speaks and for whom, if they say; and the number of their form."""

    municipality = forms.CharField(required=False, max_length=100)
    representing = forms.ChoiceField(
        required=False, choices=[("", ""), *Registration.Representing.choices]
    )
    number = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typed = cleaned.get("municipality", "")
        if not typed or municipalities.is_elsewhere(typed):
            cleaned["municipality"] = None
            return cleaned
        try:
            cleaned["municipality"] = municipalities.find(typed)
        except municipalities.NotFound as error:
            self.add_error("municipality", not_found(typed, error.near))
        return cleaned


class WriteForm(FromWhereForm):
    """A voice. Its fields in the order of the page."""

    field_order = (
        "text",
        "targets",
        "kind",
        "horizon",
        "municipality",
        "representing",
        "signature",
        "email",
        "number",
    )
    text = forms.CharField(
        error_messages={"required": _("Scrivi che cosa vuoi dire: bastano poche parole.")}
    )
    targets = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": _("Questa scelta non c'è più: guarda di nuovo.")},
    )
    kind = forms.ChoiceField(required=False, choices=[("", ""), *Contribution.Kind.choices])
    horizon = forms.ChoiceField(required=False, choices=[("", ""), *Horizon.choices])
    signature = forms.CharField(
        required=False,
        max_length=120,
        error_messages={"max_length": _("Usa al massimo 120 caratteri.")},
    )
    email = forms.EmailField(
        required=False,
        max_length=254,
        error_messages={"invalid": EMAIL_SENTENCES["invalid"]},
    )

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.process = process
        self.offered: list[tuple[Target, str]] = wide_targets(process)
        choices = [(target.key, label) for target, label in self.offered]
        self.fields["targets"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A name is shown only of whoever shows that the mailbox is theirs."""
        cleaned = super().clean()
        if cleaned.get("signature") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("signature", UNKNOWN_SIGNER)
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """What `receive_from_site` is told; a form without its number is a voice of its own."""
        names = ("text", "kind", "horizon", "representing", "municipality", "signature", "email")
        chosen = set(self.cleaned_data["targets"])
        return {
            **{name: self.cleaned_data[name] for name in names},
            "targets": [target for target, _label in self.offered if target.key in chosen],
            "number": self.cleaned_data["number"] or uuid.uuid4(),
        }

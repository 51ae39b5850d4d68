"""What one would have otherwise in the resoconto."""

import uuid
from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.live.models.minutes import CORRECTION_AT_MOST
from arengo.web.shared.forms import OfficeForm


class CorrectionForm(OfficeForm):
    """About which piece, and how it should read. `number` makes a second try the same."""

    number = forms.UUIDField(widget=forms.HiddenInput, required=False)
    about = forms.ChoiceField(label=_("Di che cosa si tratta"), required=False)
    text = forms.CharField(
        label=_("Come dovrebbe essere scritto"),
        help_text=_("Lo legge l'ufficio, che ti risponde qui."),
        max_length=CORRECTION_AT_MOST,
        widget=forms.Textarea({"rows": 4}),
        error_messages={
            "required": _("Scrivi che cosa cambieresti."),
            "max_length": _("È troppo lungo: bastano mille caratteri."),
        },
    )

    def offer(self, pieces: list[tuple[str, str]]) -> None:
        """The pieces among which one chooses: (key, its first words)."""
        field = cast(forms.ChoiceField, self.fields["about"])
        field.choices = pieces
        field.error_messages["invalid_choice"] = _(
            "Questo punto non c'è più: scegline un altro, oppure «Tutto il resoconto»."
        )

    def clean_number(self) -> uuid.UUID:
        return self.cleaned_data.get("number") or uuid.uuid4()

"""The forms of the resoconto: what the office says around it, what it decides of a correction."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.live.models.minutes import CORRECTION_AT_MOST
from arengo.web.shared.forms import EditForm, LocalizedFormField, OfficeForm

TEXT_AT_MOST = 4000


class FrameForm(EditForm):
    """Before and after what happened."""

    opening = LocalizedFormField(
        label=_("All'inizio"),
        help_text=_("Prima di tutto il resto. Una riga vuota separa i paragrafi."),
        rows=6,
        max_length=TEXT_AT_MOST,
        required=False,
    )
    closing = LocalizedFormField(
        label=_("Alla fine"),
        help_text=_("Per esempio che cosa succede adesso, e quando ci si rivede."),
        rows=6,
        max_length=TEXT_AT_MOST,
        required=False,
    )


class DecisionForm(OfficeForm):
    """Accepted, with how it reads from now on; or not, with the reason."""

    decision = forms.ChoiceField(
        label=_("Che cosa decidete"),
        choices=[("accept", _("L'accogliamo")), ("refuse", _("Non l'accogliamo"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Scegli se l'accogliete o no.")},
    )
    text = forms.CharField(
        label=_("Come si legge da adesso"),
        help_text=_("Se l'accogliete. Le parole di prima restano accanto."),
        widget=forms.Textarea({"rows": 4}),
        max_length=TEXT_AT_MOST,
        required=False,
    )
    answer = forms.CharField(
        label=_("Risposta a chi l'ha proposta"),
        help_text=_("Se non l'accogliete ci vuole il motivo: lo legge chi l'ha proposta."),
        widget=forms.Textarea({"rows": 3}),
        max_length=CORRECTION_AT_MOST,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        decision = cleaned.get("decision")
        if decision == "accept" and not (cleaned.get("text") or "").strip():
            self.add_error("text", _("Scrivi come si legge da adesso."))
        if decision == "refuse" and not (cleaned.get("answer") or "").strip():
            self.add_error("answer", _("Scrivi perché: chi l'ha proposta lo legge."))
        return cleaned


class ApprovalForm(OfficeForm):
    """Why what nobody answered is not accepted; asked for only when there is some."""

    reason = forms.CharField(
        label=_("Perché le correzioni senza risposta non si accolgono"),
        help_text=_(
            "Lo legge chi le ha proposte. Se preferite, tornate indietro e decidete una a una."
        ),
        widget=forms.Textarea({"rows": 3}),
        max_length=CORRECTION_AT_MOST,
        error_messages={"required": _("Scrivi il motivo: chi le ha proposte lo legge.")},
    )

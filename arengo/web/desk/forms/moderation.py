"""The forms by which a voice is not published, and by which somebody else looks again."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.contributions.models import Moderation
from arengo.web.shared.forms import OfficeForm


class RefuseForm(OfficeForm):
    """Why a voice is not published."""

    reason = forms.ChoiceField(
        label=_("Il motivo"), choices=Moderation.Reason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In parole semplici"),
        max_length=600,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Lo leggono tutti: spiega senza ripetere le parole che non pubblichi."),
    )


class AppealForm(OfficeForm):
    """What who looks again decides."""

    UPHELD: Final = "upheld"

    outcome = forms.ChoiceField(
        label=_("Che cosa decidi"),
        choices=[(UPHELD, _("Si pubblica")), ("kept", _("Resta non pubblicata"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Perché, in parole semplici"),
        max_length=600,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Lo leggono tutti."),
    )

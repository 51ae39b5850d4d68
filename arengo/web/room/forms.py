"""The door's one form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.registrations.models import Registration


class WalkInForm(forms.Form):
    """Somebody who came without a registration: a name is enough."""

    name = forms.CharField(
        label=_("Nome e cognome"),
        max_length=120,
        error_messages={"required": _("Scrivi nome e cognome: servono per sapere chi è dentro.")},
    )
    representing = forms.ChoiceField(
        label=_("Per chi partecipa"), choices=Registration.Representing.choices
    )
    delegate_of = forms.CharField(
        label=_("Nome di chi rappresenta (facoltativo)"), max_length=160, required=False
    )

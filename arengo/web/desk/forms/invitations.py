"""The forms of invitations: a wave, its words, a quiet period."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from arengo.invitations.models import AddressBookEntry
from arengo.invitations.queries import in_zones
from arengo.territory.models import Zone
from arengo.web.shared.forms import DayField, LocalizedFormField, OfficeForm


class OpeningForm(OfficeForm):
    """The words that a wave puts before the common text."""

    opening = LocalizedFormField(
        label=_("Parole d'apertura"),
        required=False,
        rows=4,
        help_text=_("Vanno prima del testo comune. Si possono lasciare vuote."),
    )


class WaveForm(OpeningForm):
    """A new wave: to whom, and with which words."""

    name = forms.CharField(
        label=_("Nome della spedizione"),
        max_length=80,
        help_text=_("Lo vede solo l'ufficio: per esempio «Primo invito ai comuni»."),
        error_messages={"required": _("Dai un nome alla spedizione, per ritrovarla.")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("A chi"),
        choices=AddressBookEntry.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Scegli almeno un tipo di enti.")},
    )
    zones = forms.ModelMultipleChoiceField(
        label=_("Solo in queste zone"),
        queryset=Zone.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Senza nessuna scelta: in tutto il territorio."),
    )
    only_new = forms.BooleanField(
        label=_("Solo chi non è ancora stato invitato a questo incontro"),
        required=False,
        initial=True,
    )
    field_order = ("name", "kinds", "zones", "only_new", "opening")

    def chosen(self, already: QuerySet[Any]) -> QuerySet[AddressBookEntry]:
        """The entries that were chosen; `already` are the ids of those invited before."""
        data = self.cleaned_data
        entries = AddressBookEntry.objects.filter(kind__in=data["kinds"], is_active=True)
        if data["zones"]:
            entries = entries.filter(in_zones(data["zones"]))
        return entries.exclude(pk__in=already) if data["only_new"] else entries


class QuietPeriodForm(OfficeForm):
    """A period of impersonal communication."""

    starts_on = DayField(label=_("Dal"), error_messages={"required": _("Scrivi il primo giorno.")})
    ends_on = DayField(
        label=_("Al"), error_messages={"required": _("Scrivi l'ultimo giorno, compreso.")}
    )
    reason = LocalizedFormField(
        label=_("Perché"),
        max_length=200,
        help_text=_("Per esempio: «Elezioni regionali dell'8 e 9 giugno»."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", ValidationError(_("L'ultimo giorno viene prima del primo.")))
        return cleaned

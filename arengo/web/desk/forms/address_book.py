"""The forms of the address book."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arengo.core.clock import process_time
from arengo.invitations.importing import COLUMNS
from arengo.invitations.models import AddressBookEntry
from arengo.territory.models import Municipality, Zone
from arengo.territory.queries import open_on
from arengo.web.shared.forms import EditForm, OfficeForm

EMAIL = {"invalid": _("Quest'indirizzo non è completo: per esempio protocollo@comune.example.org.")}


def email_box() -> forms.EmailInput:
    """A box for an address, in the desk's style."""
    return forms.EmailInput({"class": "form-control", "autocapitalize": "none"})


class EntryForm(EditForm):
    """A body of the address book: institutional addresses only."""

    kind = forms.ChoiceField(label=_("Tipo"), choices=AddressBookEntry.Kind.choices)
    name = forms.CharField(
        label=_("Nome dell'ente"),
        max_length=160,
        error_messages={"required": _("Scrivi il nome dell'ente, come compare sulla lettera.")},
    )
    email = forms.EmailField(
        label=_("E-mail istituzionale"),
        required=False,
        widget=email_box(),
        help_text=_("Qui arriva l'invito. Dell'ente, non di una persona."),
        error_messages=EMAIL,
    )
    certified_email = forms.EmailField(
        label=_("Posta certificata"),
        required=False,
        help_text=_(
            "Per la lettera che mandate dal protocollo: da qui non parte nulla verso una PEC."
        ),
        error_messages=EMAIL,
    )
    phone = forms.CharField(label=_("Telefono"), max_length=40, required=False)
    address = forms.CharField(label=_("Indirizzo"), max_length=200, required=False)
    municipality = forms.ModelChoiceField(
        label=_("Comune"), queryset=Municipality.objects.all(), required=False, empty_label="—"
    )
    zone = forms.ModelChoiceField(
        label=_("Zona omogenea"),
        queryset=Zone.objects.all(),
        required=False,
        empty_label="—",
        help_text=_("Di un comune vale quella in cui è oggi, come sta scritto nel territorio."),
    )
    language = forms.ChoiceField(label=_("Lingua in cui scrivere"), choices=settings.LANGUAGES)
    note = forms.CharField(
        label=_("Nota dell'ufficio"),
        required=False,
        widget=forms.Textarea,
        help_text=_("La legge solo l'ufficio. Non scrivere dati di persone."),
    )

    def prepare(self) -> None:
        place: Any = self.fields["municipality"]
        own = self.initial.get("municipality")
        mine = Q(pk=own.pk) if own else Q()
        place.queryset = Municipality.objects.filter(open_on(process_time.today()) | mine)

    def apply_to(self, entry: AddressBookEntry) -> AddressBookEntry:
        """Put what was typed into `entry`, not yet saved."""
        for name, value in self.cleaned_data.items():
            if name != "version":
                setattr(entry, name, value)
        return entry


class PersonForm(OfficeForm):
    """Somebody who speaks for a body and agreed to stand in the address book."""

    name = forms.CharField(
        label=_("Nome e cognome"),
        max_length=120,
        error_messages={"required": _("Scrivi il nome e il cognome.")},
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=email_box(), error_messages=EMAIL
    )
    role = forms.CharField(label=_("Incarico"), max_length=120, required=False)
    consent_how = forms.CharField(
        label=_("Come ha acconsentito"),
        max_length=200,
        help_text=_("Per esempio: «per e-mail, il 4 settembre», «a voce, all'incontro di zona»."),
        error_messages={
            "required": _("Scrivi come ha acconsentito: senza consenso non può stare in rubrica.")
        },
    )


class SheetForm(OfficeForm):
    """A sheet to import."""

    file = forms.FileField(
        label=_("Foglio"),
        help_text=_("CSV, XLSX oppure ODS, con i nomi delle colonne nella prima riga."),
        error_messages={
            "required": _("Scegli il foglio da importare."),
            "empty": _("Il file è vuoto."),
        },
    )


class MappingForm(OfficeForm):
    """Which column is what: guessed, and confirmed by the office."""

    default_kind = forms.ChoiceField(
        label=_("Tipo degli enti per cui il foglio non lo dice"),
        choices=AddressBookEntry.Kind.choices,
    )

    def __init__(self, *args: Any, headers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Non c'è nel foglio")), *((header, header) for header in headers)]
        for column in COLUMNS:
            self.fields[column.field] = forms.ChoiceField(
                label=str(column.label),
                choices=choices,
                required=False,
                widget=forms.Select({"class": "form-select"}),
            )

    def mapping(self) -> dict[str, str]:
        """Field -> header, as confirmed."""
        return {
            column.field: self.cleaned_data[column.field]
            for column in COLUMNS
            if self.cleaned_data[column.field]
        }

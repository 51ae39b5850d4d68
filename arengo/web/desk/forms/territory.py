"""Forms of the territory: a zone, a municipality, where it goes, and a sheet of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.territory.importing import COLUMNS
from arengo.territory.models import Municipality, Zone
from arengo.web.desk.forms.sheets import ColumnsForm
from arengo.web.shared.forms import DayField, EditForm, OfficeForm

MOST_INHABITANTS = 100_000_000


def degrees(label: Any, example: Any) -> forms.FloatField:
    """A latitude or a longitude; the verb knows how far they go."""
    return forms.FloatField(
        label=label,
        required=False,
        localize=True,
        error_messages={"invalid": example},
    )


class ZoneForm(EditForm):
    """A zone of the territory."""

    number = forms.IntegerField(
        label=_("Numero"),
        min_value=1,
        max_value=999,
        error_messages={
            "required": _("Scrivi il numero della zona: ne dà l'ordine."),
            "invalid": _("Scrivi un numero intero."),
            "min_value": _("Scrivi un numero da %(limit_value)s in su."),
            "max_value": _("Scrivi un numero fino a %(limit_value)s."),
        },
    )
    name = forms.CharField(
        label=_("Nome"),
        max_length=100,
        error_messages={"required": _("Scrivi il nome della zona.")},
    )
    source = forms.CharField(
        label=_("Da dove viene"), required=False, widget=forms.Textarea({"rows": 2})
    )
    is_derived = forms.BooleanField(
        label=_("L'elenco dei comuni è ricavato da altre fonti, non letto in un atto"),
        required=False,
    )


class MunicipalityForm(EditForm):
    """A municipality. Its zone changes by an act."""

    istat = forms.CharField(
        label=_("Codice ISTAT"),
        help_text=_("Sei cifre, zeri compresi: per esempio 001272."),
        max_length=6,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={"required": _("Scrivi il codice ISTAT: è ciò per cui lo si riconosce.")},
    )
    name = forms.CharField(
        label=_("Nome"),
        max_length=100,
        error_messages={"required": _("Scrivi il nome del comune.")},
    )
    population = forms.IntegerField(
        label=_("Abitanti"),
        min_value=0,
        max_value=MOST_INHABITANTS,
        error_messages={
            "required": _("Scrivi quanti abitanti ha."),
            "invalid": _("Scrivi un numero intero, senza punti."),
            "min_value": _("Scrivi un numero da %(limit_value)s in su."),
            "max_value": _("Controlla: sono troppi."),
        },
    )
    latitude = degrees(_("Latitudine"), _("Scrivi un numero, per esempio 45,0703."))
    longitude = degrees(_("Longitudine"), _("Scrivi un numero, per esempio 7,6869."))


class NewMunicipalityForm(MunicipalityForm):
    """A new municipality, with the zone in which it begins."""

    zone = forms.ModelChoiceField(
        Zone.objects.all(), label=_("Zona"), required=False, empty_label=_("Nessuna")
    )
    since = DayField(
        label=_("Da quando"),
        help_text=_("Se nasce da una fusione, il primo giorno. Vuota: c'è da sempre."),
        required=False,
    )


class MoveForm(EditForm):
    """Another zone, from a day on."""

    zone = forms.ModelChoiceField(
        Zone.objects.all(),
        label=_("In quale zona"),
        empty_label=None,
        error_messages={"required": _("Scegli la zona.")},
    )
    since = DayField(
        label=_("Da quando"),
        help_text=_(
            "Il primo giorno nella zona nuova; può essere un giorno che viene. Vuota: la zona di "
            "adesso era sbagliata, e si corregge come se fosse sempre stata l'altra."
        ),
        required=False,
    )


class CloseForm(OfficeForm):
    """A municipality that is no more."""

    on = DayField(
        label=_("Da quando non c'è più"),
        help_text=_("Il primo giorno in cui non esiste; può essere un giorno che viene."),
        error_messages={"required": _("Scrivi il giorno.")},
    )
    merged_into = forms.ModelChoiceField(
        Municipality.objects.none(),
        label=_("In quale comune confluisce"),
        required=False,
        empty_label=_("In nessuno"),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into: Any = self.fields["merged_into"]
        into.queryset = Municipality.objects.filter(closed_on=None).exclude(pk=municipality.pk)


class TerritoryColumnsForm(ColumnsForm):
    """Which column is what, as guessed, and what holds for every row."""

    listed = COLUMNS
    default_since = DayField(
        label=_("Da quando valgono i passaggi di zona"),
        help_text=_("Vuota: le zone di adesso erano sbagliate, e si correggono."),
        required=False,
    )
    default_makes_zones = forms.BooleanField(
        label=_("Crea le zone che non ci sono ancora"), required=False
    )

    def options(self) -> dict[str, Any]:
        """What importing.preview asks for beside the rows and the mapping."""
        data = self.cleaned_data
        return {"since": data["default_since"], "makes_zones": data["default_makes_zones"]}

"""What the body says of itself: the header, the footer and the privacy page of the site."""

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.web.shared.forms import EditForm, LocalizedFormField

NOT_AN_ADDRESS = {"invalid": _("Scrivi l'indirizzo intero, per esempio https://www.ente.example.org.")}  # fmt: skip


class BodyForm(EditForm):
    """The body whose process this is."""

    name = LocalizedFormField(
        label=_("Nome dell'ente"),
        help_text=_("Per intero: si legge in testa e in fondo a ogni pagina."),
        max_length=200,
        error_messages={"required": _("Scrivi il nome dell'ente, almeno in italiano.")},
    )
    short_name = forms.CharField(
        label=_("Nome breve"),
        help_text=_("Dove lo spazio è poco, per esempio nel calendario."),
        max_length=60,
        required=False,
    )
    office = LocalizedFormField(
        label=_("Ufficio"),
        help_text=_("Chi segue il percorso, per esempio «Ufficio di piano»."),
        required=False,
        max_length=200,
    )
    address = forms.CharField(label=_("Indirizzo"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("A cui scrive chi ha una domanda. Dell'ufficio, non di una persona."),
        required=False,
        error_messages={"invalid": _("Scrivi l'indirizzo intero, per esempio piano@ente.example.org.")},
    )  # fmt: skip
    phone = forms.CharField(label=_("Telefono"), max_length=40, required=False)
    website = forms.URLField(
        label=_("Sito dell'ente"), required=False, assume_scheme="https", error_messages=NOT_AN_ADDRESS
    )  # fmt: skip
    privacy_contact = forms.CharField(
        label=_("A chi scrivere per i propri dati"),
        help_text=_("Si legge nella pagina «Come trattiamo i tuoi dati»."),
        max_length=200,
        required=False,
    )
    data_protection_officer = forms.CharField(
        label=_("Responsabile della protezione dei dati"),
        help_text=_("Nome o recapito, come li avete pubblicati."),
        max_length=200,
        required=False,
    )
    accessibility_url = forms.URLField(
        label=_("Dichiarazione di accessibilità"),
        help_text=_("L'indirizzo della dichiarazione pubblicata su form.agid.gov.it."),
        required=False,
        assume_scheme="https",
        error_messages=NOT_AN_ADDRESS,
    )

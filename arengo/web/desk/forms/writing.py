"""Writing to people who are registered, and the people of the office."""

from django import forms
from django.utils.translation import gettext_lazy

from arengo.people.models import User
from arengo.web.shared.forms import EditForm, LocalizedFormField, OfficeForm

ROLES_IN_WORDS = {
    User.Role.ADMINISTRATOR: gettext_lazy("Amministrazione: tutto, e chi lavora qui"),
    User.Role.OFFICE: gettext_lazy("Ufficio: incontri, iscrizioni, inviti, messaggi"),
    User.Role.DOOR: gettext_lazy("Accoglienza: solo l'ingresso, il giorno dell'incontro"),
    User.Role.VIEWER: gettext_lazy("Sola lettura: numeri ed elenchi senza nomi"),
}


class MessageForm(OfficeForm):
    """Subject and text, in the languages of the site."""

    subject = LocalizedFormField(
        label=gettext_lazy("Oggetto"),
        max_length=150,
        error_messages={"required": gettext_lazy("Scrivi l'oggetto, almeno in italiano.")},
    )
    text = LocalizedFormField(
        rows=9,
        label=gettext_lazy("Testo"),
        help_text=gettext_lazy(
            "Una riga vuota comincia un capoverso. Saluto, luogo, ora e link personale li aggiungiamo noi. "
            "Chi ha scelto l'inglese, se manca, riceve il testo italiano."
        ),
        error_messages={"required": gettext_lazy("Scrivi il testo, almeno in italiano.")},
    )


class StaffForm(OfficeForm):
    """Somebody new in the office."""

    name = forms.CharField(
        label=gettext_lazy("Nome e cognome"),
        max_length=120,
        error_messages={"required": gettext_lazy("Scrivi nome e cognome.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail di lavoro"),
        help_text=gettext_lazy(
            "A questo indirizzo arriva il codice per entrare: non ci sono password."
        ),
        error_messages={
            "required": gettext_lazy("Scrivi l'indirizzo: ci serve per mandare il codice."),
            "invalid": gettext_lazy("Controlla l'indirizzo: dev'essere come nome@ente.it."),
        },
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Ruolo"),
        choices=list(ROLES_IN_WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Scegli un ruolo.")},
    )


class RoleForm(EditForm):
    """The role of somebody who is here."""

    role = forms.ChoiceField(
        label=gettext_lazy("Ruolo"), choices=list(ROLES_IN_WORDS.items()), widget=forms.RadioSelect
    )

"""The form of a piece of news."""

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.web.shared.forms import EditForm, LocalizedFormField


class NewsForm(EditForm):
    """A title and a text."""

    title = LocalizedFormField(
        label=_("Titolo"),
        max_length=160,
        help_text=_("Che cosa c'è di nuovo, in una riga."),
    )
    text = LocalizedFormField(
        label=_("Testo"),
        help_text=_(
            "Una riga vuota separa i paragrafi. Il primo è quello che si legge nella pagina "
            "iniziale. Per un link: [parole](https://indirizzo)."
        ),
        rows=12,
        max_length=20_000,
        required=False,
    )
    is_example = forms.BooleanField(label=_("È un esempio: la pagina lo dice"), required=False)

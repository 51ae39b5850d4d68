"""Forms of who serves at a meeting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.meetings.models import Duty, Meeting, Venue
from arengo.web.shared.forms import EditForm, OfficeForm


class DutyForm(OfficeForm):
    """Which service, where, and to whom it is given."""

    kind = forms.ChoiceField(
        label=_("Quale servizio"),
        choices=Duty.Kind.choices,
        error_messages={
            "required": _("Scegli quale servizio dai."),
            "invalid_choice": _("Scegli quale servizio dai."),
        },
    )
    venue = forms.ModelChoiceField(
        Venue.objects.none(),
        label=_("In quale sede"),
        required=False,
        empty_label=_("In tutte"),
    )
    name = forms.CharField(
        label=_("A chi"),
        max_length=120,
        required=False,
        help_text=_(
            "Con parole vostre: un nome, o «tablet 2». A due nomi vanno due link. Serve a sapere "
            "quale togliere, lo legge solo l'ufficio e si cancella 30 giorni dopo l'incontro."
        ),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        venues: Any = self.fields["venue"]
        venues.queryset = meeting.venues.all()
        if len(meeting.venues.all()) < 2:
            del self.fields["venue"]


class DutyNameForm(EditForm):
    """To whom a service was given; the link stays."""

    name = forms.CharField(
        label=_("A chi"), max_length=120, required=False, help_text=_("Il link non cambia.")
    )

"""The form by which one registers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from arengo.registrations.models import SeatPool
from arengo.registrations.refusals import WrongInvitationCode
from arengo.web.public.forms import invited, participation
from arengo.web.public.forms.details import DetailsForm
from arengo.web.public.forms.participation import Way

NAME_LENGTH = 120
EMAIL_SENTENCES = {
    "required": _("Scrivi la tua e-mail: ci serve per mandarti il link."),
    "invalid": _("Quest'indirizzo non è completo: per esempio ada@example.org."),
}


class NameField(forms.CharField):
    """A person's name and surname."""

    default_error_messages = {
        "required": _("Scrivi il tuo nome e cognome: è il nome che leggi sul biglietto."),
        "max_length": _("Usa al massimo 120 caratteri."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=NAME_LENGTH, **kwargs)


class WayField(forms.CharField):
    """How one takes part: cleans to a Way. `ways` is given by the form."""

    default_error_messages = {
        "required": _("Scegli come partecipi."),
        "unknown": _("Questo modo di partecipare non c'è più: scegli di nuovo qui sotto."),
    }
    ways: Sequence[Way] = ()

    def clean(self, value: Any) -> Any:
        """The Way that was chosen."""
        way = participation.find(self.ways, super().clean(value))
        if way is None:
            raise ValidationError(self.error_messages["unknown"])
        return way


def knowingly_chosen(way: Way, form: forms.Form, ways: Sequence[Way]) -> Way:
    """`way`, unless only its line is left and a place was asked for: the line is another choice."""
    if participation.has_filled_up(way, form["participation"].value()):
        raise ValidationError(participation.filled_up_sentence(way, ways))
    return way


class RegisterForm(DetailsForm):
    """One page for both modes. Its fields in the order of the page."""

    name = NameField()
    email = forms.EmailField(max_length=254, error_messages=EMAIL_SENTENCES)
    participation = WayField()
    codice = forms.CharField(required=False, max_length=40)
    notify_next = forms.BooleanField(required=False)
    invito = invited.InvitedField()

    field_order = (
        *("name", "email", "municipality", "elsewhere", "representing", "delegate_of"),
        *("participation", "codice", "axes", "access_needs", "access_consent"),
    )

    def __init__(
        self,
        *args: Any,
        ways: Sequence[Way],
        contingents: Sequence[SeatPool] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ways = ways
        self.contingents = contingents
        self.fields["participation"].ways = ways  # type: ignore[attr-defined]

    @property
    def asks_code(self) -> bool:
        """True when there are places that only a code opens, or a code was given."""
        return bool(self.contingents or self["codice"].value())

    def clean_codice(self) -> str:
        """The code, when it opens something."""
        code: str = self.cleaned_data["codice"].strip()
        if code and not participation.opened_by(code, self.contingents):
            raise ValidationError(WrongInvitationCode.SENTENCE)
        return code

    def clean_participation(self) -> Way:
        """The way, when there is a place or the line was chosen."""
        return knowingly_chosen(self.cleaned_data["participation"], self, self.ways)

    def arguments(self) -> dict[str, Any]:
        """What `register` is told."""
        cleaned = self.cleaned_data
        way: Way = cleaned["participation"]
        opened = participation.opened_by(cleaned["codice"], self.contingents)
        is_for_this_way = any((p.mode, p.venue_id) == (way.mode, way.pool.venue_id) for p in opened)
        return {
            "name": cleaned["name"],
            "email": cleaned["email"],
            "mode": way.mode,
            "venue": way.venue,
            "invitation_code": cleaned["codice"] if is_for_this_way else "",
            "notify_next": cleaned["notify_next"],
            "invitation": invited.find(self.meeting, cleaned["invito"]),
            **self.details(),
        }

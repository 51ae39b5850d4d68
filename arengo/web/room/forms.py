"""What the door sends: somebody without a registration, and what a telephone tells."""

from typing import Final

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from arengo.live.models import HelpRequest, SpeakingRequest
from arengo.registrations.models import Registration

# A telephone may come back to the network on the day after.
LATEST_SECONDS: Final = 36 * 3600


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


class ActForm(forms.Form):
    """One act that a telephone tells, perhaps late, perhaps again."""

    class Kind(models.TextChoices):
        TICKET = "ticket"
        PERSON = "person"
        COMPANION = "companion"
        WALK_IN = "walk_in"

    nonce = forms.UUIDField()
    kind = forms.ChoiceField(choices=Kind.choices)
    seconds_ago = forms.IntegerField(min_value=0, max_value=LATEST_SECONDS)
    text = forms.CharField(required=False, max_length=400)
    code = forms.CharField(required=False, max_length=12)


class HelpForm(forms.Form):
    """What somebody needs help with; numbered by the page, so that twice is once."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    about = forms.ChoiceField(
        label=_("Di che cosa hai bisogno?"),
        choices=HelpRequest.About.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Scegli di che cosa hai bisogno.")},
    )
    text = forms.CharField(
        label=_("Se vuoi, spiega meglio"),
        max_length=300,
        required=False,
        error_messages={"max_length": _("Al massimo 300 caratteri: accorcia un po'.")},
    )


class AnswerForm(forms.Form):
    """What who asked for help reads."""

    answer = forms.CharField(label=_("Risposta"), max_length=300)


class MessageForm(forms.Form):
    """Some words on the projector."""

    message = forms.CharField(
        label=_("Messaggio"),
        max_length=200,
        error_messages={
            "required": _("Scrivi che cosa deve dire lo schermo."),
            "max_length": _("Al massimo 200 caratteri: dal fondo della sala non si legge di più."),
        },
    )


class CaptionForm(forms.Form):
    """A line of the captions."""

    text = forms.CharField(
        label=_("Che cosa si sta dicendo"),
        max_length=2000,
        error_messages={"required": _("Scrivi quello che si sta dicendo.")},
    )


class WriteForm(forms.Form):
    """What somebody would have said."""

    text = forms.CharField(
        label=_("Quello che volevi dire"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": _("Scrivi quello che volevi dire."),
            "max_length": _("Al massimo 4000 caratteri: tieni l'essenziale."),
        },
    )


class SpeakForm(forms.Form):
    """A hand raised; numbered by the page, so that twice is once."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.TypedChoiceField(
        choices=SpeakingRequest.Kind.choices,
        coerce=SpeakingRequest.Kind,
        empty_value=SpeakingRequest.Kind.FLOOR,
        required=False,
    )
    topic = forms.CharField(label=_("Di che cosa, in due parole"), required=False)


class StewardForm(forms.Form):
    """Somebody in the hall who has no device, by name alone."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Nome di chi vuole parlare"),
        max_length=120,
        error_messages={"required": _("Scrivi come chiamare la persona.")},
    )
    topic = forms.CharField(label=_("Di che cosa, in due parole"), max_length=120, required=False)


class PassForm(forms.Form):
    """Why the chair lets somebody go first."""

    reason = forms.CharField(max_length=200)

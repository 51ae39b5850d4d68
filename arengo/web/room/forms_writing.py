"""What is written in the room: perspectives and priorities, notes, what who spoke says of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.live.models import Horizon, Note, Statement
from arengo.live.models.writing import TEXT_AT_MOST
from arengo.live.said import axes_of
from arengo.meetings.models import Meeting
from arengo.plan.models import Axis

TOO_LONG = _("Al massimo 600 caratteri: tieni l'essenziale.")


class StatementForm(forms.Form):
    """A perspective or a priority, and the axis for which it was written."""

    line = forms.CharField(max_length=120)
    kind = forms.ChoiceField(choices=Statement.Kind.choices)
    horizon = forms.ChoiceField(
        choices=Horizon.choices,
        error_messages={"required": _("Scegli se è a medio o a lungo termine.")},
    )
    text = forms.CharField(
        max_length=TEXT_AT_MOST,
        error_messages={"required": _("Scrivi prima qualcosa."), "max_length": TOO_LONG},
    )


class NoteForm(forms.Form):
    """A sentence of a turn; numbered by the page, so that twice is once."""

    number = forms.UUIDField(required=False)
    text = forms.CharField(
        max_length=TEXT_AT_MOST,
        error_messages={
            "required": _("Una frase salvata non si toglie: puoi scriverla meglio."),
            "max_length": TOO_LONG,
        },
    )


class CorrectionForm(forms.Form):
    """How who spoke says it."""

    text = forms.CharField(
        max_length=TEXT_AT_MOST,
        error_messages={"required": _("Scrivi come l'hai detto."), "max_length": TOO_LONG},
    )


class TidyForm(forms.Form):
    """What kind of voice a note is, about what, how far it looks; all may be left for later."""

    kind = forms.ChoiceField(choices=Note.Kind.choices, required=False)
    # "axis-3", "plan" or "process": one choice for who sorts.
    about = forms.CharField(max_length=20, required=False)
    horizon = forms.ChoiceField(choices=Horizon.choices, required=False)

    def __init__(self, data: Any, *, meeting: Meeting) -> None:
        super().__init__(data)
        self.axes: dict[str, Axis] = {f"axis-{axis.number}": axis for axis in axes_of(meeting)}

    def clean_about(self) -> str:
        about = str(self.cleaned_data["about"])
        if about not in ("", Note.About.PLAN, Note.About.PROCESS, *self.axes):
            raise forms.ValidationError(_("Scegli di che cosa parla fra quelli che vedi."))
        return about

    @property
    def tidied(self) -> dict[str, Any]:
        """What the operation takes."""
        about = self.cleaned_data["about"]
        axis = self.axes.get(about)
        return {
            "kind": self.cleaned_data["kind"],
            "about": Note.About.AXIS if axis else about,
            "axis": axis,
            "horizon": self.cleaned_data["horizon"],
        }

"""The forms by which a voice is divided, and by which those that say the same are put together."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.contributions.models import Contribution
from arengo.web.shared.forms import OfficeForm


class SplitForm(OfficeForm):
    """The words of a voice, with an empty line where another thing begins."""

    divided = forms.CharField(
        label=_("Le parole"),
        strip=False,
        widget=forms.Textarea({"rows": 14}),
        help_text=_("Metti una riga vuota dove comincia un'altra cosa. Non cambiare le parole."),
    )


class MergeForm(OfficeForm):
    """Which of the voices is the main one."""

    main = forms.ChoiceField(
        label=_("Qual è la principale"),
        help_text=_("Quella detta meglio: è già letta, e la risposta si dà a lei."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, voices: Sequence[Contribution], **kwargs: Any) -> None:
        self.voices = voices
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        field: Any = self.fields["main"]
        field.choices = [(each.code, each.words) for each in self.voices]

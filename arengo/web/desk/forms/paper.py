"""The forms of sheets to write on by hand: how many to print."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from arengo.contributions.models import SHEETS_AT_MOST
from arengo.contributions.sheets import is_taken
from arengo.core.clock import process_time
from arengo.process.models import Process, Stage
from arengo.territory.models import Municipality
from arengo.territory.queries import municipalities_on
from arengo.web.shared.forms import OfficeForm

A_FEW = 20


class PrintForm(OfficeForm):
    """How many sheets, for which stage, to be left where."""

    stage = forms.ModelChoiceField(
        label=_("Per quale tappa"),
        queryset=Stage.objects.none(),
        empty_label=None,
        error_messages={"required": _("Scegli la tappa.")},
    )
    count = forms.IntegerField(
        label=_("Quanti fogli"),
        min_value=1,
        max_value=SHEETS_AT_MOST,
        initial=A_FEW,
        help_text=_(
            "Da 1 a %(most)s. Ognuno ha il suo codice: meglio stamparne altri che fotocopiarli."
        )
        % {"most": SHEETS_AT_MOST},
        error_messages={
            "required": _("Scrivi quanti fogli."),
            "invalid": _("Scrivi un numero."),
            "min_value": _("Almeno uno."),
            "max_value": _("Al massimo %(limit_value)s per volta: poi stampane altri."),
        },
    )
    language = forms.ChoiceField(
        label=_("Lingua"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )
    place = forms.CharField(
        label=_("Dove li lasci"),
        max_length=120,
        required=False,
        help_text=_("Per ritrovarli: per esempio «Biblioteca, banco dei prestiti»."),
    )
    municipality = forms.ModelChoiceField(
        label=_("Comune"),
        queryset=Municipality.objects.none(),
        empty_label=_("Più d'uno, o non si sa"),
        required=False,
    )
    number = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        self.process = process
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        fields: dict[str, Any] = self.fields
        now = process_time.now()
        taking = [stage.pk for stage in self.process.stages.all() if is_taken(stage, now)]
        fields["stage"].queryset = self.process.stages.filter(pk__in=taking)
        fields["municipality"].queryset = municipalities_on(process_time.today())
        self.initial.setdefault("number", uuid.uuid4())

    def clean_number(self) -> uuid.UUID:
        """The number of the form; one that came without is a print of its own."""
        number: uuid.UUID | None = self.cleaned_data["number"]
        return number or uuid.uuid4()

"""The forms of sheets to write on by hand: how many to print, what is written on one."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from arengo.contributions.coding import Target
from arengo.contributions.models import SHEETS_AT_MOST, Contribution
from arengo.contributions.operations import AnswerTo
from arengo.contributions.sheets import is_taken
from arengo.core.clock import process_time
from arengo.live.models import Horizon
from arengo.process.models import Process, Stage
from arengo.territory.models import Municipality
from arengo.territory.queries import municipalities_on
from arengo.web.shared.forms import OfficeForm
from arengo.web.shared.voice_words import FOR_WHOM, wide_targets

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


class TypeForm(OfficeForm):
    """A voice as somebody wrote it by hand, and what they ticked."""

    words = forms.CharField(
        label=_("Le parole, come sono scritte"),
        widget=forms.Textarea({"rows": 7, "spellcheck": "false"}),
        help_text=_("Anche con i suoi errori. Dove non si legge scrivi [illeggibile]."),
        error_messages={"required": _("Scrivi le parole che leggi.")},
    )
    targets = forms.MultipleChoiceField(
        label=_("Di che cosa parla"), widget=forms.CheckboxSelectMultiple, required=False
    )
    kind = forms.ChoiceField(
        label=_("Che cos'è"),
        choices=[("", _("Non lo dice")), *Contribution.Kind.choices],
        required=False,
    )
    horizon = forms.ChoiceField(
        label=_("A che termine"),
        choices=[("", _("Non lo dice")), *Horizon.choices],
        required=False,
    )
    representing = forms.ChoiceField(
        label=_("Per chi parla"),
        choices=[("", _("Non lo dice")), *FOR_WHOM.items()],
        required=False,
    )
    municipality = forms.ModelChoiceField(
        label=_("Comune"),
        queryset=Municipality.objects.none(),
        empty_label=_("Non lo dice"),
        required=False,
    )
    signature = forms.CharField(
        label=_("Firma"),
        max_length=120,
        required=False,
        help_text=_("Solo se chiede che un nome si legga accanto alle parole."),
    )
    number = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        self.process = process
        self.offered: list[tuple[Target, str]] = wide_targets(process)
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        fields: dict[str, Any] = self.fields
        fields["targets"].choices = [(target.key, label) for target, label in self.offered]
        fields["municipality"].queryset = municipalities_on(process_time.today())
        self.initial.setdefault("number", uuid.uuid4())

    def clean_number(self) -> uuid.UUID:
        """The number of the form; one that came without is a voice of its own."""
        number: uuid.UUID | None = self.cleaned_data["number"]
        return number or uuid.uuid4()

    def arguments(self) -> dict[str, Any]:
        """What `type_voice` is told."""
        names = ("words", "kind", "horizon", "representing", "municipality", "signature", "number")
        chosen = set(self.cleaned_data["targets"])
        return {
            **{name: self.cleaned_data[name] for name in names},
            "targets": [target for target, _label in self.offered if target.key in chosen],
        }


class FirstTypeForm(TypeForm):
    """The first voice of a sheet: also where who wrote it wants the answer."""

    email = forms.CharField(
        label=_("E-mail per la risposta"),
        max_length=254,
        required=False,
        widget=forms.TextInput({"inputmode": "email", "autocapitalize": "none"}),
    )
    name = forms.CharField(label=_("Nome, per una lettera"), max_length=120, required=False)
    address = forms.CharField(
        label=_("Indirizzo postale"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Una riga per la via, una per CAP e comune. Serve solo se non c'è l'e-mail."),
    )

    def arguments(self) -> dict[str, Any]:
        """What `type_voice` is told."""
        to = {name: self.cleaned_data[name] for name in ("email", "name", "address")}
        return {**super().arguments(), "answer_to": AnswerTo(**to)}

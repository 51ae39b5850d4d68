"""Forms of projects: one alone, and which column of a sheet is what."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from arengo.core.clock import process_time
from arengo.plan.models import Axis, Plan, Strategy
from arengo.projects import values
from arengo.projects.columns import COLUMNS
from arengo.projects.models import Project
from arengo.territory.models import Municipality
from arengo.territory.queries import territory
from arengo.web.desk.forms.sheets import ColumnsForm
from arengo.web.shared.forms import DayField, EditForm, LocalizedFormField

THOUSANDS = re.compile(r"[€\s]*\d{1,3}(?:[.,]\d{3})+[€\s]*")


class EurosField(forms.Field):
    """An amount in euros, however one writes it: 1.234,56 or 1234.56."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "decimal"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """As people write it; what was typed and is not an amount stays as it was typed."""
        return number_format(value, 2, force_grouping=True) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, Decimal):
            return value or None
        text = str(value).strip()
        # Of an amount alone nobody can tell, in "1,250", thousands from cents: no cent has three figures.
        bare = re.sub(r"\D", "", text) if THOUSANDS.fullmatch(text) else text
        amount = values.amount(bare, values.decimal_sign([bare])) if bare else None
        if amount is None:
            raise ValidationError(
                _("Scrivi un importo in euro, per esempio 1.250.000,50."), code="invalid"
            )
        return amount


class ProjectForm(EditForm):
    """Everything that a project says of itself."""

    title = LocalizedFormField(label=_("Titolo"))
    summary = LocalizedFormField(label=_("In poche righe"), rows=4, required=False)
    status = forms.ChoiceField(label=_("Stato"), choices=Project.Status.choices)
    stated_status = forms.CharField(
        label=_("Stato, con le parole della fonte"), max_length=100, required=False
    )
    owner = forms.CharField(label=_("Chi lo attua"), max_length=300, required=False)
    cup = forms.CharField(
        label=_("CUP"),
        help_text=_("Codice unico di progetto, 15 segni. Un CUP è di un progetto solo."),
        max_length=20,
        required=False,
        widget=forms.TextInput({"autocapitalize": "characters", "spellcheck": "false"}),
    )
    programme = forms.CharField(label=_("Misura o programma"), required=False)
    axis = forms.ModelChoiceField(
        Axis.objects.none(), label=_("Asse"), required=False, empty_label=_("Nessuno")
    )
    strategy = forms.ModelChoiceField(
        Strategy.objects.none(), label=_("Strategia"), required=False, empty_label=_("Nessuna")
    )
    cost = EurosField(label=_("Costo totale, in euro"), required=False)
    funding = EurosField(label=_("Di cui finanziato, in euro"), required=False)
    funding_source = forms.CharField(label=_("Chi finanzia"), max_length=100, required=False)
    municipalities = forms.ModelMultipleChoiceField(
        Municipality.objects.all(),
        label=_("Comuni"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Questo comune non c'è: scegli di nuovo.")},
    )
    source = forms.CharField(
        label=_("Da dove viene"),
        help_text=_("Si legge nella pagina del progetto."),
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    source_date = DayField(label=_("Data della fonte"), required=False)
    is_example = forms.BooleanField(
        label=_("È un progetto d'esempio: la pagina lo dice"), required=False
    )

    def __init__(self, *args: Any, plan: Plan | None, **kwargs: Any) -> None:
        self.plan = plan
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        """The axes are those of the plan that orders the projects, and the one that it has already."""
        fields: dict[str, Any] = self.fields
        own_axis = self.initial.get("axis")
        plans = {each for each in (self.plan, own_axis.plan if own_axis else None) if each}
        axes = Axis.objects.filter(plan__in=plans).select_related("plan")
        fields["axis"].queryset = axes.order_by("plan", "number")
        if len(plans) > 1:
            fields["axis"].label_from_instance = lambda row: f"{row} ({row.plan})"
        strategies = Strategy.objects.filter(axis__plan__in=plans).select_related("axis")
        fields["strategy"].queryset = strategies.order_by("axis__plan", "axis__number", "number")
        fields["strategy"].label_from_instance = lambda row: (
            f"{row.axis.number}.{row.number} {row.name}"
        )

    def places(self) -> list[tuple[str, int, list[Any]]]:
        """The municipalities by zone: (zone, how many are chosen, boxes)."""
        boxes = {str(box.data["value"]): box for box in self["municipalities"]}
        today = territory(process_time.today())
        groups: list[tuple[Any, list[Municipality]]] = [*today.zones]
        groups.append((_("Senza zona"), today.without_zone))
        # Who is closed is offered only where it stands already.
        standing = [town for town in today.closed if boxes[str(town.pk)].data["selected"]]
        groups.append((_("Non ci sono più"), standing))
        found = []
        for name, towns in groups:
            mine = [boxes[str(town.pk)] for town in towns]
            chosen = sum(1 for box in mine if box.data["selected"])
            found.append((str(name), chosen, mine))
        return [group for group in found if group[2]]


class ProjectColumnsForm(ColumnsForm):
    """Which column is what, as guessed, and what holds for every row."""

    listed = COLUMNS
    default_status = forms.ChoiceField(
        label=_("Stato, dove il foglio non lo dice"),
        choices=[("", _("Non dichiarato")), *Project.Status.choices],
        required=False,
    )
    default_funding_source = forms.CharField(
        label=_("Chi finanzia"), required=False, max_length=100
    )
    default_source = forms.CharField(
        label=_("Fonte del dato"),
        help_text=_("Si legge nella pagina di ogni progetto."),
        required=False,
    )
    default_source_date = DayField(label=_("Data della fonte"), required=False)
    default_is_example = forms.BooleanField(
        label=_("Sono progetti d'esempio: la pagina lo dice"), required=False
    )

    def defaults(self) -> dict[str, str]:
        """What holds for every row."""
        return {
            name: value if isinstance(value, str) else str(value)
            for name, value in self.chosen("default_").items()
        }

"""Forms of the plans: one as a whole, a copy, and its axes, strategies and actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.plan.models import Axis, Plan, Strategy
from arengo.plan.operations import Depth
from arengo.web.shared.forms import EditForm, LocalizedFormField, OfficeForm

LARGEST = 999
DEPTHS = [
    (Depth.AXES.value, _("Solo gli assi")),
    (Depth.EVERYTHING.value, _("Assi, strategie e azioni")),
]


def year(label: Any) -> forms.IntegerField:
    """A year, with four figures."""
    return forms.IntegerField(
        label=label,
        error_messages={
            "required": _("Scrivi l'anno."),
            "invalid": _("Scrivi l'anno con quattro cifre, per esempio 2024."),
        },
    )


def number(label: Any, **options: Any) -> forms.IntegerField:
    """A whole number that may be left out."""
    options.setdefault("min_value", 1)
    return forms.IntegerField(
        label=label,
        required=False,
        max_value=LARGEST,
        error_messages={
            "invalid": _("Scrivi un numero intero."),
            "min_value": _("Scrivi un numero da %(limit_value)s in su."),
            "max_value": _("Scrivi un numero fino a %(limit_value)s."),
        },
        **options,
    )


class PlanForm(EditForm):
    """What a plan says of itself."""

    title = LocalizedFormField(label=_("Titolo del piano"))
    subtitle = LocalizedFormField(label=_("Sottotitolo"), required=False)
    first_year = year(_("Dall'anno"))
    last_year = year(_("All'anno"))
    state = forms.ChoiceField(label=_("A che punto è"), choices=Plan.State.choices)
    description = LocalizedFormField(
        label=_("Presentazione"),
        help_text=_("Una riga vuota separa i paragrafi."),
        rows=6,
        required=False,
    )
    stated_strategies = number(
        _("Strategie dichiarate"),
        min_value=0,
        help_text=_("Quante ne dichiara l'ente: se qui ce ne sono meno, la pagina lo dice."),
    )
    stated_actions = number(_("Azioni dichiarate"), min_value=0)
    source = forms.CharField(
        label=_("Da dove viene"), required=False, widget=forms.Textarea({"rows": 2})
    )


class CopyPlanForm(OfficeForm):
    """The next plan, from the axes of another."""

    title = LocalizedFormField(label=_("Titolo del piano nuovo"))
    first_year = year(_("Dall'anno"))
    last_year = year(_("All'anno"))
    depth = forms.ChoiceField(
        label=_("Che cosa si copia"), choices=DEPTHS, widget=forms.RadioSelect, initial=Depth.AXES
    )


class BeginPlanForm(OfficeForm):
    """An empty plan that begins from the axes of another."""

    source = forms.ModelChoiceField(
        Plan.objects.none(),
        label=_("Da quale piano"),
        empty_label=None,
        error_messages={"required": _("Scegli da quale piano.")},
    )
    depth = forms.ChoiceField(
        label=_("Che cosa si copia"), choices=DEPTHS, widget=forms.RadioSelect, initial=Depth.AXES
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source: Any = self.fields["source"]
        source.queryset = Plan.objects.filter(axes__isnull=False).exclude(pk=plan.pk).distinct()


class AxisForm(EditForm):
    """An axis of a plan."""

    number = number(
        _("Numero"), help_text=_("Ne dà anche il colore e il segno. Vuoto: il prossimo.")
    )
    name = LocalizedFormField(label=_("Nome"), help_text=_("Breve: sta in un'etichetta."))
    goal = LocalizedFormField(label=_("Obiettivo"), rows=4, required=False)


class StrategyForm(EditForm):
    """A strategy; of one that is there, also the axis it is in."""

    axis = forms.ModelChoiceField(Axis.objects.none(), label=_("Asse"), empty_label=None)
    number = number(_("Numero nell'asse"), help_text=_("Vuoto: il prossimo."))
    name = LocalizedFormField(label=_("Nome"))

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        axis: Any = self.fields["axis"]
        axis.queryset = Axis.objects.filter(plan=plan)


class ActionForm(EditForm):
    """An action; of one that is there, also the strategy it is in."""

    strategy = forms.ModelChoiceField(
        Strategy.objects.none(), label=_("Strategia"), empty_label=None
    )
    number = number(_("Numero nella strategia"), help_text=_("Vuoto: il prossimo."))
    name = LocalizedFormField(label=_("Nome"))

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        strategy: Any = self.fields["strategy"]
        strategy.queryset = Strategy.objects.filter(axis__plan=plan).select_related("axis")
        strategy.label_from_instance = lambda row: f"{row.axis.number}.{row.number} {row.name}"

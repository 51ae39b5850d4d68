"""The forms by which a voice is read, and answered."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.contributions.coding import About, Target
from arengo.contributions.models import Contribution
from arengo.feedback.models import Reply
from arengo.live.models import Horizon
from arengo.plan.models import Axis, Strategy
from arengo.process.models import Document, GuidelineSection, Process
from arengo.projects.models import Project
from arengo.web.shared.forms import EditForm, LocalizedFormField, OfficeForm
from arengo.web.shared.voice_words import wide_targets


class ReadForm(OfficeForm):
    """What kind of voice it is, about what, how far it looks."""

    kind = forms.ChoiceField(
        label=_("Che cos'è"),
        choices=Contribution.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Scegli che tipo di voce è.")},
    )
    targets = forms.MultipleChoiceField(
        label=_("Di che cosa parla"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Scegli almeno una cosa di cui parla.")},
    )
    horizon = forms.ChoiceField(
        label=_("A che termine"),
        choices=[("", _("Non lo dice")), *Horizon.choices],
        widget=forms.RadioSelect,
        required=False,
    )

    hold = forms.BooleanField(
        label=_("Non mostrare ancora queste parole a tutti: prima ne parliamo"), required=False
    )

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        self.offered = targets_offered(process)
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        choices = [(target.key, label) for _group, some in self.offered for target, label in some]
        field: Any = self.fields["targets"]
        field.choices = choices

    def groups(self) -> list[tuple[str, list[tuple[str, str, bool]], bool]]:
        """What it may be about, group by group: heading, (value, label, is chosen), is any chosen."""
        chosen = set(self["targets"].value() or [])
        found = []
        for heading, some in self.offered:
            rows = [(target.key, label, target.key in chosen) for target, label in some]
            found.append((heading, rows, any(is_on for *_rest, is_on in rows)))
        return found

    def chosen(self) -> list[Target]:
        """What was chosen, as the verb takes it."""
        wanted = set(self.cleaned_data["targets"])
        return [t for _heading, some in self.offered for t, _label in some if t.key in wanted]


Offered = list[tuple[str, list[tuple[Target, str]]]]


def targets_offered(process: Process) -> Offered:
    """All that a voice may be about, in groups: the first, without heading, is always in sight."""
    axes = list(process.plan_in_force.axes.all()) if process.plan_in_force else []
    groups: Offered = [("", wide_targets(process))]
    groups += [group for axis in axes if (group := _strategies(axis))[1]]
    sections = GuidelineSection.objects.filter(guideline__process=process)
    named = [(Target(About.GUIDELINE, section=each), str(each.title)) for each in sections]
    if named:
        groups.append((str(About.GUIDELINE.label), named))
    return groups


def _strategies(axis: Axis) -> tuple[str, list[tuple[Target, str]]]:
    heading = str(_("Strategie dell'asse %(number)s") % {"number": axis.number})
    rows = [
        (Target(About.AXIS, axis, strategy), f"{axis.number}.{strategy.number} {strategy.name}")
        for strategy in axis.strategies.all()
    ]
    return heading, rows


class ReplyForm(EditForm):
    """What became of the voices, why, who answers, and where one sees it."""

    outcome = forms.ChoiceField(
        label=_("Che cosa ne è stato"),
        choices=Reply.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Scegli che cosa ne è stato.")},
    )
    other_body = forms.CharField(
        label=_("Quale ente"),
        max_length=160,
        required=False,
        help_text=_("Solo se riguarda un altro ente: a chi l'avete passata."),
    )
    reason = LocalizedFormField(
        label=_("Il perché"),
        rows=6,
        max_length=4000,
        help_text=_(
            "In parole semplici: che cosa avete deciso, perché, che cosa succede adesso. "
            "Lo legge chi ha parlato."
        ),
        error_messages={"required": _("Il perché: scrivilo, almeno in italiano.")},
    )
    office = forms.CharField(
        label=_("Ufficio che risponde"),
        max_length=160,
        error_messages={"required": _("Ufficio che risponde: scrivi quale.")},
    )
    responsible = forms.CharField(
        label=_("Responsabile"),
        max_length=120,
        error_messages={"required": _("Responsabile: scrivi il nome di chi ne risponde.")},
    )
    strategy = forms.ModelChoiceField(
        label=_("Strategia del piano"),
        queryset=Strategy.objects.none(),
        required=False,
        empty_label=_("Nessuna"),
    )
    section = forms.ModelChoiceField(
        label=_("Linee di indirizzo"),
        queryset=GuidelineSection.objects.none(),
        required=False,
        empty_label=_("Nessuna"),
    )
    project = forms.CharField(
        label=_("Progetto"),
        required=False,
        max_length=120,
        help_text=_("Il CUP, o l'ultima parte dell'indirizzo della sua pagina."),
    )
    document = forms.ModelChoiceField(
        label=_("Documento"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=_("Nessuno"),
    )

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        self.process = process
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        strategies = Strategy.objects.filter(axis__plan=self.process.plan_in_force)
        self._offer("strategy", strategies.select_related("axis"), _numbered)
        self._offer("section", GuidelineSection.objects.filter(guideline__process=self.process))
        self._offer("document", Document.objects.filter(process=self.process))

    def clean_project(self) -> Project | None:
        """The project with this CUP, or at this address."""
        typed = self.cleaned_data["project"].strip().rstrip("/").rsplit("/", 1)[-1]
        if not typed:
            return None
        found = Project.objects.filter(slug=typed.lower()) | Project.objects.filter(
            cup__iexact=typed
        )
        project = found.first()
        if project is None:
            raise forms.ValidationError(
                _("Non c'è un progetto con questo CUP o con questo indirizzo.")
            )
        return project

    def _offer(self, name: str, rows: Any, label: Any = str) -> None:
        field: Any = self.fields[name]
        field.queryset = rows
        field.label_from_instance = label


def _numbered(strategy: Strategy) -> str:
    return f"{strategy.axis.number}.{strategy.number} {strategy.name}"


def initial_of_reply(reply: Reply | None, last: Reply | None) -> dict[str, Any]:
    """What the form shows: the draft; of a new one who signed the last, for they sign again."""
    if reply is None:
        return {"office": last.office, "responsible": last.responsible} if last else {}
    names: Sequence[str] = ("outcome", "other_body", "reason", "office", "responsible")
    shown: dict[str, Any] = {name: getattr(reply, name) for name in names}
    for name in ("strategy", "section", "document"):
        shown[name] = getattr(reply, f"{name}_id")
    shown["project"] = reply.project.slug if reply.project else ""
    return shown

"""Forms of the import of projects: the sheet, then which column is what."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.projects.columns import COLUMNS
from arengo.projects.models import Project
from arengo.web.shared.forms import DayField, OfficeForm, dress


class SheetForm(OfficeForm):
    """The file, as somebody has it."""

    sheet = forms.FileField(
        label=_("Foglio dei progetti"),
        help_text=_("Excel (.xlsx), LibreOffice (.ods) o CSV, con i nomi delle colonne nella prima riga."),
        error_messages={"required": _("Scegli il file.")},
    )  # fmt: skip


class ColumnsForm(OfficeForm):
    """Which column is what, as guessed, and what holds for every row."""

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

    def __init__(self, *args: Any, headers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [("", _("— nessuna —")), *((header, header) for header in headers)]
        columns = {}
        for column in COLUMNS:
            field = forms.ChoiceField(label=column.label, choices=options, required=False)
            field.error_messages["invalid_choice"] = _("Questa colonna nel foglio non c'è.")
            dress(field)
            columns[f"column_{column.field}"] = field
        self.fields = {**columns, **self.fields}

    def columns(self) -> list[forms.BoundField]:
        """The fields that name a column."""
        return [self[name] for name in self.fields if name.startswith("column_")]

    def others(self) -> list[forms.BoundField]:
        """The fields that hold for every row."""
        return [self[name] for name in self.fields if name.startswith("default_")]

    def mapping(self) -> dict[str, str]:
        """Field -> header."""
        return self._chosen("column_")

    def defaults(self) -> dict[str, str]:
        """What holds for every row."""
        return {
            name: value if isinstance(value, str) else str(value)
            for name, value in self._chosen("default_").items()
        }

    def _chosen(self, prefix: str) -> dict[str, Any]:
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix) and value
        }

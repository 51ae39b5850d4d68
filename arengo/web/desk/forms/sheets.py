"""Forms that every import of a sheet shares: the file, then which column is what."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.core.columns import Column
from arengo.web.shared.forms import OfficeForm, dress


class SheetForm(OfficeForm):
    """The file, as somebody has it."""

    sheet = forms.FileField(
        label=_("Foglio"),
        help_text=_("Excel (.xlsx), LibreOffice (.ods) o CSV, con i nomi delle colonne nella prima riga."),
        error_messages={"required": _("Scegli il file."), "empty": _("Il file è vuoto.")},
    )  # fmt: skip


class ColumnsForm(OfficeForm):
    """Which column is what, as guessed; fields that begin with `default_` hold for every row."""

    listed: ClassVar[Sequence[Column]] = ()

    def __init__(self, *args: Any, headers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headers = headers
        options = [("", _("— nessuna —")), *((header, header) for header in headers)]
        columns = {}
        for column in self.listed:
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
        return self.chosen("column_")

    def unused(self) -> list[str]:
        """The columns of the sheet that say nothing of what is imported."""
        used = set(self.mapping().values())
        return [header for header in self.headers if header not in used]

    def chosen(self, prefix: str) -> dict[str, Any]:
        """What was chosen in the fields that begin so, by the rest of their name."""
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix) and value
        }

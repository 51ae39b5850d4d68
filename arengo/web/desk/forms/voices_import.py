"""The form by which a sheet of voices is understood: which column is what, and where they belong."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.contributions.importing import COLUMNS, Defaults
from arengo.contributions.models import Contribution
from arengo.process.models import Process, Stage
from arengo.web.desk.forms.sheets import ColumnsForm
from arengo.web.shared.voice_words import FOR_WHOM

LANGUAGES = [("it", _("Italiano")), ("en", _("Inglese")), ("fr", _("Francese"))]


class VoiceColumnsForm(ColumnsForm):
    """Which column is what, as guessed or as it was last time, and what holds for every line."""

    listed = COLUMNS
    default_title = forms.CharField(
        label=_("Come la chiamate"),
        max_length=200,
        help_text=_("Per ritrovarla: chi l'ha fatta e quando. La vede solo l'ufficio."),
        error_messages={"required": _("Scrivi come chiamate questa raccolta.")},
    )
    default_stage = forms.ModelChoiceField(
        Stage.objects.none(), label=_("Per quale tappa"), required=False, empty_label=_("Nessuna")
    )
    default_kind = forms.ChoiceField(
        label=_("Che cosa sono, dove il foglio non lo dice"),
        choices=[("", _("Non si sa ancora")), *Contribution.Kind.choices],
        required=False,
    )
    default_representing = forms.ChoiceField(
        label=_("Per chi parlano, dove il foglio non lo dice"),
        choices=[("", _("Non si sa")), *FOR_WHOM.items()],
        required=False,
    )
    default_language = forms.ChoiceField(
        label=_("In che lingua, dove il foglio non lo dice"), choices=LANGUAGES
    )
    default_is_another = forms.BooleanField(
        label=_("È un'altra raccolta: importa anche le righe che dicono lo stesso di altre già ricevute"),
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["default_stage"]
        field.queryset = process.stages.all()

    def defaults(self) -> Defaults:
        """What holds for every line, as the reader takes it."""
        told = self.cleaned_data
        return Defaults(
            kind=told["default_kind"],
            representing=told["default_representing"],
            language=told["default_language"],
            collection=told["default_title"] if told["default_is_another"] else "",
        )

    def choices(self) -> dict[str, str]:
        """What is worth being asked again of the next sheet that has the same columns."""
        names = ("default_kind", "default_representing", "default_language")
        kept = {name: str(self.cleaned_data[name]) for name in names}
        return kept | {
            name: str(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("column_")
        }

"""The acts on a whole meeting: a reason in words, a new date, how many places are open."""

from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext as _, gettext_lazy

from arengo.registrations.models import SeatPool
from arengo.web.shared.forms import EditForm, LocalizedFormField, MomentField, OfficeForm


class ReasonForm(OfficeForm):
    """Why, in the words that everybody will read."""

    reason = LocalizedFormField(
        rows=3,
        label=gettext_lazy("Perché, con parole tue"),
        help_text=gettext_lazy(
            "Queste parole vanno nella mail a ogni iscritto e nella pagina pubblica."
        ),
        error_messages={
            "required": gettext_lazy("Scrivi il motivo, almeno in italiano: lo leggeranno tutti.")
        },
    )


class PostponeForm(ReasonForm):
    """The new date, or none yet."""

    field_order = ["starts_at", "ends_at", "reason"]

    starts_at = MomentField(
        label=gettext_lazy("Comincia"),
        help_text=gettext_lazy("Lascia vuote le due date se quella nuova non è ancora stabilita."),
        required=False,
    )
    ends_at = MomentField(label=gettext_lazy("Finisce"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "starts_at" not in cleaned or "ends_at" not in cleaned:
            return cleaned
        starts_at, ends_at = cleaned["starts_at"], cleaned["ends_at"]
        if bool(starts_at) != bool(ends_at):
            missing = "ends_at" if starts_at else "starts_at"
            self.add_error(missing, _("Scrivi tutte e due le ore, oppure nessuna."))
        elif starts_at and ends_at <= starts_at:
            self.add_error("ends_at", _("Finirebbe prima di cominciare: controlla."))
        return cleaned


class CapacityForm(EditForm):
    """How many places of a pool are open to registration."""

    capacity = forms.IntegerField(
        label=gettext_lazy("Posti aperti alle iscrizioni"),
        error_messages={
            "required": gettext_lazy("Scrivi quanti posti sono aperti."),
            "invalid": gettext_lazy("Scrivi un numero intero."),
        },
    )

    def __init__(self, *args: Any, pool: SeatPool, **kwargs: Any) -> None:
        self.pool = pool
        super().__init__(*args, initial={"capacity": pool.capacity}, **kwargs)

    def prepare(self) -> None:
        sentence = _("I posti già presi sono %(taken)s: non si può scendere sotto.")
        least = MinValueValidator(self.pool.taken, sentence % {"taken": self.pool.taken})
        self.fields["capacity"].validators.append(least)

"""Forms of the programme: parts, items, speakers. Hours are those of the meeting's day."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arengo.meetings.models import Meeting, Sitting
from arengo.plan.models import Axis
from arengo.web.shared.forms import EditForm, LocalizedFormField, dress


class HourField(forms.TimeField):
    """An hour of the meeting's day, in a native control."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput({"type": "time"}, format="%H:%M"))
        kwargs.setdefault("error_messages", {"invalid": _("Scrivi l'ora, per esempio 16:30.")})
        super().__init__(required=False, **kwargs)


class SittingForm(EditForm):
    """A part of the meeting: what kind, in which part, from when to when."""

    part = forms.IntegerField(
        label=_("In quale parte dell'incontro"),
        min_value=1,
        max_value=20,
        error_messages={"invalid": _("Scrivi un numero: 1 per la prima parte.")},
    )
    kind = forms.ChoiceField(label=_("Come si svolge"), choices=Sitting.Kind.choices)
    title = LocalizedFormField(label=_("Titolo"))
    description = LocalizedFormField(label=_("Descrizione"), rows=4, required=False)
    starts_at = HourField(label=_("Dalle"))
    ends_at = HourField(label=_("Alle"))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        for name in ("starts_at", "ends_at"):
            self.fields[name].widget.attrs["class"] = "form-control field-short"

    def moments(self, values: dict[str, Any]) -> dict[str, Any]:
        """`values` with the hours as moments of the meeting's day."""
        return {
            **values,
            **{name: self._moment(values[name]) for name in ("starts_at", "ends_at")},
        }

    def _moment(self, hour: time | None) -> datetime | None:
        if hour is None:
            return None
        start = timezone.localtime(self.meeting.starts_at)
        return start.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)


def hours_of(sitting: Sitting) -> dict[str, time | None]:
    """The hours of a sitting as its form shows them."""
    return {
        name: timezone.localtime(moment).time() if moment else None
        for name, moment in (("starts_at", sitting.starts_at), ("ends_at", sitting.ends_at))
    }


class AxisChoice(forms.ModelChoiceField):
    """An axis of the plan that structures the discussion."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number}. {obj.name}"


class ItemForm(EditForm):
    """A point of the agenda."""

    title = LocalizedFormField(label=_("Di che cosa si parla"))
    minutes = forms.IntegerField(
        label=_("Minuti"),
        required=False,
        min_value=1,
        max_value=600,
        error_messages={"invalid": _("Scrivi un numero di minuti.")},
    )
    axis = AxisChoice(
        Axis.objects.none(), label=_("Asse"), required=False, empty_label=_("Nessuno")
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        axis: Any = self.fields["axis"]
        process = meeting.process
        axis.queryset = Axis.objects.filter(
            plan__in=[process.plan_in_force_id, process.plan_to_write_id]
        )
        dress(axis)


class SpeakerForm(EditForm):
    """Who is announced, and as what."""

    name = forms.CharField(
        label=_("Nome e cognome"),
        max_length=120,
        error_messages={"required": _("Scrivi il nome di chi interviene.")},
    )
    role = LocalizedFormField(
        label=_("Con quale ruolo"),
        help_text=_("Quello dell'invito, per esempio: Sindaca di Ivrea."),
    )

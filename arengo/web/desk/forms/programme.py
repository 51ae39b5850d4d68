"""Forms of the programme: parts, items, speakers. Hours are those of the meeting's day."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arengo.meetings.models import Meeting, Sitting, Speaker
from arengo.plan.models import Axis
from arengo.process.models import Document
from arengo.web.shared.forms import EditForm, LocalizedFormField, dress


class HourField(forms.TimeField):
    """An hour of the meeting's day, in a native control."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput({"type": "time"}, format="%H:%M"))
        kwargs.setdefault("error_messages", {"invalid": _("Scrivi l'ora, per esempio 16:30.")})
        super().__init__(required=False, **kwargs)


def _with_role(speaker: Any) -> str:
    return f"{speaker.name}, {speaker.role}" if str(speaker.role) else str(speaker.name)


class SpeakerChoice(forms.ModelChoiceField):
    """One of those who are announced at the meeting, with the role."""

    def label_from_instance(self, obj: Any) -> str:
        return _with_role(obj)


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
    hours_are_example = forms.BooleanField(
        label=_("Orario d'esempio"),
        required=False,
        help_text=_("Accanto all'ora si legge che nessuno l'ha annunciata."),
    )
    moderator = SpeakerChoice(
        Speaker.objects.none(),
        label=_("Chi modera"),
        required=False,
        empty_label=_("Nessuno"),
        help_text=_(
            "Solo di una tavola rotonda: è una delle persone di «Chi interviene», e la regia le può dare "
            "la parola fra una voce e l'altra."
        ),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        moderator: Any = self.fields["moderator"]
        moderator.queryset = meeting.speakers.all()
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


class SpeakerChoices(forms.ModelMultipleChoiceField):
    """Those who are announced at the meeting, each with the role."""

    def label_from_instance(self, obj: Any) -> str:
        return _with_role(obj)


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
    speakers = SpeakerChoices(
        Speaker.objects.none(),
        label=_("Chi parla"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    documents = forms.ModelMultipleChoiceField(
        Document.objects.none(),
        label=_("Slide e documenti"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    microphone = forms.CharField(
        label=_("Microfono"),
        max_length=60,
        required=False,
        help_text=_("Per esempio: leggio, palmare 2. Si legge solo nella scaletta di regia."),
    )
    direction = forms.CharField(
        label=_("Che cosa deve sapere la regia"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Non è mai pubblico. Per esempio: parte un video, luci basse."),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        process = meeting.process
        axes = Axis.objects.filter(plan__in=[process.plan_in_force_id, process.plan_to_write_id])
        self._offer("axis", axes)
        self._offer("speakers", meeting.speakers.all())
        self._offer("documents", Document.objects.filter(process=process))
        if not meeting.speakers.exists():
            self.fields["speakers"].help_text = _(
                "Nel programma non c'è ancora nessuno: aggiungi prima le persone, sotto «Chi "
                "interviene»."
            )
        if not process.documents.exists():
            self.fields["documents"].help_text = _(
                "Il percorso non ha ancora documenti: si caricano nella pagina del percorso."
            )

    def _offer(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows
        dress(field)


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
    is_example = forms.BooleanField(
        label=_("È un esempio"),
        required=False,
        help_text=_(
            "Non è annunciato da nessuno: mostra dove parlerebbe una voce. Non sta nell'elenco di chi "
            "partecipa, e accanto si legge «Esempio»."
        ),
    )

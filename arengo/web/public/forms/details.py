"""What a registration says about somebody: the same fields when registering and when changing."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.cache import cache
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from arengo.meetings.models import Meeting
from arengo.plan.models import Axis
from arengo.process.models import Process
from arengo.questions import forms as question_forms
from arengo.questions.models import Question
from arengo.registrations.models import AccessNeeds, Registration
from arengo.territory.models import Municipality
from arengo.web.public.forms import municipalities

# Seconds; as the frame around every page.
AXES_ARE_FRESH_FOR = 5
Representing = Registration.Representing


class SentencesForm(forms.Form):
    """A form whose template asks for its errors by field, in the page's order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)

    def read_typed(self, data: QueryDict) -> dict[str, Any]:
        """What was typed, to be shown again as it was, without judging it."""
        return {
            name: field.widget.value_from_datadict(data, {}, name)
            for name, field in self.fields.items()
        }

    def problems(self) -> list[tuple[str, str]]:
        """(field name, sentence) of each mistake, in the order of the fields."""
        found = [("", str(sentence)) for sentence in self.non_field_errors()]
        for name in self.fields:
            found += [(name, str(sentence)) for sentence in self.errors.get(name, [])]
        return found


class DetailsForm(SentencesForm):
    """For whom, from where, about what, with which needs, and the office's own questions."""

    representing = forms.ChoiceField(
        choices=Representing.choices,
        initial=Representing.CITIZEN,
        error_messages={"required": _("Scegli per chi partecipi.")},
    )
    delegate_of = forms.CharField(
        required=False,
        max_length=160,
        error_messages={"max_length": _("Usa al massimo 160 caratteri.")},
    )
    municipality = forms.CharField(required=False, max_length=100)
    elsewhere = forms.BooleanField(required=False)
    axes = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": _("Questo asse non è tra quelli del piano: riprova.")},
    )
    access_needs = forms.CharField(
        required=False,
        max_length=1000,
        error_messages={
            "max_length": _("Usa al massimo 1000 caratteri: per il resto ci sentiamo.")
        },
    )
    access_consent = forms.BooleanField(required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.questions = questions_of(meeting)
        # Asked for only when they are shown or chosen.
        self.fields["axes"].choices = self._axis_choices  # type: ignore[attr-defined]
        self.fields.update(question_forms.fields_for(self.questions))

    @cached_property
    def plan_axes(self) -> list[Axis]:
        """The axes one may be interested in."""
        return axes_of(self.meeting)

    def _axis_choices(self) -> list[tuple[str, str]]:
        return [(str(axis.number), str(axis)) for axis in self.plan_axes]

    @property
    def questions_and_fields(self) -> list[tuple[Question, forms.BoundField]]:
        """Each question of the office with its field, in order."""
        return [
            (question, self[question_forms.field_name(question)]) for question in self.questions
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("representing") not in (None, Representing.CITIZEN):
            self._check_delegate(cleaned)
        if "municipality" in cleaned:
            self._check_municipality(cleaned)
        if cleaned.get("access_needs") and not cleaned.get("access_consent"):
            self.add_error(
                "access_consent",
                _(
                    "Per leggere quello che hai scritto ci serve il tuo consenso: spunta la "
                    "casella, oppure cancella il testo."
                ),
            )
        return cleaned

    def details(self) -> dict[str, Any]:
        """The arguments that `register` and `change_details` have in common."""
        cleaned = self.cleaned_data
        chosen = set(cleaned["axes"])
        return {
            "representing": cleaned["representing"],
            "delegate_of": cleaned["delegate_of"],
            "municipality": cleaned["municipality"] or None,
            "axes": [a for a in self.plan_axes if str(a.number) in chosen] if chosen else [],
            "access_needs": cleaned["access_needs"],
            "access_consent": cleaned["access_consent"],
            "answers": question_forms.answers_from(self.questions, cleaned),
        }

    def _check_delegate(self, cleaned: dict[str, Any]) -> None:
        if "delegate_of" in cleaned and not cleaned["delegate_of"]:
            self.add_error(
                "delegate_of",
                _("Scrivi il nome di chi rappresenti, per esempio «Comune di Balme»."),
            )

    def _check_municipality(self, cleaned: dict[str, Any]) -> None:
        typed = cleaned["municipality"]
        if municipalities.is_elsewhere(typed) or (cleaned.get("elsewhere") and not typed):
            cleaned["municipality"] = None
            return
        if not typed:
            self.add_error(
                "municipality", _("Scrivi il tuo comune, oppure spunta «Vengo da fuori».")
            )
            return
        try:
            cleaned["municipality"] = municipalities.find(typed)
        except municipalities.NotFound as error:
            self.add_error("municipality", not_found(typed, error.near))


def not_found(typed: str, near: list[str]) -> str:
    """The sentence for a municipality that is not on the list, with those most like it."""
    if not near:
        sentence = _(
            "Non troviamo «%(typed)s» tra i comuni di questo territorio. Controlla come è scritto, "
            "oppure cancellalo e spunta «Vengo da fuori»."
        )
        return sentence % {"typed": typed}
    sentence = _("Non troviamo «%(typed)s». Forse è uno di questi: %(near)s.")
    return sentence % {"typed": typed, "near": ", ".join(near)}


def axes_of(meeting: Meeting) -> list[Axis]:
    """The axes one may be interested in: those of the plan in force, which lead the discussion."""
    key = f"axes:{meeting.process_id}"
    axes: list[Axis] | None = cache.get(key)
    if axes is None:
        in_force = Process.objects.filter(pk=meeting.process_id).values("plan_in_force")
        axes = list(Axis.objects.filter(plan__in=in_force))
        cache.set(key, axes, AXES_ARE_FRESH_FOR)
    return axes


def questions_of(meeting: Meeting) -> list[Question]:
    """The office's own questions for this meeting, in order."""
    if meeting.questions_id is None:
        return []
    return list(Question.objects.filter(question_set=meeting.questions_id))


def initial_of(registration: Registration, questions: list[Question]) -> dict[str, Any]:
    """What the form shows to somebody who is already registered."""
    needs = AccessNeeds.objects.filter(registration=registration).first()
    town: Municipality | None = registration.municipality
    return {
        "representing": registration.representing,
        "delegate_of": registration.delegate_of,
        "municipality": town.name if town else "",
        "elsewhere": town is None,
        "axes": [str(axis.number) for axis in registration.axes.all()],
        "access_needs": needs.text if needs else "",
        "access_consent": needs is not None,
        **question_forms.initial_from(questions, registration.answers),
    }

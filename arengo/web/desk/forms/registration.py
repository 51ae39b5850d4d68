"""What the office writes of a registration: who, from where, how, with which needs."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _, gettext_lazy

from arengo.core.clock import process_time
from arengo.meetings.models import Meeting
from arengo.plan.models import Axis
from arengo.questions import forms as question_forms
from arengo.questions.models import Question
from arengo.registrations.models import AccessNeeds, Registration, WaitingPlace
from arengo.territory.models import Municipality
from arengo.territory.queries import open_on
from arengo.web.desk.forms.places import place_choices
from arengo.web.shared.forms import EditForm, OfficeForm
from arengo.web.shared.voice_words import FOR_WHOM

FEW_LINES = 3
NO_NAME = gettext_lazy("Scrivi nome e cognome: servono per riconoscere la persona all'ingresso.")
NOT_AN_ADDRESS = gettext_lazy("Controlla l'indirizzo: dev'essere come nome@esempio.it.")


class AboutForm(OfficeForm):
    """For whom, from where, about what, with which needs, and the office's own questions."""

    representing = forms.ChoiceField(
        label=gettext_lazy("Per chi partecipa"),
        choices=list(FOR_WHOM.items()),
        initial=Registration.Representing.CITIZEN,
    )
    delegate_of = forms.CharField(
        label=gettext_lazy("Nome di chi rappresenta"),
        help_text=gettext_lazy("Se non viene a titolo personale: per esempio «Comune di Balme»."),
        required=False,
        max_length=160,
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(),
        label=gettext_lazy("Comune"),
        empty_label=gettext_lazy("Da fuori, o non detto"),
        required=False,
    )
    axes = forms.ModelMultipleChoiceField(
        Axis.objects.none(),
        label=gettext_lazy("Assi del piano che interessano"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    access_needs = forms.CharField(
        label=gettext_lazy("Di che cosa ha bisogno"),
        help_text=gettext_lazy(
            "Per esempio un posto per la sedia a rotelle o l'interprete LIS. È un dato sulla "
            "salute: lo legge solo l'ufficio e si cancella sette giorni dopo l'incontro."
        ),
        widget=forms.Textarea({"rows": FEW_LINES}),
        required=False,
        max_length=1000,
    )
    access_consent = forms.BooleanField(
        label=gettext_lazy("La persona acconsente che l'ufficio lo legga"), required=False
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        self.meeting = meeting
        self.questions = questions_of(meeting)
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        fields: dict[str, Any] = self.fields
        # Its own may have merged since: it stays what it was until somebody changes it.
        own = Q(pk=self.initial.get("municipality"))
        here = Municipality.objects.filter(open_on(process_time.today()) | own)
        fields["municipality"].queryset = here
        plan_id = self.meeting.process.plan_in_force_id
        fields["axes"].queryset = Axis.objects.filter(plan=plan_id)
        if not plan_id:
            del fields["axes"]
        self.fields.update(question_forms.fields_for(self.questions))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("access_needs") and not cleaned.get("access_consent"):
            sentence = _("Chiedi il consenso e spunta la casella, oppure cancella il testo.")
            self.add_error("access_consent", sentence)
        return cleaned

    def about(self) -> dict[str, Any]:
        """The arguments that registering and changing have in common."""
        cleaned = self.cleaned_data
        names = ["representing", "delegate_of", "municipality", "access_needs", "access_consent"]
        return {
            **{name: cleaned[name] for name in names},
            "axes": list(cleaned.get("axes", [])),
            "answers": question_forms.answers_from(self.questions, cleaned),
        }


class DetailsForm(AboutForm, EditForm):
    """Changing what a person told of themselves."""


class NewRegistrationForm(AboutForm):
    """Registering somebody who telephones."""

    field_order = ["name", "phone", "email", "language", "place"]

    name = forms.CharField(
        label=gettext_lazy("Nome e cognome"), max_length=120, error_messages={"required": NO_NAME}
    )
    phone = forms.CharField(
        label=gettext_lazy("Telefono"),
        help_text=gettext_lazy("Per avvisare chi non ha un'e-mail."),
        required=False,
        max_length=40,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("Se c'è, mandiamo la conferma e il link personale."),
        required=False,
        error_messages={"invalid": NOT_AN_ADDRESS},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Lingua"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Come partecipa"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Scegli come partecipa.")},
    )
    notify_next = forms.BooleanField(
        label=gettext_lazy("Vuole essere avvisata dei prossimi incontri di questo percorso"),
        required=False,
    )

    def prepare(self) -> None:
        super().prepare()
        self.pools, choices = place_choices(self.meeting)
        self.fields["place"].choices = choices  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """The arguments of `register_by_office`, the actor apart."""
        cleaned = self.cleaned_data
        pool = self.pools[cleaned["place"]]
        return {
            **{name: cleaned[name] for name in ("name", "phone", "email", "language")},
            **self.about(),
            "notify_next": cleaned["notify_next"],
            "mode": pool.mode,
            "venue": pool.venue,
            "contingent": pool if pool.is_contingent else None,
        }


class ContactForm(EditForm):
    """Who somebody is and where they read their mail."""

    name = forms.CharField(
        label=gettext_lazy("Nome e cognome"), max_length=120, error_messages={"required": NO_NAME}
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy(
            "Se la cambi, il vecchio link smette di valere e ne parte uno nuovo al nuovo indirizzo."
        ),
        required=False,
        error_messages={"invalid": NOT_AN_ADDRESS},
    )
    phone = forms.CharField(label=gettext_lazy("Telefono"), required=False, max_length=40)
    language = forms.ChoiceField(label=gettext_lazy("Lingua"), choices=settings.LANGUAGES)


class NoteForm(EditForm):
    """The office's note on a registration."""

    note = forms.CharField(
        label=gettext_lazy("Nota dell'ufficio"),
        help_text=gettext_lazy("La legge solo l'ufficio. Non scrivere dati sulla salute."),
        widget=forms.Textarea({"rows": FEW_LINES}),
        required=False,
        max_length=1000,
    )


class ModeForm(OfficeForm):
    """How somebody takes part from now on."""

    place = forms.ChoiceField(
        label=gettext_lazy("Come partecipa da ora"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Scegli come partecipa.")},
    )
    keep_place_in_line = forms.BooleanField(
        label=gettext_lazy("Resta anche nella lista d'attesa della sala"), required=False
    )

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        self.registration = registration
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.pools, choices = place_choices(
            self.registration.meeting, with_contingents=False, besides=self.registration.seat_id
        )
        self.fields["place"].choices = choices  # type: ignore[attr-defined]
        if not self._is_in_line():
            del self.fields["keep_place_in_line"]

    def _is_in_line(self) -> bool:
        live = [WaitingPlace.State.WAITING, WaitingPlace.State.OFFERED]
        return self.registration.waiting_places.filter(state__in=live).exists()


def questions_of(meeting: Meeting) -> list[Question]:
    """The office's own questions for this meeting, in order."""
    if meeting.questions_id is None:
        return []
    return list(Question.objects.filter(question_set=meeting.questions_id))


def initial_about(registration: Registration, questions: list[Question]) -> dict[str, Any]:
    """What the form shows of somebody who is registered."""
    needs = AccessNeeds.objects.filter(registration=registration).first()
    return {
        "representing": registration.representing,
        "delegate_of": registration.delegate_of,
        "municipality": registration.municipality_id,
        "axes": [axis.pk for axis in registration.axes.all()],
        "access_needs": needs.text if needs else "",
        "access_consent": needs is not None,
        **question_forms.initial_from(questions, registration.answers),
    }

"""Forms of a meeting: what it says, when, its venues and places, copying and moving it."""

from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from arengo.meetings.models import Meeting, Venue
from arengo.process.models import Document, Stage
from arengo.questions.models import QuestionSet
from arengo.registrations.models import Hall, Mode, SeatPool
from arengo.web.shared.forms import EditForm, LocalizedFormField, MomentField, OfficeForm, dress

WHEN = {"starts_at": _("Comincia"), "ends_at": _("Finisce")}
NOT_A_NUMBER = {"invalid": _("Scrivi un numero intero.")}


class NewMeetingForm(OfficeForm):
    """What a meeting must have to be there at all; the rest is written later."""

    title = LocalizedFormField(label=_("Titolo"))
    kind = LocalizedFormField(
        label=_("Che incontro è"),
        help_text=_("Per esempio: Secondo incontro pubblico."),
        required=False,
    )
    starts_at = MomentField(label=WHEN["starts_at"])
    ends_at = MomentField(label=WHEN["ends_at"])
    in_person = forms.BooleanField(label=_("Si partecipa in sala"), required=False, initial=True)
    online = forms.BooleanField(label=_("Si partecipa online"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in WHEN:
            self.fields[name].error_messages["required"] = _("Scrivi giorno e ora.")


class CopyMeetingForm(OfficeForm):
    """A meeting like another, on another day."""

    title = LocalizedFormField(label=_("Titolo"))
    starts_at = MomentField(label=WHEN["starts_at"])
    ends_at = MomentField(label=WHEN["ends_at"])
    slug = forms.SlugField(
        label=_("Indirizzo della pagina"),
        help_text=_("Lascialo vuoto: lo ricaviamo dal titolo."),
        required=False,
    )


class MeetingForm(EditForm):
    """All that a meeting says of itself. Of a public one, hours and modes change elsewhere."""

    title = LocalizedFormField(label=_("Titolo"))
    kind = LocalizedFormField(
        label=_("Che incontro è"),
        help_text=_("Per esempio: Secondo incontro pubblico."),
        required=False,
    )
    starts_at = MomentField(label=WHEN["starts_at"])
    ends_at = MomentField(label=WHEN["ends_at"])
    in_person = forms.BooleanField(label=_("Si partecipa in sala"), required=False)
    online = forms.BooleanField(label=_("Si partecipa online"), required=False)
    stage = forms.ModelChoiceField(
        Stage.objects.none(),
        label=_("Tappa del percorso"),
        required=False,
        empty_label=_("Nessuna"),
    )
    slug = forms.SlugField(
        label=_("Indirizzo della pagina"),
        help_text=_("Lettere, numeri e trattini. Quando l'incontro è pubblico non si cambia più."),
        error_messages={"invalid": _("Solo lettere senza accenti, numeri e trattini.")},
    )
    summary = LocalizedFormField(
        label=_("In poche righe"),
        help_text=_("Si legge nella pagina iniziale, nell'elenco degli incontri e nell'invito."),
        rows=4,
        required=False,
    )
    description = LocalizedFormField(
        label=_("Presentazione completa"),
        help_text=_("Nella pagina dell'incontro, al posto delle poche righe. Una riga vuota separa i paragrafi."),
        rows=8,
        required=False,
    )  # fmt: skip
    registration_opens_at = MomentField(
        label=_("Le iscrizioni aprono"),
        help_text=_("Vuoto: appena l'incontro è pubblico."),
        required=False,
    )
    registration_closes_at = MomentField(
        label=_("Le iscrizioni chiudono"),
        help_text=_("Vuoto: quando l'incontro finisce."),
        required=False,
    )
    changes_close_at = MomentField(
        label=_("Fino a quando ciascuno cambia o annulla da sé"),
        help_text=_("Vuoto: fino all'inizio."),
        required=False,
    )
    unclaimed_after = MomentField(
        label=_("Da quando i posti non occupati vanno a chi aspetta all'ingresso"),
        help_text=_("Vuoto: mai."),
        required=False,
    )
    entry_opens_minutes = forms.IntegerField(
        label=_("Online si entra quanti minuti prima"),
        min_value=0,
        max_value=240,
        error_messages=NOT_A_NUMBER,
    )
    conference_name = forms.CharField(
        label=_("Nome della piattaforma esterna"),
        help_text=_("Solo se la conferenza non si tiene qui, per esempio Zoom."),
        required=False,
        max_length=60,
    )
    conference_url = forms.URLField(
        label=_("Indirizzo della conferenza esterna"),
        help_text=_("Lo vede soltanto chi è iscritto, quando preme «Entra»."),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    online_advice = LocalizedFormField(
        label=_("Consigli a chi partecipa online"),
        help_text=_("Vuoto: i nostri (computer, telecamera e microfono, browser aggiornato)."),
        rows=5,
        required=False,
    )
    external_in_person_url = forms.URLField(
        label=_("Iscrizione in sala su un altro sito"),
        help_text=_("Solo se le iscrizioni in sala si fanno altrove, per esempio su Eventbrite."),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    external_online_url = forms.URLField(
        label=_("Iscrizione online su un altro sito"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    questions = forms.ModelChoiceField(
        QuestionSet.objects.all(),
        label=_("Domande dell'ufficio nel modulo di iscrizione"),
        required=False,
        empty_label=_("Nessuna"),
    )
    documents = forms.ModelMultipleChoiceField(
        Document.objects.none(),
        label=_("Documenti nella pagina"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    # In the page's order, under these headings.
    GROUPS = (
        (_("Che cosa, quando"), ("title", "kind", "starts_at", "ends_at", "in_person", "online",
                                 "stage", "slug")),
        (_("Che cosa se ne legge"), ("summary", "description", "documents")),
        (_("Iscrizioni"), ("registration_opens_at", "registration_closes_at", "changes_close_at",
                           "unclaimed_after", "questions")),
        (_("Online"), ("entry_opens_minutes", "online_advice", "conference_name", "conference_url")),
        (_("Iscrizioni su un altro sito"), ("external_in_person_url", "external_online_url")),
    )  # fmt: skip

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        process = meeting.process
        self._offer("stage", Stage.objects.filter(process=process))
        self._offer("documents", Document.objects.filter(process=process))
        if meeting.state != Meeting.State.DRAFT:
            told = ["slug", *WHEN]
            told += [name for name in ("in_person", "online") if getattr(meeting, name)]
            for name in told:
                # Disabled, a field keeps what it had, whatever is sent.
                self.fields[name].disabled = True
                self.fields[name].help_text = ""

    def _offer(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in self.GROUPS]


class TimeForm(OfficeForm):
    """Other hours, and why: whoever is registered reads it."""

    starts_at = MomentField(label=WHEN["starts_at"])
    ends_at = MomentField(label=WHEN["ends_at"])
    reason = LocalizedFormField(
        label=_("Perché"), help_text=_("Si legge nella pagina dell'incontro e nella mail."), rows=3
    )


class AddressForm(OfficeForm):
    """Another address, and why: whoever comes there reads it."""

    address = forms.CharField(label=_("Indirizzo"), max_length=200, required=False)
    postcode = forms.CharField(label=_("CAP"), max_length=10, required=False)
    city = forms.CharField(
        label=_("Comune"), max_length=100, error_messages={"required": _("Scrivi il comune.")}
    )
    reason = LocalizedFormField(
        label=_("Perché"), help_text=_("Si legge nella pagina dell'incontro e nella mail."), rows=3
    )


class VenueForm(EditForm):
    """A place where the meeting is held."""

    name = LocalizedFormField(
        label=_("Nome della sede"), help_text=_("Come la conosce chi deve arrivarci.")
    )
    room = LocalizedFormField(label=_("Sala"), required=False)
    address = forms.CharField(
        label=_("Indirizzo"),
        help_text=_("Si può aggiungere dopo, se si sa solo il comune."),
        max_length=200,
        required=False,
    )
    postcode = forms.CharField(label=_("CAP"), max_length=10, required=False)
    city = forms.CharField(
        label=_("Comune"), max_length=100, error_messages={"required": _("Scrivi il comune.")}
    )
    directions = LocalizedFormField(label=_("Come si arriva"), rows=4, required=False)
    accessibility = LocalizedFormField(
        label=_("Accessibilità"),
        help_text=_("Ingressi senza gradini, ascensori, bagni, posti per carrozzine, ausili per l'udito."),
        rows=4,
        required=False,
    )  # fmt: skip
    latitude = forms.FloatField(
        label=_("Latitudine"),
        help_text=_("Per il calendario e le mappe, per esempio 45.0703."),
        required=False,
        localize=True,
        error_messages={"invalid": _("Scrivi un numero, per esempio 45,0703.")},
    )
    longitude = forms.FloatField(
        label=_("Longitudine"),
        required=False,
        localize=True,
        error_messages={"invalid": _("Scrivi un numero, per esempio 7,6869.")},
    )

    def __init__(self, *args: Any, is_public: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_public:
            for name in ("address", "city", "postcode"):
                self.fields[name].disabled = True
                self.fields[name].help_text = ""


class PlacesForm(EditForm):
    """The sizes of all halls and the places online, on one page."""

    def __init__(
        self,
        *args: Any,
        venues: list[Venue],
        halls: list[Hall],
        pools: list[SeatPool],
        has_online: bool,
        **kwargs: Any,
    ) -> None:
        self.venues = venues
        held = {hall.venue_id: hall.safety_capacity for hall in halls}
        opened = {pool.venue_id: pool.capacity for pool in pools}
        initial = {}
        for venue in venues:
            initial[f"safety-{venue.key}"] = held.get(venue.pk)
            initial[f"open-{venue.key}"] = opened.get(venue.pk)
        initial["online"] = opened.get(None)
        super().__init__(*args, initial=initial, **kwargs)
        for name, field in self._numbers(venues, has_online or None in opened).items():
            dress(field)
            self.fields[name] = field
        # Of what it shows now that it has its fields.
        self.initial["version"] = self.version_now()

    @staticmethod
    def _numbers(venues: list[Venue], has_online: bool) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        for venue in venues:
            fields[f"safety-{venue.key}"] = _places(
                _("Capienza di sicurezza"),
                _("Quante persone può contenere la sala, personale e accompagnatori compresi. Non si supera mai."),
            )  # fmt: skip
            fields[f"open-{venue.key}"] = _places(
                _("Posti aperti alle iscrizioni"),
                _("Possono essere di più della capienza, perché qualcuno non viene: la pagina lo dice."),
            )  # fmt: skip
        if has_online:
            fields["online"] = _places(_("Posti online"), "")
        return fields

    def by_venue(self) -> list[tuple[Venue, list[forms.BoundField]]]:
        """Each venue with its two numbers."""
        return [(v, [self[f"safety-{v.key}"], self[f"open-{v.key}"]]) for v in self.venues]


def _places(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=0,
        max_value=100_000,
        error_messages={
            **NOT_A_NUMBER,
            "min_value": _("I posti non possono essere meno di zero."),
            "max_value": _("Controlla: sono più di centomila."),
        },
    )


class ContingentForm(EditForm):
    """Places kept for somebody until a time."""

    name = LocalizedFormField(
        label=_("Per chi sono"), help_text=_("Per esempio: sindache e sindaci.")
    )
    mode = forms.ChoiceField(label=_("Come partecipano"), choices=Mode.choices)
    venue = forms.ModelChoiceField(
        Venue.objects.none(), label=_("In quale sede"), required=False, empty_label=_("Nessuna")
    )
    capacity = forms.IntegerField(
        label=_("Quanti posti"), validators=[MinValueValidator(0)], error_messages=NOT_A_NUMBER
    )
    invitation_code = forms.CharField(
        label=_("Codice di invito"),
        help_text=_("Chi lo scrive iscrivendosi ha uno di questi posti. Vuoto: li assegna solo l'ufficio."),
        max_length=40,
        required=False,
    )  # fmt: skip
    released_at = MomentField(
        label=_("Fino a quando sono riservati"),
        help_text=_("Poi quelli rimasti passano a tutti. Vuoto: sempre."),
        required=False,
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        venue: Any = self.fields["venue"]
        venue.queryset = Venue.objects.filter(meeting=meeting)

    def clean_mode(self) -> str:
        return str(self.cleaned_data["mode"])

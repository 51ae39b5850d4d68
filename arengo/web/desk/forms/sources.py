"""The forms by which something is brought that came in one piece, and by which voices are taken from it."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arengo.contributions.models import Contribution, Source
from arengo.core.clock import process_time
from arengo.live.models import Horizon
from arengo.process.models import Process, Stage
from arengo.process.queries import stage_taking_voices
from arengo.territory.models import Zone
from arengo.web.desk.forms.voices import ReadForm
from arengo.web.desk.forms.voices_import import LANGUAGES
from arengo.web.shared.forms import DayField, EditForm, OfficeForm
from arengo.web.shared.voice_words import FOR_WHOM

KINDS = [(kind.value, kind.label) for kind in Source.TOLD_AS_TEXT]
FILES_AT_ONCE = 20


class ManyFiles(forms.ClearableFileInput):
    """A control for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, maybe none."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [each for each in data or [] if each]
        if len(files) > FILES_AT_ONCE:
            raise forms.ValidationError(
                _("Sono troppi in una volta: %(most)s al massimo.") % {"most": FILES_AT_ONCE}
            )
        return [super(FilesField, self).clean(each, initial) for each in files]


class NewSourceForm(OfficeForm):
    """What came: files, or a text; what is known of it. Who types it is nobody's author."""

    kind = forms.ChoiceField(
        label=_("Che cosa è arrivato"), choices=KINDS, widget=forms.RadioSelect
    )
    uploads = FilesField(
        label=_("File"),
        required=False,
        help_text=_(
            "PDF, Word, LibreOffice, mail salvate (.eml), testo, fotografie: anche più d'uno, fino a "
            "50 MB ciascuno. Il testo lo legge il programma."
        ),
    )
    text = forms.CharField(
        label=_("Oppure il testo"),
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Incollato o trascritto: di un'intervista, quello che è stato detto."),
    )
    title = forms.CharField(
        label=_("Come la chiami"),
        required=False,
        max_length=200,
        help_text=_(
            "Per ritrovarla. La legge solo l'ufficio. Vuota, è l'oggetto della mail o il nome del file."
        ),
    )
    roles = forms.CharField(
        label=_("Chi parla, per ruolo"),
        required=False,
        max_length=300,
        help_text=_(
            "Di un'intervista o di un gruppo: «una operatrice sociale», «quattro insegnanti». Non nomi: "
            "si legge nella pagina di ogni voce."
        ),
    )
    stage = forms.ModelChoiceField(
        Stage.objects.none(), label=_("Per quale tappa"), required=False, empty_label=_("Nessuna")
    )
    dated_on = DayField(label=_("Quando è stata scritta, o si è tenuta"), required=False)
    arrived_on = DayField(
        label=_("Quando è arrivata all'ufficio"),
        required=False,
        help_text=_("Le voci contano da questo giorno. Vuoto: da adesso."),
    )
    representing = forms.ChoiceField(
        label=_("Per chi parla"),
        choices=[("", _("Non si sa")), *FOR_WHOM.items()],
        required=False,
    )
    zone = forms.ModelChoiceField(
        Zone.objects.all(), label=_("Di quale zona"), required=False, empty_label=_("Non si sa")
    )
    language = forms.ChoiceField(label=_("In che lingua"), choices=LANGUAGES)
    email = forms.EmailField(
        label=_("E-mail di chi l'ha mandata"),
        required=False,
        help_text=_("Solo se vuole la risposta: riceve i codici delle voci, poi le risposte."),
    )

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        self.process = process
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        field: Any = self.fields["stage"]
        field.queryset = self.process.stages.all()
        field.initial = stage_taking_voices(self.process, process_time.now())

    def clean_arrived_on(self) -> datetime | None:
        """Noon of that day, which is on the day everywhere; never later than now."""
        day = self.cleaned_data["arrived_on"]
        if day is None:
            return None
        if day > process_time.today():
            raise forms.ValidationError(_("Questa data è nel futuro: controllala."))
        return timezone.make_aware(datetime.combine(day, time(12)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        has_files, text = bool(cleaned.get("uploads")), cleaned.get("text", "").strip()
        if has_files and text:
            self.add_error("text", _("Scegli: i file, oppure il testo incollato."))
        if not has_files and not text and "uploads" not in self.errors:
            self.add_error("uploads", _("Scegli un file, oppure incolla il testo."))
        if text and not cleaned.get("title"):
            cleaned["title"] = " ".join(text.split())[:60]
        return cleaned


class SourceForm(EditForm):
    """What the office calls it, and of which zone it is."""

    title = forms.CharField(
        label=_("Come la chiami"),
        max_length=200,
        help_text=_("Per ritrovarla. La legge solo l'ufficio."),
        error_messages={"required": _("Scrivi come vuoi chiamarla, per ritrovarla.")},
    )
    zone = forms.ModelChoiceField(
        Zone.objects.all(),
        label=_("Di quale zona"),
        required=False,
        empty_label=_("Non si sa"),
        help_text=_("Vale per le voci che ne trai da adesso: quelle già tratte restano come sono."),
    )

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        if self.source.kind == Source.Kind.SPREADSHEET:
            # Each line says its own.
            del self.fields["zone"]


class PassageForm(ReadForm):
    """What is known already of the voices that are taken: all of it may be left for who reads them."""

    kind = forms.ChoiceField(
        label=_("Che cos'è"),
        choices=[("", _("Lo dirà chi legge")), *Contribution.Kind.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    horizon = forms.ChoiceField(
        label=_("A che termine"),
        choices=[("", _("Non lo dice")), *Horizon.choices],
        widget=forms.RadioSelect,
        required=False,
    )

    def prepare(self) -> None:
        super().prepare()
        del self.fields["hold"]
        self.fields["targets"].required = False


class SetAsideForm(OfficeForm):
    """Why no voice is taken from it."""

    reason = forms.ChoiceField(
        label=_("Perché"),
        choices=[(each.value, each.label) for each in Source.REASONS_TO_GIVE],
        widget=forms.RadioSelect,
        error_messages={"required": _("Scegli il motivo.")},
    )

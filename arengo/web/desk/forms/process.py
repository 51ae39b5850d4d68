"""Forms of the process: itself, its stages, guidelines, documents, questions, and our mails."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from arengo.core import editing
from arengo.core.localized import Localized
from arengo.core.uploads import FILE_KINDS
from arengo.plan.models import Plan
from arengo.process.models import Document, Process
from arengo.process.operations import FILE_LIMIT
from arengo.questions.forms import choices_of
from arengo.questions.models import Question, QuestionSet
from arengo.web.shared.forms import DayField, EditForm, LocalizedFormField, OfficeForm

PARTS = re.compile(r"\s*\|\s*")


class ProcessForm(EditForm):
    """What the process says of itself."""

    title = LocalizedFormField(label=_("Titolo del percorso"))
    period = forms.CharField(
        label=_("Periodo"), help_text=_("Per esempio 2024-2026."), max_length=20, required=False
    )
    summary = LocalizedFormField(label=_("In poche righe"), rows=4, required=False)
    plan_in_force = forms.ModelChoiceField(
        Plan.objects.all(), label=_("Piano vigente"), required=False, empty_label=_("Nessuno")
    )
    plan_to_write = forms.ModelChoiceField(
        Plan.objects.all(), label=_("Piano da scrivere"), required=False, empty_label=_("Nessuno")
    )


class ClosingForm(OfficeForm):
    """Why a stage closes while something of it waits, and who answers for it: in public."""

    reason = LocalizedFormField(
        label=_("Perché si chiude lo stesso"),
        rows=4,
        max_length=2000,
        help_text=_(
            "Lo leggono tutti, accanto alla tappa. Di' anche quando arriveranno le risposte."
        ),
    )
    responsible = forms.CharField(label=_("Chi ne è responsabile"), max_length=120)


class StageForm(EditForm):
    """A stage. Planned dates that were told stay; a revision is an act of its own."""

    title = LocalizedFormField(label=_("Titolo"))
    description = LocalizedFormField(label=_("Che cosa succede"), rows=4, required=False)
    what_is_open = LocalizedFormField(label=_("Che cosa è aperto, e a chi"), rows=3, required=False)
    planned_start = DayField(label=_("Inizio previsto"), required=False)
    planned_end = DayField(label=_("Fine prevista"), required=False)
    voices_from = DayField(
        label=_("Dal sito si scrive da"),
        help_text=_("Chiunque può scrivere per questa tappa. Vuoto: non si scrive dal sito."),
        required=False,
    )
    voices_until = DayField(
        label=_("Fino a"),
        help_text=_("Compreso. Vuoto: finché la tappa non è chiusa."),
        required=False,
    )
    questions = forms.ModelChoiceField(
        QuestionSet.objects.all(),
        label=_("Questionario"),
        help_text=_("Le domande a cui chiunque risponde negli stessi giorni, senza dire chi è."),
        required=False,
        empty_label=_("Nessuno"),
    )
    source = forms.CharField(
        label=_("Da dove viene"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("planned_start", "planned_end"):
            if self.initial.get(name):
                self.fields[name].disabled = True
                self.fields[name].help_text = _(
                    "È stata annunciata e resta. Se cambia, usa «Rivedi le date»."
                )


class DatesForm(OfficeForm):
    """Other dates for a stage."""

    start = DayField(label=_("Inizio"), required=False)
    end = DayField(label=_("Fine"), required=False)
    reason = LocalizedFormField(
        label=_("Perché"), help_text=_("Lo leggono tutti, accanto alle date."), rows=3
    )
    source = forms.CharField(
        label=_("Da dove viene"), required=False, widget=forms.Textarea({"rows": 2})
    )


class ActualDatesForm(DatesForm):
    """When a stage really began, and ended."""

    reason = LocalizedFormField(label=_("Una nota"), rows=3, required=False)


class GuidelineForm(EditForm):
    """The guidelines: an act, and what it says in short."""

    title = LocalizedFormField(label=_("Titolo"))
    act = forms.CharField(
        label=_("Atto"),
        help_text=_("Per esempio: Deliberazione n. 12/2023."),
        max_length=200,
        required=False,
    )
    adopted_by = LocalizedFormField(label=_("Chi lo ha adottato"), required=False)
    adopted_on = DayField(label=_("Quando"), required=False)
    date_is_month = forms.BooleanField(
        label=_("Si conosce solo il mese"),
        help_text=_("Scrivi il primo giorno del mese."),
        required=False,
    )
    summary = LocalizedFormField(label=_("In parole semplici"), rows=5, required=False)
    document = forms.ModelChoiceField(
        Document.objects.none(), label=_("Il file dell'atto"), required=False,
        empty_label=_("Nessuno"),
    )  # fmt: skip
    is_example = forms.BooleanField(
        label=_("È un testo d'esempio, non l'atto: la pagina lo dice"), required=False
    )
    source = forms.CharField(
        label=_("Da dove viene"), required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document: Any = self.fields["document"]
        document.queryset = Document.objects.filter(process=process)


class SectionForm(EditForm):
    """A section of the guidelines."""

    title = LocalizedFormField(label=_("Titolo"))
    text = LocalizedFormField(
        label=_("Testo"), help_text=_("Una riga vuota separa i paragrafi."), rows=10, required=False
    )


class DocumentForm(EditForm):
    """A document: a file of ours, or the address of another's."""

    title = LocalizedFormField(label=_("Titolo"))
    description = LocalizedFormField(label=_("Che cos'è"), rows=2, required=False)
    upload = forms.FileField(label=_("File"), required=False, max_length=200)
    url = forms.URLField(
        label=_("Oppure il suo indirizzo"),
        help_text=_("Se il documento sta sul sito di un altro."),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    language = forms.ChoiceField(label=_("In che lingua è"), choices=settings.LANGUAGES)
    published_on = DayField(
        label=_("Data di pubblicazione"),
        help_text=_("Prima di quel giorno non si vede. Vuota: si vede subito."),
        required=False,
    )
    is_example = forms.BooleanField(label=_("È un esempio: la pagina lo dice"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {"kinds": ", ".join(FILE_KINDS), "limit": FILE_LIMIT // (1024 * 1024)}
        self.fields["upload"].help_text = (
            _("Al massimo %(limit)s MB: %(kinds)s. Sostituisce quello che c'è.") % words
        )


class QuestionSetForm(EditForm):
    """The name of a set of questions."""

    title = LocalizedFormField(
        label=_("Nome"), help_text=_("Lo vede solo l'ufficio, per riconoscerle.")
    )
    is_example = forms.BooleanField(
        label=_("Sono un esempio: il questionario sul sito lo dice"), required=False
    )


class QuestionForm(EditForm):
    """One question. Options are written one to a line, Italian | English."""

    label = LocalizedFormField(label=_("Domanda"))
    help_text = LocalizedFormField(label=_("Spiegazione"), required=False)
    kind = forms.ChoiceField(
        label=_("Come si risponde"),
        help_text=_(
            "In un questionario ogni risposta scritta diventa una voce, e avrà una risposta."
        ),
        choices=Question.Kind.choices,
    )
    choices = forms.CharField(
        label=_("Risposte tra cui scegliere"),
        help_text=_(
            "Una per riga. L'inglese dopo una barra: Sì, volentieri | Yes, gladly. Anche quando le "
            "risposte si mettono in ordine."
        ),
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )
    is_required = forms.BooleanField(label=_("Bisogna rispondere"), required=False)

    def __init__(self, *args: Any, question: Question | None = None, **kwargs: Any) -> None:
        self.known = choices_of(question) if question else []
        self.before = question.options if question else []
        super().__init__(*args, **kwargs)

    def options(self) -> list[dict[str, Any]]:
        """What was typed, as options: one that was there keeps its key, and the answers with it."""
        keys = dict(zip((label for _key, label in self.known), self.known, strict=True))
        taken = {key for key, _label in self.known}
        options = []
        for line in self.cleaned_data["choices"].splitlines():
            texts = [text.strip() for text in PARTS.split(line.strip())]
            if not texts[0]:
                continue
            names = dict(zip((code for code, _name in settings.LANGUAGES), texts, strict=False))
            known = keys.get(texts[0])
            key = known[0] if known else editing.free_key(texts[0], taken, "risposta")
            taken.add(key)
            options.append({"key": key, "label": Localized({k: t for k, t in names.items() if t})})
        return options


def choices_text(question: Question) -> str:
    """The options of a question as one writes them: one to a line."""
    lines = []
    for option in question.options:
        label = option.get("label", option.get("key", "")) if isinstance(option, dict) else option
        texts = label if isinstance(label, dict) else {settings.LANGUAGE_CODE: str(label)}
        given = [texts.get(code, "") for code, _name in settings.LANGUAGES]
        lines.append(" | ".join(given).rstrip(" |"))
    return "\n".join(lines)


class MailTextForm(EditForm):
    """What the office adds to one of our mails."""

    opening = LocalizedFormField(
        label=_("All'inizio"),
        help_text=_("Dopo il saluto, prima del resto. Una riga vuota separa i paragrafi."),
        rows=4,
        required=False,
        max_length=2000,
    )
    closing = LocalizedFormField(
        label=_("Alla fine"),
        help_text=_("Prima delle note in fondo."),
        rows=4,
        required=False,
        max_length=2000,
    )

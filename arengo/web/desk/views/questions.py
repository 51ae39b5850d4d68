"""The office's own questions: sets of them, for the form of a meeting or a stage's questionnaire."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arengo.contributions.operations import remove_question, remove_question_set
from arengo.core.editing import version_of
from arengo.questions import operations
from arengo.questions.models import Question, QuestionSet
from arengo.questions.operations import QUESTION_FIELDS, SET_FIELDS
from arengo.web.desk.editing import Values, confirm_page, edit_page, editor, initial_of, told
from arengo.web.desk.forms.process import QuestionForm, QuestionSetForm, choices_text
from arengo.web.desk.views.process import to_process


@require_safe
def all_of_them(request: HttpRequest) -> HttpResponse:
    """Straight to the list, which stands in the process's page."""
    editor(request)
    return redirect(to_process("domande")[1])


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new set."""
    by = editor(request)

    def write(values: Values) -> HttpResponse:
        row = operations.save_question_set(values=values, by=by)
        return told(request, _("Ora scrivi le domande."), _here(row.key))

    return edit_page(
        request,
        QuestionSetForm(request.POST or None),
        write,
        heading=_("Nuove domande"),
        lede=_(
            "Si mostrano nel modulo di iscrizione degli incontri che le scelgono, o sono il "
            "questionario di una tappa."
        ),
        back=to_process("domande"),
        button=_("Continua"),
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """A set and its questions."""
    by = editor(request)
    row = get_object_or_404(QuestionSet, key=key)
    version = version_of(row, SET_FIELDS)

    def write(values: Values) -> HttpResponse:
        operations.save_question_set(question_set=row, values=values, version=version, by=by)
        return told(request, _("Salvato."), _here(key))

    return edit_page(
        request,
        QuestionSetForm(request.POST or None, initial=initial_of(row, SET_FIELDS)),
        write,
        heading=row.title,
        back=to_process("domande"),
        template="desk/process/questions.html",
        question_set=row,
        questions=row.questions.all(),
    )


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Throw a set away."""
    by = editor(request)
    row = get_object_or_404(QuestionSet, key=key)

    def act(_values: Values) -> HttpResponse:
        remove_question_set(question_set=row, by=by)
        return told(request, _("Domande tolte."), to_process("domande")[1])

    return confirm_page(
        request,
        act,
        heading=_("Togliere «%s»?") % row.title,
        lede=_("Si può solo se nessun incontro e nessuna tappa le usa."),
        back=(str(row.title), _here(key)),
        button=_("Togli"),
    )


@require_http_methods(["GET", "POST"])
def new_question(request: HttpRequest, key: str) -> HttpResponse:
    """One more question."""
    by = editor(request)
    holder = get_object_or_404(QuestionSet, key=key)
    form = QuestionForm(request.POST or None)

    def write(values: Values) -> HttpResponse:
        operations.save_question(question_set=holder, values=_values(form, values), by=by)
        return told(request, _("Domanda aggiunta."), _here(key))

    return edit_page(
        request,
        form,
        write,
        heading=_("Nuova domanda"),
        back=(str(holder.title), _here(key)),
        button=_("Aggiungi la domanda"),
    )


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, key: str, question_key: str) -> HttpResponse:
    """One question."""
    by = editor(request)
    row = _question(key, question_key)
    names = tuple(name for name in QUESTION_FIELDS if name != "options")
    initial = {**initial_of(row, names), "choices": choices_text(row)}
    form = QuestionForm(request.POST or None, initial=initial, question=row)
    version = version_of(row, QUESTION_FIELDS)

    def write(values: Values) -> HttpResponse:
        operations.save_question(
            question_set=row.question_set,
            question=row,
            values=_values(form, values),
            version=version,
            by=by,
        )
        return told(request, _("Domanda salvata."), _here(key))

    return edit_page(
        request,
        form,
        write,
        heading=row.label,
        back=(str(row.question_set.title), _here(key)),
        remove_url=reverse("desk:question-remove", args=[key, question_key]),
    )


@require_POST
def move_question(request: HttpRequest, key: str, question_key: str, way: str) -> HttpResponse:
    """One place up or down."""
    by = editor(request)
    operations.move_question(question=_question(key, question_key), up=way == "su", by=by)
    return redirect(f"{_here(key)}#domanda-{question_key}")


@require_http_methods(["GET", "POST"])
def delete_question(request: HttpRequest, key: str, question_key: str) -> HttpResponse:
    """Ask it no more."""
    by = editor(request)
    row = _question(key, question_key)

    def act(_values: Values) -> HttpResponse:
        remove_question(question=row, by=by)
        return told(request, _("Domanda tolta."), _here(key))

    return confirm_page(
        request,
        act,
        heading=_("Togliere la domanda «%s»?") % row.label,
        lede=_("Si può solo se nessuno ha ancora risposto."),
        back=(str(row.question_set.title), _here(key)),
        button=_("Togli la domanda"),
    )


def _values(form: QuestionForm, values: Values) -> Values:
    values.pop("choices")
    has_options = values["kind"] in operations.WITH_OPTIONS
    return {**values, "options": form.options() if has_options else []}


def _question(key: str, question_key: str) -> Question:
    questions = Question.objects.select_related("question_set")
    return get_object_or_404(questions, question_set__key=key, key=question_key)


def _here(key: str) -> str:
    return reverse("desk:question-set", args=[key])

"""The same done to many voices: chosen in the list, asked for, followed while it goes on, undone once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arengo.contributions.many import Trouble
from arengo.core.codes import show
from arengo.feedback import operations
from arengo.feedback.models import BulkAct, BulkVoice
from arengo.people.models import User
from arengo.people.rules import Right, require
from arengo.process.models import Process
from arengo.web.desk.chosen_voices import (
    ChosenVoices,
    asked_for,
    filters_of,
    list_of,
    nothing_ticked,
)
from arengo.web.desk.editing import Values, actor, edit_page, editor, told
from arengo.web.desk.forms.many import AS_IT_IS, HoldManyForm, ReadManyForm
from arengo.web.desk.forms.moderation import RefuseForm
from arengo.web.desk.getting import attempt, posted
from arengo.web.desk.views.registrations import without_page
from arengo.web.desk.views.voices import the_process
from arengo.web.shared.forms import OfficeForm

ON_A_PAGE: Final = 30
LISTED: Final = 100
State, Verb = BulkAct.State, BulkAct.Verb


@dataclass(frozen=True)
class Kind:
    """One of the things that can be done to many, with its words."""

    heading: str | Promise
    lede: str | Promise
    button: str | Promise
    is_danger: bool = False


KINDS: Final = {
    "leggi": Kind(
        gettext_lazy("Leggi insieme"),
        gettext_lazy(
            "Dici una volta che cosa sono e di che cosa parlano. Quelle che nessuno aveva letto si "
            "pubblicano, come quando ne leggi una."
        ),
        gettext_lazy("Segnale come lette"),
    ),
    "pubblica": Kind(
        gettext_lazy("Pubblica insieme"),
        gettext_lazy("Le leggono tutti, anche quelle trattenute o non pubblicate per errore."),
        gettext_lazy("Pubblicale"),
    ),
    "trattieni": Kind(
        gettext_lazy("Trattieni insieme"),
        gettext_lazy("Le leggono l'ufficio e chi le ha scritte. Una risposta si deve lo stesso."),
        gettext_lazy("Trattienile"),
    ),
    "non-pubblicare": Kind(
        gettext_lazy("Non pubblicare insieme"),
        gettext_lazy(
            "Con un motivo solo, che si legge nel sito accanto a ogni codice. Chi le ha scritte "
            "riceve una mail, una per tutte le sue. Quelle che leggono già tutti restano: prima "
            "vanno trattenute."
        ),
        gettext_lazy("Non pubblicarle"),
        is_danger=True,
    ),
}


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """What can be done to the voices that were ticked, or to all that the list shows."""
    editor(request)
    if back := nothing_ticked(request):
        return back
    process = the_process()
    context = {
        "number": asked_for(process, request.GET).count(),
        "kinds": KINDS.items(),
        "query": without_page(request.GET),
    }
    return render(request, "desk/voices/many/choose.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, verb: str) -> HttpResponse:
    """One thing done to many: what exactly, and to which of them not."""
    by = editor(request)
    kind, process = KINDS.get(verb), the_process()
    if kind is None:
        raise Http404
    number = _number(request)
    if BulkAct.objects.filter(pk=number).exists():
        # The same form once more, by a double click or on the way back: it is one act.
        sentence = _("Questo modulo era già stato inviato: ecco che cosa ha fatto.")
        return told(request, sentence, _here(number, request))
    chosen = ChosenVoices(asked_for(process, request.GET), posted(request))
    form = _form(verb, request, process, chosen)

    def write(values: Values) -> HttpResponse:
        said = {"reading": form.reading()} if isinstance(form, ReadManyForm) else values
        asked = {"number": number, "process": process, "codes": chosen.taken(), "by": by}
        _act(verb)(**asked, **said)
        return redirect(_here(number, request))

    return edit_page(
        request,
        form,
        write,
        heading=kind.heading,
        lede=kind.lede,
        button=kind.button,
        is_danger=kind.is_danger,
        back=(_("Voci"), list_of(filters_of(request.GET))),
        template="desk/voices/many/new.html",
        chosen=chosen,
        number=number,
    )


@require_safe
def acts(request: HttpRequest) -> HttpResponse:
    """What the office did to many voices, the latest first."""
    require(request.user, Right.SEE)
    rows = BulkAct.objects.filter(process=the_process()).defer("wanted")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("pagina"))
    names = _names()
    shown = [_in_words(row, names) for row in page]
    return render(request, "desk/voices/many/acts.html", {"page": page, "acts": shown})


@require_safe
def act(request: HttpRequest, number: UUID) -> HttpResponse:
    """One act: how far it has come, what it did, what it left and why; and how to undo it."""
    require(request.user, Right.SEE)
    row = _act_with(number)
    context = {
        **_in_words(row, _names()),
        "left": _left(row),
        "kept": _listed(row, state=BulkVoice.State.KEPT),
        "list_url": list_of(request.GET.get("elenco", "")),
    }
    return render(request, "desk/voices/many/act.html", context)


@require_POST
def undo(request: HttpRequest, number: UUID) -> HttpResponse:
    """Put back what each voice was, where nobody changed it since."""
    by = editor(request)
    row = _act_with(number)
    attempt(
        request,
        lambda: operations.undo_many(act=row, by=by),
        _("Annullato: ogni voce torna com'era, se nessuno l'ha cambiata dopo."),
    )
    return redirect(_page_of(row.pk, request.GET.get("elenco", "")))


def _act(verb: str) -> Callable[..., BulkAct]:
    verbs: dict[str, Callable[..., BulkAct]] = {
        "leggi": operations.read_many,
        "pubblica": operations.publish_many,
        "trattieni": operations.hold_back_many,
        "non-pubblicare": operations.refuse_many,
    }
    return verbs[verb]


def _form(verb: str, request: HttpRequest, process: Process, chosen: ChosenVoices) -> OfficeForm:
    sent = posted(request)
    if verb == "leggi":
        initial = {"kind": AS_IT_IS, "horizon": AS_IT_IS, "replaces": "", "again": ""}
        without = chosen.without_kind
        return ReadManyForm(sent, process=process, without_kind=without, initial=initial)
    forms = {"trattieni": HoldManyForm, "non-pubblicare": RefuseForm}
    return forms.get(verb, OfficeForm)(sent)


def _number(request: HttpRequest) -> UUID:
    """The number of the form, by which sent twice it is one act."""
    try:
        return UUID(request.POST.get("numero", ""))
    except ValueError:
        return uuid4()


def _act_with(number: UUID) -> BulkAct:
    return get_object_or_404(BulkAct.objects.defer("wanted"), pk=number)


def _names() -> dict[str, str]:
    return {actor(user): user.name for user in User.objects.all()}


def _in_words(row: BulkAct, names: dict[str, str]) -> dict[str, Any]:
    what = {
        Verb.READ: _("Lette insieme"),
        Verb.PUBLISH: _("Pubblicate insieme"),
        Verb.HOLD: _("Trattenute insieme"),
        Verb.REFUSE: _("Non pubblicate, con un motivo"),
    }
    numbers = _numbers(row)
    return {
        "act": row,
        "numbers": numbers,
        "changed_nothing": row.state == State.DONE and not numbers["done"],
        "what": what[Verb(row.verb)],
        "by": names.get(row.by, ""),
        "undone_by": names.get(row.undone_by, ""),
        "may_be_undone": row.state == State.DONE and numbers["done"] > 0,
    }


def _numbers(row: BulkAct) -> dict[str, Any]:
    """How many voices it came to, by what became of them, and how far it is in hundredths."""
    counted = row.voices.order_by().values("state").annotate(number=Count("pk"))
    by_state = {each["state"]: each["number"] for each in counted}
    left, undone, kept = (
        by_state.get(state, 0)
        for state in (BulkVoice.State.LEFT, BulkVoice.State.UNDONE, BulkVoice.State.KEPT)
    )
    done = by_state.get(BulkVoice.State.DONE, 0) + undone + kept
    is_undone = row.state in (State.UNDOING, State.UNDONE)
    total, handled = (done, undone + kept) if is_undone else (row.total, row.handled)
    return {
        "done": done,
        "left": left,
        "undone": undone,
        "kept": kept,
        "total": total,
        "handled": handled,
        "hundredths": 100 * handled // total if total else 100,
    }


def _left(row: BulkAct) -> list[dict[str, Any]]:
    """The voices that were left as they are, by the reason: how many, and the first of them."""
    here = row.voices.filter(state=BulkVoice.State.LEFT).order_by()
    counted = {
        each["trouble"]: each["number"]
        for each in here.values("trouble").annotate(number=Count("pk"))
    }
    return [
        {
            "why": str(why.label),
            "number": counted[why],
            "codes": _listed(row, trouble=why),
            "others": max(0, counted[why] - LISTED),
        }
        for why in Trouble
        if why in counted
    ]


def _listed(row: BulkAct, **which: Any) -> list[str]:
    rows = row.voices.filter(**which).order_by("place")
    return [show(code) for code in rows.values_list("code", flat=True)[:LISTED]]


def _here(number: UUID, request: HttpRequest) -> str:
    """The page of the act, from which one comes back to the list where one was."""
    return _page_of(number, filters_of(request.GET))


def _page_of(number: UUID, query: str) -> str:
    there = f"?{urlencode({'elenco': query})}" if query else ""
    return f"{reverse('desk:voices-act', args=[number])}{there}"

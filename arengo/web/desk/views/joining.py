"""A voice in parts, and voices that say the same."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from arengo.contributions.models import Contribution
from arengo.core import codes
from arengo.feedback import operations
from arengo.web.desk.chosen_voices import nothing_ticked
from arengo.web.desk.editing import Values, edit_page, editor, told
from arengo.web.desk.forms.joining import MergeForm, SplitForm
from arengo.web.desk.getting import attempt
from arengo.web.desk.views.voices import here, the_process, voice_with


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, code: str) -> HttpResponse:
    """The words, to be divided by empty lines."""
    by = editor(request)
    row = voice_with(code)

    def act(values: Values) -> HttpResponse:
        parts = operations.split(contribution=row, divided=values["divided"], by=by)
        sentence = _("Divisa in %(many)s parti: leggile una per una.") % {"many": len(parts)}
        return told(request, sentence, here(parts[0]))

    return edit_page(
        request,
        SplitForm(request.POST or None, initial={"divided": row.words}),
        act,
        heading=_("Dividi la voce %(code)s") % {"code": codes.show(row.code)},
        back=(_("Voce %(code)s") % {"code": codes.show(row.code)}, here(row)),
        lede=_(
            "Quando dice più cose, ognuna si legge e ha la sua risposta. La voce resta una, con il "
            "suo codice, ed è a posto quando tutte le parti hanno la risposta. Si può sempre riunire."
        ),
        button=_("Dividi"),
    )


@require_POST
def put_together(request: HttpRequest, code: str) -> HttpResponse:
    """Undo a split."""
    by = editor(request)
    row = voice_with(code)
    attempt(
        request,
        lambda: operations.put_together(contribution=row, by=by),
        _("Riunita: leggila di nuovo per intero."),
    )
    return redirect(here(row))


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Several that say the same: which is the main one, with whose reply all are answered."""
    by = editor(request)
    if back := nothing_ticked(request):
        return back
    sent = request.POST if request.method == "POST" else request.GET
    wanted = set(filter(None, (_tidy(each) for each in _typed(sent))))
    voices = list(Contribution.objects.filter(process=the_process(), code__in=wanted))
    form = MergeForm(request.POST or None, voices=voices)

    def act(values: Values) -> HttpResponse:
        main = next(each for each in voices if each.code == values["main"])
        others = [each for each in voices if each != main]
        merged = operations.merge(main=main, others=others, by=by)
        sentence = ngettext(
            "Unita: la risposta alla principale vale anche per l'altra.",
            "Unite %(many)s voci: la risposta alla principale vale anche per loro.",
            len(merged),
        )
        return told(request, sentence % {"many": len(merged)}, here(main))

    return edit_page(
        request,
        form,
        act,
        heading=_("Unisci voci che dicono lo stesso"),
        back=(_("Voci"), reverse("desk:voices")),
        lede=_(
            "Si risponde una volta, a quella principale, e ognuna ha la stessa risposta. Ognuna "
            "resta contata, con il suo codice e con chi l'ha detta. Si può sempre separare."
        ),
        button=_("Unisci"),
        template="desk/voices/merge.html",
        voices=voices,
    )


@require_POST
def unmerge(request: HttpRequest, code: str) -> HttpResponse:
    """It says something of its own after all."""
    by = editor(request)
    row = voice_with(code)
    attempt(
        request,
        lambda: operations.unmerge(contribution=row, by=by),
        _("Separata: aspetta una risposta sua."),
    )
    return redirect(here(row))


def _typed(sent: QueryDict) -> list[str]:
    return [*sent.getlist("voce"), *sent.getlist("codice")]


def _tidy(typed: str) -> str:
    try:
        return codes.read(typed)
    except codes.BadCode:
        return ""

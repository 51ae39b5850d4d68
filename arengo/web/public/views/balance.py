"""The balance of voices, in public: received, answered, open; and how anybody checks it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arengo.contributions.models import Moderation
from arengo.contributions.queries import refusals
from arengo.core import codes
from arengo.core.clock import process_time
from arengo.feedback.balance import balance
from arengo.feedback.heard import stages_heard
from arengo.process.queries import stage_taking_voices
from arengo.web.public import balance_page
from arengo.web.shared import shells
from arengo.web.shared.context import site_of

REFUSED_ON_A_PAGE = 50


@require_safe
@shells.for_a_moment
def voices(request: HttpRequest) -> HttpResponse:
    """The whole, and by what voices are about, channel, mode, zone and stage."""
    process = site_of(request).process
    if process is None:
        raise Http404
    found = balance(process)
    context = {
        "process": process,
        "total": found.total,
        "may_write": stage_taking_voices(process, process_time.now()) is not None,
        "sentence": balance_page.sentence(found.total),
        "tables": balance_page.tables(process, found),
        "stages": process.stages.filter(key__in=stages_heard(process)),
    }
    return render(request, "public/voices.html", context)


@require_safe
@shells.for_a_moment
def refused_voices(request: HttpRequest) -> HttpResponse:
    """The public log of what is not published: when, why, and whether somebody else looked again."""
    process = site_of(request).process
    if process is None:
        raise Http404
    page = Paginator(refusals(process), REFUSED_ON_A_PAGE).get_page(request.GET.get("pagina"))
    rows = [
        (row, codes.show(row.contribution.code), str(row.get_reason_display()), _since(row))
        for row in page
    ]
    return render(request, "public/refused_voices.html", {"page": page, "rows": rows})


def _since(row: Moderation) -> str:
    """What became of it: undone, or looked at again by somebody else."""
    if row.undone_at is not None:
        return _("L'ufficio ha annullato questa decisione: non vale più.")
    appeal = getattr(row.contribution, "appeal", None)
    if appeal is None:
        return ""
    if appeal.is_upheld is None:
        return _("Chi l'ha scritta ha chiesto di riguardarla.")
    outcome = (
        _("Riguardata: ora è pubblicata.") if appeal.is_upheld else _("Riguardata: resta così.")
    )
    return f"{outcome} {appeal.words}"


@require_safe
def what_happens(request: HttpRequest) -> HttpResponse:
    """What becomes of something that one says, for whoever thinks of saying it."""
    knots = [
        (
            _("È ricevuta, e contata"),
            _("Ha subito un codice: lo trovi nella pagina, nella mail o sulla ricevuta di carta."),
        ),
        (
            _("Una persona dell'ufficio la legge"),
            _("Dice che cos'è e di che cosa parla. Se dice più cose, ognuna ha la sua risposta."),
        ),
        (
            _("Se altri dicono lo stesso, si risponde insieme"),
            _("Ognuna resta contata, con il suo codice. Da questo sito puoi dire «La penso così»."),
        ),
        (
            _("Ha una risposta"),
            _(
                "Accolta, in parte, già in corso, riguarda un altro ente, o non accolta: sempre con il "
                "perché, chi ne è responsabile, e dove lo vedi nel piano."
            ),
        ),
        (
            _("Lo vieni a sapere"),
            _(
                "Con una mail, o con una lettera se hai lasciato l'indirizzo di casa; se non hai lasciato "
                "niente, con il codice."
            ),
        ),
        (
            _("«Non è una risposta»"),
            _("Se non risponde a quello che hai detto lo dici, una volta: la voce torna aperta."),
        ),
    ]
    process = site_of(request).process
    context = {"knots": knots, "body": process.body if process else None}
    return render(request, "public/what_happens.html", context)

"""Whether everybody reads a voice: published, held back, refused, covered in part, looked at again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arengo.contributions import operations, personal_data
from arengo.contributions.by_letter import to_tell
from arengo.contributions.models import Contribution
from arengo.contributions.queries import last_decision_on
from arengo.core import codes
from arengo.core.refusals import Refusal
from arengo.web.desk.editing import Values, edit_page, editor, told
from arengo.web.desk.forms.moderation import AppealForm, RefuseForm
from arengo.web.desk.views.voices import here, voice_with


@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody reads the words from now on."""
    by = editor(request)
    row = operations.publish(contribution=voice_with(code), by=by)
    return told(request, _("Pubblicata: adesso la leggono tutti."), here(row))


@require_POST
def hold_back(request: HttpRequest, code: str) -> HttpResponse:
    """Nobody but the office and its author reads the words until it is decided."""
    by = editor(request)
    row = voice_with(code)
    operations.hold_back(contribution=row, words=request.POST.get("nota", ""), by=by)
    return told(request, _("Trattenuta: la leggono l'ufficio e chi l'ha scritta."), here(row))


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, code: str) -> HttpResponse:
    """Not published, with the reason that everybody reads."""
    by = editor(request)
    row = voice_with(code)

    def act(values: Values) -> HttpResponse:
        operations.refuse(contribution=row, reason=values["reason"], words=values["words"], by=by)
        _warn(request, row)
        return told(request, _("Non pubblicata. Il motivo si legge nel sito."), here(row))

    lede = _(
        "Succede di rado: che una voce sia fuori tema o non piaccia non è un motivo, per quello c'è "
        "la risposta. Il motivo si legge nel sito, accanto al codice; chi ha scritto può chiedere "
        "che la riguardi un'altra persona dell'ufficio."
    )
    return edit_page(
        request,
        RefuseForm(request.POST or None),
        act,
        heading=_("Non pubblicare la voce %(code)s") % {"code": codes.show(row.code)},
        back=_back(row),
        lede=lede,
        button=_("Non pubblicare"),
        is_danger=True,
    )


@require_http_methods(["GET", "POST"])
def decide_appeal(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody else looks again at what was refused."""
    by = editor(request)
    row = voice_with(code)

    def act(values: Values) -> HttpResponse:
        is_upheld = values["outcome"] == AppealForm.UPHELD
        operations.decide_appeal(
            contribution=row, is_upheld=is_upheld, words=values["words"], by=by
        )
        _warn(request, row)
        return told(request, _("Deciso. Chi l'ha scritta lo legge nella sua pagina."), here(row))

    return edit_page(
        request,
        AppealForm(request.POST or None),
        act,
        heading=_("Riguarda la voce %(code)s") % {"code": codes.show(row.code)},
        back=_back(row),
        lede=_(
            "Chi l'ha scritta dice che non pubblicarla non è giusto. Decidi tu: è la seconda lettura, e l'ultima."
        ),
        button=_("Decidi"),
        template="desk/voices/appeal.html",
        voice=row,
        decided=last_decision_on(row.code),
    )


@require_POST
def cover(request: HttpRequest, code: str) -> HttpResponse:
    """Cover what says who somebody is, beside what is covered already; or uncover all of it."""
    by = editor(request)
    row = voice_with(code)
    pieces = [*request.POST.getlist("pezzo"), *request.POST.get("altro", "").splitlines()]
    covered = row.words
    if "scopri" not in request.POST:
        covered = personal_data.cover(row.covered or row.words, pieces)
    try:
        operations.cover(contribution=row, words=covered, by=by)
    except Refusal as refusal:
        return told(request, refusal.sentence, here(row))
    if covered == row.words:
        return told(request, _("Niente è coperto: si leggono le parole come sono."), here(row))
    return told(request, _("Coperto: nel sito al suo posto si legge […]."), here(row))


def _warn(request: HttpRequest, row: Contribution) -> None:
    """Say when no mail tells its author what was decided."""
    if to_tell(voice_with(row.code)) is not None:
        sentence = _("Chi l'ha detta non ha un'e-mail: l'avviso va mandato per lettera.")
        messages.warning(request, sentence)


def _back(row: Contribution) -> tuple[str, str]:
    return _("Voce %(code)s") % {"code": codes.show(row.code)}, reverse(
        "desk:voice", args=[codes.show(row.code)]
    )

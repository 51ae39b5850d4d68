"""A voice followed by its code: its words, and what has become of them; by its author's link, theirs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from arengo.contributions.links import contribution_of
from arengo.contributions.models import Contribution
from arengo.contributions.queries import Followed, followed
from arengo.core import codes
from arengo.core.ledger.receipts import receipt_for
from arengo.feedback import operations
from arengo.feedback.queries import answered_to
from arengo.feedback.refusals import CannotInsist
from arengo.web.public import voice_page
from arengo.web.shared import limits
from arengo.web.shared.limits import AddressLimit
from arengo.web.shared.privately import keep_private

# Whoever tries codes until one is somebody's would need years; this makes it centuries.
GUESSES = AddressLimit("voice-code", per_address=60, per_range=300, seconds=600)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Where a code is typed: from a sheet, or as it was read aloud."""
    typed = request.GET.get("codice", "").strip()
    if not typed:
        return _ask(request, "", "", 200)
    try:
        return redirect("public:voice", code=codes.show(codes.read(typed)))
    except codes.BadCode:
        sentence = _(
            "Questo non è un codice dei nostri: sono otto fra lettere e cifre, come 7K4M-2QWX."
        )
        return _ask(request, typed[:40], sentence, 422)


@require_safe
def voice(request: HttpRequest, code: str) -> HttpResponse:
    """The words as they were said, the thread of what happened, and the proof."""
    try:
        found = followed(codes.read(code))
    except codes.BadCode:
        found = None
    if found is None:
        if not limits.allows(request, GUESSES):
            return _ask(
                request,
                code[:40],
                _("Dalla tua rete arrivano troppe richieste: riprova tra poco."),
                429,
            )
        return _ask(
            request,
            code[:40],
            _("Nessuna voce ha questo codice: controlla di averlo copiato bene."),
            404,
        )
    return keep_private(render(request, "public/voice.html", _context(found)))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def my_voice(request: HttpRequest, token: str) -> HttpResponse:
    """One's own voice, by the link that only its author has: to say, once, that this is no answer.

    The address is the key: whoever does not hold it can post nothing, so no other token is asked for.
    """
    key = contribution_of(token)
    row = Contribution.objects.filter(pk=key).first() if key else None
    found = followed(row.code) if row else None
    if row is None or found is None:
        return _ask(
            request,
            "",
            _("Questo link non è completo: aprilo dalla mail, o scrivi qui il codice della voce."),
            404,
        )
    if request.method == "POST":
        try:
            operations.insist(contribution=row, text=request.POST.get("manca", ""))
        except CannotInsist as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("L'abbiamo ricevuto: l'ufficio ti risponde ancora."))
        return keep_private(redirect(request.path))
    context = {**_context(found), "token": token, "text_at_most": operations.TEXT_AT_MOST}
    return keep_private(render(request, "public/voice.html", context))


def _context(found: Followed) -> dict[str, object]:
    entry = voice_page.proof_of(found)
    proof = receipt_for(entry) if entry else None
    answered = answered_to(found.code)
    return {
        "voice": found,
        "code": codes.show(found.code),
        "about": voice_page.about(found),
        "answered": answered,
        "replies": [voice_page.reply_in_words(reply) for reply in answered.replies],
        "knots": voice_page.knots(found, answered),
        "proof_entry": entry,
        "is_sealed": bool(proof and proof.is_sealed),
        "proof": proof.as_dict() if proof else None,
    }


def _ask(request: HttpRequest, typed: str, trouble: str, status: int) -> HttpResponse:
    context = {"typed": typed, "trouble": trouble}
    return keep_private(render(request, "public/voice_find.html", context, status=status))

"""A voice followed by its code: its words, and what has become of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arengo.contributions.queries import followed
from arengo.core import codes
from arengo.core.ledger.receipts import receipt_for
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
    entry = voice_page.proof_of(found)
    proof = receipt_for(entry) if entry else None
    context = {
        "voice": found,
        "code": codes.show(found.code),
        "about": voice_page.about(found),
        "knots": voice_page.knots(found),
        "proof_entry": entry,
        "is_sealed": bool(proof and proof.is_sealed),
        "proof": proof.as_dict() if proof else None,
    }
    return keep_private(render(request, "public/voice.html", context))


def _ask(request: HttpRequest, typed: str, trouble: str, status: int) -> HttpResponse:
    context = {"typed": typed, "trouble": trouble}
    return keep_private(render(request, "public/voice_find.html", context, status=status))

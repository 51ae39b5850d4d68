"""A voice followed by its code: its words, and what has become of them."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arengo.contributions import paper
from arengo.contributions.models import Attachment, Contribution, PaperSheet
from arengo.contributions.queries import Followed, followed, shown_files
from arengo.contributions.sheets import beside, is_taken, sheet_with
from arengo.core import codes, documents
from arengo.core.clock import process_time
from arengo.core.ledger.receipts import receipt_for
from arengo.feedback.queries import answered_to
from arengo.process.queries import takes_voices
from arengo.web.public import voice_page
from arengo.web.shared import limits
from arengo.web.shared.attachments import handed_over
from arengo.web.shared.limits import AddressLimit
from arengo.web.shared.privately import keep_private

# Whoever tries codes until one is somebody's would need years; this makes it centuries.
GUESSES = AddressLimit("voice-code", per_address=60, per_range=300, seconds=600)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Where a code is typed: from a sheet, or as it was read aloud."""
    typed = request.GET.get("codice", "").strip()
    if not typed:
        return ask(request, "", "", 200)
    try:
        return redirect("public:voice", code=codes.show(codes.read(typed)))
    except codes.BadCode:
        sentence = _(
            "Questo non è un codice dei nostri: sono otto fra lettere e cifre, come 7K4M-2QWX."
        )
        return ask(request, typed[:40], sentence, 422)


@require_safe
def voice(request: HttpRequest, code: str) -> HttpResponse:
    """The words as they were said, the thread of what happened, and the proof."""
    try:
        tidy = codes.read(code)
        found = followed(tidy)
        sheet = None if found else sheet_with(tidy)
    except codes.BadCode:
        found = sheet = None
    if found is not None and found.part_of:
        return redirect("public:voice", code=codes.show(found.part_of))
    if sheet is not None:
        return _sheet(request, sheet)
    if found is None:
        if not limits.allows(request, GUESSES):
            return _too_many(request, code)
        return ask(
            request,
            code[:40],
            _("Nessuna voce ha questo codice: controlla di averlo copiato bene."),
            404,
        )
    return keep_private(render(request, "public/voice.html", context_of(found)))


@require_safe
def file(request: HttpRequest, code: str, number: UUID) -> FileResponse:
    """A file beside a voice, that somebody of the office looked at and lets everybody see."""
    try:
        tidy = codes.read(code)
    except codes.BadCode as error:
        raise Http404 from error
    return handed_over(get_object_or_404(shown_files(tidy), pk=number), codes.show(tidy))


def _sheet(request: HttpRequest, sheet: PaperSheet) -> HttpResponse:
    """What somebody finds who holds the receipt of a sheet that has not come to us yet."""
    stage = sheet.run.stage
    body = stage.process.body
    context = {
        "code": codes.show(sheet.code),
        "stage": stage,
        "takes_sheets": is_taken(stage, process_time.now()),
        "may_write_here": takes_voices(stage, process_time.now()),
        "hand_in": paper.how_to_hand_in(body),
        "until": paper.until_when(stage),
        "elsewhere": paper.where_to_read(body),
        **_beside(sheet.code),
    }
    return keep_private(render(request, "public/sheet.html", context))


@require_safe
def paper_receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt of a voice to be printed and kept: its code, its QR, where the answer is read."""
    if not limits.allows(request, GUESSES):
        return _too_many(request, code)
    try:
        found = followed(codes.read(code))
    except codes.BadCode:
        found = None
    if found is None or found.part_of:
        return redirect("public:voice", code=code)
    row = Contribution.objects.select_related("process__body").filter(code=found.code).first()
    url = paper.address_of(found.code)
    context = {
        "code": codes.show(found.code),
        "voice": found,
        "body": row.process.body if row else None,
        "url": url,
        "qr": documents.qr_address(url),
        "elsewhere": paper.where_to_read(row.process.body) if row else [],
    }
    return keep_private(render(request, "public/paper_receipt.html", context))


def _beside(code: str) -> dict[str, list[str]]:
    """The other voices of a sheet written by hand, and those of copies of it, by their codes."""
    same, copies = beside(code)
    return {
        "same_sheet": [codes.show(each) for each in same],
        "copies": [codes.show(each) for each in copies],
    }


def context_of(found: Followed) -> dict[str, object]:
    """What the page of a voice shows to everybody."""
    entry = voice_page.proof_of(found)
    proof = receipt_for(entry) if entry else None
    answered = answered_to(found.code)
    refused = voice_page.refusal_of(found)
    return {
        "voice": found,
        "words": found.public_words,
        "refused": refused,
        "code": codes.show(found.code),
        **(_beside(found.code) if found.source else {}),
        **voice_page.supports_of(found),
        "about": voice_page.about(found),
        "same_as": codes.show(found.same_as) if found.same_as else "",
        "voice_url": _address(found.same_as),
        "parts": [voice_page.part_in_words(*each) for each in answered.parts],
        "answered": answered,
        "files": _files(found),
        "replies": [voice_page.reply_in_words(reply) for reply in answered.replies],
        "knots": voice_page.knots(found, answered, refused),
        "proof_entry": entry,
        "is_sealed": bool(proof and proof.is_sealed),
        "proof": proof.as_dict() if proof else None,
    }


def _address(code: str) -> str:
    return reverse("public:voice", args=[codes.show(code)]) if code else ""


def ask(request: HttpRequest, typed: str, trouble: str, status: int) -> HttpResponse:
    """The page where a code is typed, with what is wrong with what was typed."""
    context = {"typed": typed, "trouble": trouble}
    return keep_private(render(request, "public/voice_find.html", context, status=status))


def _too_many(request: HttpRequest, code: str) -> HttpResponse:
    sentence = _("Dalla tua rete arrivano troppe richieste: riprova tra poco.")
    return ask(request, code[:40], sentence, 429)


def _files(found: Followed) -> list[tuple[Attachment, str]]:
    code = codes.show(found.code)
    return [
        (each, reverse("public:voice-file", args=[code, each.pk]))
        for each in shown_files(found.code)
    ]

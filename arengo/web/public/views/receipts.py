"""The receipt of one act: what was recorded, and the proof that anybody can verify."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from arengo.core.ledger.models import Entry
from arengo.core.ledger.receipts import receipt_for
from arengo.web.public import receipts


def receipt(request: HttpRequest, number: UUID) -> HttpResponse:
    """What the entry says, in words and without personal data, and its proof for the browser."""
    entry = get_object_or_404(Entry.objects.select_related("block"), pk=number)
    proof = receipt_for(entry)
    context = {
        "entry": entry,
        "what": receipts.in_words(entry),
        "who": receipts.actor_in_words(entry),
        "is_erased": entry.salt is None,
        "is_sealed": proof.is_sealed,
        "proof": proof.as_dict(),
        "proof_text": json.dumps(proof.as_dict(), indent=2, ensure_ascii=False),
    }
    response = render(request, "public/receipt.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response

"""Whether a certificate of attendance is good. The name is never told: who has it types it."""

import hmac
import unicodedata

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from arengo.core import codes
from arengo.live.models import Certificate
from arengo.registrations.links import contact_of
from arengo.web.public.certificate_paper import length_in_words, stretches_in_words
from arengo.web.shared import limits
from arengo.web.shared.limits import AddressLimit
from arengo.web.shared.privately import keep_private

NAMES = AddressLimit("certificate-name", per_address=30, per_range=150, seconds=600)
NAME_AT_MOST = 200


# It changes nothing: it is a POST so that the name stays out of addresses and logs.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Valid or not, of which meeting, in which way, for how long; and whether a name is its own."""
    row = _find(code)
    is_revoked = row is not None and _is_revoked(row)
    typed = request.POST.get("name", "").strip()[:NAME_AT_MOST]
    context = {
        "code": code,
        "certificate": row,
        "is_revoked": is_revoked,
        "registration": row.registration if row and not is_revoked else None,
        "length": length_in_words(row.minutes) if row else "",
        "stretches": stretches_in_words(row) if row else [],
        "typed": typed,
        "outcome": "",
    }
    status = 200 if row else 404
    if request.method == "POST" and row and not is_revoked:
        context["outcome"] = outcome = _outcome(request, row, typed)
        status = {"too-many": 429, "empty": 422}.get(outcome, 200)
    return keep_private(render(request, "public/certificate.html", context, status=status))


def _find(typed: str) -> Certificate | None:
    try:
        code = codes.read(typed)
    except codes.BadCode:
        return None
    rows = Certificate.objects.select_related(
        "registration__person__contact", "registration__meeting__process__body"
    )
    return rows.filter(code=code).first()


def _is_revoked(row: Certificate) -> bool:
    """Erased a moment ago, it is not good any more, whenever the job comes by."""
    return row.registration is None or row.registration.person.erased_at is not None


def _outcome(request: HttpRequest, row: Certificate, typed: str) -> str:
    if not typed:
        return "empty"
    if not limits.allows(request, NAMES):
        return "too-many"
    contact = contact_of(row.registration) if row.registration else None
    is_same = contact is not None and hmac.compare_digest(_plain(contact.name), _plain(typed))
    return "same" if is_same else "other"


def _plain(name: str) -> bytes:
    """A name without capitals, accents and doubled spaces: as people copy it from a sheet."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.split()).encode()

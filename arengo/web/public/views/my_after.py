"""After the meeting, on one's own page: one's voices, the resoconto to check, the certificate."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext as _

from arengo.live import operations
from arengo.live.models import Certificate, Minutes
from arengo.web.public import certificate_paper, my_afterwards
from arengo.web.public.forms.correction import CorrectionForm
from arengo.web.public.own_place import OwnPlace
from arengo.web.public.personal import back_to, personal_page


@personal_page
def after(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """What is left of the evening for this person."""
    if not place.is_over:
        return back_to(place)
    about = request.GET.get("punto", "")
    return _page(request, place, CorrectionForm(initial={"number": uuid.uuid4(), "about": about}))


@personal_page
def propose(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """What should read otherwise in the resoconto."""
    if request.method != "POST":
        return redirect("public:my-after", token=place.token)
    form = CorrectionForm(request.POST)
    my_afterwards.offer_pieces(form, place)
    if not form.is_valid():
        return _page(request, place, form, status=422)
    operations.propose_correction(
        registration=place.registration,
        number=form.cleaned_data["number"],
        about=form.cleaned_data["about"],
        text=form.cleaned_data["text"],
    )
    messages.success(request, _("Ricevuta. Quando l'ufficio decide, qui trovi la risposta."))
    return _back(place, "resoconto")


@personal_page
def ask_certificate(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """Have one's certificate made."""
    if request.method == "POST":
        operations.issue_certificate(registration=place.registration)
    return _back(place, "attestato")


@personal_page
def certificate(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """One's certificate as a PDF."""
    row = Certificate.objects.filter(registration=place.registration).first()
    if row is None or place.contact is None:
        return _back(place, "attestato")
    content = certificate_paper.pdf(row, place.meeting, place.contact, get_language() or "it")
    name = f"{_('attestato')}-{place.meeting.slug}.pdf"
    disposition = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=disposition)


def _page(
    request: HttpRequest, place: OwnPlace, form: CorrectionForm, status: int = 200
) -> HttpResponse:
    minutes = my_afterwards.offer_pieces(form, place)
    issued = Certificate.objects.filter(registration=place.registration).first()
    context = {
        "place": place,
        "meeting": place.meeting,
        "voices": my_afterwards.voices(place),
        "minutes": minutes,
        "may_propose": my_afterwards.may_propose(minutes, place),
        "corrections": my_afterwards.corrections(minutes, place),
        "form": form,
        "certificate": issued,
        "length": certificate_paper.length_in_words(issued.minutes) if issued else "",
        "stretches": certificate_paper.stretches_in_words(issued) if issued else [],
        "may_ask_certificate": my_afterwards.may_ask_certificate(place),
        "came": my_afterwards.came(place),
        "is_approved": bool(minutes and minutes.state == Minutes.State.APPROVED),
        "heard": my_afterwards.is_closed(place),
    }
    return render(request, "public/my_place/after.html", context, status=status)


def _back(place: OwnPlace, section: str) -> HttpResponse:
    target = redirect("public:my-after", token=place.token)
    target["Location"] += f"#{section}"
    return target

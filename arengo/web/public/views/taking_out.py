"""Ways out that a mail alone opens, without an account: out of the address book, no more notices.

A GET shows what the button does; only a POST acts. The address is the key: whoever does not hold it
can post nothing, so no other token is asked for, and a mail program may post by itself (RFC 8058).
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from arengo.invitations import operations as invitations, rules as invitation_rules
from arengo.people.models import Consent
from arengo.registrations import operations as registrations, rules as registration_rules
from arengo.web.shared.privately import keep_private

# What our button sends, so that a program that posts to every address it finds does nothing.
BUTTON = {"fuori": "si"}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def _is_pressed(request: HttpRequest) -> bool:
    return any(request.POST.get(name) == value for name, value in {**BUTTON, **ONE_CLICK}.items())


def _done(request: HttpRequest) -> HttpResponse:
    """Back to the page, which says how things stand; a mail program is not sent anywhere."""
    if "List-Unsubscribe" in request.POST:
        return HttpResponse(status=204)
    return redirect(request.path)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave_book(request: HttpRequest, token: str) -> HttpResponse:
    """For whom one stands in the address book, and the button that takes one out."""
    person = invitation_rules.get_person_by_leave_link(token)
    if request.method == "POST" and _is_pressed(request):
        if person is not None:
            invitations.remove_person(person=person, by="person")
        return keep_private(_done(request))
    return keep_private(render(request, "public/leave_book.html", {"person": person}))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest, token: str) -> HttpResponse:
    """Whether one asked to hear of next meetings, and the button that takes it back."""
    person = registration_rules.get_person_by_notices_link(token)
    if request.method == "POST" and _is_pressed(request):
        if person is not None:
            kind = Consent.Kind.NEXT_MEETINGS
            registrations.withdraw_consent(person=person, kind=kind, by="person")
        return keep_private(_done(request))
    wants = person is not None and registration_rules.wants_notices(person)
    return keep_private(render(request, "public/notices.html", {"wants_notices": wants}))

"""What surrounds every page of the personal area: the link, the headers, a forgery that helps."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from arengo.core.refusals import Refusal
from arengo.registrations import rules
from arengo.registrations.refusals import LinkNotValid, PersonErased
from arengo.web.public.forms import forgery
from arengo.web.public.forms.my_place import LostLinkForm
from arengo.web.public.own_place import OwnPlace
from arengo.web.shared.privately import keep_private

View = Callable[..., HttpResponse]


def personal_page(view: View) -> View:
    """The view of a personal link: it gets the OwnPlace of the token instead of the token.

    A link that is not valid gets a page that helps, that of somebody erased a page that says so; a
    refusal goes back to one's page with its sentence. Only GET and POST; a POST that does not come
    from a page of ours gets a page with the same button, and all that was typed.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: object, **kwargs: object) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "POST"):
            return keep_private(HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"}))
        try:
            registration = rules.get_registration_by_link(token)
        except LinkNotValid:
            return keep_private(link_lost(request))
        except PersonErased:
            return keep_private(_erased(request))
        if request.method == "POST" and forgery.why_not(request):
            return keep_private(_try_again(request, token))
        place = OwnPlace(registration, token)
        try:
            return keep_private(view(request, place, *args, **kwargs))
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return keep_private(back_to(place))

    return guarded


def back_to(place: OwnPlace, section: str = "") -> HttpResponse:
    """To one's own page, at one of its sections."""
    target = redirect("public:my-place", token=place.token)
    if section:
        target["Location"] += f"#{section}"
    return target


def link_lost(request: HttpRequest) -> HttpResponse:
    """The link was revoked, mistyped or never ours: how to have it again."""
    context = {"form": LostLinkForm(), "is_wrong_link": True, "problems": []}
    return render(request, "public/my_place/lost_link.html", context, status=404)


def _erased(request: HttpRequest) -> HttpResponse:
    return render(request, "public/my_place/erased.html", status=PersonErased.status)


def _try_again(request: HttpRequest, token: str) -> HttpResponse:
    # The fields go back as they came; only who holds the link gets this far.
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    context = {"typed": typed, "token": token}
    return render(request, "public/my_place/try_again.html", context, status=403)

"""The demo's single-use sign-in links."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from arengo.people import sign_in
from arengo.web.desk import access

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "POST"])
def demo_link(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button; pressing it signs in and uses the link up."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        user = sign_in.use(token)
        login(request, user, backend=BACKEND)
        return redirect(access.home_of(user))
    return render(request, "desk/demo_sign_in.html", {"user_to_be": sign_in.user_of(token)})

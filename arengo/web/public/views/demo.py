"""Only in the demo: its mailbox, which anybody may read, and its clock, which anybody may move."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

import nh3
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_default_timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from arengo.core.clock import process_time
from arengo.gateways import mailbox
from arengo.web.public.forms import forgery
from arengo.web.shared.errors import csrf_failure
from arengo.web.shared.privately import keep_private

# Local hours of the body's time zone; templates/public/demo/_bar.html has a button for each.
MOMENTS = (
    "2023-09-06T09:00",
    "2023-09-26T10:00",
    "2023-09-27T15:45",
    "2023-09-27T17:30",
    "2023-09-28T09:00",
    "2023-10-05T18:00",
    "2023-10-27T09:00",
)
SHOWN = 60
TAGS = {
    *("p", "br", "h2", "h3", "ul", "ol", "li", "a", "strong", "em", "b", "i", "div", "span", "hr"),
    *("table", "tbody", "tr", "td"),
}
ATTRIBUTES = {
    "a": {"href"},
    "table": {"role", "width", "cellpadding", "cellspacing"},
    "td": {"align"},
    "*": {"lang", "dir", "data-style"},
}

View = Callable[..., HttpResponse]


def only_in_demo(view: View) -> View:
    """The view, or a page not found everywhere but in a demo."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@csrf_exempt
@only_in_demo
@require_POST
def clock(request: HttpRequest) -> HttpResponse:
    """Move the demo's clock to one of the moments that matter, and go back where one was.

    The bar is also on personal pages, whose forms come without an origin: hence our own check.
    """
    if forgery.why_not(request):
        return csrf_failure(request)
    wanted = request.POST.get("to", "")
    if wanted in MOMENTS:
        moment = datetime.fromisoformat(wanted).replace(tzinfo=get_default_timezone())
        process_time.jump_to(moment)
    return redirect(_own_page(request, request.POST.get("next", "")))


@only_in_demo
@require_GET
def messages(request: HttpRequest) -> HttpResponse:
    """The mails that the demo would have sent, the newest first."""
    address = request.GET.get("a", "").strip()
    mails = mailbox.list_messages(limit=SHOWN, to=address or None)
    context = {"mails": mails, "address": address, "shown": SHOWN}
    return keep_private(render(request, "public/demo/mailbox.html", context))


@only_in_demo
@require_GET
def message(request: HttpRequest, key: str) -> HttpResponse:
    """One mail: as one reads it, and as plain text."""
    try:
        mail = mailbox.read_message(key)
    except mailbox.NoSuchMessage as error:
        raise Http404 from error
    context = {"mail": mail, "body": safe_body(mail.html)}
    return keep_private(render(request, "public/demo/message.html", context))


@only_in_demo
@require_GET
def attachment(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A file of a mail, always as a download."""
    try:
        file = mailbox.read_message(key).attachments[number]
    except (mailbox.NoSuchMessage, IndexError) as error:
        raise Http404 from error
    response = HttpResponse(file.content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(file.name)}"'
    return keep_private(response)


def safe_body(html: str) -> SafeString:
    """The mail's own words and links, without images or anything that acts.

    Our policy forbids style attributes: demo-mail.js puts them on again, from `data-style`.
    """
    # The page has its own first heading, the mail's subject.
    below = html.replace("<h1", "<h2").replace("</h1>", "</h2>")
    clean = nh3.clean(
        below.replace(" style=", " data-style="),
        tags=TAGS,
        clean_content_tags={"script", "style", "title"},
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noreferrer",
    )
    return mark_safe(clean)  # noqa: S308  cleaned by nh3 just above


def _own_page(request: HttpRequest, address: str) -> str:
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if is_ours and address.startswith("/") else "/"


def _file_name(name: str) -> str:
    return "".join(sign for sign in name if sign.isalnum() or sign in "-_. ") or "file"

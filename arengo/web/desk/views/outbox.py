"""The outbox: what is owed, sent or did not leave; one mail as it is, its links masked."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe

from arengo.core import codes
from arengo.core.outbox import operations, queries, rendering
from arengo.core.outbox.mail import Mail
from arengo.core.outbox.models import Message
from arengo.people.rules import Right, require
from arengo.web.desk import getting
from arengo.web.desk.selection import Chip, Group
from arengo.web.shared import mail_words

ON_A_PAGE = 50
AT_ONCE = 200
HELD = "held"
State = Message.State


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The mails, the latest first; by state, by kind, or about one registration."""
    require(request.user, Right.CONTACTS)
    counted = Message.objects.order_by().values_list("state").annotate(number=Count("id"))
    numbers: dict[str, int] = dict(counted)
    rows = Message.objects.order_by("-id")
    held = queries.held()
    numbers[HELD] = held.count()
    if (state := request.GET.get("stato", "")) == HELD:
        rows = held.order_by("-id")
    elif state in State.values:
        rows = rows.filter(state=state)
    if state == State.OWED:
        rows = rows.exclude(pk__in=held)
    if (kind := request.GET.get("tipo", "")) in mail_words.KINDS:
        rows = rows.filter(render__endswith=f".{kind}")
    if code := _code(request.GET.get("q", "")):
        rows = rows.filter(subject=f"registration:{code}")
    context = {
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("pagina")),
        "groups": [_states(state, numbers), _kinds(kind)],
        "failed": numbers.get(State.FAILED, 0),
        "q": request.GET.get("q", ""),
    }
    return render(request, "desk/outbox/list.html", context)


@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail as it would be written now: its secret links are dots, a sign-in code is never here."""
    require(request.user, Right.CONTACTS)
    row = get_object_or_404(Message, pk=pk)
    context = {"mail_row": row, "mail": _preview(row), "about": _about(row)}
    return render(request, "desk/outbox/message.html", context)


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Owe a mail that did not leave again, at once."""
    user = require(request.user, Right.WRITE)
    row = get_object_or_404(Message, pk=pk)
    by = getting.actor(user)
    done = _("La mail è di nuovo in partenza.")
    getting.attempt(request, lambda: operations.retry(message=row, by=by), done)
    return redirect("desk:outbox-message", pk=pk)


@require_POST
def retry_all(request: HttpRequest) -> HttpResponse:
    """All those that did not leave, again: after a mail server that was away."""
    user = require(request.user, Right.WRITE)
    rows = list(Message.objects.filter(state=State.FAILED).order_by("id")[:AT_ONCE])
    for row in rows:
        operations.retry(message=row, by=getting.actor(user))
    text = ngettext(
        "%(number)s mail è di nuovo in partenza.",
        "%(number)s mail sono di nuovo in partenza.",
        len(rows),
    )
    messages.success(request, text % {"number": len(rows)})
    return redirect("desk:outbox")


def _states(current: str, numbers: dict[str, int]) -> Group:
    # A held mail is owed too, but nobody expects it to leave now.
    shown = {**numbers, State.OWED: numbers.get(State.OWED, 0) - numbers[HELD]}
    choices = [*State.choices, (HELD, _("Trattenuta"))]
    chips = [
        Chip(str(label), "stato", key, key == current, shown.get(key, 0)) for key, label in choices
    ]
    return Group(_("Stato"), chips)


def _kinds(current: str) -> Group:
    chips = [
        Chip(str(label), "tipo", key, key == current) for key, label in mail_words.KINDS.items()
    ]
    return Group(_("Che mail"), chips)


def _preview(row: Message) -> Mail | None:
    """None when it is no longer needed, or its person was erased."""
    try:
        return rendering.preview(row)
    except Exception:
        return None


def _about(row: Message) -> tuple[str, str]:
    what, _colon, reference = row.subject.partition(":")
    return what, reference


def _code(typed: str) -> str:
    try:
        return codes.read(typed) if typed else ""
    except codes.BadCode:
        return ""

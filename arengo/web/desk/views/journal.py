"""The journal: who did what and when, in words, each with its seal and its receipt."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arengo.core import codes
from arengo.core.ledger.models import Entry
from arengo.people.models import User
from arengo.people.rules import Right, require
from arengo.web.desk import ledger_words
from arengo.web.desk.selection import Chip, Group

ON_A_PAGE = 50
OFFICE, PEOPLE, SYSTEM = "ufficio", "persone", "sistema"


@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """The acts, the latest first; by topic, by who acted, or about one thing."""
    require(request.user, Right.CONTACTS)
    rows = Entry.objects.filter(_conditions(request)).order_by("-recorded_at", "-id")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("pagina"))
    entries = list(page.object_list)
    names = ledger_words.names_of(entries)
    lines = [
        (entry, ledger_words.who(entry, names), *ledger_words.about(entry)) for entry in entries
    ]
    context = {
        "page": page,
        "lines": lines,
        "groups": _groups(request),
        "q": request.GET.get("q", ""),
    }
    return render(request, "desk/journal/list.html", context)


def _conditions(request: HttpRequest) -> Q:
    conditions = Q()
    if (topic := request.GET.get("tema", "")) in ledger_words.TOPICS:
        # "registration." and "registrations." are one topic for people.
        conditions &= Q(kind__startswith=f"{topic}.") | Q(kind__startswith=f"{topic}s.")
    conditions &= _by(request.GET.get("chi", ""))
    if about := request.GET.get("q", "").replace("\0", "").strip():
        conditions &= Q(subject=f"registration:{_tidy(about)}") | Q(subject=f"meeting:{about}")
    return conditions


def _by(who: str) -> Q:
    if who.isdigit():
        return Q(by=f"staff:{who}")
    return {
        OFFICE: Q(by__startswith="staff:"),
        PEOPLE: Q(by="person"),
        SYSTEM: Q(by="system"),
    }.get(who, Q())


def _groups(request: HttpRequest) -> list[Group]:
    topic, who = request.GET.get("tema", ""), request.GET.get("chi", "")
    topics = [
        Chip(str(label), "tema", key, key == topic) for key, label in ledger_words.TOPICS.items()
    ]
    kinds = [(OFFICE, _("L'ufficio")), (PEOPLE, _("Le persone")), (SYSTEM, _("Il sistema"))]
    staff = [(str(user.pk), str(user)) for user in User.objects.order_by("name")]
    actors = [Chip(label, "chi", key, key == who) for key, label in [*kinds, *staff]]
    return [Group(_("Su che cosa"), topics), Group(_("Chi"), actors)]


def _tidy(typed: str) -> str:
    try:
        return codes.read(typed)
    except codes.BadCode:
        return typed

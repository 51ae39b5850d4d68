"""The address book: the bodies that can be invited, and the persons who agreed to stand beside them."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arengo.core import spreadsheets
from arengo.core.clock import process_time
from arengo.core.refusals import Refusal
from arengo.invitations import operations, queries, rules
from arengo.invitations.models import AddressBookEntry, AddressBookPerson
from arengo.people.models import User
from arengo.people.rules import Right, require
from arengo.territory.models import Zone
from arengo.territory.queries import zones_by_municipality
from arengo.web.desk.forms.address_book import EntryForm, PersonForm

ON_A_PAGE = 60
STATES = ("active", "without", "inactive")
FIELDS = (
    *("kind", "name", "email", "certified_email", "phone", "address", "municipality", "zone"),
    *("language", "note"),
)


def by(user: User) -> str:
    """How the ledger names somebody of the office."""
    return f"staff:{user.pk}"


@require_GET
def book(request: HttpRequest) -> HttpResponse:
    """The bodies, with filters that are links."""
    require(request.user, Right.WRITE)
    found = queries.entries(**_wanted(request))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("pagina"))
    places = zones_by_municipality(process_time.today())
    counts = queries.kinds()
    towns, zones = queries.territory_without_entry()
    context = {
        "page": page,
        "rows": [(each, queries.zone_of(each, places)) for each in page],
        "wanted": _wanted(request),
        "kinds": [
            (kind, kind.label, counts[kind]) for kind in AddressBookEntry.Kind if kind in counts
        ],
        "zones": Zone.objects.all(),
        "is_empty": not AddressBookEntry.objects.exists(),
        "territory_towns": towns,
        "territory_zones": zones,
        "quiet": rules.quiet_period(),
    }
    return render(request, "desk/address_book/book.html", context)


def _wanted(request: HttpRequest) -> dict[str, str]:
    state = request.GET.get("stato", "")
    return {
        "kind": request.GET.get("tipo", ""),
        "zone": request.GET.get("zona", ""),
        "text": request.GET.get("q", "").strip()[:100],
        "state": state if state in STATES else "active",
    }


@require_http_methods(["GET", "POST"])
def new_entry(request: HttpRequest) -> HttpResponse:
    """Add a body by hand."""
    user = require(request.user, Right.WRITE)
    form = EntryForm(request.POST or None, initial={"language": "it"})
    if form.is_valid() and (saved := _save(form, AddressBookEntry(), user)):
        messages.success(request, _("%(name)s è nella rubrica.") % {"name": saved.name})
        return redirect("desk:address-book-entry", saved.key)
    context = {"entry": None, "form": form}
    return render(request, "desk/address_book/entry.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, key: str) -> HttpResponse:
    """One body: change its data, and the persons who speak for it."""
    user = require(request.user, Right.WRITE)
    row = get_object_or_404(AddressBookEntry, key=key)
    initial = {name: getattr(row, name) for name in FIELDS}
    form = EntryForm(request.POST or None, initial=initial)
    if form.is_valid() and (saved := _save(form, row, user)):
        messages.success(request, _("Salvato: %(name)s.") % {"name": saved.name})
        return redirect("desk:address-book-entry", saved.key)
    return _entry_page(request, row, form, PersonForm(), _status(form))


@require_POST
def entry_state(request: HttpRequest, key: str) -> HttpResponse:
    """Put a body out of use, or back."""
    user = require(request.user, Right.WRITE)
    row = get_object_or_404(AddressBookEntry, key=key)
    is_active = request.POST.get("uso") == "si"
    operations.change_state(entry=row, is_active=is_active, by=by(user))
    sentence = (
        _("%(name)s è di nuovo in uso.")
        if is_active
        else _("%(name)s non è più in uso: non riceverà altri inviti.")
    )
    messages.success(request, sentence % {"name": row.name})
    return redirect("desk:address-book-entry", row.key)


@require_POST
def add_person(request: HttpRequest, key: str) -> HttpResponse:
    """Add somebody who agreed to stand beside a body."""
    user = require(request.user, Right.CONTACTS)
    require(user, Right.WRITE)
    row = get_object_or_404(AddressBookEntry, key=key)
    form = PersonForm(request.POST, auto_id="person_%s")
    if form.is_valid():
        operations.add_person(entry=row, by=by(user), **form.cleaned_data)
        messages.success(request, _("Aggiunto, con il suo consenso."))
        return redirect("desk:address-book-entry", row.key)
    initial = {name: getattr(row, name) for name in FIELDS}
    return _entry_page(request, row, EntryForm(initial=initial), form, status=422)


@require_POST
def remove_person(request: HttpRequest, number: int) -> HttpResponse:
    """Take somebody out of the address book."""
    user = require(request.user, Right.WRITE)
    person = get_object_or_404(AddressBookPerson.objects.select_related("entry"), pk=number)
    operations.remove_person(person=person, by=by(user))
    messages.success(request, _("Tolto dalla rubrica: nome e indirizzo sono cancellati."))
    return redirect("desk:address-book-entry", person.entry.key)


@require_POST
def make_territory(request: HttpRequest) -> HttpResponse:
    """Entries for all the municipalities and zones that have none, without addresses."""
    user = require(request.user, Right.WRITE)
    made = operations.make_territory_entries(by=by(user))
    sentence = ngettext(
        "Aggiunta %(number)s voce, senza indirizzi: importali da un foglio.",
        "Aggiunte %(number)s voci, senza indirizzi: importali da un foglio.",
        made,
    )
    messages.success(request, sentence % {"number": made})
    return redirect("desk:address-book")


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The bodies that are on screen, as a sheet that can be imported again. No persons."""
    user = require(request.user, Right.EXPORT)
    headers = [
        *(_("Nome dell'ente"), _("Tipo"), _("E-mail"), _("PEC"), _("Telefono"), _("Indirizzo")),
        *(_("Codice ISTAT"), _("Comune"), _("Zona omogenea"), _("Lingua"), _("Nota")),
    ]
    places = zones_by_municipality(process_time.today())
    entries = queries.entries(**_wanted(request))
    rows = [_as_row(each, queries.zone_of(each, places)) for each in entries]
    operations.note_export(subject="address_book", count=len(rows), by=by(user))
    return as_file(kind, headers, rows, _("rubrica"))


def as_file(
    kind: str, headers: Sequence[str], rows: Sequence[Sequence[Any]], name: str
) -> HttpResponse:
    """A sheet to download, CSV or XLSX."""
    is_csv = kind == "csv"
    content = (
        spreadsheets.write_csv(headers, rows)
        if is_csv
        else spreadsheets.write_xlsx(headers, rows, sheet=name)
    )
    mimetype = spreadsheets.CSV_TYPE if is_csv else spreadsheets.XLSX_TYPE
    suffix = "csv" if is_csv else "xlsx"
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{suffix}"'}
    return HttpResponse(content, content_type=mimetype, headers=disposition)


def _as_row(each: AddressBookEntry, zone: Zone | None) -> list[Any]:
    place = each.municipality
    return [
        *(each.name, each.get_kind_display(), each.email, each.certified_email, each.phone),
        *(each.address, place.istat if place else "", place.name if place else ""),
        *(str(zone.number) if zone else "", each.language, each.note),
    ]


def _save(form: EntryForm, row: AddressBookEntry, user: User) -> AddressBookEntry | None:
    try:
        return operations.save_entry(entry=form.apply_to(row), by=by(user))
    except Refusal as refusal:
        form.add_error("name", str(refusal.sentence))
    return None


def _status(form: EntryForm) -> int:
    return 422 if form.is_bound and not form.is_valid() else 200


def _entry_page(
    request: HttpRequest, row: AddressBookEntry, form: EntryForm, person: PersonForm, status: int
) -> HttpResponse:
    # What was typed and not saved must not stand in the heading.
    saved = AddressBookEntry.objects.get(pk=row.pk)
    people = saved.people.select_related("contact")
    person.auto_id = "person_%s"
    context = {"entry": saved, "form": form, "person_form": person, "people": people}
    return render(request, "desk/address_book/entry.html", context, status=status)

"""The territory: zones and municipalities, and what changes with a date.

Everybody of the office reads it; administrators write it.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arengo.core.clock import process_time
from arengo.core.columns import plain
from arengo.core.editing import version_of
from arengo.core.pointing import holders
from arengo.people.rules import Right, require
from arengo.territory import operations, queries
from arengo.territory.models import Membership, Municipality, Zone
from arengo.territory.operations import MEMBERSHIP_FIELDS, MUNICIPALITY_FIELDS, ZONE_FIELDS
from arengo.territory.queries import in_force
from arengo.web.desk.editing import (
    Values,
    confirm_page,
    edit_page,
    editor,
    initial_of,
    remove_page,
    told,
)
from arengo.web.desk.forms.territory import (
    CloseForm,
    MoveForm,
    MunicipalityForm,
    NewMunicipalityForm,
    ZoneForm,
)


@require_safe
def territory(request: HttpRequest) -> HttpResponse:
    """The zones with their municipalities, as they are today; a search narrows the names."""
    require(request.user, Right.SEE)
    whole = queries.territory(process_time.today())
    text = request.GET.get("q", "").strip()[:100]
    zones = [(zone, _found(towns, text), len(towns)) for zone, towns in whole.zones]
    context = {
        "whole": whole,
        "text": text,
        "zones": [(z, towns, n) for z, towns, n in zones if towns or not text],
        "without_zone": _found(whole.without_zone, text),
        "closed": _found(whole.closed, text),
        "is_empty": not (whole.zones or whole.municipalities or whole.closed),
    }
    return render(request, "desk/territory/territory.html", context)


@require_http_methods(["GET", "POST"])
def new_zone(request: HttpRequest) -> HttpResponse:
    """One more zone."""
    by = editor(request, Right.INSTITUTION)

    def write(values: Values) -> HttpResponse:
        row = operations.save_zone(values=values, by=by)
        return told(request, _("Zona aggiunta: %s.") % row, to_territory(row)[1])

    last = Zone.objects.order_by("number").last()
    return edit_page(
        request,
        ZoneForm(request.POST or None, initial={"number": last.number + 1 if last else 1}),
        write,
        heading=_("Nuova zona"),
        back=to_territory(),
        button=_("Aggiungi la zona"),
    )


@require_http_methods(["GET", "POST"])
def zone(request: HttpRequest, pk: int) -> HttpResponse:
    """One zone: number, name, source."""
    by = editor(request, Right.INSTITUTION)
    row = get_object_or_404(Zone, pk=pk)
    version = version_of(row, ZONE_FIELDS)

    def write(values: Values) -> HttpResponse:
        saved = operations.save_zone(zone=row, values=values, version=version, by=by)
        return told(request, _("Zona salvata."), to_territory(saved)[1])

    return edit_page(
        request,
        ZoneForm(request.POST or None, initial=initial_of(row, ZONE_FIELDS)),
        write,
        heading=str(row),
        back=to_territory(row),
        remove_url=reverse("desk:zone-remove", args=[pk]),
    )


@require_http_methods(["GET", "POST"])
def remove_zone(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a zone that nothing names."""
    by = editor(request, Right.INSTITUTION)
    row = get_object_or_404(Zone, pk=pk)

    def act(_values: Values) -> HttpResponse:
        operations.remove_zone(zone=row, by=by)
        return told(request, _("Zona tolta."), to_territory()[1])

    return remove_page(
        request,
        act,
        named=holders([row]),
        heading=_("Togliere la zona «%s»?") % row,
        lede=_("Non c'è e non c'è mai stato nessun comune."),
        back=to_territory(row),
        button=_("Togli la zona"),
    )


@require_http_methods(["GET", "POST"])
def new_municipality(request: HttpRequest) -> HttpResponse:
    """One more municipality: forgotten, or born of a merger."""
    by = editor(request, Right.INSTITUTION)

    def write(values: Values) -> HttpResponse:
        zone, since = values.pop("zone"), values.pop("since")
        row = operations.save_municipality(values=values, zone=zone, since=since, by=by)
        return told(request, _("Comune aggiunto: %s.") % row.name, _here(row)[1])

    return edit_page(
        request,
        NewMunicipalityForm(request.POST or None),
        write,
        heading=_("Nuovo comune"),
        back=to_territory(),
        button=_("Aggiungi il comune"),
    )


@require_http_methods(["GET", "POST"])
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    """One municipality, the zones in which it was, and the acts that change them."""
    by = editor(request, Right.INSTITUTION)
    row = _municipality(slug)
    version = version_of(row, MUNICIPALITY_FIELDS)

    def write(values: Values) -> HttpResponse:
        operations.save_municipality(municipality=row, values=values, version=version, by=by)
        return told(request, _("Comune salvato."), _here(row)[1])

    today = process_time.today()
    history = row.memberships.select_related("zone")
    return edit_page(
        request,
        MunicipalityForm(request.POST or None, initial=initial_of(row, MUNICIPALITY_FIELDS)),
        write,
        heading=row.name,
        back=to_territory(),
        template="desk/territory/municipality.html",
        municipality=row,
        history=sorted(history, key=lambda each: (each.until is not None, each.pk)),
        standing=set(row.memberships.filter(in_force(today)).values_list("pk", flat=True)),
        today=today,
    )


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """Another zone, from a day on."""
    by = editor(request, Right.INSTITUTION)
    row = _municipality(slug)
    now = row.memberships.filter(until=None).select_related("zone").first()
    version = version_of(now, MEMBERSHIP_FIELDS) if now else ""

    def write(values: Values) -> HttpResponse:
        moved = operations.move_municipality(municipality=row, version=version, by=by, **values)
        return told(request, _moved(row, moved), _here(row)[1])

    return edit_page(
        request,
        MoveForm(request.POST or None, initial={"zone": now.zone if now else None}),
        write,
        heading=_("%s: un'altra zona") % row.name,
        lede=_where(now),
        back=_here(row),
        button=_("Sposta il comune"),
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """A municipality that is no more, with its date."""
    by = editor(request, Right.INSTITUTION)
    row = _municipality(slug)

    def write(values: Values) -> HttpResponse:
        done = operations.close_municipality(municipality=row, by=by, **values)
        sentence = _(
            "Scritto: %(name)s non c'è più dal %(day)s. Ora metti fuori uso la sua voce in rubrica."
        )
        if done.merged_into:
            sentence = _("Scritto: %(name)s confluisce in %(into)s dal %(day)s. Ora aggiorna gli abitanti di %(into)s, e in rubrica metti fuori uso la voce di %(name)s.")  # fmt: skip
        words = {"name": row.name, "into": done.merged_into, "day": _day(done.closed_on)}
        return told(request, sentence % words, _here(row)[1])

    return edit_page(
        request,
        CloseForm(request.POST or None, municipality=row),
        write,
        heading=_("%s non c'è più") % row.name,
        lede=_("Da quel giorno non si sceglie più. Le iscrizioni e i progetti che lo nominano restano suoi."),
        back=_here(row),
        button=_("Chiudi il comune"),
        is_danger=True,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, slug: str) -> HttpResponse:
    """It was closed by mistake."""
    by = editor(request, Right.INSTITUTION)
    row = _municipality(slug)

    def act(_values: Values) -> HttpResponse:
        operations.reopen_municipality(municipality=row, by=by)
        return told(request, _("%s c'è di nuovo.") % row.name, _here(row)[1])

    return confirm_page(
        request,
        act,
        heading=_("Riaprire %s?") % row.name,
        lede=_("Se è stato chiuso per errore: torna nella zona in cui era."),
        back=_here(row),
        button=_("Riapri il comune"),
    )


def to_territory(zone: Zone | None = None) -> tuple[str, str]:
    """The way back to the page of the territory, or to one of its zones."""
    anchor = f"#zona-{zone.pk}" if zone else ""
    return _("Territorio"), reverse("desk:territory") + anchor


def _found(towns: list[Municipality], text: str) -> list[Municipality]:
    wanted = plain(text).split()
    return [t for t in towns if all(word in plain(f"{t.name} {t.istat}") for word in wanted)]


def _moved(row: Municipality, moved: Membership) -> str:
    words = {"name": row.name, "zone": moved.zone, "day": _day(moved.since)}
    if moved.since is None:
        return _("%(name)s è nella zona %(zone)s.") % words
    return _("%(name)s è nella zona %(zone)s dal %(day)s.") % words


def _where(now: Membership | None) -> str:
    if now is None:
        return _("Non è in nessuna zona.")
    if now.since and now.since > process_time.today():
        words = {"zone": now.zone, "day": _day(now.since)}
        return _("Dal %(day)s è nella zona %(zone)s.") % words
    return _("È nella zona %s.") % now.zone


def _day(day: object) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _municipality(slug: str) -> Municipality:
    return get_object_or_404(Municipality.objects.select_related("merged_into"), slug=slug)


def _here(row: Municipality) -> tuple[str, str]:
    return row.name, reverse("desk:municipality", args=[row.slug])

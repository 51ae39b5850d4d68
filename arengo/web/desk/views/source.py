"""One thing that came in one piece: its text or its pages, and the voices taken from it."""

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arengo.contributions import operations, passages
from arengo.contributions.coding import About, Target
from arengo.contributions.models import Contribution, SheetScan, Source
from arengo.contributions.operations import Extract
from arengo.contributions.queries import as_imported, voices_of, waits_to_be_read
from arengo.core import codes, editing
from arengo.core.editing import FieldRefused
from arengo.core.outbox.queries import did_not_reach
from arengo.core.reading import Trouble
from arengo.people.rules import Right, may, require
from arengo.plan.models import Axis
from arengo.web.desk import source_text
from arengo.web.desk.editing import Values, actor, confirm_page, edit_page, saved, told
from arengo.web.desk.forms.sources import PassageForm, SetAsideForm, SourceForm
from arengo.web.desk.getting import attempt
from arengo.web.desk.source_text import Part
from arengo.web.desk.views.voices import voice_with


@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """A part of it at a time: its sentences to be chosen, and beside them what the program proposes."""
    right = Right.WRITE if request.method == "POST" else Right.CONTACTS
    user = require(request.user, right)
    row = get_source(number)
    if row.kind == Source.Kind.SPREADSHEET:
        return _collection(request, row)
    sheet = SheetScan.objects.filter(source=row).first() if may(user, Right.WRITE) else None
    if sheet is not None:
        # Typed there, its first voice has the code that is printed on it.
        return redirect("desk:sheet", sheet.pk)
    posted = request.POST if request.method == "POST" else None
    form = PassageForm(posted, process=row.process, initial={"kind": "", "horizon": ""})
    parts = source_text.parts_of(row)
    part = _asked(parts, request.GET.get("parte", ""))

    def take(values: Values) -> HttpResponse:
        known = {"kind": values["kind"], "horizon": values["horizon"], "targets": form.chosen()}
        found = _extracts(request, row, part, known)
        if not found:
            raise FieldRefused("", _("Scegli le parole di questa voce."))
        voices = operations.receive_from_source(source=row, extracts=found, by=actor(user))
        return told(request, _taken(voices), _at(row, part))

    done = saved(form, take)
    if done is not None:
        return done
    context = {**_shown(row, parts, part), "form": form, "form_number": uuid.uuid4()}
    status = 422 if form.is_bound else 200
    return render(request, "desk/sources/source.html", context, status=status)


@require_POST
def proposals(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Make a voice of each proposal that was chosen, about its axis where that was chosen too."""
    user = require(request.user, Right.WRITE)
    row = get_source(number)
    part = _asked(source_text.parts_of(row), request.GET.get("parte", ""))
    axes = {str(axis.number): axis for axis in Axis.objects.filter(plan=row.process.plan_in_force)}
    found = [
        Extract(
            each.of(row.text),
            start=each.start,
            end=each.end,
            targets=_about(axes, request.POST.get(f"asse-{each.start}-{each.end}", "")),
        )
        for each in source_text.chosen(request.POST.getlist("proposta"), row.text)
    ]

    def take() -> None:
        if not found:
            raise FieldRefused("", _("Scegli almeno una proposta."))
        operations.receive_from_source(source=row, extracts=found, by=actor(user))

    done = ngettext("%(number)s voce in più.", "%(number)s voci in più.", len(found))
    attempt(request, take, done % {"number": len(found)})
    return redirect(_at(row, part))


@require_safe
def page_picture(request: HttpRequest, number: uuid.UUID, place: int) -> FileResponse:
    """The picture of a page: for the office alone, and kept by no browser."""
    require(request.user, Right.CONTACTS)
    page = get_source(number).pages.filter(number=place).first()
    if page is None:
        raise Http404
    answer = FileResponse(_opened(page.picture), content_type="image/webp")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def file(request: HttpRequest, number: uuid.UUID) -> FileResponse:
    """The file as it came, to be kept and not opened here: others made it."""
    require(request.user, Right.CONTACTS)
    row = get_source(number)
    kind = "application/octet-stream"
    opened = _opened(row.file)
    return FileResponse(opened, as_attachment=True, filename=row.file_name, content_type=kind)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """What it is called, for the office alone, and of which zone it is."""
    user = require(request.user, Right.WRITE)
    row = get_source(number)
    if not row.title:
        raise Http404
    form = SourceForm(
        request.POST if request.method == "POST" else None,
        source=row,
        initial={"title": row.title, "zone": row.zone_id},
    )

    def put(values: Values) -> HttpResponse:
        version = editing.version_of(row, operations.CHANGED_LATER)
        operations.change_source(source=row, values=values, version=version, by=actor(user))
        return told(request, _("Salvato."), _here(row))

    heading = _("Correggi nome e zona") if "zone" in form.fields else _("Correggi il nome")
    return edit_page(request, form, put, heading=heading, back=(row.title, _here(row)))


@require_POST
def close(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Everything was taken from it."""
    user = require(request.user, Right.WRITE)
    row = get_source(number)
    done = _("Chiusa. Quello che non è diventato una voce resta qui, e si può riaprire.")
    attempt(request, lambda: operations.close_source(source=row, by=actor(user)), done)
    return redirect("desk:source", number)


@require_POST
def reopen(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """There is more in it."""
    user = require(request.user, Right.WRITE)
    row = get_source(number)
    done = _("Riaperta: puoi trarne altre voci.")
    attempt(request, lambda: operations.reopen_source(source=row, by=actor(user)), done)
    return redirect("desk:source", number)


@require_http_methods(["GET", "HEAD", "POST"])
def set_aside(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """No voice is in it: why."""
    user = require(request.user, Right.WRITE)
    row = get_source(number)

    def put(values: Values) -> HttpResponse:
        operations.set_aside_source(source=row, reason=values["reason"], by=actor(user))
        return told(request, _("Messa da parte. Resta nell'elenco, e si può riaprire."), _here(row))

    return edit_page(
        request,
        SetAsideForm(request.POST if request.method == "POST" else None),
        put,
        heading=_("Non è una voce"),
        lede=_("Non ne nasce nessuna voce, e chi l'ha mandata non riceve una risposta."),
        back=(row.title, _here(row)),
        button=_("Mettila da parte"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Ask before a sheet that was imported by mistake is taken back."""
    user = require(request.user, Right.WRITE)
    row = get_source(number)

    def act(_values: Values) -> HttpResponse:
        went, stayed = operations.undo_import(source=row, by=actor(user))
        words = ngettext("%(number)s voce tolta.", "%(number)s voci tolte.", went) % {
            "number": went
        }
        if stayed:
            kept = ngettext(
                "%(number)s resta: qualcuno ci ha già lavorato.",
                "%(number)s restano: qualcuno ci ha già lavorato.",
                stayed,
            )
            words = f"{words} {kept % {'number': stayed}}"
        return told(request, words, _here(row))

    return confirm_page(
        request,
        act,
        heading=_("Importata per errore"),
        lede=_(
            "Le voci di questo foglio che nessuno ha ancora letto si tolgono tutte insieme: restano nel "
            "conto, chiuse, e chi ne ha il codice legge che erano trascritte per errore. Il file resta "
            "qui; corretto o con altre colonne, si può importare di nuovo, e chi ha lasciato "
            "l'indirizzo riceve i codici nuovi."
        ),
        back=(row.title, _here(row)),
        button=_("Sì, toglile"),
    )


def _collection(request: HttpRequest, row: Source) -> HttpResponse:
    """A sheet that was imported: how many voices it gave, and the way to take it back."""
    voices = row.voices.filter(withdrawn_at__isnull=True)
    context = {
        "source": row,
        "count": voices.count(),
        "waiting": voices.filter(as_imported()).count(),
        "gone": row.voices.filter(withdrawn_at__isnull=False).count(),
    }
    return render(request, "desk/sources/collection.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Ask before a voice that was taken by mistake goes."""
    user = require(request.user, Right.WRITE)
    row = voice_with(code)
    if row.source is None:
        raise Http404
    back = _here(row.source)

    def act(_values: Values) -> HttpResponse:
        operations.drop_extract(contribution=row, by=actor(user))
        return told(
            request, _("Tolta. Le parole sono ancora qui, e si possono scegliere di nuovo."), back
        )

    return confirm_page(
        request,
        act,
        heading=_("Tratta per errore"),
        lede=_(
            "La voce %(code)s era stata ricevuta: resta nel conto, chiusa, e non aspetta risposta. Le "
            "sue parole e il suo codice non servono più; nel registro resta scritto che l'hai tolta."
        )
        % {"code": codes.show(row.code)},
        back=(row.source.title, back),
        button=_("Sì, toglila"),
    )


def get_source(number: uuid.UUID) -> Source:
    """What came. Raises Http404."""
    rows = Source.objects.select_related("process__plan_in_force", "stage", "zone", "part_of")
    return get_object_or_404(rows, pk=number)


def _shown(row: Source, parts: list[Part], part: Part) -> dict[str, object]:
    taken = list(voices_of(row))
    place = parts.index(part)
    is_open = row.state == Source.State.WAITING
    return {
        "source": row,
        "part": part,
        "parts": parts,
        "before": parts[place - 1] if place else None,
        "after": parts[place + 1] if place + 1 < len(parts) else None,
        "lines": source_text.lines_of(row, part, taken),
        "proposals": source_text.proposals_of(row, part, taken) if is_open else [],
        "taken": taken,
        "trouble": Trouble(row.trouble).label if row.trouble in Trouble.values else "",
        "is_being_read": waits_to_be_read(row),
        "attached": list(row.attached.all()),
        "is_unreached": row.person_id is not None and did_not_reach(f"person:{row.person_id}"),
    }


def _asked(parts: list[Part], asked: str) -> Part:
    return next((part for part in parts if str(part.number) == asked), parts[0])


def _extracts(
    request: HttpRequest, row: Source, part: Part, known: dict[str, object]
) -> list[Extract]:
    """What was chosen: sentences side by side are one voice; or what was typed beside the picture."""
    page = part.page.number if part.page else None
    typed = request.POST.get("parole", "").strip()
    if typed:
        return [Extract(typed, page=page, number=_number(request), **known)]  # type: ignore[arg-type]
    values = [*request.POST.getlist("frase"), request.POST.get("tratto", "")]
    found = passages.joined(row.text, source_text.chosen(values, row.text))
    return [
        Extract(each.of(row.text), start=each.start, end=each.end, page=page, **known)  # type: ignore[arg-type]
        for each in found
    ]


def _number(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("numero", ""))
    except ValueError:
        return None


def _about(axes: dict[str, Axis], number: str) -> list[Target]:
    axis = axes.get(number)
    return [Target(About.AXIS, axis)] if axis else []


def _taken(voices: list[Contribution]) -> str:
    shown = ", ".join(codes.show(voice.code) for voice in voices)
    sentence = ngettext("È una voce: %(codes)s.", "Sono voci: %(codes)s.", len(voices))
    return sentence % {"codes": shown}


def _here(row: Source) -> str:
    return reverse("desk:source", args=[row.pk])


def _at(row: Source, part: Part) -> str:
    return f"{_here(row)}?parte={part.number}#testo"


def _opened(kept: object) -> object:
    try:
        return kept.open("rb")  # type: ignore[attr-defined]
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error

"""The sheets that came back: handed in as pictures, recognised, typed beside their picture."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arengo.contributions import operations
from arengo.contributions.models import SheetScan, Source, SourcePage
from arengo.contributions.sheets import scans_of, still_out, to_type, typed
from arengo.core import codes
from arengo.core.editing import FieldRefused
from arengo.core.refusals import Refusal
from arengo.people.models import Contact
from arengo.people.rules import Right, require
from arengo.web.desk.editing import Values, editor, saved, told
from arengo.web.desk.forms.paper import FirstTypeForm, TypeForm
from arengo.web.desk.getting import attempt, posted
from arengo.web.desk.views.voices import the_process
from arengo.web.shared.forms import OfficeForm

WEBP = "image/webp"
ON_A_PAGE = 50


@require_POST
def hand_in(request: HttpRequest) -> HttpResponse:
    """Photographs and scans, many at once: the worker reads them."""
    by = editor(request)
    process = the_process()
    new = same = 0
    for upload in request.FILES.getlist("scans"):
        try:
            _scan, is_new = operations.hand_in_scan(process=process, upload=upload, by=by)
        except Refusal as refusal:
            messages.error(request, f"{upload.name}: {refusal.sentence}")
            continue
        new, same = new + is_new, same + (not is_new)
    if new:
        sentence = ngettext(
            "Consegnato %(number)s file: lo stiamo guardando.",
            "Consegnati %(number)s file: li stiamo guardando.",
            new,
        )
        messages.success(request, sentence % {"number": new})
    if same:
        sentence = ngettext(
            "%(number)s file c'era già: non aggiunge niente.",
            "%(number)s file c'erano già: non aggiungono niente.",
            same,
        )
        messages.info(request, sentence % {"number": same})
    if not request.FILES:
        messages.error(request, _("Scegli almeno una foto o una scansione."))
    return redirect("desk:sheets")


@require_POST
def next_sheet(request: HttpRequest) -> HttpResponse:
    """To the sheet that has waited longest and that nobody else types."""
    by = editor(request)
    return redirect(_after(by))


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet: its pictures, and beside them what is typed from it."""
    by = editor(request)
    scan = _scan(pk)
    form = _form(request, scan)
    if request.method == "POST" and form is None:
        # The same button twice: it is typed already.
        return redirect(_after(by))
    done = saved(form, _write(request, scan, form, by)) if form is not None else None
    if done is not None:
        return done
    is_mine = _claimed(request, scan, by)
    context = {**_shown(scan), "form": form, "is_mine": is_mine}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "desk/paper/sheet.html", context, status=status)


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything on it is typed: to the next one."""
    by = editor(request)
    scan = _scan(pk)
    done = _("Fatto: di questo foglio è trascritto tutto.")
    if not attempt(request, lambda: operations.finish_sheet(scan=scan, by=by), done):
        return redirect("desk:sheet", pk)
    return redirect(_after(by))


@require_POST
def recognise(request: HttpRequest, pk: int) -> HttpResponse:
    """Which code is on it, as somebody reads it; or that it has none."""
    by = editor(request)
    scan = _scan(pk)
    if "senza" in request.POST:
        operations.say_without_code(scan=scan, by=by)
        return redirect("desk:sheet", pk)
    try:
        found = operations.recognise_sheet(scan=scan, code=request.POST.get("codice", ""), by=by)
    except FieldRefused as refusal:
        typed_code = request.POST.get("codice", "")[:40]
        context = {**_shown(scan), "trouble": str(refusal.sentence), "typed_code": typed_code}
        return render(request, "desk/paper/sheet.html", context, status=422)
    return told(request, _("Riconosciuto."), reverse("desk:sheet", args=[found.pk]))


@require_POST
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """One of its pictures is of another sheet of paper with the same code."""
    by = editor(request)
    scan = _scan(pk)
    page = get_object_or_404(SourcePage, pk=_number(request), source=scan.source_id)
    done = _("Adesso è un foglio a sé: le sue voci avranno un codice nuovo.")
    attempt(request, lambda: operations.part_copy(scan=scan, page=page, by=by), done)
    return redirect("desk:sheet", pk)


@require_POST
def leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    """There is no voice on it: why."""
    by = editor(request)
    scan = _scan(pk)
    reason = request.POST.get("motivo", "")
    act = _acting(operations.leave_out_sheet, scan=scan, reason=reason, by=by)
    if not attempt(request, act, _("Messo da parte, con il motivo.")):
        return redirect("desk:sheet", pk)
    return redirect(_after(by))


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """There is more to type from it."""
    by = editor(request)
    act = _acting(operations.reopen_sheet, scan=_scan(pk), by=by)
    attempt(request, act, _("Riaperto."))
    return redirect("desk:sheet", pk)


@require_POST
def same_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture that came afterwards is of the same sheet: nothing is added."""
    by = editor(request)
    act = _acting(operations.say_same_again, scan=_scan(pk), by=by)
    attempt(request, act, _("Va bene: è lo stesso foglio, e la seconda immagine resta accanto."))
    return redirect("desk:sheets")


@require_safe
def picture(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """A picture of a sheet: for the office alone, and kept by no browser."""
    require(request.user, Right.WRITE)
    page = get_object_or_404(SourcePage, source__sheet_scan=pk, number=number)
    try:
        answer = FileResponse(page.picture.open("rb"), content_type=WEBP)
    except FileNotFoundError as error:
        raise Http404 from error
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """The sheets that are typed, first those of which a picture came again."""
    editor(request)
    page = Paginator(typed(the_process()), ON_A_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "desk/paper/done.html", {"page": page})


@require_safe
def out(request: HttpRequest) -> HttpResponse:
    """The sheets that were printed and did not come back."""
    require(request.user, Right.SEE)
    page = Paginator(still_out(the_process()), ON_A_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "desk/paper/out.html", {"page": page})


def _scan(pk: int) -> SheetScan:
    return get_object_or_404(scans_of(the_process()), pk=pk)


def _form(request: HttpRequest, scan: SheetScan) -> TypeForm | None:
    """What is typed: nothing while it is not known which sheet it is, nor once it is done with."""
    is_known = scan.sheet_id is not None or scan.has_no_code
    if not is_known or scan.source.state != Source.State.WAITING:
        return None
    kind = FirstTypeForm if scan.source.person_id is None else TypeForm
    return kind(posted(request), process=scan.source.process)


def _write(
    request: HttpRequest, scan: SheetScan, form: OfficeForm | None, by: str
) -> Callable[[Values], HttpResponse]:
    def write(_values: Values) -> HttpResponse:
        assert isinstance(form, TypeForm)  # noqa: S101  `saved` was given it
        operations.type_voice(scan=scan, **form.arguments(), by=by)
        if request.POST.get("poi") == "ancora":
            here = reverse("desk:sheet", args=[scan.pk])
            return told(request, _("Salvata. Adesso la voce che segue, dallo stesso foglio."), here)
        operations.finish_sheet(scan=scan, by=by)
        if request.POST.get("poi") == "basta":
            return told(request, _("Salvato."), reverse("desk:sheets"))
        following = operations.take_next_sheet(process=the_process(), by=by)
        if following is None:
            sentence = _("Salvato. Non ci sono altri fogli da trascrivere.")
            return told(request, sentence, reverse("desk:sheets"))
        here = reverse("desk:sheet", args=[following.pk])
        return told(request, _("Salvato. Ecco il prossimo."), here)

    return write


def _claimed(request: HttpRequest, scan: SheetScan, by: str) -> bool:
    """Opening a sheet takes it; False, and a sentence, when somebody else has it."""
    if scan.source.state != Source.State.WAITING:
        return True
    try:
        operations.claim_sheet(scan=scan, by=by)
    except Refusal as refusal:
        messages.warning(request, str(refusal.sentence))
        return False
    return True


def _shown(scan: SheetScan) -> dict[str, Any]:
    pages = list(scan.source.pages.all())
    person = scan.source.person_id
    contact = Contact.objects.filter(person=person).first() if person else None
    is_waiting = scan.source.state == Source.State.WAITING
    return {
        "scan": scan,
        "code": codes.show(scan.sheet.code) if scan.sheet else "",
        "pages": pages,
        "has_many": len(pages) > 1,
        "voices": list(scan.source.voices.filter(part_of__isnull=True)),
        "is_waiting": is_waiting,
        "is_unknown": is_waiting and scan.sheet is None and not scan.has_no_code,
        "reasons": Source.Reason.choices,
        "contact": contact,
        "waiting": to_type(scan.source.process).count(),
        "illegible": operations.ILLEGIBLE,
    }


def _after(by: str) -> str:
    following = operations.take_next_sheet(process=the_process(), by=by)
    return reverse("desk:sheet", args=[following.pk]) if following else reverse("desk:sheets")


def _acting(verb: Callable[..., Any], **arguments: Any) -> Callable[[], Any]:
    return lambda: verb(**arguments)


def _number(request: HttpRequest) -> int:
    typed_number = request.POST.get("pagina", "")
    is_number = typed_number.isdecimal() and len(typed_number) < 6
    return int(typed_number) if is_number else 0

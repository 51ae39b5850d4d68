"""The programme editor: parts in order, their points, and who is announced."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arengo.core.editing import version_of
from arengo.meetings import operations as meetings
from arengo.meetings.models import AgendaItem, Sitting, Speaker
from arengo.meetings.operations import ITEM_FIELDS, SITTING_FIELDS, SPEAKER_FIELDS
from arengo.web.desk import getting
from arengo.web.desk.editing import Values, confirm_page, edit_page, editor, initial_of, told
from arengo.web.desk.forms.programme import ItemForm, SittingForm, SpeakerForm, hours_of
from arengo.web.desk.views.meetings import frame


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole programme, with what can be done to each thing beside it."""
    editor(request)
    meeting = getting.get_meeting(slug)
    rows = meeting.sittings.select_related("moderator")
    sittings = list(rows.prefetch_related("items__speakers", "items__documents"))
    context = {
        **frame(meeting, "programme"),
        "parts": [(part, list(rows)) for part, rows in groupby(sittings, lambda each: each.part)],
        "first": sittings[0] if sittings else None,
        "last": sittings[-1] if sittings else None,
        "speakers": list(meeting.speakers.all()),
    }
    return render(request, "desk/meetings/programme.html", context)


@require_http_methods(["GET", "POST"])
def new_sitting(request: HttpRequest, slug: str) -> HttpResponse:
    """One more sitting, at the end of its part."""
    by = editor(request)
    meeting = getting.get_meeting(slug)
    last = meeting.sittings.last()
    form = SittingForm(
        request.POST or None, initial={"part": last.part if last else 1}, meeting=meeting
    )

    def write(values: Values) -> HttpResponse:
        row = meetings.save_sitting(meeting=meeting, values=form.moments(values), by=by)
        return told(request, _("Aggiunto al programma: %s.") % row.title, _to(slug, row))

    return edit_page(
        request,
        form,
        write,
        heading=_("Aggiungi al programma"),
        back=_back(slug),
        button=_("Aggiungi"),
    )


@require_http_methods(["GET", "POST"])
def sitting(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One sitting."""
    by = editor(request)
    row = _sitting(slug, key)
    initial = {**initial_of(row, SITTING_FIELDS), **hours_of(row)}
    form = SittingForm(request.POST or None, initial=initial, meeting=row.meeting)
    version = version_of(row, SITTING_FIELDS)

    def write(values: Values) -> HttpResponse:
        meetings.save_sitting(
            meeting=row.meeting,
            sitting=row,
            values=form.moments(values),
            version=version,
            by=by,
        )
        return told(request, _("Salvato."), _to(slug, row))

    return edit_page(
        request,
        form,
        write,
        heading=row.title,
        back=_back(slug),
        remove_url=reverse("desk:sitting-remove", args=[slug, key]),
    )


@require_POST
def move_sitting(request: HttpRequest, slug: str, key: str, way: str) -> HttpResponse:
    """One place up or down; at the edge of a part, into the next."""
    by = editor(request)
    row = _sitting(slug, key)
    meetings.move_sitting(sitting=row, up=way == "su", by=by)
    return redirect(_to(slug, row))


@require_POST
def copy_sitting(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The same once more, with its points."""
    by = editor(request)
    made = meetings.copy_sitting(sitting=_sitting(slug, key), by=by)
    return told(request, _("Copiato, senza orario: %s.") % made.title, _to(slug, made))


@require_http_methods(["GET", "POST"])
def remove_sitting(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Take a sitting away, with its points."""
    by = editor(request)
    row = _sitting(slug, key)
    lede = _("Non ha punti.")
    if count := row.items.count():
        lede = _("Se ne vanno anche i suoi punti: sono %s.") % count
    return _remove(request, row, lede, lambda: meetings.remove_sitting(sitting=row, by=by), slug)


@require_http_methods(["GET", "POST"])
def new_item(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One more point, at the end."""
    by = editor(request)
    holder = _sitting(slug, key)

    def write(values: Values) -> HttpResponse:
        row = meetings.save_agenda_item(sitting=holder, values=values, by=by)
        return told(request, _("Aggiunto: %s.") % row.title, _to(slug, holder))

    return edit_page(
        request,
        ItemForm(request.POST or None, meeting=holder.meeting),
        write,
        heading=_("Nuovo punto: %s") % holder.title,
        back=_back(slug),
        button=_("Aggiungi il punto"),
    )


@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, slug: str, key: str, item_key: str) -> HttpResponse:
    """One point of the agenda."""
    by = editor(request)
    row = _item(slug, key, item_key)
    version = version_of(row, ITEM_FIELDS)
    form = ItemForm(
        request.POST or None, initial=initial_of(row, ITEM_FIELDS), meeting=row.sitting.meeting
    )

    def write(values: Values) -> HttpResponse:
        meetings.save_agenda_item(
            sitting=row.sitting, item=row, values=values, version=version, by=by
        )
        return told(request, _("Salvato."), _to(slug, row.sitting))

    return edit_page(
        request,
        form,
        write,
        heading=row.title,
        back=_back(slug),
        remove_url=reverse("desk:item-remove", args=[slug, key, item_key]),
    )


@require_POST
def move_item(request: HttpRequest, slug: str, key: str, item_key: str, way: str) -> HttpResponse:
    """One place up or down in its sitting."""
    by = editor(request)
    row = _item(slug, key, item_key)
    meetings.move_agenda_item(item=row, up=way == "su", by=by)
    return redirect(_to(slug, row.sitting))


@require_http_methods(["GET", "POST"])
def remove_item(request: HttpRequest, slug: str, key: str, item_key: str) -> HttpResponse:
    """Take a point off the agenda."""
    by = editor(request)
    row = _item(slug, key, item_key)
    return _remove(request, row, "", lambda: meetings.remove_agenda_item(item=row, by=by), slug)


@require_http_methods(["GET", "POST"])
def new_speaker(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody more who is announced."""
    by = editor(request)
    meeting = getting.get_meeting(slug)

    def write(values: Values) -> HttpResponse:
        row = meetings.save_speaker(meeting=meeting, values=values, by=by)
        return told(request, _("Tra chi interviene: %s.") % row.name, _people(slug))

    return edit_page(
        request,
        SpeakerForm(request.POST or None),
        write,
        heading=_("Chi interviene"),
        back=_back(slug),
        button=_("Aggiungi"),
    )


@require_http_methods(["GET", "POST"])
def speaker(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Somebody who is announced."""
    by = editor(request)
    row = _speaker(slug, key)
    version = version_of(row, SPEAKER_FIELDS)

    def write(values: Values) -> HttpResponse:
        meetings.save_speaker(
            meeting=row.meeting, speaker=row, values=values, version=version, by=by
        )
        return told(request, _("Salvato."), _people(slug))

    return edit_page(
        request,
        SpeakerForm(request.POST or None, initial=initial_of(row, SPEAKER_FIELDS)),
        write,
        heading=row.name,
        back=_back(slug),
        remove_url=reverse("desk:speaker-remove", args=[slug, key]),
    )


@require_POST
def move_speaker(request: HttpRequest, slug: str, key: str, way: str) -> HttpResponse:
    """One place up or down."""
    by = editor(request)
    meetings.move_speaker(speaker=_speaker(slug, key), up=way == "su", by=by)
    return redirect(_people(slug))


@require_http_methods(["GET", "POST"])
def remove_speaker(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """No longer announced."""
    by = editor(request)
    row = _speaker(slug, key)
    return _remove(request, row, "", lambda: meetings.remove_speaker(speaker=row, by=by), slug)


def _remove(
    request: HttpRequest, row: Any, lede: str, remove: Callable[[], None], slug: str
) -> HttpResponse:
    def act(_values: Values) -> HttpResponse:
        remove()
        return told(request, _("Tolto dal programma: %s.") % row, _back(slug)[1])

    return confirm_page(
        request,
        act,
        heading=_("Togliere «%s»?") % row,
        lede=lede,
        back=_back(slug),
        button=_("Togli"),
    )


def _sitting(slug: str, key: str) -> Sitting:
    sittings = Sitting.objects.select_related("meeting__process")
    return get_object_or_404(sittings, meeting__slug=slug, key=key)


def _item(slug: str, key: str, item_key: str) -> AgendaItem:
    items = AgendaItem.objects.select_related("sitting__meeting__process", "axis")
    return get_object_or_404(items, sitting__meeting__slug=slug, sitting__key=key, key=item_key)


def _speaker(slug: str, key: str) -> Speaker:
    speakers = Speaker.objects.select_related("meeting")
    return get_object_or_404(speakers, meeting__slug=slug, key=key)


def _back(slug: str) -> tuple[str, str]:
    return _("Programma"), reverse("desk:meeting-programme", args=[slug])


def _to(slug: str, row: Sitting) -> str:
    return f"{_back(slug)[1]}#{row.key}"


def _people(slug: str) -> str:
    return f"{_back(slug)[1]}#interviene"

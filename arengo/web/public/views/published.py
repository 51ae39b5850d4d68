"""The voices that everybody reads: all of them with filters and a search; an axis; a zone."""

from hashlib import sha256
from uuid import UUID

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arengo.feedback.published import Facets, Filters, facets, find
from arengo.plan.models import Axis
from arengo.process.models import Process
from arengo.territory.models import Zone
from arengo.web.public import voice_portrait, voice_rows
from arengo.web.public.figures import voices_words
from arengo.web.public.voice_filters import VoiceFilters
from arengo.web.public.voice_portrait import Portrait
from arengo.web.shared import shells
from arengo.web.shared.context import site_of

PAGE = 30


@require_safe
@shells.for_a_moment
def voice_list(request: HttpRequest) -> HttpResponse:
    """All that is published, counts before results, a page at a time."""
    process = _process(request)
    filters = VoiceFilters(process, request.GET)
    counted = _counted(process, filters.asked)
    page = _page(request, filters, counted.total)
    rows = voice_rows.rows(process, list(page))
    if not rows and page.number > 1:
        # The kept number counted some that nobody reads any more: the last page comes before this one.
        counted = _counted(process, filters.asked, anew=True)
        page = _page(request, filters, counted.total)
        rows = voice_rows.rows(process, list(page))
    chosen = filters.chosen()
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "rows": rows,
        "voices_words": voices_words(counted.total),
        "groups": filters.groups(counted),
        "hidden": {name: value for name, value in filters.words.items() if name != "cerca"},
        "text": filters.asked.text,
        "chosen": chosen,
        "orders": filters.orders(),
        "address": filters.address,
        "page_address": filters.page_address,
    }
    return render(request, "public/voices/list.html", context)


@require_safe
@shells.for_a_moment
def voice_axis(request: HttpRequest, number: int) -> HttpResponse:
    """One axis: how many, from whom, from where, who is missing, and what was answered."""
    process = _process(request)
    axis = get_object_or_404(Axis, plan=process.plan_in_force_id, number=number)
    portrait = voice_portrait.of_axis(process, axis)
    others = Axis.objects.filter(plan=axis.plan)
    return _portrait(request, portrait, {"axis": axis, "axes": others})


@require_safe
@shells.for_a_moment
def voice_zone(request: HttpRequest, slug: str) -> HttpResponse:
    """One zone: the same of what came from there."""
    process = _process(request)
    zone = get_object_or_404(Zone, slug=slug)
    portrait = voice_portrait.of_zone(process, zone)
    return _portrait(request, portrait, {"zone": zone, "zones": Zone.objects.all()})


def _portrait(request: HttpRequest, portrait: Portrait, about: dict[str, object]) -> HttpResponse:
    list_url = reverse("public:published-voices") + portrait.address
    context = {"portrait": portrait, "list_url": list_url, "columns": [_("Voci")], **about}
    return render(request, "public/voices/portrait.html", context)


def _process(request: HttpRequest) -> Process:
    process = site_of(request).process
    if process is None:
        raise Http404
    return process


def _counted(process: Process, asked: Filters, *, anew: bool = False) -> Facets:
    """The numbers beside the filters, kept for some seconds: they cost as much as all the rest.

    `anew`: what is kept was seen to be over.
    """
    key = sha256(f"{process.pk} {asked}".encode(errors="replace")).hexdigest()
    found: Facets | None = None if anew else cache.get(f"voice-facets:{key}")
    if found is None:
        found = facets(process, asked)
        cache.set(f"voice-facets:{key}", found, shells.FRESH_FOR)
    return found


def _page(request: HttpRequest, filters: VoiceFilters, total: int) -> Page[UUID]:
    """The ids on the page that is asked for."""
    found = find(filters.process, filters.asked)
    if filters.is_oldest_first:
        found = found.order_by("received_at", "code")
    paginator = Paginator(found.values_list("pk", flat=True), PAGE)
    # The numbers beside the filters say already how many there are.
    paginator.count = total
    return paginator.get_page(request.GET.get("pagina"))

"""What one changes of one's own registration: the data, the mode, the person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from arengo.core.refusals import Refusal
from arengo.registrations import operations
from arengo.registrations.refusals import HallIsFull
from arengo.registrations.rules import LINE_RULE
from arengo.web.public.forms import details, draft, municipalities
from arengo.web.public.forms.details import DetailsForm, initial_of
from arengo.web.public.forms.my_place import ModeForm, SubstituteForm
from arengo.web.public.forms.participation import Way
from arengo.web.public.own_place import OwnPlace
from arengo.web.public.personal import back_to, personal_page


@personal_page
def change(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """Change for whom, from where, about what, with which needs one takes part."""
    if not place.can_change:
        return back_to(place)
    questions = details.questions_of(place.meeting)
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        meeting=place.meeting,
        initial=initial_of(place.registration, questions),
    )
    if request.method == "POST" and form.is_valid():
        operations.change_details(registration=place.registration, **form.details())
        messages.success(request, _("Fatto: i tuoi dati sono aggiornati."))
        return back_to(place)
    context = {
        "place": place,
        "meeting": place.meeting,
        "form": form,
        "problems": form.problems() if form.is_bound else [],
        "municipalities": municipalities.datalist(),
    }
    return render(request, "public/my_place/change.html", context, status=_status(form.is_bound))


@personal_page
def mode(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """Go from the hall to online or back, to another venue; or online meanwhile, in the line."""
    if not place.can_change:
        return back_to(place)
    form = ModeForm(request.POST if request.method == "POST" else None, ways=place.other_ways)
    if request.method == "POST" and form.is_valid():
        way: Way = form.cleaned_data["participation"]
        try:
            _change_mode(place, way, keeps_line="keep_line" in request.POST)
        except HallIsFull as refusal:
            form.add_error("participation", str(refusal.sentence))
        else:
            messages.success(request, _("Fatto. Ti abbiamo scritto un'e-mail di conferma."))
            return back_to(place)
    context = {
        "place": place,
        "meeting": place.meeting,
        "form": form,
        "ways": place.other_ways,
        "has_full": any(way.is_full for way in place.other_ways),
        "line_rule": LINE_RULE,
        "problems": form.problems() if form.is_bound else [],
    }
    return render(request, "public/my_place/mode.html", context, status=_status(form.is_bound))


@personal_page
def substitute(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """Give one's place to somebody else, who will confirm it; the old link stops working."""
    if not (place.can_change and place.has_seat):
        return back_to(place)
    form = SubstituteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            given = operations.substitute(
                registration=place.registration, name=typed["name"], email=typed["email"]
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            token = draft.write(request.POST, [given.pk])
            sent = reverse("public:register-sent", args=[place.meeting.slug])
            return redirect(f"{sent}?{draft.FIELD}={token}&passato=1")
    context = {
        "place": place,
        "meeting": place.meeting,
        "form": form,
        "problems": form.problems() if form.is_bound else [],
    }
    return render(
        request, "public/my_place/substitute.html", context, status=_status(form.is_bound)
    )


def _change_mode(place: OwnPlace, way: Way, *, keeps_line: bool) -> None:
    registration = place.registration
    if way.is_full:
        operations.join_line(registration=registration, pool=way.pool)
        return
    operations.change_mode(
        registration=registration,
        mode=way.mode,
        venue=way.venue,
        keep_place_in_line=keeps_line,
    )


def _status(is_bound: bool) -> int:
    return 422 if is_bound else 200

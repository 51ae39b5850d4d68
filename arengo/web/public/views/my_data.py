"""What is kept about oneself: seen, taken away, erased. Erasing is a POST; a GET only says what it does."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from arengo.registrations import operations, queries
from arengo.registrations.own_data import OwnData
from arengo.web.public import receipts
from arengo.web.public.own_place import OwnPlace
from arengo.web.public.personal import back_to, personal_page
from arengo.web.shared import own_data

FILE_NAME = "i-miei-dati.json"


@personal_page
def my_data(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """Everything that is kept about the person, in words."""
    context = {"place": place, "meeting": place.meeting, "data": _data(place)}
    return render(request, "public/my_place/data.html", context)


@personal_page
def my_data_file(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """The same as one file, with the proofs of the ledger."""
    content = _data(place, with_receipts=True).as_dict()
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


@personal_page
def erase(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """What goes and what stays; the button erases the person, and this link with them."""
    person = place.registration.person
    if request.method == "POST":
        operations.erase_person(person=person)
        return back_to(place)
    context = {
        "place": place,
        "meeting": place.meeting,
        "standing": queries.standing_of(person),
    }
    return render(request, "public/my_place/erase.html", context)


def _data(place: OwnPlace, *, with_receipts: bool = False) -> OwnData:
    return own_data.of_person(
        place.registration.person,
        act_in_words=receipts.in_words,
        with_receipts=with_receipts,
    )

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import get_random_string

from bench.bare.models import Mail, Meeting, Registration


class Full(Exception):
    """The last seat has gone."""


class RegistrationForm(forms.ModelForm):  # type: ignore[type-arg]  # a form of three lines
    class Meta:
        model = Registration
        fields = ["name", "email"]


def register(request: HttpRequest, number: int) -> HttpResponse:
    """The form; a POST takes a seat and owes a mail."""
    meeting = get_object_or_404(Meeting, pk=number)
    form = RegistrationForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("seat", key=_take_a_seat(meeting, form).key)
        except Full:
            form.add_error(None, "No seat is left.")
            status = 422
    return render(request, "form.html", {"meeting": meeting, "form": form}, status=status)


def seat(request: HttpRequest, key: str) -> HttpResponse:
    """The page that says so."""
    registrations = Registration.objects.select_related("meeting")
    registration = get_object_or_404(registrations, key=key)
    return render(request, "seat.html", {"registration": registration})


@transaction.atomic
def _take_a_seat(meeting: Meeting, form: Any) -> Registration:
    registration: Registration = form.save(commit=False)
    registration.meeting, registration.key = meeting, get_random_string(32)
    registration.save(force_insert=True)
    Mail.objects.create(
        to=registration.email,
        subject=f"Your seat at {meeting.title}",
        body=f"Good morning {registration.name}, this is your page: /seat/{registration.key}/",
    )
    free = Meeting.objects.filter(pk=meeting.pk, taken__lt=F("capacity"))
    if not free.update(taken=F("taken") + 1):
        raise Full
    return registration

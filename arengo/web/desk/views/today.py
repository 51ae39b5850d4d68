"""Oggi: what needs a hand, in order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from arengo.people.rules import Right, require


def today(request: HttpRequest) -> HttpResponse:
    """The first page of the desk."""
    require(request.user, Right.SEE)
    return render(request, "desk/today.html")

"""Permission is how one gets a door."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from arengo.meetings.models import Venue
from arengo.people.models import User
from arengo.people.rules import Right, require


def get_door(request: HttpRequest, slug: str, venue: str) -> tuple[User, Venue]:
    """Who is at the door, and which. Raises NeedsSignIn, NeedsAnotherRole, Http404."""
    user = require(request.user, Right.DOOR)
    places = Venue.objects.select_related("meeting")
    return user, get_object_or_404(places, meeting__slug=slug, key=venue)

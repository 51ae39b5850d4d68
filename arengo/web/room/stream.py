"""What the live stream carries: parts of the room's pages, drawn once for everybody who looks."""

from collections.abc import Mapping
from typing import Any, Final

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from arengo.core.stream.topics import Topic, UnknownPart
from arengo.live.rooms import channel_of
from arengo.meetings.models import Meeting
from arengo.web.room import parts
from arengo.web.shared.following import follow

# As long as a part may be kept: its clock and its hours come from the moment it was drawn.
KEPT_FOR: Final = 5


def draw(topic: Topic, part: str) -> str:
    """The part of a view of a meeting's room as it is now, in the topic's language.

    Raises UnknownPart for what the view does not show, or a meeting that is no longer there.
    """
    if part not in parts.VIEWS.get(topic.view, ()):
        raise UnknownPart(f"{topic.view}: {part}")
    meeting = _meeting(topic.channel)
    with translation.override(topic.language):
        context = parts.context_of(topic.view, part, meeting)
        return render_to_string(f"room/{topic.view}/{part}.html", context).strip()


def drawn(meeting: Meeting, view: str, language: str) -> Mapping[str, Any]:
    """What a page needs to show a view and to go on by itself: its parts, and from where to follow.

    The number of the newest change is read before the parts: what changes meanwhile comes again.
    """
    channel = channel_of(meeting)
    topic = Topic(channel=channel, view=view, language=language)
    following = follow(topic)
    key = f"room-parts:{channel}:{view}:{language}:{following.since}"
    kept = cache.get(key)
    if kept is None:
        kept = {part: draw(topic, part) for part in parts.VIEWS[view]}
        cache.set(key, kept, KEPT_FOR)
    safe: dict[str, SafeString] = {part: mark_safe(html) for part, html in kept.items()}  # noqa: S308 - our own templates
    return {"parts": safe, "following": following}


def _meeting(channel: str) -> Meeting:
    slug = channel.partition(":")[2]
    meeting = Meeting.objects.filter(slug=slug).first()
    if meeting is None:
        raise UnknownPart(channel)
    return meeting

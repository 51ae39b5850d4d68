"""What the live pages show, part by part: drawn when it changes, once for all who read it."""

from collections.abc import Callable

from django.utils import translation

from arengo.core.stream.topics import Topic, UnknownPart

# (view, part) -> its drawing, from the channel's name and the language, as HTML.
PARTS: dict[tuple[str, str], Callable[[str, str], str]] = {}


def draw(topic: Topic, part: str) -> str:
    """The part of a topic as it is now. Raises UnknownPart when its view does not show it."""
    try:
        function = PARTS[topic.view, part]
    except KeyError:
        raise UnknownPart(f"{topic.view}: {part}") from None
    with translation.override(topic.language):
        return function(topic.channel, topic.language)

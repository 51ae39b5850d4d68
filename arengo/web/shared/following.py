"""What a page needs in order to follow a topic: its addresses, and from which event on."""

from dataclasses import dataclass

from django.urls import reverse

from arengo.core.stream import queries
from arengo.core.stream.topics import Topic, grant


@dataclass(frozen=True)
class Following:
    """The values of data-stream, data-poll and data-since."""

    stream: str
    poll: str
    since: int


def follow(topic: Topic) -> Following:
    """Made before the page reads what its parts show: what changes in between is sent again."""
    token = grant(topic)
    return Following(
        stream=reverse("stream", args=[token]),
        poll=reverse("stream-now", args=[token]),
        since=queries.newest_id(topic.channel),
    )

"""The sizes of the run, and the goals that its figures stand beside."""

from dataclasses import dataclass

MEETING = "lancio"
MANY_SEATS = 10_000_000
VISITORS = (1, 10, 50)
WARM_UP = 40
PAGES = {
    "home": "/",
    "meeting": f"/incontri/{MEETING}/",
    "register": f"/incontri/{MEETING}/iscrizione/",
}


@dataclass(frozen=True)
class Plan:
    """How long and how often everything is measured."""

    rounds: int
    rushes: int
    crowd: int
    seats: int
    seconds: float
    mail_seconds: float
    page_requests: int
    stream_readers: int
    stream_seconds: float
    viewers: int
    turns: int
    viewing_seconds: float
    texts: int
    voices: int
    list_requests: int


FULL = Plan(
    rounds=3, rushes=3, crowd=1000, seats=500, seconds=5, mail_seconds=15, page_requests=200,
    stream_readers=5000, stream_seconds=10, viewers=120, turns=6, viewing_seconds=20,
    texts=10_000,
    voices=10_000, list_requests=60,
)  # fmt: skip
QUICK = Plan(
    rounds=1, rushes=1, crowd=1000, seats=500, seconds=3, mail_seconds=5, page_requests=50,
    stream_readers=5000, stream_seconds=5, viewers=120, turns=3, viewing_seconds=10,
    texts=2000,
    voices=10_000, list_requests=20,
)  # fmt: skip

GOAL_THROUGHPUT = 0.53
GOAL_CPU = 1.7
GOAL_P95_MS = 250.0
GOAL_RUSH_SECONDS = 6.0
GOAL_PAGE_MS = 15.0
GOAL_FIRST_VIEW_KB = 250.0
# Milliseconds until 95 of 100 readers see a change, by changes a second.
GOAL_STREAM_MS = {1: 250.0, 2: 200.0, 10: 500.0}
GOAL_STREAM_KB = 60.0
# Milliseconds until 95 of 100 requests for the office's list of ten thousand voices are answered.
GOAL_LIST_MS = 50.0
# Seconds to do the same to ten thousand voices.
GOAL_ACT_SECONDS = 10.0
GOAL_FLOOR_MS = 500.0
# Of the frames of one speaker; what is in flight as one counts is a frame or two.
GOAL_FRAMES = 0.99
# Seconds of CPU to make vectors of ten thousand texts and suggest a label for each.
GOAL_TEXTS_SECONDS = 60.0
GOAL_TEXTS = 10_000
GOAL_TYPED_MS = 100.0

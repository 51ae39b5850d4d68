"""Questions and polls on each of the room's pages: the parts, and what each of them shows."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from arengo.live import asked, rooms
from arengo.live.models import Poll
from arengo.meetings.models import Meeting

Context = dict[str, Any]

# "asked" changes with the questions, "questions" with each support too; "polls" with the polls,
# "ballots" with each vote too: what is one's own is fetched again after the first of each pair only.
VIEWS: Final[Mapping[str, tuple[str, ...]]] = {
    "stage": ("asked", "questions", "polls", "ballots"),
    "console": ("moderation", "questions", "polls", "ballots"),
    "chair": ("questions", "polls", "ballots"),
    "projector": ("questions", "polls", "ballots"),
}


def _asked(_view: str, meeting: Meeting) -> Context:
    return {"newest": asked.newest_question(meeting)}


def _moderation(_view: str, meeting: Meeting) -> Context:
    questions = asked.questions_to_moderate(meeting)
    waiting = [question for question in questions if question.state == question.State.WAITING]
    return {"waiting": waiting, "refused": questions[len(waiting) :]}


def _questions(view: str, meeting: Meeting) -> Context:
    if view != "projector":
        return {"questions": asked.published_questions(meeting)}
    question = rooms.room_of(meeting).question
    return {"question": asked.with_voices(question) if question else None}


def _polls(view: str, meeting: Meeting) -> Context:
    polls = asked.polls_of(meeting)
    if view == "projector":
        shown = rooms.room_of(meeting).poll_id
        polls = [poll for poll in polls if poll.pk == shown]
    elif view != "console":
        begun = [poll for poll in polls if poll.opened_at is not None]
        polls = sorted(begun, key=lambda poll: poll.opened_at or meeting.starts_at, reverse=True)
    is_any_open = any(poll.state == Poll.State.OPEN for poll in polls)
    return {"polls": asked.results_of_all(polls), "is_any_open": is_any_open}


def _ballots(view: str, meeting: Meeting) -> Context:
    room = rooms.room_of(meeting)
    poll = room.poll if view == "projector" else asked.poll_on(meeting)
    if poll is None or poll.state != Poll.State.OPEN:
        return {"poll": None}
    return {
        "poll": poll,
        "cast": asked.ballots_cast(poll),
        "present": asked.people_present(room),
    }


CONTEXTS: Final[Mapping[str, Callable[[str, Meeting], Context]]] = {
    "asked": _asked,
    "moderation": _moderation,
    "questions": _questions,
    "polls": _polls,
    "ballots": _ballots,
}

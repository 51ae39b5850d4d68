"""Performing a script: each act by the product's own verbs, refusals counted, the clock moved along."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from arengo.core.localized import Localized
from arengo.core.refusals import Refusal
from arengo.live import operations as live
from arengo.live.models import (
    AskedQuestion,
    HelpRequest,
    Horizon,
    InvitationToWrite,
    Note,
    Poll,
    SpeakingRequest,
    Statement,
    Turn,
)
from arengo.live.queries import evening_of
from arengo.live.speakers import turn_now
from arengo.meetings.models import Meeting
from arengo.registrations import operations as registrations
from arengo.registrations.models import Mode, Registration
from arengo.rehearsal import words
from arengo.rehearsal.refusals import NeverRegistered
from arengo.rehearsal.script import Act, Cast, members, newcomers

BY: Final = "rehearsal"
# What an act gives that had nothing to do: who was reached has nothing to write instead.
NOTHING: Final = object()
State = Registration.State


@dataclass
class Outcome:
    """What came of a script: how many acts of each kind were done, and which were refused how often."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    # How many acts had nothing to do.
    idle: int = 0
    # What people are told, for each kind of refusal.
    sentences: dict[str, str] = field(default_factory=dict)


class Stagehand:
    """Performs acts of one evening. The cast is who holds a place when it is made, and newcomers.

    Who registered during a rehearsal is a newcomer of it, also when it is taken up again.
    """

    def __init__(self, meeting: Meeting, seed: int) -> None:
        self.meeting, self._seed = meeting, seed
        held = (
            Registration.objects.filter(
                meeting=meeting, state__in=[State.CONFIRMED, State.ATTENDED]
            )
            .exclude(person__contact__email__endswith=f"@{words.NOBODYS}")
            .select_related("meeting", "venue")
        )
        hall = members(list(held.filter(mode=Mode.IN_PERSON)))
        online = members(list(held.filter(mode=Mode.ONLINE)))
        self._people = [*hall, *online]
        self.cast = Cast(len(hall), len(online), newcomers(meeting, len(self._people)))
        self.outcome = Outcome()

    def perform(self, act: Act) -> bool:
        """Do what the act says; False when it was refused, as people are refused."""
        try:
            found_nothing = getattr(self, f"_{act.what}")(act) is NOTHING
        except Refusal as refusal:
            name = type(refusal).__name__
            self.outcome.refused[name] += 1
            self.outcome.sentences.setdefault(name, str(refusal.sentence))
            return False
        if found_nothing:
            self.outcome.idle += 1
        else:
            self.outcome.done[str(act.what)] += 1
        return True

    def registration_of(self, who: int) -> Registration | None:
        """The registration of a place in the cast, as it is now; None for who has not registered yet."""
        rows = Registration.objects.select_related("meeting", "venue", "person__contact")
        if who < len(self._people):
            return rows.get(pk=self._people[who].pk)
        email = words.address(self._seed, who - len(self._people) + 1)
        return rows.filter(meeting=self.meeting, person__contact__email=email).first()

    def _who(self, act: Act) -> Registration:
        found = self.registration_of(act.who)
        if found is None:
            raise NeverRegistered
        return found

    def _seen(self) -> int | None:
        span = evening_of(self.meeting).span
        return span.pk if span else None

    def _register(self, act: Act) -> None:
        if self.registration_of(act.who) is None:
            registrations.register(
                meeting=self.meeting,
                name=act.facts["name"],
                email=act.facts["email"],
                mode=Mode.ONLINE,
            )

    def _confirm_place(self, act: Act) -> None:
        registrations.confirm(registration=self._who(act))

    def _enter(self, act: Act) -> None:
        who = self._who(act)
        if who.mode == Mode.ONLINE:
            registrations.enter_online(registration=who)
        elif who.venue is not None:
            registrations.admit(registration=who, venue=who.venue, by=BY)

    def _begin(self, act: Act) -> None:
        lines = evening_of(self.meeting).lines
        if any(line.line.key == act.facts["line"] and line.spans for line in lines):
            return
        live.begin(meeting=self.meeting, key=act.facts["line"], seen=self._seen(), by=BY)

    def _write(self, act: Act) -> None:
        live.write_statement(
            registration=self._who(act),
            line=act.facts["line"],
            kind=Statement.Kind(act.facts["kind"]),
            horizon=Horizon(act.facts["horizon"]),
            text=act.facts["text"],
        )

    def _note(self, act: Act) -> None:
        turn = self._turn(act)
        if turn is not None:
            live.write_note(turn=turn, number=act.number, text=act.facts["text"], by=BY)

    def _turn(self, act: Act) -> Turn | None:
        turns = Turn.objects.filter(room__meeting=self.meeting).select_related("room__meeting")
        if "line" in act.facts:
            sitting, _slash, item = act.facts["line"].partition("/")
            voices = turns.filter(is_moderating=False)
            # Of a voice that had the floor more than once, the first time.
            return voices.filter(span__sitting__key=sitting, span__item__key=item).first()
        called = turns.filter(request__isnull=False).order_by("began_at", "id")
        return next(iter(called[act.facts["turn"] : act.facts["turn"] + 1]), None)

    def _ask_to_speak(self, act: Act) -> None:
        live.ask_to_speak(registration=self._who(act), number=act.number, topic=act.facts["topic"])

    def _point_of_order(self, act: Act) -> None:
        kind = SpeakingRequest.Kind.POINT_OF_ORDER
        live.ask_to_speak(registration=self._who(act), number=act.number, kind=kind)

    def _withdraw(self, act: Act) -> None:
        mine = SpeakingRequest.objects.filter(
            registration=self._who(act), state=SpeakingRequest.State.WAITING
        )
        for request in mine.select_related("queue__room__meeting"):
            live.withdraw_request(request=request, by="person")

    def _call(self, act: Act) -> None:
        called = Turn.objects.filter(room__meeting=self.meeting, request__isnull=False).count()
        if called > act.facts["turn"]:
            return
        now = turn_now(self.meeting)
        live.call_next(meeting=self.meeting, seen=now.pk if now else None, by=BY)

    def _end_turn(self, act: Act) -> None:
        turn = self._turn(act)
        if turn is not None and turn.ended_at is None:
            live.end_turn(meeting=self.meeting, seen=turn.pk, by=BY)

    def _question(self, act: Act) -> None:
        live.ask_question(registration=self._who(act), number=act.number, text=act.facts["text"])

    def _asked(self, act: Act) -> AskedQuestion | None:
        return AskedQuestion.objects.select_related("room__meeting").filter(pk=act.number).first()

    def _publish(self, act: Act) -> None:
        if question := self._asked(act):
            live.publish_question(question=question, by=BY)

    def _refuse(self, act: Act) -> None:
        if question := self._asked(act):
            live.refuse_question(question=question, reason=f"{words.MARK}: non è di oggi.", by=BY)

    def _support(self, act: Act) -> None:
        if question := self._asked(act):
            live.support_question(registration=self._who(act), question=question)

    def _poll(self, act: Act) -> None:
        options = ("Nella mia zona", "In città", "Solo online")
        live.make_poll(
            meeting=self.meeting,
            number=act.number,
            question=Localized({"it": f"{words.MARK}. Dove ci vediamo la prossima volta?"}),
            options=[Localized({"it": option}) for option in options],
            by=BY,
        )

    def _ballot_box(self, act: Act) -> Poll:
        return Poll.objects.select_related("room__meeting").get(pk=act.number)

    def _open_poll(self, act: Act) -> None:
        live.open_poll(poll=self._ballot_box(act), by=BY)

    def _vote(self, act: Act) -> None:
        poll = self._ballot_box(act)
        options = list(poll.options.order_by("position").values_list("pk", flat=True))
        live.cast_ballot(
            registration=self._who(act), poll=poll, option=options[act.facts["option"]]
        )

    def _close_poll(self, act: Act) -> None:
        live.close_poll(poll=self._ballot_box(act), by=BY)
        live.show_results(poll=self._ballot_box(act), by=BY)

    def _help(self, act: Act) -> None:
        request = live.ask_for_help(
            registration=self._who(act), number=act.number, about=HelpRequest.About.SOUND
        )
        live.answer_help(request=request, answer=f"{words.MARK}: alza il volume.", by=BY)

    def _caption(self, act: Act) -> None:
        live.write_caption(meeting=self.meeting, text=act.facts["text"], by=BY)

    def _close(self, _act: Act) -> None:
        live.close_meeting(meeting=self.meeting, by=BY)

    def _confirm(self, act: Act) -> object:
        notes = [n for n in self._notes(act) if n.corrected_at is None and n.confirmed_at is None]
        for note in notes:
            live.confirm_note(note=note)
        return None if notes else NOTHING

    def _notes(self, act: Act) -> list[Note]:
        notes = Note.objects.filter(turn__request__registration=self._who(act))
        return list(notes.select_related("turn__room__meeting"))

    def _write_instead(self, act: Act) -> object:
        invitation = InvitationToWrite.objects.filter(
            request__registration=self._who(act), written_at__isnull=True
        ).first()
        if invitation is None:
            return NOTHING
        live.write_instead(invitation=invitation, text=act.facts["text"])
        return None


def facts_of(outcome: Outcome) -> dict[str, Any]:
    """What a run says at its end."""
    return {
        "done": dict(sorted(outcome.done.items())),
        "refused": dict(sorted(outcome.refused.items())),
    }

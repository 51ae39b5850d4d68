"""A small evening, scripted: two who come, a voice, a queue, a question, a poll; and its resoconto."""

import uuid

from arengo.live import operations
from arengo.live.models import Horizon, InvitationToWrite, Minutes, Note, Statement, Turn
from arengo.meetings.models import AgendaItem, Meeting, Speaker
from arengo.registrations.models import Registration
from tests.conftest import Clock
from tests.live.acts import REGIA, ask_something, make_evening, opened, present, seen, vote
from tests.live.test_speaking import ask, call, floor
from tests.registrations.acts import HALL, ONLINE

WRITER = "duty:7"
OFFICE = "staff:1"
HOSTILE = "#let x = 1 = * _ <b>\u202egrassetto</b> @a $x$ " + "parola" * 40 + " =SUM(A1)"


def write_down(text: str, **tidy: object) -> Note:
    """A note of the turn that was begun last."""
    turn = Turn.objects.order_by("began_at", "id").last()
    note = operations.write_note(turn=turn, number=uuid.uuid4(), text=text, by=WRITER)
    return operations.tidy_note(note=note, by=WRITER, **tidy) if tidy else note


def hold_evening(clock: Clock, words: str = "Servono treni di sera.") -> Meeting:
    """From 16:30 to the closing at 18:35; Ada is in the hall, Bruno and Carla online."""
    meeting = make_evening(hall=10)
    voice = Speaker.objects.create(meeting=meeting, key="voce", name="Una voce", role="Esempio")
    AgendaItem.objects.get(key="asse-1").speakers.add(voice)
    ada = present(meeting, "Ada Rossi", HALL)
    bruno = present(meeting, "Bruno Verdi", ONLINE)
    carla = present(meeting, "Carla Neri", ONLINE)
    clock.to("2023-09-27 16:30")
    operations.begin(meeting=meeting, key="tavola/asse-1", seen=None, by=REGIA)
    write_down("La valle ha bisogno di medici.")
    operations.write_statement(
        registration=bruno,
        line="tavola/asse-1",
        kind=Statement.Kind.PRIORITY,
        horizon=Horizon.LONG,
        text=words,
    )
    clock.to("2023-09-27 17:30")
    operations.begin(meeting=meeting, key="plenaria", seen=seen(meeting), by=REGIA)
    _speak(meeting, clock, ada, bruno, carla)
    question = ask_something(carla, "E i treni della sera?")
    operations.publish_question(question=question, by=REGIA)
    operations.support_question(registration=ada, question=question)
    ask_something(carla, "Questa non la legge nessuno")
    poll = opened(meeting)
    vote(ada, poll)
    operations.close_poll(poll=poll, by=REGIA)
    operations.show_results(poll=poll, by=REGIA)
    clock.to("2023-09-27 18:35")
    operations.close_meeting(meeting=meeting, by=REGIA)
    clock.to("2023-09-27 20:00")
    invitation = InvitationToWrite.objects.get()
    operations.write_instead(invitation=invitation, text="Volevo dire dei boschi.")
    return meeting


def _speak(
    meeting: Meeting, clock: Clock, ada: Registration, bruno: Registration, carla: Registration
) -> None:
    """Ada is written down, Bruno is not, Carla is not reached."""
    ask(ada)
    ask(bruno)
    clock.to("2023-09-27 17:32")
    call(meeting)
    write_down("Il percorso è troppo corto.", kind=Note.Kind.OBJECTION, about=Note.About.PROCESS)
    clock.to("2023-09-27 17:35")
    call(meeting)
    ask(carla)
    clock.to("2023-09-27 17:36")
    operations.end_turn(meeting=meeting, seen=floor(meeting), by=REGIA)


def shared(meeting: Meeting, clock: Clock, at: str = "2023-09-28 10:00") -> Minutes:
    """Made, and given to read."""
    clock.to(at)
    operations.make_minutes(meeting=meeting, by=OFFICE)
    return operations.share_minutes(meeting=meeting, by=OFFICE)


def approved(meeting: Meeting, clock: Clock) -> Minutes:
    """Read for seven days, and approved."""
    shared(meeting, clock)
    clock.to("2023-10-05 10:00")
    return operations.approve_minutes(meeting=meeting, by=OFFICE)


def of(meeting: Meeting, name: str) -> Registration:
    """The registration of one of the three."""
    rows = Registration.objects.select_related("meeting").filter(meeting=meeting)
    return rows.get(person__contact__name__startswith=name)

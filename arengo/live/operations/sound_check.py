"""The sound check of hall and screen, step by step."""

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.live import rooms
from arengo.live.models import SoundCheck
from arengo.meetings.models import Meeting


@transaction.atomic
def check_sound(*, meeting: Meeting, step: SoundCheck.Step, on: bool, by: str) -> SoundCheck | None:
    """Tick a step, with the hour, or take the tick off. Twice is once. Raises NotTheDay and kin."""
    room = rooms.lock_open(meeting)
    done = SoundCheck.objects.filter(room=room, step=step).first()
    if (done is not None) == on:
        return done
    if done is not None:
        done.delete()
        done = None
    else:
        done = SoundCheck.objects.create(room=room, step=step, checked_at=process_time.now())
    facts: dict[str, str | bool] = {"step": str(step), "on": on}
    record(kind="sound.checked", subject=rooms.subject_of(room), by=by, facts=facts)
    rooms.tell(room, "sound")
    return done

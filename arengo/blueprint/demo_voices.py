"""The days in which the demo takes voices from the site: an example, the real process had no such page."""

from datetime import date

from arengo.process.models import Stage
from arengo.process.operations import save_stage

STAGE = "ascolto"
DAYS = {
    "voices_from": date(2023, 9, 28),
    "voices_until": date(2023, 11, 30),
    "voices_are_example": True,
}


def seed() -> None:
    """Let the listening stage take voices, from the day after the first meeting."""
    stage = Stage.objects.select_related("process").filter(key=STAGE).first()
    if stage is not None:
        save_stage(process=stage.process, stage=stage, values=DAYS, by="system")

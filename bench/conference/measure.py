"""The measures of picture and sound, in a process of their own: it goes into a network of its own."""

import json
import shutil
from dataclasses import dataclass

from arengo.gateways.conference import janus_program
from bench.figures import Plan
from bench.ground import Ground
from bench.processes import run
from tests.gateways.conference.janus_process import can_be_alone


@dataclass
class Conference:
    """Floor to picture in each turn; then one speaker, and what all the viewers saw of it."""

    floor_to_frames_ms: list[float]
    viewers: int
    entering_seconds: float
    entering_cpu_ms: float
    first_frame_p50_ms: float
    first_frame_p95_ms: float
    frames_a_second: float
    worst_share: float
    median_share: float
    packets_lost: int
    janus_cpu: float
    janus_megabytes: float


def conference(ground: Ground, plan: Plan) -> Conference | None:
    """None where there is no Janus, no Chromium, or no network of one's own can be made."""
    if not (plan.viewers and janus_program() and shutil.which("chromium") and can_be_alone()):
        return None
    sizes = [str(each) for each in (plan.viewers, plan.turns, plan.viewing_seconds)]
    return Conference(**json.loads(run("bench.conference.play", *sizes, env=ground.env)))

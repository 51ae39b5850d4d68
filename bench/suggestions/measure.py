"""The measures of the machine's help for voices, each in a process of its own: its memory is one."""

import json
import os
import tempfile
from dataclasses import dataclass

from bench.figures import Plan
from bench.processes import run


@dataclass
class Suggestions:
    """What the worker does with all texts, and what a page does with one that is being typed."""

    texts: int
    embedding_cpu: float
    learning_cpu: float
    suggesting_cpu: float
    duplicates_cpu: float
    worker_megabytes: float
    first_ms: float
    p50_ms: float
    p95_ms: float
    shelf_megabytes: float
    model_megabytes: float
    asked_first_ms: float
    asked_p50_ms: float
    asked_p95_ms: float
    asked_changed_ms: float
    asked_found: float


def suggestions(plan: Plan) -> Suggestions:
    """On texts made up for it; what is asked while one types over a database of its own."""
    with tempfile.TemporaryDirectory(prefix="arengo-bench-") as home:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ARENGO_", "DJANGO_"))}
        env = {**kept, "ARENGO_HOME": home, "DJANGO_SETTINGS_MODULE": "arengo.settings"}
        parts = [
            json.loads(run("bench.suggestions.play", part, str(plan.texts), env=env))
            for part in ("worker", "page")
        ]
        asked = json.loads(run("bench.suggestions.asked", str(plan.texts), env=env))
    return Suggestions(**parts[0], **parts[1], **asked)

"""For the one who watches the server: alive, and ready. No personal data, nothing to log in for."""

from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from arengo.core.ledger.queries import unsealed_age
from arengo.core.outbox.queries import late_since
from arengo.core.tasks.heartbeat import WORKER, last_beat

UNSEALED_FOR = timedelta(seconds=60)
MAIL_LATE_BY = timedelta(minutes=15)
SILENT_FOR = timedelta(seconds=60)


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Alive: the process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: database and migrations are there, the worker lives, nothing owed is late. Else 503."""
    found = faults()
    if found:
        return JsonResponse({"status": "not ready", "faults": found}, status=503)
    return JsonResponse({"status": "ok"})


def faults() -> list[str]:
    """The names of what is wrong, for /readyz; empty when nothing is."""
    try:
        # The other tables can be asked only when they are there.
        if missing_migrations():
            return ["migrations"]
        return [name for name, is_wrong in CHECKS if is_wrong()]
    except DatabaseError:
        return ["database"]


def missing_migrations() -> int:
    """How many migrations the database still lacks."""
    return 0 if _has_all_migrations() else len(_plan())


def ledger_is_unsealed() -> bool:
    """True when an entry has waited too long for its seal."""
    return unsealed_age() > UNSEALED_FOR.total_seconds()


def mail_is_late() -> bool:
    """True when a mail that could leave has not, for too long."""
    since = late_since()
    return since is not None and timezone.now() - since > MAIL_LATE_BY


def worker_is_silent() -> bool:
    """True when no worker has given a sign of life lately."""
    return is_silent(WORKER)


def is_silent(name: str) -> bool:
    """True when no process of this name has given a sign of life lately."""
    at = last_beat(name)
    return at is None or timezone.now() - at > SILENT_FOR


CHECKS: list[tuple[str, Callable[[], bool]]] = [
    ("ledger-unsealed", ledger_is_unsealed),
    ("mail-late", mail_is_late),
    ("worker-silent", worker_is_silent),
]


def _plan() -> list[object]:
    executor = MigrationExecutor(connection)
    return list(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class _Lacking(Exception):
    """Raised through the cache, which remembers only what was found right."""


def _has_all_migrations() -> bool:
    try:
        return _remembered()
    except _Lacking:
        return False


@lru_cache(maxsize=1)
def _remembered() -> bool:
    # Reading every migration takes a tenth of a second, and a database does not lose one.
    if _plan():
        raise _Lacking
    return True

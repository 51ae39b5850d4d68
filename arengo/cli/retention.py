"""`arengo retention`: let go now of what is kept no longer; with --dry-run only list it, row by row."""

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _, ngettext

from arengo.cli.endings import ENDINGS, Ending
from arengo.cli.show import say
from arengo.core.clock import process_time
from arengo.core.write_ahead import clear_write_ahead
from arengo.people.operations import mark_erased
from arengo.registrations import operations as registrations
from arengo.registrations.retention import people_to_forget


@dataclass(frozen=True)
class Leaving:
    """A row that goes: under the job that comes to it first, by a reference that names nobody."""

    job: str
    model: str
    reference: str


def run(options: argparse.Namespace) -> int:
    """List what is kept no longer, and let go of it unless it is only asked for."""
    found = leaving()
    for row in found:
        say(f"{row.job}  {row.model}  {row.reference}")
    for job, count in Counter(row.job for row in found).items():
        say(f"{job}: {count}")
    if not options.dry_run:
        let_go()
    said = (
        ngettext("Se ne va %(count)d riga.", "Se ne vanno %(count)d righe.", len(found))
        if options.dry_run
        else ngettext(
            "Se n'è andata %(count)d riga.", "Se ne sono andate %(count)d righe.", len(found)
        )
    )
    say(said % {"count": len(found)} if found else _("Niente è tenuto oltre il suo tempo."))
    return 0


def leaving() -> list[Leaving]:
    """Each row that the jobs would let go of now, once; nothing is changed.

    Who is due to be erased is so while one looks, in a transaction that is taken back: what goes with
    them is listed too.
    """
    found: dict[tuple[str, str], str] = {}
    now = process_time.now()
    with transaction.atomic():
        for ending in ENDINGS:
            for key in _keys(ending):
                found.setdefault(key, ending.job.__name__)
            if ending.job is registrations.forget_people:
                mark_erased(people=list(people_to_forget(now)), at=now)
        transaction.set_rollback(True)
    return [Leaving(job, *key) for key, job in found.items()]


def _keys(ending: Ending) -> Iterator[tuple[str, str]]:
    for rows in ending.rows():
        for key in rows.order_by("pk").values_list("pk", flat=True):
            yield str(rows.model._meta.object_name), reference(key)


def let_go() -> None:
    """Run each job until it finds nothing more: some take only so many rows at once.

    Then nothing of it is to stand in SQLite's files either.
    """
    for ending in ENDINGS:
        while ending.job():
            continue
    clear_write_ahead()


def reference(key: Any) -> str:
    """Of a row with this key: a number is itself; what opens something, as a session's, a digest."""
    if isinstance(key, int | UUID):
        return str(key)
    return hashlib.sha256(str(key).encode()).hexdigest()[:12]

"""The process itself: the first one made, and what it says of itself."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.core import editing
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.core.refusals import Refusal
from arengo.people.models import Body
from arengo.process.models import Process

PROCESS_FIELDS: Final = ("title", "period", "summary", "plan_in_force", "plan_to_write")


class ProcessIsThere(Refusal):
    """The installation has its process: another would take its place on every page."""

    def __init__(self) -> None:
        super().__init__(_("Il percorso c'è già: si cambia dalla sua pagina."))


@transaction.atomic
def make_process(*, body: Body, values: Mapping[str, Any], by: str) -> Process:
    """The first process of an installation, of `body`. `values`: some of PROCESS_FIELDS.

    Raises FieldRefused, and ProcessIsThere once there is one.
    """
    # Who sends the form twice, or a colleague in the same moment, waits here for the first.
    holder = editing.current(Body, body.pk)
    if Process.objects.exists():
        raise ProcessIsThere
    row = Process(body=holder)
    editing.put(row, values)
    _check(row)
    row.key = editing.free_key(str(row.title.get("it") or row.title), (), "percorso")
    row.save(force_insert=True)
    record(kind="process.made", subject=f"process:{row.key}", by=by, facts={})
    return row


@transaction.atomic
def save_process(
    *, process: Process, values: Mapping[str, Any], version: str = "", by: str
) -> Process:
    """Write what a process says of itself: title, period, summary, and its two plans.

    Raises FieldRefused, ChangedMeanwhile.
    """
    row = editing.current(Process, process.pk)
    editing.check_version(row, values, version)
    changed = editing.put(row, values)
    _check(row)
    row.save(update_fields=changed)
    if changed:
        facts = {"fields": changed}
        record(kind="process.edited", subject=f"process:{row.key}", by=by, facts=facts)
    return row


def _check(row: Process) -> None:
    if not row.title:
        raise FieldRefused("title", _("Scrivi il titolo del percorso."))
    if row.plan_to_write_id and row.plan_to_write_id == row.plan_in_force_id:
        raise FieldRefused(
            "plan_to_write",
            _("È lo stesso piano che è vigente: scegli quello che si scrive adesso."),
        )

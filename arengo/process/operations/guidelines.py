"""The guidelines: what the act is, and its sections in plain words, each with its address."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.core import editing
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.core.pointing import refuse_named
from arengo.process.models import Guideline, GuidelineSection, Process

GUIDELINE_FIELDS: Final = (
    "title",
    "act",
    "adopted_by",
    "adopted_on",
    "date_is_month",
    "summary",
    "document",
    "is_example",
    "source",
)
SECTION_FIELDS: Final = ("title", "text")


@transaction.atomic
def save_guideline(
    *,
    process: Process,
    guideline: Guideline | None = None,
    values: Mapping[str, Any],
    version: str = "",
    by: str,
) -> Guideline:
    """Write guidelines, or add some. `values`: some of GUIDELINE_FIELDS.

    Raises FieldRefused, ChangedMeanwhile, GoneMeanwhile.
    """
    holder = editing.current(Process, process.pk)
    if guideline is None:
        row = Guideline(process=holder)
        keys = holder.guidelines.values_list("key", flat=True)
        row.key = editing.free_key(_words(values), keys, "linee")
    else:
        row = editing.current(Guideline, guideline.pk)
        editing.check_version(row, values, version)
    changed = editing.put(row, values)
    if not row.title:
        raise FieldRefused("title", _("Scrivi il titolo delle linee di indirizzo."))
    if row.document and row.document.process_id != holder.pk:
        raise FieldRefused("document", _("Questo documento è di un altro percorso."))
    row.save()
    if changed:
        record(kind="guideline.saved", subject=_subject(row), by=by, facts={"fields": changed})
    return row


@transaction.atomic
def remove_guideline(*, guideline: Guideline, by: str) -> None:
    """Take guidelines away, with their sections. Raises StillNamed for what voices are about."""
    refuse_named(list(guideline.sections.all()))
    editing.current(Guideline, guideline.pk).delete()
    record(kind="guideline.removed", subject=_subject(guideline), by=by, facts={})


@transaction.atomic
def save_section(
    *,
    guideline: Guideline,
    section: GuidelineSection | None = None,
    values: Mapping[str, Any],
    version: str = "",
    by: str,
) -> GuidelineSection:
    """Write a section, or add one at the end. Its address stays the one it was born with.

    Raises FieldRefused, ChangedMeanwhile, GoneMeanwhile.
    """
    holder = editing.current(Guideline, guideline.pk)
    others = list(holder.sections.all())
    if section is None:
        row = GuidelineSection(guideline=holder, position=len(others))
        row.key = editing.free_key(_words(values), (each.key for each in others), "sezione")
    else:
        row = editing.current(GuidelineSection, section.pk)
        editing.check_version(row, values, version)
    changed = editing.put(row, values)
    if not row.title:
        raise FieldRefused("title", _("Scrivi il titolo della sezione."))
    row.save()
    if changed:
        facts = {"section": row.key, "fields": changed}
        record(kind="guideline.section_saved", subject=_subject(holder), by=by, facts=facts)
    return row


@transaction.atomic
def move_section(*, section: GuidelineSection, up: bool, by: str) -> None:
    """One place before or after."""
    holder = editing.current(Guideline, section.guideline_id)
    editing.number(editing.swap(list(holder.sections.all()), section, up=up))
    facts = {"section": section.key, "up": up}
    record(kind="guideline.section_moved", subject=_subject(holder), by=by, facts=facts)


@transaction.atomic
def remove_section(*, section: GuidelineSection, by: str) -> None:
    """Take a section away, and its address with it. Raises StillNamed for what voices are about."""
    refuse_named([section])
    holder = editing.current(Guideline, section.guideline_id)
    editing.current(GuidelineSection, section.pk).delete()
    editing.number(list(holder.sections.all()))
    facts = {"section": section.key}
    record(kind="guideline.section_removed", subject=_subject(holder), by=by, facts=facts)


def _words(values: Mapping[str, Any]) -> str:
    title = values.get("title") or ""
    return str(title.get("it", "")) if isinstance(title, dict) else str(title)


def _subject(guideline: Guideline) -> str:
    return f"guideline:{guideline.key}"

"""Lists of registered people as files: for the office only, each written into the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from arengo.core import spreadsheets
from arengo.core.clock import process_time
from arengo.core.codes import show
from arengo.core.ledger.operations import record_many
from arengo.meetings.models import Meeting
from arengo.questions.models import Question
from arengo.registrations import line, links
from arengo.registrations.models import Registration

Format = Literal["xlsx", "csv"]
# What people who open a CSV in an Italian Excel need between the cells.
CSV_DELIMITER: Final = ";"


@dataclass(frozen=True)
class Export:
    """A file to hand out."""

    name: str
    content: bytes
    mimetype: str


def export_registrations(
    *,
    meeting: Meeting,
    registrations: QuerySet[Registration],
    format: Format,
    with_access_needs: bool = False,
    by: str,
) -> Export:
    """The registrations as XLSX or CSV, in their order; no cell can become a formula.

    What people need to take part is health data: left out unless asked for. Who was erased is in no
    list of people. The ledger keeps who took how many, and a root over their references.
    """
    known = registrations.filter(person__erased_at__isnull=True)
    rows = list(_with_what_is_read(known, with_access_needs))
    questions = _questions(meeting)
    headers, cells = _headers(questions), [_cells(row, questions) for row in rows]
    if with_access_needs:
        headers.append(_("Esigenze di accessibilità"))
        for row, values in zip(rows, cells, strict=True):
            needs = getattr(row, "access_needs", None)
            values.append(needs.text if needs else "")
    with transaction.atomic():
        _record(
            "registrations.exported",
            meeting,
            rows,
            by,
            {"format": format, "needs": with_access_needs},
        )
    name = f"{meeting.slug}-{process_time.today():%Y-%m-%d}.{format}"
    if format == "csv":
        content = spreadsheets.write_csv(headers, cells, delimiter=CSV_DELIMITER)
        return Export(name, content, spreadsheets.CSV_TYPE)
    content = spreadsheets.write_xlsx(headers, cells, sheet=_("Iscrizioni"))
    return Export(name, content, spreadsheets.XLSX_TYPE)


def note_door_list(*, meeting: Meeting, registrations: Sequence[Registration], by: str) -> None:
    """Write into the ledger that the list for the door was printed, and of how many."""
    with transaction.atomic():
        _record("registrations.printed", meeting, registrations, by, {})


def _record(
    kind: str,
    meeting: Meeting,
    rows: Iterable[Registration],
    by: str,
    facts: dict[str, Any],
) -> None:
    leaves = [line.subject(row) for row in rows]
    record_many(kind=kind, subject=f"meeting:{meeting.slug}", by=by, leaves=leaves, facts=facts)


def _with_what_is_read(
    registrations: QuerySet[Registration], with_access_needs: bool
) -> QuerySet[Registration]:
    related = ["person__contact", "venue", "municipality", "invitation__entry", "seat"]
    if with_access_needs:
        related.append("access_needs")
    return registrations.select_related(*related).prefetch_related("axes")


def _questions(meeting: Meeting) -> list[Question]:
    if meeting.questions_id is None:
        return []
    return list(Question.objects.filter(question_set=meeting.questions_id))


def _headers(questions: list[Question]) -> list[str]:
    return [
        _("Codice"),
        _("Nome e cognome"),
        _("E-mail"),
        _("Telefono"),
        _("Stato"),
        _("Come partecipa"),
        _("Sede"),
        _("Comune"),
        _("Per chi"),
        _("Nome di chi rappresenta"),
        _("Assi"),
        _("Da quale invito"),
        _("Da dove si è iscritta"),
        _("Iscritta il"),
        _("Confermata il"),
        _("Nota dell'ufficio"),
        *(str(question.label) for question in questions),
    ]


def _cells(row: Registration, questions: list[Question]) -> list[Any]:
    contact = links.contact_of(row)
    return [
        show(row.code),
        contact.name if contact else "",
        contact.email if contact else "",
        contact.phone if contact else "",
        row.get_state_display(),
        row.get_mode_display(),
        str(row.venue or ""),
        str(row.municipality or ""),
        row.get_representing_display(),
        row.delegate_of,
        ", ".join(str(axis.number) for axis in row.axes.all()),
        str(row.invitation.entry) if row.invitation else "",
        row.get_source_display(),
        row.registered_at,
        row.confirmed_at,
        row.note,
        *(_answer(row.answers.get(question.key)) for question in questions),
    ]


def _answer(value: Any) -> Any:
    return ", ".join(str(each) for each in value) if isinstance(value, list) else value

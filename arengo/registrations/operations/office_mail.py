"""Writing to people who are registered, in the office's own words."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record_many
from arengo.core.localized import Localized
from arengo.meetings.models import Meeting
from arengo.registrations import line, owed
from arengo.registrations.models import OfficeMessage, Registration
from arengo.registrations.refusals import RegistrationRefusal


class NobodyToWriteTo(RegistrationRefusal):
    SENTENCE = _(
        "Nessuna di queste persone si può avvisare per e-mail: hanno annullato, o si sono iscritte "
        "per telefono senza indirizzo."
    )


class NothingWritten(RegistrationRefusal):
    SENTENCE = _("Scrivi l'oggetto e il testo, almeno in italiano.")


def who_can_be_written_to(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Those of them who have an e-mail and have not cancelled."""
    reachable = registrations.exclude(state=Registration.State.CANCELLED)
    return reachable.filter(person__contact__isnull=False).exclude(person__contact__email="")


@transaction.atomic
def write_to_registered(
    *,
    meeting: Meeting,
    registrations: QuerySet[Registration],
    subject: Localized,
    text: Localized,
    by: str,
) -> OfficeMessage:
    """Owe one mail to each of `registrations` who can be written to, each in their language.

    Raises NobodyToWriteTo, NothingWritten.
    """
    if not subject or not text:
        raise NothingWritten
    of_the_meeting = registrations.filter(meeting=meeting)
    rows = list(who_can_be_written_to(of_the_meeting).order_by("id"))
    if not rows:
        raise NobodyToWriteTo
    message = OfficeMessage.objects.create(
        meeting=meeting,
        subject=subject,
        text=text,
        recipients=len(rows),
        written_at=process_time.now(),
        by_id=_user_id(by),
    )
    for row in rows:
        owed.from_office(row, office_message_id=message.pk)
    leaves = [line.subject(row) for row in rows]
    about = f"meeting:{meeting.slug}"
    facts = {"message": message.pk}
    record_many(kind="registrations.written", subject=about, by=by, leaves=leaves, facts=facts)
    return message


def _user_id(by: str) -> int | None:
    number = by.removeprefix("staff:")
    return int(number) if number.isdigit() else None

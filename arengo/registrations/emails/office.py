"""What the office writes to people who are registered, in its own words."""

from arengo.core.localized import Localized
from arengo.core.outbox import letter
from arengo.core.outbox.mail import Mail
from arengo.core.outbox.rendering import masked
from arengo.registrations.emails import phrases
from arengo.registrations.emails.case import Case, case_of, when_and_where, write
from arengo.registrations.models import OfficeMessage, Registration

State = Registration.State


def office_message(registration_id: int, office_message_id: int) -> Mail | None:
    """The office's message to one person; not sent to who has cancelled meanwhile."""
    case = case_of(registration_id)
    message = OfficeMessage.objects.filter(pk=office_message_id).first()
    if case is None or message is None or case.is_in(State.CANCELLED):
        return None
    return _written(case, message.subject, message.text)


def preview(registration_id: int, subject: Localized, text: Localized) -> Mail | None:
    """The mail as this person would get it, its link masked; None for who has no e-mail."""
    case = case_of(registration_id)
    return masked(_written(case, subject, text)) if case else None


def _written(case: Case, subject: Localized, text: Localized) -> Mail:
    with case.speaking():
        return write(
            case,
            subject=str(subject),
            heading=str(subject),
            blocks=[
                *phrases.paragraphs(text),
                when_and_where(case),
                letter.button(phrases.ticket_or_page(case), case.url),
            ],
        )

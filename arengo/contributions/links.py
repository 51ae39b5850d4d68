"""The links that only the author of a voice receives: by the code anybody may follow it."""

import uuid

from arengo.contributions.models import Contribution
from arengo.core.codes import id_of_token, id_token

AUTHOR_LINK = "author-of-a-voice"
WRITER_LINK = "writer-of-a-voice"
CONFIRM_LINK = "confirm-a-voice"
RESPONSE_LINK = "filled-in-questionnaire"
REPORT_LINK = "report-of-a-meeting"
REPORT_AUTHOR_LINK = "author-of-a-report"
CONFIRM_REPORT_LINK = "confirm-report-of-a-meeting"
SUPPORT_LINK = "support-of-a-voice"


def author_token(contribution_id: uuid.UUID) -> str:
    """What the author's link holds: it goes by mail, by letter, by a personal page, or to who comes from
    the mail and says with a button that it is theirs. So who has it is who is written to, and sees what
    is kept about them.
    """
    return id_token(AUTHOR_LINK, contribution_id)


def writer_token(contribution_id: uuid.UUID) -> str:
    """What the link holds that whoever sends a voice sees at once, before anybody knows whether the
    address is theirs. What is to be done with a voice is done by it, until somebody shows from the mail
    that the voice is theirs: from then on it only shows what everybody sees.
    """
    return id_token(WRITER_LINK, contribution_id)


def contribution_of(token: str) -> uuid.UUID | None:
    """Which voice an author's or a writer's link is for; None for any other text."""
    return id_of_token(token, AUTHOR_LINK) or id_of_token(token, WRITER_LINK)


def is_authors(token: str) -> bool:
    """True for the link of an author: it went where they are written to."""
    return id_of_token(token, AUTHOR_LINK) is not None


def only_shows(token: str, voice: Contribution) -> bool:
    """True for a writer's link to a voice that somebody confirmed: they have a link of their own."""
    return voice.confirmed_at is not None and not is_authors(token)


def confirm_token(contribution_id: uuid.UUID) -> str:
    """What the link in the mail holds, which shows that the mailbox is the author's."""
    return id_token(CONFIRM_LINK, contribution_id)


def contribution_to_confirm(token: str) -> uuid.UUID | None:
    """Whose voice the link in a mail confirms; None for any other text."""
    return id_of_token(token, CONFIRM_LINK)


def response_token(response_id: uuid.UUID) -> str:
    """What the link holds that leads whoever filled in a questionnaire to what came of it."""
    return id_token(RESPONSE_LINK, response_id)


def response_of(token: str) -> uuid.UUID | None:
    """Which questionnaire such a link is for; None for any other text."""
    return id_of_token(token, RESPONSE_LINK)


def support_token(support_id: uuid.UUID) -> str:
    """What the link holds by which a support is confirmed, and taken back."""
    return id_token(SUPPORT_LINK, support_id)


def support_of(token: str) -> uuid.UUID | None:
    """Which support a link is for; None for any other text."""
    return id_of_token(token, SUPPORT_LINK)


def report_token(source_id: uuid.UUID) -> str:
    """What the link holds that whoever tells of a meeting sees at once, before anybody knows whether the
    address is theirs: its voices open by their writer's links.
    """
    return id_token(REPORT_LINK, source_id)


def report_author_token(source_id: uuid.UUID) -> str:
    """What the link holds to which the button leads that confirms a report from the mail: its voices open
    by their author's links.
    """
    return id_token(REPORT_AUTHOR_LINK, source_id)


def report_of(token: str) -> uuid.UUID | None:
    """Which report such a link is for, of either kind; None for any other text."""
    return id_of_token(token, REPORT_AUTHOR_LINK) or id_of_token(token, REPORT_LINK)


def is_report_authors(token: str) -> bool:
    """True for the link to a report of who came from the mail."""
    return id_of_token(token, REPORT_AUTHOR_LINK) is not None


def confirm_report_token(source_id: uuid.UUID) -> str:
    """What the link in the mail holds, which shows that the mailbox is theirs."""
    return id_token(CONFIRM_REPORT_LINK, source_id)


def report_to_confirm(token: str) -> uuid.UUID | None:
    """Which report the link in a mail confirms; None for any other text."""
    return id_of_token(token, CONFIRM_REPORT_LINK)

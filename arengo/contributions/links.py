"""The links that only the author of a voice receives: by the code anybody may follow it."""

import uuid

from arengo.core.codes import id_of_token, id_token

AUTHOR_LINK = "author-of-a-voice"
CONFIRM_LINK = "confirm-a-voice"


def author_token(contribution_id: uuid.UUID) -> str:
    """What the author's link holds."""
    return id_token(AUTHOR_LINK, contribution_id)


def contribution_of(token: str) -> uuid.UUID | None:
    """Whose voice an author's link is for; None for any other text."""
    return id_of_token(token, AUTHOR_LINK)


def confirm_token(contribution_id: uuid.UUID) -> str:
    """What the link in the mail holds, which shows that the mailbox is the author's."""
    return id_token(CONFIRM_LINK, contribution_id)


def contribution_to_confirm(token: str) -> uuid.UUID | None:
    """Whose voice the link in a mail confirms; None for any other text."""
    return id_of_token(token, CONFIRM_LINK)

"""Files beside a voice: its author adds them until it is read, the office lets everybody see them."""

import hashlib
from pathlib import PurePath
from typing import Final

from django.core.files.base import ContentFile, File
from django.db import transaction

from arengo.contributions.coding import AUTHOR
from arengo.contributions.models import Attachment, Contribution
from arengo.contributions.operations.from_the_site import still_theirs
from arengo.contributions.operations.moderating import check_there
from arengo.contributions.operations.recording import note_down
from arengo.contributions.refusals import TooManyFiles
from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.pictures import plain_picture
from arengo.core.uploads import MEGABYTE, check_upload, delete_after_commit

ATTACHED_KINDS: Final = ("pdf", "jpg", "jpeg", "png", "docx", "odt")
ATTACHED_LIMIT: Final = 10 * MEGABYTE
FILES_AT_MOST: Final = 3
DESCRIPTION_AT_MOST: Final = 300
PICTURES: Final = ("jpg", "jpeg", "png")


def attach(*, contribution: Contribution, upload: File, description: str = "") -> Attachment:
    """Its author adds a file to a voice, until the office reads it. The same file twice is once.

    `description`: what it shows, for who does not see it. Of a picture it is kept what it shows, not
    where and when it was taken. Raises FieldRefused
    ("upload"), NotAPicture, TooManyFiles, AlreadyRead, TakenBack, WasRefused; InsideTransaction.
    """
    kind = check_upload(upload, kinds=ATTACHED_KINDS, limit=ATTACHED_LIMIT)
    data = upload.read()
    digest = hashlib.sha256(data).hexdigest()
    if kind in PICTURES:
        kind, data = "jpg", plain_picture(data)
    with transaction.atomic():
        row = still_theirs(contribution)
        here = row.attachments.filter(digest=digest).first()
        if here is not None:
            return here
        if row.attachments.count() >= FILES_AT_MOST:
            raise TooManyFiles(FILES_AT_MOST)
        found = Attachment(contribution=row, kind=kind, size=len(data), digest=digest)
        found.file_name = PurePath(upload.name or "").name[-200:]
        found.description = " ".join(description.split())[:DESCRIPTION_AT_MOST]
        found.added_at = process_time.now()
        found.file.save(f"{found.pk.hex}.{kind}", ContentFile(data), save=False)
        found.save(force_insert=True)
        note_down("attached", row, by=AUTHOR, file=digest)
        return found


@transaction.atomic
def detach(*, attachment: Attachment) -> None:
    """Its author takes a file away, until the office reads the voice. Twice is once.

    Raises AlreadyRead, TakenBack, WasRefused.
    """
    row = still_theirs(attachment.contribution)
    here = Attachment.objects.filter(pk=attachment.pk).first()
    if here is None:
        return
    delete_after_commit(here.file.name)
    note_down("detached", row, by=AUTHOR, file=here.digest)
    here.delete()


@transaction.atomic
def publish_attachment(*, attachment: Attachment, by: str) -> Attachment:
    """Everybody who reads the voice sees the file, from now on. Twice is once.

    Raises TakenBack, WasRefused, GoneMeanwhile.
    """
    row = editing.current(Contribution, attachment.contribution_id)
    check_there(row)
    here = editing.current(Attachment, attachment.pk)
    if not here.published_by:
        here.published_by, here.published_at = by, process_time.now()
        here.save(update_fields=["published_by", "published_at"])
        note_down("attachment_published", row, by=by, file=here.digest)
    return here


@transaction.atomic
def hide_attachment(*, attachment: Attachment, by: str) -> Attachment:
    """Nobody but the office and its author sees the file any more. Twice is once. Raises GoneMeanwhile."""
    row = editing.current(Contribution, attachment.contribution_id)
    here = editing.current(Attachment, attachment.pk)
    if here.published_by:
        here.published_by, here.published_at = "", None
        here.save(update_fields=["published_by", "published_at"])
        note_down("attachment_hidden", row, by=by, file=here.digest)
    return here

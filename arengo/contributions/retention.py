"""How long whose a voice was is kept, and what it came in: for the jobs, for the doctor and for who asks
beforehand. docs/privacy.md promises these ends.
"""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from arengo.contributions.coding import AUTHOR
from arengo.contributions.models import (
    Appeal,
    Attachment,
    Contribution,
    ScanFile,
    Source,
    SourcePage,
    Support,
)
from arengo.contributions.models.contribution import FROM_THE_SITE
from arengo.live.models import InvitationToWrite, Minutes, Note, Statement

# As long as the mail's link stands; the address itself goes with the person.
UNCONFIRMED_KEPT: Final = timedelta(days=30)
# What voices were taken from, after that: as long as somebody may still ask where they come from.
SOURCE_KEPT: Final = timedelta(days=365)
# How long the name of a file stays that somebody may still look for in the list.
NAME_KEPT: Final = timedelta(days=30)
FOLDER_OF_SCAN: Final = re.compile(r"[0-9a-f]{32}")


def voices(now: datetime) -> QuerySet[Contribution]:
    """The voices of erased people, and those whose author never confirmed in thirty days."""
    never_confirmed = Q(
        channel__in=FROM_THE_SITE,
        person__isnull=False,
        confirmed_at__isnull=True,
        received_at__lte=now - UNCONFIRMED_KEPT,
    )
    return Contribution.objects.filter(_of_erased(now) | never_confirmed)


def voices_of_erased(now: datetime) -> QuerySet[Contribution]:
    """The voices of erased people: what names them and hangs on them goes too."""
    return Contribution.objects.filter(_of_erased(now))


def appeals(now: datetime) -> QuerySet[Appeal]:
    """What erased people wrote to the office about a voice of theirs."""
    return Appeal.objects.filter(contribution__in=voices_of_erased(now)).exclude(text="")


def attachments(now: datetime) -> QuerySet[Attachment]:
    """The files beside the voices of erased people."""
    return Attachment.objects.filter(contribution__in=voices_of_erased(now))


def reworded_voices(now: datetime) -> QuerySet[Contribution]:
    """The voices of erased people beneath which other words stand than everybody reads: what the office
    covered, also in the whole of which it is a part, or in a part of it; what its author corrected.
    """
    covered = ~Q(covered="") & ~Q(text=F("covered"), correction="")
    in_a_whole = Q(covered="", part_of__isnull=False) & ~Q(part_of__covered="")
    alone = Contribution.objects.exclude(covered="").filter(part_of__covered="").order_by()
    with_a_part = Q(covered="", pk__in=alone.values("part_of"))
    corrected = Q(covered="", channel__in=FROM_THE_SITE) & ~Q(correction="")
    return voices_of_erased(now).filter(covered | in_a_whole | with_a_part | corrected)


def reworded_at_meetings(now: datetime) -> list[QuerySet[Any]]:
    """What was written down of those at meetings, and the resoconti that are not approved yet."""
    voices = reworded_voices(now)
    origins = {"note": Note, "statement": Statement, "written_instead": InvitationToWrite}
    found: list[QuerySet[Any]] = [
        model._default_manager.filter(pk__in=voices.order_by().values(origin))
        for origin, model in origins.items()
    ]
    spoken = voices.filter(
        Q(*((f"{origin}__isnull", False) for origin in origins), _connector=Q.OR)
    )
    open_ones = Minutes.objects.exclude(state=Minutes.State.APPROVED)
    return [*found, open_ones.filter(meeting__in=spoken.order_by().values("meeting"))]


def sheets_with_their_lines(now: datetime) -> QuerySet[Source]:
    """The imported sheets that hold a line of erased people: all lines of it are voices already."""
    theirs = voices_of_erased(now).filter(source=OuterRef("pk"))
    sheets = Source.objects.filter(kind=Source.Kind.SPREADSHEET).exclude(file="")
    return sheets.filter(Exists(theirs))


def unconfirmed_meetings(now: datetime) -> QuerySet[Source]:
    """The meetings that people held by themselves and never confirmed in thirty days."""
    return Source.objects.filter(
        kind=Source.Kind.OWN_MEETING,
        added_by=AUTHOR,
        person__isnull=False,
        confirmed_at__isnull=True,
        received_at__lte=now - UNCONFIRMED_KEPT,
    )


def unconfirmed_supports(now: datetime) -> QuerySet[Support]:
    """Those that nobody confirmed: after thirty days, or with the person."""
    late = Q(asked_at__lte=now - UNCONFIRMED_KEPT)
    return Support.objects.filter(_of_erased(now) | late, confirmed_at__isnull=True)


def supports(now: datetime) -> QuerySet[Support]:
    """The confirmed supports of erased people."""
    return Support.objects.filter(_of_erased(now), confirmed_at__isnull=False)


def sources(now: datetime) -> QuerySet[Source]:
    """What erased people sent, and what was closed a year ago and still holds something."""
    late = Q(closed_at__lte=now - SOURCE_KEPT)
    something = ~Q(text="", file="", title="", roles="", file_name="", message_id="")
    known = something | Q(person__isnull=False)
    return Source.objects.filter(_of_erased(now) | late & known)


def source_pages(now: datetime) -> QuerySet[SourcePage]:
    """The pages of those."""
    return SourcePage.objects.filter(source__in=sources(now))


def scans_of(sources: QuerySet[Source] | Collection[Source]) -> QuerySet[ScanFile]:
    """The files that the pictures of these sheets were in, and still have their name."""
    pictures = SourcePage.objects.filter(source__in=sources).values_list("picture", flat=True)
    # Of each file the pictures have a folder of their own, called by its number.
    folders = {PurePath(name).parent.name for name in pictures}
    numbers = [folder for folder in folders if FOLDER_OF_SCAN.fullmatch(folder)]
    return ScanFile.objects.filter(pk__in=numbers).exclude(file_name="")


def scan_files(now: datetime) -> QuerySet[ScanFile]:
    """The files that were read thirty days ago and still have their name."""
    return ScanFile.objects.filter(read_at__lte=now - NAME_KEPT).exclude(file_name="")


def _of_erased(now: datetime) -> Q:
    return Q(person__erased_at__lte=now)

"""How long what people told the office about replies is kept, and pictures of sheets: for the jobs, for the
doctor and for who asks beforehand. docs/privacy.md promises these ends.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from arengo.contributions.models import Contribution, Source, SourcePage
from arengo.feedback.balance import answered
from arengo.feedback.models import Insistence, PaperLetter, RepliedVoice

# After the answer, as long as somebody may still come with the receipt and ask what was on the sheet.
PICTURES_KEPT: Final = timedelta(days=90)


def insistences(now: datetime) -> QuerySet[Insistence]:
    """What erased people wrote to the office about a reply."""
    return Insistence.objects.filter(person__erased_at__lte=now)


def letters(now: datetime) -> QuerySet[PaperLetter]:
    """That erased people are written to by letter."""
    return PaperLetter.objects.filter(person__erased_at__lte=now)


def sheets(now: datetime) -> QuerySet[Source]:
    """The sheets written by hand of which the pictures are needed no more: all that is on them has its
    answer since ninety days, or nothing was on them.
    """
    before = now - PICTURES_KEPT
    voices = Contribution.objects.filter(source=OuterRef("pk"))
    late = RepliedVoice.objects.filter(reply__published_at__gt=before).filter(
        Q(contribution__source=OuterRef("pk"))
        | Q(contribution__part_of__source=OuterRef("pk"))
        | Q(contribution__merged__source=OuterRef("pk"))
    )
    done = Source.objects.filter(kind=Source.Kind.SHEET, closed_at__lte=before)
    done = done.filter(Exists(SourcePage.objects.filter(source=OuterRef("pk"))))
    return done.filter(~Exists(voices.filter(~answered())), ~Exists(late))


def sheet_pages(now: datetime) -> QuerySet[SourcePage]:
    """The pictures of those."""
    return SourcePage.objects.filter(source__in=sheets(now))

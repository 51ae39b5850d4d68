"""Letting go of whose a voice was: docs/privacy.md promises when."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from arengo.contributions.coding import AUTHOR
from arengo.contributions.models import Appeal, Contribution, Source, SourcePage, Support
from arengo.contributions.models.contribution import FROM_THE_SITE
from arengo.contributions.operations.recording import delete_attachments
from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.core.uploads import delete_after_commit

# As long as the mail's link stands; the address itself goes with the person.
UNCONFIRMED_KEPT: Final = timedelta(days=30)
# What voices were taken from, after that: as long as somebody may still ask where they come from.
SOURCE_KEPT: Final = timedelta(days=365)


@transaction.atomic
def forget_authors() -> int:
    """Job: of the voices of erased people nothing says any more whose they are, nor of those whose
    author never confirmed in thirty days.

    The words stay, are counted and answered; the files beside them go with who was erased. Says how many.
    """
    now = process_time.now()
    erased = Q(person__erased_at__isnull=False)
    never_confirmed = Q(
        channel__in=FROM_THE_SITE,
        person__isnull=False,
        confirmed_at__isnull=True,
        received_at__lte=now - UNCONFIRMED_KEPT,
    )
    # The name goes first: whose it was leads to it.
    named = Contribution.objects.filter(erased).exclude(signature="")
    named.update(signature="")
    theirs = Contribution.objects.filter(erased)
    Appeal.objects.filter(contribution__in=theirs).exclude(text="").update(text="")
    delete_attachments(theirs)
    Source.objects.filter(
        kind=Source.Kind.OWN_MEETING,
        added_by=AUTHOR,
        person__isnull=False,
        confirmed_at__isnull=True,
        received_at__lte=now - UNCONFIRMED_KEPT,
    ).update(person=None)
    count = Contribution.objects.filter(erased | never_confirmed).update(person=None)
    if count:
        record(kind="contributions.forgotten", facts={"count": count})
    return count


@transaction.atomic
def forget_supporters() -> int:
    """Job: of the supports of erased people nothing says any more whose they are: they stay counted.

    Those that nobody confirmed go, after thirty days or with the person. Says how many.
    """
    erased = Q(person__erased_at__isnull=False)
    late = Q(asked_at__lte=process_time.now() - UNCONFIRMED_KEPT)
    never = Support.objects.filter(erased | late, confirmed_at__isnull=True)
    count = never.delete()[0]
    count += Support.objects.filter(erased).update(person=None)
    if count:
        record(kind="supports.forgotten", facts={"count": count})
    return count


@transaction.atomic
def forget_sources() -> int:
    """Job: of what erased people sent, and of what was closed a year ago, nothing is kept but that it came.

    The voices that were taken from it stay, with the passage's place. Says how many.
    """
    erased = Q(person__erased_at__isnull=False)
    late = Q(closed_at__lte=process_time.now() - SOURCE_KEPT)
    something = ~Q(text="", file="", title="", roles="", file_name="", message_id="")
    rows = Source.objects.filter(erased | late & (something | Q(person__isnull=False)))
    ids = []
    for row in rows:
        delete_after_commit(row.file.name)
        ids.append(row.pk)
    mark_pages_gone(ids)
    nothing = dict.fromkeys(("text", "file", "title", "roles", "file_name", "message_id"), "")
    Source.objects.filter(pk__in=ids).update(person=None, **nothing)
    if ids:
        record(kind="sources.forgotten", facts={"count": len(ids)})
    return len(ids)


def mark_pages_gone(sources: Collection[UUID]) -> None:
    """The pictures of the pages of these sources are kept no longer: rows and files."""
    pages = SourcePage.objects.filter(source__in=sources)
    for name in pages.values_list("picture", flat=True):
        delete_after_commit(name)
    pages.delete()

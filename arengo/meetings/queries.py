"""What is read across meetings."""

from django.db.models import QuerySet

from arengo.meetings.models import Meeting
from arengo.process.models import Document


def documents_to_show() -> QuerySet[Document]:
    """The documents of announced meetings: what is read on a telephone or shown in the hall."""
    announced = Meeting.objects.exclude(state=Meeting.State.DRAFT)
    return Document.objects.filter(pk__in=announced.values("documents"))

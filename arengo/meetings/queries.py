"""What is read across meetings."""

from django.db.models import Q, QuerySet

from arengo.meetings.models import AgendaItem, Meeting
from arengo.process.models import Document


def documents_to_show() -> QuerySet[Document]:
    """The documents of announced meetings and of the points of their programme.

    It is what is read on a telephone or shown in the hall.
    """
    announced = Meeting.objects.exclude(state=Meeting.State.DRAFT)
    items = AgendaItem.objects.filter(sitting__meeting__in=announced)
    return Document.objects.filter(
        Q(pk__in=announced.values("documents")) | Q(pk__in=items.values("documents"))
    )

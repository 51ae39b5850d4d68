"""Long work of invitations, done by the worker."""

from django.core.files.base import ContentFile
from django.utils import timezone
from django_tasks import task

from arengo.invitations import paper, texts
from arengo.invitations.models import Invitation, LetterPrint


@task()
def print_letters(print_id: str) -> int:
    """Make the PDF of a LetterPrint, once; gives how many letters. Twice makes it once."""
    letters = LetterPrint.objects.filter(pk=print_id, made_at=None).first()
    if letters is None:
        return 0
    meeting = texts.announced_meetings().get(pk=letters.meeting_id)
    invitations = list(
        Invitation.objects.filter(meeting=meeting, entry__in=letters.entries.all())
        .select_related("entry")
        .order_by("entry__kind", "entry__name")
    )
    letters.file.save(
        f"{letters.pk}.pdf", ContentFile(paper.letters(meeting, invitations)), save=False
    )
    letters.made_at, letters.pages = timezone.now(), len(invitations)
    letters.save(update_fields=["file", "made_at", "pages"])
    return len(invitations)

"""Which documents are shown page by page is known here: those of a meeting."""

from django.db.models import F

from arengo.core.tasks.backend import enqueue_once
from arengo.meetings.queries import documents_to_show
from arengo.process import tasks


def owe_pages() -> int:
    """Job: the PDFs of announced meetings that have no pages yet are given to be drawn; how many."""
    pdfs = documents_to_show().filter(file__iendswith=".pdf").exclude(pages_of=F("file"))
    owed = list(pdfs.values_list("pk", "file"))
    for pk, name in owed:
        # A file is given once: one that fails again and again is not tried for ever.
        enqueue_once(tasks.draw_pages, key=f"pages:{pk}:{name}", args=[pk, name])
    return len(owed)

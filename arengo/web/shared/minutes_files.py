"""A resoconto as the answer to a request: which kinds of file there are."""

from collections.abc import Callable
from typing import Final

from django.http import Http404, HttpResponse
from django.utils.translation import get_language, gettext as _

from arengo.live.models import Minutes
from arengo.web.shared import minutes_paper

Writer = Callable[[Minutes, str], bytes]
KINDS: Final[dict[str, tuple[str, Writer]]] = {
    "pdf": ("application/pdf", minutes_paper.pdf),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        minutes_paper.docx,
    ),
}


def as_file(row: Minutes, kind: str) -> HttpResponse:
    """A resoconto as a file in the language of the page. Raises Http404 for another kind."""
    if kind not in KINDS:
        raise Http404
    mimetype, write = KINDS[kind]
    content = write(row, get_language() or "it")
    name = f"{_('resoconto')}-{row.meeting.slug}.{kind}"
    disposition = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type=mimetype, headers=disposition)

"""The files beside a voice, handed over: pictures to be looked at, the rest to be kept."""

from django.http import FileResponse, Http404

from arengo.contributions.models import Attachment


def handed_over(attachment: Attachment, name: str) -> FileResponse:
    """The file under this name and its own ending. Raises Http404 when it is no longer there."""
    try:
        file = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    # X-Content-Type-Options: nosniff comes with every page (web.shared.middleware).
    answer = FileResponse(
        file,
        as_attachment=not attachment.is_picture,
        filename=f"{name}.{attachment.kind}",
        content_type="image/jpeg" if attachment.is_picture else "application/octet-stream",
    )
    answer["Cache-Control"] = "private, no-store"
    return answer

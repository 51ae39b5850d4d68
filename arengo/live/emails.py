"""The mails of the evening, in the person's language; None when one is no longer needed."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from arengo.core.clock import process_time, words
from arengo.core.outbox import letter
from arengo.core.outbox.mail import Mail
from arengo.live.models import InvitationToWrite
from arengo.registrations.emails.case import case_of, write
from arengo.registrations.links import token_for


def invitation_to_write(invitation_id: int) -> Mail | None:
    """To who asked to speak and was not reached: the page on which to write it, and until when."""
    row = InvitationToWrite.objects.select_related("request").filter(pk=invitation_id).first()
    if row is None or row.request.registration_id is None or row.written_at is not None:
        return None
    case = case_of(row.request.registration_id)
    if case is None or process_time.now() >= row.write_until:
        return None
    with case.speaking():
        path = reverse("room:evening-write", args=[token_for(case.registration)])
        until = {"when": words.hour_of_day(row.write_until)}
        heading = _("Non siamo riusciti a darti la parola")
        asked = _(
            "Avevi chiesto di parlare e il tempo non è bastato. Ci dispiace: quello che volevi dire "
            "ci serve, e conta come se fosse stato detto."
        )
        if row.asked_again:
            heading = _("Non siamo riusciti a darti la parola un'altra volta")
            asked = _(
                "Avevi chiesto di parlare ancora, e il tempo non è bastato. Ci dispiace: quello che "
                "volevi dire ci serve, e conta come se fosse stato detto."
            )
        return write(
            case,
            subject=_("%(what)s: scrivi qui") % {"what": heading},
            heading=heading,
            blocks=[
                letter.paragraph(asked),
                letter.paragraph(_("Puoi scriverlo entro %(when)s.") % until),
                letter.button(_("Scrivi quello che volevi dire"), settings.BASE_URL + path),
            ],
        )

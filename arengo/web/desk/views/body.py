"""The body: what it says of itself on every page. For administrators."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arengo.core.editing import version_of
from arengo.people import operations
from arengo.people.models import Body
from arengo.people.operations import BODY_FIELDS
from arengo.people.rules import Right
from arengo.web.desk.editing import Values, edit_page, editor, initial_of, told
from arengo.web.desk.forms.body import BodyForm
from arengo.web.shared import reading


def the_body() -> Body | None:
    """The body of the process; before there is one, the first that was written."""
    process = reading.processes().first()
    return process.body if process else Body.objects.order_by("pk").first()


@require_http_methods(["GET", "POST"])
def body(request: HttpRequest) -> HttpResponse:
    """Name, office, addresses; on an installation that has none, the first thing to write."""
    by = editor(request, Right.INSTITUTION)
    row = the_body()
    version = version_of(row, BODY_FIELDS) if row else ""
    initial = initial_of(row, BODY_FIELDS) if row else {}

    def write(values: Values) -> HttpResponse:
        operations.save_body(body=row, values=values, version=version, by=by)
        if row is None:
            return told(request, _("L'ente c'è. Ora il percorso."), reverse("desk:process"))
        return told(request, _("Salvato: tra pochi secondi si legge in ogni pagina."), here)

    here = reverse("desk:body")
    return edit_page(
        request,
        BodyForm(request.POST or None, initial=initial),
        write,
        heading=_("L'ente"),
        lede=_("Quello che il sito dice di voi: in testa, in fondo, nella pagina sui dati personali."),
        back=(_("Impostazioni"), reverse("desk:settings")),
    )  # fmt: skip

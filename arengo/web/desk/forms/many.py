"""The forms by which the same is done to many voices."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext, gettext_lazy as _, ngettext

from arengo.contributions.many import Reading
from arengo.contributions.models import Contribution
from arengo.live.models import Horizon
from arengo.web.desk.forms.voices import ReadForm
from arengo.web.shared.forms import OfficeForm

AS_IT_IS: Final = "as_it_is"
YES: Final = "yes"


class ReadManyForm(ReadForm):
    """What many voices are, and what becomes of what was said of them before."""

    replaces = forms.ChoiceField(
        label=_("E quello che c'è già"),
        choices=[
            ("", _("Resta: questo si aggiunge a quello di cui ogni voce parla già")),
            (YES, _("Va via: ogni voce parla solo di questo")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    again = forms.ChoiceField(
        label=_("Le voci già lette"),
        choices=[("", _("Restano come sono")), (YES, _("Vale anche per loro"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, without_kind: int, **kwargs: Any) -> None:
        self.without_kind = without_kind
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        super().prepare()
        fields: Any = self.fields
        as_it_is = (AS_IT_IS, self._as_it_is())
        fields["kind"].choices = [as_it_is, *Contribution.Kind.choices]
        fields["horizon"].choices = [
            (AS_IT_IS, _("Quello che c'è già")),
            ("", _("Non lo dice")),
            *Horizon.choices,
        ]
        fields["targets"].required = False

    def _as_it_is(self) -> str:
        """Without a kind a voice is not read: those that have none stay, and it is said before."""
        if not self.without_kind:
            return gettext("Quello che c'è già")
        words = ngettext(
            "Quello che c'è già: %(n)s non ce l'ha, e resta com'è",
            "Quello che c'è già: %(n)s non ce l'hanno, e restano come sono",
            self.without_kind,
        )
        return words % {"n": self.without_kind}

    def reading(self) -> Reading:
        """What was said, as the verb takes it."""
        values = self.cleaned_data
        return Reading(
            kind="" if values["kind"] == AS_IT_IS else values["kind"],
            horizon=None if values["horizon"] == AS_IT_IS else values["horizon"],
            targets=tuple(self.chosen()),
            replaces=values["replaces"] == YES,
            again=values["again"] == YES,
            publishing=not values["hold"],
        )


class HoldManyForm(OfficeForm):
    """A note for colleagues, beside what is held back."""

    words = forms.CharField(
        label=_("Una nota per l'ufficio"),
        max_length=600,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("La leggono solo le persone dell'ufficio."),
    )

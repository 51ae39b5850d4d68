"""What cannot be learned from, with a sentence for people."""

from django.utils.translation import gettext_lazy as _

from arengo.core.refusals import Refusal


class OneLabelOnly(Refusal):
    """Every example says the same: there is nothing to tell apart."""

    def __init__(self) -> None:
        super().__init__(
            _("Gli esempi hanno tutti la stessa etichetta: ne servono almeno due da distinguere.")
        )


class TooFewExamples(Refusal):
    """So few that nothing could be tried out."""

    def __init__(self, least: int) -> None:
        super().__init__(
            _("Gli esempi sono troppo pochi: ne servono almeno %(least)d con un testo.")
            % {"least": least}
        )

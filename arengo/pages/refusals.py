"""What the verbs of pages refuse, with a sentence for people."""

from django.utils.translation import gettext_lazy as _

from arengo.core.refusals import Refusal


class NewsNotThere(Refusal):
    """No piece of news has this address, or nobody may read it yet."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            _("A questo indirizzo non c'è nessuna notizia: forse il link non è completo.")
        )


class NewsWithdrawn(Refusal):
    """It was published, and is not any more."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_("Questa notizia è stata ritirata: non è più tra quelle pubblicate."))


class NewsHasNoText(Refusal):
    """A title alone is not published."""

    def __init__(self) -> None:
        super().__init__(_("Prima di pubblicare scrivi il testo, almeno in italiano."))


class NewsChangedMeanwhile(Refusal):
    """What would be published is not what was read."""

    def __init__(self) -> None:
        super().__init__(
            _("Nel frattempo qualcuno ha cambiato la notizia: rileggila, poi pubblica.")
        )


class NewsWasPublished(Refusal):
    """Somebody has read it: it can be withdrawn, not made never to have been."""

    def __init__(self) -> None:
        super().__init__(
            _("Questa notizia è già uscita: si può ritirare, e resta scritto che c'è stata.")
        )

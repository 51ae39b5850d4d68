"""What `arengo rehearse` says: before, while it goes on, and at its end."""

import time
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from arengo.cli.show import paragraph, say
from arengo.meetings.models import Meeting
from arengo.rehearsal.operations import prepare
from arengo.rehearsal.progress import so_far
from arengo.rehearsal.script import What
from arengo.rehearsal.stagehand import Outcome

TELL_EVERY_SECONDS: Final = 5.0
# What an act takes that waits for nothing, measured on a small computer.
SECONDS_OF_AN_ACT: Final = 0.04
# In the order of the evening.
DONE: Final[dict[What, str | Promise]] = {
    What.REGISTER: gettext_lazy("iscrizioni dell'ultima ora"),
    What.CONFIRM_PLACE: gettext_lazy("iscrizioni confermate"),
    What.ENTER: gettext_lazy("ingressi, in sala e online"),
    What.BEGIN: gettext_lazy("parti del programma cominciate"),
    What.WRITE: gettext_lazy("prospettive e priorità scritte"),
    What.ASK_TO_SPEAK: gettext_lazy("mani alzate"),
    What.POINT_OF_ORDER: gettext_lazy("mozioni d'ordine"),
    What.WITHDRAW: gettext_lazy("rinunce alla parola"),
    What.CALL: gettext_lazy("volte che la parola è stata data"),
    What.END_TURN: gettext_lazy("interventi finiti"),
    What.NOTE: gettext_lazy("frasi trascritte"),
    What.CAPTION: gettext_lazy("righe di sottotitoli"),
    What.QUESTION: gettext_lazy("domande arrivate"),
    What.PUBLISH: gettext_lazy("domande pubblicate"),
    What.REFUSE: gettext_lazy("domande non pubblicate"),
    What.SUPPORT: gettext_lazy("sostegni alle domande"),
    What.HELP: gettext_lazy("richieste di aiuto"),
    What.POLL: gettext_lazy("votazioni preparate"),
    What.OPEN_POLL: gettext_lazy("votazioni aperte"),
    What.VOTE: gettext_lazy("voti"),
    What.CLOSE_POLL: gettext_lazy("votazioni chiuse"),
    What.CLOSE: gettext_lazy("chiusura dell'incontro"),
    What.CONFIRM: gettext_lazy("persone che hanno riletto le loro frasi"),
    What.WRITE_INSTEAD: gettext_lazy("persone che hanno scritto quello che volevano dire"),
}


class Teller:
    """Tells how far the evening is, a line every few seconds; with `--json` nothing."""

    def __init__(self, meeting: Meeting, *, is_silent: bool) -> None:
        self._meeting, self._is_silent = meeting, is_silent
        self._told_at = time.monotonic()

    def begin(self, seed: int, done: int, start: datetime | None, speed: float) -> None:
        """What is coming, where to look meanwhile, and about how long it takes."""
        if self._is_silent:
            return
        _stagehand, acts = prepare(self._meeting, seed)
        left = acts[done:]
        if not left:
            say(_("La prova era già finita: non c'è altro da fare."))
            return
        where = _(
            "La prova della serata comincia. Intanto guardala nel browser, nella dimostrazione: "
            "alla scrivania dell'ufficio «Incontri», l'incontro, «Servizi e regia», poi «Regia» e "
            "«Schermo della sala»."
        )
        say(paragraph(where, indent=""))
        seconds = len(left) * SECONDS_OF_AN_ACT
        paced = [act.at for act in left if start is None or act.at >= start]
        if speed and paced:
            seconds = max(seconds, (paced[-1] - paced[0]) / timedelta(seconds=1) / speed)
        minutes = max(1, round(seconds / 60))
        say(
            _("Dura circa %(minutes)d min. Ctrl-C la ferma; poi riprende da lì.")
            % {"minutes": minutes}
        )

    def go_on(self, moment: datetime) -> None:
        """Called again and again: every few seconds a line with the hour and what came so far."""
        if self._is_silent or time.monotonic() - self._told_at < TELL_EVERY_SECONDS:
            return
        self._told_at = time.monotonic()
        say(f"{timezone.localtime(moment):%H:%M}  {self._so_far()}")

    def interrupted(self) -> None:
        """Somebody pressed Ctrl-C."""
        if not self._is_silent:
            say()
            say(_("Prova interrotta: lo stesso comando la riprende da qui."))
            say(f"  {self._so_far()}")

    def _so_far(self) -> str:
        now = so_far(self._meeting)
        between = _("dopo la chiusura") if now.is_closed else _("nessuna parte in corso")
        facts = {"on": now.on or between, "came": now.came, "spoke": now.spoke, "wrote": now.wrote}
        return (
            _("%(on)s · persone entrate: %(came)d · interventi: %(spoke)d · scritti: %(wrote)d")
            % facts
        )


def tell_end(outcome: Outcome) -> None:
    """What was done, in the order of the evening, and what was refused, with what people were told."""
    say(_("Prova finita."))
    for what, words in DONE.items():
        if outcome.done[what]:
            say(f"  {words}: {outcome.done[what]}")
    if outcome.refused:
        say(_("Rifiutati, come succede:"))
        for name, count in outcome.refused.most_common():
            say(f"  {count} · {outcome.sentences.get(name, name)}")

"""The voices on which a page acts: those that the address names, or all that a list shows, without the
exceptions: the first ones by a box each, any other by its code.
"""

import hashlib
import re
from functools import cached_property
from typing import Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from arengo.contributions.models import Contribution
from arengo.core import codes
from arengo.core.refusals import Refusal
from arengo.process.models import Process
from arengo.web.desk.voice_selection import VoiceSelection

NAMED: Final = "voce"
# The form with a box at each voice sends this: the filters of its list. Nothing ticked is then nothing.
BOXES: Final = "caselle"
# So many are shown with a box each.
SHOWN: Final = 100
_BETWEEN: Final = re.compile(r"[\n,;]")


class ListChanged(Refusal):
    """Between the page and the button other voices came into the list, or left it."""

    def __init__(self, many: int) -> None:
        sentence = _(
            "Intanto l'elenco è cambiato: adesso sono %(many)s voci. Guarda di nuovo, e premi ancora."
        )
        super().__init__(sentence % {"many": many})


class NotInTheList(Refusal):
    """An exception that is none of the voices."""

    def __init__(self, typed: str) -> None:
        sentence = _("Tra queste voci non c'è «%(typed)s»: controlla il codice dell'eccezione.")
        super().__init__(sentence % {"typed": typed[:40]})


def asked_for(process: Process, params: QueryDict) -> QuerySet[Contribution]:
    """The voices that an address names one by one, or those that the list at this address shows who may
    read and change them all.
    """
    if NAMED in params or BOXES in params:
        named = params.getlist(NAMED)
        return Contribution.objects.filter(process=process, code__in=named)
    return VoiceSelection(process, params, reads_all=True).found


def nothing_ticked(request: HttpRequest) -> HttpResponse | None:
    """Back to the list, with a sentence, when its form was sent without any voice ticked; else None."""
    if BOXES not in request.GET or NAMED in request.GET:
        return None
    messages.warning(request, _("Non hai scelto nessuna voce: spunta quelle che servono."))
    return redirect(list_of(filters_of(request.GET)))


def filters_of(params: QueryDict) -> str:
    """What the list was asked for from which one came, as the end of an address."""
    if BOXES in params:
        return params.get(BOXES, "")
    query = params.copy()
    query.pop(NAMED, None)
    return query.urlencode()


def list_of(query: str) -> str:
    """The list with these filters; they are read anew, so that nothing else gets into the address."""
    tidy = QueryDict(query).urlencode()
    return f"{reverse('desk:voices')}?{tidy}" if tidy else reverse("desk:voices")


class ChosenVoices:
    """These voices, as a page shows them, and what its form says of the exceptions among them."""

    def __init__(self, rows: QuerySet[Contribution], sent: QueryDict | None = None) -> None:
        self.codes = list(rows.values_list("code", flat=True))
        self._rows = rows
        self._sent = sent

    @cached_property
    def shown(self) -> list[Contribution]:
        """The first of them, in order."""
        return list(Contribution.objects.filter(code__in=self.codes[:SHOWN]))

    @property
    def number(self) -> int:
        """How many they are."""
        return len(self.codes)

    @property
    def others(self) -> int:
        """How many are not shown."""
        return max(0, self.number - SHOWN)

    @property
    def without_kind(self) -> int:
        """Of how many nobody said yet what they are."""
        return self._rows.filter(kind="", read_at__isnull=True).count()

    @property
    def digest(self) -> str:
        """Different as soon as another voice is among them, or one less."""
        return hashlib.sha256(",".join(sorted(self.codes)).encode()).hexdigest()[:16]

    @property
    def ticked(self) -> set[str]:
        """Whose box is ticked."""
        if self._sent is not None:
            return set(self._sent.getlist(NAMED))
        return set(self.codes[:SHOWN])

    @property
    def typed(self) -> str:
        """The other exceptions, as they were typed."""
        return self._sent.get("senza", "") if self._sent is not None else ""

    def taken(self) -> list[str]:
        """The codes of those that are no exception. Raises ListChanged, NotInTheList."""
        if self._sent is not None and self._sent.get("elenco", self.digest) != self.digest:
            raise ListChanged(self.number)
        without = set(self.codes[:SHOWN]) - self.ticked | self._without()
        return [code for code in self.codes if code not in without]

    def _without(self) -> set[str]:
        found, here = set(), set(self.codes)
        for typed in filter(str.strip, _BETWEEN.split(self.typed)):
            try:
                code = codes.read(typed)
            except codes.BadCode:
                code = ""
            if code not in here:
                raise NotInTheList(typed.strip())
            found.add(code)
        return found

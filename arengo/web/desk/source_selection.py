"""Which sources the list shows: filters, all in the address of the page."""

from functools import cached_property
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from arengo.contributions.models import Source
from arengo.process.models import Process
from arengo.web.desk.selection import Chip, Group

WAITING, WORKED, SET_ASIDE = "da-lavorare", "lavorate", "da-parte"
STATES: Final[dict[str, tuple[str, str | Promise]]] = {
    WAITING: (Source.State.WAITING, gettext_lazy("Da lavorare")),
    WORKED: (Source.State.WORKED, gettext_lazy("Lavorate")),
    SET_ASIDE: (Source.State.SET_ASIDE, gettext_lazy("Messe da parte")),
}
ON_A_PAGE: Final = 50


class SourceSelection:
    """What the address of the list asks for; who has waited longest is at the top.

    Sheets written by hand have a list of their own.
    """

    def __init__(self, process: Process, params: QueryDict) -> None:
        self.process = process
        self.params = params

    @property
    def has_filters(self) -> bool:
        return any(self.params.get(name) for name in ("stato", "tipo"))

    @cached_property
    def numbers(self) -> dict[str, int]:
        rows = self._rows().order_by().values_list("state")
        counted: dict[str, int] = dict(rows.annotate(number=Count("pk")))
        return {name: counted.get(state, 0) for name, (state, _label) in STATES.items()}

    def page(self, asked: str) -> Page[Source]:
        """The sources on the page that is asked for, with how many voices were taken from each."""
        return Paginator(self._found(), ON_A_PAGE).get_page(asked)

    def groups(self) -> list[Group]:
        """The filters, with numbers beside the states."""
        states = [
            self._chip(str(label), "stato", name, self.numbers[name])
            for name, (_state, label) in STATES.items()
        ]
        kinds = [
            self._chip(str(label), "tipo", key)
            for key, label in Source.Kind.choices
            if key != Source.Kind.SHEET
        ]
        return [Group(_("Stato"), states), Group(_("Che cosa"), kinds)]

    def _rows(self) -> QuerySet[Source, Any]:
        return Source.objects.filter(process=self.process).exclude(kind=Source.Kind.SHEET)

    def _found(self) -> QuerySet[Source, Any]:
        rows = self._rows().select_related("part_of", "zone")
        state, kind = self.params.get("stato", ""), self.params.get("tipo", "")
        if state in STATES:
            rows = rows.filter(state=STATES[state][0])
        if kind in Source.Kind.values:
            rows = rows.filter(kind=kind)
        taken = Count("voices", filter=Q(voices__withdrawn_at__isnull=True))
        return rows.defer("text").annotate(taken=taken).order_by("received_at", "pk")

    def _chip(self, label: str, name: str, value: str, number: int | None = None) -> Chip:
        return Chip(label, name, value, self.params.get(name) == value, number)

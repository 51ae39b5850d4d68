"""Which registrations a list shows: search, filters and order, all in the address of the page."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, OrderBy, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from arengo.core import codes
from arengo.meetings.models import Meeting
from arengo.registrations.figures import territory_day
from arengo.registrations.models import Mode, Registration
from arengo.territory.models import Zone
from arengo.territory.queries import in_force

State = Registration.State
# Who was erased has no name, and comes last on every database.
BY_NAME = F("person__contact__name").asc(nulls_last=True)
ORDERS: dict[str, tuple[str | Promise, tuple[str | OrderBy, ...]]] = {
    "recenti": (gettext_lazy("le più recenti"), ("-registered_at", "-id")),
    "prime": (gettext_lazy("le prime"), ("registered_at", "id")),
    "nome": (gettext_lazy("per nome"), (BY_NAME, "id")),
    "comune": (gettext_lazy("per comune"), ("municipality__name", BY_NAME, "id")),
}
ACTIVE = "attive"
FILTERS = ("stato", "modo", "sede", "per", "zona", "recapito")


@dataclass(frozen=True)
class Chip:
    """A filter that is a link: pressed again, it is taken away."""

    label: str
    name: str
    value: str
    is_on: bool
    number: int | None = None

    @property
    def next_value(self) -> str:
        return "" if self.is_on else self.value


@dataclass(frozen=True)
class Group:
    """Chips of which at most one is on."""

    label: str
    chips: list[Chip]


class Selection:
    """What the address of a list asks for."""

    def __init__(
        self, meeting: Meeting, params: QueryDict, *, sees_names: bool, sees_needs: bool = False
    ) -> None:
        self.meeting = meeting
        self.params = params
        self.sees_names = sees_names
        self.sees_needs = sees_needs
        self.q = params.get("q", "").strip()
        self.order = params.get("ordine", "recenti")
        if self.order not in ORDERS or (self.order == "nome" and not sees_names):
            self.order = "recenti"

    @property
    def is_filtered(self) -> bool:
        return bool(self.q) or any(self.params.get(name) for name in FILTERS)

    @cached_property
    def rows(self) -> QuerySet[Registration]:
        """The registrations, in order."""
        rows = Registration.objects.filter(self._conditions(), meeting=self.meeting)
        if self.q:
            rows = rows.filter(pk__in=self._found())
        return rows.order_by(*ORDERS[self.order][1])

    def groups(self, by_state: dict[str, int]) -> list[Group]:
        """The filters, with numbers beside the states; only those that tell something apart."""
        active = sum(number for state, number in by_state.items() if state != State.CANCELLED)
        states = [self._chip(_("Tutte le attive"), "stato", ACTIVE, active)]
        states += [
            self._chip(str(State(state).label), "stato", state, number)
            for state, number in by_state.items()
            if number or self.params.get("stato") == state
        ]
        groups = [Group(_("Stato"), states)]
        if self.meeting.in_person and self.meeting.online:
            modes = [self._chip(str(label), "modo", key) for key, label in Mode.choices]
            groups.append(Group(_("Come"), modes))
        venues = list(self.meeting.venues.all())
        if len(venues) > 1:
            chips = [self._chip(str(venue), "sede", str(venue.pk)) for venue in venues]
            groups.append(Group(_("Sede"), chips))
        whom = [self._chip(words, "per", key) for key, words in representing_in_short().items()]
        groups.append(Group(_("Per chi"), whom))
        reach = [self._chip(_("Senza e-mail"), "recapito", "telefono")]
        reach.append(self._chip(_("Con una nota"), "recapito", "nota"))
        if self.sees_needs:
            reach.append(self._chip(_("Con esigenze di accessibilità"), "recapito", "esigenze"))
        groups.append(Group(_("Solo"), reach))
        return groups

    @property
    def zone(self) -> Zone | None:
        """The zone that the list is limited to: one comes here from the dashboard."""
        value = self.params.get("zona", "")
        return Zone.objects.filter(pk=int(value)).first() if value.isdigit() else None

    def _chip(self, label: str, name: str, value: str, number: int | None = None) -> Chip:
        return Chip(label, name, value, self.params.get(name) == value, number)

    def _conditions(self) -> Q:
        conditions = Q()
        state = self.params.get("stato", "")
        if state in State.values:
            conditions &= Q(state=state)
        elif state == ACTIVE:
            conditions &= ~Q(state=State.CANCELLED)
        if (mode := self.params.get("modo", "")) in Mode.values:
            conditions &= Q(mode=mode)
        if (venue := self.params.get("sede", "")).isdigit():
            conditions &= Q(venue=int(venue))
        if (whom := self.params.get("per", "")) in Registration.Representing.values:
            conditions &= Q(representing=whom)
        if (zone := self.params.get("zona", "")).isdigit():
            here = in_force(territory_day(self.meeting), "municipality__memberships")
            conditions &= here & Q(municipality__memberships__zone=int(zone))
        reach = self.params.get("recapito", "")
        if reach == "telefono":
            conditions &= Q(person__contact__email="")
        elif reach == "nota":
            conditions &= ~Q(note="")
        elif reach == "esigenze" and self.sees_needs:
            conditions &= Q(access_needs__isnull=False)
        return conditions

    def _found(self) -> list[int]:
        """The ids of those in which every word of the search is found, accents or not.

        Read and compared here: no database folds accents in the same way.
        """
        fields = ["pk", "code", "delegate_of", "municipality__name"]
        if self.sees_names:
            fields += ["person__contact__name", "person__contact__email", "person__contact__phone"]
        rows = Registration.objects.filter(meeting=self.meeting).values_list(*fields)
        if (code := self._code()) is not None:
            return [pk for pk, its_code, *_rest in rows if its_code == code]
        wanted = fold(self.q).split()
        return [pk for pk, *texts in rows if holds(texts, wanted)]

    def _code(self) -> str | None:
        try:
            return codes.read(self.q)
        except codes.BadCode:
            return None


def holds(texts: Iterable[str | None], wanted: Iterable[str]) -> bool:
    """True when every wanted word is somewhere in `texts`."""
    all_of_it = fold(" ".join(text or "" for text in texts))
    return all(word in all_of_it for word in wanted)


def fold(text: str) -> str:
    """Small letters without accents: what a search compares."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def representing_in_short() -> dict[str, str]:
    """For whom one takes part, as a column or a chip says it."""
    kinds = Registration.Representing
    return {
        kinds.CITIZEN: _("Cittadini"),
        kinds.MUNICIPALITY: _("Comuni ed enti pubblici"),
        kinds.COMPANY: _("Imprese"),
        kinds.ASSOCIATION: _("Associazioni e terzo settore"),
        kinds.UNIVERSITY: _("Università e scuole"),
        kinds.UNION: _("Sindacati e categorie"),
        kinds.OTHER: _("Altri"),
    }

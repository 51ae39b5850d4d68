"""Who of the invited has answered: registered, declined, refused by its mail server, silent.

It stands after invitations because a body is "registered" when somebody registered for it: through
its own link or, for a municipality, by saying that they represent it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from arengo.invitations.models import AddressBookEntry, AddressBookPerson, Invitation
from arengo.invitations.queries import zone_of
from arengo.meetings.models import Meeting
from arengo.registrations.figures import territory_day
from arengo.registrations.models import Registration
from arengo.territory.models import Zone
from arengo.territory.queries import zones_by_municipality

Kind = AddressBookEntry.Kind


class Answer(TextChoices):
    """Where an invited body stands, in the order in which it is told."""

    REGISTERED = "registered", _("Iscritto")
    DECLINED = "declined", _("Non partecipa")
    REFUSED = "refused", _("Rifiutato dal server di posta")
    SILENT = "silent", _("Tace")
    TO_INVITE = "to_invite", _("Da invitare")


@dataclass(frozen=True, kw_only=True)
class BodyAnswer:
    """An invited body and its answer; `people` are those registered for it, cancelled ones not."""

    invitation: Invitation
    answer: Answer
    people: int
    zone: Zone | None
    # Somebody speaks for it in the address book, and has an e-mail.
    is_spoken_for: bool = False

    @property
    def can_be_written_to(self) -> bool:
        return self.entry.is_active and bool(self.entry.email or self.is_spoken_for)

    @property
    def entry(self) -> AddressBookEntry:
        return self.invitation.entry


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a table: a zone or a kind, and how many bodies stand where."""

    key: str
    label: str
    counts: dict[str, int]
    people: int

    @property
    def bodies(self) -> int:
        return sum(self.counts.values())

    @property
    def cells(self) -> list[int]:
        """The counts in the order of Answer."""
        return [self.counts.get(answer, 0) for answer in Answer]


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """The answers of a meeting's invited bodies, and who in the address book is not invited."""

    bodies: list[BodyAnswer]
    not_invited: int

    @property
    def total(self) -> Line:
        return _line("", "", self.bodies)

    @property
    def silent(self) -> list[BodyAnswer]:
        """Those who were invited and say nothing, and can be written to."""
        return [
            body for body in self.bodies if body.answer == Answer.SILENT and body.can_be_written_to
        ]

    @property
    def answered(self) -> list[int]:
        """The ids of the entries that are not to be asked again."""
        quiet = (Answer.SILENT, Answer.TO_INVITE)
        return [body.entry.pk for body in self.bodies if body.answer not in quiet]

    @property
    def by_zone(self) -> list[Line]:
        """A line for each zone in order of number, those outside of every zone last."""
        zones = {body.zone.pk: body.zone for body in self.bodies if body.zone}
        ordered = sorted(zones.values(), key=lambda zone: zone.number)
        lines = [
            _line(str(zone.number), str(zone), [b for b in self.bodies if b.zone == zone])
            for zone in ordered
        ]
        others = [body for body in self.bodies if body.zone is None]
        return [*lines, _line("0", str(_("Senza zona")), others)] if others else lines

    @property
    def by_kind(self) -> list[Line]:
        """A line for each kind of body that is invited."""
        lines = (
            _line(kind.value, str(kind.label), [b for b in self.bodies if b.entry.kind == kind])
            for kind in Kind
        )
        return [line for line in lines if line.bodies]


def coverage(meeting: Meeting) -> Coverage:
    """Where each invited body of `meeting` stands: four queries, however many bodies."""
    persons = AddressBookPerson.objects.filter(entry=OuterRef("entry"), contact__email__gt="")
    invitations = (
        Invitation.objects.filter(meeting=meeting)
        .select_related("entry__municipality", "entry__zone")
        .annotate(is_spoken_for=Exists(persons))
        .order_by("entry__kind", "entry__name")
    )
    by_link, by_place = _registered(meeting)
    zones = zones_by_municipality(territory_day(meeting))
    bodies = []
    for invitation in invitations:
        entry = invitation.entry
        people = by_link[invitation.pk]
        if entry.kind == Kind.MUNICIPALITY and entry.municipality_id:
            people += by_place[entry.municipality_id]
        bodies.append(
            BodyAnswer(
                invitation=invitation,
                answer=_answer(invitation, people),
                people=people,
                zone=zone_of(entry, zones),
                is_spoken_for=invitation.is_spoken_for,
            )
        )
    invited = Invitation.objects.filter(meeting=meeting).values("entry")
    missing = AddressBookEntry.objects.filter(is_active=True).exclude(pk__in=invited)
    return Coverage(bodies=bodies, not_invited=missing.count())


@dataclass(frozen=True, kw_only=True)
class Silence:
    """Of one kind of body: how many were invited to some meetings, and how many said nothing to any."""

    kind: str
    label: str
    invited: int
    silent: int


def registered_through(invitation: Invitation) -> int:
    """How many people are registered through a body's own link."""
    active = Registration.objects.exclude(state=Registration.State.CANCELLED)
    return active.filter(invitation=invitation).count()


def _registered(meeting: Meeting) -> tuple[Counter[int], Counter[int]]:
    """People by invitation; and those without one who represent a municipality, by municipality."""
    active = Registration.objects.filter(meeting=meeting).exclude(
        state=Registration.State.CANCELLED
    )
    by_link, by_place = Counter[int](), Counter[int]()
    rows = (
        active.filter(
            Q(invitation__isnull=False)
            | Q(
                representing=Registration.Representing.MUNICIPALITY,
                municipality__isnull=False,
            )
        )
        .order_by()
        .values_list("invitation", "municipality")
        .annotate(people=Count("pk"))
    )
    for invitation, municipality, people in rows:
        if invitation:
            by_link[invitation] += people
        else:
            by_place[municipality] += people
    return by_link, by_place


def _answer(invitation: Invitation, people: int) -> Answer:
    if people:
        return Answer.REGISTERED
    return {
        Invitation.State.DECLINED: Answer.DECLINED,
        Invitation.State.REFUSED: Answer.REFUSED,
        Invitation.State.INVITED: Answer.SILENT,
    }.get(Invitation.State(invitation.state), Answer.TO_INVITE)


def _line(key: str, label: str, bodies: Sequence[BodyAnswer] | Iterable[BodyAnswer]) -> Line:
    bodies = list(bodies)
    return Line(
        key=key,
        label=label,
        counts=Counter(str(body.answer) for body in bodies),
        people=sum(body.people for body in bodies),
    )

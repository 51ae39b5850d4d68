"""Taking a consent back."""

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.people.identity import hold
from arengo.people.models import Consent, Person
from arengo.registrations.models import AccessNeeds, Registration


@transaction.atomic
def withdraw_consent(*, person: Person, kind: str, by: str = "person") -> None:
    """Take a consent back, with what rests on it: access needs are deleted at once. Twice is once.

    Of somebody erased there is none left.
    """
    if hold(person) is None:
        return
    standing = Consent.objects.filter(person=person, kind=kind, withdrawn_at__isnull=True)
    withdrawn = standing.update(withdrawn_at=process_time.now())
    if kind == Consent.Kind.ACCESS_NEEDS:
        AccessNeeds.objects.filter(registration__person=person).delete()
    if kind == Consent.Kind.NEXT_MEETINGS:
        # A box that a stranger ticks afterwards in this person's name must not bring it back.
        asked = Registration.objects.filter(person=person, asked_for_notices=True)
        asked.update(asked_for_notices=False)
    if withdrawn:
        facts = {"kind": str(kind)}
        record(kind="consent.withdrawn", subject=f"person:{person.pk}", by=by, facts=facts)

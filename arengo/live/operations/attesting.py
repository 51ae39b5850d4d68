"""Certificates of attendance: issued when asked for, revoked with the person."""

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger import canonical
from arengo.core.ledger.operations import record
from arengo.live import attendance, retention, rules
from arengo.live.models import Certificate
from arengo.live.refusals import NoCertificateYet, NotAttended, StayTooShort
from arengo.registrations.models import Registration


@transaction.atomic
def issue_certificate(*, registration: Registration, by: str = "person") -> Certificate:
    """The certificate of who came, once the meeting is over. Twice is once.

    Raises NoCertificateYet, NotAttended, StayTooShort.
    """
    row = Registration.objects.select_for_update(no_key=True).get(pk=registration.pk)
    issued = Certificate.objects.filter(registration=row).first()
    if issued is not None:
        return issued
    if process_time.now() < attendance.ended_at(registration.meeting):
        raise NoCertificateYet
    if not rules.is_present(row):
        raise NotAttended
    stay = attendance.stay_of(registration)
    if stay is None:
        raise StayTooShort
    certificate = Certificate.objects.create(
        registration=row,
        mode=stay.mode,
        minutes=stay.minutes,
        stretches=[
            [canonical.moment(start), canonical.moment(end)] for start, end in stay.stretches
        ],
        issued_at=process_time.now(),
    )
    facts = {"minutes": stay.minutes, "mode": stay.mode}
    subject = f"registration:{row.code}"
    record(kind="certificate.issued", subject=subject, by=by, facts=facts)
    return certificate


@transaction.atomic
def forget_certificates() -> int:
    """Revoke the certificates of erased people: nobody can verify them any more. Says how many."""
    now = process_time.now()
    gone = retention.certificates(now)
    count = gone.update(registration=None, stretches=[], revoked_at=now)
    if count:
        record(kind="certificates.revoked", facts={"count": count})
    return count


@transaction.atomic
def forget_correctors() -> int:
    """Let go of whose the corrections of erased people were. Says how many."""
    count = retention.corrections(process_time.now()).update(registration=None)
    if count:
        record(kind="corrections.forgotten", facts={"count": count})
    return count

"""The address book: bodies, the persons who speak for them, the territory's own, imports."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record, record_many
from arengo.core.spreadsheets import Table
from arengo.invitations import importing
from arengo.invitations.importing import Preview
from arengo.invitations.models import AddressBookEntry, AddressBookPerson, AddressBookSheet
from arengo.invitations.names import key_of, of_municipality, of_zone
from arengo.invitations.queries import persons_named, sheets_over
from arengo.invitations.refusals import AlreadyInTheBook, ConsentNotTold, PreviewIsStale
from arengo.people.models import Contact, Person
from arengo.territory.models import Zone
from arengo.territory.queries import municipalities_on, zones_by_municipality

Kind = AddressBookEntry.Kind


def save_entry(*, entry: AddressBookEntry, by: str) -> AddressBookEntry:
    """Add a body to the address book, or change it. Raises AlreadyInTheBook."""
    is_new = entry.pk is None
    if is_new:
        entry.key = key_of(entry.kind, entry.name)
    same = AddressBookEntry.objects.filter(kind=entry.kind, name__iexact=entry.name)
    if is_new:
        same = same | AddressBookEntry.objects.filter(key=entry.key)
    if same.exclude(pk=entry.pk).exists():
        raise AlreadyInTheBook(entry.name)
    with transaction.atomic():
        entry.save()
        kind = "address_book.added" if is_new else "address_book.changed"
        record(kind=kind, subject=f"entry:{entry.key}", by=by, facts={"kind": entry.kind})
    return entry


def change_state(*, entry: AddressBookEntry, is_active: bool, by: str) -> AddressBookEntry:
    """Put an entry out of use, or back: what was sent to it stays, nothing more is."""
    with transaction.atomic():
        if AddressBookEntry.objects.filter(pk=entry.pk, is_active=not is_active).update(
            is_active=is_active
        ):
            kind = "address_book.put_back" if is_active else "address_book.put_out_of_use"
            record(kind=kind, subject=f"entry:{entry.key}", by=by, facts={})
    entry.is_active = is_active
    return entry


def add_person(
    *, entry: AddressBookEntry, name: str, email: str, role: str, consent_how: str, by: str
) -> AddressBookPerson:
    """Add somebody who speaks for a body. They are there by their own consent, and can be taken out.

    Raises ConsentNotTold.
    """
    if not consent_how.strip():
        raise ConsentNotTold
    now = process_time.now()
    with transaction.atomic():
        contact = Contact.objects.create(
            person=Person.objects.create(created_at=now),
            name=name,
            email=email,
            language=entry.language,
        )
        person = AddressBookPerson.objects.create(
            entry=entry, contact=contact, role=role, consent_at=now, consent_how=consent_how.strip()
        )
        record(kind="address_book.person_added", subject=f"entry:{entry.key}", by=by, facts={})
    return person


def remove_person(*, person: AddressBookPerson, by: str) -> None:
    """Take somebody out of the address book; name and e-mail go with them. Twice is once."""
    with transaction.atomic():
        key = person.entry.key
        # The person, the contact and this row go together.
        gone, _rows = Person.objects.filter(pk=person.contact.person_id).delete()
        if gone:
            record(kind="address_book.person_removed", subject=f"entry:{key}", by=by, facts={})


def mark_taken_out(*, name: str, email: str) -> int:
    """Take out of the address book whoever has this name at this address; gives how many.

    For the verb that erases a person with all that is theirs: no entry.
    """
    if not email.strip():
        return 0
    found = persons_named(name=name, email=email)
    Person.objects.filter(pk__in=[each.contact.person_id for each in found]).delete()
    return len(found)


def make_territory_entries(*, by: str) -> int:
    """Entries for every municipality and zone that has none, without addresses; gives how many."""
    with transaction.atomic():
        missing = _missing_territory()
        AddressBookEntry.objects.bulk_create(missing)
        if missing:
            leaves = [f"entry:{entry.key}" for entry in missing]
            record_many(kind="address_book.territory_added", by=by, leaves=leaves)
    return len(missing)


def _missing_territory() -> list[AddressBookEntry]:
    book = AddressBookEntry.objects.all()
    known = set(book.filter(kind=Kind.MUNICIPALITY).values_list("municipality", flat=True))
    zones = set(book.filter(kind=Kind.ZONE).values_list("zone", flat=True))
    today = process_time.today()
    zone_of = zones_by_municipality(today)
    entries = [
        AddressBookEntry(
            kind=Kind.MUNICIPALITY,
            key=key_of(Kind.MUNICIPALITY, of_municipality(place.name)),
            name=of_municipality(place.name),
            municipality=place,
            zone=zone_of.get(place.pk),
        )
        for place in municipalities_on(today).exclude(pk__in=known - {None})
    ]
    entries += [
        AddressBookEntry(
            kind=Kind.ZONE, key=key_of(Kind.ZONE, of_zone(zone)), name=of_zone(zone), zone=zone
        )
        for zone in Zone.objects.exclude(pk__in=zones - {None})
    ]
    taken = set(book.values_list("key", flat=True))
    return [entry for entry in entries if entry.key not in taken]


def note_export(*, subject: str, count: int, by: str) -> None:
    """Write down that a list of bodies was taken away as a file: which ("address_book", or a
    meeting's "meeting:lancio") and how many rows.
    """
    record(kind="address_book.exported", subject=subject, by=by, facts={"count": count})


def keep_sheet(*, table: Table, file_name: str) -> AddressBookSheet:
    """Keep an uploaded sheet until it is confirmed, for a day at most. No ledger entry: not an act."""
    return AddressBookSheet.objects.create(
        file_name=file_name[:200],
        headers=table.headers,
        rows=[[row.number, [row[header] for header in table.headers]] for row in table.rows],
        uploaded_at=timezone.now(),
    )


def drop_sheet(*, sheet: AddressBookSheet) -> None:
    """Forget an uploaded sheet that was not confirmed."""
    sheet.delete()


def forget_sheets() -> int:
    """Job: sheets that nobody confirmed within a day go; gives how many."""
    return sheets_over(timezone.now()).delete()[0]


def import_entries(
    *,
    sheet: AddressBookSheet,
    mapping: Mapping[str, str],
    default_kind: str,
    fingerprint: str,
    by: str,
) -> Preview:
    """Bring the sheet into the address book, exactly as its preview showed; the sheet goes.

    An empty cell never empties what is known, and bodies that the sheet leaves out stay. Raises
    PreviewIsStale, NameColumnMissing.
    """
    with transaction.atomic():
        preview = importing.preview(importing.rows_of(sheet), mapping, default_kind=default_kind)
        if preview.fingerprint != fingerprint:
            raise PreviewIsStale
        _write(preview)
        facts = {"new": len(preview.new), "changed": len(preview.changed)}
        record(kind="address_book.imported", by=by, facts=facts)
        sheet.delete()
    return preview


def _write(preview: Preview) -> None:
    AddressBookEntry.objects.bulk_create([draft.as_entry() for draft in preview.new])
    for change in preview.changed:
        for name, (_now, then) in change.fields.items():
            setattr(change.entry, name, then)
    if preview.changed:
        AddressBookEntry.objects.bulk_update(
            [change.entry for change in preview.changed], importing.FIELDS, batch_size=100
        )

"""The demo's address book: the real bodies of the territory, with addresses that do not exist."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.utils.text import slugify

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record_many
from arengo.invitations import operations
from arengo.invitations.models import AddressBookEntry, Invitation, Wave
from arengo.invitations.names import key_of
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration

# Before the first example registers.
INVITED_AT = datetime(2023, 9, 1, 8, 30, tzinfo=ZoneInfo("Europe/Rome"))
WAVE = "Primo invito"
Kind = AddressBookEntry.Kind
# Bodies that do not exist; those whose name a registration of the example gives come to the meeting.
OTHERS = [
    (Kind.ASSOCIATION, "Associazione d'esempio"),
    (Kind.ASSOCIATION, "Circolo d'esempio"),
    (Kind.ASSOCIATION, "Pro loco d'esempio"),
    (Kind.CHAMBER, "Associazione di categoria d'esempio"),
    (Kind.UNION, "Sindacato d'esempio"),
    (Kind.UNIVERSITY, "Ateneo d'esempio"),
    (Kind.FIRM, "Impresa d'esempio"),
    (Kind.PRESS, "Testata d'esempio"),
    (Kind.OTHER, "Comitato d'esempio"),
]
# Persons who do not exist, beside bodies of the example: they speak for them, as if by consent.
PERSONS = [
    ("Comune di Balme", "Ada Esempio", "Sindaca"),
    ("Comune di Ala di Stura", "Bruno Di Prova", "Segretario comunale"),
    ("Associazione d'esempio", "Carla D'Esempio", "Presidente"),
]
# Of those from which nobody comes, every so many say so; one has a mailbox that refuses.
EVERY_SO_MANY_DECLINE = 19
State = Invitation.State


def seed(meeting: Meeting) -> None:
    """Fill the address book and invite everybody to `meeting`; no mail is owed for it."""
    with process_time.frozen_at(INVITED_AT):
        _fill_the_book()
        _invite(meeting)
    _tie(meeting)
    _answer(meeting)


def _fill_the_book() -> None:
    operations.make_territory_entries(by="system")
    entries = list(AddressBookEntry.objects.select_related("municipality", "zone"))
    for entry in entries:
        entry.is_example = True
        if entry.kind == Kind.ZONE and entry.zone:
            entry.email = f"zona.{entry.zone.number}@example.org"
        elif entry.municipality:
            entry.email = f"comune.{entry.municipality.slug}@example.org"
            entry.certified_email = f"protocollo.{entry.municipality.slug}@pec.example.org"
    fields = ["is_example", "email", "certified_email"]
    AddressBookEntry.objects.bulk_update(entries, fields, batch_size=100)
    AddressBookEntry.objects.bulk_create(
        AddressBookEntry(
            key=key_of(kind, name),
            kind=kind,
            name=name,
            email=f"ente.{number}@example.org",
            is_example=True,
        )
        for number, (kind, name) in enumerate(OTHERS, start=1)
    )
    for body, name, role in PERSONS:
        operations.add_person(
            entry=AddressBookEntry.objects.get(name=body),
            name=name,
            email=f"{slugify(name)}@example.org",
            role=role,
            consent_how="Esempio della dimostrazione",
            by="system",
        )


def _invite(meeting: Meeting) -> None:
    entries = list(AddressBookEntry.objects.order_by("pk"))
    invitations = operations.invite(meeting=meeting, entries=entries)
    Invitation.objects.filter(meeting=meeting).update(state=State.INVITED, invited_at=INVITED_AT)
    wave = Wave.objects.create(
        meeting=meeting,
        name=WAVE,
        state=Wave.State.SENT,
        created_at=INVITED_AT,
        sent_at=INVITED_AT,
    )
    wave.entries.set(entries)
    leaves = [f"invitation:{invitation.code}" for invitation in invitations]
    record_many(kind="wave.sent", subject=f"meeting:{meeting.slug}", by="system", leaves=leaves)


def _tie(meeting: Meeting) -> None:
    """The example people who speak for a body came from its link."""
    coming = Registration.objects.filter(meeting=meeting)
    invited = Invitation.objects.filter(meeting=meeting)
    towns = invited.filter(
        entry__kind=Kind.MUNICIPALITY, entry__municipality=OuterRef("municipality")
    )
    coming.filter(representing=Registration.Representing.MUNICIPALITY).update(
        invitation=Subquery(towns.values("pk")[:1])
    )
    others = invited.filter(entry__name=OuterRef("delegate_of"))
    coming.filter(invitation=None).exclude(delegate_of="").update(
        invitation=Subquery(others.values("pk")[:1])
    )


def _answer(meeting: Meeting) -> None:
    heard = Registration.objects.filter(meeting=meeting, invitation__isnull=False)
    quiet = Invitation.objects.filter(meeting=meeting).exclude(pk__in=heard.values("invitation"))
    silent = list(quiet.order_by("pk").values_list("pk", flat=True))
    declined, refused = silent[::-EVERY_SO_MANY_DECLINE], silent[len(silent) // 3 :][:1]
    declined = [pk for pk in declined if pk not in refused]
    Invitation.objects.filter(pk__in=declined).update(state=State.DECLINED, declined_at=INVITED_AT)
    Invitation.objects.filter(pk__in=refused).update(state=State.REFUSED)

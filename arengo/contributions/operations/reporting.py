"""What came of a meeting that people held by themselves, as they tell it on the site."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arengo.contributions import emails_elsewhere
from arengo.contributions.coding import AUTHOR, Target
from arengo.contributions.models import Contribution, Source
from arengo.contributions.operations.extracting import Extract, receive_from_source
from arengo.contributions.operations.from_the_site import AUTHOR_KEPT
from arengo.contributions.operations.recording import mark_parts_confirmed
from arengo.contributions.operations.sources import add_source, close_source
from arengo.contributions.refusals import CannotConfirm, NoStageTakesVoices
from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.core.outbox.operations import post
from arengo.people.identity import find_or_make_person, hold
from arengo.people.operations import mark_kept
from arengo.process.models import Process, Stage
from arengo.process.queries import stage_taking_voices
from arengo.territory.models import Municipality
from arengo.territory.queries import zone_of

THINGS_AT_MOST: Final = 200
THING_AT_MOST: Final = 5000
# More were in no room; a figure too many is soon typed.
PARTICIPANTS_AT_MOST: Final = 5000
BETWEEN: Final = "\n\n"


@dataclass(frozen=True)
class Thing:
    """One thing that was said at the meeting, and about what."""

    words: str
    target: Target | None = None


def report_meeting(
    *,
    process: Process,
    number: uuid.UUID,
    municipality: Municipality,
    held_on: date,
    participants: int,
    things: Sequence[Thing],
    representing: str = "",
    organiser: str = "",
    email: str = "",
    language: str = "it",
) -> Source:
    """Receive what was said at a meeting that people held by themselves: each thing is a voice at once.

    The same `number` again is the same report. `organiser` is for the office alone. `email`: gets one
    mail by whose link they say that it is theirs; until then nothing else is sent there. Raises
    NoStageTakesVoices, FieldRefused.
    """
    _check(held_on, participants, things)
    try:
        with transaction.atomic():
            known = Source.objects.filter(number=number).first()
            if known is not None:
                return known
            stage = stage_taking_voices(process, process_time.now())
            if stage is None:
                raise NoStageTakesVoices
            source = _add(
                stage, municipality, held_on, participants, things, representing, organiser, email,
                language, number,
            )  # fmt: skip
            receive_from_source(source=source, extracts=_extracts(things), by=AUTHOR)
            return close_source(source=source, by=AUTHOR)
    except IntegrityError:
        # The same form or the same new address, twice in the same moment.
        known = Source.objects.filter(number=number).first()
        if known is None:
            raise
        return known


@transaction.atomic
def confirm_report(*, source: Source) -> Source:
    """Whoever told it opened the mail and says that it is theirs: so are its voices. Twice is once.

    Raises CannotConfirm once the address is no longer kept.
    """
    here = Source.objects.select_related("person").filter(pk=source.pk).first()
    # Held first: an erasure of the same person waits for it, or was before it.
    person = hold(here.person) if here and here.person else None
    row = editing.current(Source, source.pk)
    if person is None:
        raise CannotConfirm
    if row.confirmed_at is None:
        row.confirmed_at = max(process_time.now(), row.received_at)
        row.save(update_fields=["confirmed_at"])
        theirs = Contribution.objects.filter(source=row, person=person)
        count = theirs.filter(confirmed_at__isnull=True).update(confirmed_at=row.confirmed_at)
        mark_parts_confirmed(theirs)
        mark_kept(person=person, moment=row.confirmed_at + AUTHOR_KEPT)
        record(
            kind="source.confirmed",
            subject=f"source:{row.pk}",
            by=AUTHOR,
            facts={"count": count},
        )
    return row


def _check(held_on: date, participants: int, things: Sequence[Thing]) -> None:
    if held_on > process_time.today():
        raise FieldRefused("held_on", _("Questa data è nel futuro: raccontalo dopo l'incontro."))
    if not 1 <= participants <= PARTICIPANTS_AT_MOST:
        raise FieldRefused("participants", _("Scrivi quante persone c'erano, più o meno."))
    if not things:
        raise FieldRefused("things", _("Scrivi almeno una cosa che si è detta."))
    if len(things) > THINGS_AT_MOST:
        raise FieldRefused(
            "things",
            _("Sono %(number)s righe e ne entrano %(most)s: raccontalo in due volte.")
            % {"number": len(things), "most": THINGS_AT_MOST},
        )
    long = next((each for each in things if len(each.words) > THING_AT_MOST), None)
    if long is not None:
        raise FieldRefused(
            "things",
            _(
                "Una riga è troppo lunga, quella che comincia con «%(words)s»: dividila in più righe."
            )
            % {"words": long.words[:40]},
        )


def _add(
    stage: Stage,
    municipality: Municipality,
    held_on: date,
    participants: int,
    things: Sequence[Thing],
    representing: str,
    organiser: str,
    email: str,
    language: str,
    number: uuid.UUID,
) -> Source:
    person = find_or_make_person(name="", email=email, language=language) if email else None
    zone = zone_of(municipality, timezone.localtime(process_time.now()).date())
    source = add_source(
        process=stage.process,
        kind=Source.Kind.OWN_MEETING,
        values={
            "stage": stage,
            "title": organiser or str(municipality.name),
            "municipality": municipality,
            "zone": zone,
            "dated_on": held_on,
            "participants": participants,
            "representing": representing,
            "language": language,
            "number": number,
            "text": BETWEEN.join(each.words for each in things),
        },
        person=person,
        by=AUTHOR,
    )
    if person is not None:
        post(
            render=emails_elsewhere.meeting_reported,
            arguments={"source_id": str(source.pk)},
            key=f"meeting-reported:{source.pk}",
            subject=f"person:{person.pk}",
            priority=1,
        )
    return source


def _extracts(things: Sequence[Thing]) -> list[Extract]:
    found, start = [], 0
    for each in things:
        end = start + len(each.words)
        targets = [each.target] if each.target else []
        found.append(Extract(each.words, start=start, end=end, targets=targets))
        start = end + len(BETWEEN)
    return found

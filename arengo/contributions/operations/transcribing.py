"""The sheets that came back, typed by somebody of the office: which sheet, which words, whose answer."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arengo.contributions import emails
from arengo.contributions.coding import Target
from arengo.contributions.models import Contribution, PaperSheet, SheetScan, Source, SourcePage
from arengo.contributions.operations.extracting import Extract, receive_from_source
from arengo.contributions.operations.from_the_site import AUTHOR_KEPT
from arengo.contributions.operations.scanning import mark_came_again
from arengo.contributions.operations.sharing import CLAIMED_FOR
from arengo.contributions.operations.sources import (
    add_source,
    close_source,
    reopen_source,
    set_aside_source,
)
from arengo.contributions.refusals import OnlyPicture, SheetTaken
from arengo.contributions.sheets import sheet_with, to_type
from arengo.core import codes, editing
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.core.outbox.operations import post
from arengo.people.identity import (
    find_in,
    find_or_make_person,
    hold,
    make_person,
    people_of_mailbox,
)
from arengo.people.models import Person
from arengo.people.operations import mark_kept
from arengo.process.models import Process
from arengo.process.queries import stage_taking_voices
from arengo.territory.models import Municipality
from arengo.territory.queries import zone_of

NAME_AT_MOST: Final = 120
ADDRESS_AT_MOST: Final = 300
ILLEGIBLE: Final = "[illeggibile]"


@dataclass(frozen=True)
class AnswerTo:
    """Where the answer goes: an e-mail, or a name with a postal address; nothing for the receipt alone."""

    email: str = ""
    name: str = ""
    address: str = ""


NOWHERE: Final = AnswerTo()


@transaction.atomic
def take_next_sheet(
    *, process: Process, by: str, apart_from: SheetScan | None = None
) -> SheetScan | None:
    """The sheet that has waited longest to be typed and that nobody else types: `by` types it now."""
    rows = to_type(process).filter(_free_for(by))
    if apart_from is not None:
        rows = rows.exclude(pk=apart_from.pk)
    row = rows.select_for_update(of=("self",), skip_locked=True).first()
    if row is not None:
        _claim(row, by)
    return row


@transaction.atomic
def claim_sheet(*, scan: SheetScan, by: str) -> SheetScan:
    """Let `by` be who types it now. Raises SheetTaken while somebody else does."""
    row = editing.current(SheetScan, scan.pk)
    _check_free(row, by)
    _claim(row, by)
    return row


@transaction.atomic
def recognise_sheet(*, scan: SheetScan, code: str, by: str) -> SheetScan:
    """Say which code is on a sheet whose QR could not be read; gives the sheet as it is from then on.

    Its pictures go to the sheet with that code, when it came back already. Raises FieldRefused.
    """
    row = editing.current(SheetScan, scan.pk)
    sheet = _sheet(code, row.source.process)
    if row.sheet_id == sheet.pk:
        return row
    here = SheetScan.objects.filter(sheet=sheet, is_copy=False).select_related("source").first()
    facts = {"code": sheet.code}
    record(kind="sheet.recognised", subject=f"source:{row.source_id}", by=by, facts=facts)
    if here is not None:
        _join(row, here, by)
        return here
    row.sheet, row.has_no_code = sheet, False
    row.save(update_fields=["sheet", "has_no_code"])
    source = row.source
    source.stage, source.title = sheet.run.stage, codes.show(sheet.code)
    source.language = sheet.run.language
    source.save(update_fields=["stage", "title", "language"])
    return row


@transaction.atomic
def say_without_code(*, scan: SheetScan, by: str) -> SheetScan:
    """Say that a sheet has no code of ours: it is typed, and its voices get new ones. Twice is once."""
    row = editing.current(SheetScan, scan.pk)
    if row.sheet_id is None and not row.has_no_code:
        row.has_no_code = True
        row.save(update_fields=["has_no_code"])
        source = row.source
        source.stage = stage_taking_voices(source.process, source.received_at)
        source.save(update_fields=["stage"])
        record(kind="sheet.without_code", subject=f"source:{source.pk}", by=by, facts={})
    return row


@transaction.atomic
def part_copy(*, scan: SheetScan, page: SourcePage, by: str) -> SheetScan:
    """Say that a picture is of another sheet of paper with the same code: a photocopy.

    It becomes a sheet of its own, whose voices get new codes. Raises OnlyPicture.
    """
    row = editing.current(SheetScan, scan.pk)
    source = row.source
    if source.pages.count() < 2 or page.source_id != source.pk:
        raise OnlyPicture
    values = {"title": source.title, "stage": source.stage, "language": source.language}
    other = add_source(
        process=source.process,
        kind=Source.Kind.SHEET,
        values=values,
        received_at=source.received_at,
        by=by,
    )
    SourcePage.objects.filter(pk=page.pk).update(source=other, number=1)
    copy = SheetScan.objects.create(source=other, sheet=row.sheet, is_copy=row.sheet_id is not None)
    if row.sheet_id is None:
        copy.has_no_code = row.has_no_code
        copy.save(update_fields=["has_no_code"])
    record(kind="sheet.copy", subject=f"source:{other.pk}", by=by, facts={})
    row.again_at = None
    row.save(update_fields=["again_at"])
    return copy


@transaction.atomic
def type_voice(
    *,
    scan: SheetScan,
    number: uuid.UUID,
    words: str,
    kind: str = "",
    targets: Sequence[Target] = (),
    horizon: str = "",
    representing: str = "",
    municipality: Municipality | None = None,
    signature: str = "",
    answer_to: AnswerTo = NOWHERE,
    by: str,
) -> Contribution:
    """Receive a voice as somebody wrote it by hand. The same `number` again is the same voice.

    It counts from when the sheet came to the office. The first one of a sheet has the code that is
    printed on it. `answer_to` is asked of the first. Raises FieldRefused, SourceClosed, SheetTaken.
    """
    _hold_author(scan, answer_to)
    _check_free(editing.current(SheetScan, scan.pk), by)
    source = editing.current(Source, scan.source_id)
    if source.person_id is None:
        _answer_to(source, answer_to)
    day = timezone.localtime(source.received_at).date()
    first = source.pages.first()
    extract = Extract(
        words=words,
        page=first.number if first else None,
        number=number,
        code=_printed_code(scan),
        kind=kind,
        horizon=horizon,
        signature=signature,
        targets=targets,
        apart={"zone": zone_of(municipality, day), "representing": representing},
    )
    is_new = not Contribution.objects.filter(number=number).exists()
    (row,) = receive_from_source(source=source, extracts=[extract], by=by)
    if is_new and row.person is not None and answer_to.email:
        post(
            render=emails.sheet_typed,
            arguments={"contribution_id": str(row.pk)},
            key=f"sheet-typed:{row.pk}",
            subject=f"person:{row.person_id}",
        )
    return row


@transaction.atomic
def finish_sheet(*, scan: SheetScan, by: str) -> SheetScan:
    """Say that everything on it is typed. Twice is once. Raises NothingTaken, SourceClosed."""
    row = editing.current(SheetScan, scan.pk)
    close_source(source=row.source, by=by)
    return _let_go(row)


@transaction.atomic
def leave_out_sheet(*, scan: SheetScan, reason: str, by: str) -> SheetScan:
    """Say that there is no voice on it, and why. Raises FieldRefused, HasVoices, SourceClosed."""
    row = editing.current(SheetScan, scan.pk)
    set_aside_source(source=row.source, reason=reason, by=by)
    return _let_go(row)


@transaction.atomic
def reopen_sheet(*, scan: SheetScan, by: str) -> SheetScan:
    """Let it wait again, to type more from it. Twice is once."""
    row = editing.current(SheetScan, scan.pk)
    reopen_source(source=row.source, by=by)
    return _let_go(row)


@transaction.atomic
def say_same_again(*, scan: SheetScan, by: str) -> SheetScan:
    """Somebody looked at the picture that came afterwards: the same sheet, nothing is added."""
    row = editing.current(SheetScan, scan.pk)
    if row.again_at is not None:
        record(kind="sheet.same_again", subject=f"source:{row.source_id}", by=by, facts={})
    return _let_go(row)


def _free_for(by: str) -> Q:
    now = timezone.now()
    return Q(claimed_by="") | Q(claimed_by=by) | Q(claimed_until__lte=now)


def _check_free(row: SheetScan, by: str) -> None:
    until = row.claimed_until
    if row.claimed_by not in ("", by) and until is not None and until > timezone.now():
        raise SheetTaken


def _claim(row: SheetScan, by: str) -> None:
    row.claimed_by, row.claimed_until = by, timezone.now() + CLAIMED_FOR
    row.save(update_fields=["claimed_by", "claimed_until"])


def _let_go(row: SheetScan) -> SheetScan:
    row.claimed_by, row.claimed_until, row.again_at = "", None, None
    row.save(update_fields=["claimed_by", "claimed_until", "again_at"])
    return row


def _sheet(code: str, process: Process) -> PaperSheet:
    try:
        found = sheet_with(codes.read(code))
    except codes.BadCode as error:
        sentence = _("Questo non è un codice dei nostri: sono otto fra lettere e cifre.")
        raise FieldRefused("code", sentence) from error
    if found is None or found.run.stage.process_id != process.pk:
        raise FieldRefused("code", _("Nessun foglio stampato ha questo codice: ricontrollalo."))
    # Held: of two who read the same code at once, the pictures of the second join those of the first.
    return editing.current(PaperSheet, found.pk)


def _join(row: SheetScan, here: SheetScan, by: str) -> None:
    """The pictures of `row` are of the sheet that is `here`; what held them is no more."""
    source, last = row.source, here.source.pages.last()
    number = last.number if last else 0
    for page in source.pages.all():
        number += 1
        SourcePage.objects.filter(pk=page.pk).update(source=here.source, number=number)
    set_aside_source(source=source, reason=Source.Reason.TWICE, by=by)
    row.delete()
    if here.source.state != Source.State.WAITING:
        mark_came_again(here, process_time.now())


def _printed_code(scan: SheetScan) -> str:
    """The code on the sheet, for its first voice; empty for a copy, and once a voice has it."""
    if scan.is_copy or scan.sheet is None:
        return ""
    taken = Contribution.objects.filter(code=scan.sheet.code).exists()
    return "" if taken else scan.sheet.code


def _hold_author(scan: SheetScan, to: AnswerTo) -> None:
    """Who wrote the sheet is held before any other lock, as by an erasure: one waits for the other."""
    here = Source.objects.select_related("person").filter(pk=scan.source_id).first()
    person = here.person if here else None
    if person is None and to.email:
        person = find_in(people_of_mailbox(to.email), name="", email=to.email)
    if person is not None:
        hold(person)


def _answer_to(source: Source, to: AnswerTo) -> None:
    """Let who wrote the sheet be answered where they asked to be, also for what was typed before."""
    person = _person(to, source.language)
    if person is None:
        return
    source.person = person
    source.save(update_fields=["person"])
    theirs = Q(source=source) | Q(part_of__source=source)
    before = Contribution.objects.filter(theirs, person=None, withdrawn_at=None)
    # Found first: an update does not join.
    Contribution.objects.filter(pk__in=list(before.values_list("pk", flat=True))).update(
        person=person
    )
    mark_kept(person=person, moment=max(source.received_at, process_time.now()) + AUTHOR_KEPT)


def _person(to: AnswerTo, language: str) -> Person | None:
    if to.email:
        try:
            validate_email(to.email)
        except ValidationError as error:
            sentence = _("Questo non è un indirizzo e-mail: se non si legge bene, lascialo vuoto.")
            raise FieldRefused("email", sentence) from error
        return find_or_make_person(name="", email=to.email, language=language)
    address = "\n".join(line for row in to.address.splitlines() if (line := " ".join(row.split())))
    name = " ".join(to.name.split())
    if not address and not name:
        return None
    if not address:
        raise FieldRefused("address", _("Per una lettera serve anche l'indirizzo."))
    if not name:
        raise FieldRefused("name", _("Per una lettera serve anche il nome."))
    return make_person(name=name, language=language, postal_address=address)

"""A meeting as the office writes it: made, changed, copied, taken away while it is a draft."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arengo.core import editing
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.core.pointing import refuse_named
from arengo.core.refusals import Refusal
from arengo.meetings.models import AgendaItem, Meeting, Sitting, Speaker, Venue
from arengo.process.models import (
    Document,
    DocumentPage,
    Guideline,
    Process,
    Stage,
    StageChange,
)
from arengo.process.operations import mark_document_removed, mark_stage_removed

State = Meeting.State

MEETING_FIELDS: Final = (
    "slug",
    "stage",
    "kind",
    "title",
    "summary",
    "description",
    "starts_at",
    "ends_at",
    "in_person",
    "online",
    "registration_opens_at",
    "registration_closes_at",
    "changes_close_at",
    "entry_opens_minutes",
    "unclaimed_after",
    "conference_url",
    "conference_name",
    "online_advice",
    "external_in_person_url",
    "external_online_url",
    "questions",
    "documents",
)
# What the registered must be told of: once a meeting is public, these change by an act.
HOURS: Final = ("starts_at", "ends_at")
TIMES: Final = (
    "registration_opens_at",
    "registration_closes_at",
    "changes_close_at",
    "unclaimed_after",
)
MODES: Final = ("in_person", "online")
# What a copy does not take along: its own address and dates, what happened, and the files of that day.
NOT_COPIED: Final = {
    "id",
    "slug",
    "state",
    "starts_at",
    "ends_at",
    "registration_opens_at",
    "registration_closes_at",
    "changes_close_at",
    "unclaimed_after",
    "conference_url",
    "external_in_person_url",
    "external_online_url",
    "sequence",
    "notice",
    "source",
}


class NeedsAnAct(FieldRefused):
    """The meeting is public: whoever is registered must be told, so it is not a field to rewrite."""


class CannotBeRemoved(Refusal):
    """Something hangs on it; the sentence says what."""


def subject(meeting: Meeting) -> str:
    """How the ledger names a meeting."""
    return f"meeting:{meeting.slug}"


def locked(meeting: Meeting) -> Meeting:
    """The meeting as it stands: its programme and venues change one at a time."""
    return editing.current(Meeting, meeting.pk)


@transaction.atomic
def make_meeting(*, process: Process, values: Mapping[str, Any], by: str) -> Meeting:
    """A new meeting, as a draft: nobody sees it until it is published.

    `values`: some of MEETING_FIELDS, at least title, starts_at, ends_at and one mode; without a slug
    it gets one made from the title. Raises FieldRefused.
    """
    meeting = Meeting(process=process, state=State.DRAFT)
    own, documents = _parted(values)
    editing.put(meeting, own)
    _complete(meeting)
    _check(meeting)
    meeting.save(force_insert=True)
    meeting.documents.set(documents or ())
    record(kind="meeting.made", subject=subject(meeting), by=by, facts={})
    return meeting


@transaction.atomic
def change_meeting(
    *, meeting: Meeting, values: Mapping[str, Any], version: str = "", by: str
) -> Meeting:
    """Change what a meeting says of itself. The hours of a draft take its programme along.

    `values`: some of MEETING_FIELDS; `version`: see core.editing. Raises ChangedMeanwhile,
    FieldRefused, and NeedsAnAct for hours, modes and address of a meeting that is not a draft.
    """
    row = locked(meeting)
    editing.check_version(row, values, version)
    own, documents = _parted(values)
    before = {name: getattr(row, name) for name in (*HOURS, *MODES)}
    changed = editing.put(row, own)
    _complete(row)
    _check(row)
    _check_acts(row, changed, before)
    if "starts_at" in changed:
        _take_programme_along(row, row.starts_at - before["starts_at"])
    row.save(update_fields=changed)
    if documents is not None and set(documents) != set(row.documents.all()):
        row.documents.set(documents)
        changed.append("documents")
    if changed:
        record(kind="meeting.edited", subject=subject(row), by=by, facts={"fields": changed})
    return row


@transaction.atomic
def remove_meeting(*, meeting: Meeting, by: str) -> None:
    """Throw a draft away, with its venues and programme. Raises CannotBeRemoved for any other."""
    row = locked(meeting)
    if row.state != State.DRAFT:
        raise CannotBeRemoved(
            _("L'incontro è già pubblico: non si toglie. Se non si tiene, annullalo.")
        )
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise CannotBeRemoved(_("A questo incontro c'è già qualcuno iscritto.")) from error
    record(kind="meeting.removed", subject=f"meeting:{meeting.slug}", by=by, facts={})


def mark_copied(
    *, meeting: Meeting, title: Any, slug: str, starts_at: datetime, ends_at: datetime
) -> tuple[Meeting, dict[int, Venue]]:
    """A draft with the words, venues, programme and speakers of `meeting`, on another day.

    Gives the copy, and its venues by the id of those they were copied from: whoever keeps something
    for a venue copies it too. Raises FieldRefused.
    """
    copy = Meeting(**_kept(meeting, NOT_COPIED), slug=slug, state=State.DRAFT)
    copy.title, copy.starts_at, copy.ends_at = title, starts_at, ends_at
    _complete(copy)
    _check(copy)
    copy.save(force_insert=True)
    copy.documents.set(meeting.documents.all())
    venues = {}
    for venue in meeting.venues.all():
        venues[venue.pk] = Venue.objects.create(meeting=copy, **_kept(venue, {"id", "meeting_id"}))
    speakers = {}
    for speaker in meeting.speakers.all():
        values = _kept(speaker, {"id", "meeting_id"})
        speakers[speaker.pk] = Speaker.objects.create(meeting=copy, **values)
    for sitting in meeting.sittings.all():
        later = starts_at - meeting.starts_at
        copy_of_sitting(sitting, copy, later=later, speakers=speakers)
    return copy, venues


def copy_of_sitting(
    sitting: Sitting,
    meeting: Meeting,
    *,
    later: timedelta | None = None,
    key: str = "",
    speakers: Mapping[int, Speaker] | None = None,
) -> Sitting:
    """A sitting with its items, in `meeting`; its hours moved by `later`, none without it.

    `speakers`: who stands for whom in another meeting, by the id of the one copied from.
    """
    copy = Sitting(meeting=meeting, **_kept(sitting, {"id", "meeting_id"}))
    copy.key = key or copy.key
    for name in HOURS:
        moment = getattr(sitting, name)
        setattr(copy, name, moment + later if moment and later is not None else None)
    copy.hours_are_example = copy.hours_are_example and copy.starts_at is not None
    if sitting.moderator_id is not None and speakers is not None:
        copy.moderator = speakers[sitting.moderator_id]
    copy.save(force_insert=True)
    for item in sitting.items.prefetch_related("speakers", "documents"):
        written = AgendaItem.objects.create(sitting=copy, **_kept(item, {"id", "sitting_id"}))
        written.documents.set(item.documents.all())
        theirs = item.speakers.all()
        written.speakers.set(theirs if speakers is None else [speakers[s.pk] for s in theirs])
    return copy


@transaction.atomic
def remove_stage(*, stage: Stage, by: str) -> None:
    """Take away a stage in which nothing happened: no meeting, no change of dates, not closed.

    Raises CannotBeRemoved, StillNamed.
    """
    if Meeting.objects.filter(stage=stage).exists():
        raise CannotBeRemoved(_("In questa tappa c'è un incontro: prima spostalo in un'altra."))
    if stage.closed_at or stage.changes.exists():
        raise CannotBeRemoved(
            _("Questa tappa ha già una storia, che resta a disposizione di tutti: non si toglie.")
        )
    refuse_named([stage], apart_from=[Meeting, StageChange])
    mark_stage_removed(stage=stage)
    record(kind="stage.removed", subject=f"stage:{stage.key}", by=by, facts={})


@transaction.atomic
def remove_document(*, document: Document, by: str) -> None:
    """Take away a document that no public meeting and no guideline names.

    Raises CannotBeRemoved, StillNamed.
    """
    public = Meeting.objects.exclude(state=State.DRAFT)
    named: str | Promise | None = None
    if public.filter(documents=document).exists():
        named = _("Questo documento è nella pagina di un incontro: prima toglilo da lì.")
    elif public.filter(sittings__items__documents=document).exists():
        named = _("Questo documento è nel programma di un incontro: prima toglilo da lì.")
    elif document.guideline_set.exists():
        named = _("Questo documento è l'atto di alcune linee di indirizzo: prima toglilo da lì.")
    if named:
        raise CannotBeRemoved(named)
    refuse_named([document], apart_from=[Meeting, AgendaItem, Guideline, DocumentPage])
    mark_document_removed(document=document)
    record(kind="document.removed", subject=f"document:{document.key}", by=by, facts={})


def _parted(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Document] | None]:
    own = {name: value for name, value in values.items() if name != "documents"}
    unknown = set(own) - set(MEETING_FIELDS)
    if unknown:
        raise TypeError(f"not fields of a meeting: {sorted(unknown)}")
    documents = values.get("documents")
    return own, None if documents is None else list(documents)


def _complete(meeting: Meeting) -> None:
    others = Meeting.objects.exclude(pk=meeting.pk)
    if not meeting.slug:
        taken = others.values_list("slug", flat=True)
        meeting.slug = editing.free_key(str(meeting.title), taken, "incontro")
    elif meeting.slug in editing.NOT_KEYS or others.filter(slug=meeting.slug).exists():
        raise FieldRefused(
            "slug", _("C'è già un incontro con questo indirizzo: scegline un altro.")
        )


def _check(meeting: Meeting) -> None:
    """Raise FieldRefused, beside the field that has to be looked at."""
    if not meeting.title:
        raise FieldRefused("title", _("Scrivi il titolo dell'incontro."))
    if meeting.ends_at <= meeting.starts_at:
        raise FieldRefused(
            "ends_at", _("L'incontro finirebbe prima di cominciare: controlla gli orari.")
        )
    if not (meeting.in_person or meeting.online):
        raise FieldRefused(
            "in_person", _("Scegli come si partecipa: in sala, online o tutti e due.")
        )
    if meeting.stage and meeting.stage.process_id != meeting.process_id:
        raise FieldRefused(
            "stage", _("Questa tappa è di un altro percorso: scegline una di questo.")
        )
    opens, closes = meeting.registration_opens_at, meeting.registration_closes_at
    if opens and closes and closes <= opens:
        raise FieldRefused(
            "registration_closes_at", _("Le iscrizioni chiuderebbero prima di aprire.")
        )
    late = _("È dopo la fine dell'incontro: controlla il giorno e l'ora.")
    for name in TIMES:
        moment = getattr(meeting, name)
        if moment and moment > meeting.ends_at:
            raise FieldRefused(name, late)


def _check_acts(meeting: Meeting, changed: list[str], before: Mapping[str, Any]) -> None:
    if meeting.state == State.DRAFT:
        return
    if "slug" in changed:
        raise NeedsAnAct(
            "slug",
            _("L'incontro è pubblico e il suo indirizzo è già in giro: non si può più cambiare."),
        )
    for name in HOURS:
        if name in changed:
            raise NeedsAnAct(
                name,
                _("L'incontro è pubblico: per cambiare giorno e ora usa «Cambia giorno o orario», "
                  "che avvisa chi è iscritto."),
            )  # fmt: skip
    for name in MODES:
        if name in changed and before[name]:
            raise NeedsAnAct(
                name,
                _("L'incontro è pubblico: un modo di partecipare si può aggiungere, non togliere. "
                  "Per tenerlo solo online usa «Solo online», che avvisa chi è iscritto."),
            )  # fmt: skip


def _take_programme_along(meeting: Meeting, later: timedelta) -> None:
    meeting.sittings.update(starts_at=F("starts_at") + later, ends_at=F("ends_at") + later)


def _kept(row: Any, without: set[str]) -> dict[str, Any]:
    names = [field.attname for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in names if name not in without}

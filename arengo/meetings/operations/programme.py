"""The programme of a meeting: its sittings by part, their items, and who is announced."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from arengo.core import editing
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.meetings.models import AgendaItem, Meeting, Sitting, Speaker
from arengo.meetings.operations.meeting import CannotBeRemoved, copy_of_sitting, locked, subject

SITTING_FIELDS: Final = (
    "part",
    "kind",
    "title",
    "description",
    "starts_at",
    "ends_at",
    "hours_are_example",
    "moderator",
)
ITEM_FIELDS: Final = (
    "title",
    "minutes",
    "axis",
    "speakers",
    "documents",
    "microphone",
    "direction",
)
ITEM_LISTS: Final = ("speakers", "documents")
SPEAKER_FIELDS: Final = ("name", "role", "is_example")
OF_ANOTHER_MEETING: Final = _(
    "Questa persona è annunciata a un altro incontro: scegline una di questo."
)


@transaction.atomic
def save_sitting(
    *,
    meeting: Meeting,
    sitting: Sitting | None = None,
    values: Mapping[str, Any],
    version: str = "",
    by: str,
) -> Sitting:
    """Write a sitting, or add one at the end of its part. `values`: some of SITTING_FIELDS.

    Raises FieldRefused, ChangedMeanwhile, GoneMeanwhile.
    """
    holder = locked(meeting)
    others = list(holder.sittings.all())
    if sitting is None:
        row = Sitting(meeting=holder, position=len(others))
        row.key = editing.free_key(_words(values, "title"), _keys(others), "parte")
    else:
        row = editing.current(Sitting, sitting.pk)
        editing.check_version(row, values, version)
    changed = editing.put(row, values)
    _check_sitting(row, holder)
    row.save()
    _in_parts(holder)
    if changed:
        _record("sitting.saved", holder, by, sitting=row.key, fields=changed)
    return row


@transaction.atomic
def move_sitting(*, sitting: Sitting, up: bool, by: str) -> None:
    """One place before or after; at the edge of its part, into the next part."""
    holder = locked(sitting.meeting)
    row = editing.current(Sitting, sitting.pk)
    order = list(holder.sittings.all())
    places = {each.pk: place for place, each in enumerate(order)}
    there = places[row.pk] + (-1 if up else 1)
    if not 0 <= there < len(order):
        return
    if order[there].part != row.part:
        row.part = order[there].part
        row.save(update_fields=["part"])
    else:
        editing.number(editing.swap(order, row, up=up))
    _record("sitting.moved", holder, by, sitting=row.key, up=up)


@transaction.atomic
def copy_sitting(*, sitting: Sitting, by: str) -> Sitting:
    """The same sitting once more, with its items and without hours, after it."""
    holder = locked(sitting.meeting)
    row = editing.current(Sitting, sitting.pk)
    others = list(holder.sittings.all())
    key = editing.free_key(row.key, _keys(others), "parte")
    copy = copy_of_sitting(row, holder, key=key)
    place = next(place for place, each in enumerate(others) if each.pk == row.pk)
    editing.number([*others[: place + 1], copy, *others[place + 1 :]])
    _record("sitting.copied", holder, by, sitting=row.key, copy=copy.key)
    return copy


@transaction.atomic
def remove_sitting(*, sitting: Sitting, by: str) -> None:
    """Take a sitting away, with its items. Raises CannotBeRemoved for one that was held."""
    holder = locked(sitting.meeting)
    _delete(editing.current(Sitting, sitting.pk))
    editing.number(list(holder.sittings.all()))
    _record("sitting.removed", holder, by, sitting=sitting.key)


@transaction.atomic
def save_agenda_item(
    *,
    sitting: Sitting,
    item: AgendaItem | None = None,
    values: Mapping[str, Any],
    version: str = "",
    by: str,
) -> AgendaItem:
    """Write an item of a sitting's agenda, or add one at the end. `values`: some of ITEM_FIELDS.

    Raises FieldRefused, ChangedMeanwhile, GoneMeanwhile.
    """
    holder = locked(sitting.meeting)
    others = list(editing.current(Sitting, sitting.pk).items.all())
    if item is None:
        row = AgendaItem(sitting=sitting, position=len(others))
        row.key = editing.free_key(_words(values, "title"), _keys(others), "punto")
    else:
        row = editing.current(AgendaItem, item.pk)
        editing.check_version(row, values, version)
    lists = {name: list(values[name] or ()) for name in ITEM_LISTS if name in values}
    _check_lists(lists, holder)
    changed = editing.put(row, {name: values[name] for name in values if name not in lists})
    if not row.title:
        raise FieldRefused("title", _("Scrivi di che cosa si parla."))
    row.save()
    for name, rows in lists.items():
        if set(rows) != set(getattr(row, name).all()):
            getattr(row, name).set(rows)
            changed.append(name)
    if changed:
        _record("agenda_item.saved", holder, by, item=row.key, fields=changed)
    return row


@transaction.atomic
def move_agenda_item(*, item: AgendaItem, up: bool, by: str) -> None:
    """One place before or after in its sitting."""
    holder = locked(item.sitting.meeting)
    editing.number(editing.swap(list(item.sitting.items.all()), item, up=up))
    _record("agenda_item.moved", holder, by, item=item.key, up=up)


@transaction.atomic
def remove_agenda_item(*, item: AgendaItem, by: str) -> None:
    """Take an item off the agenda. Raises CannotBeRemoved for one that was on."""
    holder = locked(item.sitting.meeting)
    _delete(editing.current(AgendaItem, item.pk))
    editing.number(list(item.sitting.items.all()))
    _record("agenda_item.removed", holder, by, item=item.key)


@transaction.atomic
def save_speaker(
    *,
    meeting: Meeting,
    speaker: Speaker | None = None,
    values: Mapping[str, Any],
    version: str = "",
    by: str,
) -> Speaker:
    """Write who is announced and in which role, or add somebody. `values`: some of SPEAKER_FIELDS.

    The name does not go into the ledger. Raises FieldRefused, ChangedMeanwhile, GoneMeanwhile.
    """
    holder = locked(meeting)
    others = list(holder.speakers.all())
    if speaker is None:
        row = Speaker(meeting=holder, position=len(others))
        row.key = editing.free_key(_words(values, "name"), _keys(others), "persona")
    else:
        row = editing.current(Speaker, speaker.pk)
        editing.check_version(row, values, version)
    changed = editing.put(row, values)
    if not row.name:
        raise FieldRefused("name", _("Scrivi il nome di chi interviene."))
    if not row.role:
        raise FieldRefused(
            "role", _("Scrivi con quale ruolo interviene: è scritto accanto al nome.")
        )
    row.save()
    if changed:
        _record("speaker.saved", holder, by, position=row.position, fields=changed)
    return row


@transaction.atomic
def move_speaker(*, speaker: Speaker, up: bool, by: str) -> None:
    """One place before or after among those who are announced."""
    holder = locked(speaker.meeting)
    editing.number(editing.swap(list(holder.speakers.all()), speaker, up=up))
    _record("speaker.moved", holder, by, up=up)


@transaction.atomic
def remove_speaker(*, speaker: Speaker, by: str) -> None:
    """No longer announced. Raises CannotBeRemoved for who has spoken."""
    holder = locked(speaker.meeting)
    _delete(editing.current(Speaker, speaker.pk))
    editing.number(list(holder.speakers.all()))
    _record("speaker.removed", holder, by)


def _delete(row: Sitting | AgendaItem | Speaker) -> None:
    """Delete what never happened. Raises CannotBeRemoved when something of the evening hangs on it."""
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise CannotBeRemoved(
            _("Questo è già successo durante l'incontro: resta nel programma, con le ore vere.")
        ) from error


def _check_sitting(sitting: Sitting, meeting: Meeting) -> None:
    if not sitting.title:
        raise FieldRefused("title", _("Scrivi il titolo di questa parte."))
    if sitting.part < 1:
        raise FieldRefused("part", _("Le parti si contano da 1."))
    starts_at, ends_at = sitting.starts_at, sitting.ends_at
    if ends_at and not starts_at:
        raise FieldRefused(
            "starts_at", _("Scrivi anche a che ora comincia, o lascia vuote le due ore.")
        )
    if starts_at and ends_at and ends_at <= starts_at:
        raise FieldRefused("ends_at", _("Finirebbe prima di cominciare: controlla gli orari."))
    if starts_at and not meeting.starts_at <= starts_at < meeting.ends_at:
        raise FieldRefused("starts_at", _("A quest'ora l'incontro non c'è: controlla gli orari."))
    if ends_at and ends_at > meeting.ends_at:
        raise FieldRefused(
            "ends_at", _("A quest'ora l'incontro è già finito: controlla gli orari.")
        )
    _check_moderator(sitting, meeting)


def _check_moderator(sitting: Sitting, meeting: Meeting) -> None:
    if sitting.moderator is None:
        return
    if sitting.kind != Sitting.Kind.ROUND_TABLE:
        raise FieldRefused(
            "moderator",
            _("Si modera solo una tavola rotonda: scegli «Nessuno», o cambia come si svolge."),
        )
    if sitting.moderator.meeting_id != meeting.pk:
        raise FieldRefused("moderator", OF_ANOTHER_MEETING)


def _check_lists(lists: Mapping[str, Sequence[Any]], meeting: Meeting) -> None:
    if any(speaker.meeting_id != meeting.pk for speaker in lists.get("speakers", ())):
        raise FieldRefused("speakers", OF_ANOTHER_MEETING)
    if any(document.process_id != meeting.process_id for document in lists.get("documents", ())):
        raise FieldRefused(
            "documents", _("Questo documento è di un altro percorso: scegline uno di questo.")
        )


def _in_parts(meeting: Meeting) -> None:
    """Sittings stand in the order of their parts."""
    sittings = Sitting.objects.filter(meeting=meeting)
    editing.number(sorted(sittings, key=lambda sitting: (sitting.part, sitting.position)))


def _words(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name) or ""
    return str(value.get("it", "")) if isinstance(value, dict) else str(value)


def _keys(rows: Sequence[Sitting | AgendaItem | Speaker]) -> list[str]:
    return [row.key for row in rows]


def _record(kind: str, meeting: Meeting, by: str, **facts: Any) -> None:
    record(kind=kind, subject=subject(meeting), by=by, facts=facts)

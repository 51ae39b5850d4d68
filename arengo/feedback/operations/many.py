"""One act on many voices: asked for in a moment, carried out by the worker, undone once."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.contributions.many import Reading
from arengo.contributions.models import Contribution, Moderation
from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.core.tasks.backend import enqueue_once
from arengo.feedback import tasks
from arengo.feedback.models import BulkAct
from arengo.feedback.pieces import PIECE, take_piece
from arengo.feedback.refusals import NoVoice, StillUnderWay, UndoneAlready
from arengo.process.models import Process

State, Verb = BulkAct.State, BulkAct.Verb
WORDS_AT_MOST: Final = 600
# So many are done at once, while one waits: in one piece.
AT_ONCE: Final = 200


def read_many(
    *, number: UUID, process: Process, codes: Iterable[str], reading: Reading, by: str
) -> BulkAct:
    """Say of the voices with these codes what they are, as `read` does of one.

    `number`: of the form; twice is one act. Raises FieldRefused, NoVoice.
    """
    if reading.kind and reading.kind not in Contribution.Kind.values:
        raise FieldRefused("kind", _("Scegli che tipo di voce è."))
    if reading.replaces and not reading.targets:
        raise FieldRefused("targets", _("Scegli almeno una cosa di cui parla."))
    values = reading.as_json()
    return _begin(number, process, Verb.READ, codes, values, by)


def publish_many(*, number: UUID, process: Process, codes: Iterable[str], by: str) -> BulkAct:
    """Everybody reads the words of the voices with these codes, as `publish` does. Raises NoVoice."""
    return _begin(number, process, Verb.PUBLISH, codes, {}, by)


def hold_back_many(
    *, number: UUID, process: Process, codes: Iterable[str], words: str = "", by: str
) -> BulkAct:
    """Hold the words of these back, as `hold_back` does. `words`: a note. Raises NoVoice."""
    values = {"words": words.strip()[:WORDS_AT_MOST]}
    return _begin(number, process, Verb.HOLD, codes, values, by)


def refuse_many(
    *, number: UUID, process: Process, codes: Iterable[str], reason: str, words: str, by: str
) -> BulkAct:
    """Publish none of these, with one reason that stands in the public log, as `refuse` does.

    Each author is written to once. Raises FieldRefused, NoVoice.
    """
    if reason not in Moderation.Reason.values:
        raise FieldRefused("reason", _("Scegli il motivo."))
    told = words.strip()
    if not told:
        raise FieldRefused("words", _("Scrivi il perché in parole semplici: lo leggono tutti."))
    if len(told) > WORDS_AT_MOST:
        raise FieldRefused("words", _("Usa al massimo 600 caratteri."))
    return _begin(number, process, Verb.REFUSE, codes, {"reason": reason, "words": told}, by)


@transaction.atomic
def undo_many(*, act: BulkAct, by: str) -> BulkAct:
    """Put back what each voice was before, but for those that somebody changed since.

    Raises StillUnderWay, UndoneAlready, GoneMeanwhile.
    """
    row = editing.current(BulkAct, act.pk)
    if row.state == State.DOING:
        raise StillUnderWay
    if row.state != State.DONE:
        raise UndoneAlready
    row.state, row.undone_by, row.undo_at = State.UNDOING, by, process_time.now()
    row.save(update_fields=["state", "undone_by", "undo_at"])
    _carry_out(row, "undo")
    return row


@transaction.atomic
def _begin(
    number: UUID,
    process: Process,
    verb: BulkAct.Verb,
    codes: Iterable[str],
    values: Mapping[str, Any],
    by: str,
) -> BulkAct:
    wanted = list(dict.fromkeys(codes))
    asked = {"process": process, "verb": verb, "values": dict(values), "wanted": wanted}
    asked |= {"total": len(wanted), "by": by, "at": process_time.now()}
    if not wanted and not BulkAct.objects.filter(pk=number).exists():
        raise NoVoice
    row, is_new = BulkAct.objects.get_or_create(pk=number, defaults=asked)
    if is_new:
        _carry_out(row, "do")
    return row


def _carry_out(row: BulkAct, what: str) -> None:
    """Few at once, many by the worker: in the caller's transaction either way."""
    if row.total <= min(AT_ONCE, PIECE):
        take_piece(row.pk)
        row.refresh_from_db()
    else:
        enqueue_once(tasks.carry_out, key=f"act:{row.pk}:{what}", args=[str(row.pk)])

"""Voices written on the site: received at once, with or without an address; confirmed, corrected or
taken back by who wrote them.
"""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arengo.contributions import emails
from arengo.contributions.coding import AUTHOR, Target, put_codes
from arengo.contributions.models import Contribution, QuestionnaireResponse, Source
from arengo.contributions.models.contribution import FROM_THE_SITE
from arengo.contributions.operations.recording import (
    counted,
    let_words_go,
    mark_parts_confirmed,
    note_down,
)
from arengo.contributions.refusals import (
    AlreadyRead,
    CannotConfirm,
    NoStageTakesVoices,
    TakenBack,
    WasRefused,
)
from arengo.contributions.searching import put_words
from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.core.outbox.operations import post
from arengo.people.identity import find_or_make_person, hold
from arengo.people.models import Person
from arengo.people.operations import mark_kept
from arengo.process.models import Process, Stage
from arengo.process.queries import stage_taking_voices
from arengo.territory.models import Municipality
from arengo.territory.queries import zone_of

TEXT_AT_MOST: Final = 5000
# How long an address serves: for the reply, and for what its owner may still want to do.
AUTHOR_KEPT: Final = timedelta(days=365)


def receive_from_site(
    *,
    process: Process,
    number: uuid.UUID,
    text: str,
    kind: str = "",
    targets: Sequence[Target] = (),
    horizon: str = "",
    representing: str = "",
    municipality: Municipality | None = None,
    signature: str = "",
    language: str = "it",
    email: str = "",
    person: Person | None = None,
    response: QuestionnaireResponse | None = None,
    question_key: str = "",
) -> Contribution:
    """Receive a voice that somebody wrote on the site. The same `number` again is the same voice.

    It counts at once. `email`: gets a mail by whose link it becomes its author's; until then nothing
    else is sent there. `person`: who writes by a personal link, and confirmed long ago. `signature`:
    the name under which it may be shown. `response`, `question_key`: the question of a questionnaire
    that it answers. Raises NoStageTakesVoices, FieldRefused.
    """
    values: dict[str, Any] = {"kind": kind, "horizon": horizon, "representing": representing}
    values |= {"signature": " ".join(signature.split()), "language": language}
    values |= {"response": response, "question_key": question_key}
    words = _words(text)
    try:
        with transaction.atomic():
            known = Contribution.objects.filter(number=number).first()
            if known is not None:
                return known
            stage = stage_taking_voices(process, process_time.now())
            if stage is None:
                raise NoStageTakesVoices
            author = _author(email, person, language)
            row = _create(stage, number, words, author, municipality, values)
            put_codes(row, targets, by=AUTHOR, at=row.received_at)
            put_words([row])
            note_down("received", row, by=AUTHOR, **counted(row))
            if author is not None:
                _tie(row, author, is_known=person is not None)
            return row
    except IntegrityError:
        # The same form or the same new address, twice in the same moment.
        known = Contribution.objects.filter(number=number).first()
        if known is None:
            raise
        return known


@transaction.atomic
def confirm_author(*, contribution: Contribution) -> Contribution:
    """Its author opened the mail and says that the voice is theirs. Twice is once.

    Raises CannotConfirm once the address is no longer kept.
    """
    here = Contribution.objects.select_related("person").filter(pk=contribution.pk).first()
    # Held first: an erasure of the same person waits for it, or was before it.
    person = hold(here.person) if here and here.person else None
    row = editing.current(Contribution, contribution.pk)
    if person is None:
        raise CannotConfirm
    if row.confirmed_at is None:
        row.confirmed_at = max(process_time.now(), row.received_at)
        row.save(update_fields=["confirmed_at"])
        mark_parts_confirmed([row])
        mark_kept(person=person, moment=row.confirmed_at + AUTHOR_KEPT)
        note_down("confirmed", row, by=AUTHOR)
    return row


@transaction.atomic
def correct(*, contribution: Contribution, text: str) -> Contribution:
    """Its author says it better, until the office reads it; the first words stay beside.

    Raises FieldRefused, AlreadyRead, TakenBack, WasRefused.
    """
    words = _words(text)
    row = still_theirs(contribution)
    correction = "" if words == row.text else words
    if correction != row.correction:
        row.correction, row.changed_at = correction, max(process_time.now(), row.received_at)
        # What was covered were other words: whoever reads these covers them anew.
        row.covered = ""
        row.save(update_fields=["correction", "changed_at", "covered"])
        put_words([row])
        note_down("changed", row, by=AUTHOR, fields="correction")
    return row


@transaction.atomic
def take_back(*, contribution: Contribution) -> Contribution:
    """Its author takes the words back, before the office reads them: they are deleted.

    That it came stays counted, and it waits for no reply. Twice is once. Raises AlreadyRead, WasRefused.
    """
    # Held first, as by who confirms all of a report: each would wait for the other.
    source = editing.current(Source, contribution.source_id) if contribution.source_id else None
    row = editing.current(Contribution, contribution.pk)
    if row.withdrawn_at is not None:
        return row
    row = still_theirs(contribution)
    if source is not None:
        _blank_passage(source, row)
    let_words_go(row)
    note_down("withdrawn", row, by=AUTHOR)
    return row


def _blank_passage(source: Source, row: Contribution) -> None:
    """In what it was told in nothing of it stays, and everything else where it stood."""
    if row.source_start is None or row.source_end is None:
        return
    gone = " " * (row.source_end - row.source_start)
    source.text = source.text[: row.source_start] + gone + source.text[row.source_end :]
    source.save(update_fields=["text"])


def still_theirs(contribution: Contribution) -> Contribution:
    """The voice, held, as long as its author may change it. Raises AlreadyRead, TakenBack, WasRefused."""
    row = editing.current(Contribution, contribution.pk)
    if row.withdrawn_at is not None:
        raise TakenBack
    if row.publication == Contribution.Publication.REFUSED:
        raise WasRefused
    if row.read_at is not None or row.channel not in FROM_THE_SITE:
        raise AlreadyRead
    return row


def _words(text: str) -> str:
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise FieldRefused("text", _("Scrivi che cosa vuoi dire: bastano poche parole."))
    if len(words) > TEXT_AT_MOST:
        raise FieldRefused(
            "text",
            _(
                "Il testo è di %(letters)s caratteri e ne entrano %(most)s: tieni l'essenziale, o "
                "dividilo in più voci. Ognuna avrà la sua risposta."
            )
            % {"letters": len(words), "most": TEXT_AT_MOST},
        )
    return words


def _author(email: str, person: Person | None, language: str) -> Person | None:
    """Who wrote it, held; nobody without an address."""
    if person is not None:
        return hold(person)
    return find_or_make_person(name="", email=email, language=language) if email else None


def _create(
    stage: Stage,
    number: uuid.UUID,
    words: str,
    author: Person | None,
    municipality: Municipality | None,
    values: dict[str, Any],
) -> Contribution:
    now = process_time.now()
    return Contribution.objects.create(
        process=stage.process,
        stage=stage,
        channel=Contribution.Channel.WEB,
        publication=Contribution.Publication.WAITING,
        number=number,
        person=author,
        zone=zone_of(municipality, timezone.localtime(now).date()),
        text=words,
        received_at=now,
        **values,
    )


def _tie(row: Contribution, author: Person, *, is_known: bool) -> None:
    if is_known:
        confirm_author(contribution=row)
        row.refresh_from_db()
        return
    post(
        render=emails.voice_received,
        arguments={"contribution_id": str(row.pk)},
        key=f"voice-received:{row.pk}",
        subject=f"person:{author.pk}",
        priority=1,
    )

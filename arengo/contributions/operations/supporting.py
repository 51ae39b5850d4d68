"""Supporting: somebody thinks the same as a voice, shows that the mailbox is theirs, and is counted."""

from django.db import IntegrityError, transaction

from arengo.contributions import emails
from arengo.contributions.models import Contribution, Support
from arengo.contributions.operations.from_the_site import AUTHOR_KEPT
from arengo.contributions.queries import reachable
from arengo.contributions.refusals import (
    CannotSupport,
    OwnVoice,
    SupportedAlready,
    SupportGone,
)
from arengo.contributions.supports import is_readable, may_be_supported
from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.core.outbox.operations import post
from arengo.people.identity import find_or_make_person, hold
from arengo.people.models import Person
from arengo.people.operations import mark_kept

PERSON = "person"


def ask_support(*, contribution: Contribution, email: str, language: str = "it") -> Support:
    """Write to this address: by the link in the mail its owner says that they think the same.

    Nothing is counted before. Asked again, the mail goes out again, and says so when it was counted.
    Raises CannotSupport.
    """
    try:
        return _ask(contribution, email, language)
    except IntegrityError:
        # The same new address twice in the same moment: now it is known.
        return _ask(contribution, email, language)


@transaction.atomic
def _ask(contribution: Contribution, email: str, language: str) -> Support:
    person = find_or_make_person(name="", email=email, language=language)
    voice = editing.current(Contribution, contribution.pk)
    if not may_be_supported(voice):
        raise CannotSupport
    now = process_time.now()
    row, is_new = Support.objects.get_or_create(
        contribution=voice, person=person, defaults={"asked_at": now}
    )
    if not is_new and row.confirmed_at is None:
        row.asked_at = now
        row.save(update_fields=["asked_at"])
    post(
        render=emails.support_asked,
        arguments={"support_id": str(row.pk)},
        key=f"support:{row.pk}:{now.isoformat()}",
        subject=f"person:{person.pk}",
        priority=1,
    )
    return row


@transaction.atomic
def confirm_support(*, support: Support) -> Support:
    """Its owner opened the mail and says that they think the same: from now it is counted. Twice is once.

    One for each mailbox, and none for one's own voice. Raises SupportGone, CannotSupport,
    SupportedAlready, OwnVoice.
    """
    row, voice, person = _held(support)
    if row.confirmed_at is not None:
        return row
    if person is None:
        raise SupportGone
    if not is_readable(voice):
        raise CannotSupport
    _check_is_first(row, voice, person)
    row.confirmed_at = max(process_time.now(), row.asked_at)
    row.save(update_fields=["confirmed_at"])
    mark_kept(person=person, moment=row.confirmed_at + AUTHOR_KEPT)
    _note_down("confirmed", row, voice)
    return row


@transaction.atomic
def withdraw_support(*, support: Support) -> None:
    """Its owner takes it back: it is counted no longer, and nothing of it stays. Raises SupportGone."""
    row, voice, _person = _held(support)
    if row.confirmed_at is not None:
        _note_down("withdrawn", row, voice)
    row.delete()


def _held(support: Support) -> tuple[Support, Contribution, Person | None]:
    """The person first, as everywhere; then the voice, behind which two of one mailbox wait."""
    here = Support.objects.select_related("person").filter(pk=support.pk).first()
    if here is None:
        raise SupportGone
    person = hold(here.person) if here.person else None
    voice = editing.current(Contribution, here.contribution_id)
    row = Support.objects.select_for_update(no_key=True).filter(pk=here.pk).first()
    if row is None:
        raise SupportGone
    return row, voice, person


def _check_is_first(row: Support, voice: Contribution, person: Person) -> None:
    others = Support.objects.filter(contribution=voice, confirmed_at__isnull=False)
    if others.filter(person__email_digest=person.email_digest).exclude(pk=row.pk).exists():
        raise SupportedAlready
    own = Contribution.objects.filter(reachable(), pk=voice.pk)
    if own.filter(person__email_digest=person.email_digest).exists():
        raise OwnVoice


def _note_down(what: str, row: Support, voice: Contribution) -> None:
    """Under a name of its own: the page of the voice tells how many, not each."""
    facts = {"voice": voice.code}
    record(kind=f"support.{what}", subject=f"support:{row.pk}", by=PERSON, facts=facts)

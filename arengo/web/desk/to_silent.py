"""The letters to those who say nothing: what left today, and what is ready and has not left."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from arengo.core.clock import process_time
from arengo.invitations.models import Wave


@dataclass(frozen=True, kw_only=True)
class LettersToSilent:
    """So that the office does not send the same letter twice. Waves hold their `number` of bodies."""

    today: list[Wave]
    held: list[Wave]
    prepared: list[Wave]
    last: Wave | None


def letters(waves: Iterable[Wave]) -> LettersToSilent:
    """Of the waves of a meeting, those to the silent: left today, held, only prepared, the last before."""
    ours = [wave for wave in waves if wave.to_silent]
    sent = sorted(((wave.sent_at, wave) for wave in ours if wave.sent_at), key=lambda pair: pair[0])
    day = process_time.today()
    today = [wave for at, wave in sent if timezone.localtime(at).date() == day]
    before = [wave for _at, wave in sent if wave not in today]
    return LettersToSilent(
        today=today,
        held=[wave for wave in ours if wave.state == Wave.State.HELD],
        prepared=[wave for wave in ours if wave.state == Wave.State.DRAFT],
        last=before[-1] if before else None,
    )

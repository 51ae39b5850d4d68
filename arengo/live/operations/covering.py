"""Letting go of words of an evening that the office covered, once who said them was erased."""

from collections.abc import Mapping

from django.db.models import F

from arengo.live import minutes_content, rooms
from arengo.live.models import InvitationToWrite, Minutes, Note, Statement
from arengo.meetings.models import Meeting


def mark_reworded(words: Mapping[str, str], *, meeting: Meeting) -> None:
    """Let nothing but these words stand of what was said and written at a meeting, by the key that each
    piece has in the resoconto; there, too, until it is approved: then it never changes, and who shows it
    puts these words in their place.

    In the caller's transaction.
    """
    rooms.lock(meeting)
    for note in Note.objects.filter(turn__room__meeting=meeting):
        said = words.get(minutes_content.key_of_note(note.code))
        if said is not None:
            # Who spoke said how it should read: that they did stays, their first words do not.
            corrected = Note.objects.filter(pk=note.pk).exclude(correction="")
            corrected.update(correction="", confirmed_at=F("corrected_at"), corrected_at=None)
            Note.objects.filter(pk=note.pk).update(text=said)
    for statement in Statement.objects.filter(room__meeting=meeting):
        said = words.get(minutes_content.key_of_statement(statement.code))
        if said is not None:
            Statement.objects.filter(pk=statement.pk).update(text=said)
    wrote = InvitationToWrite.objects.filter(request__queue__room__meeting=meeting)
    for pk in wrote.exclude(text="").values_list("pk", flat=True):
        said = words.get(minutes_content.key_of_written(pk))
        if said is not None:
            InvitationToWrite.objects.filter(pk=pk).update(text=said)
    _reword_minutes(words, meeting)


def _reword_minutes(words: Mapping[str, str], meeting: Meeting) -> None:
    row = Minutes.objects.filter(meeting=meeting).exclude(state=Minutes.State.APPROVED).first()
    if row is None:
        return
    for piece in minutes_content.pieces_of(row.content):
        if piece["key"] in words:
            piece |= {"text": words[piece["key"]], "before": ""}
    row.save(update_fields=["content"])

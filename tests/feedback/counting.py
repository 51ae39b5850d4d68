"""The balance counted once more, one voice at a time in plain Python, and compared."""

from collections import Counter

from django.db.models import Q

from arengo.contributions.models import Appeal, Contribution
from arengo.core.ledger.models import Entry
from arengo.feedback.balance import By, answered, balance
from arengo.feedback.models import Insistence, RepliedVoice, Reply
from arengo.feedback.verification import differences
from arengo.meetings.models import Meeting
from arengo.web.desk.voice_selection import ALL, ANSWERED, STATES, in_state, numbers


def check(meeting: Meeting, many: int) -> None:
    """That so many voices were received, and every way of counting them says the same."""
    found = balance(meeting.process)
    assert found.total.received == many
    gone = Contribution.objects.filter(withdrawn_at__isnull=False, part_of=None)
    assert found.total.taken_back == gone.count()
    assert found.total.answered + found.total.taken_back + found.total.open == many
    assert 0 <= found.total.answered <= many - found.total.taken_back
    for by in (By.ZONE, By.CHANNEL, By.MODE, By.STAGE):
        assert sum(line.received for line in found.lines[by]) == many
        assert sum(line.answered for line in found.lines[by]) == found.total.answered
        assert sum(line.taken_back for line in found.lines[by]) == found.total.taken_back
    assert sum(line.received for line in found.lines[By.ABOUT] if not line.key) == _about_nothing()
    answered = Counter(
        Contribution.objects.filter(pk__in=_with_their_reply(), part_of=None).values_list(
            "channel", flat=True
        )
    )
    for line in found.lines[By.CHANNEL]:
        assert line.answered == answered[line.key]
    assert differences() == []
    assert Entry.objects.filter(kind="contribution.received").count() == many
    _check_the_desk(meeting)


def _about_nothing() -> int:
    """How many of which, or of a part of which, nobody said what it is about; in plain Python."""
    wholes = Contribution.objects.filter(part_of=None)
    pieces = [list(row.parts.all()) or [row] for row in wholes]
    return sum(any(not piece.codes.exists() for piece in these) for these in pieces)


def _check_the_desk(meeting: Meeting) -> None:
    """The numbers beside the desk's filters are what these find, and say what the balance says."""
    found = {state: set(Contribution.objects.filter(in_state(state))) for state in STATES}
    counted = {state: len(rows) for state, rows in found.items()}
    assert numbers(meeting.process) == {ALL: Contribution.objects.count(), **counted}
    closed = Q(withdrawn_at__isnull=False) | Q(publication=Contribution.Publication.REFUSED)
    replied = Contribution.objects.filter(answered()).exclude(closed)
    assert found[ANSWERED] == set(replied)


def _with_their_reply() -> list:
    """Counted one by one, in plain Python."""
    return [row.pk for row in Contribution.objects.all() if _is_closed(row)]


def _is_closed(row: Contribution) -> bool:
    if row.withdrawn_at:
        return False
    if row.publication == Contribution.Publication.REFUSED:
        asked = Appeal.objects.filter(contribution=row).first()
        return asked is None or asked.decided_at is not None
    turns = _turns(row)
    if Insistence.objects.filter(contribution=row).exists():
        return 2 in turns
    with_another = row.merged_into is not None and bool(_turns(row.merged_into))
    parts = list(row.parts.all())
    return bool(turns) or with_another or (bool(parts) and all(_is_closed(part) for part in parts))


def _turns(row: Contribution) -> set[int]:
    out = RepliedVoice.objects.filter(contribution=row, reply__state=Reply.State.PUBLISHED)
    return set(out.values_list("turn", flat=True))

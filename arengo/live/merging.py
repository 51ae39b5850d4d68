"""Counts of people for everybody: what is of fewer than five is merged into "altri", as figures do."""

from collections.abc import Mapping

from arengo.core.small_cells import few_together
from arengo.live.figures import OTHERS, UNKNOWN, By
from arengo.registrations.models import Mode, Registration

# The key of a group, and its name as it was then.
Group = tuple[str, str]
KNOWN: Mapping[str, list[str]] = {
    By.MODE: Mode.values,
    By.REPRESENTING: Registration.Representing.values,
}


def rows(counts: Mapping[Group, int], by: str) -> list[dict[str, str | int]]:
    """The groups with their people, in the order in which they are listed; the few as one, last."""
    groups = list(counts.items())
    told, few = few_together([people for _group, people in groups])
    others = sum(groups[place][1] for place in few)
    known = KNOWN.get(by, [])

    def place(item: tuple[Group, int]) -> tuple[int, int, str]:
        (key, label), people = item
        if key in known:
            return (0, known.index(key), label)
        return (2 if key == UNKNOWN else 1, -people, label)

    shown = [groups[each] for each in told]
    kept = [_row(key, label, people) for (key, label), people in sorted(shown, key=place)]
    return [*kept, _row(OTHERS, "", others)] if others else kept


def _row(key: str, label: str, people: int) -> dict[str, str | int]:
    return {"key": key, "label": label, "people": people}

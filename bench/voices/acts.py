"""Acts on all voices of a database that bench.voices.prepare filled: python -m bench.voices.acts

Does to all of them what the office may do to many, and undoes it, as the worker does: piece by piece. Prints
how long each took, its CPU, and the longest that it held the write lock of SQLite.
"""

import json
import os
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import django
from django.apps import apps
from django.utils.module_loading import import_string

BY = "staff:1"
WHY = {"reason": "advert", "words": "Esempio."}
REPLY = {
    "outcome": "adopted",
    "reason": {"it": "Esempio."},
    "office": "Esempio",
    "responsible": "Esempio",
}


def acts() -> Iterator[dict[str, Any]]:
    """Each act and each undoing, one after the other."""
    process = _rows("process.Process").first()
    chosen = {"process": process, "codes": list(_voices().values_list("code", flat=True))}
    target = import_string("arengo.contributions.coding.Target")
    axis = target(
        import_string("arengo.contributions.coding.About").AXIS, _rows("plan.Axis").first()
    )
    reading = import_string("arengo.contributions.many.Reading")(
        kind="need", targets=(axis,), again=True
    )
    yield from _done_and_undone("read", _verb("read_many"), {**chosen, "reading": reading})
    yield from _done_and_undone("hold back", _verb("hold_back_many"), chosen)
    _finish(_verb("hold_back_many")(number=uuid.uuid4(), by=BY, **chosen), [])
    yield from _done_and_undone("refuse", _verb("refuse_many"), {**chosen, **WHY})
    yield from _done_and_undone("publish", _verb("publish_many"), chosen)
    _finish(_verb("publish_many")(number=uuid.uuid4(), by=BY, **chosen), [])
    _finish(_verb("read_many")(number=uuid.uuid4(), by=BY, reading=reading, **chosen), [])
    yield from _answered(process)
    yield from _imported(process)


def _done_and_undone(
    what: str, verb: Callable[..., Any], values: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    acted: list[Any] = []
    yield _timed(
        what, lambda held: _finish(_keep(acted, verb(number=uuid.uuid4(), by=BY, **values)), held)
    )
    undo = _verb("undo_many")
    yield _timed(f"undo: {what}", lambda held: _finish(undo(act=acted[0], by=BY), held))


def _answered(process: Any) -> Iterator[dict[str, Any]]:
    _rows("feedback.Insistence").all().delete()
    _rows("feedback.RepliedVoice").all().delete()
    drafted: list[Any] = []
    draft, discard = _verb("draft_reply"), _verb("discard_reply")
    values = {"process": process, "values": REPLY, "by": BY}
    yield _timed(
        "draft a reply",
        lambda held: held.append(
            _seconds(lambda: _keep(drafted, draft(contributions=_voices().only("pk"), **values)))
        ),
    )
    yield _timed(
        "discard it",
        lambda held: held.append(_seconds(lambda: discard(reply=drafted[0], by=BY))),
    )


def _imported(process: Any) -> Iterator[dict[str, Any]]:
    """A sheet with as many lines as there are voices, a twentieth of them with an address."""
    rows = [
        {
            "Testo": f"Esempio: {words}",
            "Email": f"n{number}@example.org" if number % 20 == 0 else "",
        }
        for number, words in enumerate(_voices().values_list("text", flat=True))
    ]
    look = import_string("arengo.contributions.importing.preview")
    seen: list[Any] = []
    mapping = {"text": "Testo", "email": "Email"}
    yield _timed(
        "look at a sheet",
        lambda held: held.append(
            _seconds(lambda: _keep(seen, look(rows, mapping, process=process)))
        ),
    )
    take = import_string("arengo.contributions.operations.import_voices")
    file = import_string("django.core.files.base.ContentFile")(b"Esempio", name="esempio.csv")
    values = {"process": process, "stage": None, "upload": file, "title": "Esempio", "by": BY}
    taken: list[Any] = []
    yield _timed(
        "import it",
        lambda held: held.append(_seconds(lambda: _keep(taken, take(preview=seen[0], **values)))),
    )
    undo = import_string("arengo.contributions.operations.undo_import")
    yield _timed(
        "undo: import it",
        lambda held: held.append(_seconds(lambda: undo(source=taken[0], by=BY))),
    )


def _finish(act: Any, held: list[float]) -> None:
    """Carry it out to its end."""
    piece = import_string("arengo.feedback.pieces.take_piece")
    goes_on = True

    def one() -> None:
        nonlocal goes_on
        goes_on = piece(act.pk)

    while goes_on:
        held.append(_seconds(one))


def _timed(what: str, do: Callable[[list[float]], None]) -> dict[str, Any]:
    held: list[float] = []
    cpu, start = time.process_time(), time.perf_counter()
    do(held)
    seconds = time.perf_counter() - start
    return {
        "what": what,
        "seconds": seconds,
        "cpu_seconds": time.process_time() - cpu,
        "longest_piece_ms": 1000 * max(held),
    }


def _seconds(do: Callable[[], Any]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def _keep(kept: list[Any], row: Any) -> Any:
    kept.append(row)
    return row


def _verb(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = import_string(f"arengo.feedback.operations.{name}")
    return found


def _voices() -> Any:
    return _rows("contributions.Contribution").all()


def _rows(model: str) -> Any:
    return apps.get_model(model)._default_manager


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "arengo.settings"
    django.setup()
    print(json.dumps(list(acts())))

"""Receipts, whole and tampered with, as the page of a reader holds them."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from arengo.core.ledger import operations
from arengo.core.ledger.canonical import header_text, sha256
from arengo.core.ledger.models import Entry
from arengo.core.ledger.receipts import receipt_for

ADAS_PLACE = "registration:7K4M2QWX"
Proof = dict[str, Any]


def record(subject: str = "registration:OTHERS") -> Entry:
    facts = {"mode": "in_person", "zone": "Valli di Lanzo <è>"}
    return operations.record(
        kind="registration.confirmed", subject=subject, by="person", facts=facts
    )


def proof_of(entry: Entry) -> Proof:
    """The receipt as the page holds it: through JSON."""
    return json.loads(json.dumps(receipt_for(Entry.objects.get(pk=entry.pk)).as_dict()))


def adas_proof(*, before: int = 2, after: int = 2, blocks_after: int = 2) -> Proof:
    """Ada's receipt, with `before` and `after` entries of others in her block and blocks after it."""
    for _ in range(before):
        record()
    adas = record(ADAS_PLACE)
    for _ in range(after):
        record()
    operations.seal()
    for _ in range(blocks_after):
        record()
        operations.seal()
    return proof_of(adas)


def changed(value: Any) -> Iterator[Any]:
    """Near misses of `value`."""
    if isinstance(value, int):
        yield from (value + 1, str(value), -1, None)
    elif isinstance(value, str):
        yield from (value[:-1] + chr(ord(value[-1]) ^ 1), value.upper(), value[:-1], "", None, 7)
    elif isinstance(value, list):
        yield from (value[1:], value[::-1], [*value, *value[-1:]], [], None)


def tampered(proof: Proof) -> dict[str, Proof]:
    """The proof with one thing changed, in every place and in several ways, by what was changed."""
    cases = {}
    for where in places(proof):
        original = at(proof, where)
        for number, value in enumerate(changed(original)):
            if value == original or (where == ("content",) and value is None):
                continue
            bad = copy.deepcopy(proof)
            at(bad, where[:-1])[where[-1]] = value
            cases[f"{'.'.join(map(str, where))} #{number}"] = bad
    return cases


def with_a_number_left_out(proof: Proof) -> Proof:
    """The proof whose last block was given a later number, and its hash made anew."""
    bad = copy.deepcopy(proof)
    last = bad["blocks"][-1]
    last["number"] += 1
    fields = [last[name] for name in ("number", "previous", "root", "count", "sealed_at")]
    last["hash"] = sha256(header_text(*fields).encode()).hex()
    bad["head"] = {"number": last["number"], "hash": last["hash"]}
    return bad


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if here:
        yield here
    inside: Any = ()
    if isinstance(value, dict | list):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in inside:
        yield from places(each, (*here, key))


def at(value: Any, where: tuple[Any, ...]) -> Any:
    for key in where:
        value = value[key]
    return value

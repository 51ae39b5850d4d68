"""The verb of the process file: bring the database to it."""

from collections.abc import Sequence
from pathlib import Path

from django.db import IntegrityError, transaction

from arengo.blueprint import protected
from arengo.blueprint.difference import Difference, compare
from arengo.blueprint.load import load
from arengo.blueprint.mistakes import FileRefused, Mistake
from arengo.blueprint.standing import look
from arengo.blueprint.writing import Writer
from arengo.core.ledger import operations as ledger


def apply_file(
    path: str | Path, *, dry_run: bool = False, overwrite: Sequence[str] = (), by: str = "system"
) -> Difference:
    """Bring the database to a process file, all of it or nothing; gives what was different.

    With `dry_run` nothing is written. What was changed at the desk since the file was last applied
    is kept, unless `overwrite` names it (see difference.Overwrites). Raises FileRefused with every
    mistake of the file, or with what would touch what people did.
    """
    blueprint = load(path)
    try:
        with transaction.atomic():
            standing = look(blueprint, lock=not dry_run)
            difference = compare(blueprint, standing, overwrite)
            difference.dry_run = dry_run
            protected.check(blueprint, difference, standing)
            if not dry_run:
                Writer(blueprint, standing, difference).write()
                _record(difference, by)
    except IntegrityError as error:
        raise FileRefused(blueprint.file, [Mistake(0, "", protected.told(error))]) from error
    return difference


def _record(difference: Difference, by: str) -> None:
    # An apply that changes nothing is not an act.
    if not difference.has_changes:
        return
    ledger.record_many(
        kind="blueprint.applied",
        subject=f"process:{difference.process}",
        by=by,
        leaves=difference.acts(),
        facts={"file_sha256": difference.digest, **difference.counts},
    )

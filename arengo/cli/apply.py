"""`arengo apply FILE`: show what a process file changes, and bring the database to it."""

import argparse

from arengo.blueprint import text
from arengo.blueprint.operations import apply_file
from arengo.cli.migrate import prepare_if_empty
from arengo.cli.show import say


def run(options: argparse.Namespace) -> int:
    """Print the difference, and apply it unless it is a dry run; returns the exit code."""
    prepare_if_empty()
    difference = apply_file(options.file, dry_run=options.dry_run, overwrite=options.overwrite)
    say(text.render(difference))
    return 0

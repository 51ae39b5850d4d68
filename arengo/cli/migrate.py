"""`arengo migrate`: bring the database to this version."""

import argparse

from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from arengo.cli.show import say, step
from arengo.web.shared import health


def run(_options: argparse.Namespace) -> int:
    """Apply what is missing; returns the exit code."""
    if not bring_up_to_date():
        say(_("Il database è già aggiornato."))
    return 0


def prepare_if_empty() -> None:
    """Make the tables of a database that has none: who begins need not know that it must be done.

    One that is only behind is left to `arengo migrate`, which whoever updates a server runs.
    """
    if not connection.introspection.table_names():
        bring_up_to_date()


def bring_up_to_date() -> bool:
    """Apply what is missing, with a line on how long it took; False when nothing was."""
    if not health.missing_migrations():
        return False
    with step(_("Preparo il database")):
        call_command("migrate", verbosity=0, interactive=False)
    return True

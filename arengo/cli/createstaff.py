"""`arengo createstaff EMAIL --name NAME --role ROLE`: the first accounts of the office."""

import argparse

from django.conf import settings
from django.utils.translation import gettext as _

from arengo.cli.migrate import prepare_if_empty
from arengo.cli.show import say
from arengo.people.operations import create_staff


def run(options: argparse.Namespace) -> int:
    """Create the account and say how to sign in; returns the exit code."""
    prepare_if_empty()
    user = create_staff(email=options.email, name=options.name, role=options.role, by="system")
    say(
        _("%(name)s può entrare su %(url)s con un codice che riceve a %(email)s.")
        % {"name": user.name, "url": f"{settings.BASE_URL}/ufficio/", "email": user.email}
    )
    return 0

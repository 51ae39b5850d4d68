"""`arengo verify`: recompute the whole ledger."""

import argparse

from django.utils.translation import gettext as _, ngettext

from arengo.cli.show import Progress, say
from arengo.core.ledger import verification


def run(_options: argparse.Namespace) -> int:
    """Print what does not hold, or how much does; 1 when something does not."""
    seen = verification.examine(Progress(_("Ricalcolo il registro")))
    for problem in seen.problems:
        say(str(problem))
    if seen.problems:
        count = len(seen.problems)
        say(
            ngettext("%(count)d cosa non torna.", "%(count)d cose non tornano.", count)
            % {"count": count}
        )
        return 1
    say(
        _("Tutto torna: %(sealed)d atti in %(blocks)d blocchi, %(waiting)d in attesa di sigillo.")
        % {"sealed": seen.sealed, "blocks": seen.blocks, "waiting": seen.waiting}
    )
    return 0

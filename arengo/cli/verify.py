"""`arengo verify`: recompute the whole ledger, and the balance of voices from it."""

import argparse

from django.utils.translation import gettext as _, ngettext

from arengo.cli.show import Progress, say
from arengo.core.ledger import verification
from arengo.feedback import verification as verification_of_voices


def run(_options: argparse.Namespace) -> int:
    """Print what does not hold, or how much does; 1 when something does not."""
    seen = verification.examine(Progress(_("Ricalcolo il registro")))
    found = [*seen.problems, *verification_of_voices.differences()]
    for problem in found:
        say(str(problem))
    if found:
        count = len(found)
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

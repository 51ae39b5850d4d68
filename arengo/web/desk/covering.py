"""Who may not read who people are reads of a voice what everybody does: not what the office covered,
nor what its author wrote on the site first and then said otherwise.
"""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser

from arengo.contributions.models import Contribution
from arengo.contributions.models.contribution import FROM_THE_SITE
from arengo.contributions.personal_data import COVERED
from arengo.contributions.published import hides_a_part
from arengo.people.models import User
from arengo.people.rules import Right, may


def cover_for(user: User | AnonymousUser, voices: Iterable[Contribution]) -> None:
    """Put what covers them in the place of the words of these rows, which are not saved after this."""
    if may(user, Right.CONTACTS):
        return
    voices = list(voices)
    keys = [row.pk for row in voices]
    hiding = set(
        Contribution.objects.filter(hides_a_part(), pk__in=keys).values_list("pk", flat=True)
    )
    for row in voices:
        if row.pk in hiding:
            row.text, row.correction = COVERED, ""
        elif row.covered:
            row.text, row.correction = row.covered, ""
        elif row.part_of is not None and row.part_of.covered:
            row.text, row.correction = COVERED, ""
        elif row.correction and row.channel in FROM_THE_SITE:
            row.text, row.correction = row.correction, ""

"""The voices that one person supports, in the same shape as what registrations keep."""

from django.utils.translation import gettext as _

from arengo.contributions.models import Support
from arengo.core.codes import show
from arengo.people.models import Person
from arengo.registrations.own_data import Record, Section, fact, moment_of


def sections_of(person: Person) -> list[Section]:
    """Those that they confirmed: of the others nobody knows whether they are theirs. One query."""
    rows = Support.objects.filter(person=person, confirmed_at__isnull=False)
    records = [
        Record(
            show(row.contribution.code),
            [
                fact("code", _("Codice"), row.contribution.code, show(row.contribution.code)),
                fact("words", _("Parole"), row.contribution.public_words),
                moment_of("confirmed_at", _("Confermato"), row.confirmed_at),
            ],
        )
        for row in rows.select_related("contribution")
    ]
    return [Section("supports_of_voices", _("Voci con cui sei d'accordo"), records)]

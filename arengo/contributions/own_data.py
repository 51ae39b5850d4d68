"""The voices that one person supports and what they sent in one piece, in the same shape as what registrations keep."""

from django.utils.translation import gettext as _

from arengo.contributions.models import Source, Support
from arengo.core.codes import show
from arengo.people.models import Person
from arengo.registrations.own_data import Record, Section, fact, moment_of


def sections_of(person: Person) -> list[Section]:
    """The voices that they support, and what they sent in one piece. Two queries."""
    return [_supports(person), _sources(person)]


def _supports(person: Person) -> Section:
    """Those that they confirmed: of the others nobody knows whether they are theirs."""
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
    return Section("supports_of_voices", _("Voci con cui sei d'accordo"), records)


def _sources(person: Person) -> Section:
    """The letters and mails of which they are the author, whole, until they are forgotten."""
    records = [
        Record(
            str(row.get_kind_display()),
            [
                fact("kind", _("Che cosa"), row.kind, str(row.get_kind_display())),
                fact("file_name", _("File"), row.file_name),
                fact("text", _("Testo"), row.text),
                moment_of("received_at", _("Arrivata"), row.received_at),
            ],
        )
        for row in Source.objects.filter(person=person)
    ]
    return Section("sources", _("Quello che ci hai mandato"), records)

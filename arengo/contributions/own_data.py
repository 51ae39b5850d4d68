"""The voices that one person supports and what they sent in one piece, in the same shape as what registrations keep."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from arengo.contributions.coding import AUTHOR
from arengo.contributions.models import Contribution, Source, Support
from arengo.contributions.published import words_for_everybody
from arengo.core.codes import show
from arengo.people.models import Person
from arengo.registrations.own_data import Record, Section, fact, moment_of


def sections_of(person: Person) -> list[Section]:
    """The voices that they support, and what they sent in one piece. Two queries."""
    return [_supports(person), _sources(person)]


def subjects_of(person: Person) -> list[str]:
    """What is theirs, as the ledger calls it. Two queries."""
    voices = Contribution.objects.filter(person=person).values_list("code", flat=True)
    sources = Source.objects.filter(person=person).values_list("pk", flat=True)
    return [*(f"contribution:{code}" for code in voices), *(f"source:{pk}" for pk in sources)]


def _supports(person: Person) -> Section:
    """Those that they confirmed: of the others nobody knows whether they are theirs."""
    rows = Support.objects.filter(person=person, confirmed_at__isnull=False)
    records = [
        Record(
            show(row.contribution.code),
            [
                fact("code", _("Codice"), row.contribution.code, show(row.contribution.code)),
                fact("words", _("Parole"), words_for_everybody(row.contribution)),
                moment_of("confirmed_at", _("Confermato"), row.confirmed_at),
            ],
        )
        for row in rows.select_related("contribution")
    ]
    return Section("supports_of_voices", _("Voci con cui sei d'accordo"), records)


def _sources(person: Person) -> Section:
    """Letters, mails, sheets and meetings told of which they are the author, whole, until they are forgotten."""
    # Anybody may give any address with a report: it is theirs once they confirmed it.
    unconfirmed = Q(kind=Source.Kind.OWN_MEETING, added_by=AUTHOR, confirmed_at__isnull=True)
    theirs = Source.objects.filter(~unconfirmed, person=person).select_related("municipality")
    rows = theirs.annotate(page_count=Count("pages"))
    records = [
        Record(
            str(row.get_kind_display()),
            [
                fact("kind", _("Che cosa"), row.kind, str(row.get_kind_display())),
                fact("title", _("Come la chiama l'ufficio"), row.title),
                fact("file_name", _("File"), row.file_name),
                fact("pages", _("Pagine fotografate"), row.page_count, str(row.page_count or "")),
                fact("text", _("Testo"), row.text),
                fact("municipality", _("Comune"), str(row.municipality or "")),
                fact("participants", _("Quante persone c'erano"), row.participants),
                moment_of("received_at", _("Arrivata"), row.received_at),
            ],
        )
        for row in rows
    ]
    return Section("sources", _("Quello che ci hai mandato"), records)

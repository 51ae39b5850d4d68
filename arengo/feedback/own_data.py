"""The voices of one person with what was answered to them, in the same shape as what registrations keep."""

from django.utils.translation import gettext as _

from arengo.contributions.models import Contribution
from arengo.contributions.queries import reachable
from arengo.core.codes import show
from arengo.feedback.models import Insistence, PaperLetter, RepliedVoice, Reply
from arengo.people.models import Person
from arengo.registrations.own_data import Record, Section, fact, moment_of


def sections_of(person: Person) -> list[Section]:
    """All of it that is still tied to `person`: three queries, whatever there is."""
    voices = list(
        Contribution.objects.select_related("merged_into", "appeal")
        .prefetch_related("attachments")
        .filter(reachable(), person=person, part_of__isnull=True)
    )
    published = RepliedVoice.objects.filter(
        contribution__in=[*voices, *(row.merged_into for row in voices if row.merged_into)],
        reply__state=Reply.State.PUBLISHED,
    )
    replies: dict[object, list[Reply]] = {}
    for voice in published.select_related("reply").order_by("turn"):
        replies.setdefault(voice.contribution_id, []).append(voice.reply)
    said = {each.contribution_id: each for each in Insistence.objects.filter(person=person)}
    records = [
        _record(row, replies.get(row.pk) or replies.get(row.merged_into_id, []), said.get(row.pk))
        for row in voices
    ]
    return [Section("contributions", _("Le tue voci, e le risposte"), records)]


def letters_of(person: Person) -> Section:
    """That they are answered by letter. One query."""
    records = [
        Record(
            _("Lettera"),
            [
                moment_of("owed_at", _("Da mandare dal"), row.owed_at),
                moment_of("printed_at", _("Stampata"), row.printed_at),
            ],
        )
        for row in PaperLetter.objects.filter(person=person)
    ]
    return Section("letters", _("Risposte per lettera"), records)


def _record(row: Contribution, replies: list[Reply], insistence: Insistence | None) -> Record:
    facts = [
        fact("code", _("Codice"), row.code, show(row.code)),
        fact("text", _("Parole"), row.text),
        fact("correction", _("Come le hai corrette"), row.correction),
        fact("signature", _("Firmata"), row.signature),
        moment_of("received_at", _("Ricevuta"), row.received_at),
    ]
    for number, each in enumerate(row.attachments.all(), start=1):
        facts += [
            fact(f"file_{number}", _("File aggiunto"), each.file_name),
            fact(f"file_{number}_shows", _("Che cosa mostra"), each.description),
        ]
    if hasattr(row, "appeal"):
        label = _("Che cosa hai scritto per farla riguardare")
        facts.append(fact("appeal", label, row.appeal.text))
    for number, reply in enumerate(replies, start=1):
        outcome = str(reply.get_outcome_display())
        facts += [
            fact(f"outcome_{number}", _("Che cosa ne è stato"), reply.outcome, outcome),
            fact(f"reason_{number}", _("Perché"), str(reply.reason)),
            moment_of(f"published_at_{number}", _("Risposta del"), reply.published_at),
        ]
    if insistence is not None:
        facts += [
            moment_of("insisted_at", _("Hai detto che non è una risposta"), insistence.at),
            fact("insistence", _("Che cosa manca"), insistence.text),
        ]
    return Record(str(row.get_channel_display()), facts)

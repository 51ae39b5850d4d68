"""All that is kept about one person, from every package: for their page and file, and the desk's copy."""

from arengo.contributions import own_data as of_contributions
from arengo.feedback import own_data as of_feedback
from arengo.live import own_data as of_live
from arengo.people.models import Person
from arengo.registrations import own_data
from arengo.registrations.own_data import ActInWords, OwnData
from arengo.web.shared import mail_words


def of_person(person: Person, *, act_in_words: ActInWords, with_receipts: bool = False) -> OwnData:
    """Registrations first, then the evening, voices with their replies, then mails and acts, which are of both."""
    kept = own_data.of_person(
        person,
        act_in_words=act_in_words,
        mail_in_words=mail_words.kind,
        with_receipts=with_receipts,
        others=of_contributions.subjects_of(person),
    )
    last = [section for section in kept.sections if section.key in ("mails", "acts")]
    first = [section for section in kept.sections if section not in last]
    return OwnData(
        [
            *first,
            *of_live.sections_of(person),
            *of_feedback.sections_of(person),
            of_feedback.letters_of(person),
            *of_contributions.sections_of(person),
            *last,
        ]
    )

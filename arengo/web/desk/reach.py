"""To how many a mail goes, in words: bodies and persons counted apart."""

from django.utils.translation import gettext as _, ngettext


def in_words(bodies: int, persons: int) -> str:
    """312 enti e 14 persone"""
    of_bodies = ngettext("%(number)s ente", "%(number)s enti", bodies) % {"number": bodies}
    of_persons = ngettext("%(number)s persona", "%(number)s persone", persons) % {"number": persons}
    if not persons:
        return of_bodies
    if not bodies:
        return of_persons
    return _("%(bodies)s e %(persons)s") % {"bodies": of_bodies, "persons": of_persons}

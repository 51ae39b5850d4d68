"""Where to go in the demo, with a sentence each."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from arengo.people import sign_in
from arengo.people.models import User
from arengo.people.operations import create_staff
from arengo.registrations.links import personal_url
from arengo.registrations.models import Mode, Registration


@dataclass(frozen=True)
class Link:
    """An address, and what one finds there."""

    url: str
    sentence: str


def links() -> Iterator[Link]:
    """The places to begin: the site, the desk by role, two tickets, the mailbox."""
    yield Link(
        _page("public:home"),
        _(
            "Il sito pubblico: l'incontro del 27 settembre 2023, com'è stato annunciato, e come iscriversi."
        ),
    )
    yield from _desk()
    yield from _tickets()
    yield Link(
        _page("public:demo-mailbox"),
        _("La posta della dimostrazione: nessuna mail parte, arrivano tutte qui con i loro link."),
    )


def _page(name: str, **arguments: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.BASE_URL}{reverse(name, kwargs=arguments)}"


def _desk() -> Iterator[Link]:
    for role in User.Role:
        token = sign_in.demo_token(_somebody(role))
        yield Link(
            _page("desk:demo-sign-in", token=token),
            _("La scrivania dell'ufficio, con il ruolo «%(role)s». Il link vale una volta sola.")
            % {"role": role.label},
        )


def _somebody(role: User.Role) -> User:
    user = User.objects.filter(role=role, is_active=True).order_by("pk").first()
    if user is not None:
        return user
    with translation.override(settings.LANGUAGE_CODE):
        name = _("%(role)s (esempio)") % {"role": role.label}
    return create_staff(email=f"{role.value}@example.org", name=name, role=role.value, by="system")


def _tickets() -> Iterator[Link]:
    sentences = {
        Mode.IN_PERSON: _("Il biglietto di una persona che va in sala: QR, calendario, cambi."),
        Mode.ONLINE: _(
            "Il biglietto di una persona che partecipa online: la prova del computer, e da dove si entra."
        ),
    }
    for mode, sentence in sentences.items():
        registration = _registered(mode)
        if registration is not None:
            yield Link(personal_url(registration, settings.LANGUAGE_CODE), sentence)


def _registered(mode: Mode) -> Registration | None:
    confirmed = Registration.objects.filter(state=Registration.State.CONFIRMED, mode=mode)
    return confirmed.select_related("person__contact").order_by("meeting__starts_at", "pk").first()

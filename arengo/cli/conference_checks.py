"""What the doctor says of the conference: who carries it, whether it answers, and whether it is enough."""

from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from arengo.cli.checks import Finding, Level
from arengo.cli.janus import how_to_install
from arengo.core.clock import process_time
from arengo.gateways import conference
from arengo.gateways.conference.contract import ConferenceTrouble
from arengo.gateways.conference.janus import JanusProvider
from arengo.live.conference import TOLD_BEFORE, carrying
from arengo.meetings.models import Meeting


def examine() -> Iterator[Finding]:
    """The provider in use, then the meetings of the next week that it does not carry."""
    provider = conference.provider_for()
    if isinstance(provider, JanusProvider):
        yield _janus(provider)
    else:
        can = provider.capabilities
        yield Finding(
            Level.OK if settings.DEMO else Level.WARNING,
            _(
                "Audio e video vanno da un browser all'altro: al massimo %(cameras)d telecamere e "
                "%(people)d persone, che possono conoscere l'indirizzo di rete l'una dell'altra."
            )
            % {"cameras": can.max_cameras, "people": can.max_people},
            _("Per un incontro pubblico ci vuole un server. %(how)s") % {"how": how_to_install()},
        )
    try:
        yield from _too_many()
    except DatabaseError:
        # Whether the database answers is said above.
        return


def _janus(provider: JanusProvider) -> Finding:
    try:
        version = provider.version()
    except ConferenceTrouble:
        return Finding(
            Level.FAULT,
            _("Janus non risponde su %(url)s: nessuno si vede e si sente.")
            % {"url": settings.JANUS_URL},
            _("Avvia `arengo janus`, o il suo servizio (deploy/arengo-janus.service).")
            if conference.janus_program()
            else how_to_install(),
        )
    can = provider.capabilities
    return Finding(
        Level.OK,
        _("Janus %(version)s risponde: porta %(people)d persone per incontro, %(cameras)d in onda.")
        % {"version": version, "people": can.max_people, "cameras": can.max_cameras},
    )


def _too_many() -> Iterator[Finding]:
    now = process_time.now()
    near = Meeting.objects.filter(
        online=True,
        state=Meeting.State.PUBLISHED,
        starts_at__lte=now + TOLD_BEFORE,
        ends_at__gte=now,
    )
    for meeting in near:
        found = carrying(meeting)
        if not found.is_enough:
            yield Finding(
                Level.WARNING,
                _(
                    "«%(meeting)s»: gli iscritti online sono %(registered)d, la conferenza ne porta "
                    "%(people)d."
                )
                % {
                    "meeting": meeting,
                    "registered": found.registered,
                    "people": found.max_people,
                },
                _(
                    "Chi arriva dopo segue dalla pagina, senza audio e video. Usa Janus, o per "
                    "questo incontro una piattaforma esterna: l'indirizzo si scrive fra i dati "
                    "dell'incontro."
                ),
            )

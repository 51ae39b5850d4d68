"""What needs a hand, in order of urgency, each with the page where one lends it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import Count, Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _, ngettext

from arengo.core.clock import process_time, words
from arengo.core.outbox import queries as outbox
from arengo.core.outbox.models import Message
from arengo.invitations.models import Wave
from arengo.invitations.rules import quiet_period
from arengo.live.conference import carrying
from arengo.meetings.models import Meeting
from arengo.pages.models import News
from arengo.people.models import User
from arengo.people.rules import Right, may
from arengo.registrations.models import AccessNeeds, Registration, SeatPool
from arengo.web.desk.forms.places import name_of
from arengo.web.desk.hand import SOON, TO_KNOW, URGENT, Hand
from arengo.web.desk.voice_hands import of_voices
from arengo.web.shared import health

State = Registration.State
NEARLY_FULL: Final = 0.9
NEAR: Final = timedelta(days=7)
WEEK, DAY = timedelta(days=7), timedelta(days=1)
REMINDERS_SHOWN_BEFORE: Final = timedelta(days=2)


@dataclass(frozen=True)
class Coming:
    """A meeting to come with what is asked of it, read once for all of them."""

    meeting: Meeting
    pools: list[SeatPool]
    confirmed: int
    without_mail_in_line: int
    needs: int


def all_of(user: User) -> list[Hand]:
    """What `user` may lend a hand with, the most urgent first. The number of queries is fixed."""
    hands = [*_faults()]
    if may(user, Right.CONTACTS):
        hands += _mails()
    hands += _quiet()
    hands += of_voices(user)
    for coming in _meetings_to_come():
        hands += _of_meeting(coming, user)
    order = [URGENT, SOON, TO_KNOW]
    return sorted(hands, key=lambda hand: order.index(hand.urgency))


def _faults() -> Iterator[Hand]:
    if health.worker_is_silent():
        yield Hand(
            URGENT,
            "it-warning-circle",
            _("Le mail non partono: il programma che le spedisce è fermo"),
            _("Niente va perso: tutto riparte appena riparte. Avvisa chi segue il server."),
        )
    elif health.mail_is_late():
        yield Hand(
            URGENT,
            "it-warning-circle",
            _("Le mail sono in ritardo"),
            _("Il server di posta non risponde o è lento. Riproviamo da soli finché non partono."),
            [(_("Vedi i messaggi"), reverse("desk:outbox") + "?stato=owed")],
        )
    if health.ledger_is_unsealed() and not health.worker_is_silent():
        yield Hand(
            URGENT,
            "it-warning-circle",
            _("Il registro non si sigilla da più di un minuto"),
            _("Gli atti sono scritti, ma manca il sigillo. Avvisa chi segue il server."),
        )


def _mails() -> Iterator[Hand]:
    failed = Message.objects.filter(state=Message.State.FAILED)
    refused = Q(trouble__in=[Message.Trouble.RECIPIENT_REFUSED, Message.Trouble.RETURNED])
    counts = failed.aggregate(
        refused=Count("id", filter=refused), other=Count("id", filter=~refused)
    )
    where = [(_("Vedi quali"), reverse("desk:outbox") + "?stato=failed")]
    if counts["refused"]:
        text = ngettext(
            "%(number)s mail è stata rifiutata",
            "%(number)s mail sono state rifiutate",
            counts["refused"],
        )
        why = _("L'indirizzo è sbagliato o la casella è piena: correggilo, o telefona.")
        yield Hand(URGENT, "it-mail", text % {"number": counts["refused"]}, why, where)
    if counts["other"]:
        text = ngettext(
            "%(number)s mail non è partita", "%(number)s mail non sono partite", counts["other"]
        )
        why = _("Dopo molti tentativi ci siamo fermati: guarda perché e rimettile in partenza.")
        yield Hand(URGENT, "it-mail", text % {"number": counts["other"]}, why, where)


def _quiet() -> Iterator[Hand]:
    period = quiet_period()
    if period is None:
        return
    day = {"day": period.ends_on.strftime("%d/%m/%Y")}
    title = _("Comunicazione impersonale fino al %(day)s") % day
    held = ", ".join(_held())
    waits = (
        _("Trattenute fino alla fine: %(what)s.") if held else _("Niente è trattenuto, per ora.")
    )
    why = f"{period.reason}. {waits % {'what': held}}"
    yield Hand(SOON, "it-clock", title, why)


def _held() -> Iterator[str]:
    """What a quiet period holds, each kind with its number."""
    waves = Wave.objects.filter(state=Wave.State.HELD).count()
    if waves:
        text = ngettext("%(number)s spedizione di inviti", "%(number)s spedizioni di inviti", waves)
        yield text % {"number": waves}
    if mails := outbox.held().count():
        yield ngettext("%(number)s mail", "%(number)s mail", mails) % {"number": mails}
    if news := News.objects.filter(state=News.State.HELD).count():
        yield ngettext("%(number)s notizia", "%(number)s notizie", news) % {"number": news}


def _meetings_to_come() -> list[Coming]:
    now = process_time.now()
    meetings = list(
        Meeting.objects.filter(ends_at__gt=now)
        .exclude(state=Meeting.State.CANCELLED)
        .prefetch_related("venues", "sittings")
    )
    ids = [meeting.pk for meeting in meetings]
    pools: dict[int, list[SeatPool]] = {pk: [] for pk in ids}
    for pool in SeatPool.objects.filter(meeting__in=ids).select_related("venue"):
        pools[pool.meeting_id].append(pool)
    rows = Registration.objects.filter(meeting__in=ids).order_by().values("meeting")
    in_line = Q(state__in=[State.WAITING, State.OFFERED], person__contact__email="")
    counted: dict[int, Any] = {
        row["meeting"]: row
        for row in rows.annotate(
            confirmed=Count("id", filter=Q(state=State.CONFIRMED)),
            by_telephone=Count("id", filter=in_line),
        )
    }
    needs = AccessNeeds.objects.filter(registration__meeting__in=ids)
    needs = needs.exclude(registration__state=State.CANCELLED).order_by()
    needed = dict(needs.values_list("registration__meeting").annotate(number=Count("id")))
    return [
        Coming(
            meeting,
            pools[meeting.pk],
            counted.get(meeting.pk, {}).get("confirmed", 0),
            counted.get(meeting.pk, {}).get("by_telephone", 0),
            needed.get(meeting.pk, 0),
        )
        for meeting in meetings
    ]


def _of_meeting(coming: Coming, user: User) -> Iterator[Hand]:
    meeting = coming.meeting
    if meeting.state == Meeting.State.DRAFT:
        yield from _draft(meeting)
        return
    for pool in coming.pools:
        yield from _places(meeting, pool, user)
    if coming.without_mail_in_line and may(user, Right.CONTACTS):
        yield _to_telephone(meeting, coming.without_mail_in_line)
    if coming.needs and may(user, Right.ACCESS_NEEDS):
        yield _to_prepare(meeting, coming.needs)
    yield from _missing(meeting)
    yield from _conference(meeting)
    yield from _reminders(meeting, coming.confirmed)


def _draft(meeting: Meeting) -> Iterator[Hand]:
    if meeting.starts_at - process_time.now() > 6 * NEAR:
        return
    title = _("«%(meeting)s» è ancora una bozza") % {"meeting": meeting.title}
    why = _("Si tiene %(when)s: finché è una bozza nessuno lo vede e nessuno si iscrive.")
    when = {"when": words.day_and_hour(meeting.starts_at)}
    yield Hand(SOON, "it-pencil", title, why % when, _edit(meeting))


def _places(meeting: Meeting, pool: SeatPool, user: User) -> Iterator[Hand]:
    left = pool.capacity - pool.taken
    name = {"place": name_of(pool), "meeting": str(meeting.title)}
    wider = []
    if may(user, Right.WRITE):
        address = reverse("desk:meeting-capacity", args=[meeting.slug, pool.pk])
        wider = [(_("Quanti posti sono aperti"), address)]
    if pool.waiting:
        text = ngettext(
            "%(number)s persona aspetta un posto: %(place)s",
            "%(number)s persone aspettano un posto: %(place)s",
            pool.waiting,
        )
        line = reverse("desk:registrations", args=[meeting.slug]) + "?stato=waiting"
        why = _("%(meeting)s. La lista scorre da sola quando un posto si libera.") % name
        yield Hand(
            SOON,
            "it-user",
            text % {"number": pool.waiting, **name},
            why,
            [(_("Vedi la lista"), line), *wider],
        )
    elif pool.capacity and not pool.is_contingent and pool.taken >= NEARLY_FULL * pool.capacity:
        numbers = {"left": left, "capacity": pool.capacity, **name}
        text = (
            _("Tutto pieno: %(capacity)s posti. %(place)s")
            if left <= 0
            else ngettext(
                "Quasi pieno: resta %(left)s posto su %(capacity)s. %(place)s",
                "Quasi pieno: restano %(left)s posti su %(capacity)s. %(place)s",
                left,
            )
        )
        why = _("%(meeting)s. Dopo l'ultimo posto le persone vanno in lista d'attesa.") % name
        yield Hand(SOON, "people-hall", text % numbers, why, wider)


def _to_telephone(meeting: Meeting, number: int) -> Hand:
    text = ngettext(
        "%(number)s persona in lista non ha un'e-mail",
        "%(number)s persone in lista non hanno un'e-mail",
        number,
    )
    why = _("%(meeting)s. L'offerta di un posto non può raggiungerle: vanno chiamate.")
    where = reverse("desk:registrations", args=[meeting.slug]) + "?stato=waiting&recapito=telefono"
    values = {"meeting": str(meeting.title)}
    return Hand(
        SOON, "it-telephone", text % {"number": number}, why % values, [(_("Vedi chi"), where)]
    )


def _to_prepare(meeting: Meeting, number: int) -> Hand:
    text = ngettext(
        "%(number)s persona ha bisogno di qualcosa per partecipare",
        "%(number)s persone hanno bisogno di qualcosa per partecipare",
        number,
    )
    why = _("%(meeting)s. Prepara per tempo posti, interpreti, documenti accessibili.")
    where = reverse("desk:registrations", args=[meeting.slug]) + "?recapito=esigenze"
    is_near = meeting.starts_at - process_time.now() < 2 * NEAR
    return Hand(
        SOON if is_near else TO_KNOW,
        "it-note",
        text % {"number": number},
        why % {"meeting": str(meeting.title)},
        [(_("Vedi chi e che cosa"), where)],
    )


def _missing(meeting: Meeting) -> Iterator[Hand]:
    """What people will look for in the last week, and do not find yet."""
    if meeting.starts_at - process_time.now() > NEAR or meeting.state != Meeting.State.PUBLISHED:
        return
    lacks = []
    if not meeting.sittings.all():
        lacks.append(_("il programma"))
    if meeting.in_person and not all(venue.directions for venue in meeting.venues.all()):
        lacks.append(_("come arrivare alla sede"))
    if meeting.in_person and not all(venue.accessibility for venue in meeting.venues.all()):
        lacks.append(_("l'accessibilità della sede"))
    if not lacks:
        return
    values = {"lacks": ", ".join(lacks), "when": words.day_and_hour(meeting.starts_at)}
    title = _("Manca meno di una settimana, e manca ancora: %(lacks)s") % values
    why = f"{meeting.title}, {values['when']}."
    yield Hand(SOON, "it-calendar", title, why, _edit(meeting))


def _conference(meeting: Meeting) -> Iterator[Hand]:
    """In the last week: more are registered online than the conference carries."""
    if meeting.starts_at - process_time.now() > NEAR or meeting.state != Meeting.State.PUBLISHED:
        return
    found = carrying(meeting)
    if not meeting.online or meeting.external_online_url or found.is_enough:
        return
    values = {"people": found.max_people, "registered": found.registered}
    title = _("La conferenza porta %(people)s persone, gli iscritti online sono %(registered)s")
    why = _(
        "Chi arriva dopo segue dalla pagina, senza audio e video. Chiedi a chi cura il server di "
        "installare Janus, o scrivi l'indirizzo di un'altra piattaforma."
    )
    yield Hand(SOON, "it-video", title % values, why, _edit(meeting))


def _reminders(meeting: Meeting, number: int) -> Iterator[Hand]:
    now = process_time.now()
    if meeting.state != Meeting.State.PUBLISHED or not number:
        return
    for before in (WEEK, DAY):
        at = meeting.starts_at - before
        if now < at <= now + REMINDERS_SHOWN_BEFORE:
            text = ngettext(
                "Il promemoria parte %(when)s, a %(number)s persona",
                "Il promemoria parte %(when)s, a %(number)s persone",
                number,
            )
            title = text % {"when": words.day_and_hour(at), "number": number}
            why = _("%(meeting)s. Se qualcosa cambia, cambialo prima.")
            yield Hand(TO_KNOW, "it-clock", title, why % {"meeting": str(meeting.title)})


def _edit(meeting: Meeting) -> list[tuple[str, str]]:
    """Where the meeting is written; nothing while there is no such page."""
    try:
        return [(_("Completa l'incontro"), reverse("desk:meeting-edit", args=[meeting.slug]))]
    except NoReverseMatch:
        return []

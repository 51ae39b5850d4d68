"""Who may do what and when: links, opening times, and the rule of the waiting list."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from arengo.core import codes
from arengo.core.clock import process_time, words
from arengo.meetings.models import Meeting
from arengo.people.models import Consent, Person
from arengo.registrations.links import NOTICES
from arengo.registrations.models import Registration
from arengo.registrations.refusals import (
    ChangesClosed,
    LinkNotValid,
    MeetingCancelled,
    NoticeLinkNotComplete,
    NotNow,
    PersonErased,
    RegistrationClosed,
    RegistrationNotOpenYet,
)

HOLD: Final = timedelta(minutes=60)
OFFER: Final = timedelta(hours=24)
LAST_DAY: Final = timedelta(hours=24)
OFFER_ON_THE_LAST_DAY: Final = timedelta(hours=2)
NO_OFFERS_BEFORE_START: Final = timedelta(hours=2)
# Local hours. What would end from NIGHT_BEGINS on, or before NIGHT_ENDS, ends at MORNING instead.
NIGHT_BEGINS: Final = 21
NIGHT_ENDS: Final = 8
MORNING: Final = 9
UNANSWERED_OFFERS: Final = 2

# The rule as people read it; tests/registrations/test_rules.py holds the numbers to those above.
LINE_RULE: Final = (
    gettext_lazy("I posti vanno in ordine di iscrizione: chi si è iscritto prima passa prima."),
    gettext_lazy("Finché qualcuno aspetta, nessun nuovo iscritto può prendere un posto."),
    gettext_lazy(
        "Quando si libera un posto lo offriamo per e-mail alla prima persona della lista, che ha "
        "24 ore per accettarlo; nelle ultime 24 ore prima dell'incontro ne ha 2."
    ),
    gettext_lazy(
        "Un'offerta non scade mai tra le 21 e le 8: in quel caso vale fino alle 9 del mattino."
    ),
    gettext_lazy(
        "Chi non risponde torna in fondo alla lista, e il posto passa a chi segue; dopo 2 offerte "
        "senza risposta esce dalla lista."
    ),
    gettext_lazy(
        "Chi non conferma l'e-mail in tempo conserva il suo posto nell'ordine, ma riceve un'offerta "
        "solo dopo aver confermato."
    ),
    gettext_lazy(
        "Nelle ultime 2 ore non si offre più nulla per e-mail: i posti non occupati si danno "
        "all'ingresso, nello stesso ordine."
    ),
    gettext_lazy(
        "Alcuni posti possono essere riservati a chi ha un codice di invito; se restano liberi "
        "passano a tutti all'ora stabilita."
    ),
    gettext_lazy("Chi è in lista può intanto partecipare online senza perdere il suo posto."),
)


def get_registration_by_link(token: str) -> Registration:
    """The registration whose personal link holds `token`, with meeting, person, contact and seat.

    Raises LinkNotValid, always the same, for a link that is revoked, mistyped or invented;
    PersonErased for a good one whose person was erased.
    """
    registration = (
        Registration.objects.select_related(
            "meeting__process__body", "person__contact", "seat", "venue", "municipality"
        )
        .filter(code=codes.code_of_token(token))
        .first()
    )
    if registration is None:
        raise LinkNotValid
    if not codes.token_is_good(token, "registration", registration.code, registration.version):
        raise LinkNotValid
    if registration.person.erased_at is not None:
        raise PersonErased
    return registration


def get_person_by_notices_link(token: str) -> Person | None:
    """The person of a notice's link; None for who was erased meanwhile.

    Raises NoticeLinkNotComplete for a link that is mistyped or invented.
    """
    person_id = codes.id_of_token(token, NOTICES)
    if person_id is None:
        raise NoticeLinkNotComplete
    return Person.objects.filter(pk=person_id).first()


def wants_notices(person: Person) -> bool:
    """True while the person stands by having asked to hear of next meetings."""
    return person.consents.filter(
        kind=Consent.Kind.NEXT_MEETINGS, withdrawn_at__isnull=True
    ).exists()


def is_staff(by: str) -> bool:
    """True when the actor is a member of the office, whom the closing times do not bind."""
    return by.startswith("staff:")


def stands(registration: Registration, now: datetime) -> bool:
    """True while it holds, or may come to hold, a place at a meeting that is still to be."""
    meeting = registration.meeting
    is_to_come = meeting.state == Meeting.State.PUBLISHED and now < meeting.ends_at
    is_open = is_to_come or meeting.state in (Meeting.State.DRAFT, Meeting.State.POSTPONED)
    is_over = registration.state in (Registration.State.CANCELLED, Registration.State.ATTENDED)
    return is_open and not is_over


def check_open(meeting: Meeting) -> None:
    """Raise RegistrationClosed (or its kin) unless one may register now.

    Without dates of its own, registration is open from publication to the end of the meeting.
    """
    now = process_time.now()
    check_goes_on(meeting)
    if meeting.state != Meeting.State.PUBLISHED:
        raise RegistrationClosed
    if meeting.registration_opens_at and now < meeting.registration_opens_at:
        sentence = _("Le iscrizioni aprono %(day)s alle %(hour)s.")
        raise RegistrationNotOpenYet(sentence % _day_and_hour(meeting.registration_opens_at))
    if meeting.registration_closes_at and now >= meeting.registration_closes_at:
        raise RegistrationClosed


def check_goes_on(meeting: Meeting) -> None:
    """Raise MeetingCancelled or RegistrationClosed when the meeting will not be, or is over."""
    if meeting.state == Meeting.State.CANCELLED:
        raise MeetingCancelled
    if meeting.state == Meeting.State.PUBLISHED and process_time.now() >= meeting.ends_at:
        raise RegistrationClosed(_("L'incontro è finito."))


def check_changes_open(meeting: Meeting, by: str = "person") -> None:
    """Raise ChangesClosed when people can no longer change or cancel by their own link.

    Until `changes_close_at`, else until the start; as long as the new date is not known; the office
    always.
    """
    if is_staff(by) or meeting.state == Meeting.State.POSTPONED:
        return
    if process_time.now() >= (meeting.changes_close_at or meeting.starts_at):
        raise ChangesClosed


def check_entry_open(meeting: Meeting) -> None:
    """Raise NotNow, with the hour at which to come back, unless one may enter online now."""
    now = process_time.now()
    check_goes_on(meeting)
    if meeting.state != Meeting.State.PUBLISHED:
        raise NotNow(_("La nuova data dell'incontro non è ancora stabilita: ti scriveremo."))
    opens = entry_opens_at(meeting)
    if now < opens:
        sentence = _("Si entra %(day)s dalle %(hour)s. Torna allora su questa pagina.")
        raise NotNow(sentence % _day_and_hour(opens))


def entry_opens_at(meeting: Meeting) -> datetime:
    """From when one may enter online."""
    return meeting.starts_at - timedelta(minutes=meeting.entry_opens_minutes)


def offers_are_made(meeting: Meeting, now: datetime) -> bool:
    """True while free seats are offered by mail: not for a meeting put off, nor just before it."""
    if meeting.state != Meeting.State.PUBLISHED:
        return False
    return now < meeting.starts_at - NO_OFFERS_BEFORE_START


def hold_end(sent_at: datetime) -> datetime:
    """Until when an unconfirmed seat is held, for a mail that the server took at `sent_at`."""
    return not_at_night(sent_at.astimezone(UTC) + HOLD)


def offer_end(sent_at: datetime, starts_at: datetime) -> datetime:
    """Until when an offer stands, for a mail that the server took at `sent_at`.

    24 hours; 2 hours on the last day; never at night; never past the start of the meeting.
    """
    # In UTC, where an hour is an hour also when the clocks change.
    sent_at, starts_at = sent_at.astimezone(UTC), starts_at.astimezone(UTC)
    on_the_last_day = sent_at >= starts_at - LAST_DAY
    length = OFFER_ON_THE_LAST_DAY if on_the_last_day else OFFER
    return min(not_at_night(sent_at + length), starts_at)


def not_at_night(end: datetime) -> datetime:
    """`end`, or 9 of the morning after when it would fall between 21 and 8, local time."""
    local = timezone.localtime(end, timezone.get_default_timezone())
    if NIGHT_ENDS <= local.hour < NIGHT_BEGINS:
        return end
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning + timedelta(days=1) if local.hour >= NIGHT_BEGINS else morning


def _day_and_hour(moment: datetime) -> dict[str, str]:
    return {"day": words.full_day(moment), "hour": words.hour(moment)}

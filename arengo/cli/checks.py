"""What the doctor looks at: each check tells what it found and, if need be, what to do."""

import shutil
import smtplib
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _, ngettext

from arengo.cli.endings import ENDINGS
from arengo.core.outbox import queries as outbox
from arengo.core.tasks import heartbeat
from arengo.web.shared import health

GIGABYTE = 1_000_000_000
SPACE_TO_WARN, SPACE_NEEDED = GIGABYTE, GIGABYTE // 5
SHORTEST_KEY = 40
# The jobs that delete come every hour, some rows at a time: after two days something is wrong.
LATE = timedelta(days=2)
THIS_COMPUTER = {"localhost", "127.0.0.1", "::1"}


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    what: str
    advice: str = ""


def examine() -> Iterator[Finding]:
    """Every check in turn; those that need the database only when it answers."""
    yield from settings_are_sane()
    yield key_is_private()
    yield disk_has_space()
    database = database_answers()
    yield database
    if database.level == Level.OK:
        yield from in_the_database()
    yield mail_server_answers()


def in_the_database() -> Iterator[Finding]:
    """What only the database can tell; nothing more when its tables are not those of this version."""
    migrations = migrations_are_applied()
    yield migrations
    if migrations.level == Level.OK:
        yield worker_is_alive()
        yield from stream_is_alive()
        yield ledger_is_sealed()
        yield mail_is_on_time()
        yield nothing_was_given_up()
        yield nothing_is_kept_too_long()


def settings_are_sane() -> Iterator[Finding]:
    """Settings that a public installation should not have."""
    if settings.DEBUG:
        yield Finding(
            Level.FAULT,
            _("ARENGO_DEBUG è acceso: gli errori mostrano a tutti l'interno del programma."),
            _("Togli ARENGO_DEBUG."),
        )
    if len(settings.SECRET_KEY) < SHORTEST_KEY:
        yield Finding(
            Level.FAULT,
            _(
                "La chiave dell'installazione è troppo corta: i link personali si possono indovinare."
            ),
            _("Scrivi in ARENGO_SECRET_KEY almeno 40 caratteri a caso, e conservali."),
        )
    yield _address()
    if settings.MAIL_DOMAIN == "localhost" and not settings.DEMO:
        yield Finding(
            Level.WARNING,
            _("Le mail partono da %(sender)s: molti server le rifiutano.")
            % {"sender": settings.DEFAULT_FROM_EMAIL},
            _(
                "Scrivi in ARENGO_MAIL_FROM un indirizzo dell'ente, per esempio «Piano strategico <piano@ente.it>»."
            ),
        )


def _address() -> Finding:
    host = urlsplit(settings.BASE_URL).hostname or ""
    if settings.IS_HTTPS:
        return Finding(Level.OK, _("Il sito è su %(url)s.") % {"url": settings.BASE_URL})
    if host in THIS_COMPUTER:
        return Finding(
            Level.OK if settings.DEMO else Level.WARNING,
            _("Il sito è su %(url)s: si apre solo da questo computer.")
            % {"url": settings.BASE_URL},
            ""
            if settings.DEMO
            else _("Scrivi in ARENGO_BASE_URL l'indirizzo pubblico: finisce nei link delle mail."),
        )
    return Finding(
        Level.WARNING,
        _("Il sito è su %(url)s, senza HTTPS.") % {"url": settings.BASE_URL},
        _(
            "Senza HTTPS il telefono all'ingresso non può usare la fotocamera per leggere i QR, chi "
            "partecipa online non può provare camera e microfono, e i link personali viaggiano in "
            "chiaro. Metti un certificato e scrivi https:// in ARENGO_BASE_URL."
        ),
    )


def key_is_private() -> Finding:
    """Nobody else on this computer may read the key."""
    path = Path(settings.HOME) / "secret.key"
    if not path.exists():
        return Finding(Level.OK, _("La chiave dell'installazione viene dall'ambiente."))
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Finding(
            Level.FAULT,
            _("Altri utenti di questo computer possono leggere la chiave dell'installazione."),
            _("Scrivi: chmod 600 %(path)s") % {"path": path},
        )
    return Finding(Level.OK, _("La chiave dell'installazione è al sicuro."))


def disk_has_space() -> Finding:
    """The home can be written, and has room."""
    try:
        free = shutil.disk_usage(settings.HOME).free
    except OSError as error:
        return Finding(
            Level.FAULT,
            _("La cartella %(home)s non si può leggere: %(reason)s.")
            % {"home": settings.HOME, "reason": reason(error)},
            _("Indica in ARENGO_HOME una cartella che questo utente può scrivere."),
        )
    level = Level.OK
    if free < SPACE_TO_WARN:
        level = Level.FAULT if free < SPACE_NEEDED else Level.WARNING
    return Finding(
        level,
        _("Spazio libero su disco: %(space).1f GB.") % {"space": free / GIGABYTE},
        ""
        if level == Level.OK
        else _("Libera spazio, o sposta ARENGO_HOME su un disco più grande."),
    )


def database_answers() -> Finding:
    """The database can be asked."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Finding(
            Level.FAULT,
            _("Il database non risponde: %(reason)s.") % {"reason": reason(error)},
            _("Controlla DATABASE_URL, e che il server PostgreSQL sia acceso."),
        )
    return Finding(
        Level.OK, _("Il database risponde (%(name)s).") % {"name": connection.display_name}
    )


def migrations_are_applied() -> Finding:
    """The tables are those of this version."""
    missing = health.missing_migrations()
    if missing:
        return Finding(
            Level.FAULT,
            ngettext(
                "Al database manca %(count)d aggiornamento.",
                "Al database mancano %(count)d aggiornamenti.",
                missing,
            )
            % {"count": missing},
            _("Scrivi: arengo migrate"),
        )
    return Finding(Level.OK, _("Il database è aggiornato."))


def worker_is_alive() -> Finding:
    """A worker gave a sign of life."""
    at = heartbeat.last_beat()
    if not health.worker_is_silent():
        return Finding(Level.OK, _("Il lavoro di fondo è in funzione."))
    what = (
        _("Il lavoro di fondo non dà segni di vita da %(time)s.") % {"time": timesince(at)}
        if at
        else _("Il lavoro di fondo non è mai partito.")
    )
    return Finding(
        Level.FAULT,
        what,
        _(
            "Avvia `arengo worker`, o il suo servizio: senza, nessuna mail parte e nessun posto si libera."
        ),
    )


def stream_is_alive() -> Iterator[Finding]:
    """The stream of production gave a sign of life; on SQLite the pages' server has it within."""
    if connection.vendor == "sqlite":
        return
    if not health.is_silent(heartbeat.STREAM):
        yield Finding(Level.OK, _("Il flusso dal vivo è in funzione."))
        return
    at = heartbeat.last_beat(heartbeat.STREAM)
    yield Finding(
        Level.WARNING,
        _("Il flusso dal vivo non dà segni di vita da %(time)s.") % {"time": timesince(at)}
        if at
        else _("Il flusso dal vivo non è mai partito."),
        _(
            "Avvia `arengo stream`, o il suo servizio: senza, le pagine della serata si aggiornano "
            "ogni pochi secondi invece che subito."
        ),
    )


def ledger_is_sealed() -> Finding:
    """No entry has waited for its seal for more than a minute."""
    if health.ledger_is_unsealed():
        return Finding(
            Level.FAULT,
            _("Ci sono atti del registro che aspettano il sigillo da più di un minuto."),
            _("Il sigillo lo mette il lavoro di fondo: guarda se è in funzione, e il suo diario."),
        )
    return Finding(Level.OK, _("Il registro è sigillato."))


def mail_is_on_time() -> Finding:
    """No mail that could leave has waited long."""
    since = outbox.late_since()
    if not health.mail_is_late() or since is None:
        return Finding(Level.OK, _("La posta parte in tempo."))
    return Finding(
        Level.FAULT,
        _("Ci sono mail che dovevano partire da %(time)s.")
        % {"time": timesince(since, timezone.now())},
        _(
            "Guarda se il lavoro di fondo è in funzione e se il server di posta risponde (qui sotto)."
        ),
    )


def nothing_was_given_up() -> Finding:
    """No mail and no task was given up after many attempts."""
    mails, tasks = outbox.failed_count(), heartbeat.dead_tasks()
    if not mails and not tasks:
        return Finding(Level.OK, _("Nessuna mail e nessun lavoro è stato abbandonato."))
    return Finding(
        Level.WARNING,
        _("Abbandonati dopo molti tentativi: %(mails)d mail, %(tasks)d lavori.")
        % {"mails": mails, "tasks": tasks},
        _("Le mail si vedono, e si rispediscono, fra i messaggi della scrivania."),
    )


def nothing_is_kept_too_long() -> Finding:
    """What was to be gone two days ago is gone: docs/privacy.md promises it."""
    if any(ending.is_late(LATE) for ending in ENDINGS):
        return Finding(
            Level.FAULT,
            _("Ci sono dati personali che dovevano essere già cancellati."),
            _(
                "Li cancella da solo il lavoro di fondo: guarda se è in funzione, e il suo diario. "
                "Che cosa va via e quando è in docs/privacy.md."
            ),
        )
    return Finding(Level.OK, _("Nessun dato personale è tenuto oltre il suo tempo."))


def mail_server_answers() -> Finding:
    """The mail server takes the call, and our name and password."""
    if settings.DEMO:
        return Finding(Level.OK, _("Nella dimostrazione le mail restano su questo computer."))
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    mail = get_connection()
    try:
        mail.open()
        mail.close()
    except OSError as error:  # smtplib's errors are OSErrors too
        return Finding(
            Level.FAULT,
            _("Il server di posta %(server)s non risponde come deve: %(reason)s.")
            % {"server": server, "reason": reason(error)},
            _(
                "Controlla ARENGO_SMTP_HOST, ARENGO_SMTP_PORT, ARENGO_SMTP_TLS, utente e password. Le mail aspettano, nessuna va persa."
            ),
        )
    return Finding(Level.OK, _("Il server di posta %(server)s risponde.") % {"server": server})


def reason(error: Exception) -> str:
    """An error of the system in few words."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")

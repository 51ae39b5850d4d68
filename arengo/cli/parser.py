"""The commands and their options, in words."""

import argparse
from datetime import time

from django.utils.translation import gettext as _

from arengo import __version__
from arengo.cli.surroundings import DEFAULT_HOST, DEFAULT_PORT, DEFAULT_STREAM_PORT
from arengo.core import environment
from arengo.people.models import User


def build() -> argparse.ArgumentParser:
    """The parser of `arengo`."""
    parser = argparse.ArgumentParser(
        prog="arengo",
        description=_("Arengo: il sistema dietro un invito a scrivere insieme il piano."),
    )
    parser.add_argument("--version", action="version", version=f"arengo {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar=_("COMANDO"))
    _add_running(commands)
    _add_content(commands)
    _add_looking_after(commands)
    return parser


def _add_running(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = commands.add_parser(
        "demo", help=_("l'incontro annunciato, vivo, in un browser: server, posta e dati d'esempio")
    )
    _add_address(demo)
    demo.add_argument(
        "--reset",
        action="store_true",
        default=environment.flag("RESET"),
        help=_("ricomincia da capo: quello che è stato fatto nella dimostrazione va perso"),
    )
    _add_rehearsal(commands)
    serve = commands.add_parser("serve", help=_("le pagine, su questo computer"))
    _add_address(serve)
    serve.add_argument(
        "--production",
        action="store_true",
        help=_("con più processi, dietro un proxy che tiene HTTPS"),
    )
    serve.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help=_("quanti processi, con --production (di solito uno per ogni core)"),
    )
    stream = commands.add_parser(
        "stream", help=_("il flusso dal vivo, accanto a serve --production: dietro lo stesso proxy")
    )
    _add_address(stream, DEFAULT_STREAM_PORT)
    worker = commands.add_parser(
        "worker",
        help=_("il lavoro di fondo: spedisce la posta, sigilla il registro, offre i posti"),
    )
    worker.add_argument(
        "--once", action="store_true", help=_("fai quello che c'è da fare adesso, e finisci")
    )
    commands.add_parser("janus", help=_("audio e video: Janus, con la configurazione giusta"))


def _add_rehearsal(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    rehearse = commands.add_parser(
        "rehearse",
        help=_("la prova generale: riempie la serata della dimostrazione di persone finte"),
    )
    rehearse.add_argument("--meeting", default="lancio", help=_("quale incontro"))
    rehearse.add_argument(
        "--seed",
        type=int,
        default=1,
        help=_("il numero da cui nasce tutto: lo stesso, la stessa serata"),
    )
    rehearse.add_argument(
        "--speed", type=float, default=20, help=_("quante volte più veloce del vero; 0: subito")
    )
    rehearse.add_argument(
        "--from",
        dest="start",
        type=_hour,
        metavar=_("ORA"),
        help=_("quello che viene prima succede subito, per esempio 17:30"),
    )
    rehearse.add_argument(
        "--until",
        type=_hour,
        metavar=_("ORA"),
        help=_("fermati a quest'ora, per esempio 18:00"),
    )
    rehearse.add_argument("--json", action="store_true", help=_("l'esito in JSON"))
    rehearse.add_argument(
        "--rows",
        action="store_true",
        help=_("con --json anche le righe della serata, senza codici e ore, per confrontarne due"),
    )
    _add_pages(rehearse)


def _add_pages(rehearse: argparse.ArgumentParser) -> None:
    rehearse.add_argument(
        "--pages",
        action="store_true",
        help=_(
            "attraverso le pagine vere, in molti insieme, su un server che due volte viene ucciso; "
            "misura, e alla fine controlla che niente sia andato perso"
        ),
    )
    rehearse.add_argument(
        "--at-once", type=int, default=16, metavar="N", help=_("con --pages, in quanti insieme")
    )
    rehearse.add_argument(
        "--followers",
        type=int,
        default=20,
        metavar="N",
        help=_("con --pages, in quanti seguono il flusso della loro pagina"),
    )


def _hour(typed: str) -> time:
    """An hour as it is typed, 17:30. Raises ArgumentTypeError with what to write instead."""
    try:
        return time.fromisoformat(typed)
    except ValueError as error:
        wrong = _("«%(typed)s» non è un'ora: scrivila come 17:30") % {"typed": typed}
        raise argparse.ArgumentTypeError(wrong) from error


def _add_address(command: argparse.ArgumentParser, usual: int = DEFAULT_PORT) -> None:
    port = environment.number("PORT", usual)
    command.add_argument(
        "--port", type=int, default=port, help=_("la porta (di solito %(port)s)") % {"port": port}
    )
    command.add_argument(
        "--host",
        default=DEFAULT_HOST,
        help=_("l'indirizzo su cui ascoltare (di solito solo questo computer)"),
    )


def _add_content(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    apply = commands.add_parser(
        "apply", help=_("mostra che cosa cambia un file di processo, e lo applica")
    )
    apply.add_argument("file", metavar="FILE")
    apply.add_argument(
        "--dry-run", action="store_true", help=_("mostra soltanto, non cambiare niente")
    )
    apply.add_argument(
        "--overwrite",
        action="append",
        default=[],
        metavar=_("CAMPO"),
        help=_(
            "riporta questo campo a come è nel file, anche se l'ufficio l'ha cambiato (ripetibile)"
        ),
    )
    staff = commands.add_parser("createstaff", help=_("dai l'accesso a una persona dell'ufficio"))
    staff.add_argument("email", metavar="EMAIL")
    staff.add_argument("--name", required=True, help=_("nome e cognome"))
    staff.add_argument(
        "--role", choices=User.Role.values, default=User.Role.OFFICE.value, help=_("il ruolo")
    )


def _add_looking_after(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    commands.add_parser("migrate", help=_("prepara o aggiorna il database"))
    doctor = commands.add_parser("doctor", help=_("che cosa non va, e che cosa fare"))
    doctor.add_argument(
        "--send-test-mail", metavar=_("INDIRIZZO"), help=_("spedisci una mail di prova")
    )
    retention = commands.add_parser(
        "retention", help=_("cancella ora i dati personali che hanno fatto il loro tempo")
    )
    retention.add_argument(
        "--dry-run", action="store_true", help=_("elenca soltanto, riga per riga")
    )
    commands.add_parser("verify", help=_("ricalcola il registro e nomina quello che non torna"))
    _add_measuring(commands)


def _add_measuring(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    classify = commands.add_parser(
        "classify",
        help=_("misura quanto sono giusti i suggerimenti: impara da un foglio, prova su un altro"),
    )
    files = {
        "--train": _("il foglio da cui imparare: CSV in UTF-8, XLSX o ODS"),
        "--test": _("il foglio su cui provare"),
    }
    for option, words in files.items():
        classify.add_argument(option, required=True, metavar="FILE", help=words)
    columns = {
        "--text": _("la colonna con i testi"),
        "--label": _("la colonna con le etichette giuste"),
    }
    for option, words in columns.items():
        classify.add_argument(option, required=True, metavar=_("COLONNA"), help=words)
    classify.add_argument("--json", action="store_true", help=_("l'esito in JSON"))

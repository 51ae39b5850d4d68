"""`arengo doctor`: what is wrong, in plain words, and what to do."""

import argparse
from itertools import chain

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from arengo.cli import checks, conference_checks, inbox_checks
from arengo.cli.checks import Finding, Level
from arengo.cli.show import paragraph, say

MARKS = {Level.OK: "✓", Level.WARNING: "!", Level.FAULT: "✗"}


def run(options: argparse.Namespace) -> int:
    """Print every finding; 1 when one is a fault."""
    findings = []
    for finding in chain(checks.examine(), inbox_checks.examine(), conference_checks.examine()):
        _print(finding)
        findings.append(finding)
    if options.send_test_mail:
        findings.append(send_test_mail(options.send_test_mail))
        _print(findings[-1])
    return 1 if any(finding.level == Level.FAULT for finding in findings) else 0


def send_test_mail(address: str) -> Finding:
    """Send a mail at once, past the outbox, to see whether one can leave."""
    email = EmailMessage(
        subject=_("Mail di prova di Arengo"),
        body=_("Se leggi questa mail, la posta di Arengo funziona.\n"),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        email.send()
    except (OSError, ValueError) as error:
        return Finding(
            Level.FAULT,
            _("La mail di prova non è partita: %(reason)s.") % {"reason": checks.reason(error)},
            _(
                "Controlla ARENGO_SMTP_HOST, ARENGO_SMTP_PORT, utente e password, e il mittente ARENGO_MAIL_FROM."
            ),
        )
    return Finding(
        Level.OK,
        _(
            "La mail di prova è partita per %(address)s: guarda se arriva, anche nella posta indesiderata."
        )
        % {"address": address},
    )


def _print(finding: Finding) -> None:
    say(f"{MARKS[finding.level]} {finding.what}")
    if finding.advice:
        say(paragraph(finding.advice, indent="    "))

"""A dovecot of the tests' own: an unprivileged process on loopback, its mails in a folder of theirs."""

import grp
import os
import pwd
import shutil
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from arengo.gateways.inbox.contract import InboxTrouble
from arengo.gateways.inbox.imap import Address, ImapInbox
from tests.core.smtp import free_port
from tests.processes.helpers import wait_until

MISSING = (
    "dovecot not found: this part is skipped. To get it: "
    "apt-get install --no-install-recommends dovecot-imapd"
)
USER, PASSWORD = "voci", "parola-di-prova"
# Who runs it where the tests are run by who may do everything.
NOBODY = "nobody"
CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{home}/certificate.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = yes
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{home}/mail
mail_home = {home}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {clear_port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


def need_dovecot() -> str:
    """Its program; skips the test where there is none, except where nothing may be skipped."""
    program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
    if not program and not os.environ.get("ARENGO_TEST_EVERYTHING"):
        pytest.skip(MISSING)
    assert program, MISSING
    return program


@dataclass(frozen=True)
class Dovecot:
    """Where it listens, whom to believe, and where its mails lie."""

    tls_port: int
    clear_port: int
    certificate: Path
    maildir: Path

    def inbox(
        self, *, scheme: str = "imaps", folder: str = "INBOX", password: str = PASSWORD
    ) -> ImapInbox:
        """Its mailbox, as the product would open it."""
        port = self.tls_port if scheme == "imaps" else self.clear_port
        address = Address.of(f"{scheme}://127.0.0.1:{port}/{folder}")
        context = ssl.create_default_context(cafile=str(self.certificate))
        return ImapInbox(address, user=USER, password=password, context=context)

    def put(self, content: bytes, name: str) -> None:
        """A mail arrives."""
        # A name is never used again: the server remembers what it was.
        (self.maildir / "new" / f"{time.time_ns()}.{name}.host").write_bytes(content)
        _give(self.maildir)

    def mails(self) -> int:
        """How many mails lie there, taken or not."""
        return sum(1 for place in ("new", "cur") for _ in (self.maildir / place).iterdir())


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """A server with one empty mailbox, as long as the block."""
    program = need_dovecot()
    # pytest's folders are closed to who is not who runs the tests.
    home = Path(tempfile.mkdtemp(prefix="arengo-dovecot-"))
    home.chmod(0o755)
    one = _prepare(home)
    _give(home)
    process = subprocess.Popen([program, "-F", "-c", str(home / "dovecot.conf")], **_who())
    try:
        wait_until(lambda: _answers(one), "dovecot", home / "log")
        yield one
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(home)


def _prepare(home: Path) -> Dovecot:
    for place in ("run", "state", "mail/new", "mail/cur", "mail/tmp"):
        (home / place).mkdir(parents=True)
    _certify(home)
    user, group = _user()
    ports = {"tls_port": free_port(), "clear_port": free_port()}
    words = CONFIG.format(home=home, user=user, group=group, password=PASSWORD, **ports)
    (home / "dovecot.conf").write_text(words)
    return Dovecot(**ports, certificate=home / "certificate.pem", maildir=home / "mail")


def _certify(home: Path) -> None:
    """A certificate for 127.0.0.1 that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = timezone.now()
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (home / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (home / "key.pem").write_bytes(private)


def _user() -> tuple[str, str]:
    account = pwd.getpwnam(NOBODY) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    return account.pw_name, grp.getgrgid(account.pw_gid).gr_name


def _who() -> dict[str, Any]:
    """As whom it runs."""
    user, group = _user()
    return {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}


def _give(place: Path) -> None:
    """Everything in `place` belongs to who runs the server."""
    if os.geteuid() == 0:
        user, group = _user()
        for each in (place, *place.rglob("*")):
            shutil.chown(each, user, group)


def _answers(one: Dovecot) -> bool:
    try:
        with one.inbox():
            return True
    except InboxTrouble:
        return False

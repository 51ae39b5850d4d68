"""Run a command with DATABASE_URL pointing at a PostgreSQL of its own, then take it away.

    python tools/with_postgres.py COMMAND...

The server listens on a socket in a temporary folder only. PostgreSQL refuses to run as root: then
it runs as the user `postgres`. Without PostgreSQL it says how to get it and succeeds, unless
ARENGO_TEST_EVERYTHING=1.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

MISSING = (
    "PostgreSQL not found: this part is skipped. To get it: apt-get install postgresql "
    "(its programs are looked for in /usr/lib/postgresql/*/bin and on the PATH)"
)
# A test database is thrown away: what protects it from a power cut only costs time.
THROW_AWAY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def programs() -> Path | None:
    """The folder with initdb and pg_ctl: Debian keeps the newest apart from the PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


def as_server(command: list[str]) -> None:
    """Run a command as the user who may run the server."""
    user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )


@contextlib.contextmanager
def server(options: str = THROW_AWAY) -> Iterator[str]:
    """A running server; gives its DATABASE_URL."""
    bin_folder = programs()
    if bin_folder is None:
        raise FileNotFoundError(MISSING)
    with tempfile.TemporaryDirectory(prefix="arengo-pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        data = str(folder / "data")
        pg_ctl = str(bin_folder / "pg_ctl")
        as_server(
            [str(bin_folder / "initdb"), "-D", data, "-U", "arengo", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "-N"]
        )  # fmt: skip
        flags = f"-k {folder} -c listen_addresses='' -c max_connections=120 {options}"
        as_server([pg_ctl, "-D", data, "-w", "-l", str(folder / "log"), "-o", flags, "start"])
        try:
            yield f"postgresql://arengo@{quote(str(folder), safe='')}/postgres"
        finally:
            as_server([pg_ctl, "-D", data, "-w", "-m", "immediate", "stop"])


def main() -> int:
    if programs() is None:
        print(MISSING, file=sys.stderr)
        return 1 if os.environ.get("ARENGO_TEST_EVERYTHING") else 0
    with server() as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main())

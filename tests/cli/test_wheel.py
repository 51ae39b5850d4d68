"""The command from a built wheel, away from the checkout: pages, texts and the process are in it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, check=True, cwd=ROOT, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def arengo(unpacked: Path, home: Path, *words: str) -> str:
    surroundings = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(unpacked),
        "ARENGO_HOME": str(home),
        "LANG": "en_GB.UTF-8",
    }
    command = [sys.executable, "-P", "-m", "arengo", *words]
    done = subprocess.run(
        command, env=surroundings, cwd=home, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_database_is_prepared_and_the_bundled_process_applied(unpacked, tmp_path) -> None:
    arengo(unpacked, tmp_path, "migrate")
    process = next(unpacked.glob("arengo/processes/*.yaml"))
    assert "Applied." in arengo(unpacked, tmp_path, "apply", str(process))
    assert "no change" in arengo(unpacked, tmp_path, "apply", str(process))


@pytest.mark.parametrize(
    "name",
    [
        "arengo/web/templates/base.html",
        "arengo/web/static/css/arengo.css",
        "arengo/web/locale/en/LC_MESSAGES/django.mo",
        "arengo/core/outbox/templates/outbox/letter.css",
        "arengo/core/typst/sheet.typ",
    ],
)
def test_what_the_pages_need_is_in_it(unpacked, name) -> None:
    assert (unpacked / name).is_file()

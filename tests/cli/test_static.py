"""The pages' files are gathered when they are not there, are old, or are of another version."""

import os
import time

import pytest

from arengo.cli import static


@pytest.fixture
def gathered(settings, tmp_path, monkeypatch):
    """A checkout with one file, gathered a moment ago; gives the folder of what was gathered."""
    settings.PACKAGE, settings.STATIC_ROOT = tmp_path / "arengo", tmp_path / "static"
    source = settings.PACKAGE / "web" / "static" / "site.css"
    source.parent.mkdir(parents=True)
    source.touch()
    monkeypatch.setattr(static, "call_command", lambda *_, **__: gather(settings.STATIC_ROOT))
    assert static.collect_if_needed()
    return settings.STATIC_ROOT


def gather(root) -> None:
    root.mkdir(exist_ok=True)
    (root / static.MANIFEST).touch()
    now = time.time() + 1
    os.utime(root / static.MANIFEST, (now, now))


def test_what_is_there_is_not_gathered_again(gathered) -> None:
    assert not static.collect_if_needed()


def test_another_version_gathers_again(gathered, monkeypatch) -> None:
    monkeypatch.setattr(static, "__version__", "99.0")
    assert static.collect_if_needed()
    assert not static.collect_if_needed()


def test_a_file_changed_since_gathers_again(gathered, settings) -> None:
    later = time.time() + 60
    os.utime(settings.PACKAGE / "web" / "static" / "site.css", (later, later))
    assert static.collect_if_needed()


def test_a_missing_manifest_gathers_again(gathered) -> None:
    (gathered / static.MANIFEST).unlink()
    assert static.collect_if_needed()

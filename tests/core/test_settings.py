"""Settings that only a new process can read: they are made once, from the environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAY = (
    "from django.conf import settings;"
    "print(settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL, settings.EMAIL_PORT)"
)


def settings_with(home: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ARENGO_", "DJANGO_"))}
    env = {**kept, "DJANGO_SETTINGS_MODULE": "arengo.settings", "ARENGO_HOME": str(home), **more}
    return subprocess.run([sys.executable, "-c", SAY], env=env, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "False False 25"),
        ({"ARENGO_SMTP_TLS": "1", "ARENGO_SMTP_PORT": "587"}, "True False 587"),
        ({"ARENGO_SMTP_SSL": "1", "ARENGO_SMTP_PORT": "465"}, "False True 465"),
    ],
)
def test_the_mail_server_is_spoken_to_as_the_environment_says(
    tmp_path: Path, given: dict[str, str], expected: str
) -> None:
    assert settings_with(tmp_path, **given).stdout.strip() == expected


def test_both_ways_of_encrypting_are_refused_with_their_names(tmp_path: Path) -> None:
    refused = settings_with(tmp_path, ARENGO_SMTP_TLS="1", ARENGO_SMTP_SSL="1")
    assert refused.returncode != 0
    assert "ARENGO_SMTP_TLS and ARENGO_SMTP_SSL: set only one of the two" in refused.stderr

"""The command `arengo`: thin, everything that it does is done by the packages."""

import os
import sys
import time
from collections.abc import Sequence
from importlib import import_module

import django
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

from arengo.cli import surroundings
from arengo.core.environment import BadSetting
from arengo.core.refusals import Refusal

STARTED_AT = time.monotonic()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code: 0 done, 1 refused or at fault, 2 not understood."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arengo.settings")
    try:
        surroundings.prepare(arguments)
        django.setup()
    except (BadSetting, ImproperlyConfigured) as error:
        sys.exit(f"arengo: {error}")
    translation.activate(language())
    # After the set-up: the parser's texts are translated, and models can be imported.
    options = import_module("arengo.cli.parser").build().parse_args(arguments)
    try:
        sys.exit(import_module(f"arengo.cli.{options.command}").run(options))
    except Refusal as refusal:
        sys.exit(str(refusal.sentence))
    except KeyboardInterrupt:
        sys.exit(130)


def language() -> str:
    """English where the terminal speaks English, Italian everywhere else."""
    return "en" if os.environ.get("LANG", "").startswith("en") else "it"

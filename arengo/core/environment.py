"""Settings read from the environment; nonsense is refused with the name of the variable."""

import os
from collections.abc import Mapping
from pathlib import Path

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


class BadSetting(Exception):
    """A variable of the environment holds something that cannot be used."""


def text(name: str, default: str = "", environ: Mapping[str, str] = os.environ) -> str:
    """The variable `name`, or the content of the file that `name`_FILE points to, or `default`."""
    path = environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE: cannot read {path}: {error.strerror}") from error
    return environ.get(name, default)


def flag(name: str, default: bool = False, environ: Mapping[str, str] = os.environ) -> bool:
    """The variable `name` as yes or no. Raises BadSetting for any other word."""
    value = environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise BadSetting(f"{name}={value!r}: write 1 or 0")


def number(name: str, default: int, environ: Mapping[str, str] = os.environ) -> int:
    """The variable `name` as a whole number. Raises BadSetting when it is not one."""
    value = environ.get(name, "")
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise BadSetting(f"{name}={value!r}: write a whole number") from error


def words(name: str, default: str = "", environ: Mapping[str, str] = os.environ) -> list[str]:
    """The variable `name` as a list: words separated by commas or spaces."""
    return text(name, default, environ).replace(",", " ").split()

"""Settings from the environment: what is nonsense is refused by name."""

from pathlib import Path

import pytest

from arengo.core import environment
from arengo.core.environment import BadSetting


def test_a_text_is_what_is_set_else_the_default() -> None:
    assert environment.text("NAME", "nobody", {"NAME": "Ada"}) == "Ada"
    assert environment.text("NAME", "nobody", {"NAME": ""}) == ""
    assert environment.text("NAME", "nobody", {}) == "nobody"


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("perché no\n", encoding="utf-8")
    environ = {"PASSWORD_FILE": str(secret), "PASSWORD": "in the open"}
    assert environment.text("PASSWORD", "", environ) == "perché no"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"PASSWORD_FILE: cannot read .*absent"):
        environment.text("PASSWORD", "", {"PASSWORD_FILE": str(tmp_path / "absent")})


@pytest.mark.parametrize("value", ["1", "true", "TRUE", " yes ", "On"])
def test_these_words_mean_yes(value: str) -> None:
    assert environment.flag("DEMO", False, {"DEMO": value}) is True


@pytest.mark.parametrize("value", ["0", "false", "No", "off ", ""])
def test_these_words_mean_no(value: str) -> None:
    assert environment.flag("DEMO", True, {"DEMO": value}) is False


@pytest.mark.parametrize("default", [True, False])
def test_a_flag_that_is_not_set_has_its_default(default: bool) -> None:
    assert environment.flag("DEMO", default, {}) is default


@pytest.mark.parametrize("value", ["maybe", "2", "sì"])
def test_any_other_word_is_refused_by_name(value: str) -> None:
    with pytest.raises(BadSetting, match=f"DEMO='{value}': write 1 or 0"):
        environment.flag("DEMO", False, {"DEMO": value})


def test_a_number_is_what_is_set_else_the_default() -> None:
    assert environment.number("PORT", 8000, {"PORT": " 8001 "}) == 8001
    assert environment.number("PORT", 8000, {"PORT": ""}) == 8000
    assert environment.number("PORT", 8000, {}) == 8000


@pytest.mark.parametrize("value", ["eighty", "80.5", "8000x"])
def test_what_is_not_a_whole_number_is_refused_by_name(value: str) -> None:
    with pytest.raises(BadSetting, match=r"PORT=.*write a whole number"):
        environment.number("PORT", 8000, {"PORT": value})


@pytest.mark.parametrize(
    "value", ["a.example b.example", "a.example,b.example", " a.example, b.example ,"]
)
def test_words_are_separated_by_commas_or_spaces(value: str) -> None:
    assert environment.words("HOSTS", "", {"HOSTS": value}) == ["a.example", "b.example"]


def test_words_that_are_not_set_are_none_or_the_default() -> None:
    assert environment.words("HOSTS", "", {}) == []
    assert environment.words("HOSTS", "localhost", {}) == ["localhost"]


def test_without_an_environment_of_its_own_it_reads_the_machines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ARENGO_A_TEST", "here")
    assert environment.text("ARENGO_A_TEST") == "here"

"""The command `arengo`, as somebody at a terminal meets it."""

import argparse

import pytest
from django.utils import translation

import arengo.cli
from arengo import cli
from arengo.cli import apply, createstaff, migrate, parser, surroundings, verify
from arengo.core.ledger.models import Block, Entry
from arengo.core.ledger.operations import record, seal
from arengo.meetings.models import Meeting
from arengo.people.models import User
from arengo.people.operations import AlreadyStaff
from arengo.web.shared import health

FILE = arengo.cli.surroundings.CHECKOUT / "arengo" / "processes" / "torino-2024-2026.yaml"


def parse(*arguments: str) -> argparse.Namespace:
    return parser.build().parse_args(arguments)


def leave(*arguments: str) -> object:
    """Run a command; returns what it leaves with."""
    with pytest.raises(SystemExit) as way_out:
        cli.main(arguments)
    return way_out.value.code


def test_every_command_is_listed_with_a_sentence(capsys) -> None:
    assert leave("--help") == 0
    said = capsys.readouterr().out
    for name in [
        "serve",
        "stream",
        "worker",
        "demo",
        "apply",
        "doctor",
        "createstaff",
        "verify",
        "migrate",
        "classify",
        "retention",
    ]:
        assert f"\n    {name}" in said


def test_a_command_that_does_not_exist_is_not_understood(capsys) -> None:
    assert leave("fly") == 2
    assert "fly" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("spoken", "language"),
    [("en_GB.UTF-8", "en"), ("it_IT.UTF-8", "it"), ("C.UTF-8", "it"), ("", "it")],
)
def test_the_terminals_language_is_spoken_if_it_is_english(monkeypatch, spoken, language) -> None:
    monkeypatch.setenv("LANG", spoken)
    assert cli.language() == language


def test_a_setting_that_cannot_be_read_is_told_without_a_traceback(monkeypatch) -> None:
    monkeypatch.setenv("PORT", "eight thousand")
    assert leave("demo") == "arengo: PORT='eight thousand': write a whole number"


def test_the_demo_is_an_installation_of_its_own(monkeypatch) -> None:
    for name in ("ARENGO_HOME", "ARENGO_BASE_URL", "ARENGO_DEMO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@elses/database")
    surroundings.prepare(["demo", "--port", "8010"])
    environ = surroundings.os.environ
    assert environ["ARENGO_DEMO"] == "1"
    assert environ["ARENGO_HOME"].endswith("/var/demo")
    assert environ["ARENGO_BASE_URL"] == "http://127.0.0.1:8010"
    assert "DATABASE_URL" not in environ


def test_the_other_commands_leave_the_surroundings_alone(monkeypatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://our/database")
    monkeypatch.delenv("ARENGO_DEMO", raising=False)
    surroundings.prepare(["worker"])
    assert surroundings.os.environ["DATABASE_URL"] == "postgresql://our/database"
    assert "ARENGO_DEMO" not in surroundings.os.environ


def test_a_port_that_is_no_number_is_not_understood(capsys) -> None:
    assert leave("demo", "--port", "many") == 2
    assert "many" in capsys.readouterr().err


@pytest.mark.django_db
def test_apply_shows_the_difference_and_applies_it_once(capsys) -> None:
    assert apply.run(parse("apply", str(FILE), "--dry-run")) == 0
    assert not Meeting.objects.exists()
    assert apply.run(parse("apply", str(FILE))) == 0
    assert Meeting.objects.count() == 3
    capsys.readouterr()
    assert apply.run(parse("apply", str(FILE))) == 0
    assert "nessun cambiamento" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_file_that_is_wrong_is_refused_with_its_mistakes(tmp_path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("arengo: 1\nmeetings: twelve\n")
    said = leave("apply", str(path))
    assert "wrong.yaml:2" in str(said)


@pytest.mark.django_db
def test_staff_is_created_and_told_where_to_sign_in(capsys, settings) -> None:
    settings.BASE_URL = "https://piano.example.org"
    options = parse("createstaff", "dario@example.org", "--name", "Dario", "--role", "office")
    assert createstaff.run(options) == 0
    assert "Dario può entrare su https://piano.example.org/ufficio/" in capsys.readouterr().out
    assert User.objects.get().role == User.Role.OFFICE
    with pytest.raises(AlreadyStaff):
        createstaff.run(options)


@pytest.mark.django_db
def test_a_refusal_is_a_sentence_and_not_a_traceback() -> None:
    said = leave("createstaff", "dario", "--name", "Dario")
    assert str(said).startswith("Questo non è un indirizzo e-mail")


@pytest.mark.django_db(transaction=True)
def test_verify_says_how_much_holds_and_names_what_does_not(capsys) -> None:
    record(kind="test.done", facts={})
    seal()
    record(kind="test.waiting", facts={})
    assert verify.run(parse("verify")) == 0
    said = capsys.readouterr().out
    assert "Ricalcolo il registro: 2/2" in said
    assert "1 atti in 1 blocchi, 1 in attesa" in said
    Entry.objects.filter(block=Block.objects.get()).update(kind="test.changed")
    assert verify.run(parse("verify")) == 1
    said = capsys.readouterr().out
    assert "blocco 1" in said
    assert "non torna" in said


@pytest.mark.django_db
def test_migrate_has_nothing_to_do_on_a_database_of_today(capsys) -> None:
    assert migrate.run(parse("migrate")) == 0
    assert capsys.readouterr().out == "Il database è già aggiornato.\n"


@pytest.mark.django_db
def test_migrate_applies_what_is_missing(monkeypatch, capsys) -> None:
    done = []
    monkeypatch.setattr(health, "missing_migrations", lambda: 3)
    monkeypatch.setattr(migrate, "call_command", lambda *words, **_: done.append(words))
    assert migrate.run(parse("migrate")) == 0
    assert done == [("migrate",)]
    assert "Preparo il database… fatto (0" in capsys.readouterr().out


@pytest.fixture(autouse=True)
def language_as_before(monkeypatch):
    """The commands speak the terminal's language, and prepare the demo's surroundings."""
    monkeypatch.setenv("LANG", "it_IT.UTF-8")
    for name in ("ARENGO_DEMO", "ARENGO_HOME", "ARENGO_BASE_URL", "DATABASE_URL"):
        value = surroundings.os.environ.get(name)
        monkeypatch.setenv(name, value or "")
        if value is None:
            monkeypatch.delenv(name)
    with translation.override("it"):
        yield

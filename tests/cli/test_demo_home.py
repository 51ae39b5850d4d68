"""The demo's folder: its own, one demo at a time, never a real installation's."""

import pytest

from arengo.cli.demo_home import AlreadyRunning, DemoHome, NotADemo


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "process.yaml"
    path.write_text("arengo: 1")
    return path


def test_a_new_folder_becomes_a_demos(tmp_path, file) -> None:
    with DemoHome(tmp_path / "home") as home:
        assert home.needs(file)
        home.note(file)
        assert not home.needs(file)
    with DemoHome(tmp_path / "home") as home:
        assert not home.needs(file)


def test_a_folder_where_the_settings_only_made_their_key_is_new(tmp_path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "secret.key").touch()
    with DemoHome(tmp_path / "home"):
        pass


def test_a_changed_process_file_or_version_is_applied_again(tmp_path, file, monkeypatch) -> None:
    with DemoHome(tmp_path / "home") as home:
        home.note(file)
        file.write_text("arengo: 1\n")
        assert home.needs(file)
        home.note(file)
        monkeypatch.setattr("arengo.cli.demo_home.__version__", "99.0")
        assert home.needs(file)


def test_starting_over_takes_everything_but_the_key_and_the_pages_files(tmp_path, file) -> None:
    with DemoHome(tmp_path / "home") as home:
        home.note(file)
        for name in ("mailbox", "media", "static"):
            (home.folder / name).mkdir()
            (home.folder / name / "file").touch()
        for name in ("arengo.sqlite3", "arengo.sqlite3-wal", "secret.key"):
            (home.folder / name).touch()
        home.empty()
        left = {path.name for path in home.folder.iterdir()}
        assert left == {"static", "secret.key", "demo.json", "demo.lock"}
        assert home.needs(file)


def test_a_demo_that_is_at_work_is_not_disturbed(tmp_path) -> None:
    with DemoHome(tmp_path / "home"), pytest.raises(AlreadyRunning), DemoHome(tmp_path / "home"):
        pass
    with DemoHome(tmp_path / "home"):
        pass


def test_a_real_installation_is_refused(tmp_path) -> None:
    (tmp_path / "arengo.sqlite3").touch()
    with pytest.raises(NotADemo), DemoHome(tmp_path):
        pass
    assert {path.name for path in tmp_path.iterdir()} == {"arengo.sqlite3"}

"""What the repository says of itself holds: commands, links, settings, locks, words on the screen."""

import ast
import re
import struct
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.journeys import table

ROOT = Path(__file__).resolve().parent.parent
READMES = [ROOT / "README.md", ROOT / "README.it.md"]
MANUAL = sorted((ROOT / "docs" / "manuale").glob("*.md"))
MADE_HERE = {".git", ".venv", "var", "build", "dist", "__pycache__", ".make"}
SCREENSHOT = ROOT / "docs" / "images" / "incontro.png"
# The demo's bar writes its moments in words of the calendar.
MADE_BY_THE_PAGE = {"27 settembre, 15.45"}


def files() -> list[Path]:
    """Every file that is ours, caches and installations left out."""
    found = []
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden_cache = any(part.endswith("_cache") or part == ".hypothesis" for part in parts)
        if path.is_file() and not hidden_cache and not MADE_HERE & set(parts):
            found.append(path)
    return found


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


PROSE = [path for path in files() if path.suffix == ".md"]


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def project() -> dict:
    return tomllib.loads(text(ROOT / "pyproject.toml"))


# The readme


@pytest.mark.parametrize("path", READMES, ids=name)
def test_a_readme_says_in_its_first_line_what_this_is_and_is_short(path: Path) -> None:
    lines = text(path).splitlines()
    sentence = "the system behind an invitation" if path.name == "README.md" else "dietro un invito"
    assert sentence in lines[0]
    assert len(lines) <= 120
    assert name(SCREENSHOT) in text(path)


def test_the_screenshot_is_a_picture_of_a_screen_and_light() -> None:
    content = SCREENSHOT.read_bytes()
    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">II", content[16:24]) == (1280, 800)
    assert len(content) < 300_000


@pytest.mark.parametrize("path", PROSE, ids=name)
def test_every_make_that_is_named_is_a_target(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", text(ROOT / "Makefile"), re.MULTILINE))
    named = re.findall(r"(?:^|`|`(?:[A-Z]+=\w+ )+)make ([a-z-]+)", text(path), re.MULTILINE)
    assert set(named) <= targets
    if path in READMES:
        assert {"demo", "test"} <= set(named)


@pytest.mark.parametrize("path", PROSE, ids=name)
def test_every_link_to_a_file_leads_to_one(path: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", text(path))
    ours = [link.split("#")[0] for link in links if "://" not in link]
    assert [link for link in ours if link and not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", READMES, ids=name)
def test_the_line_of_packages_is_the_order_that_is_enforced(path: Path) -> None:
    line = next(line for line in text(path).splitlines() if line.startswith("`core` <"))
    told = [
        [package.strip(" `") for package in layer.split("|")] for layer in line.strip().split("<")
    ]
    layers = reversed(project()["tool"]["importlinter"]["contracts"][0]["layers"])
    enforced = []
    for layer in layers:
        packages = [package.strip(" ()") for package in layer.split("|")]
        there = sorted(p for p in packages if (ROOT / "arengo" / p / "__init__.py").exists())
        if there:
            enforced.append(there)
    assert told == enforced


@pytest.mark.parametrize("path", READMES, ids=name)
def test_what_the_readme_quotes_of_the_invitation_is_in_it(path: Path) -> None:
    invitation = " ".join(table.sentences())
    quoted = re.findall("«([^»]+)»", _table_of(path))
    assert len(quoted) >= 9
    assert [words for words in quoted if words not in invitation] == []


def test_both_readmes_tell_the_same() -> None:
    english, italian = (text(path) for path in READMES)
    for pattern in (r"^\d\. ", r"^\| «", r"`[^`\n]+`"):
        count = [len(re.findall(pattern, each, re.MULTILINE)) for each in (english, italian)]
        assert count[0] == count[1] > 0, pattern
    assert set(_labels(READMES[0])) == set(_labels(READMES[1]))


def _table_of(path: Path) -> str:
    return "\n".join(line for line in text(path).splitlines() if line.startswith("|"))


# The words on the screen


def _labels(path: Path) -> list[str]:
    """What stands between « and » outside of tables of the invitation: words on the screen."""
    lines = text(path).splitlines()
    if path in READMES:
        lines = [line for line in lines if not line.startswith("|")]
    found = re.findall("«([^»]+)»", " ".join(line.strip() for line in lines))
    return [label for label in found if label and label not in MADE_BY_THE_PAGE]


@pytest.fixture(scope="module")
def screens() -> str:
    """All that the code can put on a screen, quotation marks of the code taken away."""
    ours = [
        p for p in files() if p.suffix in {".html", ".py"} and p.is_relative_to(ROOT / "arengo")
    ]
    return " ".join(" ".join(text(path).split()) for path in ours)


@pytest.mark.parametrize("path", [*READMES, *MANUAL], ids=name)
def test_every_word_quoted_from_the_screen_is_on_one(path: Path, screens: str) -> None:
    assert [label for label in _labels(path) if label not in screens] == []


def test_the_manual_has_its_chapters_and_leads_to_each() -> None:
    index = text(ROOT / "docs" / "manuale" / "README.md")
    chapters = [path.name for path in MANUAL if path.name != "README.md"]
    assert len(chapters) == 12
    assert all(f"]({chapter})" in index for chapter in chapters)


# publiccode.yml


def test_publiccode_has_what_the_standard_asks_for() -> None:
    told = yaml.safe_load(text(ROOT / "publiccode.yml"))
    mandatory = {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus"}
    mandatory |= {"softwareType", "description", "legal", "maintenance", "localisation"}
    assert mandatory <= set(told)
    assert told["publiccodeYmlVersion"] in {"0", "0.5", "0.5.0"}
    assert told["developmentStatus"] == "development"
    assert told["softwareType"] == "standalone/web"
    assert told["legal"]["license"] == project()["project"]["license"]
    assert told["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert told["localisation"]["localisationReady"] is True
    assert told["localisation"]["availableLanguages"] == ["it", "en"]
    assert f'"{told["softwareVersion"]}"' in text(ROOT / "arengo" / "__init__.py")


@pytest.mark.parametrize("language", ["it", "en"])
def test_publiccode_describes_it_within_the_standards_lengths(language: str) -> None:
    told = yaml.safe_load(text(ROOT / "publiccode.yml"))["description"][language]
    assert 0 < len(told["genericName"]) <= 35
    assert 0 < len(told["shortDescription"]) <= 150
    assert 150 <= len(told["longDescription"]) <= 10_000
    assert told["features"]
    assert all((ROOT / picture).exists() for picture in told["screenshots"])


# Settings


def _read_from_the_environment() -> set[str]:
    """Each name that the settings ask the environment for."""
    tree = ast.parse(text(ROOT / "arengo" / "settings.py"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    readers = {f"environment.{kind}" for kind in ("text", "flag", "number", "words")}
    ours = [call for call in calls if ast.unparse(call.func) in readers]
    return {ast.literal_eval(call.args[0]) for call in ours}


def test_every_setting_is_told_to_who_installs_and_none_that_is_not_there() -> None:
    known = _read_from_the_environment()
    assert len(known) > 15
    env, page = text(ROOT / "deploy" / "arengo.env"), text(ROOT / "docs" / "install.md")
    told = set(re.findall(r"^(?:# )?([A-Z_]+)=", env, re.MULTILINE))
    told |= set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    assert {setting.removesuffix("_FILE") for setting in told} == known


# Nothing of one machine


def test_no_path_of_a_machine_and_no_host_of_a_registry_is_in_the_tree() -> None:
    hosts = ["pypi" + ".org", "python" + "hosted", "registry.npm" + "js", "--index" + "-url"]
    machine = re.compile(
        "|".join([r"(?<![\w.])/(?:work|root|home)/(?!\.)\w", *map(re.escape, hosts)])
    )
    found = []
    for path in files():
        try:
            content = text(path)
        except UnicodeDecodeError:
            continue
        found += [f"{name(path)}: {match.group()}" for match in machine.finditer(content)]
    assert found == []


# Locks


def _locked(lock: str) -> dict[str, tuple[Version, int]]:
    """Each locked package, its version, and how many hashes hold it."""
    found = {}
    for block in re.split(r"\n(?=\w)", text(ROOT / "requirements" / lock)):
        pin = re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==([\w.]+)", block)
        if pin:
            hashes = len(re.findall(r"--hash=sha256:[0-9a-f]{64}", block))
            found[canonicalize_name(pin.group(1))] = Version(pin.group(2)), hashes
    return found


@pytest.mark.parametrize("lock", ["runtime.lock", "dev.lock"])
def test_a_lock_holds_every_dependency_by_version_and_hash(lock: str) -> None:
    locked = _locked(lock)
    assert [package for package, (_version, hashes) in locked.items() if not hashes] == []
    for line in project()["project"]["dependencies"]:
        asked = Requirement(line)
        version, _hashes = locked[canonicalize_name(asked.name)]
        assert version in asked.specifier, line


def test_what_is_tested_is_what_is_installed() -> None:
    runtime, dev = _locked("runtime.lock"), _locked("dev.lock")
    assert {package: dev.get(package) for package in runtime} == runtime


def test_what_is_compiled_into_the_lock_is_what_the_package_asks_for() -> None:
    lines = text(ROOT / "requirements" / "runtime.in").splitlines()
    compiled = {canonicalize_name(Requirement(line).name) for line in lines if line.strip()}
    asked = {canonicalize_name(Requirement(d).name) for d in project()["project"]["dependencies"]}
    # Brotli comes with whitenoise's extra, and by its own name for who installs the wheel.
    assert compiled == asked - {"brotli"}

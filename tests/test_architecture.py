"""The rules of the house that a linter cannot hold (docs/architecture.md)."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "arengo"
ORDER = [
    "core", "gateways", "territory", "people", "pages", "questions", "plan", "projects", "process",
    "meetings", "invitations", "registrations", "live", "contributions", "suggestions", "synthesis",
    "feedback", "opendata", "privacy", "blueprint", "rehearsal", "web",
]  # fmt: skip
LINES_IN_A_FILE = 400
LINES_IN_A_FUNCTION = 50
DEPTH = 3
SOURCES = sorted(p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts)
NESTING = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.AsyncFor, ast.AsyncWith, ast.Match)


def package_of(module: str) -> str:
    """arengo.meetings.models -> meetings"""
    return module.split(".")[1]


def our_models() -> list[type]:
    return [m for m in apps.get_models() if m.__module__.startswith("arengo.")]


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m.__name__)
def test_foreign_keys_point_backward_and_cross_package_ones_are_not_visible_upstream(model) -> None:
    mine = package_of(model.__module__)
    for field in model._meta.get_fields(include_hidden=True):
        if not isinstance(field, ForeignKey | OneToOneField | ManyToManyField):
            continue
        if not field.related_model.__module__.startswith("arengo."):
            continue
        theirs = package_of(field.related_model.__module__)
        if theirs == mine or field.auto_created:
            continue
        assert ORDER.index(theirs) < ORDER.index(mine), f"{model.__name__}.{field.name}"
        assert field.remote_field.hidden, f'{model.__name__}.{field.name}: related_name="+"'


def calls_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {getattr(f, "attr", getattr(f, "id", "")) for f in functions}


@pytest.mark.parametrize("surface", ["web", "blueprint"])
def test_pages_and_the_process_file_never_call_a_mark_function(surface: str) -> None:
    paths = [p for p in SOURCES if p.relative_to(PACKAGE).parts[0] == surface]
    guilty = {p.name: calls for p in paths if (calls := marks(calls_in(p)))}
    assert paths
    assert not guilty


def marks(names: set[str]) -> set[str]:
    return {name for name in names if name.startswith("mark_") and name != "mark_safe"}


def test_a_verb_calls_only_mark_functions_of_an_upstream_package() -> None:
    guilty = []
    for path in SOURCES:
        if path.stem != "operations" and path.parent.name != "operations":
            continue
        mine = path.relative_to(PACKAGE).parts[0]
        tree = ast.parse(path.read_text(encoding="utf-8"))
        guilty += [f"{path.name}: {name}" for name in upstream_verbs(tree, mine)]
    assert not guilty


def upstream_verbs(tree: ast.Module, mine: str) -> list[str]:
    """Names imported from, or called on, another domain package's operations, mark_* apart."""
    aliases, named = {}, []
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("arengo."):
            continue
        package = package_of(node.module)
        if package in ("core", mine):
            continue
        if ".operations" in node.module:
            named += [a.name for a in node.names if not a.name.startswith("mark_")]
        aliases |= {a.asname or a.name: package for a in node.names if a.name == "operations"}
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    on_alias = (n for n in calls if isinstance(n.value, ast.Name) and n.value.id in aliases)
    return named + [n.attr for n in on_alias if not n.attr.startswith("mark_")]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert sum(1 for line in text.splitlines() if line.strip()) <= LINES_IN_A_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < LINES_IN_A_FUNCTION, node.name
            assert depth(node) <= DEPTH, f"{node.name} is nested too deeply"


def depth(node: ast.AST) -> int:
    """How deep blocks stand within each other; an elif does not add."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and child in node.orelse
        own = 1 if isinstance(child, NESTING) and not is_elif else 0
        deepest = max(deepest, own + depth(child))
    return deepest


def test_there_are_no_signals_and_no_save_with_side_effects() -> None:
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert "save" not in names, path
        assert "receiver" not in calls_in(path), path


def test_public_functions_of_the_core_packages_say_what_they_do() -> None:
    silent = []
    for path in SOURCES:
        parts = path.relative_to(PACKAGE).parts
        documented = parts[0] in ("core", "gateways") or "operations" in (
            path.stem,
            path.parent.name,
        )
        if not documented and path.stem not in ("queries", "rules"):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            is_public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if is_public and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(PACKAGE)}: {node.name}")
    assert not silent

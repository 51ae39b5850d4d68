"""Projects from a sheet: looked at before, then brought in, all at once."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from arengo.core.columns import Problem, not_there
from arengo.core.ledger import operations as ledger
from arengo.core.localized import Localized
from arengo.core.refusals import Refusal
from arengo.plan.models import Plan
from arengo.projects.columns import COLUMNS
from arengo.projects.drafts import Draft, Reader, slug_of
from arengo.projects.models import Project
from arengo.projects.operations.writing import search_text
from arengo.territory.models import Municipality

Places = Project.municipalities.through
LOCALIZED = ("title", "summary")
# Written whatever changed: they follow from the rest.
DERIVED = {"search_text", "strategy"}
# A CASE for each row and column: larger batches are slower.
BATCH = 100


class ColumnMissing(Refusal):
    """The mapping names no title, or a column that the sheet does not have."""

    status = 400


class PreviewIsStale(Refusal):
    """What would change is no longer what the preview showed."""


@dataclass(frozen=True)
class Change:
    """A project that is here already and would change: field -> (now, then); `places` are then its."""

    draft: Draft
    project: Project
    fields: dict[str, tuple[Any, Any]]
    places: set[int]


@dataclass(frozen=True)
class Totals:
    """What the sheet holds: money in euros, once per project."""

    rows: int
    projects: int
    municipalities: int
    cost: Decimal
    funding: Decimal


@dataclass(frozen=True)
class Preview:
    """What an import would do, before it does it."""

    new: list[Draft]
    changed: list[Change]
    unchanged: list[Draft]
    problems: list[Problem]
    totals: Totals
    defaults: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """The same for the same effect: a form carries it, so that nobody confirms another import."""
        acts = [f"+{draft.slug}" for draft in self.new]
        acts += [f"~{change.project.slug}:{sorted(change.fields)}" for change in self.changed]
        return hashlib.sha256("\n".join(sorted(acts)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Imported:
    """How many projects an import made, changed, and found as they were."""

    new: int
    changed: int
    unchanged: int


def preview_import(
    rows: Iterable[Mapping[str, str]],
    mapping: Mapping[str, str],
    *,
    defaults: Mapping[str, str] | None = None,
    plan: Plan | None = None,
) -> Preview:
    """What importing `rows` would do; nothing is written.

    `mapping` is field -> header (see columns.COLUMNS), `defaults` hold for every row: status,
    funding_source, source, source_date, is_example ("sì" marks all as examples). Axes and strategies
    are those of `plan`, by default the one in force. An empty cell never empties what is known, and
    a project that the sheet leaves out is left alone. Raises ColumnMissing.
    """
    rows = list(rows)
    mapping = {field: header for field, header in mapping.items() if header}
    _check_mapping(rows, mapping)
    defaults = dict(defaults or {})
    plan = plan or Plan.objects.filter(state=Plan.State.IN_FORCE).first()
    reader = Reader(mapping, defaults, plan)
    drafts = reader.read(rows)
    if defaults.get("is_example"):
        for draft in drafts:
            draft.fields["is_example"] = True
    new, changed, unchanged = _difference(drafts)
    totals = Totals(
        rows=len(rows),
        projects=len(drafts),
        municipalities=len(set().union(*(draft.municipalities for draft in drafts))),
        cost=sum((draft.fields.get("cost") or Decimal(0) for draft in drafts), Decimal(0)),
        funding=sum((draft.fields.get("funding") or Decimal(0) for draft in drafts), Decimal(0)),
    )
    problems = sorted(reader.problems, key=lambda problem: problem.row)
    return Preview(new, changed, unchanged, problems, totals, defaults)


def apply_import(preview: Preview, *, by: str) -> Imported:
    """Bring the projects to what the preview showed, in one transaction; twice changes nothing.

    Raises PreviewIsStale when the projects changed meanwhile.
    """
    drafts = [*preview.new, *(change.draft for change in preview.changed), *preview.unchanged]
    try:
        with transaction.atomic():
            new, changed, unchanged = _difference(drafts)
            current = Preview(new, changed, unchanged, [], preview.totals, preview.defaults)
            if current.fingerprint != preview.fingerprint:
                raise PreviewIsStale(_stale())
            if new or changed:
                _write(new, changed)
                _record(new, changed, unchanged, by)
    except IntegrityError as error:
        raise PreviewIsStale(_stale()) from error
    return Imported(len(new), len(changed), len(unchanged))


def _stale() -> str:
    return _(
        "Nel frattempo qualcun altro ha cambiato i progetti: guarda di nuovo l'anteprima, "
        "poi conferma."
    )


def _check_mapping(rows: list[Mapping[str, str]], mapping: Mapping[str, str]) -> None:
    labels = {column.field: column.label for column in COLUMNS}
    if unknown := set(mapping) - set(labels):
        raise ColumnMissing(_("Non esiste un dato «%(name)s».") % {"name": sorted(unknown)[0]})
    if "title" not in mapping:
        raise ColumnMissing(_("Dicci quale colonna contiene il titolo del progetto."))
    headers = set(rows[0]) if rows else set(mapping.values())
    if missing := not_there(mapping, headers):
        field, header = missing
        raise ColumnMissing(
            _("Per «%(field)s» hai scelto la colonna «%(header)s», che nel file non c'è.")
            % {"field": labels[field], "header": header}
        )


def _difference(drafts: list[Draft]) -> tuple[list[Draft], list[Change], list[Draft]]:
    """New, changed and unchanged, against the projects of this moment: two queries."""
    projects = {project.pk: project for project in Project.objects.select_related("strategy")}
    by_slug = {project.slug: project for project in projects.values()}
    by_cup = {project.cup: project for project in projects.values() if project.cup}
    places: dict[int, set[int]] = {pk: set() for pk in projects}
    for project_id, place_id in Places.objects.values_list("project_id", "municipality_id"):
        places[project_id].add(place_id)
    new: list[Draft] = []
    changed: list[Change] = []
    unchanged: list[Draft] = []
    for draft in drafts:
        project = by_cup.get(draft.cup) or by_slug.get(draft.slug) or _without_cup(draft, by_slug)
        if project is None:
            new.append(draft)
        elif fields := _changes(draft, project, places[project.pk]):
            places_then = draft.municipalities or places[project.pk]
            changed.append(Change(draft, project, fields, places_then))
        else:
            unchanged.append(draft)
    return new, changed, unchanged


def _without_cup(draft: Draft, by_slug: Mapping[str, Project]) -> Project | None:
    """The project that had no CUP until now: same title, same owner."""
    slug = slug_of(draft.fields["title"], draft.fields.get("owner", ""))
    project = by_slug.get(slug)
    return project if project and not project.cup else None


def _changes(draft: Draft, project: Project, places: set[int]) -> dict[str, tuple[Any, Any]]:
    changes = {}
    said = {**draft.fields, **({"cup": draft.cup} if draft.cup else {})}
    for name, value in said.items():
        known = getattr(project, f"{name}_id" if name in ("axis", "strategy") else name)
        if name in LOCALIZED:
            known = known.get(settings.LANGUAGE_CODE, "")
        if known != (value.pk if name in ("axis", "strategy") else value):
            changes[name] = (known, value)
    if draft.municipalities and draft.municipalities != places:
        changes["municipalities"] = (places, draft.municipalities)
    return changes


def _write(new: list[Draft], changed: list[Change]) -> None:
    names = dict(Municipality.objects.values_list("pk", "name"))
    made = [_filled(Project(slug=draft.slug), draft, draft.municipalities, names) for draft in new]
    Project.objects.bulk_create(made)
    wanted = [(project.pk, draft.municipalities) for project, draft in zip(made, new, strict=True)]
    altered = [_filled(each.project, each.draft, each.places, names) for each in changed]
    moved = {each.project.pk: each.places for each in changed if "municipalities" in each.fields}
    fields = {name for each in changed for name in each.fields} - {"municipalities"}
    Project.objects.bulk_update(altered, sorted(fields | DERIVED), batch_size=BATCH)
    Places.objects.filter(project_id__in=moved).delete()
    Places.objects.bulk_create(
        Places(project_id=pk, municipality_id=place)
        for pk, places in [*wanted, *moved.items()]
        for place in sorted(places)
    )


def _filled(project: Project, draft: Draft, places: set[int], names: Mapping[int, str]) -> Project:
    for name, value in draft.fields.items():
        if name in LOCALIZED:
            known = dict(getattr(project, name))
            value = Localized({**known, settings.LANGUAGE_CODE: value})
        setattr(project, name, value)
    project.cup = draft.cup or project.cup
    if project.strategy and project.strategy.axis_id != project.axis_id:
        project.strategy = None
    project.search_text = search_text(project, [names[place] for place in sorted(places)])
    return project


def _record(new: list[Draft], changed: list[Change], unchanged: list[Draft], by: str) -> None:
    slugs = sorted([draft.slug for draft in new] + [change.project.slug for change in changed])
    ledger.record_many(
        kind="project.imported",
        by=by,
        leaves=[f"project:{slug}" for slug in slugs],
        facts={"new": len(new), "changed": len(changed), "unchanged": len(unchanged)},
    )

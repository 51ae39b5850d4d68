"""One project at a time: made, changed, taken out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext as _

from arengo.core import editing
from arengo.core.columns import plain
from arengo.core.editing import FieldRefused
from arengo.core.ledger import operations as ledger
from arengo.core.pointing import StillNamed
from arengo.projects import values as reading
from arengo.projects.drafts import RESERVED, SLUG_LENGTH, slug_of
from arengo.projects.models import Project
from arengo.territory.models import Municipality

PROJECT_FIELDS: Final = (
    "title",
    "summary",
    "cup",
    "programme",
    "status",
    "stated_status",
    "axis",
    "strategy",
    "owner",
    "municipalities",
    "cost",
    "funding",
    "funding_source",
    "source",
    "source_date",
    "is_example",
)


def save_project(
    *,
    project: Project | None = None,
    values: Mapping[str, Any],
    version: str = "",
    by: str,
) -> Project:
    """Write a project, or add one. `values`: some of PROJECT_FIELDS; money is in euros.

    Its address stays the one it was born with. Raises FieldRefused, ChangedMeanwhile, GoneMeanwhile.
    """
    try:
        with transaction.atomic():
            return _save(project, values, version, by)
    except IntegrityError as error:
        # The same CUP in the same moment, or an axis that somebody is taking away.
        raise FieldRefused(
            "title", _("In questo momento qualcun altro ha salvato: guarda l'elenco, poi riprova.")
        ) from error


def remove_projects(*, slugs: Iterable[str], by: str) -> int:
    """Take projects out, for instance the examples or a wrong import; gives how many they were.

    Raises StillNamed, and then none is taken out, when a reply points to one of them.
    """
    with transaction.atomic():
        projects = Project.objects.filter(slug__in=list(slugs))
        gone = sorted(projects.values_list("slug", flat=True))
        if gone:
            _delete(projects)
            ledger.record_many(kind="project.removed", by=by, leaves=[f"project:{s}" for s in gone])
    return len(gone)


def _delete(projects: QuerySet[Project]) -> None:
    try:
        projects.delete()
    except ProtectedError as error:
        named = Counter(each._meta.label for each in error.protected_objects)
        raise StillNamed(named) from error


def search_text(project: Project, names: Iterable[str]) -> str:
    """Every word that a search may look for; `names` are those of its municipalities."""
    texts = [project.cup, *project.title.values(), *project.summary.values()]
    return plain(" ".join([*texts, project.programme, project.owner, *names]))


def _save(project: Project | None, values: Mapping[str, Any], version: str, by: str) -> Project:
    if project is None:
        row = Project()
    else:
        row = editing.current(Project, project.pk)
        editing.check_version(row, values, version)
    own = {name: value for name, value in values.items() if name != "municipalities"}
    changed = editing.put(row, own)
    _check(row)
    if project is None:
        row.slug = _slug(row)
    places = _places(row, values)
    row.search_text = search_text(row, [place.name for place in places])
    row.save()
    if "municipalities" in values and set(places) != set(row.municipalities.all()):
        row.municipalities.set(places)
        changed.append("municipalities")
    if changed:
        facts = {"fields": changed, "is_new": project is None}
        ledger.record(kind="project.saved", subject=f"project:{row.slug}", by=by, facts=facts)
    return row


def _places(row: Project, values: Mapping[str, Any]) -> list[Municipality]:
    if "municipalities" in values:
        return sorted(values["municipalities"], key=lambda place: place.name)
    return list(row.municipalities.all()) if row.pk else []


def _check(row: Project) -> None:
    if not row.title:
        raise FieldRefused("title", _("Scrivi il titolo del progetto."))
    if row.cup:
        code = reading.cup(row.cup)
        if code is None:
            raise FieldRefused("cup", _("Un CUP ha 15 segni, come C81F22003040001: controllalo."))
        row.cup = code
        same = Project.objects.exclude(pk=row.pk).filter(cup=code).first()
        if same is not None:
            sentence = _("Questo CUP ce l'ha già «%(title)s»: un CUP è di un progetto solo.")
            raise FieldRefused("cup", sentence % {"title": same.title})
    for name in ("cost", "funding"):
        amount = getattr(row, name)
        if amount is not None and not 0 <= amount < reading.LARGEST:
            raise FieldRefused(name, _("Scrivi un importo in euro, da zero in su."))
    if row.cost is not None and row.funding is not None and row.funding > row.cost:
        raise FieldRefused(
            "funding", _("Il finanziamento supera il costo totale: controlla i due importi.")
        )
    if row.strategy and row.axis is None:
        row.axis = row.strategy.axis
    if row.strategy and row.strategy.axis_id != row.axis_id:
        raise FieldRefused("strategy", _("Questa strategia è di un altro asse: scegline una di questo."))  # fmt: skip


def _slug(row: Project) -> str:
    slug = slug_of(str(row.title.get("it") or row.title), row.owner, row.cup)
    taken = set(Project.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    number, free = 1, slug
    while free in taken or free in RESERVED:
        number += 1
        free = f"{slug[: SLUG_LENGTH - 4]}-{number}"
    return free

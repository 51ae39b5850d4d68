"""Who names a row: asked before it is taken away, of every model, whatever package it is in."""

from collections.abc import Mapping, Sequence

from django.db.models import ForeignObjectRel, ManyToManyRel, Model
from django.utils.translation import gettext_lazy as _

from arengo.core.refusals import Refusal


class StillNamed(Refusal):
    """Other rows name it. `holders`: how many of each model, by its label ("projects.Project")."""

    def __init__(self, holders: Mapping[str, int]) -> None:
        super().__init__(_("Non si può togliere: c'è ancora qualcosa che ne ha bisogno."))
        self.holders = dict(holders)


def holders(rows: Sequence[Model], *, apart_from: Sequence[type[Model]] = ()) -> dict[str, int]:
    """How many rows name one of `rows`, all of one model, by the label of the model that names.

    Those of `apart_from` go with the row, and are not counted. One query for each relation.
    """
    if not rows:
        return {}
    found: dict[str, int] = {}
    for relation in relations_to(type(rows[0])):
        model = relation.related_model
        if model in apart_from:
            continue
        naming = model._default_manager.filter(**{f"{relation.field.name}__in": rows})
        if count := naming.distinct().count():
            label = model._meta.label
            found[label] = found.get(label, 0) + count
    return found


def refuse_named(rows: Sequence[Model], *, apart_from: Sequence[type[Model]] = ()) -> None:
    """As `holders`. Raises StillNamed when anything names one of `rows`."""
    named = holders(rows, apart_from=apart_from)
    if named:
        raise StillNamed(named)


def relations_to(model: type[Model]) -> list[ForeignObjectRel]:
    """The relations by which rows of other models, or of its own, name a row of `model`."""
    relations = model._meta.get_fields(include_hidden=True)
    return [
        each
        for each in relations
        if isinstance(each, ForeignObjectRel) and not _is_a_table_between(each)
    ]


def _is_a_table_between(relation: ForeignObjectRel) -> bool:
    """A many-to-many has a relation of its own beside that of its table: it is counted once."""
    if isinstance(relation, ManyToManyRel):
        return False
    return bool(relation.related_model._meta.auto_created)

"""What a process file may hold, as a table: one Section for each kind of object.

Types, lengths and choices are read from the models: nothing is said twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arengo.blueprint import checks
from arengo.core.localized import LocalizedField
from arengo.meetings.models import AgendaItem, Meeting, Sitting, Speaker, Venue
from arengo.people.models import Body
from arengo.plan.models import Action, Axis, Plan, Strategy
from arengo.process.models import (
    Document,
    Guideline,
    GuidelineSection,
    Process,
    Stage,
    StageChange,
)
from arengo.questions.models import Question, QuestionSet
from arengo.registrations.models import Hall, SeatPool
from arengo.territory.models import Membership, Municipality, Zone


@dataclass(frozen=True)
class Field:
    """A field of the file. `refers_to` is the address of what it names, with `{}` for the key.

    `{parent}` is the object that holds this one, `{holder}` the one that holds that.
    """

    name: str
    attribute: str = ""
    refers_to: str = ""
    # None: required when the model does not let it be blank and has no default.
    required: bool | None = None
    # When left out, a slug of this field.
    slug_of: str = ""
    # May be a month ("2023-05"): then this attribute says so.
    month_flag: str = ""


@dataclass(frozen=True)
class Companion:
    """A second row that goes with an object and is described in the same lines of the file.

    With `history` (since, until), a new `since` closes the row that stands and opens another.
    """

    model: type[models.Model]
    link: str
    fields: tuple[Field, ...]
    current: dict[str, Any] = field(default_factory=dict)
    history: tuple[str, str] | None = None


@dataclass(frozen=True)
class Column:
    """Where a field of the file is kept: the model's field, of the object or of its companion."""

    spec: Field
    model_field: models.Field[Any, Any]
    of_companion: bool

    @property
    def attribute(self) -> str:
        return self.model_field.name

    @property
    def is_localized(self) -> bool:
        return isinstance(self.model_field, LocalizedField)

    @property
    def is_many(self) -> bool:
        return self.model_field.many_to_many is True

    @property
    def is_required(self) -> bool:
        if self.spec.required is not None:
            return self.spec.required
        if isinstance(self.model_field, LocalizedField):
            return not self.model_field.blank
        return not (self.model_field.blank or self.model_field.has_default())


@dataclass(frozen=True)
class Section:
    """A list of objects of one model (or one object, if `single`), told apart by `key`.

    `parent` is the foreign key to the object that holds it. A section of the top level belongs to
    the one object of the section that has its parent's name: a meeting to the file's process.
    """

    name: str
    model: type[models.Model]
    key: str
    fields: tuple[Field, ...]
    parent: str = ""
    single: bool = False
    ordered: bool = False
    companion: Companion | None = None
    children: tuple["Section", ...] = ()
    check: Callable[[dict[str, Any]], checks.Found] = checks.nothing

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The fields of the file, by name."""
        meta = self.model._meta
        found = {
            spec.name: Column(spec, _model_field(meta, spec), of_companion=False)
            for spec in self.fields
        }
        if self.companion:
            other = self.companion.model._meta
            for spec in self.companion.fields:
                found[spec.name] = Column(spec, _model_field(other, spec), of_companion=True)
        return found

    @cached_property
    def key_field(self) -> models.Field[Any, Any]:
        """The model's field that holds the key."""
        return _model_field(self.model._meta, Field(self.key))

    @cached_property
    def hidden(self) -> dict[str, Column]:
        """Values that are not written in the file, but follow from how it is written."""
        names = ["position"] if self.ordered else []
        names += [spec.month_flag for spec in self.fields if spec.month_flag]
        meta = self.model._meta
        return {name: Column(Field(name), _model_field(meta, Field(name)), False) for name in names}

    def column(self, leaf: str) -> Column:
        """The column of a value: "title.it" is kept in the column "title"."""
        name = leaf.partition(".")[0]
        return self.columns.get(name) or self.hidden[name]

    def everywhere(self) -> Iterator["Section"]:
        """This section and those within it, holders first."""
        yield self
        for child in self.children:
            yield from child.everywhere()


def _model_field(meta: Any, spec: Field) -> models.Field[Any, Any]:
    found: models.Field[Any, Any] = meta.get_field(spec.attribute or spec.name)
    return found


def _fields(text: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in text.split())


# What people did, or do by an act: a file that names it is told where it is done.
NEVER_IN_THE_FILE: dict[str, Promise] = {
    "closed_at": _("chiudere una tappa è un atto: si fa alla scrivania, qui sta solo la data prevista"),
    "results_published_at": _("pubblicare i risultati è un atto: si fa alla scrivania"),
    "taken": _("i posti presi li contano le iscrizioni: qui sta solo la capienza"),
    "waiting": _("la lista d'attesa la tengono le iscrizioni: qui sta solo la capienza"),
    "inside": _("chi è dentro lo conta l'ingresso: qui sta solo la capienza di sicurezza"),
    "sequence": _("lo tiene il sistema, per i calendari di chi è iscritto"),
    "closed_on": _("un comune che confluisce in un altro si chiude alla scrivania, con la sua data"),
    "merged_into": _("un comune che confluisce in un altro si chiude alla scrivania, con la sua data"),
    "notice": _("rinviare o annullare è un atto: si fa alla scrivania, che avvisa chi è iscritto"),
    "file": _("i file si caricano alla scrivania: qui si può dare l'indirizzo, con «url»"),
}  # fmt: skip

POINT = (Field("lat", "latitude"), Field("lon", "longitude"))

BODY = Section(
    name="body",
    model=Body,
    key="key",
    single=True,
    fields=_fields(
        "name short_name office address email phone website privacy_contact "
        "data_protection_officer accessibility_url"
    ),
)

ZONES = Section(
    name="territory.zones",
    model=Zone,
    key="number",
    fields=(Field("name"), Field("slug", slug_of="name"), Field("source"), Field("is_derived")),
)

MUNICIPALITIES = Section(
    name="territory.municipalities",
    model=Municipality,
    key="istat",
    fields=(Field("name"), Field("slug", slug_of="name"), Field("population"), *POINT),
    companion=Companion(
        model=Membership,
        link="municipality",
        fields=(
            Field("zone", refers_to="territory.zones.{}", required=True),
            Field("since"),
            Field("is_derived"),
        ),
        current={"until__isnull": True},
        history=("since", "until"),
    ),
)

ACTIONS = Section(
    name="actions", model=Action, key="number", parent="strategy", fields=_fields("name")
)
STRATEGIES = Section(
    name="strategies",
    model=Strategy,
    key="number",
    parent="axis",
    fields=_fields("name"),
    children=(ACTIONS,),
)
AXES = Section(
    name="axes",
    model=Axis,
    key="number",
    parent="plan",
    fields=_fields("name goal"),
    children=(STRATEGIES,),
)
PLANS = Section(
    name="plans",
    model=Plan,
    key="key",
    fields=_fields(
        "title subtitle first_year last_year state description stated_strategies stated_actions "
        "source"
    ),
    children=(AXES,),
    check=checks.plan,
)

QUESTION_SETS = Section(
    name="question_sets",
    model=QuestionSet,
    key="key",
    fields=_fields("title is_example"),
    children=(
        Section(
            name="questions",
            model=Question,
            key="key",
            parent="question_set",
            ordered=True,
            fields=_fields("kind label help_text options is_required"),
            check=checks.question,
        ),
    ),
)

CHANGES = Section(
    name="changes",
    model=StageChange,
    key="key",
    parent="stage",
    fields=_fields("kind start end reason known_on source"),
    check=checks.stage_change,
)
STAGES = Section(
    name="stages",
    model=Stage,
    key="key",
    parent="process",
    ordered=True,
    fields=(
        *_fields(
            "title description what_is_open planned_start planned_end voices_from voices_until "
            "voices_are_example source"
        ),
        Field("questions", refers_to="question_sets.{}"),
    ),
    children=(CHANGES,),
    check=checks.stage,
)
DOCUMENTS = Section(
    name="documents",
    model=Document,
    key="key",
    parent="process",
    fields=_fields("title description url language published_on is_example"),
)
GUIDELINES = Section(
    name="guidelines",
    model=Guideline,
    key="key",
    parent="process",
    fields=(
        *_fields("title act adopted_by"),
        Field("adopted_on", month_flag="date_is_month"),
        Field("summary"),
        Field("document", refers_to="{process}.documents.{}"),
        *_fields("is_example source"),
    ),
    children=(
        Section(
            name="sections",
            model=GuidelineSection,
            key="key",
            parent="guideline",
            ordered=True,
            fields=_fields("title text"),
        ),
    ),
)
PROCESS = Section(
    name="process",
    model=Process,
    key="key",
    parent="body",
    single=True,
    fields=(
        *_fields("title period summary"),
        Field("plan_in_force", refers_to="plans.{}"),
        Field("plan_to_write", refers_to="plans.{}"),
    ),
    children=(STAGES, DOCUMENTS, GUIDELINES),
)

VENUES = Section(
    name="venues",
    model=Venue,
    key="key",
    parent="meeting",
    ordered=True,
    fields=(
        *_fields("name room"),
        # A venue may be announced by its town before its address is known.
        Field("address", required=False),
        *_fields("city postcode directions accessibility"),
        *POINT,
    ),
    companion=Companion(
        model=Hall,
        link="venue",
        fields=(Field("safety_capacity"), Field("capacity_is_example")),
    ),
)
PLACES = Section(
    name="places",
    model=SeatPool,
    key="key",
    parent="meeting",
    fields=(
        Field("mode"),
        Field("venue", refers_to="{parent}.venues.{}"),
        *_fields("name capacity capacity_is_example is_contingent invitation_code released_at"),
    ),
    check=checks.places,
)
ITEMS = Section(
    name="items",
    model=AgendaItem,
    key="key",
    parent="sitting",
    ordered=True,
    fields=(
        *_fields("title minutes"),
        Field("axis", refers_to="{plan}.axes.{}"),
        Field("speakers", refers_to="{holder}.speakers.{}"),
        Field("documents", refers_to="{process}.documents.{}"),
        *_fields("microphone direction"),
    ),
)
SITTINGS = Section(
    name="sittings",
    model=Sitting,
    key="key",
    parent="meeting",
    ordered=True,
    fields=(
        *_fields("part kind title description starts_at ends_at hours_are_example"),
        Field("moderator", refers_to="{parent}.speakers.{}"),
    ),
    children=(ITEMS,),
    check=checks.sitting,
)
SPEAKERS = Section(
    name="speakers",
    model=Speaker,
    key="key",
    parent="meeting",
    ordered=True,
    fields=_fields("name role is_example"),
)
MEETINGS = Section(
    name="meetings",
    model=Meeting,
    key="slug",
    parent="process",
    fields=(
        Field("stage", refers_to="{process}.stages.{}"),
        *_fields(
            "kind title summary description state starts_at ends_at in_person online "
            "registration_opens_at registration_closes_at changes_close_at entry_opens_minutes "
            "unclaimed_after conference_url conference_name online_advice external_in_person_url "
            "external_online_url"
        ),
        Field("questions", refers_to="question_sets.{}"),
        Field("documents", refers_to="{process}.documents.{}"),
        *_fields("is_example source"),
    ),
    children=(VENUES, PLACES, SPEAKERS, SITTINGS),
    check=checks.meeting,
)

# In the order in which they are made: what is named stands before what names it.
FILE = (BODY, ZONES, MUNICIPALITIES, PLANS, QUESTION_SETS, PROCESS, MEETINGS)

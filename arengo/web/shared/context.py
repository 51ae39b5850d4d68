"""What every page knows: the demo, the hour of the process, and what the frame shows."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import DateTimeField, Exists, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from arengo.contributions.models import Contribution
from arengo.core.clock import process_time
from arengo.core.ledger.models import Entry
from arengo.meetings.models import Meeting
from arengo.people.models import Body
from arengo.process.models import Guideline, Process, Stage
from arengo.projects.models import Project
from arengo.web.shared import reading

# Seconds for which the frame of the pages may lag behind what the office publishes.
FRAME_IS_FRESH_FOR = 5
# Acts that change what the pages say. Registrations are acts too, but not news.
PUBLISHING = [
    "agenda_item",
    "blueprint",
    "body",
    "document",
    "guideline",
    "meeting",
    "plan",
    "process",
    "project",
    "sitting",
    "speaker",
    "stage",
    "territory",
    "venue",
]
# Of news most acts are about drafts, which change nothing that anybody reads.
PUBLISHING_NEWS = ["news.published", "news.changed", "news.withdrawn"]


@dataclass(frozen=True)
class MenuEntry:
    """An entry of the navigation."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Frame:
    """What is around every page and changes seldom: the process and what it holds."""

    process: Process | None
    meetings: list[Meeting]
    body: Body | None = None
    updated_at: datetime | None = None
    has_stages: bool = False
    has_guidelines: bool = False
    has_projects: bool = False
    has_news: bool = False
    has_voices: bool = False


class Site:
    """The frame of a page: whose it is, where it leads, what is on now."""

    def __init__(self, request: HttpRequest) -> None:
        self.path = request.path

    @cached_property
    def frame(self) -> Frame:
        """Kept for some seconds: on a busy page it would cost as much as all the rest."""
        frame: Frame | None = cache.get("frame")
        if frame is None:
            frame = _read_frame()
            cache.set("frame", frame, FRAME_IS_FRESH_FOR)
        return frame

    @property
    def process(self) -> Process | None:
        return self.frame.process

    @property
    def body(self) -> Body | None:
        return self.frame.body

    @property
    def title(self) -> str:
        return str(self.process.title) if self.process else _("Percorso partecipativo")

    @property
    def period(self) -> str:
        """The years of the process, unless its title says them already."""
        period = self.process.period if self.process else ""
        years = re.findall(r"\d{4}", period)
        return "" if years and all(year in self.title for year in years) else period

    @property
    def updated_at(self) -> datetime | None:
        return self.frame.updated_at

    @cached_property
    def menu(self) -> list[MenuEntry]:
        """What has content, in the order of the story."""
        if self.process is None:
            return []
        frame = self.frame
        entries = [
            (frame.has_stages, _("Il percorso"), reverse("public:stages")),
            (bool(frame.meetings), _("Incontri"), reverse("public:meeting-list")),
            (frame.has_guidelines, _("Linee di indirizzo"), reverse("public:guidelines")),
        ]
        if self.process.plan_in_force:
            plan = reverse("public:plan", args=[self.process.plan_in_force.key])
            entries.append((True, _("Il piano"), plan))
        entries.append((frame.has_projects, _("Progetti"), reverse("public:projects")))
        entries.append((frame.has_voices, _("Le voci"), reverse("public:voices")))
        entries.append((frame.has_news, _("Notizie"), reverse("public:news")))
        return [
            MenuEntry(label, url, self.path.startswith(url))
            for has_content, label, url in entries
            if has_content
        ]

    @cached_property
    def meeting_now(self) -> Meeting | None:
        """The meeting that is on, from when its doors open."""
        return reading.first_on(self.frame.meetings)

    @cached_property
    def desk_url(self) -> str:
        """The reserved area, once it has an address."""
        try:
            return reverse("desk:today")
        except NoReverseMatch:
            return ""


def _read_frame() -> Frame:
    """Two queries: the process with marks for what it holds, and its meetings; before there is a
    process, its body to be.
    """
    updates = Entry.objects.filter(_published_acts()).order_by("-at").values("at")
    process = (
        reading.processes()
        .annotate(
            has_stages=Exists(Stage.objects.filter(process=OuterRef("pk"))),
            has_guidelines=Exists(Guideline.objects.filter(process=OuterRef("pk"))),
            has_projects=Exists(Project.objects.all()),
            has_news=Exists(reading.news()),
            has_voices=Exists(Contribution.objects.filter(process=OuterRef("pk"))),
            updated_at=Subquery(updates[:1], output_field=DateTimeField()),
        )
        .first()
    )
    if process is None:
        return Frame(None, [], Body.objects.order_by("pk").first())
    return Frame(
        process,
        list(reading.public_meetings().filter(process=process)),
        process.body,
        process.updated_at,
        process.has_stages,
        process.has_guidelines,
        process.has_projects,
        process.has_news,
        process.has_voices,
    )


def site_of(request: HttpRequest) -> Site:
    """The frame of this request's page, made once."""
    return vars(request).setdefault("arengo_site", Site(request))


def _published_acts() -> Q:
    acts = Q(kind__in=PUBLISHING_NEWS)
    for subject in PUBLISHING:
        acts |= Q(kind__startswith=f"{subject}.")
    return acts


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `site` asks the database only when a page uses it."""
    return {
        "is_demo": settings.DEMO,
        "now": SimpleLazyObject(process_time.now),
        "site": site_of(request),
    }

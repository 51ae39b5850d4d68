"""What a page says, as somebody reads it; and small worlds to read."""

import html
import json
import re
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.test import Client

from arengo.meetings.models import AgendaItem, Meeting, Sitting, Speaker, Venue
from arengo.plan.models import Action, Plan, Strategy
from arengo.process.models import Document, Guideline, GuidelineSection, Process, Stage
from tests.factories import make_process, moment


def words(response: HttpResponse) -> str:
    """The page without its tags, in one line."""
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return re.sub(r"\s+([.,;:])", r"\1", " ".join(text.split()))


def read(client: Client, path: str, status: int = 200) -> str:
    """The words of the page at `path`."""
    response = client.get(path)
    assert response.status_code == status
    return words(response)


def links(response: HttpResponse) -> list[str]:
    """The addresses that the page leads to."""
    return [
        html.unescape(link) for link in re.findall(r'href="([^"]+)"', response.content.decode())
    ]


def json_ld(response: HttpResponse) -> dict[str, Any]:
    """The page's data for search engines."""
    found = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.S
    )
    assert len(found) == 1
    return json.loads(found[0])


def add_stage(process: Process, key: str = "ascolto", **fields: Any) -> Stage:
    values: dict[str, Any] = {"title": key.capitalize(), "position": process.stages.count()}
    values.update(fields)
    return Stage.objects.create(process=process, key=key, **values)


def add_document(process: Process, key: str = "invito", **fields: Any) -> Document:
    values: dict[str, Any] = {"title": f"Documento {key}", "url": "https://example.org/doc.pdf"}
    values.update(fields)
    return Document.objects.create(process=process, key=key, **values)


def add_guideline(
    process: Process, key: str = "linee", sections: int = 1, **fields: Any
) -> Guideline:
    values: dict[str, Any] = {"title": "Linee di indirizzo 2024-2026"}
    values.update(fields)
    guideline = Guideline.objects.create(process=process, key=key, **values)
    for place in range(sections):
        GuidelineSection.objects.create(
            guideline=guideline,
            key=f"punto-{place}",
            position=place,
            title=f"Punto {place}",
            text="Un **testo** in parole semplici.",
        )
    return guideline


def add_plan(strategies: int = 1, actions: int = 1, **fields: Any) -> Plan:
    """The plan in force with `strategies` in its first axis and `actions` in each."""
    plan = make_process().plan_in_force
    for name, value in fields.items():
        setattr(plan, name, value)
    plan.save()
    axis = plan.axes.get(number=1)
    for number in range(1, strategies + 1):
        strategy = Strategy.objects.create(axis=axis, number=number, name=f"Strategia {number}")
        for each in range(1, actions + 1):
            Action.objects.create(strategy=strategy, number=each, name=f"Azione {each}")
    return plan


def add_programme(meeting: Meeting, count: int = 1) -> None:
    """`count` sittings in two parts with an axis each, speakers and documents."""
    axes = list(meeting.process.plan_in_force.axes.all())
    for place in range(count):
        sitting = Sitting.objects.create(
            meeting=meeting,
            key=f"seduta-{place}",
            position=place,
            part=1 + place // 2,
            kind=Sitting.Kind.PRESENTATION,
            title=f"Seduta {place}",
            starts_at=moment(f"2023-09-27 16:{place * 10:02}"),
        )
        AgendaItem.objects.create(sitting=sitting, key="a", title="Voce", axis=axes[place])
        Speaker.objects.create(
            meeting=meeting, key=f"p{place}", name=f"Persona {place}", role="Ruolo"
        )
        meeting.documents.add(add_document(meeting.process, f"documento-{place}"))


def add_venue(meeting: Meeting, key: str, city: str) -> Venue:
    return Venue.objects.create(
        meeting=meeting, key=key, name=f"Sede di {city}", address="Via 1", city=city
    )


MAY = date(2023, 5, 1)

"""What the tests of registering do again and again: a form filled in, a page opened by its link."""

import re
from typing import Any

from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from arengo.meetings.models import Meeting
from arengo.questions.models import Question, QuestionSet
from arengo.registrations.links import token_for
from arengo.registrations.models import Registration
from arengo.web.shared.bots import STAMP

MISSING = "variabile che manca"


def opened(seconds_ago: float = 30) -> str:
    """The stamp of a page that was opened some time ago."""
    moment = timezone.now().timestamp() - seconds_ago
    return Signer(salt="arengo.forms.opened").sign(str(int(moment * 1000)))


def typed(**changes: Any) -> dict[str, Any]:
    """The form as Ada fills it in; None leaves a field out."""
    fields: dict[str, Any] = {
        "name": "Ada Rossi",
        "email": "ada@example.org",
        "municipality": "Balme",
        "representing": "citizen",
        "participation": "sala",
        STAMP: opened(),
    }
    fields.update(changes)
    return {name: value for name, value in fields.items() if value is not None}


def form_page(meeting: Meeting) -> str:
    return f"/incontri/{meeting.slug}/iscrizione/"


def page_of(registration: Registration, section: str = "") -> str:
    """The address of the personal page, or of one of its parts ("conferma/")."""
    return f"/i/{token_for(registration)}/{section}"


def text_of(response: Any) -> str:
    """The words of the page's main part, without tags, spaces made one."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    without = re.sub(r"<script.*?</script>|<svg.*?</svg>|<[^>]+>", " ", main, flags=re.DOTALL)
    return " ".join(without.replace("&#x27;", "'").replace("&quot;", '"').split())


def value_of(response: Any, field: str) -> str:
    """What an <input> of the page holds."""
    tags = re.findall(rf'<input[^>]*\bname="{field}"[^>]*>', response.content.decode())
    values = [re.search(r'\bvalue="([^"]*)"', tag) for tag in tags]
    return next((value.group(1) for value in values if value), "")


def is_ticked(response: Any, field: str, value: str = "") -> bool:
    tags = re.findall(rf'<input[^>]*\bname="{field}"[^>]*>', response.content.decode())
    return any("checked" in tag and f'value="{value}"' in tag for tag in tags) or (
        not value and any(" checked" in tag for tag in tags)
    )


def make_questions(meeting: Meeting) -> QuestionSet:
    """One question of each kind, asked at `meeting`; the short one must be answered."""
    questions = QuestionSet.objects.create(key="serata", title="Domande")
    options = [{"key": "invito", "label": {"it": "Dall'invito", "en": "By invitation"}}, "Altro"]
    rows = [
        ("ruolo", "short", {"is_required": True, "label": "Che ruolo hai?"}),
        ("perche", "long", {"label": "Perché vieni?"}),
        ("come", "one", {"label": "Come lo hai saputo?", "options": options}),
        ("quando", "many", {"label": "Quando puoi?", "options": ["Mattina", "Sera"]}),
        ("parlare", "yes_no", {"label": "Vuoi intervenire?"}),
    ]
    for position, (key, kind, fields) in enumerate(rows):
        Question.objects.create(
            question_set=questions, key=key, kind=kind, position=position, **fields
        )
    meeting.questions = questions
    meeting.save()
    return questions


def everything_in(client: Client, *addresses: str) -> list[int]:
    """The status of a GET of each address: what a mail scanner does with a mail's links."""
    return [client.get(address).status_code for address in addresses]

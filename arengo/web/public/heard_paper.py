"""What we heard as a document to take along: PDF/UA, drawn once for what it says."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language, gettext as _

from arengo.core import documents
from arengo.core.clock import words
from arengo.core.outbox import letter
from arengo.feedback.heard import Heard
from arengo.web.public import heard_words
from arengo.web.shared.minutes_blocks import Block, as_data
from arengo.web.shared.minutes_paper import TEMPLATE

# Another number, reply or word is another document; the same one is not drawn again.
KEPT_FOR: Final = 3600


def pdf(heard: Heard) -> bytes:
    """It as PDF/UA, in the active language. Raises InsideTransaction when a transaction is open."""
    sheet = _sheet(heard)
    # The hour at which it was asked for is no reason to draw it again: it says from when it is.
    told = json.dumps({**sheet, "state": ""}, sort_keys=True, ensure_ascii=False)
    key = f"heard:{sha256(told.encode()).hexdigest()}"
    content = cache.get(key)
    if content is None:
        content = documents.compile(TEMPLATE, sheet)
        cache.set(key, content, KEPT_FOR)
    return bytes(content)


def about(heard: Heard) -> str:
    """Which meeting and when, or which stage of which process."""
    meeting, stage = heard.scope.meeting, heard.scope.stage
    if meeting is not None:
        return f"{meeting.title} · {words.from_to(meeting.starts_at, meeting.ends_at)}"
    return f"{stage.title if stage else ''} · {heard.scope.process.title}"


def _sheet(heard: Heard) -> dict[str, Any]:
    title = heard.scope.meeting.title if heard.scope.meeting else ""
    title = title or (heard.scope.stage.title if heard.scope.stage else "")
    page = settings.BASE_URL + heard_words.address_of(heard.scope, "heard")
    return {
        "title": _("Che cosa abbiamo sentito: %(what)s") % {"what": title},
        "language": get_language() or "it",
        "demo": letter.demo_line(),
        "sender": str(heard.scope.process.body.name),
        "heading": _("Che cosa abbiamo sentito"),
        "about": about(heard),
        "state": heard_words.made_in_words(heard),
        "before": "",
        "blocks": as_data(_on_paper(block) for block in heard_words.blocks_of(heard)),
        "proof_heading": _("Dove si legge oggi"),
        "proof": [_("La pagina da cui viene, com'è adesso: %(url)s") % {"url": page}],
        "footer": _("Che cosa abbiamo sentito"),
    }


def _on_paper(block: Block) -> Block:
    """With whole addresses; nothing is folded."""
    if block.kind == "said":
        return replace(block, text="")
    return replace(block, url=settings.BASE_URL + block.url) if block.url else block

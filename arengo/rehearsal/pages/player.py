"""One person of the script at their own pages: opens one, fills in the form that is there, sends it."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, TypeVar

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from arengo.rehearsal.pages.browser import Answer, Browser, NoAnswer
from arengo.rehearsal.pages.figures import Figures
from arengo.rehearsal.pages.page import Form, Page
from arengo.rehearsal.refusals import NeverRegistered
from arengo.rehearsal.script import Act, What

# The view whose page is opened, and the one to which its form goes.
VIEWS: Final = {
    What.REGISTER: ("public:register", "public:register"),
    What.CONFIRM_PLACE: ("public:my-place", "public:my-place-confirm"),
    What.ENTER: ("public:my-room", "public:my-room"),
    What.WRITE: ("room:evening", "room:evening-statement"),
    What.ASK_TO_SPEAK: ("room:evening", "room:evening-speak"),
    What.POINT_OF_ORDER: ("room:evening", "room:evening-speak"),
    What.WITHDRAW: ("room:evening", "room:evening-speak-withdraw"),
    What.QUESTION: ("room:evening", "room:evening-ask"),
    What.SUPPORT: ("room:evening", "room:evening-support"),
    What.VOTE: ("room:evening", "room:evening-vote"),
    What.HELP: ("room:evening", "room:evening-help"),
    What.CONFIRM: ("room:evening", "room:evening-note-confirm"),
    What.WRITE_INSTEAD: ("room:evening-write", "room:evening-write"),
}
# Without its form there is nothing to do: it was done, or never came to that.
NOTHING_TO_DO: Final = {
    What.CONFIRM_PLACE,
    What.ENTER,
    What.WITHDRAW,
    What.CONFIRM,
    What.WRITE_INSTEAD,
}
# Sent as pages do without a script; all the others are the room's script's.
PLAINLY: Final = {What.REGISTER, What.CONFIRM_PLACE, What.ENTER, What.WRITE_INSTEAD}
DONE_BY_SCRIPT: Final = {HTTPStatus.NO_CONTENT, HTTPStatus.OK}
AGAIN_AFTER_SECONDS: Final = 0.2
NOT_OFFERED: Final = _("La pagina non lo offriva.")
SENT_BACK: Final = _("Rimandato alla propria pagina.")
# Where one is who has entered.
INSIDE: Final = {"room:evening", "public:my-room"}


Result = TypeVar("Result")


class Unanswered(Exception):
    """After many tries nobody answered."""


@dataclass
class Told:
    """How an act ended: done (`sent` when there was something to send), or refused with a sentence."""

    sent: bool = False
    refused: str = ""
    # A line that dropped, for the next form that is sent.
    drops: bool = field(default=False, repr=False)


class Player:
    """One person of the cast, whose acts come one after the other, whichever thread brings them."""

    def __init__(self, browser: Browser, figures: Figures, meeting: str, patience: float) -> None:
        self._browser, self._figures = browser, figures
        self._meeting, self._patience = meeting, patience
        self.token = ""

    def play(self, act: Act, *, drops: bool) -> Told:
        """Do it until it is answered; `drops`: the first time the line is lost. Raises Unanswered."""
        if not self.token and act.what != What.REGISTER:
            return Told(refused=str(NeverRegistered().sentence))
        told = Told(drops=drops)
        self._until_answered(str(act.what), lambda: self._play_once(act, told))
        return told

    def open(self, view: str) -> Page:
        """The page of a view, as who only looks. Raises Unanswered."""
        return self._until_answered(f"GET {view}", lambda: self._open(view))

    def _until_answered(self, kind: str, try_it: Callable[[], Result]) -> Result:
        end = time.monotonic() + self._patience
        while True:
            try:
                return try_it()
            except NoAnswer:
                self._figures.repeat(kind)
                if time.monotonic() > end:
                    raise Unanswered from None
                time.sleep(AGAIN_AFTER_SECONDS)
            finally:
                # Nobody keeps a line open while reading: by then the server may be another.
                self._browser.hang_up()

    def _open(self, view: str) -> Page:
        key = {"slug": self._meeting} if view == "public:register" else {"token": self.token}
        with translation.override(settings.LANGUAGE_CODE):
            path = reverse(view, kwargs=key)
        return self._look(f"GET {view}", path)

    def _look(self, kind: str, path: str) -> Page:
        with self._figures.measuring(kind):
            answer = _heard(self._browser.get(path))
        return Page(answer.path, answer.text)

    def _play_once(self, act: Act, told: Told) -> None:
        opened, goes_to = VIEWS[act.what]
        page = self._open(opened)
        forms = list(page.forms(goes_to, **_of_which(act)))
        if not forms:
            is_refused = act.what not in NOTHING_TO_DO
            is_outside = act.what == What.ENTER and page.view not in INSIDE
            told.refused = str(NOT_OFFERED) if is_refused or is_outside else ""
        # Each sentence that was written of one's words is confirmed; every other act has one form.
        for form in forms if act.what == What.CONFIRM else forms[:1]:
            self._send(act, form, told)

    def _send(self, act: Act, form: Form, told: Told) -> None:
        fields = {**form.fields, **FILL.get(act.what, _nothing)(act, form)}
        by_script = act.what not in PLAINLY
        if act.what == What.REGISTER:
            # As long as the fastest person needs: who is faster is taken for a program.
            time.sleep(settings.FORM_MINIMUM_SECONDS + 0.1)
        told.sent = True
        if told.drops:
            told.drops = False
            self._browser.post_and_drop(form.action, fields, by_script=by_script)
        with self._figures.measuring(f"POST {act.what}"):
            answer = _heard(self._browser.post(form.action, fields, by_script=by_script))
        told.refused = _refusal(answer, by_script)
        if answer.is_redirect and not self._went_well(act, answer.location):
            told.refused = str(SENT_BACK)

    def _went_well(self, act: Act, location: str) -> bool:
        """Where a form without script sends on to shows whether it was done."""
        page = self._look(f"GET after {act.what}", location)
        if act.what == What.ENTER:
            return page.view in INSIDE
        return act.what != What.CONFIRM_PLACE or not any(page.forms("public:my-place-confirm"))


def _heard(answer: Answer) -> Answer:
    """An answer of the pages, not of a server that is going down or of nobody behind it."""
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise NoAnswer
    return answer


def _refusal(answer: Answer, by_script: bool) -> str:
    """Empty when it was done, else the sentence where it can be read, or the status."""
    if answer.status in DONE_BY_SCRIPT if by_script else answer.is_redirect:
        return ""
    try:
        return str(json.loads(answer.text)["sentence"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status}"


def _of_which(act: Act) -> dict[str, str]:
    """The values by which one form is told from others of the same view."""
    if act.what == What.WRITE:
        return {"line": act.facts["line"], "kind": act.facts["kind"]}
    return {}


def _nothing(_act: Act, _form: Form) -> dict[str, str]:
    return {}


def _register(act: Act, form: Form) -> dict[str, str]:
    online = [value for value in form.choices["participation"] if "online" in value]
    way = (online or form.choices["participation"])[-1]
    who = {"name": act.facts["name"], "email": act.facts["email"]}
    return {**who, "elsewhere": "on", "participation": way}


def _write(act: Act, _form: Form) -> dict[str, str]:
    return {"horizon": act.facts["horizon"], "text": act.facts["text"]}


def _number(act: Act) -> dict[str, str]:
    # The page has one of its own; with the script's an evening that is told again is the same.
    return {"number": str(act.number)}


def _ask_to_speak(act: Act, _form: Form) -> dict[str, str]:
    return {**_number(act), "kind": "floor", "topic": act.facts["topic"]}


def _point_of_order(act: Act, _form: Form) -> dict[str, str]:
    return {**_number(act), "kind": "point_of_order"}


def _question(act: Act, _form: Form) -> dict[str, str]:
    return {**_number(act), "text": act.facts["text"]}


def _support(act: Act, _form: Form) -> dict[str, str]:
    return {"question": str(act.number)}


def _vote(act: Act, form: Form) -> dict[str, str]:
    name, value = form.buttons[act.facts["option"]]
    return {name: value}


def _help(act: Act, form: Form) -> dict[str, str]:
    return {**_number(act), "about": form.choices["about"][0]}


def _write_instead(act: Act, _form: Form) -> dict[str, str]:
    return {"text": act.facts["text"]}


FILL: Final[dict[What, Callable[[Act, Form], dict[str, str]]]] = {
    What.REGISTER: _register,
    What.WRITE: _write,
    What.ASK_TO_SPEAK: _ask_to_speak,
    What.POINT_OF_ORDER: _point_of_order,
    What.QUESTION: _question,
    What.SUPPORT: _support,
    What.VOTE: _vote,
    What.HELP: _help,
    What.WRITE_INSTEAD: _write_instead,
}

"""What a question, a support, a vote and a poll send."""

import uuid
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.core.localized import Localized
from arengo.live.asked import version_of_poll
from arengo.live.models import Poll
from arengo.live.operations.asking import QUESTION_AT_MOST
from arengo.live.refusals import FewOptions

POLL_QUESTION_AT_MOST: Final = 160
OPTION_AT_MOST: Final = 80


class AskForm(forms.Form):
    """A question; numbered by the page, so that twice is once."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("La tua domanda"),
        max_length=QUESTION_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Scrivi la tua domanda."),
            "max_length": _("Al massimo 400 caratteri: accorcia un po'."),
        },
    )


class SupportForm(forms.Form):
    """Which question somebody would ask too, or no longer."""

    question = forms.UUIDField(required=False)
    withdraw = forms.UUIDField(required=False)

    @property
    def is_withdrawn(self) -> bool:
        return bool(self.cleaned_data.get("withdraw"))

    @property
    def number(self) -> uuid.UUID | None:
        return self.cleaned_data["withdraw"] or self.cleaned_data["question"]


class VoteForm(forms.Form):
    """The answer that was chosen."""

    option = forms.IntegerField(min_value=1)


class PollForm(forms.Form):
    """A poll as it is prepared: Italian, and English where the office writes it."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.CharField(widget=forms.HiddenInput, required=False)
    question = forms.CharField(
        label=_("Domanda"),
        max_length=POLL_QUESTION_AT_MOST,
        error_messages={
            "required": _("Scrivi che cosa si chiede."),
            "max_length": _("Al massimo 160 caratteri: dal fondo della sala non si legge di più."),
        },
    )
    options = forms.CharField(
        label=_("Risposte, una per riga"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Da due a otto. Chi vota ne sceglie una."),
        error_messages={"required": FewOptions.SENTENCE},
    )
    question_en = forms.CharField(
        label=_("Domanda in inglese (facoltativa)"),
        max_length=POLL_QUESTION_AT_MOST,
        required=False,
        error_messages={
            "max_length": _("Al massimo 160 caratteri: dal fondo della sala non si legge di più.")
        },
    )
    options_en = forms.CharField(
        label=_("Risposte in inglese, nello stesso ordine (facoltative)"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )

    def clean_options(self) -> list[str]:
        return _lines(self.cleaned_data["options"])

    def clean_options_en(self) -> list[str]:
        lines = _lines(self.cleaned_data["options_en"])
        if lines and len(lines) != len(self.cleaned_data.get("options", lines)):
            raise forms.ValidationError(
                _("Le risposte in inglese devono essere tante quante quelle in italiano.")
            )
        return lines

    @property
    def as_poll(self) -> dict[str, Any]:
        """What the verbs take."""
        said = self.cleaned_data
        english = said["options_en"] or [""] * len(said["options"])
        return {
            "question": _localized(" ".join(said["question"].split()), said["question_en"]),
            "options": [_localized(*pair) for pair in zip(said["options"], english, strict=True)],
        }

    @classmethod
    def values_of(cls, poll: Poll) -> dict[str, str]:
        """What the form shows of a poll that is there."""
        options = list(poll.options.all())
        return {
            "number": str(poll.pk),
            "version": version_of_poll(poll),
            "question": poll.question.get("it", ""),
            "question_en": poll.question.get("en", ""),
            "options": "\n".join(option.text.get("it", "") for option in options),
            "options_en": "\n".join(option.text.get("en", "") for option in options).strip(),
        }


def _lines(text: str) -> list[str]:
    lines = [words for line in text.splitlines() if (words := " ".join(line.split()))]
    if any(len(line) > OPTION_AT_MOST for line in lines):
        raise forms.ValidationError(
            _("Ogni risposta sta in 80 caratteri: accorcia quella più lunga.")
        )
    return lines


def _localized(it: str, en: str) -> Localized:
    return Localized({"it": it, "en": en} if en else {"it": it})

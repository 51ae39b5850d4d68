"""The addresses that those who serve at a meeting receive: absolute, never stored."""

from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from arengo.core.codes import personal_token
from arengo.meetings.models import Duty

PURPOSE: Final = "duty"


def duty_token(duty: Duty) -> str:
    """The token of the duty's link; raising the duty's version takes it away."""
    return personal_token(PURPOSE, duty.code, duty.version)


def duty_url(duty: Duty, language: str = settings.LANGUAGE_CODE) -> str:
    """The absolute address that opens the pages of a duty."""
    with translation.override(language):
        return settings.BASE_URL + reverse("room:duty", kwargs={"token": duty_token(duty)})

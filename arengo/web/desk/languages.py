"""In which language the office asked to see something that goes out."""

from django.conf import settings
from django.http import HttpRequest


def asked_language(request: HttpRequest) -> str:
    """The language of `lingua`, in the address or the form, when the site speaks it; else its own."""
    asked = request.POST.get("lingua") or request.GET.get("lingua", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

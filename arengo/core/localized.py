"""Texts in several languages: stored as {"it": ..., "en": ...}, read in the language of the page."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext_lazy as _


class Localized(dict[str, str]):
    """A text in several languages. `str()` gives the best one for the page being made."""

    def best(self) -> tuple[str, str]:
        """(language, text) for the active language, else Italian, else any that is there."""
        active = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        for language in (active, settings.LANGUAGE_CODE, *self):
            if self.get(language):
                return language, self[language]
        return active, ""

    @property
    def lang(self) -> str:
        """The language of what `str()` gives: the page marks it when it is not its own."""
        return self.best()[0]

    def __str__(self) -> str:
        return self.best()[1]

    def __bool__(self) -> bool:
        return any(self.values())


class LocalizedField(models.JSONField):
    """A field that holds a Localized; plain strings are taken as Italian."""

    description = _("Testo in più lingue")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Localized)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        if kwargs.get("default") is Localized:
            del kwargs["default"]
        return name, path, list(args), kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Localized:
        return self.to_python(super().from_db_value(value, expression, connection))

    def to_python(self, value: Any) -> Localized:
        if isinstance(value, str):
            return Localized({settings.LANGUAGE_CODE: value} if value else {})
        if value is None:
            return Localized()
        if not isinstance(value, dict):
            raise ValidationError(_("Qui ci vuole un testo, o un testo per lingua."))
        return Localized({key: text for key, text in value.items() if text})

    def pre_save(self, model_instance: models.Model, add: bool) -> Localized:
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value

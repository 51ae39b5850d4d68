"""Forms of the desk and the room: their errors in order, texts in two languages, two people at once.

    class VenueForm(OfficeForm):
        name = LocalizedFormField(label=_("Nome"))
        opens_at = MomentField(label=_("Da quando"), required=False)

`{% include "desk/_form.html" %}` inside a <form> renders it: summary of what is not right, which
takes the focus, then each field with its hint and its sentence. `desk/_field.html` renders one.
An `EditForm` also carries what its author read, so that nobody overwrites somebody else unseen.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from arengo.core.localized import Localized

CONTROLS = (forms.widgets.Input, forms.Textarea)
MANY_LINES = 4


class LocalizedWidget(forms.MultiWidget):
    """One control for each language, side by side."""

    template_name = "shared/widgets/localized.html"

    def __init__(self, *, rows: int = 0, attrs: dict[str, Any] | None = None) -> None:
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            code: forms.Textarea({"rows": rows, "lang": code})
            if rows
            else forms.TextInput({"lang": code})
            for code, _name in settings.LANGUAGES
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: Any) -> list[str]:
        texts = value if isinstance(value, dict) else {settings.LANGUAGE_CODE: value or ""}
        return [texts.get(code, "") for code, _name in settings.LANGUAGES]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for subwidget, (_code, label) in zip(
            context["widget"]["subwidgets"], settings.LANGUAGES, strict=True
        ):
            subwidget["language"] = label
            subwidget["attrs"]["class"] = "form-control"
        return context


class LocalizedHiddenWidget(LocalizedWidget):
    """The same texts carried along unseen, from a preview to the act."""

    template_name = "django/forms/widgets/multiwidget.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs)
        for widget in self.widgets:
            widget.input_type = "hidden"  # type: ignore[attr-defined]  # both kinds may have one
            widget.template_name = "django/forms/widgets/hidden.html"


class LocalizedFormField(forms.MultiValueField):
    """A text in the site's languages, read as a Localized. Required means: at least in Italian."""

    widget = LocalizedWidget
    hidden_widget = LocalizedHiddenWidget

    def __init__(self, *, rows: int = 0, max_length: int | None = None, **kwargs: Any) -> None:
        required = kwargs.pop("required", True)
        parts = [
            forms.CharField(
                required=required and code == settings.LANGUAGE_CODE, max_length=max_length
            )
            for code, _name in settings.LANGUAGES
        ]
        messages = kwargs.setdefault("error_messages", {})
        messages.setdefault("required", _("Scrivi questo testo, almeno in italiano."))
        messages.setdefault("incomplete", messages["required"])
        kwargs.setdefault("widget", LocalizedWidget(rows=rows))
        super().__init__(fields=parts, required=required, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[str]) -> Localized:
        texts = zip(settings.LANGUAGES, data_list or [], strict=False)
        return Localized({code: text for (code, _name), text in texts if text})

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = LocalizedWidget().decompress(initial)
        return list(before) != [text or "" for text in data or []]


class MomentField(forms.DateTimeField):
    """A day and an hour, local, in one native control."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        )
        kwargs.setdefault("error_messages", {}).setdefault(
            "invalid", _("Scrivi giorno e ora, per esempio 27/09/2023 16:00.")
        )
        super().__init__(**kwargs)


class DayField(forms.DateField):
    """A day, in a native control."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("error_messages", {}).setdefault(
            "invalid", _("Scrivi il giorno, per esempio 27/09/2023.")
        )
        super().__init__(**kwargs)


class OfficeForm(forms.Form):
    """A form with our controls, whose mistakes can be listed in the page's order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.prepare()
        for field in self.fields.values():
            dress(field)

    def prepare(self) -> None:
        """For a form whose fields depend on something: add or change them here."""

    @property
    def only_files(self) -> bool:
        """True where nothing is typed: a file that was chosen is not there any more when it is wrong."""
        return all(isinstance(field, forms.FileField) for field in self.fields.values())

    def problems(self) -> list[tuple[str, str]]:
        """(id of the control, sentence) of each mistake, in the order of the fields."""
        found = [("", str(sentence)) for sentence in self.non_field_errors()]
        for bound in self:
            found += [(anchor(bound), str(sentence)) for sentence in bound.errors]
        return found


def dress(field: forms.Field) -> None:
    """Give a field's control the class by which our style knows it."""
    widget = field.widget
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return
    if isinstance(widget, forms.Select):
        widget.attrs.setdefault("class", "form-select")
    elif isinstance(widget, CONTROLS):
        widget.attrs.setdefault("class", "form-control")
    if isinstance(widget, forms.Textarea):
        widget.attrs["rows"] = widget.attrs.get("rows") or MANY_LINES


def anchor(bound: forms.BoundField) -> str:
    """The id of a field's first control, where a link from the summary leads."""
    is_group = bound.field.widget.use_fieldset
    return f"{bound.auto_id}_0" if is_group else str(bound.auto_id)


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed while this person was writing."""

    label: str
    theirs: str
    mine: str


class EditForm(OfficeForm):
    """A form that changes what is there. `initial` is the row as it is now.

    It carries a digest of what its author read. When that is no longer what is there, it does not
    validate: it shows what the other wrote beside what was typed, which is all still there, and
    sending it again saves it. Nothing is lost without somebody having seen it.
    """

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differences: list[Difference] = []
        self.initial["version"] = self.version_now()

    def version_now(self) -> str:
        """A digest of the values that the form found."""
        known = [
            f"{name}={_plain(self.get_initial_for_field(field, name))}"
            for name, field in self.fields.items()
            if name != "version"
        ]
        return hashlib.sha256("\x1f".join(known).encode()).hexdigest()[:16]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typed = str(cleaned.get("version", ""))
        if typed and typed != self.version_now():
            self._compare(cleaned)
        return cleaned

    def _compare(self, cleaned: dict[str, Any]) -> None:
        self.differences = [
            Difference(str(bound.label), _shown(bound, theirs), _shown(bound, cleaned[bound.name]))
            for bound in self.visible_fields()
            if bound.name in cleaned
            and _plain(theirs := self.get_initial_for_field(bound.field, bound.name))
            != _plain(cleaned[bound.name])
        ]
        # Sent again, it is sent by somebody who has seen both.
        data: Any = self.data
        self.data = data = data.copy()
        data[self.add_prefix("version")] = self.version_now()
        if self.differences:
            self.add_error(
                None,
                _(
                    "Mentre scrivevi qualcun altro ha cambiato queste cose. Qui sotto vedi le due "
                    "versioni: correggi se serve e salva di nuovo, vale quello che salvi ora."
                ),
            )


def _plain(value: Any) -> str:
    """A value as one text, the same however it came: row, form or database."""
    if callable(value):
        value = value()
    if value in (None, "", False):
        return ""
    if isinstance(value, dict):
        return "|".join(f"{key}:{text}" for key, text in sorted(value.items()) if text)
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, list | tuple | set | QuerySet):
        return ",".join(sorted(_plain(each) for each in value))
    return str(value).replace("\r\n", "\n").strip()


def _shown(bound: forms.BoundField, value: Any) -> str:
    """A value as people read it."""
    choices: Any = getattr(bound.field, "choices", None)
    if choices is not None:
        names = {_plain(getattr(key, "value", key)): str(label) for key, label in choices}
        values: Iterable[Any] = value if isinstance(value, list | tuple | QuerySet) else [value]
        return ", ".join(names.get(_plain(each), _plain(each)) for each in values)
    if isinstance(value, dict):
        return " / ".join(text for text in value.values() if text)
    if isinstance(value, bool):
        return str(_("sì") if value else _("no"))
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return str(value or "")

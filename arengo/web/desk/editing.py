"""What the desk's editors share: one form, one verb, one sentence; a refusal beside its field."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Manager, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from arengo.core.editing import FieldRefused
from arengo.core.localized import Localized
from arengo.core.pointing import StillNamed
from arengo.core.refusals import NotForYou, Refusal
from arengo.people.models import User
from arengo.people.rules import Right, require
from arengo.web.desk import holders
from arengo.web.shared.forms import OfficeForm

Values = dict[str, Any]


def editor(request: HttpRequest, right: Right = Right.WRITE) -> str:
    """Who writes, as the ledger names them. Raises NeedsSignIn or NeedsAnotherRole."""
    return actor(require(request.user, right))


def actor(user: User) -> str:
    """A member of the office as the ledger names them."""
    return f"staff:{user.pk}"


def initial_of(row: Model, names: tuple[str, ...]) -> Values:
    """What a form shows of a row: its fields by name."""
    return {name: _read(row, name) for name in names}


def saved(form: OfficeForm, save: Callable[[Values], HttpResponse]) -> HttpResponse | None:
    """What `save` gives for the values of a form that was sent and is right; else None.

    What the verb refuses becomes a sentence of the form: everything typed is still there.
    """
    if not (form.is_bound and form.is_valid()):
        return None
    try:
        return save(values_of(form))
    except NotForYou:
        raise
    except FieldRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, _said(refusal))
    except Refusal as refusal:
        form.add_error(None, _said(refusal))
    return None


def values_of(form: OfficeForm) -> Values:
    """The values of a valid form. What differs only in its line endings is as it was, and a text
    keeps the languages for which the form has no box.
    """
    values = {}
    for name, value in form.cleaned_data.items():
        if name != "version":
            before = form.get_initial_for_field(form.fields[name], name)
            value = _with_other_languages(before, _unix(value))
            values[name] = before if _same(before, value) else value
    return values


def told(request: HttpRequest, sentence: str | Promise, to: str) -> HttpResponse:
    """Say what was done, and go to a page (an address)."""
    messages.success(request, str(sentence))
    return redirect(to)


def edit_page(
    request: HttpRequest,
    form: OfficeForm,
    save: Callable[[Values], HttpResponse],
    *,
    heading: str | Promise,
    back: tuple[str | Promise, str],
    **context: Any,
) -> HttpResponse:
    """A page with one form, or what `save` gives. `back`: (label, address) of where it belongs.

    `context`: lede, button, is_danger, template, and whatever the template asks for.
    """
    done = saved(form, save)
    if done is not None:
        return done
    template = context.pop("template", "desk/meetings/edit.html")
    status = 422 if form.is_bound else 200
    context = {"form": form, "heading": heading, "back": back, **context}
    return render(request, template, context, status=status)


def confirm_page(
    request: HttpRequest,
    act: Callable[[Values], HttpResponse],
    *,
    heading: str | Promise,
    back: tuple[str | Promise, str],
    **context: Any,
) -> HttpResponse:
    """Ask before something that is not undone: `lede` says what it does, `button` does it."""
    form = OfficeForm(request.POST if request.method == "POST" else None)
    return edit_page(request, form, act, heading=heading, back=back, is_danger=True, **context)


def remove_page(
    request: HttpRequest,
    act: Callable[[Values], HttpResponse],
    *,
    named: Mapping[str, int],
    **context: Any,
) -> HttpResponse:
    """Ask before taking something away; while others name it (`named`), say which and offer no button."""
    if not named:
        return confirm_page(request, act, **context)
    lede = holders.sentence(named)
    return confirm_page(request, act, template="desk/held.html", **{**context, "lede": lede})


def _said(refusal: Refusal) -> str:
    if isinstance(refusal, StillNamed):
        return holders.sentence(refusal.holders)
    return str(refusal.sentence)


def _read(row: Model, name: str) -> Any:
    value = getattr(row, name)
    if isinstance(value, Manager):
        return list(value.all()) if row.pk else []
    return value


def _unix(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, Mapping):
        return Localized({key: _unix(text) for key, text in value.items()})
    return list(value) if isinstance(value, QuerySet) else value


def _with_other_languages(before: Any, value: Any) -> Any:
    if not (isinstance(before, Mapping) and isinstance(value, Localized)):
        return value
    offered = dict(settings.LANGUAGES)
    others = {code: text for code, text in before.items() if code not in offered}
    return Localized({**others, **value})


def _same(before: Any, value: Any) -> bool:
    if isinstance(before, str) and isinstance(value, str):
        return before.strip() == value.strip()
    if isinstance(before, Mapping) and isinstance(value, Mapping):
        return all(
            before.get(key, "").strip() == value.get(key, "").strip() for key in {*before, *value}
        )
    return bool(before == value)

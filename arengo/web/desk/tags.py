"""What the desk's templates ask for: `{% load desk %}`."""

from typing import Any

from django import template
from django.http import QueryDict
from django.template.context import Context

from arengo.people.rules import Right, may
from arengo.web.desk import access, ledger_words, mail_words

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_menu(context: Context) -> list[access.MenuEntry]:
    """The left column for whoever is signed in."""
    request = context["request"]
    route = request.resolver_match.view_name if request.resolver_match else ""
    return access.menu(request.user, route)


@register.simple_tag(takes_context=True)
def may_do(context: Context, right: str) -> bool:
    """Whether the user's role has a right: `{% may_do "write" as may_write %}`."""
    return may(context["request"].user, Right(right))


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The address of this page with some of its query changed; empty values leave, paging restarts."""
    params: QueryDict = context["request"].GET.copy()
    params.pop("pagina", None)
    for name, value in changes.items():
        params.pop(name, None)
        if value not in (None, ""):
            params[name] = str(value)
    text = params.urlencode()
    return f"?{text}" if text else "?"


@register.filter
def percent_of(part: int, whole: int) -> int:
    """How much of `whole` is `part`, in whole percent; all of it when there is nothing."""
    return round(100 * part / whole) if whole else 0


@register.filter
def in_words(entry: Any) -> str:
    """What an act of the ledger was, in words."""
    return ledger_words.act(entry)


@register.filter
def mail_kind(message: Any) -> str:
    """What kind of mail a message is, in words."""
    return mail_words.kind(message.render)

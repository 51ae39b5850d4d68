"""What the desk's templates ask for: `{% load desk %}`."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext as _

from arengo.core import codes
from arengo.core.clock import process_time
from arengo.core.codes import show
from arengo.core.outbox.models import Message
from arengo.meetings.models import Meeting
from arengo.people.rules import Right, may
from arengo.registrations.models import SeatPool
from arengo.web.desk import access, ledger_words
from arengo.web.desk.bars import in_percent
from arengo.web.desk.forms.places import name_of
from arengo.web.desk.selection import Chip, representing_in_short
from arengo.web.shared import mail_words

register = template.Library()
# What mails and acts name by the code of an invitation.
BY_CODE = ("invitation", "invited_person")


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


@register.filter
def shown_code(code: str) -> str:
    """A code in two groups, as people read it."""
    return codes.show(code)


@register.filter
def held_through(message: Message) -> datetime | None:
    """The last moment through which a mail is held; None when it is not, or no longer."""
    if message.held_until is None or message.held_until <= process_time.now():
        return None
    return message.held_until - timedelta(seconds=1)


@register.simple_tag(takes_context=True)
def chip_url(context: Context, chip: Chip) -> str:
    """Where a chip leads: this page with the filter put on, or taken away."""
    return query(context, **{chip.name: chip.next_value})


@register.simple_tag(takes_context=True)
def query_page(context: Context, number: int) -> str:
    """Another page of the same list."""
    params: QueryDict = context["request"].GET.copy()
    params["pagina"] = str(number)
    return f"?{params.urlencode()}"


@register.simple_tag
def pool_name(pool: SeatPool) -> str:
    """How a pool is called."""
    return name_of(pool)


@register.simple_tag
def in_short(representing: str) -> str:
    """For whom one takes part, in a few words."""
    return representing_in_short().get(representing, representing)


@register.simple_tag
def language_name(code: str) -> str:
    """A language by its name in the page's language."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@register.simple_tag
def route_url(route: str, *args: Any) -> str:
    """The address of a route that may not exist yet; empty then."""
    try:
        return reverse(route, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def meeting_tabs(context: Context, meeting: Meeting) -> list[tuple[str, str, str]]:
    """The pages of one meeting that the role opens: (key, label, address)."""
    user = context["request"].user
    tabs = []
    for key, label, route, right in access.MEETING_TABS:
        url = route_url(route, meeting.slug)
        if url and may(user, right):
            tabs.append((key, str(label), url))
    return tabs


@register.simple_tag
def subject_link(subject: str) -> SafeString:
    """What an act or a mail is about, as a link where there is a page for it."""
    what, _colon, reference = subject.partition(":")
    if what == "registration":
        url = reverse("desk:registration", args=[reference])
        return format_html('<a class="code" href="{}">{}</a>', url, show(reference))
    if what == "meeting":
        return format_html(
            '<a href="{}">{}</a>', reverse("desk:meeting", args=[reference]), reference
        )
    if what == "staff":
        return format_html("{}", _("una persona dell'ufficio"))
    if what == "person":
        return format_html("{}", _("una persona"))
    return format_html("{}", show(reference) if what in BY_CODE else reference or "—")


@register.filter
def share(part: float) -> str:
    """A fraction as people say it."""
    return in_percent(part)


@register.filter
def thousands(number: int) -> str:
    """A whole number with its thousands apart."""
    return number_format(number, force_grouping=True)


@register.filter
def bar_of(part: float, longest: float) -> str:
    """How long a bar is, in hundredths of the longest."""
    return f"{100 * part / longest:.1f}" if longest else "0"


@register.filter
def unlocalized(number: float) -> str:
    """A number as drawings need it, with a point."""
    return f"{number:g}"


@register.filter
def above(number: float) -> str:
    """A little above a height in a drawing."""
    return f"{number - 6:g}"


@register.filter
def with_control(bound: BoundField) -> SafeString:
    """The control of a form that is not ours (django-allauth), in our style."""
    # A placeholder would say the label again, and go as one types.
    return bound.as_widget(attrs={"class": "form-control", "placeholder": False})

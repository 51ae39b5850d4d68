"""The replies: drafted to a selection of voices, read again by somebody else, published together."""

from collections.abc import Sequence
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arengo.contributions.models import Contribution
from arengo.core import editing
from arengo.feedback import operations
from arengo.feedback.emails import outcome_in_words
from arengo.feedback.models import Reply
from arengo.feedback.queries import authors_of, drafts, published_replies, with_voice_count
from arengo.people.models import User
from arengo.people.queries import others_write
from arengo.people.rules import Right, require
from arengo.web.desk.chosen_voices import (
    NAMED,
    SHOWN,
    ChosenVoices,
    asked_for,
    filters_of,
    list_of,
    nothing_ticked,
)
from arengo.web.desk.covering import cover_for
from arengo.web.desk.editing import Values, actor, confirm_page, edit_page, editor, told
from arengo.web.desk.forms.voices import ReplyForm, initial_of_reply
from arengo.web.desk.getting import attempt, posted
from arengo.web.desk.views.voices import the_process
from arengo.web.desk.voice_selection import TO_ANSWER, TO_READ, in_state

ON_A_PAGE = 30
# So many codes are looked for in one statement.
AT_ONCE = 2000


@require_safe
def replies(request: HttpRequest) -> HttpResponse:
    """What is being drafted, what waits to be published, what was published."""
    require(request.user, Right.SEE)
    process = the_process()
    names = _names()
    page = Paginator(published_replies(process), ON_A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "drafts": [_in_words(row, names) for row in drafts(process)],
        "page": page,
        "published": [_in_words(row, names) for row in page],
    }
    return render(request, "desk/replies/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new draft, to the voices that were chosen, or to all of a list without some."""
    by = editor(request)
    if back := nothing_ticked(request):
        return back
    process = the_process()
    asked = asked_for(process, request.GET)
    chosen = ChosenVoices(asked.filter(in_state(TO_ANSWER)), posted(request))
    # What was typed stays, also when meanwhile all of them were answered.
    if request.method == "GET" and not chosen.number:
        context = {"why": _why_none(asked), "unread": asked.filter(in_state(TO_READ)).exists()}
        context["list_url"] = list_of(filters_of(request.GET))
        return render(request, "desk/replies/none.html", context)
    last = Reply.objects.filter(process=process).order_by("drafted_at").last()
    form = ReplyForm(request.POST or None, process=process, initial=initial_of_reply(None, last))

    def write(values: Values) -> HttpResponse:
        row = operations.draft_reply(
            process=process, contributions=_with(chosen.taken()), values=values, by=by
        )
        return told(request, _("Bozza salvata. Ora la rilegge un'altra persona."), _here(row))

    return edit_page(
        request,
        form,
        write,
        heading=_("Rispondi"),
        back=(_("Voci"), list_of(filters_of(request.GET))),
        button=_("Salva la bozza"),
        template="desk/replies/edit.html",
        chosen=chosen,
        left=asked.count() - chosen.number if NAMED in request.GET else 0,
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: UUID) -> HttpResponse:
    """The draft anew; who leaves a voice out lets it wait for a reply again."""
    by = editor(request)
    row = _reply(number)
    chosen = ChosenVoices(_voices_of(row), posted(request))
    form = ReplyForm(request.POST or None, process=row.process, initial=initial_of_reply(row, None))

    def write(values: Values) -> HttpResponse:
        without = sorted(set(chosen.codes) - set(chosen.taken()))
        operations.change_reply(
            reply=row,
            values=values,
            without=_with(without),
            version=editing.version_of(row, values),
            by=by,
        )
        return told(request, _("Bozza salvata. Ora la rilegge un'altra persona."), _here(row))

    return edit_page(
        request,
        form,
        write,
        heading=_("Correggi la risposta"),
        back=(_("La risposta"), _here(row)),
        button=_("Salva la bozza"),
        template="desk/replies/edit.html",
        chosen=chosen,
    )


@require_safe
def reply(request: HttpRequest, number: UUID) -> HttpResponse:
    """The reply as who spoke will read it, with its voices, and what can be done with it."""
    user = require(request.user, Right.SEE)
    row = _reply(number)
    page = Paginator(_voices_of(row), SHOWN).get_page(request.GET.get("pagina"))
    page.object_list = list(page.object_list)
    cover_for(user, page.object_list)
    context = {
        **_in_words(row, _names()),
        "page": page,
        "authors": authors_of([row]),
        "is_for_others": row.drafted_by == actor(user) and others_write(actor(user)),
    }
    return render(request, "desk/replies/reply.html", context)


@require_POST
def review(request: HttpRequest, number: UUID) -> HttpResponse:
    """It was read again, and can be published."""
    by = editor(request)
    row = _reply(number)
    attempt(
        request,
        lambda: operations.review_reply(reply=row, by=by),
        _("Riletta: si può pubblicare."),
    )
    return redirect(_here(row))


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, number: UUID) -> HttpResponse:
    """Ask, and throw the draft away."""
    by = editor(request)
    row = _reply(number)

    def act(_values: Values) -> HttpResponse:
        operations.discard_reply(reply=row, by=by)
        return told(request, _("Bozza scartata: le voci aspettano una risposta."), _all())

    return confirm_page(
        request,
        act,
        heading=_("Scarta la bozza"),
        lede=_("Il testo va perso; le voci restano, e aspettano una risposta."),
        back=(_("La risposta"), _here(row)),
        button=_("Sì, scarta"),
    )


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Ask, saying how many voices and people it concerns, and publish together."""
    by = editor(request)
    ids = request.POST.getlist("risposta") or request.GET.getlist("risposta")
    rows = list(Reply.objects.filter(pk__in=_uuids(ids), state=Reply.State.REVIEWED))
    if not rows:
        return told(request, _("Scegli almeno una risposta già riletta."), _all())

    def act(_values: Values) -> HttpResponse:
        operations.publish_replies(replies=rows, by=by)
        return told(request, _("Pubblicate. Le mail partono adesso."), _all())

    return confirm_page(
        request,
        act,
        heading=_("Pubblica"),
        lede=_what_it_does(rows),
        back=(_("Risposte"), _all()),
        button=_("Sì, pubblica"),
        template="desk/replies/publish.html",
        replies=rows,
    )


def _why_none(asked: QuerySet[Contribution]) -> str:
    """Why none of these voices can be answered now."""
    number, unread = asked.count(), asked.filter(in_state(TO_READ)).count()
    if not number:
        return _("Qui non c'è nessuna voce: torna all'elenco e scegline una.")
    if unread == number:
        words = ngettext(
            "Questa voce non è ancora letta: si risponde a quelle lette.",
            "Le %(n)s voci di questo elenco non sono ancora lette: si risponde a quelle lette.",
            number,
        )
    elif unread:
        words = ngettext(
            "Nessuna di queste %(n)s voci aspetta una risposta: %(unread)s non è ancora letta, le altre "
            "ne hanno già una, o si risponde a un'altra.",
            "Nessuna di queste %(n)s voci aspetta una risposta: %(unread)s non sono ancora lette, le "
            "altre ne hanno già una, o si risponde a un'altra.",
            unread,
        )
    else:
        words = ngettext(
            "Questa voce non aspetta una risposta: ne ha già una, pubblicata o in preparazione, o si "
            "risponde a un'altra.",
            "Nessuna di queste %(n)s voci aspetta una risposta: ne hanno già una, pubblicata o in "
            "preparazione, o si risponde a un'altra.",
            number,
        )
    return words % {"n": number, "unread": unread}


def _what_it_does(rows: Sequence[Reply]) -> str:
    voices = sum(row.voices.count() for row in rows)
    authors = authors_of(rows)
    one = ngettext("%(n)s risposta", "%(n)s risposte", len(rows)) % {"n": len(rows)}
    other = ngettext("%(n)s voce", "%(n)s voci", voices) % {"n": voices}
    mails = ngettext("%(n)s persona riceve una mail", "%(n)s persone ricevono una mail", authors)
    return _("%(replies)s a %(voices)s: da qui non cambiano più. %(mails)s.") % {
        "replies": one,
        "voices": other,
        "mails": mails % {"n": authors} if authors else _("Nessuno riceve una mail"),
    }


def _names() -> dict[str, str]:
    """Who works here, by how the ledger calls them."""
    return {actor(user): user.name for user in User.objects.all()}


def _in_words(row: Reply, names: dict[str, str]) -> dict[str, object]:
    """A reply with what its page and list say of it; `voice_count` is annotated."""
    return {
        "reply": row,
        "outcome": outcome_in_words(row),
        "drafted_by": names.get(row.drafted_by, ""),
        "reviewed_by": names.get(row.reviewed_by, ""),
    }


def _voices_of(row: Reply) -> QuerySet[Contribution]:
    """The voices that a reply answers, the oldest first."""
    return Contribution.objects.filter(pk__in=row.voices.order_by().values("contribution"))


def _with(codes: Sequence[str]) -> list[Contribution]:
    """The voices with these codes, asked for in lots that every database takes: their keys only."""
    rows = Contribution.objects.only("pk").order_by()
    lots = (codes[start : start + AT_ONCE] for start in range(0, len(codes), AT_ONCE))
    return [row for some in lots for row in rows.filter(code__in=some)]


def _reply(number: UUID) -> Reply:
    links = ("section", "strategy__axis", "project", "document", "process__plan_in_force")
    rows = with_voice_count(Reply.objects.select_related(*links))
    return get_object_or_404(rows, pk=number)


def _uuids(typed: Sequence[str]) -> list[UUID]:
    found = []
    for each in typed:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return found


def _here(row: Reply) -> str:
    return reverse("desk:reply", args=[row.pk])


def _all() -> str:
    return reverse("desk:replies")

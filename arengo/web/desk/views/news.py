"""The news: written, read as others will read it, published, corrected, withdrawn."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arengo.invitations import operations as publishing
from arengo.invitations.rules import quiet_period
from arengo.pages import operations, queries
from arengo.pages.models import News
from arengo.pages.queries import NEWS_FIELDS, words_version
from arengo.web.desk import getting
from arengo.web.desk.editing import Values, confirm_page, edit_page, editor, initial_of, told
from arengo.web.desk.forms.news import NewsForm
from arengo.web.desk.languages import asked_language

ON_A_PAGE = 30
State = News.State


@require_safe
def news_list(request: HttpRequest) -> HttpResponse:
    """Every piece of news: what is not out yet first, then the latest."""
    editor(request)
    page = Paginator(queries.all_news(), ON_A_PAGE).get_page(request.GET.get("pagina"))
    context = {"page": page, "quiet": quiet_period()}
    return render(request, "desk/news/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new draft; nobody reads it before it is published."""
    by = editor(request)

    def write(values: Values) -> HttpResponse:
        row = operations.save_news(values=values, by=by)
        return told(request, _("Bozza salvata: ecco come si leggerà."), _here(row))

    return edit_page(
        request,
        NewsForm(request.POST or None),
        write,
        heading=_("Nuova notizia"),
        lede=_("Nasce come bozza: la vede solo l'ufficio finché non la pubblicate."),
        back=_back(),
        button=_("Salva e guarda"),
    )


@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece of news as others read it, or will, and what can be done with it."""
    editor(request)
    row = _news(pk)
    language = asked_language(request)
    with translation.override(language):
        # Marked with its language only where it is not the one asked for.
        article = render_to_string("desk/news/_article.html", {"news": row})
    context = {
        "news": row,
        "article": article,
        "language": language,
        "version": words_version(row),
        "quiet": quiet_period(),
    }
    return render(request, "desk/news/item.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its words; of one that is out they change for everybody at once."""
    by = editor(request)
    row = _news(pk)
    version = words_version(row)

    def write(values: Values) -> HttpResponse:
        saved = operations.save_news(news=row, values=values, version=version, by=by)
        return told(request, _("Salvata: ecco come si legge."), _here(saved))

    is_out = row.state == State.PUBLISHED
    return edit_page(
        request,
        NewsForm(request.POST or None, initial=initial_of(row, NEWS_FIELDS)),
        write,
        heading=row.title,
        lede=_("È pubblicata: quello che salvi lo leggono tutti, subito.") if is_out else "",
        back=(str(row.title), _here(row)),
        button=_("Salva e guarda"),
    )


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Out it goes, as it was read here; in a quiet period it waits until that is over."""
    by = editor(request)
    row = _news(pk)
    version = request.POST.get("version", "")
    is_quiet = quiet_period() is not None
    done = _("Pubblicata: è sul sito.")
    if is_quiet:
        done = _("Trattenuta: esce da sola quando finisce il periodo di silenzio.")
    getting.attempt(
        request, lambda: publishing.publish_news(news=row, version=version, by=by), done
    )
    return redirect(_here(row))


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Off the site, or out of those that are held."""
    by = editor(request)
    row = _news(pk)
    was_out = row.published_at is not None

    def act(_values: Values) -> HttpResponse:
        operations.withdraw_news(news=row, by=by)
        done = _("Ritirata: non è più sul sito.") if was_out else _("È di nuovo una bozza.")
        return told(request, done, _here(row))

    held = _("Torna una bozza, con tutto quello che c'è scritto.")
    out = _(
        "Esce dal sito subito. Chi ne ha l'indirizzo legge che è stata ritirata; qui resta, e si "
        "può pubblicare di nuovo."
    )
    return confirm_page(
        request,
        act,
        heading=_("Ritirare «%s»?") % row.title,
        lede=out if row.state == State.PUBLISHED else held,
        back=(str(row.title), _here(row)),
        button=_("Ritira"),
    )


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    by = editor(request)
    row = _news(pk)

    def act(_values: Values) -> HttpResponse:
        operations.remove_news(news=row, by=by)
        return told(request, _("Bozza eliminata."), _back()[1])

    return confirm_page(
        request,
        act,
        heading=_("Eliminare la bozza «%s»?") % row.title,
        lede=_("Nessuno l'ha letta, e non si può riprendere."),
        back=(str(row.title), _here(row)),
        button=_("Elimina la bozza"),
    )


def _news(pk: int) -> News:
    return get_object_or_404(News, pk=pk)


def _here(row: News) -> str:
    return reverse("desk:news-item", args=[row.pk])


def _back() -> tuple[str, str]:
    return _("Notizie"), reverse("desk:news")

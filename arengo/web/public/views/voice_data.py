"""The published voices and who took part as data: the page that says what is in them, and the files."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arengo.contributions.published import readable
from arengo.core import spreadsheets
from arengo.web.public import voice_data
from arengo.web.public.figures import voices_words
from arengo.web.public.voice_data import Column
from arengo.web.public.voice_filters import VoiceFilters
from arengo.web.shared import limits, shells
from arengo.web.shared.context import site_of
from arengo.web.shared.limits import AddressLimit

# A file of all voices costs as much as a hundred pages.
FILES = AddressLimit("voice-data", per_address=30, per_range=200, seconds=600)
JSON_TYPE = "application/json; charset=utf-8"
KEPT_FOR = "public, max-age=60"
Rows = Iterator[list[Any]]


@require_safe
@shells.for_a_moment
def data(request: HttpRequest) -> HttpResponse:
    """What the files hold, under which licence; and who took part, in tables."""
    process = site_of(request).process
    if process is None:
        raise Http404
    tables = voice_data.participant_tables(process)
    context = {
        "licence": voice_data.LICENCE,
        "body": process.body,
        "voices_words": voices_words(readable(process).count()),
        "headings": [table.heading for table in tables],
        "meetings": voice_data.by_meeting(tables),
        "voice_columns": voice_data.VOICE_COLUMNS,
        "participant_columns": voice_data.PARTICIPANT_COLUMNS,
    }
    return render(request, "public/voices/data.html", context)


@require_safe
def voices_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The voices that the filters in the address leave, all of them."""
    process = site_of(request).process
    if process is None:
        raise Http404
    filters = VoiceFilters(process, request.GET).asked
    host = request.build_absolute_uri("/").rstrip("/")
    return _file(
        request,
        kind,
        "voci",
        voice_data.VOICE_COLUMNS,
        lambda: voice_data.voice_rows(process, filters, host),
    )


@require_safe
def participants_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """How many were registered, came and spoke, by meeting and type."""
    process = site_of(request).process
    if process is None:
        raise Http404
    return _file(
        request,
        kind,
        "partecipanti",
        voice_data.PARTICIPANT_COLUMNS,
        lambda: voice_data.participant_rows(process),
    )


def _file(
    request: HttpRequest,
    kind: str,
    name: str,
    columns: Sequence[Column],
    rows: Callable[[], Rows],
) -> HttpResponseBase:
    """As CSV or JSON, sent while it is made; or as XLSX."""
    if kind not in ("csv", "json", "xlsx"):
        raise Http404
    if not limits.allows(request, FILES):
        sentence = _("Dalla tua rete arrivano troppe richieste: riprova tra poco.")
        return HttpResponse(sentence, status=429, content_type="text/plain; charset=utf-8")
    names = [column.name for column in columns]
    response: HttpResponseBase
    if kind == "csv":
        lines = spreadsheets.csv_lines(names, rows())
        response = StreamingHttpResponse(lines, content_type=spreadsheets.CSV_TYPE)
    elif kind == "json":
        response = StreamingHttpResponse(_json(name, names, rows()), content_type=JSON_TYPE)
    else:
        content = spreadsheets.write_xlsx(
            names, rows(), sheet=name, cut=_("… (continua nella pagina)")
        )
        response = HttpResponse(content, content_type=spreadsheets.XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = KEPT_FOR
    return response


def _json(name: str, names: Sequence[str], rows: Rows) -> Iterator[str]:
    """One object with the licence and the rows, each with its columns by name."""
    yield f'{{"licenza": {json.dumps(voice_data.LICENCE)}, {json.dumps(name)}: ['
    between = "\n"
    for row in rows:
        named = dict(zip(names, row, strict=True))
        yield between + json.dumps(named, cls=DjangoJSONEncoder, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"

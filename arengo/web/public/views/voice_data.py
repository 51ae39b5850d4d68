"""The published voices and who took part as data: the page that says what is in them, and the files."""

import json
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import IO, Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe

from arengo.contributions.published import readable
from arengo.core import spreadsheets
from arengo.web.public import voice_data
from arengo.web.public.figures import voices_words
from arengo.web.public.voice_data import Column
from arengo.web.public.voice_filters import VoiceFilters
from arengo.web.shared import limits, made_files, shells
from arengo.web.shared.context import site_of
from arengo.web.shared.limits import AddressLimit
from arengo.web.shared.made_files import MadeFiles

FILES = AddressLimit("voice-data", per_address=30, per_range=200, seconds=600)
# Ten thousand voices take four seconds, as long as a hundred pages; so much of the time may one
# network have: a fifth.
MAKING = AddressLimit("voice-data-making", per_address=12, per_range=30, seconds=600)
JSON_TYPE = "application/json; charset=utf-8"
TYPES: Final = {
    "csv": spreadsheets.CSV_TYPE,
    "json": JSON_TYPE,
    "xlsx": spreadsheets.XLSX_TYPE,
}
MADE = MadeFiles(seconds=60, most=12)
Rows = Iterator[list[Any]]


@require_safe
@shells.for_a_moment
def data(request: HttpRequest) -> HttpResponse:
    """What the files hold, under which licence; and who took part, in tables."""
    process = site_of(request).process
    if process is None:
        raise Http404
    context = {
        "licence": voice_data.LICENCE,
        "body": process.body,
        "voices_words": voices_words(readable(process).count()),
        "meetings": voice_data.by_meeting(voice_data.participants(process)),
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
        of=f"{process.pk} {filters} {host}",
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
        of=str(process.pk),
    )


def _file(
    request: HttpRequest,
    kind: str,
    name: str,
    columns: Sequence[Column],
    rows: Callable[[], Rows],
    *,
    of: str,
) -> HttpResponseBase:
    """As CSV, JSON or XLSX: made once a minute in each language, whoever asks, for what it is `of`."""
    if kind not in TYPES:
        raise Http404
    names = [column.name for column in columns]
    key = sha256(f"{get_language()} {name} {kind} {of}".encode(errors="replace")).hexdigest()
    made = None
    if limits.allows(request, FILES):
        made = MADE.get(
            key,
            lambda file: _write(file, kind, name, names, rows()),
            may_make=lambda: limits.allows(request, MAKING),
        )
    if made is None:
        sentence = _("Dalla tua rete arrivano troppe richieste: riprova tra poco.")
        return HttpResponse(sentence, status=429, content_type="text/plain; charset=utf-8")
    response = made_files.handed_over(request, made, TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = f"public, max-age={MADE.seconds_left(made)}"
    return response


def _write(file: IO[bytes], kind: str, name: str, names: Sequence[str], rows: Rows) -> None:
    """The rows into the file, a few at a time."""
    if kind == "csv":
        file.writelines(spreadsheets.csv_lines(names, rows))
    elif kind == "json":
        file.writelines(piece.encode() for piece in _json(name, names, rows))
    else:
        continues = _("… (continua nella pagina)")
        spreadsheets.write_xlsx_to(file, names, rows, sheet=name, cut=continues)


def _json(name: str, names: Sequence[str], rows: Rows) -> Iterator[str]:
    """One object with the licence and the rows, each with its columns by name."""
    yield f'{{"licenza": {json.dumps(voice_data.LICENCE)}, {json.dumps(name)}: ['
    between = "\n"
    for row in rows:
        named = dict(zip(names, row, strict=True))
        yield between + json.dumps(named, cls=DjangoJSONEncoder, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"

"""A sample of the voices read by a second person who does not see what the first said, and how they agree."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arengo.contributions import operations
from arengo.contributions.agreement import ONE_IN, Agreement, agreement
from arengo.contributions.models import Contribution, SecondReading
from arengo.contributions.queries import second_readings, to_read_again
from arengo.core import codes
from arengo.people.rules import Right, require
from arengo.web.desk.editing import Values, actor, edit_page, editor, told
from arengo.web.desk.forms.voices import ReadForm
from arengo.web.desk.views.voices import the_process, voice_with
from arengo.web.shared.voice_words import wide_targets

SHOWN = 50


@require_safe
def second(request: HttpRequest) -> HttpResponse:
    """What waits for a second reading, how far the two agree, and where they do not."""
    user = require(request.user, Right.SEE)
    process = the_process()
    done = second_readings(process)
    names = {target.key: label for target, label in wide_targets(process)}
    context = {
        "one_in": ONE_IN,
        "waiting": [codes.show(row.code) for row in to_read_again(process, actor(user))],
        "done": len(done),
        "figures": _figures(done, names),
        "apart": [_in_words(each, names) for each in done if not _is_same(each)][:SHOWN],
    }
    return render(request, "desk/voices/second.html", context)


@require_http_methods(["GET", "POST"])
def read_again(request: HttpRequest, code: str) -> HttpResponse:
    """The words alone, to be read as if for the first time."""
    by = editor(request)
    row = voice_with(code)
    form = ReadForm(request.POST or None, process=row.process)

    def act(values: Values) -> HttpResponse:
        operations.read_again(contribution=row, kind=values["kind"], targets=form.chosen(), by=by)
        waiting = to_read_again(row.process, by)
        if waiting:
            following = reverse("desk:voice-read-again", args=[codes.show(waiting[0].code)])
            return told(request, _("Riletta. Ecco la prossima."), following)
        return told(
            request, _("Riletta. Per ora non ce ne sono altre."), reverse("desk:voices-second")
        )

    return edit_page(
        request,
        form,
        act,
        heading=_("Seconda lettura"),
        back=(_("Seconda lettura"), reverse("desk:voices-second")),
        lede=_(
            "Qualcun altro l'ha già letta: tu dillo come la leggi, senza sapere che cosa ha detto."
        ),
        button=_("Riletta"),
        template="desk/voices/read_again.html",
        voice=row,
    )


def _is_same(each: SecondReading) -> bool:
    return each.kind == each.first_kind and each.targets == each.first_targets


def _figures(done: Sequence[SecondReading], names: dict[str, str]) -> list[tuple[str, Agreement]]:
    """The kind, then each thing that anybody said any of them is about: said by both, by one, by none."""
    found = [(_("Che cos'è"), agreement([(each.first_kind, each.kind) for each in done]))]
    for key, label in names.items():
        pairs = [(_has(each.first_targets, key), _has(each.targets, key)) for each in done]
        if any(one or other for one, other in pairs):
            found.append((label, agreement(pairs)))
    return found


def _has(targets: Sequence[str], key: str) -> bool:
    """True when these name the thing, or a strategy of the axis."""
    strategy = f"strategy:{key.partition(':')[2]}."
    return any(each == key or each.startswith(strategy) for each in targets)


def _in_words(each: SecondReading, names: dict[str, str]) -> dict[str, object]:
    kinds = dict(Contribution.Kind.choices)
    return {
        "code": codes.show(each.contribution.code),
        "words": each.contribution.words,
        "first": [kinds[each.first_kind], *(names.get(key, key) for key in each.first_targets)],
        "second": [kinds[each.kind], *(names.get(key, key) for key in each.targets)],
    }

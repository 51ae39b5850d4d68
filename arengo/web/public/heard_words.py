"""What we heard in words: the same blocks for the page and for the PDF, in the active language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext

from arengo.contributions.models import Code, Contribution, Source
from arengo.core.clock import words
from arengo.core.codes import show
from arengo.feedback.balance import UNKNOWN, By as Voices, Line
from arengo.feedback.heard import IN_PARTS, REFUSED, TAKEN_BACK, Heard, Scope, Shown, Subject
from arengo.feedback.models import Reply
from arengo.live.figures import OTHERS, By
from arengo.live.participants import Group
from arengo.plan.models import Axis
from arengo.process.models import Stage
from arengo.registrations.coverage import Silence
from arengo.territory.models import Zone
from arengo.web.public import balance_page, figures
from arengo.web.public.balance_page import Table
from arengo.web.public.voice_rows import beginning
from arengo.web.shared import voices
from arengo.web.shared.minutes_blocks import Block, Said, how_many_came

OUTCOMES: Final[Mapping[str, str | Promise]] = {
    **dict(Reply.Outcome.choices),
    IN_PARTS: gettext_lazy("In più parti, ognuna con la sua risposta"),
    REFUSED: gettext_lazy("Non pubblicata, con il motivo"),
    TAKEN_BACK: gettext_lazy("Ritirata da chi l'ha scritta, o tolta perché trascritta per errore"),
}
SOURCES: Final[Mapping[str, str | Promise]] = {
    Source.Kind.LETTER: gettext_lazy("Lettere"),
    Source.Kind.EMAIL: gettext_lazy("E-mail"),
    Source.Kind.DOCUMENT: gettext_lazy("Documenti"),
    Source.Kind.INTERVIEW: gettext_lazy("Interviste"),
    Source.Kind.FOCUS_GROUP: gettext_lazy("Gruppi di discussione"),
    Source.Kind.SHEET: gettext_lazy("Fogli scritti a mano"),
    Source.Kind.SPREADSHEET: gettext_lazy("Raccolte fatte da altri"),
}


def blocks_of(heard: Heard) -> list[Block]:
    """All of it, in the order in which it is read."""
    return [
        *_people(heard),
        *_missing(heard),
        *_voices(heard),
        *_elsewhere(heard),
        *_subjects(heard),
        *_how_to_read(),
    ]


def sections(blocks: Iterable[Block]) -> list[Block]:
    """The headings to which the page leads from its beginning."""
    return [block for block in blocks if block.kind == "heading" and block.level == 2]


def made_in_words(heard: Heard) -> str:
    """When these numbers were so."""
    told = {"day": words.full_day(heard.made_at), "hour": words.hour(heard.made_at)}
    return _("Numeri di %(day)s, ore %(hour)s: cambiano con ogni voce e ogni risposta.") % told


def subject_title(key: str, axes: Iterable[Axis]) -> str:
    """What voices are about, as the balance calls it, in words."""
    kind, _colon, number = key.partition(":")
    if not number:
        return str(Code.About(kind).label)
    return next((str(axis) for axis in axes if str(axis.number) == number), number)


def said_of(shown: Sequence[Shown]) -> list[Said]:
    """Voices with their codes, what they are and by which way they came."""
    return [
        Said(
            text=beginning(one.voice),
            code=show(one.voice.code),
            tags=" · ".join(_tags(one)),
        )
        for one in shown
    ]


def address_of(scope: Scope, name: str) -> str:
    """Where one of the pages of this meeting, or of this stage, is."""
    if scope.meeting is not None:
        return reverse(f"public:{name}", args=[scope.meeting.slug])
    assert scope.stage is not None  # noqa: S101  one of the two is there
    return reverse(f"public:stage-{name}", args=[scope.stage.key])


def _list_of(scope: Scope, about: str) -> str:
    """The list of voices with these filters: about what, and of which meeting or stage."""
    asked = {"parla": about.removeprefix("axis:")}
    if scope.meeting is not None:
        asked["incontro"] = scope.meeting.slug
    elif scope.stage is not None:
        asked["tappa"] = scope.stage.key
    return f"{reverse('public:published-voices')}?{urlencode(asked)}"


def _people(heard: Heard) -> Iterator[Block]:
    yield _heading(_("Chi c'era"), "chi-c-era")
    if heard.took_part is None:
        yield Block("quiet", _("Nessun incontro di questa tappa si è ancora svolto."))
        return
    there = heard.took_part
    for sentence in how_many_came(there.came, there.registered, there.others):
        yield Block("text", sentence)
    if heard.scope.stage is not None:
        yield from _meetings(heard)
    for by in By:
        groups = heard.took_part.groups[by]
        if len(groups) > 1:
            rows = [(_group(group), group.people) for group in groups]
            yield _counted(str(voices.TITLES[by]), _("Chi"), _("Persone"), rows)


def _meetings(heard: Heard) -> Iterator[Block]:
    over = [(meeting, part) for meeting, part in heard.meetings if part is not None]
    rows = [(str(meeting.title), part.came) for meeting, part in over]
    yield _counted(_("Incontro per incontro"), _("Incontro"), _("Persone venute"), rows)
    if len(over) > 1:
        yield Block("quiet", _("Chi è venuto a più incontri è contato in ognuno."))
    for meeting, _part in over:
        yield Block("link", str(meeting.title), url=reverse("public:heard", args=[meeting.slug]))


def _missing(heard: Heard) -> Iterator[Block]:
    silent_zones = _silent_zones(heard)
    absent = heard.took_part.absent if heard.took_part else ()
    if heard.took_part is None and not silent_zones:
        return
    yield _heading(_("Chi manca"), "chi-manca")
    if heard.took_part is not None:
        yield Block("text", _from_nowhere(absent))
    if silent_zones and heard.balance.total.received:
        told = {"zones": ", ".join(str(zone) for zone in silent_zones)}
        yield Block("text", _("Nessuna voce da: %(zones)s.") % told)
    if heard.silent:
        yield _silence(heard.silent)


def _from_nowhere(absent: Sequence[Zone]) -> str:
    if not absent:
        return _("È venuto qualcuno da ogni zona.")
    return _("Non è venuto nessuno da: %(zones)s.") % {
        "zones": ", ".join(str(zone) for zone in absent)
    }


def _silent_zones(heard: Heard) -> list[Zone]:
    there = {line.key for line in heard.balance.lines[Voices.ZONE]}
    return [zone for zone in Zone.objects.all() if str(zone.number) not in there]


def _silence(silent: Sequence[Silence]) -> Block:
    largest = max(each.invited for each in silent)
    return Block(
        "table",
        _("Enti invitati, e quanti non hanno risposto"),
        columns=[_("Tipo"), _("Invitati"), _("Senza risposta")],
        rows=[
            (each.label or str(voices.LABELS[OTHERS]), str(each.invited), str(each.silent))
            for each in silent
        ],
        widths=[figures.width(each.silent, largest) for each in silent],
    )


def _voices(heard: Heard) -> Iterator[Block]:
    total = heard.balance.total
    yield _heading(_("Le voci e le risposte"), "voci")
    if not total.received:
        yield Block("quiet", _("Nessuna voce è ancora ricevuta."))
        return
    yield Block("text", balance_page.sentence(total))
    yield from _not_here(heard)
    if heard.outcomes:
        rows = [(str(OUTCOMES[key]), heard.outcomes.get(key, 0)) for key in OUTCOMES]
        there = [row for row in rows if row[1]]
        yield _counted(_("Che cosa ne è stato"), _("Esito"), _("Voci"), there)
    for table in balance_page.tables(heard.scope.process, heard.balance):
        if table.key != balance_page.By.STAGE:
            yield _balance(table, with_taken_back=bool(total.taken_back))
            if table.overlaps:
                yield Block(
                    "quiet", _("Una voce può parlare di più cose, e allora sta in più righe.")
                )


def _not_here(heard: Heard) -> Iterator[Block]:
    if heard.unshown:
        sentence = ngettext(
            "%(many)s è contata e non si legge qui: non è ancora letta dall'ufficio, è trattenuta, "
            "non è pubblicata con un motivo, o è stata ritirata.",
            "%(many)s sono contate e non si leggono qui: non sono ancora lette dall'ufficio, sono "
            "trattenute, non sono pubblicate con un motivo, o sono state ritirate.",
            heard.unshown,
        )
        yield Block("text", sentence % {"many": heard.unshown})
    if heard.unread:
        sentence = ngettext(
            "Di %(many)s non si sa ancora di che cosa parla: aspetta che l'ufficio la legga.",
            "Di %(many)s non si sa ancora di che cosa parlano: aspettano che l'ufficio le legga.",
            heard.unread,
        )
        yield Block("text", sentence % {"many": heard.unread})
    if heard.supports:
        sentence = ngettext(
            "%(many)s volta qualcuno ha detto di una di queste voci: la penso così.",
            "%(many)s volte qualcuno ha detto di una di queste voci: la penso così.",
            heard.supports,
        )
        yield Block("text", sentence % {"many": heard.supports})


def _elsewhere(heard: Heard) -> Iterator[Block]:
    """What came for a stage beside its meetings."""
    arrivals, stage = heard.arrivals, heard.scope.stage
    if arrivals is None or stage is None:
        return
    if not (arrivals.sources or arrivals.own_meetings or arrivals.has_results):
        return
    yield _heading(_("Da altre vie"), "altre-vie")
    if arrivals.sources:
        rows = [(str(SOURCES[key]), arrivals.sources.get(key, 0)) for key in SOURCES]
        there = [row for row in rows if row[1]]
        yield _counted(_("Arrivati in un pezzo solo"), _("Che cosa"), _("Quanti"), there)
        yield Block("quiet", _("Da ognuno possono venire più voci, o nessuna."))
    if arrivals.own_meetings:
        sentence = ngettext(
            "Paesi e associazioni hanno fatto da soli %(many)s incontro e l'hanno raccontato.",
            "Paesi e associazioni hanno fatto da soli %(many)s incontri e li hanno raccontati.",
            arrivals.own_meetings,
        )
        yield Block("text", sentence % {"many": arrivals.own_meetings})
        yield Block("link", _("Gli incontri sul territorio"), url=reverse("public:own-meetings"))
    if arrivals.has_results:
        yield from _questionnaire(stage, arrivals.responses)


def _questionnaire(stage: Stage, responses: int | None) -> Iterator[Block]:
    if responses is None:
        yield Block("text", _("Al questionario hanno risposto meno di cinque persone."))
    else:
        told = {"many": responses}
        yield Block("text", _("Al questionario hanno risposto %(many)s persone.") % told)
    url = reverse("public:answers", args=[stage.key])
    yield Block("link", _("Che cosa è stato risposto al questionario"), url=url)


def _subjects(heard: Heard) -> Iterator[Block]:
    if not heard.subjects:
        return
    plan = heard.scope.process.plan_in_force
    axes = list(plan.axes.all()) if plan else []
    yield _heading(_("Che cosa dicono, asse per asse"), "che-cosa-dicono")
    for subject in heard.subjects:
        yield from _subject(heard.scope, subject, subject_title(subject.key, axes))


def _subject(scope: Scope, subject: Subject, title: str) -> Iterator[Block]:
    anchor = f"parlano-{subject.key.replace(':', '-')}"
    yield Block("heading", title, level=3, anchor=anchor)
    line = Line(UNKNOWN, subject.received, subject.answered)
    yield Block("text", balance_page.sentence(line))
    kinds = [(str(kind.label), subject.kinds[kind]) for kind in Contribution.Kind]
    kinds.append((_("Non ancora detto che cos'è"), subject.kinds[""]))
    yield Block("text", _("Che cosa sono: %(list)s.") % {"list": _listed(kinds)})
    channels = [(str(each.label), subject.channels[each]) for each in Contribution.Channel]
    yield Block("text", _("Per quale via: %(list)s.") % {"list": _listed(channels)})
    if not subject.shown:
        yield Block("quiet", _("Nessuna si può ancora leggere."))
        return
    many = subject.readable
    folded = ngettext("Leggi la voce", "Leggi le prime %(n)s voci", len(subject.shown))
    if many == len(subject.shown) > 1:
        folded = _("Leggi le %(n)s voci")
    yield Block("said", folded % {"n": len(subject.shown)}, said=said_of(subject.shown))
    if many > len(subject.shown):
        url = _list_of(scope, subject.key)
        yield Block("link", _("Leggile tutte: %(many)s voci") % {"many": many}, url=url)


def _how_to_read() -> Iterator[Block]:
    yield _heading(_("Come leggerlo"), "come-leggerlo")
    yield Block(
        "text",
        _(
            "Chi partecipa sceglie di farlo: questi numeri dicono che cosa è arrivato, non che cosa "
            "pensa tutto il territorio."
        ),
    )
    yield Block(
        "text",
        _(
            "Le voci stanno nell'ordine in cui sono arrivate, con le parole di chi le ha dette: nessun "
            "programma le sceglie o le riassume. È nominato solo chi ha firmato la sua."
        ),
    )
    yield Block(
        "text",
        _(
            "Di chi è venuto si dice quanti erano in tutto. Per chi, da dove e come, dove erano meno "
            "di cinque persone stanno insieme, come «Altri», così non si capisce di chi si parla; gli "
            "enti invitati allo stesso modo."
        ),
    )
    yield Block(
        "text",
        _(
            "I numeri delle voci sono esatti, anche quando sono piccoli. Ogni voce ha il suo codice: "
            "con quello si segue fino alla risposta."
        ),
    )


def _tags(one: Shown) -> Iterator[str]:
    voice = one.voice
    if voice.kind:
        yield str(Contribution.Kind(voice.kind).label)
    yield str(Contribution.Channel(voice.channel).label)
    if voice.public_signature:
        yield _("Firmata: %(name)s") % {"name": voice.public_signature}
    if one.supports:
        people = ngettext(
            "%(n)s persona la pensa così", "%(n)s persone la pensano così", one.supports
        )
        yield people % {"n": one.supports}


def _balance(table: Table, with_taken_back: bool) -> Block:
    columns = [table.first, pgettext("voci", "Ricevute"), _("Con risposta"), _("Aperte")]
    rows = [
        [row.label, *map(str, (row.line.received, row.line.answered, row.line.open))]
        for row in table.rows
    ]
    if with_taken_back:
        columns.append(_("Ritirate o tolte"))
        for told, row in zip(rows, table.rows, strict=True):
            told.append(str(row.line.taken_back))
    return Block(
        "table",
        table.heading,
        columns=columns,
        rows=rows,
        widths=[row.width for row in table.rows],
    )


def _counted(caption: str, first: str, second: str, rows: Sequence[tuple[str, int]]) -> Block:
    """A table of numbers, each with its bar."""
    largest = max((number for _label, number in rows), default=0)
    return Block(
        "table",
        caption,
        columns=[first, second],
        rows=[(label, str(number)) for label, number in rows],
        widths=[figures.width(number, largest) for _label, number in rows],
    )


def _group(group: Group) -> str:
    return group.label or str(voices.LABELS.get(group.key, group.key or OTHERS))


def _listed(counts: Sequence[tuple[str, int]]) -> str:
    """ "Bisogno 3, Priorità 1": what there is, in its order."""
    return ", ".join(f"{label} {number}" for label, number in counts if number)


def _heading(text: str, anchor: str) -> Block:
    return Block("heading", text, level=2, anchor=anchor)

"""The demo's autumn: by the end of October something has come by every way there is, all of it invented.

Each step goes through the verbs that the office and the site use, and a second time changes nothing.
"""

import io
import random
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import pypdfium2 as pdfium
from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from arengo.contributions import importing, operations, paper
from arengo.contributions.coding import About, Target
from arengo.contributions.models import (
    Contribution,
    QuestionnaireResponse,
    ScanFile,
    SheetScan,
    Source,
)
from arengo.contributions.operations import Extract, Thing
from arengo.contributions.refusals import CameAlready, NothingToImport
from arengo.core import spreadsheets
from arengo.core.clock import process_time
from arengo.live.models import Horizon
from arengo.people.identity import find_or_make_person
from arengo.plan.models import Axis
from arengo.process.models import Process, Stage
from arengo.process.queries import stage_taking_voices
from arengo.questions.models import Question
from arengo.rehearsal import words
from arengo.territory.models import Municipality

# The day at which the demo shows what has come.
FROM: Final = datetime(2023, 10, 27, tzinfo=ZoneInfo("Europe/Rome"))
BY: Final = "system"
NAMESPACE: Final = uuid.UUID("4c0d5f7a-6a55-4f55-9b7a-1f2b9d5a7e10")
SHEET_LINES: Final = 200
SAID_WHERE: Final = 0.7
QUESTIONNAIRES: Final = 24
EXAMPLE: Final = "Esempio."
# The kinds of question that the demo asks.
KINDS: Final = (Question.Kind.ONE, Question.Kind.RANKING, Question.Kind.LONG)

BUS: Final = f"{EXAMPLE} Un bus che la domenica arriva fino in fondo alla valle, anche d'inverno."
LETTER: Final = (
    f"{EXAMPLE} Nelle valli mancano i treni della sera: chi studia in città non torna dopo le otto.",
    f"{EXAMPLE} Le palestre delle scuole restino aperte il pomeriggio, per chi abita vicino.",
)
MAIL: Final = f"{EXAMPLE} I bandi sono troppo lunghi per un comune con due impiegati."
PAPER: Final = (
    f"{EXAMPLE} Nel piano in vigore non c'è niente sull'acqua: servono invasi piccoli, e reti che "
    "non perdono."
)
INTERVIEW: Final = (
    f"{EXAMPLE} Chi accompagna un anziano a una visita perde la giornata: servono visite vicine.",
    f"{EXAMPLE} I giovani restano se trovano una casa in affitto, non solo un lavoro.",
)
GROUP: Final = f"{EXAMPLE} Il percorso è troppo corto: due mesi non bastano per incontrarsi."
MEETING: Final = (
    f"{EXAMPLE} Un solo biglietto per treno e bus.",
    f"{EXAMPLE} Il medico due volte la settimana.",
    f"{EXAMPLE} Non siamo d'accordo sulla nuova strada: metà la vuole, metà no.",
)
BY_HAND: Final = (
    f"{EXAMPLE} Una panchina a ogni fermata, e un tetto.",
    f"{EXAMPLE} Che ci rispondiate per davvero.",
)


def collect_autumn() -> int:
    """A job of the demo: once its clock is at the end of October, something came by every way.

    Says how many ways something came by, this time; elsewhere, earlier and later nothing does.
    """
    if not settings.DEMO or process_time.now() < FROM:
        return 0
    process = Process.objects.first()
    stage = stage_taking_voices(process, process_time.now()) if process else None
    if process is None or stage is None or _is_all_there():
        return 0
    ways = (
        _site,
        _letter,
        _mail,
        _document,
        _interview,
        _group,
        _meeting,
        _sheet,
        _paper,
        _answers,
    )
    return sum(way(process, stage) for way in ways)


def _is_all_there() -> bool:
    """True once the last of it came: asked every few seconds, as long as the demo runs."""
    last = _number(f"questionnaire-{QUESTIONNAIRES - 1}")
    return QuestionnaireResponse.objects.filter(number=last).exists()


def _number(name: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, name)


def _site(process: Process, _stage: Stage) -> bool:
    number = _number("site")
    if Contribution.objects.filter(number=number).exists():
        return False
    operations.receive_from_site(
        process=process,
        number=number,
        text=BUS,
        kind=Contribution.Kind.NEED,
        targets=[_axis(process, 3)],
        horizon=Horizon.MEDIUM,
        representing="citizen",
        municipality=Municipality.objects.filter(name="Balme").first(),
    )
    return True


def _letter(process: Process, stage: Stage) -> bool:
    text = "\n\n".join(("Spettabile ufficio,", *LETTER, "Un comitato (esempio)"))
    return _in_one_piece(
        process, stage, Source.Kind.LETTER, "Lettera di un comitato (esempio)", text, LETTER
    )


def _mail(process: Process, stage: Stage) -> bool:
    text = "\n\n".join(("Buongiorno,", MAIL, "Un comune (esempio)"))
    title = "Bandi più semplici (esempio)"
    return _in_one_piece(process, stage, Source.Kind.EMAIL, title, text, [MAIL], has_address=True)


def _document(process: Process, stage: Stage) -> bool:
    title = "Contributo di un ordine professionale (esempio)"
    return _in_one_piece(process, stage, Source.Kind.DOCUMENT, title, PAPER, [PAPER])


def _interview(process: Process, stage: Stage) -> bool:
    text = "\n\n".join(INTERVIEW)
    roles = "una operatrice sociale (esempio)"
    return _in_one_piece(
        process, stage, Source.Kind.INTERVIEW, "Intervista (esempio)", text, INTERVIEW, roles=roles
    )


def _group(process: Process, stage: Stage) -> bool:
    roles = "sei insegnanti (esempio)"
    title = "Gruppo di insegnanti (esempio)"
    return _in_one_piece(
        process, stage, Source.Kind.FOCUS_GROUP, title, GROUP, [GROUP], roles=roles
    )


def _in_one_piece(
    process: Process,
    stage: Stage,
    kind: Source.Kind,
    title: str,
    text: str,
    voices: Sequence[str],
    *,
    roles: str = "",
    has_address: bool = False,
) -> bool:
    if Source.objects.filter(process=process, kind=kind, title=title).exists():
        return False
    address = words.address(0, 1)
    person = find_or_make_person(name="", email=address) if has_address else None
    values = {"stage": stage, "title": title, "text": text, "roles": roles}
    values |= {"dated_on": process_time.today().replace(day=12)}
    try:
        source = operations.add_source(
            process=process, kind=kind, values=values, person=person, by=BY
        )
    except CameAlready:
        return False
    extracts = [
        Extract(each, start=text.index(each), end=text.index(each) + len(each)) for each in voices
    ]
    operations.receive_from_source(source=source, extracts=extracts, by=BY)
    operations.close_source(source=source, by=BY)
    return True


def _meeting(process: Process, _stage: Stage) -> bool:
    number = _number("meeting")
    town = Municipality.objects.filter(name="Usseglio").first() or Municipality.objects.first()
    if town is None or Source.objects.filter(number=number).exists():
        return False
    operations.report_meeting(
        process=process,
        number=number,
        municipality=town,
        held_on=process_time.today().replace(day=20),
        participants=23,
        things=[
            Thing(MEETING[0], _axis(process, 3)),
            Thing(MEETING[1], _axis(process, 6)),
            Thing(MEETING[2]),
        ],
        representing="association",
        organiser="La pro loco (esempio)",
    )
    return True


def _sheet(process: Process, stage: Stage) -> bool:
    """Two hundred lines that an association collected."""
    chance = random.Random(1)  # noqa: S311  (the same example each time)
    axes = [str(axis) for axis in Axis.objects.filter(plan=process.plan_in_force_id)]
    towns = list(Municipality.objects.order_by("istat").values_list("name", flat=True))
    lines = []
    for number in range(SHEET_LINES):
        axis = axes[number % len(axes)] if axes else ""
        said = words.perspective(chance, axis) if number % 2 else words.priority(chance, axis)
        kind = "prospettiva" if number % 2 else "priorità"
        # Of some nobody said from where.
        town = chance.choice(towns) if towns and chance.random() < SAID_WHERE else ""
        lines.append((f"{said} ({number + 1})", kind, axis, town))
    data = spreadsheets.write_csv(("Testo", "Tipo", "Asse", "Comune"), lines, delimiter=";")
    table = spreadsheets.read(data)
    seen = importing.preview(table.rows, importing.guess_mapping(table.headers), process=process)
    try:
        operations.import_voices(
            process=process,
            stage=stage,
            preview=seen,
            upload=ContentFile(data, name="raccolta.csv"),
            title="Raccolta di un'associazione (esempio)",
            by=BY,
        )
    except (CameAlready, NothingToImport):
        return False
    return True


def _paper(process: Process, stage: Stage) -> bool:
    """Three sheets: one typed, one that waits to be typed, one that has not come back."""
    number = _number("paper")
    run = operations.print_sheets(
        stage=stage, number=number, count=3, place="Biblioteca (esempio)", by=BY
    )
    if ScanFile.objects.filter(process=process, by=BY).exists():
        return False
    pages = pdfium.PdfDocument(paper.sheets(run))
    # Two sides for each sheet.
    for at, said in enumerate(BY_HAND):
        picture = pages[at * 2].render(scale=2).to_pil().convert("RGB")
        upload = ContentFile(_photographed(picture, said), name=f"foto-{at + 1}.jpg")
        scan, _is_new = operations.hand_in_scan(process=process, upload=upload, by=BY)
        operations.read_scan(scan_id=str(scan.pk))
    first = SheetScan.objects.filter(source__process=process, sheet__run=run).order_by("pk").first()
    if first is not None:
        operations.type_voice(
            scan=first,
            number=_number("sheet"),
            words=BY_HAND[0],
            kind=Contribution.Kind.PROPOSAL,
            targets=[_axis(process, 3)],
            by=BY,
        )
        operations.finish_sheet(scan=first, by=BY)
    return True


def _photographed(page: Image.Image, said: str) -> bytes:
    """The sheet with something written on it, a little askew on a table, as a telephone sees it."""
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=page.width // 42)
    for line, part in enumerate((said[: len(said) // 2], said[len(said) // 2 :])):
        place = (page.width * 0.1, page.height * (0.27 + line * 0.035))
        pen.text(place, part, font=font, fill=(20, 30, 90))
    table = Image.new("RGB", (page.width + 160, page.height + 160), (120, 96, 72))
    table.paste(page, (80, 80))
    output = io.BytesIO()
    turned = table.rotate(3, Image.Resampling.BICUBIC, expand=True, fillcolor=(120, 96, 72))
    turned.save(output, "JPEG", quality=80)
    return output.getvalue()


def _answers(process: Process, stage: Stage) -> bool:
    """Some questionnaires, each with what one wrote."""
    if stage.questions is None:
        return False
    questions = list(stage.questions.questions.all())
    made = [_answer(process, stage, questions, number) for number in range(QUESTIONNAIRES)]
    return any(made)


def _answer(process: Process, stage: Stage, questions: Sequence[Question], number: int) -> bool:
    key = _number(f"questionnaire-{number}")
    if stage.questions is None or QuestionnaireResponse.objects.filter(number=key).exists():
        return False
    chance = random.Random(number)  # noqa: S311  (the same example each time)
    given = {each.key: _choice(each, chance, number) for each in questions if each.kind in KINDS}
    operations.receive_response(
        process=process, question_set=stage.questions, number=key, answers=given
    )
    return True


def _choice(question: Question, chance: random.Random, number: int) -> object:
    """What an example answers to a question of the demo."""
    keys = [str(option["key"]) for option in question.options or []]
    if question.kind == Question.Kind.LONG:
        return f"{EXAMPLE} {words.NEEDS[number % len(words.NEEDS)].capitalize()}."
    if question.kind == Question.Kind.RANKING:
        return chance.sample(keys, k=len(keys))
    return chance.choice(keys)


def _axis(process: Process, number: int) -> Target:
    return Target(About.AXIS, Axis.objects.get(plan=process.plan_in_force_id, number=number))

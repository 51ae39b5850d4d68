"""Questionnaires filled in on the site: received at once, without asking who it is."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arengo.contributions.coding import AUTHOR
from arengo.contributions.models import QuestionnaireResponse
from arengo.contributions.operations.from_the_site import receive_from_site
from arengo.contributions.refusals import NoQuestionnaire
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.core.ledger import canonical
from arengo.core.ledger.operations import record
from arengo.process.models import Process, Stage
from arengo.process.queries import stage_taking_voices
from arengo.questions.models import Question, QuestionSet
from arengo.territory.models import Municipality
from arengo.territory.queries import zone_of


def receive_response(
    *,
    process: Process,
    question_set: QuestionSet,
    number: uuid.UUID,
    answers: Mapping[str, Any],
    representing: str = "",
    municipality: Municipality | None = None,
    language: str = "it",
) -> QuestionnaireResponse:
    """Receive a questionnaire of the stage that takes voices. The same `number` again is the same one.

    `question_set`: the questions that were shown. `answers`: by the question's key, as forms of
    `questions` read them. What is written, in a few words or in many, becomes a voice for each
    question. Raises NoQuestionnaire, FieldRefused.
    """
    where = {"municipality": municipality, "representing": representing, "language": language}
    try:
        with transaction.atomic():
            known = QuestionnaireResponse.objects.filter(number=number).first()
            if known is not None:
                return known
            stage = stage_taking_voices(process, process_time.now())
            if stage is None or stage.questions_id != question_set.pk:
                raise NoQuestionnaire
            return _receive(stage, question_set, number, answers, where)
    except IntegrityError:
        # The same form, twice in the same moment.
        known = QuestionnaireResponse.objects.filter(number=number).first()
        if known is None:
            raise
        return known


def _receive(
    stage: Stage,
    question_set: QuestionSet,
    number: uuid.UUID,
    answers: Mapping[str, Any],
    where: dict[str, Any],
) -> QuestionnaireResponse:
    kinds = dict(question_set.questions.values_list("key", "kind"))
    given = {key: answers[key] for key in kinds if key in answers}
    if not given:
        raise FieldRefused("", _("Rispondi ad almeno una domanda."))
    now = process_time.now()
    row = QuestionnaireResponse.objects.create(
        process=stage.process,
        stage=stage,
        question_set=question_set,
        number=number,
        answers={key: value for key, value in given.items() if kinds[key] not in Question.WRITTEN},
        zone=zone_of(where["municipality"], timezone.localtime(now).date()),
        representing=where["representing"],
        language=where["language"],
        received_at=now,
    )
    _note_down(row)
    for key, text in given.items():
        if kinds[key] in Question.WRITTEN:
            receive_from_site(
                process=stage.process,
                number=uuid.uuid5(number, key),
                text=text,
                response=row,
                question_key=key,
                **where,
            )
    return row


def _note_down(row: QuestionnaireResponse) -> None:
    # Salted with its number: of answers that are few, a digest alone would tell which they are.
    text = canonical.compact_json([str(row.number), row.answers])
    facts = {
        "process": row.process.key,
        "stage": row.stage.key,
        "questions": row.question_set.key,
        "zone": row.zone.slug if row.zone else "",
        "answers": canonical.sha256(text.encode()).hex(),
    }
    record(kind="questionnaire.received", subject=f"response:{row.pk}", by=AUTHOR, facts=facts)

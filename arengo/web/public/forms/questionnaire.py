"""The questionnaire of a stage: its questions, then from where one answers, if one says."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.questions import forms as question_forms
from arengo.questions.models import Question, QuestionSet
from arengo.web.public.forms.write import FromWhereForm


class QuestionnaireForm(FromWhereForm):
    """The answers to a set of questions. At least one; those that must be answered say so."""

    def __init__(self, *args: Any, question_set: QuestionSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question_set = question_set
        self.questions = list(question_set.questions.all())
        self.fields.update(question_forms.fields_for(self.questions))
        self.order_fields([question_forms.field_name(each) for each in self.questions])

    @property
    def questions_and_fields(self) -> list[tuple[Question, forms.BoundField]]:
        """Each question with its field, in order."""
        return [
            (question, self[question_forms.field_name(question)]) for question in self.questions
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not question_forms.answers_from(self.questions, cleaned):
            self.add_error(None, _("Rispondi ad almeno una domanda."))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """What `receive_response` is told; a form without its number is one of its own."""
        cleaned = self.cleaned_data
        return {
            "question_set": self.question_set,
            "answers": question_forms.answers_from(self.questions, cleaned),
            "municipality": cleaned["municipality"],
            "representing": cleaned["representing"],
            "number": cleaned["number"] or uuid.uuid4(),
        }

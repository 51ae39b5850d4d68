"""Taking away the office's questions: whether anybody answered them is known here."""

from django.db import transaction
from django.utils.translation import gettext as _

from arengo.contributions.models import Contribution, QuestionnaireResponse
from arengo.contributions.refusals import QuestionInUse
from arengo.core.ledger.operations import record
from arengo.meetings.models import Meeting
from arengo.process.models import Stage
from arengo.questions.models import Question, QuestionSet
from arengo.questions.operations import mark_question_removed, mark_question_set_removed
from arengo.registrations.models import Registration


@transaction.atomic
def remove_question(*, question: Question, by: str) -> QuestionSet:
    """Ask a question no more. Raises QuestionInUse when somebody answered it."""
    if _is_answered(question):
        raise QuestionInUse(
            _("Qualcuno ha già risposto a questa domanda: la risposta resterebbe sola.")
        )
    holder = mark_question_removed(question=question)
    facts = {"question": question.key}
    record(kind="questions.question_removed", subject=f"questions:{holder.key}", by=by, facts=facts)
    return holder


@transaction.atomic
def remove_question_set(*, question_set: QuestionSet, by: str) -> None:
    """Throw a set away. Raises QuestionInUse when a meeting or a stage asks it, or asked it."""
    if Meeting.objects.filter(questions=question_set).exists():
        raise QuestionInUse(
            _("Queste domande sono nel modulo di un incontro: prima toglile da lì.")
        )
    if Stage.objects.filter(questions=question_set).exists():
        raise QuestionInUse(
            _("Queste domande sono il questionario di una tappa: prima toglile da lì.")
        )
    if QuestionnaireResponse.objects.filter(question_set=question_set).exists():
        raise QuestionInUse(
            _("Qualcuno ha risposto a queste domande: restano, con le loro risposte.")
        )
    mark_question_set_removed(question_set=question_set)
    record(kind="questions.removed", subject=f"questions:{question_set.key}", by=by, facts={})


def _is_answered(question: Question) -> bool:
    asked, given = question.question_set_id, {f"answers__{question.key}__isnull": False}
    voices = Contribution.objects.filter(response__question_set=asked, question_key=question.key)
    return (
        Registration.objects.filter(meeting__questions=asked, **given).exists()
        or QuestionnaireResponse.objects.filter(question_set=asked, **given).exists()
        or voices.exists()
    )

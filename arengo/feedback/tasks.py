"""Long work of the office on many voices, done by the worker."""

from uuid import UUID

from django_tasks import task

from arengo.core.tasks.runner import keep_alive
from arengo.feedback.pieces import take_piece


@task()
def carry_out(act_id: str) -> None:
    """Do what is left of an act on many, or of its undoing. Twice does it once."""
    while take_piece(UUID(act_id)):
        keep_alive()

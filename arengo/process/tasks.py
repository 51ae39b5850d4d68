"""Long work of a process, done by the worker."""

from django_tasks import task

from arengo.process import operations


@task()
def draw_pages(document_id: int, file_name: str) -> int:
    """Draw the pages of a document's file, once; gives how many."""
    return operations.draw_pages(document_id=document_id, file_name=file_name)

"""Which documents get pages: the PDFs of announced meetings, each file once."""

import pytest

from arengo.cli import worker
from arengo.core.tasks import runner
from arengo.core.tasks.models import TaskRow
from arengo.meetings.models import AgendaItem, Meeting, Sitting
from arengo.meetings.operations import owe_pages
from arengo.process.models import DocumentPage
from tests.factories import make_meeting
from tests.process.papers import make_document, pdf_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_the_worker_draws_the_documents_of_an_announced_meeting():
    make_meeting().documents.add(make_document(pdf_of("= Uno", "= Due")))

    worker.work_once()

    assert [page.text for page in DocumentPage.objects.all()] == ["Uno", "Due"]


def test_the_slides_of_a_point_of_the_programme_are_drawn_too():
    sitting = Sitting.objects.create(
        meeting=make_meeting(), key="linee", kind=Sitting.Kind.PRESENTATION, title="Linee"
    )
    item = AgendaItem.objects.create(sitting=sitting, key="uno", title="Uno")
    item.documents.add(make_document(pdf_of("= Uno")))

    assert owe_pages() == 1


def test_twice_is_once():
    make_meeting().documents.add(make_document(pdf_of("= Uno")))

    assert (owe_pages(), owe_pages()) == (1, 1)
    assert TaskRow.objects.count() == 1
    assert runner.run_due() == 1
    assert owe_pages() == 0
    assert runner.run_due() == 0


def test_what_cannot_be_drawn_is_not_owed_again():
    make_meeting().documents.add(make_document(b"%PDF-1.7 broken"))

    owe_pages()
    runner.run_due()

    assert owe_pages() == 0
    assert TaskRow.objects.get().state == TaskRow.State.DONE


def test_what_nobody_sees_yet_is_not_drawn():
    document = make_document(pdf_of("= Uno"))

    assert owe_pages() == 0
    meeting = make_meeting(state=Meeting.State.DRAFT)
    meeting.documents.add(document)
    assert owe_pages() == 0
    Meeting.objects.update(state=Meeting.State.PUBLISHED)
    assert owe_pages() == 1


def test_only_a_pdf_of_ours_is_drawn():
    meeting = make_meeting()
    meeting.documents.add(make_document(b"PK", key="testo", name="testo.docx"))
    other = make_document(b"", key="altrui", url="https://example.org/slide.pdf")
    other.file = ""
    other.save()
    meeting.documents.add(other)

    assert owe_pages() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_with_nothing_to_do_the_job_asks_once(count, django_assert_num_queries):
    meeting = make_meeting()
    for number in range(count):
        meeting.documents.add(make_document(b"%PDF-1.7 broken", key=f"d{number}"))
    worker.work_once()

    with django_assert_num_queries(1):
        assert owe_pages() == 0

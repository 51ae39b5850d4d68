import pytest
from django.test import Client

from tests.factories import make_process
from tests.web.public.reading import MAY, add_document, add_guideline, links, read

pytestmark = pytest.mark.django_db

PAGE = "/linee-di-indirizzo/linee/"


def test_the_act_the_body_and_the_month_are_told_without_inventing_a_day(client: Client):
    add_guideline(
        make_process(),
        act="Deliberazione 12/2023",
        adopted_by="Consiglio metropolitano",
        adopted_on=MAY,
        date_is_month=True,
    )
    page = read(client, PAGE)
    assert "Consiglio metropolitano" in page
    assert "Deliberazione 12/2023" in page
    assert "maggio 2023" in page
    assert "1º maggio" not in page


def test_a_known_day_is_told(client: Client):
    add_guideline(make_process(), adopted_on=MAY)
    assert "1º maggio 2023" in read(client, PAGE)


def test_each_section_has_an_address_of_its_own(client: Client):
    add_guideline(make_process(), sections=2)
    response = client.get(PAGE)
    assert 'id="punto-1"' in response.content.decode()
    assert "#punto-1" in links(response)


def test_the_list_leads_to_each_section(client: Client):
    add_guideline(make_process(), sections=2)
    assert "/linee-di-indirizzo/linee/#punto-1" in links(client.get("/linee-di-indirizzo/"))


def test_an_example_says_that_it_is_not_the_act(client: Client):
    add_guideline(make_process(), is_example=True)
    assert "Testo d'esempio, non l'atto" in read(client, PAGE)
    assert "non l'atto" in read(client, "/linee-di-indirizzo/")


def test_what_is_not_an_example_does_not(client: Client):
    add_guideline(make_process())
    assert "non l'atto" not in read(client, PAGE)


def test_the_file_of_the_act_is_there(client: Client):
    process = make_process()
    add_guideline(process, document=add_document(process, "atto"))
    assert "https://example.org/doc.pdf" in links(client.get(PAGE))


def test_guidelines_that_do_not_exist_are_not_found(client: Client):
    make_process()
    read(client, PAGE, status=404)


def test_before_they_are_adopted_the_list_says_so(client: Client):
    make_process()
    assert "saranno pubblicate qui appena adottate" in read(client, "/linee-di-indirizzo/")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [(PAGE, 4), ("/linee-di-indirizzo/", 4)])
def test_guidelines_ask_the_database_as_much_for_one_as_for_three(
    client: Client, django_assert_num_queries, count: int, path: str, queries: int
):
    process = make_process()
    add_guideline(process, sections=count)
    for place in range(1, count):
        add_guideline(process, f"altre-{place}", sections=count)
    with django_assert_num_queries(queries):
        client.get(path)

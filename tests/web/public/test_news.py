"""The news as anybody reads it: list, one, feed, the home and the menu."""

import re
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client

from arengo.pages import operations
from tests.factories import make_meeting
from tests.pages.news import draft, published
from tests.web.public.reading import links, read

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
BOTH = {"it": "Iscrizioni aperte", "en": "Registrations open"}
TEXT = {"it": "Da oggi **ci si iscrive**.", "en": "From today you can register."}


def test_the_list_has_the_latest_first_with_day_and_beginning(client: Client, clock) -> None:
    published("Prima", "Comincia così.\n\nE va avanti.")
    clock.to("2023-09-08 09:00")
    published("Seconda", "Un'altra.")
    page = read(client, "/notizie/")
    assert page.index("Seconda") < page.index("Prima")
    assert "6 settembre 2023 Prima Comincia così." in page
    assert "E va avanti." not in page


def test_an_empty_list_says_so(client: Client) -> None:
    make_meeting()
    assert "Per ora non c'è nessuna notizia." in read(client, "/notizie/")


def test_one_has_its_day_and_its_text_with_headings_in_order(client: Client) -> None:
    published("Iscrizioni aperte", "Da oggi.\n\n# Come\n\nDal sito.\n\n## Chi\n\nChiunque.")
    answer = client.get("/notizie/iscrizioni-aperte/")
    assert re.findall(r"<h(\d)", answer.content.decode()) == ["1", "2", "3"]
    assert "mercoledì 6 settembre 2023" in read(client, "/notizie/iscrizioni-aperte/")


def test_what_could_hurt_a_reader_is_shown_as_it_was_typed(client: Client) -> None:
    published("Titolo <b>", "<script>alert(1)</script>")
    html = client.get("/notizie/titolo-b/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_it_is_read_in_both_languages_and_a_missing_one_is_marked(client: Client) -> None:
    published(BOTH, TEXT)
    published("Solo in italiano", "Parole.")
    assert "From today you can register." in read(client, "/en/notizie/iscrizioni-aperte/")
    html = client.get("/en/notizie/solo-in-italiano/").content.decode()
    assert '<span lang="it">Solo in italiano</span>' in html
    assert '<div class="prose" lang="it">' in html


def test_drafts_and_addresses_that_nobody_wrote_are_not_found(client: Client) -> None:
    row = draft()
    for slug in (row.slug, "inventata"):
        assert client.get(f"/notizie/{slug}/").status_code == 404


def test_an_example_says_so(client: Client) -> None:
    published(is_example=True)
    assert "esempio" in read(client, "/notizie/")
    assert "Notizia d'esempio" in read(client, "/notizie/iscrizioni-aperte/")


# The home and the menu


def test_the_home_has_the_latest_three_beside_the_documents(client: Client) -> None:
    make_meeting()
    for number in range(4):
        published(f"Notizia {number}")
    page = read(client, "/")
    assert "Ultime notizie" in page
    assert "Notizia 3" in page
    assert "Notizia 0" not in page
    assert "/notizie/" in links(client.get("/"))


def test_the_menu_has_an_entry_only_while_there_is_something_to_read(client: Client) -> None:
    make_meeting()
    row = draft()
    assert "/notizie/" not in links(client.get("/"))
    cache.clear()
    published("Uscita")
    assert "/notizie/" in links(client.get("/"))
    cache.clear()
    for each in type(row).objects.all():
        operations.withdraw_news(news=each, by="staff:1")
    assert "/notizie/" not in links(client.get("/"))
    assert "Ultime notizie" not in read(client, "/")


def test_a_draft_is_no_update_of_the_site_and_a_published_one_is(client: Client, clock) -> None:
    make_meeting()
    clock.to("2023-09-08 09:00")
    draft()
    assert "Testi aggiornati: 8 settembre" not in read(client, "/")
    cache.clear()
    published("Uscita")
    assert "Testi aggiornati: 8 settembre 2023" in read(client, "/")


# The feed


def feed(client: Client, path: str = "/notizie/atom.xml") -> ElementTree.Element:
    answer = client.get(path)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def test_the_feed_has_what_is_out_with_absolute_addresses(client: Client, clock) -> None:
    make_meeting()
    row = published(BOTH, TEXT)
    draft("Bozza")
    clock.to("2023-09-07 09:00")
    operations.save_news(news=row, values={"text": {"it": "**Corretto**."}}, by="staff:1")
    found = feed(client)
    (entry,) = found.findall(f"{ATOM}entry")
    assert found.find(f"{ATOM}title").text == "Notizie: Verso il nuovo piano"
    assert entry.find(f"{ATOM}title").text == "Iscrizioni aperte"
    assert entry.find(f"{ATOM}id").text == "http://testserver/notizie/iscrizioni-aperte/"
    assert entry.find(f"{ATOM}summary").text == "<p><strong>Corretto</strong>.</p>\n"
    assert entry.find(f"{ATOM}published").text.startswith("2023-09-06")
    assert entry.find(f"{ATOM}updated").text.startswith("2023-09-07")


def test_the_feed_speaks_the_language_of_its_address(client: Client) -> None:
    make_meeting()
    published(BOTH, TEXT)
    found = feed(client, "/en/notizie/atom.xml")
    assert found.find(f"{ATOM}entry/{ATOM}title").text == "Registrations open"
    assert found.find(f"{ATOM}entry/{ATOM}id").text.startswith("http://testserver/en/notizie/")
    assert found.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_a_sign_that_xml_cannot_hold_breaks_no_feed(client: Client) -> None:
    published("Titolo\x0b", "Incollato\x0c da un altro programma.")
    assert "Incollato da" in feed(client).find(f"{ATOM}entry/{ATOM}summary").text


def test_a_link_to_a_page_of_ours_is_whole_in_the_feed(client: Client) -> None:
    published(text="[L'incontro](/incontri/lancio/)")
    summary = feed(client).find(f"{ATOM}entry/{ATOM}summary").text
    assert 'href="http://testserver/incontri/lancio/"' in summary


def test_an_empty_feed_is_a_feed_and_the_list_leads_to_it(client: Client) -> None:
    assert feed(client).findall(f"{ATOM}entry") == []
    assert "/notizie/atom.xml" in links(client.get("/notizie/"))


def test_the_feed_of_the_demo_says_what_it_is(client: Client, settings) -> None:
    settings.DEMO = True
    subtitle = feed(client).find(f"{ATOM}subtitle").text
    assert subtitle.startswith("Dimostrazione: non è un servizio")


# Queries


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"), [("/notizie/", 2), ("/notizie/notizia-0/", 1), ("/notizie/atom.xml", 1)]
)
def test_pages_ask_the_database_as_often_for_one_as_for_three(
    client: Client, number, path, queries, django_assert_num_queries
) -> None:
    make_meeting()
    for place in range(number):
        published(f"Notizia {place}")
    cache.clear()
    client.get(path)
    with django_assert_num_queries(queries):
        client.get(path)


def test_long_lists_go_on_in_pages(client: Client) -> None:
    for number in range(13):
        published(f"Notizia {number}")
    assert "?pagina=2" in links(client.get("/notizie/"))
    assert "Notizia 0" in read(client, "/notizie/?pagina=2")
    assert client.get("/notizie/?pagina=altro").status_code == 200

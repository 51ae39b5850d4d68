"""One text gives every form of the announcement."""

import pytest
from django.utils import translation

from arengo.core.localized import Localized
from arengo.core.outbox import letter
from arengo.invitations import texts
from tests.factories import make_meeting
from tests.invitations.books import add_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    meeting = make_meeting(
        summary={"it": "L'ente invita tutto il territorio.", "en": "The body invites everybody."},
        online_advice="Meglio un computer.\n\nServono telecamera e microfono.",
    )
    add_programme(meeting)
    return texts.meeting_to_announce(meeting.slug)


def all_words(blocks) -> str:
    rows = [f"{fact.label} {fact.text}" for block in blocks for fact in block.facts]
    return " | ".join(
        [*(block.text for block in blocks), *rows, *(i for b in blocks for i in b.items)]
    )


def test_the_announcement_says_what_when_where_and_who(meeting) -> None:
    text = texts.announce(meeting, "it")
    assert text.title == "Verso il nuovo piano"
    assert text.when == "mercoledì 27 settembre 2023, dalle 16 alle 18.30"
    assert text.halls == (
        "Auditorium, Sede della Città metropolitana, Corso Inghilterra 7, Torino",
    )
    assert text.invitation[0].text == "L'ente invita tutto il territorio."
    assert [part.title for part in text.parts] == [
        "La prima parte dell'incontro",
        "La seconda parte dell'incontro",
    ]
    assert texts.guest_line(text.guests[0]) == "Ada Esempio, Sindaca metropolitana"
    assert [p.text for p in text.online][1:] == [
        "Meglio un computer.",
        "Servono telecamera e microfono.",
    ]


def test_the_sections_name_each_axis_of_the_round_table(meeting) -> None:
    words = all_words(texts.sections(texts.announce(meeting, "it")))
    assert "Le tappe del processo di pianificazione partecipata" in words
    assert "Tavola rotonda: per far emergere prospettive e priorità." in words
    assert "6. Salute" in words


def test_in_english_the_meetings_own_words_are_english(meeting) -> None:
    text = texts.announce(meeting, "en")
    assert text.title == "Towards the new plan"
    assert text.invitation[0].text == "The body invites everybody."
    assert text.invitation[0].lang == "en"
    assert text.guests[0].role.text == "Metropolitan Mayor"
    assert text.url.endswith("/en/incontri/lancio/") or "/en/" in text.url
    assert text.parts[0].points[0].title.text.startswith("English:")


def test_a_text_that_is_only_in_italian_says_so_in_the_english_letter(meeting) -> None:
    assert texts.announce(meeting, "en").online[1].lang == "it"


def test_the_words_of_a_wave_come_before_the_common_ones(meeting) -> None:
    text = texts.announce(meeting, "it", Localized({"it": "Vi scriviamo di nuovo."}))
    assert [each.text for each in text.opening] == ["Vi scriviamo di nuovo."]


def test_a_meeting_in_the_hall_only_says_nothing_of_online(meeting) -> None:
    meeting.online = False
    text = texts.announce(meeting, "it")
    assert text.online == ()
    assert text.screen == ""
    assert [heading for heading, _paragraphs in texts.ways(text)] == ["Partecipare in presenza"]


def test_registration_elsewhere_is_told_with_its_address(meeting) -> None:
    meeting.external_in_person_url = "https://example.org/iscrizione"
    assert "https://example.org/iscrizione" in texts.announce(meeting, "it").in_person[0].text


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_short_text_stays_under_280_and_keeps_its_address(meeting, language) -> None:
    meeting.title = {"it": "Parola " * 60, "en": "Word " * 80}
    meeting.title = Localized(meeting.title)
    short = texts.short_text(meeting, language)
    assert len(short) < 280
    assert short.endswith(texts.announce(meeting, language).url)
    assert "27" in short


def test_the_short_text_of_a_short_title_is_whole(meeting) -> None:
    assert "Primo incontro pubblico: Verso il nuovo piano. mercoledì 27" in texts.short_text(
        meeting, "it"
    )


def test_the_press_note_has_a_dateline_and_whom_to_ask(meeting) -> None:
    note = texts.press_note(meeting, "it")
    assert note.blocks[0].text == "Torino, mercoledì 6 settembre 2023"
    assert "piano@example.org" in note.footer[0].text
    assert "Sindaca metropolitana" in texts.press_text(note)


def test_the_demo_says_so_in_the_short_text(meeting, settings) -> None:
    settings.DEMO = True
    with translation.override("it"):
        assert texts.short_text(meeting, "it").startswith(letter.demo_line())

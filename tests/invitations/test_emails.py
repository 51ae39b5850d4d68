"""The mail of an invitation: the body by name, its own link, no tracking."""

import pytest

from arengo.core.localized import Localized
from arengo.invitations import emails, operations
from arengo.meetings.models import Meeting
from tests.factories import make_meeting
from tests.invitations.books import add_programme, make_invitation, make_staff, make_town, make_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    meeting = make_meeting(summary={"it": "Vi invitiamo tutti.", "en": "You are all invited."})
    add_programme(meeting)
    return meeting


def mail_to(meeting, entry=None, **wave):
    entry = entry or make_town()
    invitation = make_invitation(meeting, entry)
    return emails.invitation(invitation.pk, make_wave(meeting, entry, **wave).pk), invitation


def test_it_names_the_body_and_says_when_and_where(meeting) -> None:
    mail, _invitation = mail_to(meeting)
    assert mail.subject == "Invito: Verso il nuovo piano, mercoledì 27 settembre alle 16"
    assert "Alla cortese attenzione di: Comune di Balme" in mail.text
    assert "Quando: mercoledì 27 settembre 2023, dalle 16 alle 18.30" in mail.text
    assert "Ada Esempio, Sindaca metropolitana" in mail.text
    assert mail.reply_to == "piano@example.org"


def test_its_links_lead_to_the_bodys_own_page_and_to_nothing_else_that_counts(meeting) -> None:
    mail, invitation = mail_to(meeting)
    own = f"http://testserver/invito/{invitation.code}/"
    for face in (mail.text, mail.html):
        assert own in face
        assert f"{own}#non-partecipiamo" in face
    assert "<img" not in mail.html


def test_both_faces_say_the_same(meeting) -> None:
    mail, _invitation = mail_to(meeting)
    for words in ("Vi invitiamo tutti.", "Iscrivete chi parteciperà", "Tavola rotonda"):
        assert words in mail.text
        assert words in mail.html


def test_the_words_of_the_wave_come_first(meeting) -> None:
    mail, _invitation = mail_to(meeting, opening=Localized({"it": "Di nuovo buongiorno."}))
    assert mail.text.index("Di nuovo buongiorno.") < mail.text.index("Vi invitiamo tutti.")


def test_it_is_in_the_language_of_the_body(meeting) -> None:
    mail, invitation = mail_to(meeting, make_town(language="en"))
    assert mail.language == "en"
    assert "You are all invited." in mail.text
    assert f"http://testserver/en/invito/{invitation.code}/" in mail.text


def test_a_language_that_the_site_does_not_speak_falls_back(meeting) -> None:
    mail, _invitation = mail_to(meeting, make_town(language="de"))
    assert mail.language == "it"


@pytest.mark.parametrize("state", [Meeting.State.CANCELLED, Meeting.State.POSTPONED])
def test_nothing_is_sent_for_a_meeting_that_is_not_held(meeting, state) -> None:
    _mail, invitation = mail_to(meeting)
    Meeting.objects.update(state=state)
    assert emails.invitation(invitation.pk, make_wave(meeting, invitation.entry).pk) is None


def test_nothing_is_sent_to_who_declined_or_is_out_of_use(meeting) -> None:
    _mail, invitation = mail_to(meeting)
    wave = make_wave(meeting, invitation.entry)
    operations.decline(invitation=invitation)
    assert emails.invitation(invitation.pk, wave.pk) is None
    operations.take_back(invitation=invitation)
    operations.change_state(entry=invitation.entry, is_active=False, by="staff:1")
    assert emails.invitation(invitation.pk, wave.pk) is None


def test_nothing_is_sent_for_rows_that_are_gone() -> None:
    assert emails.invitation(1, 1) is None
    assert emails.test_invitation(1, 1, "it") is None


def test_a_test_is_marked_and_holds_no_bodys_own_link(meeting) -> None:
    wave, dario = make_wave(meeting), make_staff()
    mail = emails.test_invitation(wave.pk, dario.pk, "it")
    assert mail.to == "dario@example.org"
    assert mail.subject.startswith("[Prova] Invito:")
    assert "Comune di Balme" in mail.text
    assert "/invito/" not in mail.text

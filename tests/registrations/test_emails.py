"""Each mail of a registration: what it says, to whom, and when it is no longer needed."""

import html
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template import engines

from arengo.core.outbox import delivery, letter
from arengo.core.outbox.mail import Mail
from arengo.meetings.models import Meeting
from arengo.people.models import Contact
from arengo.registrations import emails, links, operations, rules
from arengo.registrations.models import Registration
from tests.factories import moment
from tests.registrations import occasions
from tests.registrations.acts import HALL, ONLINE, again, ask, mail_leaves, place_of, take_part
from tests.registrations.occasions import ADA, EVERY, SECRET_ROOM, ada, ada_is_offered_a_seat

pytestmark = pytest.mark.django_db
every_mail = pytest.mark.parametrize("occasion", EVERY, ids=lambda occasion: occasion.__name__)
both_languages = pytest.mark.parametrize("language", ["it", "en"])
Occasion = Callable[[str, Any], Mail | None]
DEMO_LINE = "Dimostrazione: non è un servizio della Città metropolitana"


@pytest.fixture(autouse=True)
def at_an_address(settings: Any) -> None:
    settings.BASE_URL = "http://testserver"


@pytest.fixture(autouse=True)
def undefined_variables_show(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    letter._html_template.cache_clear()
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "UNDEFINED(%s)")
    yield
    letter._html_template.cache_clear()


class Reader(HTMLParser):
    """The words, links and tags of an HTML mail, as a mail program finds them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.hrefs: list[str] = []
        self.words: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.hrefs += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def sent(occasion: Occasion, language: str, clock: Any) -> Mail:
    mail = occasion(language, clock)
    assert mail is not None, f"{occasion.__name__} gave no mail"
    return mail


@every_mail
@both_languages
def test_every_mail_is_whole_in_text_and_html(occasion, language, clock) -> None:
    mail = sent(occasion, language, clock)

    assert mail.to == "ada@example.org"
    assert mail.language == language
    assert f'<html lang="{language}">' in mail.html
    assert mail.html.startswith("<!DOCTYPE html>")
    assert "<title>" in mail.html.split("<body")[0]
    for face in (mail.text, mail.html, mail.subject):
        assert "UNDEFINED" not in face
        assert "%(" not in face
        assert "{%" not in face
        assert "None" not in face
    assert mail.subject
    assert "\n" not in mail.subject


@every_mail
def test_a_name_with_signs_is_neither_markup_nor_escaped_twice(occasion, clock) -> None:
    mail = sent(occasion, "it", clock)

    assert f"Buongiorno {ADA}," in mail.text
    reader = Reader(mail.html)
    assert f"Buongiorno {ADA}," in "".join(reader.words)
    assert "b" not in reader.tags
    assert "&amp;lt;" not in mail.html
    assert "&#x27;" not in mail.text


@every_mail
def test_text_and_html_say_the_same(occasion, clock) -> None:
    mail = sent(occasion, "it", clock)

    words = " ".join("".join(Reader(mail.html).words).split())
    for line in mail.text.splitlines():
        said = re.sub(r"^- ", "", line).rstrip(":")
        is_fact = re.match(r"(Incontro|Quando|Dove|Codice del biglietto): ", said)
        if said.strip("-") and not is_fact and "://" not in said:
            assert said in words


@every_mail
def test_no_mail_says_where_the_conference_is(occasion, clock) -> None:
    mail = sent(occasion, "it", clock)

    whole = mail.text + mail.html + mail.subject
    whole += b"".join(part.content for part in mail.attachments).decode()
    assert SECRET_ROOM not in whole
    assert "conference.example.com" not in re.sub(r"\r\n ", "", whole)


@every_mail
@both_languages
def test_links_are_absolute_in_the_language_and_the_token_is_secret(
    occasion, language, clock
) -> None:
    mail = sent(occasion, language, clock)

    begin = "http://testserver/en/" if language == "en" else "http://testserver/"
    found = re.findall(r"https?://\S+", mail.text)
    assert found
    assert all(link.startswith(begin) for link in found)
    assert set(Reader(mail.html).hrefs) == set(found)
    for link in found:
        token = re.search(r"/i/([^/]+)/", link)
        assert token is None or token.group(1) in mail.secrets


@every_mail
def test_every_mail_says_why_it_came_and_that_nothing_else_does(occasion, clock) -> None:
    mail = sent(occasion, "it", clock)

    footer = mail.text.split("\n--\n")[1]
    assert "Ricevi questo messaggio perché" in footer
    assert "non riceverai nient'altro" in footer
    assert "piano@example.org" in footer
    assert mail.reply_to == "piano@example.org"
    assert "List-Unsubscribe" not in mail.headers


@every_mail
def test_the_demo_line_is_in_no_real_mail(occasion, clock) -> None:
    mail = sent(occasion, "it", clock)

    assert "Dimostrazione" not in mail.text + mail.html


@every_mail
def test_the_demo_line_begins_every_mail_of_the_demo(occasion, clock, settings) -> None:
    settings.DEMO = True
    mail = sent(occasion, "it", clock)

    assert mail.text.startswith(f"{DEMO_LINE}\n")
    body = Reader(mail.html[mail.html.index("<body") :])
    assert next(word for word in body.words if word.strip()) == DEMO_LINE


def test_the_confirm_mail_has_one_button_and_says_how_long_the_place_is_held(clock) -> None:
    clock.to("2023-09-06 09:00:40")
    mail = sent(occasions.confirm, "it", clock)

    registration = Registration.objects.get(person__contact__name=ADA)
    assert mail.subject == "Conferma la tua iscrizione: mercoledì 27 settembre alle 16, in sala"
    assert mail.html.count('class="button"') == 1
    assert links.personal_url(registration) in Reader(mail.html).hrefs
    assert "per 60 minuti da questo messaggio, fino alle 10." in mail.text
    assert mail.attachments == ()


def test_at_night_the_confirm_mail_says_until_which_morning(clock) -> None:
    clock.to("2023-09-06 22:30")
    mail = sent(occasions.confirm, "it", clock)

    assert "Ti teniamo il posto fino alle 9 di giovedì 7 settembre." in mail.text


def test_asked_again_the_confirm_mail_does_not_promise_another_hour(clock) -> None:
    registration = ask(occasions.meeting(), ADA)
    mail_leaves()
    clock.to("2023-09-06 09:40")

    assert "fino alle 10 di mercoledì 6 settembre" in emails.confirm(registration.pk).text


def test_without_a_held_place_the_confirm_mail_promises_none(clock) -> None:
    full = occasions.meeting(hall=1)
    take_part(full, "Bruno Rossi")
    mail = emails.confirm(ask(full, ADA).pk)

    assert "non c'è un posto tenuto per te" in mail.text
    assert "Ti teniamo il posto" not in mail.text


def test_a_second_name_in_a_mailbox_reads_both_names(clock) -> None:
    mail = sent(occasions.someone_else_here, "it", clock)

    assert "un altro nome (Bruno Rossi)" in mail.text
    assert f"Questa è per {ADA}: conferma solo se" in mail.text


@pytest.mark.parametrize(
    "name", ["Vinci su http://truffa.example", "chiama 899 123456", "truffa.example", "a@b"]
)
def test_a_name_that_could_be_a_link_or_a_number_is_left_out(name: str) -> None:
    registration = ask(occasions.meeting(), name, email="ada@example.org")
    mail = emails.confirm(registration.pk)

    assert name not in mail.text + html.unescape(mail.html)
    assert "Buongiorno,\n" in mail.text


def test_the_confirmed_mail_for_the_hall_has_the_ticket_and_how_to_leave(clock) -> None:
    mail = sent(occasions.place_confirmed, "it", clock)

    registration = Registration.objects.get(person__contact__name=ADA)
    code = f"{registration.code[:4]}-{registration.code[4:]}"
    assert mail.subject == "Ci vediamo mercoledì 27 settembre alle 16, in sala"
    assert f"Codice del biglietto: {code}" in mail.text
    assert "Corso Inghilterra 7, Torino" in mail.text
    assert "Rifiutarlo nel calendario non annulla l'iscrizione" in mail.text
    assert f"Non posso venire:\n{links.personal_url(registration)}#non-posso-venire" in mail.text


def test_the_confirmed_mail_online_repeats_the_advice_of_the_invitation(clock) -> None:
    mail = sent(occasions.place_confirmed_online, "it", clock)

    assert mail.subject == "Ci vediamo mercoledì 27 settembre alle 16, online"
    assert "Collegati da PC o Mac." in mail.text
    assert "Autorizza telecamera e microfono." in mail.text
    assert "da 15 minuti prima dell'inizio" in mail.text
    assert "Codice del biglietto" not in mail.text


def test_the_advice_in_another_language_is_marked_as_such(clock) -> None:
    registration = ada(ONLINE, "en")
    Meeting.objects.update(online_advice={"it": "Collegati da PC o Mac."})
    mail = emails.place_confirmed(registration.pk)

    assert re.search(r'lang="it"[^>]*>Collegati da PC o Mac\.', mail.html)


def test_the_waiting_mail_says_position_and_rule(clock) -> None:
    mail = sent(occasions.waiting, "it", clock)

    assert mail.text.startswith("Sei la prima persona in lista d'attesa per la sala\n")
    for sentence in rules.LINE_RULE:
        assert str(sentence) in mail.text
    assert "Intanto puoi partecipare online" in mail.text


def test_the_offer_says_until_which_minute_and_never_a_later_one(clock) -> None:
    offered = ada_is_offered_a_seat()
    clock.to("2023-09-06 10:15:59")
    mail = emails.offer(place_of(offered).pk)
    mail_leaves()

    assert mail.subject == (
        "C'è un posto in sala per te: rispondi entro le 10.15 di giovedì 7 settembre"
    )
    assert "se lo accetti entro le 10.15 di giovedì 7 settembre" in mail.text
    assert place_of(offered).offer_ends_at >= moment("2023-09-07 10:15")


def test_an_offer_that_was_answered_is_no_longer_sent() -> None:
    offered = ada_is_offered_a_seat()
    place = place_of(offered)
    operations.accept_offer(waiting_place=place)

    assert emails.offer(place.pk) is None
    assert emails.waiting(offered.pk) is None


def test_who_let_an_offer_go_by_reads_the_new_position(clock) -> None:
    mail = sent(occasions.offer_lapsed, "it", clock)

    assert "Sei la 2ª persona in lista d'attesa per la sala." in mail.text


def test_the_reminders_say_the_day_and_then_tomorrow(clock) -> None:
    week = sent(occasions.reminder_of_the_week, "it", clock)
    registration = Registration.objects.get(person__contact__name=ADA)
    clock.to("2023-09-26 16:00")
    day = emails.reminder(registration.pk, when="day")

    assert week.subject == "Promemoria: ci vediamo mercoledì 27 settembre alle 16, in sala"
    assert day.subject == "Ci vediamo domani alle 16, in sala"
    assert "#non-posso-venire" in day.text


def test_there_is_no_reminder_of_what_has_begun_or_was_cancelled(clock) -> None:
    registration = ada()
    clock.to("2023-09-27 16:00")
    assert emails.reminder(registration.pk, when="day") is None

    clock.to("2023-09-20 16:00")
    assert emails.reminder(registration.pk, when="week") is not None
    operations.cancel(registration=registration)
    assert emails.reminder(registration.pk, when="week") is None


def test_a_change_of_the_meeting_gives_the_reason_and_the_new_hour(clock) -> None:
    mail = sent(occasions.meeting_changed, "en", clock)

    assert "The hall is flooded." in mail.text
    assert "17" in mail.subject


def test_a_meeting_put_off_without_a_date_leaves_the_calendar_and_keeps_the_place(clock) -> None:
    mail = sent(occasions.meeting_postponed, "it", clock)

    assert mail.subject == "L'incontro di mercoledì 27 settembre è rinviato"
    assert "La sala è allagata." in mail.text
    assert "e il tuo posto anche" in mail.text
    assert [part.parameters["method"] for part in mail.attachments] == ["CANCEL"]


def test_only_the_last_of_several_changes_is_told(clock) -> None:
    registration = ada()
    mail_of = {}
    for hour in (17, 18):
        changed = operations.change_meeting_time(
            meeting=Meeting.objects.get(),
            starts_at=moment(f"2023-09-27 {hour}:00"),
            ends_at=moment("2023-09-27 20:00"),
            reason="",
            by="staff:1",
        )
        mail_of[hour] = changed.sequence

    tell = emails.meeting_changed
    assert tell(registration.pk, change="changed", sequence=mail_of[17]) is None
    assert "18" in tell(registration.pk, change="changed", sequence=mail_of[18]).subject


def test_a_change_followed_by_another_is_not_told(clock) -> None:
    first = operations.change_mode(registration=ada(), mode=ONLINE)
    sequence = again(first).sequence
    operations.change_mode(registration=again(first), mode=HALL, venue=first.meeting.venues.get())

    assert emails.changed(first.pk, sequence=sequence) is None


@pytest.mark.parametrize(
    ("mail", "method"),
    [
        (occasions.place_confirmed, "REQUEST"),
        (occasions.changed, "REQUEST"),
        (occasions.meeting_changed, "REQUEST"),
        (occasions.meeting_online_only, "REQUEST"),
        (occasions.cancelled, "CANCEL"),
        (occasions.meeting_cancelled, "CANCEL"),
        (occasions.substituted, "CANCEL"),
    ],
)
def test_the_calendar_goes_with_the_mail(mail, method: str, clock) -> None:
    (attached,) = sent(mail, "it", clock).attachments

    assert attached.mimetype == "text/calendar"
    assert attached.parameters == {"method": method}
    assert f"METHOD:{method}\r\n".encode() in attached.content


def test_to_who_gave_the_seat_up_no_link_goes_that_no_longer_works(clock) -> None:
    mail = sent(occasions.substituted, "it", clock)

    assert "/i/" not in mail.text + mail.html


def test_who_asked_for_news_of_the_next_meetings_reads_that_too() -> None:
    registration = take_part(occasions.meeting(), ADA, notify_next=True)
    mail = emails.place_confirmed(registration.pk)

    assert "per i prossimi incontri di questo percorso" in mail.text
    assert "non riceverai nient'altro" not in mail.text


@every_mail
def test_nobody_is_written_to_once_erased(occasion, clock) -> None:
    sent(occasion, "it", clock)
    Contact.objects.all().delete()
    registration, waiting = Registration.objects.all(), place_of
    for each in registration:
        assert emails.confirm(each.pk) is None
        assert emails.place_confirmed(each.pk) is None
        assert emails.cancelled(each.pk) is None
        assert emails.thanks(each.pk) is None
        place = waiting(each)
        assert place is None or emails.offer(place.pk) is None


def test_who_has_no_mailbox_is_not_written_to() -> None:
    registration = ada()
    Contact.objects.update(email="")

    assert emails.place_confirmed(registration.pk) is None


@pytest.mark.parametrize(
    "function",
    [
        emails.confirm,
        emails.someone_else_here,
        emails.waiting,
        emails.cancelled,
        emails.substituted,
        emails.thanks,
    ],
)
def test_a_mail_of_another_state_is_no_longer_needed(function) -> None:
    assert function(ada().pk) is None


def test_a_row_that_is_gone_owes_nothing() -> None:
    for function in (emails.confirm, emails.place_confirmed, emails.offer, emails.offer_lapsed):
        assert function(987654) is None


def test_registering_and_confirming_bring_two_mails_to_the_mailbox(mailoutbox) -> None:
    registration = ask(occasions.meeting(), ADA, email="ada@example.org")
    assert delivery.deliver_due() == 1
    operations.confirm(registration=again(registration))
    assert delivery.deliver_due() == 1

    asked, confirmed = mailoutbox
    assert asked.to == confirmed.to == ["ada@example.org"]
    assert again(registration).confirmed_at is not None
    kinds = {part.get_content_type() for part in confirmed.message().walk()}
    assert {"text/plain", "text/html", "text/calendar"} <= kinds
    calendars = [p for p in confirmed.message().walk() if p.get_content_type() == "text/calendar"]
    assert {part.get_param("method") for part in calendars} == {"REQUEST"}

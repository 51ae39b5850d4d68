"""Ways out that a mail alone opens: looking changes nothing, one button does, no account is asked for."""

import pytest
from django.test import Client

from arengo.invitations.links import leave_token
from arengo.invitations.models import AddressBookPerson
from arengo.people.models import Consent
from arengo.registrations.links import notices_token
from arengo.registrations.models import Registration
from tests.factories import make_meeting
from tests.invitations.books import make_person, make_town
from tests.registrations.acts import take_part
from tests.web.public.reading import read, words

pytestmark = pytest.mark.django_db
BUTTON = {"fuori": "si"}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def strict() -> Client:
    """A browser, or a program, that has no cookie of ours."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def ada():
    make_meeting()
    return make_person(make_town())


def page(person) -> str:
    return f"/rubrica/{leave_token(person)}/"


def test_the_page_says_for_whom_and_what_the_button_does(client: Client, ada) -> None:
    text = read(client, page(ada))
    assert "Sei nella rubrica degli inviti per Comune di Balme, come Sindaca." in text
    assert "si cancellano subito" in text
    assert "Toglimi dalla rubrica" in text
    assert "Ada" not in text


def test_it_speaks_both_languages(client: Client, ada) -> None:
    answer = client.get(f"/en{page(ada)}")
    assert answer.status_code == 200
    assert 'lang="en"' in answer.content.decode()


def test_a_scanner_that_opens_every_link_changes_nothing(client: Client, ada) -> None:
    for _time in range(3):
        client.get(page(ada))
        client.head(page(ada))
    assert AddressBookPerson.objects.exists()


def test_the_button_takes_one_out_without_account_or_cookie(strict: Client, ada) -> None:
    answer = strict.post(page(ada), BUTTON)
    assert answer.status_code == 302
    assert not AddressBookPerson.objects.exists()
    assert "Non sei nella rubrica" in read(strict, answer.url)


def test_pressed_twice_it_says_the_same(strict: Client, ada) -> None:
    address = page(ada)
    for _time in range(2):
        assert "Non sei nella rubrica" in words(strict.post(address, BUTTON, follow=True))


def test_a_mail_programs_own_button_does_it_with_one_click(strict: Client, ada) -> None:
    answer = strict.post(page(ada), ONE_CLICK)
    assert (answer.status_code, answer.content) == (204, b"")
    assert not AddressBookPerson.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"fuori": "no"}, {"List-Unsubscribe": "x"}, {"altro": "si"}])
def test_a_program_that_posts_to_every_address_does_nothing(strict: Client, ada, sent) -> None:
    assert strict.post(page(ada), sent).status_code == 200
    assert AddressBookPerson.objects.exists()


def test_a_link_copied_by_half_says_what_to_do(client: Client, ada) -> None:
    text = read(client, f"{page(ada)[:-3]}/", status=404)
    assert "Aprilo di nuovo dalla mail" in text


def test_no_other_page_and_no_search_engine_learns_the_address(client: Client, ada) -> None:
    answer = client.get(page(ada))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "no-store, private"


# No more notices of next meetings


@pytest.fixture
def bruno() -> Registration:
    return take_part(make_meeting(), "Bruno Neri", notify_next=True)


def notices_page(registration: Registration) -> str:
    return f"/avvisi/{notices_token(registration.person_id)}/"


def stands() -> bool:
    return Consent.objects.filter(kind="next_meetings", withdrawn_at=None).exists()


def test_who_lost_every_other_page_takes_the_consent_back_from_the_mail_alone(
    strict: Client, bruno
) -> None:
    page_of_notices = notices_page(bruno)
    text = read(strict, page_of_notices)
    assert "ci hai chiesto di avvisarti dei prossimi incontri" in text
    assert "Bruno" not in text
    answer = strict.post(page_of_notices, BUTTON)
    assert answer.status_code == 302
    assert not stands()
    assert "Non ti avvisiamo più" in read(strict, answer.url)


def test_looking_at_it_takes_nothing_back(client: Client, bruno) -> None:
    for _time in range(3):
        client.get(notices_page(bruno))
        client.head(notices_page(bruno))
    assert stands()


def test_one_click_of_a_mail_program_takes_it_back(strict: Client, bruno) -> None:
    assert strict.post(notices_page(bruno), ONE_CLICK).status_code == 204
    assert not stands()


@pytest.mark.parametrize("sent", [{}, {"fuori": "no"}, {"List-Unsubscribe": "x"}])
def test_a_post_of_anything_else_takes_nothing_back(strict: Client, bruno, sent) -> None:
    strict.post(notices_page(bruno), sent)
    assert stands()


def test_taking_the_consent_back_leaves_the_registration_as_it_is(strict: Client, bruno) -> None:
    strict.post(notices_page(bruno), BUTTON)
    strict.post(notices_page(bruno), BUTTON)
    bruno.refresh_from_db()
    assert bruno.state == Registration.State.CONFIRMED
    assert Consent.objects.filter(withdrawn_at__isnull=False).count() == 1


def test_the_link_of_the_book_is_none_of_the_notices_and_the_other_way_round(
    strict: Client, bruno
) -> None:
    ada = make_person(make_town())
    for address in (
        f"/avvisi/{leave_token(ada)}/",
        f"/rubrica/{notices_token(bruno.person_id)}/",
    ):
        assert strict.post(address, BUTTON).status_code == 404
    assert stands()
    assert AddressBookPerson.objects.exists()


def test_the_page_of_notices_speaks_both_languages(client: Client, bruno) -> None:
    assert 'lang="en"' in client.get(f"/en{notices_page(bruno)}").content.decode()

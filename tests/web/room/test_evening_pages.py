"""The pages of the evening: everybody's, the assistant's, the chair's, the projector, the captions."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from arengo.live import operations
from arengo.live.models import Caption, HelpRequest, Room
from arengo.live.queries import Moment, evening_of
from arengo.meetings.links import duty_token
from arengo.meetings.models import Duty, Meeting
from arengo.meetings.operations import assign_duty
from arengo.process.models import Document, DocumentPage
from arengo.registrations.links import token_for
from arengo.registrations.models import Registration
from arengo.registrations.operations import enter_online
from tests.conftest import Clock
from tests.live.acts import REGIA, make_evening, seen
from tests.registrations.acts import ONLINE, take_part
from tests.web.public.reading import words as text_of

pytestmark = pytest.mark.django_db
BY_SCRIPT = {"X-Requested-With": "room"}


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    return make_evening()


@pytest.fixture
def ada(evening: Meeting, clock: Clock) -> Registration:
    """In the hall."""
    registration = take_part(evening, "Ada Rossi")
    clock.to("2023-09-27 16:02")
    return registration


@pytest.fixture
def bruno(evening: Meeting, clock: Clock) -> Registration:
    """Online, inside."""
    registration = take_part(evening, "Bruno Bo", ONLINE)
    clock.to("2023-09-27 16:02")
    enter_online(registration=registration)
    registration.refresh_from_db()
    return registration


def stage_of(registration: Registration, name: str = "evening") -> str:
    return reverse(f"room:{name}", args=[token_for(registration)])


def serving(meeting: Meeting, kind: Duty.Kind) -> Client:
    client = Client()
    duty = assign_duty(meeting=meeting, kind=kind, by="staff:1")
    client.get(reverse("room:duty", args=[duty_token(duty)]))
    return client


@pytest.fixture
def regia(evening: Meeting, clock: Clock) -> Client:
    clock.to("2023-09-27 16:02")
    return serving(evening, Duty.Kind.ASSISTANT)


def at(name: str, *args: object) -> str:
    return reverse(f"room:{name}", args=["lancio", *args])


def test_in_the_hall_the_page_says_that_it_has_no_sound(client: Client, ada: Registration) -> None:
    page = client.get(stage_of(ada))
    assert "Sei in sala: questa pagina non ha audio" in text_of(page)
    assert "<audio" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_who_is_online_comes_to_the_room_by_pressing_enter(
    client: Client, evening: Meeting, clock: Clock
) -> None:
    bruno = take_part(evening, "Bruno Bo", ONLINE)
    clock.to("2023-09-27 16:02")
    enter = reverse("public:my-room", args=[token_for(bruno)])
    assert client.get(stage_of(bruno))["Location"] == enter
    assert client.post(enter, follow=True).redirect_chain[-1][0] == stage_of(bruno)


@pytest.mark.parametrize("name", ["evening", "evening-mine"])
def test_a_link_that_is_not_ours_leads_to_the_page_that_helps(client: Client, name: str) -> None:
    page = client.get(reverse(f"room:{name}", args=["nonsense"]), follow=True)
    assert page.status_code == 404
    assert "Ricevi di nuovo il tuo link" in text_of(page)


def test_who_has_not_confirmed_is_sent_to_the_own_page(client: Client, evening: Meeting) -> None:
    waiting = take_part(evening, "Carla Co")
    Registration.objects.filter(pk=waiting.pk).update(state="to_confirm")
    assert client.get(stage_of(waiting))["Location"].endswith(f"/i/{token_for(waiting)}/")


def test_the_page_says_what_is_on_and_what_comes_next(
    client: Client, ada: Registration, evening: Meeting
) -> None:
    assert "Si comincia alle 16" in text_of(client.get(stage_of(ada)))
    operations.begin(meeting=evening, key="tavola/asse-1", seen=None, by=REGIA)
    words = text_of(client.get(stage_of(ada)))
    assert "Ora Seconda parte · Tavola rotonda" in words
    assert re.search(r"Dopo Asse 2", words)
    operations.pause(meeting=evening, seen=seen(evening), by=REGIA)
    assert "Pausa Seconda parte" in text_of(client.get(stage_of(ada)))
    operations.close_meeting(meeting=evening, by=REGIA)
    assert "L'incontro è finito" in text_of(client.get(stage_of(ada)))


def test_the_page_is_in_english_too(client: Client, ada: Registration, evening: Meeting) -> None:
    operations.begin(meeting=evening, key="linee", seen=None, by=REGIA)
    words = text_of(client.get(f"/en{stage_of(ada)}"))
    assert "Le linee di indirizzo (en)" in words
    assert "You are in the hall: this page has no sound." in words


def test_a_slide_that_is_shown_is_on_the_stage_and_on_the_projector(
    client: Client, ada: Registration, regia: Client, evening: Meeting
) -> None:
    document = Document.objects.create(process=evening.process, key="linee", title="Le linee")
    DocumentPage.objects.create(
        document=document,
        number=1,
        width=1600,
        height=900,
        text="Sei assi",
        picture="pages/1.webp",
        digest="d",
    )
    assert regia.post(at("console-page", document.pk, 1)).status_code == 302
    for page in (client.get(stage_of(ada)), regia.get(at("projector"))):
        assert "Sei assi" in text_of(page)
    assert regia.post(at("console-page", document.pk, 2)).status_code == 409


def test_help_is_asked_for_answered_and_read(
    client: Client, bruno: Registration, regia: Client
) -> None:
    number = str(uuid.uuid4())
    sent = {"number": number, "about": "sound", "text": "A scatti"}
    assert client.post(stage_of(bruno, "evening-help"), sent, headers=BY_SCRIPT).status_code == 204
    assert "È arrivata." in text_of(client.get(stage_of(bruno, "evening-mine")))
    console = text_of(regia.get(at("console")))
    assert "Bruno Bo" in console
    assert "A scatti" in console
    regia.post(at("help-take", number))
    assert "se ne sta occupando" in text_of(client.get(stage_of(bruno)))
    regia.post(at("help-answer", number), {f"{number}-answer": "Prova con le cuffie"})
    assert "Prova con le cuffie" in text_of(client.get(stage_of(bruno)))
    assert "Nessuno, per ora." in text_of(regia.get(at("console")))


@pytest.mark.parametrize("kind", ["steward", "technician"])
def test_who_serves_elsewhere_answers_help_and_stays_on_the_own_page(
    client: Client, bruno: Registration, evening: Meeting, kind: str
) -> None:
    asked = operations.ask_for_help(
        registration=bruno, number=uuid.uuid4(), about=HelpRequest.About.SOUND
    )
    server = serving(evening, Duty.Kind(kind))
    empty = server.post(at("help-answer", asked.pk), {f"{asked.pk}-answer": " "})
    assert empty.status_code == 409
    assert "Scrivi la risposta" in text_of(empty)
    assert "data-stream" not in empty.content.decode()
    for name, sent in (("help-take", {}), ("help-answer", {f"{asked.pk}-answer": "Arrivo"})):
        done = server.post(at(name, asked.pk), sent, follow=True)
        assert done.redirect_chain == [(at(kind), 302)]
        assert done.status_code == 200


def test_help_without_saying_for_what_keeps_what_was_typed(
    client: Client, bruno: Registration
) -> None:
    page = client.post(
        stage_of(bruno, "evening-help"), {"number": str(uuid.uuid4()), "text": "Pronto?"}
    )
    assert page.status_code == 422
    assert "Scegli di che cosa hai bisogno." in text_of(page)
    assert "Pronto?" in page.content.decode()


def test_help_is_withdrawn_only_by_who_asked(
    client: Client, bruno: Registration, ada: Registration
) -> None:
    asked = operations.ask_for_help(
        registration=bruno, number=uuid.uuid4(), about=HelpRequest.About.OTHER
    )
    sent = {"number": str(asked.pk)}
    assert client.post(stage_of(ada, "evening-help-withdraw"), sent).status_code == 404
    assert client.post(stage_of(bruno, "evening-help-withdraw"), sent).status_code == 302
    assert HelpRequest.objects.get().withdrawn_at is not None


@pytest.mark.parametrize("act", ["evening-help-withdraw", "evening-speak-withdraw"])
@pytest.mark.parametrize("number", ["", "zzz"])
def test_nonsense_for_a_number_withdraws_nothing(
    client: Client, bruno: Registration, act: str, number: str
) -> None:
    assert client.post(stage_of(bruno, act), {"number": number}).status_code == 404


def test_the_assistant_conducts_from_the_console(regia: Client, evening: Meeting) -> None:
    regia.post(at("console-act", "avanti", 0))
    on = evening_of(evening).span
    regia.post(at("console-extend", 5, on.pk))
    regia.post(at("console-act", "pausa", on.pk))
    words = text_of(regia.get(at("console")))
    assert "In pausa Presentazione" in words
    assert "+5 minuti" in words
    regia.post(at("console-act", "riprendi", on.pk))
    regia.post(at("console-begin", on.pk), {"line": "plenaria"})
    assert evening_of(evening).now.line.key == "plenaria"
    regia.post(at("console-act", "ferma", seen(evening)))
    regia.post(at("console-close"))
    assert "Chiuso alle 16:02" in text_of(regia.get(at("console")))
    regia.post(at("console-reopen"))
    assert evening_of(evening).moment == Moment.BETWEEN


def test_a_script_gets_the_sentence_of_a_refusal(regia: Client, evening: Meeting) -> None:
    regia.post(at("console-act", "avanti", 0))
    late = regia.post(at("console-act", "avanti", 0), headers=BY_SCRIPT)
    assert late.status_code == 409
    assert "un'altra persona ha già cambiato" in late.json()["sentence"]
    without = regia.post(at("console-act", "avanti", 0))
    assert without.status_code == 409
    assert "un'altra persona ha già cambiato" in text_of(without)


def test_an_empty_message_is_refused_beside_the_field(regia: Client) -> None:
    page = regia.post(at("console-message"), {"message": " "})
    assert page.status_code == 422
    assert "Scrivi che cosa deve dire lo schermo." in text_of(page)
    assert not Room.objects.filter(showing="message").exists()


def test_what_the_projector_shows_is_chosen_at_the_console(regia: Client) -> None:
    regia.post(at("console-message"), {"message": "Pausa caffè"})
    assert "Pausa caffè" in text_of(regia.get(at("projector")))
    regia.post(at("console-show", "join"))
    page = regia.get(at("projector"))
    assert "Partecipa dal telefono" in text_of(page)
    assert "data:image/svg+xml" in page.content.decode()
    regia.post(at("console-show", "next"))
    assert "Dopo Le linee di indirizzo" in text_of(regia.get(at("projector")))


def test_the_chair_reads_what_is_on_and_the_next_three(evening: Meeting, regia: Client) -> None:
    operations.begin(meeting=evening, key="linee", seen=None, by=REGIA)
    words = text_of(serving(evening, Duty.Kind.CHAIR).get(at("chair")))
    assert "In corso Presentazione" in words
    assert words.index("Asse 1") < words.index("Asse 2") < words.index("Discussione in plenaria")


def test_captions_are_written_by_who_has_the_duty(
    evening: Meeting, client: Client, ada: Registration
) -> None:
    writer = serving(evening, Duty.Kind.CAPTIONS)
    page = writer.post(at("captions-write"), {"text": ""})
    assert "Scrivi quello che si sta dicendo." in text_of(page)
    assert 'aria-describedby="id_text_error"' in page.content.decode()
    assert 'id="id_text_error"' in page.content.decode()
    writer.post(at("captions-write"), {"text": "Buonasera a tutte e a tutti."})
    assert Caption.objects.get().text == "Buonasera a tutte e a tutti."
    assert "Buonasera a tutte e a tutti." in text_of(client.get(stage_of(ada)))


def test_one_link_opens_the_pages_of_its_own_meeting_only(regia: Client, evening: Meeting) -> None:
    other = make_evening_elsewhere(evening)
    assert regia.get(reverse("room:console", args=[other.slug])).status_code == 403


def make_evening_elsewhere(meeting: Meeting) -> Meeting:
    return Meeting.objects.create(
        process=meeting.process,
        slug="altrove",
        title="Altrove",
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        state=Meeting.State.PUBLISHED,
    )


def test_the_stage_costs_few_queries_when_somebody_else_just_opened_it(
    client: Client, ada: Registration, bruno: Registration, django_assert_num_queries
) -> None:
    client.get(stage_of(ada))
    with django_assert_num_queries(14):
        client.get(stage_of(bruno))

"""Asking to speak and giving the floor, page by page: phone, browser, console, chair, steward."""

import re
import uuid

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from arengo.core.stream.queries import Seen, changed_since, newest_id
from arengo.core.stream.topics import Topic
from arengo.live import operations
from arengo.live.emails import invitation_to_write
from arengo.live.models import InvitationToWrite, SpeakerQueue, SpeakingRequest
from arengo.live.rooms import channel_of
from arengo.live.speakers import turn_now
from arengo.meetings.models import Duty, Meeting
from arengo.registrations.links import token_for
from arengo.registrations.models import Registration
from arengo.web.room.stream import draw
from tests.conftest import Clock
from tests.live.acts import REGIA, make_evening, seen
from tests.live.test_speaking import ask, call, come
from tests.registrations.acts import HALL, ONLINE, take_part
from tests.web.public.reading import words as text_of
from tests.web.room.test_evening_pages import at, serving, stage_of

pytestmark = pytest.mark.django_db
State = SpeakingRequest.State


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    meeting = make_evening(hall=10)
    clock.to("2023-09-27 17:30")
    operations.begin(meeting=meeting, key="plenaria", seen=None, by=REGIA)
    return meeting


@pytest.fixture
def regia(evening: Meeting) -> Client:
    return serving(evening, Duty.Kind.ASSISTANT)


def raise_hand(client: Client, who: Registration, **fields: str):
    sent = {"number": str(uuid.uuid4()), "kind": "floor", "topic": "", **fields}
    return client.post(stage_of(who, "evening-speak"), sent)


def test_one_raises_a_hand_and_reads_why_the_fourth(
    client: Client, evening: Meeting, clock: Clock
) -> None:
    for minute, (name, mode) in enumerate([("Ada A", HALL), ("Carla C", HALL), ("Dino D", ONLINE)]):
        clock.to(f"2023-09-27 17:3{minute}")
        ask(come(evening, name, mode))
    clock.to("2023-09-27 17:40")
    bruno = come(evening, "Bruno B", ONLINE)
    assert "Alza la mano" in text_of(client.get(stage_of(bruno)))
    assert raise_hand(client, bruno, topic="I treni della sera").status_code == 302
    page = text_of(client.get(stage_of(bruno)))
    assert "Sei la 4ª persona in coda" in page
    assert "3 persone che hanno chiesto prima" in page
    assert "In coda per parlare: 4" in page
    assert "I treni della sera" in page


def test_in_the_hall_one_shows_the_ticket_first(client: Client, evening: Meeting) -> None:
    ada = take_part(evening, "Ada A")
    assert "mostra prima il biglietto" in text_of(client.get(stage_of(ada)))
    refused = raise_hand(client, ada)
    assert refused.status_code == 409
    assert "mostra prima il biglietto" in text_of(refused)


def test_one_thinks_better_of_it(client: Client, evening: Meeting) -> None:
    ada, bruno = come(evening, "Ada A"), come(evening, "Bruno B")
    asked = ask(ada)
    sent = {"number": str(asked.pk)}
    assert client.post(stage_of(bruno, "evening-speak-withdraw"), sent).status_code == 404
    client.post(stage_of(ada, "evening-speak-withdraw"), sent)
    assert "Alza la mano" in text_of(client.get(stage_of(ada)))


def test_nonsense_in_the_form_is_nobody_s_hand(client: Client, evening: Meeting) -> None:
    ada = come(evening, "Ada A")
    assert raise_hand(client, ada, number="x").status_code == 404
    assert raise_hand(client, ada, kind="shout").status_code == 404
    assert not SpeakingRequest.objects.exists()


def test_the_assistant_gives_the_floor_and_everybody_sees_it(
    client: Client, regia: Client, evening: Meeting
) -> None:
    bruno = come(evening, "Bruno B", ONLINE)
    ask(bruno)
    assert "Dai la parola a Bruno B" in text_of(regia.get(at("console")))
    regia.post(at("floor-act", "prossima", 0))
    assert "Hai la parola" in text_of(client.get(stage_of(bruno)))
    turn = turn_now(evening)
    for page in ("console", "projector", "chair", "captions"):
        assert "Bruno B" in text_of(regia.get(at(page))), page
    for what in ("pausa", "riprendi", "minuto", "fine"):
        assert regia.post(at("floor-act", what, turn.pk)).status_code == 302
    assert turn_now(evening) is None
    assert regia.post(at("floor-act", "canta", 0)).status_code == 404


def test_who_is_called_and_not_there_makes_room(regia: Client, evening: Meeting) -> None:
    asked = ask(come(evening, "Ada A"))
    call(evening)
    regia.post(at("floor-absent", asked.pk))
    assert turn_now(evening) is None
    assert "Nessuno aspetta di parlare." in text_of(regia.get(at("console")))


def test_an_exception_needs_its_reason_and_is_read_by_all(
    client: Client, regia: Client, evening: Meeting, clock: Clock
) -> None:
    ada = come(evening, "Ada A")
    ask(ada)
    clock.to("2023-09-27 17:35")
    asked = ask(come(evening, "Bruno B"))
    refused = regia.post(at("floor-pass", asked.pk), {f"{asked.pk}-reason": " "})
    assert "Scrivi perché passa avanti" in text_of(refused)
    regia.post(at("floor-pass", asked.pk), {f"{asked.pk}-reason": "Ha il treno alle 18"})
    page = text_of(client.get(stage_of(ada)))
    assert "Passa avanti: Ha il treno alle 18" in page
    assert "1 persona che chi presiede ha fatto passare avanti" in page


def test_the_chair_chooses_rule_length_and_whether_one_may_ask(
    client: Client, evening: Meeting
) -> None:
    chair, ada = serving(evening, Duty.Kind.CHAIR), come(evening, "Ada A")
    assert "Prima parla chi questa sera non ha ancora parlato" in text_of(client.get(stage_of(ada)))
    assert chair.post(at("floor-rule", "first_come"))["Location"] == at("chair")
    chair.post(at("floor-length", 120))
    chair.post(at("floor-opening", "chiudi"))
    queue = SpeakerQueue.objects.get()
    assert (queue.rule, queue.turn_seconds, queue.is_open) == ("first_come", 120, False)
    assert "Passa prima chi ha chiesto prima" in text_of(client.get(stage_of(ada)))
    assert "Le richieste di parola sono chiuse" in text_of(raise_hand(client, ada))
    chair.post(at("floor-opening", "apri"))
    assert raise_hand(client, ada).status_code == 302
    for wrong in (at("floor-rule", "loudest"), at("floor-opening", "forse")):
        assert chair.post(wrong).status_code == 404


def test_the_steward_finds_who_is_registered_or_writes_a_name(evening: Meeting) -> None:
    ada = come(evening, "Ada Rossi")
    steward = serving(evening, Duty.Kind.STEWARD)
    assert "Ada Rossi" in text_of(steward.get(at("steward"), {"cerca": "rossi"}))
    assert "Nessuna persona iscritta con «verdi»" in text_of(
        steward.get(at("steward"), {"cerca": "verdi"})
    )
    steward.post(at("steward-ask-for", ada.code))
    page = steward.post(at("steward-ask"), {"number": str(uuid.uuid4()), "name": ""})
    assert "Scrivi come chiamare la persona." in text_of(page)
    steward.post(at("steward-ask"), {"number": str(uuid.uuid4()), "name": "Una signora"})
    assert {one.source for one in SpeakingRequest.objects.all()} == {"steward"}
    asked = SpeakingRequest.objects.get(name="Una signora")
    steward.post(at("floor-withdraw", asked.pk))
    page = text_of(steward.get(at("steward")))
    assert "Ada Rossi" in page
    assert "Una signora" not in page


def test_who_was_not_reached_writes_it_from_the_link_of_the_mail(
    client: Client, evening: Meeting, clock: Clock
) -> None:
    bruno = come(evening, "Bruno B", ONLINE)
    ask(bruno)
    operations.close_meeting(meeting=evening, by=REGIA)
    own = client.get(reverse("public:my-place", args=[token_for(bruno)]))
    write = stage_of(bruno, "evening-write")
    assert write in own.content.decode()
    assert "entro le 17.30 di mercoledì 4 ottobre" in text_of(client.get(write))
    empty = client.post(write, {"text": " "})
    assert empty.status_code == 422
    assert "Scrivi quello che volevi dire." in text_of(empty)
    after = client.post(write, {"text": "Servono treni la sera."}, follow=True)
    assert "Ricevuto." in text_of(after)
    assert InvitationToWrite.objects.get().text == "Servono treni la sera."
    clock.to("2023-10-05 09:00")
    late = text_of(client.get(write))
    assert "Il tempo per scrivere è finito." in late
    assert "Servono treni la sera." in late


def test_who_spoke_and_asked_again_is_told_that_it_was_the_other_time(
    client: Client, evening: Meeting
) -> None:
    bruno = come(evening, "Bruno B", ONLINE)
    ask(bruno)
    turn = call(evening)
    operations.end_turn(meeting=evening, seen=turn.pk, by=REGIA)
    ask(bruno)
    operations.close_meeting(meeting=evening, by=REGIA)
    own = text_of(client.get(reverse("public:my-place", args=[token_for(bruno)])))
    assert "Non siamo riusciti a darti la parola un'altra volta" in own
    mail = invitation_to_write(InvitationToWrite.objects.get().pk)
    assert mail
    assert "Avevi chiesto di parlare ancora" in mail.text


def test_who_was_heard_has_nothing_to_write(client: Client, evening: Meeting) -> None:
    ada = come(evening, "Ada A")
    own = reverse("public:my-place", args=[token_for(ada)])
    assert client.get(stage_of(ada, "evening-write"))["Location"] == own
    assert stage_of(ada, "evening-write") not in client.get(own).content.decode()


def test_ones_own_page_knows_itself_in_what_everybody_gets_and_nobody_else_is_named(
    client: Client, evening: Meeting
) -> None:
    ada, bruno = come(evening, "Ada A"), come(evening, "Bruno B")
    ask(ada)
    mine = re.search(r'data-me="(\w+)"', client.get(stage_of(ada)).content.decode())
    others = client.get(stage_of(bruno)).content.decode()
    assert mine
    assert f'data-who="{mine[1]}"' in others
    assert ada.code not in others


def test_the_screen_of_the_hall_says_who_comes_next_as_soon_as_somebody_asks(
    evening: Meeting,
) -> None:
    projector = Topic(channel_of(evening), "projector", "it")
    assert draw(projector, "queue") == ""
    before = newest_id(projector.channel)
    ask(come(evening, "Ada A"))
    _seen, changed = changed_since(projector.channel, Seen(before, None))
    assert "queue" in changed
    assert "Ada A" in draw(projector, "queue")


def test_before_the_plenary_a_hand_waits_and_the_screen_names_nobody_as_next(
    client: Client, evening: Meeting
) -> None:
    ada = come(evening, "Ada A")
    ask(ada)
    screen = Topic(channel_of(evening), "projector", "it")
    assert "Ada A" in draw(screen, "queue")
    assert "La parola si dà quando" not in text_of(client.get(stage_of(ada)))
    operations.begin(meeting=evening, key="tavola/asse-1", seen=seen(evening), by=REGIA)
    cache.clear()
    assert "Ada A" not in draw(screen, "queue")
    page = text_of(client.get(stage_of(ada)))
    assert "Sei la 1ª persona in coda La parola si dà quando comincia la plenaria." in page


def test_once_it_is_closed_nobody_is_asked_to_enter_with_picture_and_sound(
    client: Client, evening: Meeting, settings
) -> None:
    settings.CONFERENCE = "mesh"
    bruno = come(evening, "Bruno B", ONLINE)
    assert "Entra con audio e video" in text_of(client.get(stage_of(bruno)))
    operations.close_meeting(meeting=evening, by=REGIA)
    cache.clear()
    page = text_of(client.get(stage_of(bruno)))
    assert "Entra con audio e video" not in page
    assert "Quando qualcuno scrive i sottotitoli" not in page

"""The same done to many voices at the desk: chosen, asked for, followed, undone; who may, and what is said."""

import re
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from arengo.contributions.models import Contribution, Moderation
from arengo.contributions.operations import hold_back, refuse
from arengo.core import codes
from arengo.core.tasks import runner
from arengo.feedback import pieces
from arengo.feedback.models import BulkAct
from arengo.feedback.operations import many
from arengo.meetings.models import Meeting
from arengo.people.models import User
from tests.conftest import Clock
from tests.feedback.acts import (
    BOSCHI,
    MEDICI,
    PERCORSO,
    TRENI,
    dario,
    read_all,
    received_evening,
    send_from_the_site,
    voice,
)
from tests.web.desk.cast import signed_in
from tests.web.public.reading import words

pytestmark = pytest.mark.django_db
LIST = "/ufficio/voci/"
ACTS = f"{LIST}insieme/"
READ = {"kind": "need", "targets": ["axis:2"], "horizon": "as_it_is", "replaces": "", "again": ""}
WHY = {"reason": "advert", "words": "È pubblicità."}


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    cache.clear()
    return received_evening(clock)


def shown(desk: Client, address: str, **changes: Any) -> dict[str, Any]:
    """What the form of a page would send."""
    page = desk.get(address).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(numero|elenco)" value="([\w-]+)"', page))
    return {**hidden, "voce": re.findall(r'name="voce" value="(\w+)" checked', page), **changes}


def test_all_that_a_list_shows_is_read_without_the_exceptions(meeting: Meeting) -> None:
    desk = signed_in()
    page = words(desk.get(f"{ACTS}scegli/?via=round_table"))
    assert "A 2 voci." in page
    assert "Leggi insieme" in page
    address = f"{ACTS}fai/leggi/?via=round_table"
    sent = shown(desk, address, **READ)
    sent["voce"].remove(voice(MEDICI).code)
    page = words(desk.post(address, sent, follow=True))
    assert "Fatto: 1 voce." in page
    assert "Torna all'elenco" in page
    assert voice(TRENI).read_at is not None
    assert voice(MEDICI).read_at is None
    assert voice(BOSCHI).read_at is None


def test_what_is_ticked_is_published_held_and_refused(meeting: Meeting) -> None:
    desk = signed_in()
    new = send_from_the_site(meeting.process)
    two = f"?voce={voice(TRENI).code}&voce={new.code}"
    address = f"{ACTS}fai/trattieni/{two}"
    assert "Fatto: 2 voci." in words(desk.post(address, shown(desk, address), follow=True))
    assert voice(TRENI).publication == "held"
    address = f"{ACTS}fai/pubblica/?voce={voice(TRENI).code}"
    desk.post(address, shown(desk, address))
    assert voice(TRENI).publication == "published"
    address = f"{ACTS}fai/non-pubblicare/{two}"
    answer = desk.post(address, shown(desk, address, reason="advert"))
    assert answer.status_code == 422
    page = words(desk.post(address, shown(desk, address, **WHY), follow=True))
    assert "Fatto: 1 voce. 1 è rimasta com'era." in page
    assert "La leggono già tutti: prima va trattenuta: 1" in page
    assert codes.show(voice(TRENI).code) in page
    new.refresh_from_db()
    assert new.publication == "refused"


def test_the_same_form_sent_twice_is_one_act(meeting: Meeting) -> None:
    desk = signed_in()
    address = f"{ACTS}fai/trattieni/?stato=da-leggere"
    sent = shown(desk, address)
    first = desk.post(address, sent)
    read_all([voice(TRENI)])
    second = desk.post(address, sent)
    assert first["Location"] == second["Location"]
    assert "Questo modulo era già stato inviato" in words(desk.get(second["Location"]))
    assert BulkAct.objects.count() == 1
    assert Moderation.objects.filter(decision="held").count() == 4


def test_a_list_that_changed_meanwhile_is_shown_again(meeting: Meeting) -> None:
    desk = signed_in()
    address = f"{ACTS}fai/trattieni/"
    sent = shown(desk, address)
    send_from_the_site(meeting.process)
    answer = desk.post(address, sent)
    assert answer.status_code == 422
    assert "adesso sono 5 voci" in words(answer)
    assert not BulkAct.objects.exists()


def test_an_exception_that_is_not_there_is_named(meeting: Meeting, monkeypatch) -> None:
    monkeypatch.setattr("arengo.web.desk.chosen_voices.SHOWN", 2)
    desk = signed_in()
    address = f"{ACTS}fai/trattieni/"
    assert "E altre 2, che qui non si vedono" in words(desk.get(address))
    wrong = desk.post(address, shown(desk, address, senza="ABC"))
    assert "non c'è «ABC»" in words(wrong)
    assert "ABC" in wrong.content.decode()
    last = Contribution.objects.last()
    desk.post(address, shown(desk, address, senza=f"{codes.show(last.code).lower()},"))
    last.refresh_from_db()
    assert last.publication != "held"
    assert Contribution.objects.filter(publication="held").count() == 3


def test_nothing_chosen_is_said(meeting: Meeting) -> None:
    desk = signed_in()
    address = f"{ACTS}fai/pubblica/?voce={voice(TRENI).code}"
    assert "Scegli almeno una voce" in words(desk.post(address, shown(desk, address, voce=[])))
    assert "Nessuna voce scelta" in words(desk.get(f"{ACTS}fai/pubblica/?voce=X"))


@pytest.mark.parametrize(
    "address", [f"{ACTS}scegli/", "/ufficio/risposte/nuova/", f"{LIST}unisci/"]
)
def test_the_form_of_the_list_with_no_box_ticked_acts_on_nothing(
    meeting: Meeting, address: str
) -> None:
    desk = signed_in()
    filters = "via=round_table&pagina=1"
    found = re.search(r'type="hidden" name="caselle" value="([^"]*)"', _body(desk, filters))
    assert found is not None
    sent = {"caselle": found[1].replace("&amp;", "&")}
    answer = desk.get(address, sent)
    assert answer["Location"] == f"{LIST}?{filters}"
    page = words(desk.get(answer["Location"]))
    assert "Non hai scelto nessuna voce: spunta quelle che servono." in page
    assert desk.get(address, {**sent, "voce": voice(TRENI).code}).status_code == 200
    assert not BulkAct.objects.exists()


def test_of_what_is_ticked_no_other_is_taken_and_the_list_is_found_again(
    meeting: Meeting,
) -> None:
    desk = signed_in()
    ticked = {"caselle": "via=round_table", "voce": voice(TRENI).code}
    assert "A 1 voce." in words(desk.get(f"{ACTS}scegli/", ticked))
    nobody = words(desk.get(f"{ACTS}fai/trattieni/?caselle=via%3Dround_table"))
    assert "Nessuna voce scelta" in nobody
    address = f"{ACTS}fai/trattieni/?caselle=via%3Dround_table&voce={voice(TRENI).code}"
    answer = desk.post(address, shown(desk, address))
    assert f'href="{LIST}?via=round_table"' in desk.get(answer["Location"]).content.decode()


def _body(desk: Client, filters: str) -> str:
    return desk.get(f"{LIST}?{filters}").content.decode()


def test_what_changes_nothing_is_said_before_and_after_and_is_not_undone(meeting: Meeting) -> None:
    Contribution.objects.update(kind="")
    desk = signed_in()
    address = f"{ACTS}fai/leggi/"
    assert "Quello che c'è già: 4 non ce l'hanno, e restano come sono" in words(desk.get(address))
    page = words(
        desk.post(address, shown(desk, address, **{**READ, "kind": "as_it_is"}), follow=True)
    )
    assert "Non è cambiato niente: 0 di 4 voci." in page
    assert "Manca che cos'è: 4" in page
    assert "Fatto:" not in page
    assert "Annulla: torna com'era prima" not in page
    listed = words(desk.get(ACTS))
    assert "Lette insieme: 0 di 4 voci" in listed
    assert "Niente è cambiato" in listed
    assert "Annulla…" not in listed


def test_where_every_voice_has_a_kind_nothing_is_warned_of(meeting: Meeting) -> None:
    Contribution.objects.update(kind="need")
    page = words(signed_in().get(f"{ACTS}fai/leggi/"))
    assert "Quello che c'è già" in page
    assert "non ce l'h" not in page


def test_the_act_is_undone_once_from_its_page(meeting: Meeting) -> None:
    desk = signed_in()
    address = f"{ACTS}fai/trattieni/"
    desk.post(address, shown(desk, address))
    act = BulkAct.objects.get()
    assert "Annulla: torna com'era prima" in words(desk.get(f"{ACTS}{act.pk}/"))
    hold_back(contribution=voice(TRENI), by=dario())
    page = words(desk.post(f"{ACTS}{act.pk}/annulla/", follow=True))
    assert "Annullato: 4 voci sono tornate com'erano." in page
    assert "Lo ha annullato Dario Bo" in page
    assert "Annulla: torna com'era prima" not in page
    page = words(desk.post(f"{ACTS}{act.pk}/annulla/", follow=True))
    assert "È già stato annullato: si può fare una volta sola." in page


def test_what_was_changed_since_is_listed(meeting: Meeting) -> None:
    desk = signed_in()
    address = f"{ACTS}fai/leggi/"
    desk.post(address, shown(desk, address, **READ))
    read_all([voice(PERCORSO)])
    act = BulkAct.objects.get()
    page = words(desk.post(f"{ACTS}{act.pk}/annulla/", follow=True))
    assert "1 voce cambiata dopo: è rimasta così" in page
    assert codes.show(voice(PERCORSO).code) in page


def test_while_it_goes_on_the_page_says_how_far(meeting: Meeting, monkeypatch) -> None:
    monkeypatch.setattr(many, "AT_ONCE", 0)
    monkeypatch.setattr(pieces, "PIECE", 2)
    desk = signed_in()
    address = f"{ACTS}fai/trattieni/"
    assert "In corso: 0 di 4." in words(desk.post(address, shown(desk, address), follow=True))
    act = BulkAct.objects.get()
    pieces.take_piece(act.pk)
    page = desk.get(f"{ACTS}{act.pk}/")
    assert "In corso: 2 di 4." in words(page)
    assert '<progress max="100" value="50"' in page.content.decode()
    assert '<meta http-equiv="refresh" content="3">' in page.content.decode()
    assert "aspetta che arrivi a tutte" in words(desk.post(f"{ACTS}{act.pk}/annulla/", follow=True))
    while runner.run_due():
        continue
    page = desk.get(f"{ACTS}{act.pk}/")
    assert "Fatto: 4 voci." in words(page)
    assert "refresh" not in page.content.decode()
    assert "Si sta annullando: 0 di 4." in words(desk.post(f"{ACTS}{act.pk}/annulla/", follow=True))


def test_the_acts_are_listed_with_who_when_and_how_many(meeting: Meeting) -> None:
    desk = signed_in()
    assert "Ancora niente." in words(desk.get(ACTS))
    address = f"{ACTS}fai/trattieni/"
    desk.post(address, shown(desk, address))
    page = words(desk.get(ACTS))
    assert "Trattenute insieme: 4 voci" in page
    assert "Dario Bo" in page
    assert "Annulla…" in page
    assert "Fatto insieme" in words(desk.get(LIST))


def test_a_decision_that_was_undone_stays_in_the_public_log(meeting: Meeting) -> None:
    desk = signed_in()
    new = send_from_the_site(meeting.process)
    address = f"{ACTS}fai/non-pubblicare/?voce={new.code}"
    desk.post(address, shown(desk, address, **WHY))
    page = words(Client().get(f"/voce/{codes.show(new.code)}/"))
    assert "Non pubblicata, con il suo motivo, insieme ad altre" in page
    desk.post(f"{ACTS}{BulkAct.objects.get().pk}/annulla/")
    cache.clear()
    assert "ha annullato questa decisione" in words(Client().get("/le-voci/non-pubblicate/"))
    page = words(Client().get(f"/voce/{codes.show(new.code)}/"))
    assert "Annullato dall'ufficio" in page
    refuse(contribution=new, by=dario(), reason="private", words="Fatti di una persona.")


def test_who_only_looks_reads_the_acts_and_does_none(meeting: Meeting) -> None:
    desk = signed_in()
    address = f"{ACTS}fai/trattieni/"
    sent = shown(desk, address)
    desk.post(address, sent)
    act = BulkAct.objects.get()
    viewer = signed_in(User.Role.VIEWER)
    assert viewer.get(f"{ACTS}{act.pk}/").status_code == 200
    assert "Annulla" not in words(viewer.get(f"{ACTS}{act.pk}/"))
    assert "Fai qualcosa" not in words(viewer.get(LIST))
    for path in (address, f"{ACTS}{act.pk}/annulla/"):
        assert viewer.post(path, {**sent, "numero": str(uuid.uuid4())}).status_code == 403
    assert viewer.get(f"{ACTS}scegli/").status_code == 403
    act.refresh_from_db()
    assert act.state == "done"


def test_what_cannot_be_done_is_no_page(meeting: Meeting) -> None:
    assert signed_in().get(f"{ACTS}fai/astronave/").status_code == 404
    assert signed_in().get(f"{ACTS}{uuid.uuid4()}/").status_code == 404

"""The voices at the desk: read one after the other, chosen, answered, read again, published."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from arengo.contributions.coding import About, Target, put_codes, targets_of
from arengo.contributions.models import Contribution
from arengo.core import codes
from arengo.core.outbox.models import Message
from arengo.feedback import operations
from arengo.feedback.balance import answered
from arengo.feedback.models import Insistence, Reply
from arengo.meetings.models import Meeting
from arengo.people.models import Contact, User
from arengo.plan.models import Axis, Strategy
from arengo.process.models import Document, Guideline
from arengo.web.desk.voice_selection import ALL, ANSWERED, STATES, in_state, numbers
from tests.conftest import Clock
from tests.feedback.acts import (
    BOSCHI,
    MEDICI,
    PERCORSO,
    TRENI,
    dario,
    drafted,
    elena,
    published,
    read_all,
    received_evening,
    voice,
)
from tests.live.acts import make_evening
from tests.projects.portfolio import make_project
from tests.web.desk.cast import signed_in
from tests.web.public.reading import words

pytestmark = pytest.mark.django_db
LIST = "/ufficio/voci/"
NEW = "/ufficio/risposte/nuova/"
REPLIES = "/ufficio/risposte/"
WRITTEN = {
    "outcome": "adopted",
    "reason_it": "Sta nella strategia 1.2.",
    "office": "Pianificazione strategica",
    "responsible": "Una responsabile (esempio)",
}


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    cache.clear()
    return received_evening(clock)


def at(row: Contribution) -> str:
    return f"{LIST}{codes.show(row.code)}/"


def test_before_there_is_any_the_list_says_where_they_come_from(clock: Clock) -> None:
    make_evening()
    assert "Ancora nessuna voce." in words(signed_in().get(LIST))


def test_the_list_shows_who_has_waited_longest_first_and_no_names(meeting: Meeting) -> None:
    page = words(signed_in().get(LIST))
    assert page.index(MEDICI) < page.index(PERCORSO) < page.index(BOSCHI)
    assert "4 voci, a partire da quella che aspetta da più tempo" in page
    assert not {"Ada", "Bruno", "Carla"} & set(page.split())


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?via=round_table", {MEDICI, TRENI}),
        ("?parla=1", {MEDICI, TRENI}),
        ("?parla=process", {PERCORSO}),
        ("?stato=da-leggere", {MEDICI, TRENI, PERCORSO, BOSCHI}),
        ("?stato=con-risposta", set()),
        ("?q=treni", {TRENI}),
        ("?q=TRENO+SERA", {TRENI}),
        ("?q=treno&parla=process", set()),
        ("?stato=inventato&parla=x&via=y", {MEDICI, TRENI, PERCORSO, BOSCHI}),
        ("?parla=%C2%B2&via=%00&stato=%00", {MEDICI, TRENI, PERCORSO, BOSCHI}),
        ("?parla=" + "9" * 5000, {MEDICI, TRENI, PERCORSO, BOSCHI}),
        ("?q=%00%22*&pagina=x", set()),
    ],
)
def test_a_filter_is_an_address(meeting: Meeting, asked: str, found: set[str]) -> None:
    page = words(signed_in().get(LIST + asked))
    assert {text for text in (MEDICI, TRENI, PERCORSO, BOSCHI) if text in page} == found


def test_a_code_finds_its_voice_however_it_is_typed(meeting: Meeting) -> None:
    code = codes.show(voice(BOSCHI).code).lower()
    page = words(signed_in().get(LIST, {"q": code}))
    assert BOSCHI in page
    assert MEDICI not in page


def test_the_states_tell_how_far_each_has_come(meeting: Meeting) -> None:
    read_all([voice(TRENI), voice(PERCORSO), voice(MEDICI)])
    drafted([voice(PERCORSO)])
    published([voice(TRENI)])
    desk = signed_in()
    shown = {
        "da-leggere": BOSCHI,
        "da-rispondere": MEDICI,
        "in-bozza": PERCORSO,
        "con-risposta": TRENI,
    }
    for state, text in shown.items():
        page = words(desk.get(f"{LIST}?stato={state}"))
        assert [each for each in (MEDICI, TRENI, PERCORSO, BOSCHI) if each in page] == [text]
    operations.insist(contribution=voice(TRENI), text="E la domenica?")
    assert TRENI in words(desk.get(f"{LIST}?stato=riaperte"))
    assert "E la domenica?" in words(desk.get(at(voice(TRENI))))


def test_the_numbers_beside_the_states_are_what_the_filters_find(meeting: Meeting) -> None:
    def is_so() -> bool:
        found = {state: Contribution.objects.filter(in_state(state)) for state in STATES}
        counted = {state: rows.count() for state, rows in found.items()}
        assert set(found[ANSWERED]) == set(Contribution.objects.filter(answered()))
        return counted | {ALL: Contribution.objects.count()} == numbers(meeting.process)

    assert is_so()
    read_all([voice(TRENI), voice(PERCORSO), voice(MEDICI)])
    drafted([voice(PERCORSO)])
    published([voice(TRENI), voice(MEDICI)])
    assert is_so()
    operations.insist(contribution=voice(TRENI))
    assert is_so()
    again = drafted([voice(TRENI)])
    assert is_so()
    operations.review_reply(reply=again, by=elena())
    operations.publish_replies(replies=[again], by=dario())
    assert is_so()
    assert numbers(meeting.process)[ANSWERED] == 2


def test_the_search_keeps_the_filters_and_the_filters_keep_the_search(meeting: Meeting) -> None:
    page = signed_in().get(f"{LIST}?stato=da-leggere&via=round_table&q=treno")
    assert TRENI in words(page)
    assert MEDICI not in words(page)
    html = page.content.decode()
    assert '<input type="hidden" name="stato" value="da-leggere">' in html
    assert '<input type="hidden" name="via" value="round_table">' in html
    assert 'href="?stato=da-leggere&amp;via=round_table&amp;q=treno&amp;parla=1"' in html
    assert 'value="treno"' in html


def test_who_finds_nothing_reads_what_to_do(meeting: Meeting) -> None:
    desk = signed_in()
    nothing = words(desk.get(f"{LIST}?q=astronavi"))
    assert "Nessuna voce dice «astronavi»." in nothing
    assert "Togli i filtri" not in nothing
    elsewhere = desk.get(f"{LIST}?stato=con-risposta&q=treni")
    assert "Togli i filtri" in words(elsewhere)
    assert 'href="?q=treni"' in elsewhere.content.decode()
    filtered = words(desk.get(f"{LIST}?stato=con-risposta"))
    assert "Nessuna voce corrisponde." in filtered


def test_one_after_the_other_they_are_read(meeting: Meeting) -> None:
    desk = signed_in()
    one, two = Contribution.objects.all()[:2]
    assert desk.get(f"{LIST}prossima/").headers["Location"] == f"{at(one)}#voce"
    sent = {"kind": "need", "targets": ["axis:1", "plan"], "horizon": "long", "seen": ""}
    after = desk.post(at(one), {**sent, "next": "si"})
    assert after.headers["Location"] == f"{at(two)}#voce"
    one.refresh_from_db()
    assert (one.kind, one.horizon, one.read_by) == ("need", "long", dario())
    assert [target.key for target in targets_of(one)] == ["axis:1", "plan"]
    assert desk.get(f"{LIST}prossima/").headers["Location"] == f"{at(two)}#voce"


def test_what_is_not_said_of_it_is_asked_and_nothing_chosen_is_lost(meeting: Meeting) -> None:
    answer = signed_in().post(at(voice(BOSCHI)), {"kind": "proposal", "seen": ""})
    assert answer.status_code == 422
    assert answer.context["form"]["kind"].value() == "proposal"
    assert answer.context["form"].errors.keys() == {"targets"}
    assert voice(BOSCHI).read_at is None


def test_two_who_read_the_same_voice_see_each_other(meeting: Meeting) -> None:
    read_all([voice(BOSCHI)])
    sent = {"kind": "proposal", "targets": ["plan"], "seen": ""}
    answer = signed_in().post(at(voice(BOSCHI)), sent)
    assert answer.status_code == 422
    assert "qualcun altro ha salvato" in words(answer)
    again = {**sent, "seen": answer.context["seen"]}
    assert signed_in().post(at(voice(BOSCHI)), again).status_code == 302
    assert voice(BOSCHI).kind == "proposal"


def test_from_the_selection_to_the_mail(meeting: Meeting) -> None:
    read_all()
    desk, other = signed_in(), signed_in(User.Role.ADMINISTRATOR)
    chosen = {"voce": [voice(TRENI).code, voice(PERCORSO).code, voice(BOSCHI).code]}
    page = desk.get(NEW, chosen)
    assert TRENI in words(page)
    address = f"{NEW}?" + "&".join(f"voce={code}" for code in chosen["voce"])
    without = [code for code in chosen["voce"] if code != voice(BOSCHI).code]
    said = words(desk.post(address, {**WRITTEN, "voce": without}, follow=True))
    assert "Bozza salvata. Ora la rilegge un'altra persona." in said
    reply = Reply.objects.get()
    mine = reverse("desk:reply", args=[reply.pk])
    assert BOSCHI not in words(desk.get(mine))
    assert "chiedi a un'altra persona" in words(desk.post(f"{mine}riletta/", follow=True))
    assert "si può pubblicare" in words(other.post(f"{mine}riletta/", follow=True))
    ask = other.get(f"{REPLIES}pubblica/?risposta={reply.pk}")
    assert "1 risposta a 2 voci: da qui non cambiano più. 2 persone ricevono una mail." in words(
        ask
    )
    assert Reply.objects.get().published_at is None
    done = other.post(f"{REPLIES}pubblica/", {"risposta": [str(reply.pk)]}, follow=True)
    assert "Pubblicate. Le mail partono adesso." in words(done)
    assert Message.objects.filter(key__startswith="replies:").count() == 2
    assert "Accolta" in words(desk.get(at(voice(TRENI))))


def test_who_wrote_a_draft_is_not_offered_to_review_it(meeting: Meeting) -> None:
    read_all()
    mine = reverse("desk:reply", args=[drafted([voice(TRENI)]).pk])
    assert "L'ho riletta: va bene" in words(signed_in().get(mine)), "nobody else could"
    signed_in(User.Role.ADMINISTRATOR)
    page = words(signed_in().get(mine))
    assert "L'ho riletta: va bene" not in page
    assert "la rilegge un'altra persona dell'ufficio" in page
    page = words(signed_in(User.Role.ADMINISTRATOR).get(mine))
    assert "L'ho riletta: va bene" in page
    assert "L'hai scritta tu" not in page


def test_of_a_whole_list_those_that_wait_are_answered(meeting: Meeting) -> None:
    read_all([voice(TRENI), voice(MEDICI), voice(PERCORSO)])
    published([voice(MEDICI)])
    page = words(signed_in().get(f"{NEW}?via=round_table"))
    assert TRENI in page
    assert MEDICI not in page
    assert PERCORSO not in page
    assert BOSCHI not in words(signed_in().get(NEW))


def test_a_list_of_thousands_is_answered_at_once_but_for_the_exceptions(meeting: Meeting) -> None:
    (row,) = read_all([voice(TRENI)])
    same = {"process": row.process, "channel": "plenary", "received_at": row.received_at}
    same |= {"read_at": row.read_at, "read_by": row.read_by, "kind": "need"}
    Contribution.objects.bulk_create(Contribution(text=f"Ancora {n}.", **same) for n in range(2500))
    desk = signed_in()
    page = desk.get(NEW)
    assert "A 2501 voci" in words(page)
    ticked = re.findall(r'name="voce" value="(\w+)" checked', page.content.decode())
    assert len(ticked) == 100
    unseen = Contribution.objects.exclude(code__in=ticked).filter(read_at__isnull=False).last()
    sent = {**WRITTEN, "voce": ticked[1:], "senza": codes.show(unseen.code)}
    desk.post(NEW, sent)
    reply = Reply.objects.get()
    assert reply.voices.count() == 2499
    page = words(desk.get(f"{REPLIES}{reply.pk}/"))
    assert "A 2499 voci" in page
    assert "Pagina 1 di 25" in page
    page = desk.get(f"{REPLIES}{reply.pk}/correggi/")
    ticked = re.findall(r'name="voce" value="(\w+)" checked', page.content.decode())
    desk.post(f"{REPLIES}{reply.pk}/correggi/", {**WRITTEN, "voce": ticked[2:]})
    assert reply.voices.count() == 2497
    desk.post(f"{REPLIES}{reply.pk}/scarta/")
    assert "A 2501 voci" in words(desk.get(NEW))


def test_of_the_chosen_only_who_waits_for_a_reply_is_answered(meeting: Meeting) -> None:
    read_all([voice(TRENI), voice(MEDICI), voice(PERCORSO)])
    published([voice(MEDICI)])
    drafted([voice(PERCORSO)])
    desk = signed_in()
    every = [voice(text).code for text in (TRENI, MEDICI, PERCORSO, BOSCHI)]
    offered = desk.get(LIST).content.decode()
    assert all(f'value="{code}"' in offered for code in every)
    page = words(desk.get(NEW, {"voce": every}))
    assert "A 1 voce" in page
    assert "3 di quelle scelte non aspettano una risposta" in page
    operations.insist(contribution=voice(MEDICI))
    assert "A 2 voci" in words(desk.get(NEW, {"voce": every}))


def test_where_nothing_waits_for_a_reply_it_is_said_why_and_there_is_no_form(
    meeting: Meeting,
) -> None:
    desk = signed_in()

    def said(asked: str = "") -> str:
        page = desk.get(NEW + asked)
        assert 'name="outcome"' not in page.content.decode()
        assert "0 voci" not in words(page)
        return words(page)

    assert "Le 4 voci di questo elenco non sono ancora lette: si risponde a quelle lette." in said()
    assert f'href="{LIST}?via=plenary"' in desk.get(f"{NEW}?via=plenary").content.decode()
    assert "Questa voce non è ancora letta" in said(f"?voce={voice(TRENI).code}")
    read_all([voice(TRENI)])
    drafted([voice(TRENI)])
    assert "3 non sono ancora lette, le altre ne hanno già una" in said()
    assert "ne ha già una, pubblicata o in preparazione" in said(f"?voce={voice(TRENI).code}")
    assert "Qui non c'è nessuna voce" in said("?voce=X")


def test_what_cannot_be_answered_is_said_and_the_text_stays(meeting: Meeting) -> None:
    code = voice(TRENI).code
    answer = signed_in().post(f"{NEW}?voce={code}", {**WRITTEN, "voce": [code]})
    assert answer.status_code == 422
    assert "1 di quelle scelte non aspetta una risposta: è da leggere" in words(answer)
    assert "Sta nella strategia 1.2." in answer.content.decode()
    read_all()
    nothing = signed_in().post(f"{NEW}?voce={code}", {**WRITTEN, "voce": []})
    assert "Scegli almeno una voce" in words(nothing)
    wrong = signed_in().post(
        f"{NEW}?voce={code}", {**WRITTEN, "voce": [code], "project": "nessuno"}
    )
    assert "Non c'è un progetto con questo CUP" in words(wrong)
    assert not Reply.objects.exists()


def test_each_field_that_is_missing_is_named_where_the_problems_are(meeting: Meeting) -> None:
    read_all()
    code = voice(TRENI).code
    answer = signed_in().post(f"{NEW}?voce={code}", {"voce": [code]})
    page = words(answer)
    for sentence in (
        "Scegli che cosa ne è stato.",
        "Il perché: scrivilo, almeno in italiano.",
        "Ufficio che risponde: scrivi quale.",
        "Responsabile: scrivi il nome di chi ne risponde.",
    ):
        assert page.count(sentence) == 2, "among the problems, and beside its field"
    assert "obbligatorio" not in page
    read = words(signed_in().post(at(voice(BOSCHI)), {"seen": ""}))
    assert "Scegli che tipo di voce è." in read
    assert "obbligatorio" not in read


def test_a_draft_is_changed_and_thrown_away(meeting: Meeting) -> None:
    read_all()
    reply = drafted([voice(TRENI), voice(BOSCHI)])
    operations.review_reply(reply=reply, by=elena())
    desk = signed_in()
    mine = reverse("desk:reply", args=[reply.pk])
    desk.post(f"{mine}correggi/", {**WRITTEN, "voce": [voice(TRENI).code]})
    reply.refresh_from_db()
    assert (str(reply.reason), reply.state) == ("Sta nella strategia 1.2.", "draft")
    assert reply.voices.count() == 1
    assert "Il testo va perso" in words(desk.get(f"{mine}scarta/"))
    desk.post(f"{mine}scarta/")
    assert not Reply.objects.exists()


def test_where_one_sees_it_is_chosen_changed_and_taken_back(meeting: Meeting) -> None:
    read_all()
    axis = Axis.objects.get(plan__key="vigente", number=1)
    strategy = Strategy.objects.create(axis=axis, number=1, name="Una strategia")
    document = Document.objects.create(process=meeting.process, key="atto", title={"it": "Atto"})
    make_project("ponte")
    desk, code = signed_in(), voice(TRENI).code
    links = {"strategy": strategy.pk, "document": document.pk, "project": "ponte"}
    sent = {**WRITTEN, "voce": [code]}
    desk.post(f"{NEW}?voce={code}", {**sent, **links})
    reply = Reply.objects.get()
    assert (reply.strategy, reply.document, reply.project.slug) == (strategy, document, "ponte")
    mine = reverse("desk:reply", args=[reply.pk])
    assert "1.1 Una strategia" in words(desk.get(mine))
    form = desk.get(f"{mine}correggi/").context["form"]
    kept = {"version": form["version"].value()}
    assert desk.post(f"{mine}correggi/", {**sent, **links, **kept}).status_code == 302
    assert desk.post(f"{mine}correggi/", {**sent, "strategy": strategy.pk}).status_code == 302
    reply.refresh_from_db()
    assert (reply.strategy, reply.document, reply.project) == (strategy, None, None)


def test_where_nobody_left_an_address_no_number_of_people_is_told(meeting: Meeting) -> None:
    read_all()
    Contact.objects.update(email="")
    reply = drafted([voice(TRENI)])
    operations.review_reply(reply=reply, by=elena())
    desk = signed_in()
    page = words(desk.get(reverse("desk:reply", args=[reply.pk])))
    assert "Nessuna mail: chi ha parlato trova la risposta con il codice" in page
    assert "0 persone" not in page
    asked = words(desk.get(f"{REPLIES}pubblica/?risposta={reply.pk}"))
    assert "Nessuno riceve una mail." in asked


def test_the_office_reads_of_others_what_is_said_of_others(meeting: Meeting) -> None:
    desk = signed_in()
    Contribution.objects.update(representing="citizen", publication="published")
    page = words(desk.get(at(voice(TRENI))))
    assert "Cittadina o cittadino" in page
    assert "Me stessa" not in page
    assert "Pubblicata Le leggono tutti." in page
    assert "Me stessa" not in words(desk.get("/ufficio/fonti/nuova/"))
    read_all()
    form = desk.get(f"{NEW}?voce={voice(TRENI).code}").content.decode()
    assert "---------" not in form


def test_what_is_out_offers_nothing_more(meeting: Meeting) -> None:
    read_all()
    reply = published([voice(TRENI)])
    page = words(signed_in().get(reverse("desk:reply", args=[reply.pk])))
    assert "non cambia più" in page
    assert "Scarta la bozza" not in page
    chosen = signed_in().get(f"{REPLIES}pubblica/?risposta={reply.pk}&risposta=x", follow=True)
    assert "Scegli almeno una risposta già riletta." in words(chosen)


def test_today_says_what_waits(meeting: Meeting) -> None:
    page = words(signed_in().get("/ufficio/"))
    assert "4 voci da leggere" in page
    read_all()
    first = drafted([voice(PERCORSO)])
    operations.review_reply(reply=first, by=elena())
    published([voice(TRENI)])
    operations.insist(contribution=voice(TRENI))
    page = words(signed_in().get("/ufficio/"))
    assert "1 voce riaperta" in page
    assert "1 risposta da pubblicare" in page
    assert Insistence.objects.count() == 1


def test_today_asks_for_a_second_reader_who_did_not_write_it(meeting: Meeting) -> None:
    read_all()
    drafted([voice(PERCORSO)])
    draft = "1 bozza di risposta da rileggere"
    assert draft in words(signed_in().get("/ufficio/")), "nobody else could"
    assert draft in words(signed_in(User.Role.ADMINISTRATOR).get("/ufficio/"))
    assert draft not in words(signed_in().get("/ufficio/"))
    assert draft not in words(signed_in(User.Role.VIEWER).get("/ufficio/"))
    operations.review_reply(reply=Reply.objects.get(), by=elena())
    page = words(signed_in(User.Role.ADMINISTRATOR).get("/ufficio/"))
    assert draft not in page
    assert "1 risposta da pubblicare" in page


def test_who_only_looks_reads_and_changes_nothing(meeting: Meeting) -> None:
    read_all()
    viewer = signed_in(User.Role.VIEWER)
    assert "Rispondi a quelle scelte" not in words(viewer.get(LIST))
    assert viewer.get(at(voice(TRENI))).status_code == 200
    assert viewer.post(at(voice(TRENI)), {"kind": "need"}).status_code == 403


def test_the_list_takes_as_many_queries_for_one_voice_as_for_many(meeting: Meeting) -> None:
    read_all()
    published([voice(TRENI), voice(BOSCHI), voice(PERCORSO)])
    guideline = Guideline.objects.create(
        process=meeting.process, key="linee", title={"it": "Linee"}
    )
    section = guideline.sections.create(key="muoversi", title={"it": "Muoversi"})
    axis = Axis.objects.get(plan__key="vigente", number=1)
    strategy = Strategy.objects.create(axis=axis, number=1, name="Treni che tornano")
    targets = [Target(About.AXIS, axis, strategy), Target(About.GUIDELINE, section=section)]
    put_codes(voice(TRENI), targets, by=dario(), at=meeting.starts_at)
    desk = signed_in()
    page = words(desk.get(LIST))
    assert page.index("1.1 Treni che tornano") < page.index("Muoversi")

    def queries(asked: str) -> int:
        with CaptureQueriesContext(connection) as found:
            desk.get(LIST + asked)
        return len(found)

    assert queries("") == queries("?stato=con-risposta") == queries("?stato=da-rispondere") <= 20
    assert queries("?parla=1") == queries("?q=di") == queries("?q=treni") <= 20

"""Voices are found by their words, the same ones on every database, and by no words that are gone."""

from random import Random

import pytest
from django.db import connection, transaction

from arengo.contributions.models import Contribution, VoiceWords
from arengo.contributions.operations import forget_authors, index_voices, receive_evenings
from arengo.contributions.searching import found_by_other_words, put_words, with_words
from arengo.core import codes
from arengo.core.full_text.asking import Term, asked
from arengo.core.full_text.words import stems
from arengo.registrations.operations import erase_person
from tests.conftest import Clock
from tests.contributions.test_receive_evenings import go_to, write
from tests.factories import moment
from tests.feedback.acts import TRENI, received_evening, voice
from tests.live.acts import make_evening
from tests.live.test_speaking import come
from tests.registrations.acts import ONLINE

pytestmark = pytest.mark.django_db
SAID = {
    "acqua": "L'acqua dei laghi è di tutte e tutti, anche quella delle fontane.",
    "treni": "Più treni la sera, e una fermata all'Università.",
    "sera": "La sera non c'è un treno che torni in città: servono più corse.",
    "english": "More buses to the schools, and running water in the parks.",
    "français": "L'école du village doit rester ouverte l'été.",
    "strano": '100 % d\'accordo; AND NOT (NEAR) * "virgolette" : col:on 😀 東京',
}


@pytest.fixture
def said(clock: Clock) -> dict[str, Contribution]:
    return say(SAID)


def say(texts: dict[str, str]) -> dict[str, Contribution]:
    process = make_evening().process
    rows = [
        Contribution(process=process, channel="plenary", text=text, received_at=moment("2023-09-27 17:00"))
        for text in texts.values()
    ]  # fmt: skip
    put_words(Contribution.objects.bulk_create(rows))
    return dict(zip(texts, rows, strict=True))


def found(typed: str) -> set[str]:
    texts = Contribution.objects.filter(with_words(typed)).values_list("text", flat=True)
    return {name for name, text in SAID.items() if text in texts}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("treno", {"treni", "sera"}),
        ("TRENI SERA", {"treni", "sera"}),
        ('"treni la sera"', {"treni"}),
        ('"la sera" treno', {"treni", "sera"}),
        ("universita", {"treni"}),
        ("unive", {"treni"}),
        ("citta'", {"sera"}),
        ("acque", {"acqua"}),
        ("dell’acqua", {"acqua"}),
        ("lago fontana", {"acqua"}),
        ("lago treno", set()),
        ("schools", {"english"}),
        ("ECOLE ete", {"français"}),
        ("東京", {"strano"}),
        ("AND NOT", {"strano"}),
        ("col:on", {"strano"}),
        ("100%", {"strano"}),
        ("di", {"acqua"}),
        ("trenta", set()),
    ],
)
def test_it_is_found_by_its_words(
    said: dict[str, Contribution], typed: str, names: set[str]
) -> None:
    assert found(typed) == names


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", '"', '""', "'", "*", "treni*\"", "-treni", "NOT", "a:b", "(", ")", "^", "{x}"),
        *("\0", "treni\0sera", "\ud800", "😀", "%s", "%", "\\", "'); DROP TABLE x; --", "& | ! <->"),
        *("treni " * 2000, "x" * 10_000, '"' * 999, "NEAR(a b)", "ʼ", "\u0301", "ﬁ", "²"),
    ],
    ids=lambda typed: repr(typed[:20]),
)  # fmt: skip
def test_whatever_is_typed_is_no_error(said: dict[str, Contribution], typed: str) -> None:
    assert found(typed) <= set(SAID)


def test_every_database_finds_what_the_words_say(clock: Clock) -> None:
    chance = Random(7)
    said = "treno treni trenta la sera l'acqua acque città citta 5 di école 東京 bosco"
    vocabulary = said.split()
    texts = {" ".join(chance.choices(vocabulary, k=chance.randint(1, 6))) for _ in range(60)}
    rows = say({text: text for text in texts}).values()
    for _ in range(150):
        looked_for = chance.choices([*vocabulary, '"', "tre", "acq", "«"], k=chance.randint(1, 5))
        text = " ".join(looked_for)
        found_here = set(Contribution.objects.filter(with_words(text)))
        assert found_here == {row for row in rows if says(row.text, text)}, text


def says(text: str, looked_for: str) -> bool:
    """The plain meaning of a search, without any index."""
    here = stems("", text)

    def occurs(term: Term) -> bool:
        places = range(len(here) - len(term.stems) + 1)
        whole = any(tuple(here[at : at + len(term.stems)]) == term.stems for at in places)
        begun = bool(term.beginning) and any(each.startswith(term.beginning) for each in here)
        return whole or begun

    terms = asked(looked_for).terms
    return bool(terms) and all(map(occurs, terms))


def test_who_asks_for_nothing_finds_nothing(said: dict[str, Contribution]) -> None:
    assert found("!?") == set()
    assert Contribution.objects.exclude(with_words("!?")).count() == len(SAID)


def test_a_code_finds_its_voice_too(said: dict[str, Contribution]) -> None:
    assert found(codes.show(said["sera"].code).lower()) == {"sera"}


def test_texts_of_any_length_are_kept(said: dict[str, Contribution]) -> None:
    row = said["acqua"]
    row.text = " ".join(f"{chr(0x10400 + n % 40) * 30}{n}" for n in range(20_000)) + " treni"
    put_words([row])
    row.text = "treno " * 30_000
    put_words([row])
    assert row in Contribution.objects.filter(with_words('"treni treno"'))


def test_what_is_received_is_found_at_once_and_what_is_corrected_by_both(clock: Clock) -> None:
    meeting = make_evening()
    clock.to("2023-09-27 16:30")
    go_to(meeting, "tavola/asse-1")
    written = write(come(meeting, "Bruno Bo", ONLINE), "Le ferrovie del lago")
    go_to(meeting, "plenaria")
    receive_evenings()
    row = Contribution.objects.get(code=written.code)
    assert list(Contribution.objects.filter(with_words("ferrovia laghi"))) == [row]
    assert found_by_other_words() == []
    assert index_voices() == 0
    write(written.registration, "Le fontane")
    receive_evenings()
    assert not Contribution.objects.filter(with_words("ferrovia"))
    assert list(Contribution.objects.filter(with_words("fontana"))) == [row]
    assert index_voices() == 0


def test_who_is_forgotten_leaves_words_that_are_found(clock: Clock) -> None:
    received_evening(clock)
    row = voice(TRENI)
    erase_person(person=row.person)
    assert forget_authors()
    assert row in Contribution.objects.filter(with_words("treni"))
    assert index_voices() == 0


def test_words_and_what_finds_them_change_together_or_not_at_all(
    said: dict[str, Contribution],
) -> None:
    row = said["acqua"]
    with transaction.atomic():
        row.text = "Più treni"
        row.save()
        put_words([row])
        transaction.set_rollback(True)
    assert found("acqua") == {"acqua"}
    assert index_voices() == 0


def test_what_was_written_past_the_verbs_is_made_good_by_the_job(
    said: dict[str, Contribution],
) -> None:
    Contribution.objects.filter(pk=said["acqua"].pk).update(text="Più mele")
    VoiceWords.objects.filter(contribution=said["treni"]).delete()
    VoiceWords.objects.filter(contribution=said["sera"]).update(digest="made by another method")
    assert found("treno") == {"sera"}
    assert set(found_by_other_words()) == {said[name].pk for name in ("acqua", "treni", "sera")}
    assert index_voices() == 3
    assert found("treno") == {"treni", "sera"}
    assert found("acqua") == set()
    assert index_voices() == 0


def test_the_index_itself_holds_what_the_table_holds(said: dict[str, Contribution]) -> None:
    VoiceWords.objects.all()[0].delete()
    Contribution.objects.filter(pk=said["treni"].pk).delete()
    assert found("università") == set()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # It fails when a row of one is not in the other.
            cursor.execute(
                "INSERT INTO contributions_voicewords_found (contributions_voicewords_found, rank)"
                " VALUES ('integrity-check', 1)"
            )

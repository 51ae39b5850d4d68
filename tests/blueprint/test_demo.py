"""The demo's examples: a hall almost full, some in line, people online, many silent; all marked."""

import pytest

from arengo.blueprint import demo
from arengo.blueprint.load import bundled
from arengo.blueprint.operations import apply_file
from arengo.contributions.models import QuestionnaireResponse
from arengo.invitations.models import AddressBookEntry, Invitation
from arengo.invitations.queries import persons_of
from arengo.meetings.models import Meeting
from arengo.pages.models import News
from arengo.people.models import Contact
from arengo.plan.models import Axis
from arengo.process.models import Process, Stage
from arengo.projects.models import Project
from arengo.registrations import queries
from arengo.registrations.audience import audience
from arengo.registrations.models import Mode, Registration, SeatPool, WaitingPlace
from arengo.suggestions import lexicon
from arengo.suggestions.models import LexiconEntry
from arengo.suggestions.queries import lexicon_of
from arengo.territory.models import Municipality
from tests.factories import moment
from tests.journeys import table

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded():
    apply_file(bundled())
    demo.seed()


@pytest.mark.usefixtures("seeded")
def test_one_seat_is_left_in_the_hall_and_some_are_in_line() -> None:
    hall = SeatPool.objects.get(meeting__slug="lancio", mode=Mode.IN_PERSON)
    assert hall.capacity - hall.taken == 1
    assert WaitingPlace.objects.filter(pool=hall, is_confirmed=False).count() == 3
    assert SeatPool.objects.get(meeting__slug="lancio", mode=Mode.ONLINE).taken > 40
    assert queries.audit_pools() == []


@pytest.mark.usefixtures("seeded")
def test_all_312_municipalities_are_invited_and_many_are_silent() -> None:
    invited = Invitation.objects.filter(entry__kind=AddressBookEntry.Kind.MUNICIPALITY)
    assert invited.count() == Municipality.objects.count() == 312
    answered = Registration.objects.filter(invitation__isnull=False).values("invitation")
    assert invited.filter(state="invited").exclude(pk__in=answered).count() > 100


@pytest.mark.usefixtures("seeded")
def test_nobody_and_nothing_passes_for_real() -> None:
    for contact in Contact.objects.all():
        assert contact.name.endswith(tuple(demo.SURNAMES)), contact.name
        assert contact.email in ("", contact.email.partition("@")[0] + "@example.org")
    assert not AddressBookEntry.objects.filter(is_example=False).exists()
    assert not Project.objects.filter(is_example=False).exists()
    assert not News.objects.filter(is_example=False).exists()


@pytest.mark.usefixtures("seeded")
def test_the_news_is_of_6_september_and_says_what_the_invitation_says() -> None:
    news = News.objects.get()
    assert news.published_at == moment("2023-09-06 08:30")
    assert news.state == News.State.PUBLISHED
    invitation = " ".join(table.sentences())
    for words in (
        "primo incontro pubblico per il lancio del processo partecipativo finalizzato alla redazione",
        "Corso Inghilterra 7",
        "sala Auditorium della sede della Città",
    ):
        assert words in news.text["it"]
        assert words in invitation
    assert all(news.title[language] and news.text[language] for language in ("it", "en"))


@pytest.mark.usefixtures("seeded")
def test_some_asked_for_notices_and_some_speak_for_a_body() -> None:
    forum = Meeting.objects.get(slug="forum-metropolitano")
    assert audience(forum).due > 5
    entries = AddressBookEntry.objects.all()
    persons = persons_of(entries)
    assert len(persons) == 3
    assert all(person.role and person.entry.is_example for person in persons)


@pytest.mark.usefixtures("seeded")
def test_a_second_time_changes_nothing() -> None:
    before = (Registration.objects.count(), Invitation.objects.count(), Project.objects.count())
    demo.seed()
    now = (Registration.objects.count(), Invitation.objects.count(), Project.objects.count())
    assert now == before


@pytest.mark.usefixtures("seeded")
def test_the_listening_stage_asks_three_questions_that_say_that_they_are_an_example() -> None:
    stage = Stage.objects.get(key="ascolto")
    assert stage.questions.is_example
    where, order, missing = stage.questions.questions.all()
    assert (where.kind, order.kind, missing.kind) == ("one", "ranking", "long")
    axes = stage.process.plan_in_force.axes.all()
    assert [option["label"] for option in order.options] == [axis.name for axis in axes]
    assert len(order.options) == 6
    assert not QuestionnaireResponse.objects.exists()


@pytest.mark.usefixtures("seeded")
def test_each_axis_has_words_by_which_it_is_recognised_and_no_word_stands_for_two() -> None:
    entries = list(LexiconEntry.objects.values_list("axis__number", "words"))
    assert {number for number, _words in entries} == {1, 2, 3, 4, 5, 6}
    assert len({words for _number, words in entries}) == len(entries)
    (found,) = lexicon.suggest(
        ["Servono treni e autobus la sera, con orari che coincidono."],
        lexicon_of(Process.objects.get()),
    )
    assert found.label == str(Axis.objects.get(plan__state="in_force", number=3).pk)

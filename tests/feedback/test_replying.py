"""A reply is drafted, read again by somebody else, published; who spoke is written to once."""

import pytest
from django.db import IntegrityError, transaction

from arengo.contributions.models import Contribution
from arengo.core.clock import process_time
from arengo.core.editing import ChangedMeanwhile, FieldRefused
from arengo.core.ledger.models import Entry
from arengo.core.outbox.models import Message
from arengo.core.outbox.rendering import render
from arengo.feedback import operations
from arengo.feedback.models import Insistence, RepliedVoice, Reply
from arengo.feedback.queries import answered_to
from arengo.feedback.refusals import (
    AlreadyPublished,
    AnsweredElsewhere,
    CannotInsist,
    NotReadYet,
    NotReviewed,
    NoVoice,
    SameHand,
)
from arengo.feedback.verification import differences
from arengo.meetings.models import Meeting
from arengo.people.models import User
from arengo.process.models import Process
from arengo.registrations.operations import erase_person
from tests.conftest import Clock
from tests.feedback.acts import (
    ADOPTED,
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
from tests.live.report import of

pytestmark = pytest.mark.django_db
State = Reply.State


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    return received_evening(clock)


def mails_about_replies() -> list[Message]:
    return list(Message.objects.filter(key__startswith="replies:").order_by("id"))


def kinds(reply: Reply) -> list[str]:
    entries = Entry.objects.filter(subject=f"reply:{reply.pk}").order_by("recorded_at")
    return [entry.kind for entry in entries]


def test_from_the_draft_to_who_spoke(meeting: Meeting) -> None:
    read_all()
    trains = voice(TRENI)
    reply = drafted([trains])
    assert reply.state == State.DRAFT
    assert answered_to(trains.code).is_open
    operations.review_reply(reply=reply, by=elena())
    operations.publish_replies(replies=[reply], by=dario())
    found = answered_to(trains.code)
    assert [each.outcome for each in found.replies] == ["adopted"]
    assert (found.is_open, found.may_insist) == (False, True)
    assert kinds(reply) == ["reply.drafted", "reply.reviewed", "reply.published"]
    (owed,) = mails_about_replies()
    mail = render(owed)
    assert mail is not None
    assert mail.to == "bruno@example.org"
    assert mail.subject == "La risposta alla tua voce"
    assert "Sta nella strategia 1.2, con il suo costo." in mail.text
    assert "Pianificazione strategica, Una responsabile (esempio)" in mail.text
    assert TRENI in mail.text


def test_who_is_answered_several_times_at_once_gets_one_mail(meeting: Meeting) -> None:
    read_all()
    bruno = voice(TRENI).person
    woods = voice(BOSCHI)
    woods.person = bruno
    woods.save()
    replies = [drafted([voice(TRENI), voice(PERCORSO)]), drafted([woods], outcome="partly")]
    for reply in replies:
        operations.review_reply(reply=reply, by=elena())
    operations.publish_replies(replies=replies, by=dario())
    mails = [render(owed) for owed in mails_about_replies()]
    to_bruno = [mail for mail in mails if mail and mail.to.startswith("bruno")]
    assert len(mails) == 2
    assert len(to_bruno) == 1
    assert to_bruno[0].subject == "Le risposte alle tue voci"
    assert "Accolta in parte" in to_bruno[0].text
    assert PERCORSO not in to_bruno[0].text
    operations.publish_replies(replies=replies, by=dario())
    assert len(mails_about_replies()) == 2


def test_who_spoke_for_nobody_and_who_is_erased_get_no_mail(meeting: Meeting) -> None:
    read_all()
    published([voice(MEDICI)])
    assert mails_about_replies() == []
    published([voice(TRENI)])
    erase_person(person=of(meeting, "Bruno").person)
    (owed,) = mails_about_replies()
    assert render(owed) is None


def test_a_selection_is_answered_without_its_exceptions(meeting: Meeting) -> None:
    read_all()
    reply = drafted([voice(TRENI), voice(BOSCHI), voice(PERCORSO)])
    operations.change_reply(
        reply=reply, values={"office": "Mobilità"}, without=[voice(BOSCHI)], by=dario()
    )
    assert {each.contribution.text for each in reply.voices.all()} == {TRENI, PERCORSO}
    assert drafted([voice(BOSCHI)]).pk != reply.pk


def test_one_voice_has_one_reply(meeting: Meeting) -> None:
    read_all()
    drafted([voice(TRENI)])
    with pytest.raises(AnsweredElsewhere) as refused:
        drafted([voice(TRENI), voice(BOSCHI)])
    assert refused.value.codes == (voice(TRENI).code,)
    assert RepliedVoice.objects.count() == 1


def test_what_nobody_read_is_not_answered(meeting: Meeting) -> None:
    read_all([voice(TRENI)])
    with pytest.raises(NotReadYet) as refused:
        drafted([voice(TRENI), voice(BOSCHI)])
    assert refused.value.codes == (voice(BOSCHI).code,)
    with pytest.raises(NoVoice):
        operations.draft_reply(
            process=meeting.process, contributions=[], values=ADOPTED, by=dario()
        )
    other = Process.objects.create(key="altro", body=meeting.process.body)
    with pytest.raises(NoVoice):
        operations.draft_reply(
            process=other, contributions=read_all([voice(TRENI)]), values=ADOPTED, by=dario()
        )


def test_who_wrote_it_does_not_read_it_again_unless_they_are_alone(meeting: Meeting) -> None:
    read_all()
    reply = drafted([voice(TRENI)])
    elena()
    with pytest.raises(SameHand):
        operations.review_reply(reply=reply, by=dario())
    with pytest.raises(NotReviewed):
        operations.publish_replies(replies=[reply], by=dario())
    User.objects.filter(role=User.Role.ADMINISTRATOR).update(
        is_active=False, deactivated_at=process_time.now()
    )
    assert operations.review_reply(reply=reply, by=dario()).state == State.REVIEWED


def test_changed_after_it_was_reviewed_it_is_a_draft_again(meeting: Meeting) -> None:
    read_all()
    reply = drafted([voice(TRENI)])
    operations.review_reply(reply=reply, by=elena())
    changed = operations.change_reply(reply=reply, values={"office": "Mobilità"}, by=elena())
    assert (changed.state, changed.reviewed_by) == (State.DRAFT, "")
    with pytest.raises(SameHand):
        operations.review_reply(reply=reply, by=elena())


def test_what_is_published_does_not_change(meeting: Meeting) -> None:
    read_all()
    reply = published([voice(TRENI)])
    with pytest.raises(AlreadyPublished):
        operations.change_reply(reply=reply, values={"office": "Mobilità"}, by=dario())
    with pytest.raises(AlreadyPublished):
        operations.discard_reply(reply=reply, by=dario())


def test_a_draft_that_is_discarded_leaves_its_voices_to_be_answered(meeting: Meeting) -> None:
    read_all()
    reply = drafted([voice(TRENI)])
    operations.discard_reply(reply=reply, by=dario())
    assert kinds(reply) == ["reply.drafted", "reply.discarded"]
    assert drafted([voice(TRENI)]).state == State.DRAFT


def test_two_who_write_the_same_reply_see_each_other(meeting: Meeting) -> None:
    read_all()
    reply = drafted([voice(TRENI)])
    with pytest.raises(ChangedMeanwhile):
        operations.change_reply(
            reply=reply, values={"office": "Mobilità"}, version="other", by=elena()
        )


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("outcome", {"outcome": ""}),
        ("reason", {"reason": {"it": ""}}),
        ("other_body", {"outcome": "other_body"}),
        ("office", {"office": ""}),
        ("responsible", {"responsible": ""}),
    ],
)
def test_a_reply_says_what_why_and_who(meeting: Meeting, field: str, values: dict) -> None:
    read_all()
    with pytest.raises(FieldRefused) as refused:
        drafted([voice(TRENI)], **values)
    assert refused.value.field == field
    assert not Reply.objects.exists()


def test_the_author_may_say_once_that_it_is_no_answer(meeting: Meeting, clock: Clock) -> None:
    read_all()
    trains = voice(TRENI)
    with pytest.raises(CannotInsist):
        operations.insist(contribution=trains)
    published([trains])
    operations.insist(contribution=trains, text="Chiedevo della domenica.")
    assert answered_to(trains.code).is_open
    with pytest.raises(CannotInsist):
        operations.insist(contribution=trains)
    second = published([trains], reason={"it": "Anche la domenica, dal 2025."})
    found = answered_to(trains.code)
    assert [reply.pk for reply in found.replies][1] == second.pk
    assert (found.is_open, found.may_insist) == (False, False)
    with pytest.raises(AnsweredElsewhere):
        drafted([trains])
    assert Insistence.objects.get().text == "Chiedevo della domenica."


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("a_reply_is_reviewed_by_somebody", {"state": "reviewed"}),
        ("a_published_reply_has_its_hour", {"batch": "5f0c5f3e-0000-4000-8000-000000000000"}),
        ("a_reply_for_another_body_says_which", {"other_body": "Regione"}),
    ],
)
def test_a_reply_that_cannot_be_is_refused(meeting: Meeting, name: str, fields: dict) -> None:
    read_all()
    reply = drafted([voice(TRENI)])
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Reply.objects.filter(pk=reply.pk).update(**fields)


@pytest.mark.parametrize(
    ("name", "turn"),
    [("a_voice_has_one_reply_a_turn", 1), ("a_voice_is_answered_twice_at_most", 3)],
)
def test_a_voice_is_answered_by_one(meeting: Meeting, name: str, turn: int) -> None:
    read_all()
    reply = drafted([voice(TRENI)])
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        RepliedVoice.objects.create(reply=reply, contribution=voice(TRENI), turn=turn)
    assert name in str(refused.value) or "contribution_id" in str(refused.value)


def test_a_reply_to_thousands_is_one_act_and_can_be_verified(meeting: Meeting) -> None:
    read_all()
    one = voice(TRENI)
    rows = [
        Contribution(
            process=one.process,
            channel=one.channel,
            text=f"Treni, {number}",
            received_at=one.received_at,
            read_at=one.read_at,
            read_by=one.read_by,
        )
        for number in range(2100)
    ]
    Contribution.objects.bulk_create(rows)
    reply = published(rows)
    assert reply.voices.count() == 2100
    (entry,) = Entry.objects.filter(kind="reply.published")
    assert entry.facts["count"] == 2100
    assert not [each for each in differences() if "risposta" in str(each)]

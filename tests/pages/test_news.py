"""News: written as drafts, out when somebody says so, never made never to have been."""

import pytest
from django.db import IntegrityError

from arengo.core.editing import ChangedMeanwhile, FieldRefused, GoneMeanwhile, version_of
from arengo.core.ledger.models import Entry
from arengo.invitations import operations as publishing
from arengo.pages import operations, queries, rules
from arengo.pages.models import News
from arengo.pages.refusals import (
    NewsChangedMeanwhile,
    NewsHasNoText,
    NewsNotThere,
    NewsWasPublished,
    NewsWithdrawn,
)
from tests.factories import moment
from tests.invitations.silence import silence
from tests.pages.news import draft, fresh, published

pytestmark = pytest.mark.django_db
State = News.State


def save(news: News, **values) -> News:
    return operations.save_news(news=news, values=values, by="staff:1")


def publish(news: News, **more) -> News:
    return publishing.publish_news(news=news, by="staff:1", **more)


def acts() -> list[str]:
    entries = Entry.objects.filter(kind__startswith="news.").order_by("recorded_at")
    return list(entries.values_list("kind", flat=True))


# Writing


def test_a_new_piece_of_news_is_a_draft_that_nobody_reads() -> None:
    row = draft()
    assert (row.state, row.slug, row.published_at) == (State.DRAFT, "iscrizioni-aperte", None)
    assert not queries.public_news().exists()
    with pytest.raises(NewsNotThere):
        rules.get_public_news(row.slug)


def test_a_piece_of_news_without_a_title_is_refused() -> None:
    with pytest.raises(FieldRefused, match="Scrivi il titolo"):
        draft(title="")
    assert not News.objects.exists()


def test_two_of_the_same_title_have_two_addresses() -> None:
    assert [draft().slug, draft().slug] == ["iscrizioni-aperte", "iscrizioni-aperte-2"]


def test_the_address_follows_the_title_until_it_is_published_and_then_stays() -> None:
    row = save(draft(), title="Si apre")
    assert row.slug == "si-apre"
    publish(row)
    assert save(row, title="Altro titolo").slug == "si-apre"


def test_who_saves_second_overwrites_nothing_unseen() -> None:
    row = draft()
    read = version_of(row, ["text"])
    save(row, text="Scritto da Dario.")
    with pytest.raises(ChangedMeanwhile):
        operations.save_news(
            news=row, values={"text": "Scritto da Elena."}, version=read, by="staff:2"
        )
    assert fresh(row).text == {"it": "Scritto da Dario."}


def test_saving_what_is_there_already_leaves_no_act() -> None:
    row = draft()
    save(row, title="Iscrizioni aperte")
    assert acts() == ["news.saved"]


def test_the_ledger_says_which_fields_changed_and_never_the_words() -> None:
    save(draft(), text="Parole nuove.")
    facts = Entry.objects.filter(kind="news.saved").latest("recorded_at").facts
    assert facts == {"fields": ["text"]}


# Publishing


def test_publishing_shows_it_from_that_moment_and_twice_is_once(clock) -> None:
    row = draft()
    publish(row)
    clock.to("2023-09-07 09:00")
    publish(row)
    assert fresh(row).published_at == moment("2023-09-06 09:00")
    assert rules.get_public_news(row.slug) == row
    assert acts() == ["news.saved", "news.published"]


def test_a_title_alone_is_not_published() -> None:
    row = draft(text="")
    with pytest.raises(NewsHasNoText):
        publish(row)
    with pytest.raises(NewsHasNoText):
        publish(save(row, text={"en": "Only in English."}))
    assert fresh(row).state == State.DRAFT


def test_what_was_not_read_is_not_published() -> None:
    row = draft()
    read = queries.words_version(row)
    save(row, text="Cambiato da Elena.")
    with pytest.raises(NewsChangedMeanwhile):
        publish(row, version=read)
    publish(fresh(row), version=queries.words_version(fresh(row)))
    assert fresh(row).state == State.PUBLISHED


def test_a_correction_of_what_is_out_says_when(clock) -> None:
    row = published()
    clock.to("2023-09-08 10:00")
    save(row, text="Corretto.")
    assert fresh(row).changed_at == moment("2023-09-08 10:00")
    assert fresh(row).published_at == moment("2023-09-06 09:00")
    assert acts()[-1] == "news.changed"


def test_what_is_out_cannot_be_left_without_words() -> None:
    row = published()
    with pytest.raises(FieldRefused, match="ritirala"):
        save(row, text="")
    assert fresh(row).text == {"it": "Da oggi ci si iscrive."}


def test_a_day_before_it_was_published_nobody_reads_it(clock) -> None:
    row = published()
    clock.to("2023-09-05 09:00")
    assert not queries.public_news().exists()
    with pytest.raises(NewsNotThere):
        rules.get_public_news(row.slug)


# Withdrawing, throwing away


def test_withdrawn_it_is_gone_and_its_address_says_so() -> None:
    row = published()
    for _time in range(2):
        operations.withdraw_news(news=row, by="staff:1")
    with pytest.raises(NewsWithdrawn):
        rules.get_public_news(row.slug)
    assert acts().count("news.withdrawn") == 1


def test_withdrawn_it_can_go_out_again(clock) -> None:
    row = operations.withdraw_news(news=published(), by="staff:1")
    clock.to("2023-09-10 09:00")
    publish(row)
    assert fresh(row).published_at == moment("2023-09-10 09:00")


def test_a_draft_is_not_withdrawn_and_what_went_out_is_not_thrown_away() -> None:
    assert operations.withdraw_news(news=draft(), by="staff:1").state == State.DRAFT
    out = published("Un'altra")
    with pytest.raises(NewsWasPublished):
        operations.remove_news(news=out, by="staff:1")
    with pytest.raises(NewsWasPublished):
        operations.remove_news(news=operations.withdraw_news(news=out, by="staff:1"), by="staff:1")


def test_a_draft_is_thrown_away_once() -> None:
    row = draft()
    operations.remove_news(news=row, by="staff:1")
    with pytest.raises(GoneMeanwhile):
        operations.remove_news(news=row, by="staff:1")
    assert not News.objects.exists()


# Periods of impersonal communication


def test_published_in_a_quiet_period_it_is_held_and_goes_out_when_that_ends(clock) -> None:
    silence()
    row = draft()
    for _time in range(2):
        publish(row)
    assert fresh(row).state == State.HELD
    assert not queries.public_news().exists()
    clock.to("2023-09-10 23:59")
    assert publishing.release_held_news() == 0
    clock.to("2023-09-11 00:00")
    assert publishing.release_held_news() == 1
    assert publishing.release_held_news() == 0
    assert fresh(row).published_at == moment("2023-09-11 00:00")
    assert acts() == ["news.saved", "news.held", "news.published"]
    assert Entry.objects.get(kind="news.published").by == "system"


def test_taking_the_period_back_lets_it_out() -> None:
    period = silence()
    row = publish(draft())
    publishing.end_quiet_period(period=period, by="staff:1")
    assert publishing.release_held_news() == 1
    assert fresh(row).state == State.PUBLISHED


def test_what_is_out_when_a_quiet_period_begins_stays_and_may_be_withdrawn() -> None:
    row = published()
    silence()
    assert publishing.release_held_news() == 0
    assert rules.get_public_news(row.slug) == row
    assert operations.withdraw_news(news=row, by="staff:1").state == State.WITHDRAWN


def test_a_held_one_can_be_changed_and_taken_back() -> None:
    silence()
    row = publish(draft())
    save(row, text="Ripensato.")
    assert fresh(row).state == State.HELD
    operations.withdraw_news(news=row, by="staff:1")
    assert fresh(row).state == State.DRAFT


def test_one_that_was_out_before_and_is_held_goes_back_to_being_withdrawn() -> None:
    row = operations.withdraw_news(news=published(), by="staff:1")
    silence()
    publish(row)
    assert fresh(row).state == State.HELD
    assert operations.withdraw_news(news=row, by="staff:1").state == State.WITHDRAWN


# Constraints


@pytest.mark.parametrize(
    ("state", "published_at"),
    [
        ("draft", moment("2023-09-06 09:00")),
        ("published", None),
        ("withdrawn", None),
    ],
)
def test_news_that_went_out_says_when(state, published_at) -> None:
    with pytest.raises(IntegrityError, match="news_that_went_out_says_when"):
        News.objects.create(
            slug="x", title="X", created_at=moment("2023-09-06 09:00"), state=state,
            published_at=published_at,
        )  # fmt: skip


# Order


def test_the_latest_is_first_for_everybody_and_what_is_not_out_for_the_office(clock) -> None:
    first = published("Prima")
    clock.to("2023-09-07 09:00")
    second, unwritten = published("Seconda"), draft("Bozza")
    assert list(queries.public_news()) == [second, first]
    assert list(queries.all_news()) == [unwritten, second, first]

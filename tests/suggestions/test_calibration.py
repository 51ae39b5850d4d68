"""How sure one may say that one is."""

import numpy as np
import pytest

from arengo.suggestions.calibration import (
    at_temperature,
    best_temperature,
    log_loss,
    threshold_for,
)


def test_a_temperature_keeps_the_order_and_moves_the_confidence() -> None:
    given = np.array([[0.7, 0.2, 0.1]])
    assert at_temperature(given, 1) == pytest.approx(given)
    assert at_temperature(given, 2).max() < 0.7 < at_temperature(given, 0.5).max()
    assert at_temperature(given, 2).sum() == pytest.approx(1)
    assert list(np.argsort(at_temperature(given, 5)[0])) == [2, 1, 0]


def test_a_braggart_is_cooled_until_seven_in_ten_means_seven_in_ten() -> None:
    # Says 99 of 100 and is right seven times in ten.
    said = np.tile([0.99, 0.01], (100, 1))
    right = np.array([0] * 70 + [1] * 30)
    temperature = best_temperature(said, right)
    assert temperature > 1
    assert at_temperature(said, temperature)[0, 0] == pytest.approx(0.7, abs=0.02)
    assert log_loss(at_temperature(said, temperature), right) < log_loss(said, right)


def test_a_label_held_for_impossible_is_a_large_loss_and_no_infinite_one() -> None:
    assert log_loss(np.array([[1.0, 0.0]]), np.array([1])) < 20


def test_the_threshold_is_the_lowest_from_which_enough_is_right() -> None:
    confidences = np.linspace(1, 0.01, 100)
    is_right = np.arange(100) < 80
    threshold = threshold_for(confidences, is_right, 0.9)
    covered = confidences >= threshold
    assert 80 < covered.sum() < 89
    assert is_right[covered].mean() > 0.9


def test_equal_confidences_stand_or_fall_together() -> None:
    confidences = np.array([0.9] * 40 + [0.5] * 40)
    is_right = np.array([True] * 40 + [True] * 10 + [False] * 30)
    assert threshold_for(confidences, is_right, 0.9) == 0.9


def test_a_few_right_answers_may_be_luck() -> None:
    assert threshold_for(np.full(5, 0.9), np.ones(5, dtype=bool), 0.9) is None
    assert threshold_for(np.full(20, 0.9), np.ones(20, dtype=bool), 0.9) == 0.9
    assert threshold_for(np.zeros(0), np.zeros(0, dtype=bool), 0.9) is None
    assert threshold_for(np.full(50, 0.9), np.arange(50) % 2 == 0, 0.9) is None

"""How sure a method may say that it is: learned from answers to texts that it had not seen."""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
TEMPERATURES: Final = np.geomspace(0.2, 5, 65)
NEVER_IMPOSSIBLE: Final = 1e-6


def at_temperature(probabilities: Floats, temperature: float) -> Floats:
    """The same order of labels, less sure of itself above 1 and surer below."""
    logs = np.log(np.clip(probabilities, NEVER_IMPOSSIBLE, 1)) / temperature
    powers = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def log_loss(probabilities: Floats, right: npt.NDArray[np.intp]) -> float:
    """How surprised one is by the right answers, given as columns: 0 for never."""
    given = probabilities[np.arange(len(right)), right]
    return float(-np.log(np.clip(given, NEVER_IMPOSSIBLE, 1)).mean())


def best_temperature(probabilities: Floats, right: npt.NDArray[np.intp]) -> float:
    """The temperature at which "seven in ten" is right seven times in ten, as nearly as one number can."""
    losses = [log_loss(at_temperature(probabilities, one), right) for one in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def threshold_for(confidences: Floats, is_right: Bools, aim: float) -> float | None:
    """The lowest confidence from which on a share of `aim` of the answers is right, and not by luck.

    None when there is none: of a handful of right answers nobody can say that nine in ten are.
    """
    order = np.argsort(-confidences, kind="stable")
    sure = confidences[order]
    # Equal confidences stand or fall together.
    is_last = np.append(sure[1:] != sure[:-1], np.ones(len(sure[:1]), dtype=bool))
    fits = np.flatnonzero(is_last & (_surely(np.cumsum(is_right[order])) >= aim))
    return float(sure[fits[-1]]) if len(fits) else None


def _surely(hits: npt.NDArray[np.intp]) -> Floats:
    """The share of hits among the first one, two, three..., less what luck may have added.

    One standard error, by Wilson's interval: the threshold is the best of many, which flatters it.
    """
    count = np.arange(1, len(hits) + 1)
    share = hits / count
    doubt = np.sqrt(share * (1 - share) / count + 1 / (4 * count**2))
    return np.asarray((share + 1 / (2 * count) - doubt) / (1 + 1 / count))

"""Measure proportions so that 22 cases are not mistaken for certainty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from textmine.errors import InputError

__all__ = [
    "PRESETS",
    "Bounds",
    "IndexWeights",
    "checked_counts",
    "jeffreys_interval",
    "nonresponse_bounds",
    "performance_index",
    "wilson_interval",
]

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Bounds:
    """Hold lower and upper ends, one for each proportion."""

    low: Array
    high: Array


@dataclass(frozen=True)
class IndexWeights:
    """Hold the weights of response, solution and satisfaction in an index, and where they come from."""

    response: float
    solution: float
    satisfaction: float
    basic: float
    source: str


PRESETS: dict[str, IndexWeights] = {
    "hotline_10_50_40": IndexWeights(
        0.10, 0.50, 0.40, 0.9, "running code over a 12345 export; no official text of the weights was found"
    ),
    "zhungeer_30_35_35": IndexWeights(
        0.30, 0.35, 0.35, 0.9, "secondary page on 准格尔旗; not an official text"
    ),
}


def checked_counts(k: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Array, Array]:
    """Return successes and trials as arrays of one shape; blanks and impossible counts are refused."""
    successes, trials = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    if not (np.isfinite(successes).all() and np.isfinite(trials).all()):
        raise InputError(
            "a count is blank",
            fix="leave out units without counts, or write 0",
            zh="计数为空；请去掉没有计数的单位，或写 0",
        )
    if ((successes < 0) | (successes > trials)).any():
        raise InputError(
            "a count of successes is below 0 or above the number of trials", zh="成功数小于 0 或大于试验数"
        )
    return successes, trials


def wilson_interval(k: npt.ArrayLike, n: npt.ArrayLike, *, level: float = 0.95) -> Bounds:
    """Bound a proportion by Wilson's score interval (1927; method 3 of Newcombe 1998).

    Without trials the interval is 0 to 1. Mean coverage stays near the level from n = 5 on, where the usual
    p ± 1.96·se covers 65 %.

    Raises
    ------
    InputError
        When k is negative or above n.

    Examples
    --------
    >>> found = wilson_interval(29, 30)
    >>> round(float(found.low), 3), round(float(found.high), 3)
    (0.833, 0.994)
    """
    successes, trials = checked_counts(k, n)
    z = stats.norm.ppf(0.5 + level / 2)
    safe = np.where(trials > 0, trials, 1.0)
    p = successes / safe
    middle = p + z**2 / (2 * safe)
    reach = z * np.sqrt(p * (1 - p) / safe + z**2 / (4 * safe**2))
    scale = 1 + z**2 / safe
    low = np.where(successes == 0, 0.0, (middle - reach) / scale)
    high = np.where(successes == trials, 1.0, (middle + reach) / scale)
    return Bounds(np.where(trials > 0, low, 0.0), np.where(trials > 0, high, 1.0))


def jeffreys_interval(k: npt.ArrayLike, n: npt.ArrayLike, *, level: float = 0.95) -> Bounds:
    """Bound a proportion by the equal tails of Beta(k + 1/2, n - k + 1/2) (Brown, Cai & DasGupta 2001).

    Examples
    --------
    >>> float(jeffreys_interval(0, 20).low), round(float(jeffreys_interval(0, 20).high), 3)
    (0.0, 0.117)
    """
    successes, trials = checked_counts(k, n)
    tail = (1 - level) / 2
    low = stats.beta.ppf(tail, successes + 0.5, trials - successes + 0.5)
    high = stats.beta.ppf(1 - tail, successes + 0.5, trials - successes + 0.5)
    return Bounds(np.where(successes == 0, 0.0, low), np.where(successes == trials, 1.0, high))


def nonresponse_bounds(k: npt.ArrayLike, n_answered: npt.ArrayLike, n_due: npt.ArrayLike) -> Bounds:
    """Bound a rate by what the cases without an answer could have said: none of them yes, or all of them.

    Examples
    --------
    >>> found = nonresponse_bounds(60, 70, 100)
    >>> float(found.low), float(found.high)
    (0.6, 0.9)
    """
    successes, answered = checked_counts(k, n_answered)
    due = np.maximum(np.asarray(n_due, dtype=float), answered)
    safe = np.where(due > 0, due, np.nan)
    return Bounds(successes / safe, (successes + due - answered) / safe)


def performance_index(
    counts: pd.DataFrame, *, weights: IndexWeights | str = "hotline_10_50_40"
) -> pd.DataFrame:
    """Compute response, solution and satisfaction rates and their weighted index.

    Parameters
    ----------
    counts : DataFrame
        Columns `n_valid_cb`, `n_contacted`, `n_solved`, `n_sat`, `n_basic`; one row a unit.
    weights
        A preset's name or one's own weights. The index describes; it is not evidence of an effect.

    Returns
    -------
    DataFrame
        `response_share`, `solved_share`, `satisfaction_share`, `index` (0-1); NaN without a valid call-back or where a
        count is blank: an index never takes for 0 what was not measured.

    Examples
    --------
    >>> counts = pd.DataFrame({"n_valid_cb": [100], "n_contacted": [98], "n_solved": [80], "n_sat": [70],
    ...     "n_basic": [10]})
    >>> round(float(performance_index(counts)["index"].iloc[0]), 4)
    0.814
    """
    if isinstance(weights, str):
        if weights not in PRESETS:
            raise InputError(
                f"unknown preset {weights!r}",
                fix=f"choose one of {', '.join(PRESETS)}",
                zh=f"未知预设 {weights}，可选：{'、'.join(PRESETS)}",
            )
        weights = PRESETS[weights]
    n = counts["n_valid_cb"].where(counts["n_valid_cb"] > 0)
    table = pd.DataFrame(
        {
            "response_share": counts["n_contacted"] / n,
            "solved_share": counts["n_solved"] / n,
            "satisfaction_share": (counts["n_sat"] + weights.basic * counts["n_basic"]) / n,
        }
    )
    table["index"] = (
        weights.response * table["response_share"]
        + weights.solution * table["solved_share"]
        + weights.satisfaction * table["satisfaction_share"]
    )
    return table

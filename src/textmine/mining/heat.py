"""Measure how hot an issue is, in people, with an interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["Heat", "measure_heat"]

HALF_LIFE_DAYS = (
    180.0  # After half a year a voice counts three quarters, after long half: issues wait, they do not die.
)
_OLD_VOICE = 0.5
_WEEK_BONUS = 0.1
_N_DRAWS = 400


@dataclass(frozen=True)
class Heat:
    """Hold the heat of one issue, in people, and the interval of its voices (95 %)."""

    value: float
    low: float
    high: float


def measure_heat(
    people: npt.ArrayLike,
    times: npt.ArrayLike,
    likes: npt.ArrayLike,
    *,
    today: pd.Timestamp | None,
    seed: int = 0,
) -> Heat:
    """Measure the heat of one issue.

    heat = (Σ over people of w(age of the last message) + √(likes · w)) · (1 + 0.1 · log2(weeks with messages)),
    with w(age) = 0.5 + 0.5 · 2^(−age / 180 days).

    Its unit is a person who wrote today: 40 people who wrote this week give about 40. One person counts once however
    often they write. Likes are cheap and heavy-tailed, hence the root: 400 likes weigh like 20 writers. Spread over
    many weeks raises heat mildly. Without times every voice weighs 1.

    Parameters
    ----------
    people : one value per message; who wrote it.
    times : when, NaT where unknown.
    likes : counts.
    today : the day from which ages count: the last day of the table.
    seed : int
        For the interval: people are drawn with Poisson(1) weights 400 times (a bootstrap over people, not
        messages); it says how far heat depends on who happened to write.

    Examples
    --------
    >>> day = pd.Timestamp("2024-05-01")
    >>> once = measure_heat(["甲"], [day], [0], today=day)
    >>> often = measure_heat(["甲"] * 49, [day] * 49, [0] * 49, today=day)
    >>> once.value, often.value
    (1.0, 1.0)
    """
    codes, names = pd.factorize(np.asarray(people))
    by_person = np.bincount(codes, weights=np.asarray(likes, dtype=float), minlength=len(names))
    days = np.asarray(times, dtype="datetime64[s]").astype("int64") / 86400.0
    days[np.isnat(np.asarray(times, dtype="datetime64[s]"))] = np.nan
    if today is None:
        weights = np.ones(len(names))
    else:
        last = np.full(len(names), -np.inf)
        np.maximum.at(last, codes, np.where(np.isnan(days), -np.inf, days))
        ages = np.clip(
            today.to_datetime64().astype("datetime64[s]").astype("int64") / 86400.0 - last, 0, None
        )
        ages = np.where(np.isinf(ages), HALF_LIFE_DAYS, ages)
        weights = _OLD_VOICE + (1 - _OLD_VOICE) * 0.5 ** (ages / HALF_LIFE_DAYS)
    n_weeks = max(1, len(np.unique((days[~np.isnan(days)] + 3) // 7)))  # day 0 was a Thursday
    spread = 1 + _WEEK_BONUS * np.log2(n_weeks)

    def heat(counts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return (counts @ weights + np.sqrt(counts @ (by_person * weights))) * spread

    draws = np.random.default_rng(seed).poisson(1.0, size=(_N_DRAWS, len(weights))).astype(float)
    low, high = np.quantile(heat(draws), [0.025, 0.975])
    value = float(heat(np.ones((1, len(weights))))[0])
    return Heat(round(value, 2), round(float(low), 2), round(float(high), 2))

"""Bound a proportion, or the difference of two, by any of the published intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from textmine.errors import InputError
from textmine.governance.measures.rates import Bounds, checked_counts, jeffreys_interval, wilson_interval

__all__ = ["INTERVALS", "difference_interval", "proportion_interval"]

Array = npt.NDArray[Any]
INTERVALS = ("wilson", "wilson_continuity", "jeffreys", "exact", "agresti_coull", "wald")


def _wilson_continuity(k: Array, n: Array, z: float) -> Bounds:
    p, q = k / n, 1 - k / n
    with np.errstate(invalid="ignore"):
        low = (2 * n * p + z**2 - 1 - z * np.sqrt(z**2 - 2 - 1 / n + 4 * p * (n * q + 1))) / (2 * (n + z**2))
        high = (2 * n * p + z**2 + 1 + z * np.sqrt(z**2 + 2 - 1 / n + 4 * p * (n * q - 1))) / (2 * (n + z**2))
    return Bounds(np.where(k == 0, 0.0, np.maximum(low, 0.0)), np.where(k == n, 1.0, np.minimum(high, 1.0)))


def proportion_interval(
    k: npt.ArrayLike, n: npt.ArrayLike, *, method: str = "wilson", level: float = 0.95
) -> Bounds:
    """Bound a proportion k/n by a chosen method; without trials the interval is 0 to 1.

    Parameters
    ----------
    method : str
        ``wilson`` (the suite's own choice), ``wilson_continuity`` (method 4 of Newcombe 1998),
        ``jeffreys``, ``exact`` (Clopper & Pearson 1934: never too short, usually too long),
        ``agresti_coull``, or ``wald``, which covers far too seldom and is here to be shown.

    Raises
    ------
    InputError
        For an unknown method, a level outside 0 to 1, or k outside 0 to n.

    Examples
    --------
    >>> found = proportion_interval(15, 148, method="wilson_continuity")
    >>> round(float(found.low), 4), round(float(found.high), 4)
    (0.0598, 0.1644)
    """
    if method not in INTERVALS:
        raise InputError(
            f"unknown method {method!r}",
            fix=f"choose one of {', '.join(INTERVALS)}",
            zh=f"未知方法 {method}，可选：{'、'.join(INTERVALS)}",
        )
    if not 0 < level < 1:
        raise InputError(
            f"the level {level} does not lie between 0 and 1",
            fix="0.95 is usual",
            zh=f"置信水平 {level} 不在 0 与 1 之间，通常用 0.95",
        )
    if method == "wilson":
        return wilson_interval(k, n, level=level)
    if method == "jeffreys":
        return jeffreys_interval(k, n, level=level)
    successes, trials = checked_counts(k, n)
    z, tail = float(stats.norm.ppf(0.5 + level / 2)), (1 - level) / 2
    safe = np.where(trials > 0, trials, 1.0)
    if method == "wilson_continuity":
        found = _wilson_continuity(successes, safe, z)
    elif method == "exact":
        low = stats.beta.ppf(tail, successes, trials - successes + 1)
        high = stats.beta.ppf(1 - tail, successes + 1, trials - successes)
        found = Bounds(np.where(successes == 0, 0.0, low), np.where(successes == trials, 1.0, high))
    else:
        added = z**2 if method == "agresti_coull" else 0.0
        size = safe + added
        p = (successes + added / 2) / size
        reach = z * np.sqrt(p * (1 - p) / size)
        found = Bounds(np.clip(p - reach, 0, 1), np.clip(p + reach, 0, 1))
    return Bounds(np.where(trials > 0, found.low, 0.0), np.where(trials > 0, found.high, 1.0))


def difference_interval(
    k: tuple[npt.ArrayLike, npt.ArrayLike],
    n: tuple[npt.ArrayLike, npt.ArrayLike],
    *,
    has_continuity: bool = False,
    level: float = 0.95,
) -> Bounds:
    """Bound the difference of two independent proportions, the first less the second.

    Square-and-add of Wilson limits, methods 10 and (with `has_continuity`) 11 of Newcombe 1998, Statistics
    in Medicine 17: 873.

    Examples
    --------
    >>> found = difference_interval((56, 48), (70, 80))
    >>> round(float(found.low), 4), round(float(found.high), 4)
    (0.0524, 0.3339)
    """
    method = "wilson_continuity" if has_continuity else "wilson"
    first, second = (proportion_interval(a, b, method=method, level=level) for a, b in zip(k, n))
    (k1, n1), (k2, n2) = (checked_counts(a, b) for a, b in zip(k, n))
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p2 = k1 / n1, k2 / n2
    gap = p1 - p2
    return Bounds(
        gap - np.sqrt((p1 - first.low) ** 2 + (second.high - p2) ** 2),
        gap + np.sqrt((first.high - p1) ** 2 + (p2 - second.low) ** 2),
    )

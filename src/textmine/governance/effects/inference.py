"""Test and bound an effect when few communities adopted: shuffle who adopted, see how unusual the truth is.

Standard errors learned from a handful of treated communities are too small (MacKinnon & Webb 2018).
Randomisation inference needs none: adoption is dealt out again many times among treated and never-treated
communities, and the interval holds every effect that the shuffled estimates do not contradict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from textmine.governance.effects.design import Array, Grid
from textmine.governance.effects.imputation import impute

__all__ = ["Randomisation", "randomisation_inference"]

ALPHA = 0.05
_N_TRIALS = 801


@dataclass(frozen=True)
class Randomisation:
    """Hold the estimate, its p-value and interval, and the estimates of all shuffled adoptions."""

    estimate: float
    p_value: float
    low: float
    high: float
    shuffled: Array
    n_draws: int


def _estimate(grid: Grid) -> tuple[float, Array]:
    """Return the mean gain and the linear weights on the outcome that produce it."""
    fit = impute(grid)
    weights = np.where(np.isnan(fit.gain), 0.0, grid.weight)
    total = weights.sum()
    if total <= 0:
        return float("nan"), np.zeros_like(grid.y)
    weights = weights / total
    a, b = fit.solve(weights.sum(axis=1), weights.sum(axis=0))
    return fit.mean(weights), weights - fit.untreated_weight * (a[:, None] + b[None, :])


def randomisation_inference(
    grid: Grid, *, strata: npt.NDArray[Any] | None = None, n_draws: int = 999, seed: int = 0
) -> Randomisation:
    """Deal the observed starts out again among all communities and compare the estimates.

    Parameters
    ----------
    grid : Grid
        Treated and never-treated units only.
    strata : array, optional
        Starts are dealt within these groups of units, such as districts.

    Returns
    -------
    Randomisation
        The p-value of no effect, and the 95 % interval of effects not rejected when that effect is taken
        off the treated cells. NaN where no shuffled estimate exists.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> y = rng.normal(0.6, 0.02, (20, 8)); y[:4, 4:] += 0.2
    >>> start = np.r_[np.full(4, 5.0), np.zeros(16)]
    >>> grid = Grid(np.arange(20), np.arange(1, 9), start, y, np.ones_like(y))
    >>> found = randomisation_inference(grid, n_draws=199, seed=1)
    >>> found.p_value < 0.05, 0.1 < found.low < 0.2 < found.high < 0.3
    (True, True)
    """
    rng = np.random.default_rng(seed)
    estimate, _ = _estimate(grid)
    given = (grid.is_treated & (grid.weight > 0)).astype(float)
    groups = (
        np.zeros(len(grid.units), dtype=int) if strata is None else np.unique(strata, return_inverse=True)[1]
    )
    plain, moved = np.full(n_draws, np.nan), np.full(n_draws, np.nan)
    y = np.nan_to_num(grid.y)
    for draw in range(n_draws):
        start = grid.start.copy()
        for group in np.unique(groups):
            members = np.flatnonzero(groups == group)
            start[members] = grid.start[rng.permutation(members)]
        plain[draw], linear = _estimate(grid.with_start(start))
        moved[draw] = float((linear * given).sum())
        if np.isfinite(plain[draw]):
            plain[draw] = float((linear * y).sum())
    is_known = np.isfinite(plain)
    plain, moved = plain[is_known], moved[is_known]
    if not len(plain) or not np.isfinite(estimate):
        nan = float("nan")
        return Randomisation(estimate, nan, nan, nan, plain, 0)
    p = _p_value(estimate, plain, moved, np.zeros(1))[0]
    low, high = _bounds(estimate, plain, moved)
    return Randomisation(estimate, float(p), low, high, plain, len(plain))


def _p_value(estimate: float, plain: Array, moved: Array, effects: Array) -> Array:
    """Return each effect's p-value: the share of shuffled estimates at least as far out, itself included."""
    beyond = (
        np.abs(plain[None, :] - effects[:, None] * moved[None, :])
        >= np.abs(estimate - effects)[:, None] - 1e-12
    )
    out: Array = (1 + beyond.sum(axis=1)) / (1 + len(plain))
    return out


def _bounds(estimate: float, plain: Array, moved: Array) -> tuple[float, float]:
    """Return the lowest and highest effect not rejected; infinite where no effect on that side is."""
    reach = 6 * float(np.std(plain - estimate * moved)) + 1e-9
    for _ in range(6):
        effects = estimate + np.linspace(-reach, reach, _N_TRIALS)
        kept = _p_value(estimate, plain, moved, effects) > ALPHA
        if not kept[0] and not kept[-1]:
            inside = np.flatnonzero(kept)
            return float(effects[inside[0]]), float(effects[inside[-1]])
        reach *= 3
    return (
        float("-inf") if kept[0] else float(effects[np.flatnonzero(kept)[0]]),
        float("inf") if kept[-1] else float(effects[np.flatnonzero(kept)[-1]]),
    )

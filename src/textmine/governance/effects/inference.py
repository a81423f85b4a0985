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
from textmine.governance.effects.imputation import connect_cells

__all__ = ["Randomisation", "judge_shuffles", "randomisation_inference", "shows_chance"]

ALPHA = 0.05
# What the arithmetic of a computer leaves of a series that does not stray from the others.
_ROUNDING = 1e-9
_N_TRIALS = 801
_BATCH = 100


@dataclass(frozen=True)
class Randomisation:
    """Hold the estimate, its p-value and interval, and the estimates of all shuffled adoptions.

    Where `has_chance` is false p-value and interval are NaN, because of what :func:`shows_chance` says.
    """

    estimate: float
    p_value: float
    low: float
    high: float
    shuffled: Array
    n_draws: int
    has_chance: bool = True


def shows_chance(grid: Grid) -> bool:
    """Tell whether enough never-treated units stray from the common months to show what chance does.

    A unit strays where its outcome, less its own middle and the middle of the units in each month, is not the
    same in all its months. Where no unit strays, or so few that shuffles of their own are rarer than one in
    twenty (every case of nearly every community closed within 30 days, say), each effect but the estimate is
    rejected. The interval then has no width: not because the effect is known, but because nothing shows how far
    an estimate strays by chance.

    Examples
    --------
    >>> y = np.ones((30, 6))
    >>> grid = Grid(np.arange(30), np.arange(1, 7), np.r_[4.0, np.zeros(29)], y, np.ones_like(y))
    >>> shows_chance(grid), shows_chance(grid.with_outcome(np.random.default_rng(0).normal(size=y.shape)))
    (False, True)
    """
    y = grid.y[(grid.start == 0) & (np.isfinite(grid.y).sum(axis=1) > 1)]
    y = y[:, np.isfinite(y).any(axis=0)]
    if not len(y):
        return True
    left = y - np.nanmedian(y, axis=1, keepdims=True)
    left = left - np.nanmedian(left, axis=0)
    scale = max(1.0, float(np.nanmax(np.abs(y))))
    n_straying = int((np.nanmax(left, axis=1) - np.nanmin(left, axis=1) > _ROUNDING * scale).sum())
    return n_straying > 0 and (1 + n_straying) / (1 + len(y)) > ALPHA


def _linear_weights(grid: Grid, starts: Array) -> Array:
    """Return, for each row of starts, the weights on the outcome that make its imputation estimate.

    The estimate is linear in the outcome; computing its weights for a hundred shuffles at once is what
    makes the test affordable. Rows without a comparable treated cell are NaN.
    """
    started = (starts > 0)[:, :, None] & (grid.times >= starts[:, :, None])
    untreated = np.where(started, 0.0, grid.weight)
    by_unit, by_time = untreated.sum(axis=2), untreated.sum(axis=1)
    cells, times = _connected(untreated, by_time)
    known = started & (grid.weight > 0) & (by_unit > 0)[:, :, None] & (by_time > 0)[:, None, :] & cells
    aim = np.where(known, grid.weight, 0.0)
    total = aim.sum(axis=(1, 2))
    aim = aim / np.where(total > 0, total, np.nan)[:, None, None]
    safe = np.where(by_unit > 0, by_unit, np.inf)
    share = untreated / safe[:, :, None]
    schur = -np.einsum("bit,bis->bts", untreated, share)
    step = np.arange(schur.shape[1])
    # A constant is in both unit and time effects, one for each part that untreated cells connect; adding it
    # here makes the system solvable and changes nothing.
    schur[:, step, step] += np.where(by_time > 0, by_time, 1.0)
    schur += (by_time.sum(axis=1) / by_time.shape[1] ** 2)[:, None, None] * times
    right = aim.sum(axis=1) - np.einsum("bit,bi->bt", share, aim.sum(axis=2))
    time = np.linalg.solve(schur, np.nan_to_num(right)[:, :, None])[:, :, 0]
    unit = (aim.sum(axis=2) - np.einsum("bit,bt->bi", untreated, time)) / safe
    out: Array = aim - untreated * (unit[:, :, None] + time[:, None, :])
    return out


def _connected(untreated: Array, by_time: Array) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Tell for each draw which units and times, and which times and times, untreated cells connect.

    Where a unit is untreated in all times there are, all are connected: the rule, and quickly seen.
    """
    n_draws, n_units, n_times = untreated.shape
    is_whole = ((untreated > 0) | (by_time == 0)[:, None, :]).all(axis=2).any(axis=1)
    if is_whole.all():
        return np.ones((1, 1, 1), dtype=bool), np.ones((1, 1, 1), dtype=bool)
    cells, times = (np.ones((n_draws, n, n_times), dtype=bool) for n in (n_units, n_times))
    for draw in np.flatnonzero(~is_whole):
        of_unit, of_time = connect_cells(untreated[draw] > 0)
        cells[draw] = of_unit[:, None] == of_time[None, :]
        times[draw] = of_time[:, None] == of_time[None, :]
    return cells, times


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
        off the treated cells. NaN where no shuffled estimate exists, or the never-treated do not stray
        (`has_chance`).

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
    given = (grid.is_treated & (grid.weight > 0)).astype(float)
    groups = (
        np.zeros(len(grid.units), dtype=int) if strata is None else np.unique(strata, return_inverse=True)[1]
    )
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    starts = np.tile(grid.start, (n_draws + 1, 1))
    for row in starts[1:]:
        for inside in members:
            row[inside] = grid.start[rng.permutation(inside)]
    y = np.nan_to_num(grid.y)
    plain, moved = np.empty(n_draws + 1), np.empty(n_draws + 1)
    for begin in range(0, n_draws + 1, _BATCH):
        linear = _linear_weights(grid, starts[begin : begin + _BATCH])
        plain[begin : begin + _BATCH] = np.einsum("bit,it->b", linear, y)
        moved[begin : begin + _BATCH] = np.einsum("bit,it->b", linear, given)
    return judge_shuffles(float(plain[0]), plain[1:], moved[1:], has_chance=shows_chance(grid))


def judge_shuffles(estimate: float, plain: Array, moved: Array, *, has_chance: bool = True) -> Randomisation:
    """Set an estimate against the same estimate under other adoptions.

    `plain` holds those estimates, NaN where one does not exist, `moved` what each of them would change by if
    the treated cells were changed by 1. Without any of them, or without chance to be seen, p-value and interval
    are NaN.
    """
    is_known = np.isfinite(plain)
    plain, moved = plain[is_known], moved[is_known]
    if not has_chance:
        nan = float("nan")
        return Randomisation(estimate, nan, nan, nan, plain, len(plain), has_chance=False)
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
            first, last = int(inside[0]), int(inside[-1])
            return (
                _edge(estimate, plain, moved, effects[first], effects[first - 1]),
                _edge(estimate, plain, moved, effects[last], effects[last + 1]),
            )
        reach *= 3
    return (
        float("-inf") if kept[0] else float(effects[np.flatnonzero(kept)[0]]),
        float("inf") if kept[-1] else float(effects[np.flatnonzero(kept)[-1]]),
    )


def _edge(estimate: float, plain: Array, moved: Array, kept: float, rejected: float) -> float:
    """Halve the way from an effect kept to one rejected, so that an interval excludes zero where p does, not a step before."""
    for _ in range(40):
        middle = (kept + rejected) / 2
        if _p_value(estimate, plain, moved, np.array([middle]))[0] > ALPHA:
            kept = middle
        else:
            rejected = middle
    return float(kept)

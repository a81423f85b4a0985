"""Test and bound a synthetic difference-in-differences: let controls take the place of the treated.

The p-value and the interval beside an estimate must be of that estimate. Here synthetic
difference-in-differences itself is computed anew for every adoption that might as well have been.
"""

from __future__ import annotations

from itertools import combinations, product
from math import comb, prod

import numpy as np
import numpy.typing as npt

from textmine.governance.effects.design import Array, Grid
from textmine.governance.effects.inference import Randomisation, judge_shuffles, shows_chance
from textmine.governance.effects.synthetic import complete_part

__all__ = ["shuffle_synthetic_did"]

# Up to so many adoptions are listed, and chosen from where they are too many; more are drawn one by one.
LISTED = 5000
# Regularisation of the weights on months and how far they are refined, both times the noise of the controls.
_ETA_TIME, _TOLERANCE = 1e-6, 1e-5

# For every group of one start and stratum: the truly treated, and the controls that could stand in for them.
_Group = tuple[tuple[int, ...], tuple[int, ...]]
# Who is taken for treated in every group.
_Adoption = tuple[tuple[int, ...], ...]


def _gap(donors: Array, target: Array, n_before: int, n_treated: int) -> float:
    """Estimate for one series (Arkhangelsky et al. 2021, algorithm 1); `donors` is units x times.

    Outcomes are measured in units of the donors' spread, which changes nothing but rounding.
    """
    from diff_diff.utils import compute_sdid_estimator, compute_sdid_unit_weights, compute_time_weights

    before = donors[:, :n_before]
    middle, spread = float(before.mean()), float(before.std())
    scale = spread if spread > 1e-12 * max(abs(middle), 1.0) else 1.0
    y, series = (donors.T - middle) / scale, (target - middle) / scale
    steps = np.diff(y[:n_before], axis=0)
    noise = float(steps.std(ddof=1)) if steps.size > 1 else 0.0
    least = _TOLERANCE * (noise if noise > 0 else 1.0)
    eta = (n_treated * (len(target) - n_before)) ** 0.25
    controls_before, controls_after = np.ascontiguousarray(y[:n_before]), np.ascontiguousarray(y[n_before:])
    units = compute_sdid_unit_weights(
        controls_before, series[:n_before], zeta_omega=eta * noise, min_decrease=least
    )
    times = compute_time_weights(
        controls_before, controls_after, zeta_lambda=_ETA_TIME * noise, min_decrease=least
    )
    gap = compute_sdid_estimator(
        controls_before, controls_after, series[:n_before], series[n_before:], units, times
    )
    return scale * float(gap)


def _adoptions(groups: list[_Group], n_draws: int, rng: np.random.Generator) -> list[_Adoption]:
    """Choose adoptions other than the true one; all of them where there are no more than `n_draws`.

    A treated unit keeps its own place or gives it to a control: with another's start its months before
    would hold months under treatment.
    """
    truth = tuple(own for own, _ in groups)
    n_all = prod(comb(len(own) + len(others), len(own)) for own, others in groups)

    def is_other(adoption: _Adoption) -> bool:
        chosen = [unit for group in adoption for unit in group]
        return len(set(chosen)) == len(chosen) and adoption != truth

    if n_all <= LISTED:
        each = [combinations((*own, *others), len(own)) for own, others in groups]
        listed = [adoption for adoption in product(*each) if is_other(adoption)]
        if len(listed) <= n_draws:
            return listed
        return [listed[at] for at in np.sort(rng.choice(len(listed), n_draws, replace=False))]
    drawn: dict[_Adoption, None] = {}
    while len(drawn) < n_draws:
        picks = [rng.choice([*own, *others], len(own), replace=False) for own, others in groups]
        adoption = tuple(
            tuple(unit for unit in (*own, *others) if unit in pick)
            for (own, others), pick in zip(groups, picks, strict=True)
        )
        if is_other(adoption):
            drawn[adoption] = None
    return list(drawn)


def shuffle_synthetic_did(
    grid: Grid, *, strata: npt.NDArray[np.generic] | None = None, n_draws: int = 499, seed: int = 0
) -> Randomisation:
    """Let never-treated units take the place of treated ones, at the same starts, and estimate anew.

    Units and months are chosen as :func:`synthetic_did` chooses them. Each place is kept by its treated unit
    or taken by a control; weights are fitted to the controls left over, so that what treatment did is in the
    weights of no estimate. Taking an effect off the treated months therefore moves each estimate by the share
    of treated cells in it, and the interval holds every effect that is not rejected at 5 %.

    Parameters
    ----------
    grid : Grid
        Treated and never-treated units only.
    strata : array, optional
        A place is taken by controls of the same group of units only, such as a district.
    n_draws : int
        At most so many adoptions; with one treated unit there are as many as controls, and below 19 of
        them no effect can be rejected at 5 %: the interval is infinite.

    Returns
    -------
    Randomisation
        NaN for p-value and interval where no control can take a place and leave another, or where the controls
        do not stray (`has_chance`).

    Raises
    ------
    InputError
        When no complete treated unit, never-treated unit or month before and after a start is left.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> y = rng.normal(0.6, 0.02, (31, 12)); y[0, 6:] += 0.2
    >>> grid = Grid(np.arange(31), np.arange(1, 13), np.r_[7.0, np.zeros(30)], y, np.ones_like(y))
    >>> found = shuffle_synthetic_did(grid)
    >>> found.n_draws, round(found.p_value, 3), 0.1 < found.low < 0.2 < found.high < 0.3
    (30, 0.032, True)
    """
    kept, months = complete_part(grid)
    part = grid.take(kept).during(months)
    stratum = (
        np.zeros(len(kept), dtype=int) if strata is None else np.unique(strata, return_inverse=True)[1][kept]
    )
    never = np.flatnonzero(part.start == 0)
    starts, groups = [], []
    for start in np.unique(part.start[part.start > 0]):
        for inside in np.unique(stratum[part.start == start]):
            own = np.flatnonzero((part.start == start) & (stratum == inside))
            starts.append(float(start))
            groups.append((tuple(own.tolist()), tuple(never[stratum[never] == inside].tolist())))
    truth = tuple(own for own, _ in groups)

    def estimate(adoption: _Adoption) -> tuple[float, float]:
        donors = part.y[np.setdiff1d(never, [unit for group in adoption for unit in group])]
        if not len(donors):
            return float("nan"), float("nan")
        total, gap, moved = 0, 0.0, 0
        for start in sorted(set(starts)):
            rows = [unit for at, group in enumerate(adoption) if starts[at] == start for unit in group]
            n_before = int((part.times < start).sum())
            n_after = len(part.times) - n_before
            gap += len(rows) * n_after * _gap(donors, part.y[rows].mean(axis=0), n_before, len(rows))
            moved += n_after * int((part.start[rows] > 0).sum())
            total += len(rows) * n_after
        return gap / total, moved / total

    drawn = [estimate(adoption) for adoption in _adoptions(groups, n_draws, np.random.default_rng(seed))]
    plain, moved = np.array(drawn, dtype=float).reshape(-1, 2).T
    return judge_shuffles(estimate(truth)[0], plain, moved, has_chance=shows_chance(part))

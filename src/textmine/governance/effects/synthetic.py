"""Build the unit nobody has: weigh controls and months so that they run like the treated one did before.

Synthetic difference-in-differences (Arkhangelsky et al. 2021, AER 111: 4088) for one or two treated
communities, beside the synthetic control (weights on units only, levels matched) and the plain difference
in differences.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.errors import InputError
from textmine.governance.effects.design import Array, Grid
from textmine.governance.effects.estimate import long_table
from textmine.governance.effects.results import Effect, interval

__all__ = [
    "ControlPlacebos",
    "Synthetic",
    "complete_part",
    "control_placebos",
    "difference_in_differences",
    "simplex_weights",
    "synthetic_control",
    "synthetic_did",
]

N_PLACEBOS = 100


@dataclass(frozen=True)
class Synthetic:
    """Hold the weights on controls, the series they make, and the gap to the treated series."""

    weights: Array
    treated: Array
    synthetic: Array
    gap: Array
    estimate: float


def simplex_weights(controls: Array, target: Array) -> Array:
    """Find non-negative weights that sum to 1 and bring the controls closest to the target (least squares).

    Parameters
    ----------
    controls : array, periods x units
    target : array of periods

    Examples
    --------
    >>> simplex_weights(np.array([[0.0, 1.0], [0.0, 2.0]]), np.array([0.5, 1.0])).round(3)
    array([0.5, 0.5])
    """
    from scipy.optimize import nnls

    # The sum is held to 1 by one heavily weighted equation, the rest is non-negative least squares.
    scale = 1e5 * max(float(np.abs(controls).max()), 1.0)
    stacked = np.vstack([controls, np.full((1, controls.shape[1]), scale)])
    weights = nnls(stacked, np.r_[target, scale], maxiter=200 * controls.shape[1])[0]
    out: Array = weights / weights.sum()
    return out


def _parts(grid: Grid) -> tuple[npt.NDArray[np.bool_], Array, Array, int]:
    treated = grid.start > 0
    starts = np.unique(grid.start[treated])
    if len(starts) != 1 or not (~treated).any():
        raise InputError(
            "a synthetic control needs one start and at least one never-treated unit",
            fix="give one start at a time, with the never-treated units",
            zh="合成控制需要一个启用时间和至少一个从未启用的单位；请一次只给一个启用时间",
        )
    n_before = int((grid.times < starts[0]).sum())
    if not 0 < n_before < len(grid.times):
        raise InputError(
            "a synthetic control needs periods before the start and after it",
            zh="合成控制需要启用前和启用后的时期",
        )
    if not np.isfinite(grid.y).all():
        raise InputError(
            "a unit has a blank period",
            fix="leave out units, or periods, that are not complete",
            zh="有单位的某期为空；请去掉不完整的单位或时期",
        )
    return treated, grid.y[~treated], grid.y[treated].mean(axis=0), n_before


def synthetic_control(grid: Grid) -> Synthetic:
    """Match the treated mean before the start by weighted controls; the mean gap after it is the estimate.

    Abadie, Diamond & Hainmueller 2010, JASA 105: 493, with the outcomes before the start as predictors.
    """
    _, controls, target, n_before = _parts(grid)
    weights = simplex_weights(controls[:, :n_before].T, target[:n_before])
    made = weights @ controls
    gap = target - made
    return Synthetic(weights, target, made, gap, float(gap[n_before:].mean()))


@dataclass(frozen=True)
class ControlPlacebos:
    """Hold what comes out when each control is taken for the treated unit in turn.

    `units` has `unit`, `is_treated`, `rmse_before`, `rmse_after`, `ratio` and `estimate`, the largest ratio
    first; `gaps` is one row a unit in that order; `p_value` the share of units whose ratio is at least
    that of the treated one, and `rank` its place.
    """

    units: pd.DataFrame
    gaps: Array
    p_value: float
    rank: int

    def to_frame(self) -> pd.DataFrame:
        """List the units."""
        return self.units


def control_placebos(grid: Grid, *, largest_fit_ratio: float | None = None) -> ControlPlacebos:
    """Take every control for the treated unit in turn and rank the gaps (Abadie, Diamond & Hainmueller 2010).

    The ratio of the root mean squared gap after the start to that before it is large where something
    happened that the controls do not explain.

    Parameters
    ----------
    grid : Grid
        One treated unit, all units complete.
    largest_fit_ratio : float, optional
        Leave out controls whose squared gap before the start is more than so many times that of the
        treated unit (the paper shows 20, 5 and 2): they cannot be matched.

    Raises
    ------
    InputError
        Without exactly one treated unit, or with fewer than two controls.
    """
    treated, _, _, n_before = _parts(grid)
    if treated.sum() != 1 or (~treated).sum() < 2:
        raise InputError(
            "placebo controls need one treated unit and at least two never-treated ones",
            zh="安慰剂检验需要一个启用单位和至少两个从未启用的单位",
        )
    start = float(grid.start[treated][0])
    controls = np.flatnonzero(~treated)
    gaps = {int(np.flatnonzero(treated)[0]): synthetic_control(grid).gap}
    for at in controls:
        fake = grid.take(controls).with_start(np.where(controls == at, start, 0.0))
        gaps[int(at)] = synthetic_control(fake).gap
    rows = np.array(list(gaps))
    gap = np.array(list(gaps.values()))
    before, after = (np.sqrt((part**2).mean(axis=1)) for part in (gap[:, :n_before], gap[:, n_before:]))
    table = pd.DataFrame(
        {
            "unit": grid.units[rows],
            "is_treated": treated[rows],
            "rmse_before": before,
            "rmse_after": after,
            "ratio": after / np.where(before > 0, before, np.nan),
            "estimate": gap[:, n_before:].mean(axis=1),
        }
    )
    if largest_fit_ratio is not None:
        keep = before**2 <= largest_fit_ratio * before[0] ** 2
        table, gap = table.loc[keep], gap[keep]
    order = np.argsort(-table["ratio"].to_numpy(), kind="stable")
    table = table.iloc[order].reset_index(drop=True)
    rank = int(table["is_treated"].to_numpy().argmax()) + 1
    return ControlPlacebos(table, gap[order], rank / len(table), rank)


def difference_in_differences(grid: Grid) -> float:
    """Return the plain difference in differences: treated less controls, after less before."""
    _, controls, target, n_before = _parts(grid)
    mean = controls.mean(axis=0)
    return float((target - mean)[n_before:].mean() - (target - mean)[:n_before].mean())


def complete_part(grid: Grid) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Choose the rows and the months synthetic difference-in-differences can use.

    Months blank for a treated unit are left out, then controls with a blank month.

    Raises
    ------
    InputError
        When no month before or after a start, no treated unit or no never-treated one is left.
    """
    months = np.asarray((grid.weight[grid.start > 0] > 0).all(axis=0), dtype=bool)
    rows = np.flatnonzero((grid.weight[:, months] > 0).all(axis=1))
    usable = grid.take(rows).during(months)
    started = usable.start > 0
    if (
        started.any()
        and not (usable.is_treated[started].any(axis=1) & ~usable.is_treated[started].all(axis=1)).all()
    ):
        raise InputError(
            "no complete month before, or after, the start is left to build a synthetic control from",
            zh="启用前或启用后没有完整的月份，无法构造合成控制",
        )
    if not started.any() or started.all():
        raise InputError(
            "no complete treated unit, or no complete never-treated one, to build a synthetic control from",
            zh="没有完整的启用单位或从未启用单位，无法构造合成控制",
        )
    return rows, months


def synthetic_did(
    grid: Grid, *, outcome: str = "", label: str = "all", n_placebos: int = N_PLACEBOS, seed: int = 0
) -> Effect:
    """Estimate by synthetic difference-in-differences with the placebo standard error.

    Months blank for a treated unit and controls with a blank month are left out; several starts are
    estimated one by one and averaged by treated cells (Clarke et al. 2023). The effect's `details` hold
    the weights on controls and on earlier months, one table each for every start.

    Raises
    ------
    InputError
        When no never-treated unit is complete.
    """
    import diff_diff

    kept, months = complete_part(grid)
    usable = grid.take(kept).during(months)
    never = usable.start == 0
    n_treated = int((~never).sum())
    total, estimate, variance = 0, 0.0, 0.0
    details: dict[str, pd.DataFrame] = {}
    for start in np.unique(usable.start[~never]):
        part = usable.take(np.flatnonzero(never | (usable.start == start)))
        rows = long_table(part)
        rows["treated"] = (rows["start"] > 0).astype(int)
        after = [int(t) for t in part.times if t >= start]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fit = diff_diff.SyntheticDiD(variance_method="placebo", n_bootstrap=n_placebos, seed=seed).fit(
                rows, outcome="y", treatment="treated", unit="unit", time="time", post_periods=after
            )
        n_cells = int((part.start > 0).sum()) * len(after)
        estimate, total = estimate + n_cells * float(fit.att), total + n_cells
        variance += (n_cells * float(fit.se)) ** 2
        details |= _weights_of(fit, part, float(start))
    estimate, se = estimate / total, float(np.sqrt(variance)) / total
    low, high, p = interval(estimate, se)
    return Effect(
        label, outcome, estimate, low, high, n_treated, "synthetic_did", (), se, p, int(never.sum()), details
    )


def _weights_of(fit: Any, part: Grid, start: float) -> dict[str, pd.DataFrame]:
    """List the weights on controls and on periods before a start, by the names they have in the table."""
    named = dict(enumerate(part.units))
    units = pd.DataFrame(
        [(named.get(int(at), at), float(w)) for at, w in fit.unit_weights.items()], columns=["unit", "weight"]
    )
    times = pd.DataFrame([(t, float(w)) for t, w in fit.time_weights.items()], columns=["time", "weight"])
    return {f"unit_weights_{start:g}": units, f"time_weights_{start:g}": times}

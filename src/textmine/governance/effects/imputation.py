"""Estimate effects under staggered adoption by imputing what would have been: the main estimator.

Unit and month effects are fitted on untreated cells alone; every treated cell is compared with its
prediction, and those differences are averaged. Unlike the usual two-way regression no treated cell ever
serves as a control, so effects that grow with time do not turn the estimate around. Borusyak, Jaravel &
Spiess (2024), Review of Economic Studies 91: 3253; the two-stage standard error is that of Gardner
(2022), arXiv 2207.05943.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from textmine.governance.effects.design import Array, Grid

__all__ = ["Imputation", "connect_cells", "impute"]


@dataclass(frozen=True)
class Imputation:
    """Hold what each treated cell gained over its imputed value, and what is needed for standard errors.

    `gain` is NaN where a cell is untreated, unobserved, or where no untreated cell connects it to a control.
    """

    grid: Grid
    gain: Array
    residual: Array
    untreated_weight: Array
    schur_inverse: Array
    n_lost: int

    def solve(self, by_unit: Array, by_time: Array) -> tuple[Array, Array]:
        """Solve the normal equations of the two-way model on untreated cells."""
        return _solve(self.untreated_weight, self.schur_inverse, by_unit, by_time)

    def mean(self, weights: Array) -> float:
        """Return the weighted mean gain; NaN where the weights are all on cells without one."""
        weights = np.where(np.isnan(self.gain), 0.0, weights)
        total = weights.sum()
        return float((weights * np.nan_to_num(self.gain)).sum() / total) if total > 0 else float("nan")

    def influence(self, weights: Array, centre: Array | float) -> Array:
        """Return each unit's part in the deviation of a weighted mean gain; its square sums to the variance.

        Parameters
        ----------
        weights : array, units x times
            Weights on treated cells; they are scaled to sum to 1.
        centre : array or number
            The mean effect around which each cell deviates: ``group_means`` (Borusyak et al.), or the
            mean gain itself, which gives the two-stage standard error of Gardner.
        """
        is_in = ~np.isnan(self.gain)
        weights = np.where(is_in, weights, 0.0)
        weights = weights / weights.sum()
        a, b = _solve(self.untreated_weight, self.schur_inverse, weights.sum(axis=1), weights.sum(axis=0))
        control = -self.untreated_weight * (a[:, None] + b[None, :])
        deviation = np.where(is_in, np.nan_to_num(self.gain) - centre, 0.0)
        part: Array = (weights * deviation).sum(axis=1) + (control * self.residual).sum(axis=1)
        return part

    def group_means(
        self, weights: Array, groups: npt.NDArray[Any] | None = None, *, is_left_out: bool = False
    ) -> Array:
        """Return for each treated cell the mean effect of its group, by default cohort and month since start.

        Units are weighted by the square of their weight in the group (Borusyak et al., eq. 8). With
        `is_left_out` each unit is compared with the mean of the others, which keeps small groups from
        fitting themselves.
        """
        is_in = ~np.isnan(self.gain)
        if groups is None:
            groups = self.grid.start[:, None] * 10_000.0 + self.grid.times[None, :]
        out = np.zeros_like(self.gain)
        if not is_in.any():
            return out
        _, label = np.unique(np.broadcast_to(groups, is_in.shape)[is_in], return_inverse=True)
        n_units, n_groups = len(self.grid.units), int(label.max()) + 1
        unit = np.broadcast_to(np.arange(n_units)[:, None], is_in.shape)[is_in]
        value, weight = self.gain[is_in], np.broadcast_to(weights, is_in.shape)[is_in]
        total, moment = np.zeros((n_units, n_groups)), np.zeros((n_units, n_groups))
        np.add.at(total, (unit, label), weight)
        np.add.at(moment, (unit, label), weight * value)
        top, bottom = (total * moment).sum(axis=0), (total**2).sum(axis=0)
        mean = top / np.where(bottom > 0, bottom, np.inf)
        centre = np.broadcast_to(mean, total.shape)
        if is_left_out:
            rest = bottom - total**2
            has_others = rest > 1e-12 * bottom
            centre = np.where(has_others, (top - total * moment) / np.where(has_others, rest, 1.0), mean)
        out[is_in] = centre[unit, label]
        return out


def _solve(weight: Array, schur_inverse: Array, by_unit: Array, by_time: Array) -> tuple[Array, Array]:
    per_unit = weight.sum(axis=1)
    safe = np.where(per_unit > 0, per_unit, np.inf)
    time: Array = schur_inverse @ (by_time - weight.T @ (by_unit / safe))
    unit: Array = (by_unit - weight @ time) / safe
    return unit, time


def connect_cells(is_untreated: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Label units and times that untreated cells connect; only within one label are effects comparable."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n_units, n_times = is_untreated.shape
    rows, columns = np.nonzero(is_untreated)
    graph = coo_array((np.ones(len(rows)), (rows, n_units + columns)), shape=(n_units + n_times,) * 2)
    _, label = connected_components(graph, directed=False)
    return label[:n_units], label[n_units:]


def _inverse(schur: Array, per_time: Array, *, is_connected: bool) -> Array:
    """Invert the singular system: a constant moved from unit to time effects changes nothing."""
    if not is_connected:
        return np.asarray(np.linalg.pinv(schur, rcond=1e-10, hermitian=True))
    filled = schur + np.diag(np.where(per_time > 0, 0.0, 1.0)) + per_time.sum() / max(len(per_time), 1) ** 2
    return np.asarray(np.linalg.inv(filled))


def impute(grid: Grid) -> Imputation:
    """Fit unit and time effects on untreated cells and predict the treated ones.

    Weighted least squares with the grid's weights; time effects are found through the Schur complement,
    so the cost grows with the number of times, not of units.

    Examples
    --------
    >>> import pandas as pd
    >>> from textmine.governance.effects.design import Design, lay_out
    >>> table = pd.DataFrame({"社区": ["桂花"] * 3 + ["翠竹"] * 3, "t": [1, 2, 3] * 2, "g": [3] * 3 + [0] * 3,
    ...     "解决率": [0.5, 0.6, 0.9, 0.4, 0.5, 0.6]})
    >>> fit = impute(lay_out(table, Design("解决率", unit="社区")))
    >>> round(float(fit.gain[0, 2]), 3)
    0.2
    """
    observed = ~np.isnan(grid.y)
    treated = grid.is_treated & observed
    weight = np.where(observed & ~grid.is_treated, grid.weight, 0.0)
    per_unit, per_time = weight.sum(axis=1), weight.sum(axis=0)
    safe = np.where(per_unit > 0, per_unit, np.inf)
    schur = np.diag(per_time) - weight.T @ (weight / safe[:, None])
    unit_label, time_label = connect_cells(weight > 0)
    inverse = _inverse(schur, per_time, is_connected=len(np.unique(time_label[per_time > 0])) <= 1)
    y = np.nan_to_num(grid.y)
    unit, time = _solve(weight, inverse, (weight * y).sum(axis=1), (weight * y).sum(axis=0))
    fitted = unit[:, None] + time[None, :]
    is_known = (
        (unit_label[:, None] == time_label[None, :]) & (per_unit > 0)[:, None] & (per_time > 0)[None, :]
    )
    gain = np.where(treated & is_known, grid.y - fitted, np.nan)
    residual = np.where(weight > 0, y - fitted, 0.0)
    return Imputation(grid, gain, residual, weight, inverse, int((treated & ~is_known).sum()))

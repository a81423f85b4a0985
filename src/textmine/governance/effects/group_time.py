"""Estimate the effect of every cohort in every period, and add the pieces up (Callaway & Sant'Anna 2021).

The slower, more cautious second opinion beside the imputation estimate: only differences to never-treated
(or not yet treated) units and to the last period before the start are used. J. Econometrics 225: 200.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from textmine.errors import InputError
from textmine.governance.effects.design import Array, Design, Grid, lay_out

__all__ = ["GroupTime", "group_time_effects", "group_time_of"]


@dataclass(frozen=True)
class GroupTime:
    """Hold ATT(g, t) with the influence of every unit on it, from which every sum takes its standard error.

    `effects` has `group`, `time`, `estimate`, `se`; `influence` one column a row of it; `cohort` each
    unit's start.
    """

    effects: pd.DataFrame
    influence: Array
    cohort: Array

    def to_frame(self) -> pd.DataFrame:
        """List ATT(g, t)."""
        return self.effects

    def _weighted(self, chosen: Array) -> tuple[float, Array]:
        """Average chosen ATT(g, t) by cohort size; the sizes are estimated too."""
        at = np.flatnonzero(chosen)
        group, estimate = self.effects["group"].to_numpy()[at], self.effects["estimate"].to_numpy()[at]
        member = self.cohort[:, None] == group[None, :]
        size = member.mean(axis=0)
        total = size.sum()
        weight = size / total
        centred = member - size
        moved = centred / total - centred.sum(axis=1, keepdims=True) * weight / total
        return float(weight @ estimate), self.influence[:, at] @ weight + moved @ estimate

    def _se(self, influence: Array) -> float:
        return float(np.sqrt((influence**2).sum())) / len(self.cohort)

    def simple(self) -> tuple[float, float]:
        """Return the mean effect over all treated cohort-periods, by cohort size, and its standard error."""
        value, influence = self._weighted((self.effects["time"] >= self.effects["group"]).to_numpy())
        return value, self._se(influence)

    def _dynamic(self) -> tuple[Array, Array, Array]:
        event = (self.effects["time"] - self.effects["group"]).to_numpy()
        times = np.unique(event)
        parts = [self._weighted(event == e) for e in times]
        return times, np.array([p[0] for p in parts]), np.column_stack([p[1] for p in parts])

    def dynamic(self) -> pd.DataFrame:
        """List effects by periods since the start, with pointwise standard errors."""
        times, estimate, influence = self._dynamic()
        se = np.sqrt((influence**2).sum(axis=0)) / len(self.cohort)
        return pd.DataFrame({"event_time": times, "estimate": estimate, "se": se})

    def dynamic_covariance(self) -> Array:
        """Return the covariance of the rows of :meth:`dynamic`."""
        influence = self._dynamic()[2]
        out: Array = influence.T @ influence / len(self.cohort) ** 2
        return out

    def dynamic_overall(self) -> tuple[float, float]:
        """Return the plain mean of the effects from the start on, and its standard error."""
        times, estimate, influence = self._dynamic()
        after = times >= 0
        return float(estimate[after].mean()), self._se(influence[:, after].mean(axis=1))

    def by_group(self) -> pd.DataFrame:
        """List each cohort's mean effect over its treated periods."""
        rows = []
        for group in np.unique(self.effects["group"]):
            at = ((self.effects["group"] == group) & (self.effects["time"] >= group)).to_numpy()
            if at.any():
                value = float(self.effects["estimate"].to_numpy()[at].mean())
                rows.append(
                    {"group": group, "estimate": value, "se": self._se(self.influence[:, at].mean(axis=1))}
                )
        return pd.DataFrame(rows, columns=["group", "estimate", "se"])

    def group_overall(self) -> tuple[float, float]:
        """Return the mean of the cohorts' effects by cohort size, and its standard error."""
        groups = self.by_group()
        influence = np.column_stack(
            [
                self.influence[
                    :, ((self.effects["group"] == g) & (self.effects["time"] >= g)).to_numpy()
                ].mean(axis=1)
                for g in groups["group"]
            ]
        )
        whole = GroupTime(groups.assign(time=groups["group"]), influence, self.cohort)
        return whole.simple()

    def pretest(self) -> float:
        """Return the p-value of the joint Wald test that every ATT(g, t) before the start is zero."""
        before = (self.effects["time"] < self.effects["group"]).to_numpy() & (
            self.effects["se"] > 0
        ).to_numpy()
        if not before.any():
            return float("nan")
        influence = self.influence[:, before]
        covariance = influence.T @ influence / len(self.cohort) ** 2
        value = self.effects["estimate"].to_numpy()[before]
        wald = float(value @ np.linalg.pinv(covariance) @ value)
        return float(stats.chi2.sf(wald, np.linalg.matrix_rank(covariance)))


def group_time_of(grid: Grid, *, control: str = "never_treated", base: str = "varying") -> GroupTime:
    """Estimate ATT(g, t) on a grid; cells where either side lacks two observed units are left out."""
    times = grid.times.astype(float)
    starts = np.unique(grid.start[grid.start > 0])
    rows, columns = [], []
    n = len(grid.units)
    for g in starts:
        last = np.flatnonzero(times < g)
        if not len(last):
            continue
        for at, t in enumerate(times):
            base_at = last[-1] if t >= g or base == "universal" else at - 1
            if base_at < 0:
                continue
            delta = grid.y[:, at] - grid.y[:, base_at]
            seen = np.isfinite(delta)
            treated = (grid.start == g) & seen
            free = grid.start == 0
            if control == "not_yet_treated":
                free = free | (grid.start > max(t, times[base_at]))
            free = free & seen & (grid.start != g)
            if not treated.any() or not free.any():
                continue
            value = delta[treated].mean() - delta[free].mean()
            influence = np.zeros(n)
            influence[treated] = (delta[treated] - delta[treated].mean()) * n / treated.sum()
            influence[free] = -(delta[free] - delta[free].mean()) * n / free.sum()
            rows.append(
                {"group": g, "time": t, "estimate": value, "se": float(np.sqrt((influence**2).sum())) / n}
            )
            columns.append(influence)
    if not rows:
        raise InputError(
            "no cohort has a period before its start and a control: there is no group-time effect"
        )
    return GroupTime(pd.DataFrame(rows), np.column_stack(columns), grid.start)


def group_time_effects(
    table: pd.DataFrame,
    design: Design | None = None,
    *,
    control: str = "never_treated",
    base: str = "varying",
) -> GroupTime:
    """Estimate ATT(g, t), by default against the never treated, without covariates.

    Parameters
    ----------
    control : str
        ``never_treated`` or ``not_yet_treated``.
    base : str
        ``varying`` compares periods before the start with the one before; ``universal`` with the last of
        them.

    Raises
    ------
    InputError
        Without controls or periods before the start, for an unknown choice, or with a column missing.

    Examples
    --------
    >>> table = pd.DataFrame({"community_id": list("aabbccdd"), "t": [1, 2] * 4, "g": [2] * 4 + [0] * 4,
    ...     "solved_share": [0.5, 0.7, 0.4, 0.7, 0.5, 0.5, 0.6, 0.7]})
    >>> round(group_time_effects(table).simple()[0], 2)
    0.2
    """
    if control not in ("never_treated", "not_yet_treated") or base not in ("varying", "universal"):
        raise InputError(
            f"unknown choice {control!r} / {base!r}", fix="see the documentation of group_time_effects"
        )
    grid = lay_out(table, design or Design())
    if control == "never_treated" and not (grid.start == 0).any():
        raise InputError(
            "no unit is never treated: there are no controls", fix="try control='not_yet_treated'"
        )
    return group_time_of(grid, control=control, base=base)

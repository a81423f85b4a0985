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
from textmine.governance.effects.conditional import ADJUSTMENTS, conditional_difference
from textmine.governance.effects.design import Array, Design, Grid, lay_out, lay_out_covariates

__all__ = ["GroupTime", "group_time_effects", "group_time_of"]

N_BAND_DRAWS = 20_000


@dataclass(frozen=True)
class GroupTime:
    """Hold ATT(g, t) with the influence of every unit on it, from which every sum takes its standard error.

    `effects` has `group`, `time`, `estimate`, `se`; `influence` one column a row of it; `cohort` each
    unit's start and `weight` each unit's weight. The four sums are those of the paper: ``simple``,
    ``dynamic``, ``by_group`` and ``by_calendar``, each but the first with its overall mean.
    """

    effects: pd.DataFrame
    influence: Array
    cohort: Array
    weight: Array

    def to_frame(self) -> pd.DataFrame:
        """List ATT(g, t) with pointwise 95 % limits and, as `band_low` and `band_high`, simultaneous ones."""
        table, reach = self.effects, stats.norm.ppf(0.975) * self.effects["se"]
        wide = self.band() * table["se"]
        return table.assign(
            low=table["estimate"] - reach,
            high=table["estimate"] + reach,
            band_low=table["estimate"] - wide,
            band_high=table["estimate"] + wide,
        )

    def band(self, *, level: float = 0.95, seed: int = 0) -> float:
        """Return how many standard errors a band needs to hold all ATT(g, t) at once.

        The quantile of the largest of correlated normals (Callaway & Sant'Anna, section 4.1), drawn 20,000
        times.
        """
        known = self.effects["se"].to_numpy() > 0
        if not known.any():
            return float("nan")
        scaled = self.influence[:, known] / np.sqrt((self.influence[:, known] ** 2).sum(axis=0))
        left, size, _ = np.linalg.svd(scaled.T @ scaled, hermitian=True)
        draws = np.random.default_rng(seed).normal(size=(N_BAND_DRAWS, len(size)))
        largest = np.abs(draws * np.sqrt(size) @ left.T).max(axis=1)
        return float(np.quantile(largest, level))

    def _weighted(self, chosen: Array) -> tuple[float, Array]:
        """Average chosen ATT(g, t) by cohort size; the sizes are estimated too."""
        at = np.flatnonzero(chosen)
        group, estimate = self.effects["group"].to_numpy()[at], self.effects["estimate"].to_numpy()[at]
        member = (self.cohort[:, None] == group[None, :]) * self.weight[:, None]
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

    def _dynamic(self, n_balanced: int | None = None) -> tuple[Array, Array, Array]:
        event = (self.effects["time"] - self.effects["group"]).to_numpy()
        chosen = np.ones(len(event), dtype=bool)
        if n_balanced is not None:
            last = self.effects.assign(event=event).groupby("group")["event"].max()
            chosen = self.effects["group"].isin(last.index[last >= n_balanced]).to_numpy()
            chosen = chosen & (event <= n_balanced)
        times = np.unique(event[chosen])
        if not len(times):
            raise InputError(
                f"no cohort is seen for {n_balanced} periods after its start",
                zh=f"没有一批社区在启用后被观察满 {n_balanced} 期",
            )
        parts = [self._weighted(chosen & (event == e)) for e in times]
        return times, np.array([p[0] for p in parts]), np.column_stack([p[1] for p in parts])

    def dynamic(self, *, n_balanced: int | None = None) -> pd.DataFrame:
        """List effects by periods since the start, with pointwise standard errors.

        With `n_balanced` only cohorts seen for so many periods after their start take part, so that the
        make-up of the mean does not change with the period.
        """
        times, estimate, influence = self._dynamic(n_balanced)
        se = np.sqrt((influence**2).sum(axis=0)) / len(self.cohort)
        return pd.DataFrame({"event_time": times, "estimate": estimate, "se": se})

    def dynamic_covariance(self) -> Array:
        """Return the covariance of the rows of :meth:`dynamic`."""
        influence = self._dynamic()[2]
        out: Array = influence.T @ influence / len(self.cohort) ** 2
        return out

    def dynamic_overall(self, *, n_balanced: int | None = None) -> tuple[float, float]:
        """Return the plain mean of the effects from the start on, and its standard error."""
        times, estimate, influence = self._dynamic(n_balanced)
        after = times >= 0
        return float(estimate[after].mean()), self._se(influence[:, after].mean(axis=1))

    def _after(self, group: float) -> Array:
        return ((self.effects["group"] == group) & (self.effects["time"] >= group)).to_numpy()

    def by_group(self) -> pd.DataFrame:
        """List each cohort's mean effect over its treated periods."""
        rows = []
        for group in np.unique(self.effects["group"]):
            at = self._after(group)
            if at.any():
                value = float(self.effects["estimate"].to_numpy()[at].mean())
                rows.append(
                    {"group": group, "estimate": value, "se": self._se(self.influence[:, at].mean(axis=1))}
                )
        return pd.DataFrame(rows, columns=["group", "estimate", "se"])

    def group_overall(self) -> tuple[float, float]:
        """Return the mean of the cohorts' effects by cohort size, and its standard error."""
        groups = self.by_group()
        influence = np.column_stack([self.influence[:, self._after(g)].mean(axis=1) for g in groups["group"]])
        whole = GroupTime(groups.assign(time=groups["group"]), influence, self.cohort, self.weight)
        return whole.simple()

    def _calendar(self) -> tuple[Array, Array, Array]:
        time, group = self.effects["time"].to_numpy(), self.effects["group"].to_numpy()
        times = np.unique(time[time >= group])
        parts = [self._weighted((time == t) & (time >= group)) for t in times]
        return times, np.array([p[0] for p in parts]), np.column_stack([p[1] for p in parts])

    def by_calendar(self) -> pd.DataFrame:
        """List the mean effect in each period over the cohorts already treated, by cohort size."""
        times, estimate, influence = self._calendar()
        se = np.sqrt((influence**2).sum(axis=0)) / len(self.cohort)
        return pd.DataFrame({"time": times, "estimate": estimate, "se": se})

    def calendar_overall(self) -> tuple[float, float]:
        """Return the plain mean of the periods' effects, and its standard error."""
        _, estimate, influence = self._calendar()
        return float(estimate.mean()), self._se(influence.mean(axis=1))

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


@dataclass(frozen=True)
class Choices:
    """Hold who serves as control, what the periods before the start are compared with, and the adjustment.

    `covariates` is units x periods x covariates; the values of the earlier period of a pair count.
    """

    control: str = "never_treated"
    base: str = "varying"
    n_anticipated: int = 0
    adjustment: str = "doubly_robust"
    covariates: Array | None = None
    is_weighted: bool = False


def group_time_of(grid: Grid, choices: Choices | None = None) -> GroupTime:
    """Estimate ATT(g, t) on a grid; cells without a treated or a control unit seen twice are left out."""
    chosen = choices or Choices()
    times = grid.times.astype(float)
    seen = np.where(grid.weight > 0, grid.weight, np.nan)
    weight = np.ones(len(grid.units))
    if chosen.is_weighted:
        # What a unit weighs in sums over cohorts is its first known weight, scaled to a mean of 1.
        first = np.isfinite(seen).argmax(axis=1)
        weight = np.nan_to_num(seen[np.arange(len(first)), first])
        weight = weight / weight.mean()
    rows, columns = [], []
    for g in np.unique(grid.start[grid.start > 0]):
        before = np.flatnonzero(times < g - chosen.n_anticipated)
        if not len(before):
            continue
        for at, t in enumerate(times):
            is_late = t >= g - chosen.n_anticipated
            base_at = before[-1] if is_late or chosen.base == "universal" else at - 1
            found = _cell(grid, g, at, base_at, chosen) if base_at >= 0 else None
            if found is not None:
                se = float(np.sqrt((found[1] ** 2).sum())) / len(grid.units)
                rows.append({"group": g, "time": t, "estimate": found[0], "se": se})
                columns.append(found[1])
    if not rows:
        raise InputError(
            "no cohort has a period before its start and a control: there is no group-time effect",
            zh="没有一批社区既有启用前的时期又有对照，无从估计效果",
        )
    return GroupTime(pd.DataFrame(rows), np.column_stack(columns), grid.start, weight)


def _cell(grid: Grid, g: float, at: int, base_at: int, chosen: Choices) -> tuple[float, Array] | None:
    """Estimate one ATT(g, t) and every unit's influence on it."""
    change = grid.y[:, at] - grid.y[:, base_at]
    seen = np.isfinite(change)
    treated = (grid.start == g) & seen
    free = grid.start == 0
    if chosen.control == "not_yet_treated":
        late = max(float(grid.times[at]), float(grid.times[base_at])) + chosen.n_anticipated
        free = free | (grid.start > late)
    free = free & seen & (grid.start != g)
    if not treated.any() or not free.any():
        return None
    n = len(grid.units)
    x = np.ones((n, 1))
    if chosen.covariates is not None:
        x = np.column_stack([x, chosen.covariates[:, min(at, base_at)]])
    both = (treated | free) & np.isfinite(x).all(axis=1)
    w = grid.weight[both, min(at, base_at)] if chosen.is_weighted else np.ones(int(both.sum()))
    if not treated[both].any() or treated[both].all():
        return None
    value, part = conditional_difference(
        change[both],
        treated[both].astype(float),
        x[both],
        w / w.mean(),
        adjustment=chosen.adjustment if x.shape[1] > 1 else "regression",
    )
    influence = np.zeros(n)
    influence[both] = part * n / int(both.sum())
    return value, influence


def group_time_effects(
    table: pd.DataFrame,
    design: Design | None = None,
    *,
    control: str = "never_treated",
    base: str = "varying",
    adjustment: str = "doubly_robust",
    n_anticipated: int = 0,
) -> GroupTime:
    """Estimate ATT(g, t), by default against the never treated.

    Parameters
    ----------
    design : Design
        With `covariates`, treated and controls alike in them are compared; with `weight`, units count by it.
    control : str
        ``never_treated`` or ``not_yet_treated``.
    base : str
        ``varying`` compares periods before the start with the one before; ``universal`` with the last of
        them.
    adjustment : str
        How covariates are used: ``regression``, ``weighting`` or ``doubly_robust``.
    n_anticipated : int
        Periods before the start in which units may already have reacted; they are not compared with.

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
    for value, known in (
        (control, ("never_treated", "not_yet_treated")),
        (base, ("varying", "universal")),
        (adjustment, ADJUSTMENTS),
    ):
        if value not in known:
            raise InputError(
                f"unknown choice {value!r}",
                fix=f"choose one of {', '.join(known)}",
                zh=f"未知选项 {value}，可选：{'、'.join(known)}",
            )
    design = design or Design()
    grid = lay_out(table, design)
    if control == "never_treated" and not (grid.start == 0).any():
        raise InputError(
            "no unit is never treated: there are no controls",
            fix="try control='not_yet_treated'",
            zh="没有从未启用的单位，缺少对照；可试 control='not_yet_treated'",
        )
    choices = Choices(
        control,
        base,
        n_anticipated,
        adjustment,
        lay_out_covariates(table, design, grid) if design.covariates else None,
        design.weight is not None,
    )
    return group_time_of(grid, choices)

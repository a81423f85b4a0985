"""Measure the time to close a case without forgetting the cases that are still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from textmine.errors import InputError

__all__ = ["CoxModel", "SurvivalCurve", "cox_model", "kaplan_meier", "log_rank", "restricted_mean"]

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class SurvivalCurve:
    """Hold a Kaplan-Meier curve: share still open after each closing day, with log-log 95 % limits."""

    time: Array
    n_at_risk: Array
    n_events: Array
    survival: Array
    low: Array
    high: Array
    n: int

    def median(self) -> float:
        """Return the first day on which half are closed; infinite when that is never seen."""
        below = np.flatnonzero(self.survival <= 0.5 + 1e-12)
        return float(self.time[below[0]]) if len(below) else float("inf")

    def median_interval(self) -> tuple[float, float]:
        """Return the days on which the limits of the curve cross one half."""
        ends = []
        for limit in (self.low, self.high):
            below = np.flatnonzero(limit <= 0.5)
            ends.append(float(self.time[below[0]]) if len(below) else float("inf"))
        return ends[0], ends[1]

    def at(self, day: float) -> float:
        """Return the share still open after a day."""
        before = np.flatnonzero(self.time <= day)
        return float(self.survival[before[-1]]) if len(before) else 1.0

    def to_frame(self) -> pd.DataFrame:
        """List the curve, one row an event time."""
        names = ("time", "n_at_risk", "n_events", "survival", "low", "high")
        return pd.DataFrame({name: getattr(self, name) for name in names})


def kaplan_meier(days: npt.ArrayLike, is_closed: npt.ArrayLike) -> SurvivalCurve:
    """Estimate the share still open over time, cases not yet closed being censored (Kaplan & Meier 1958).

    Limits by Greenwood's variance on the log(-log) scale. No cases give an empty curve.

    Examples
    --------
    >>> curve = kaplan_meier([2, 3, 3, 8, 10], [True, True, False, True, False])
    >>> curve.survival.round(2).tolist(), curve.median()
    ([0.8, 0.6, 0.3], 8.0)
    """
    times, events = np.asarray(days, dtype=float), np.asarray(is_closed, dtype=bool)
    if (times < 0).any():
        raise InputError("a time to close is negative")
    at, n_events = np.unique(times[events], return_counts=True)
    n_at_risk = np.array([(times >= t).sum() for t in at], dtype=float)
    survival = np.cumprod(1 - n_events / n_at_risk) if len(at) else np.array([])
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(n_events / (n_at_risk * (n_at_risk - n_events)))
        log_survival = np.log(survival)
        reach = stats.norm.ppf(0.975) * np.sqrt(greenwood) / np.abs(log_survival)
        low, high = survival ** np.exp(reach), survival ** np.exp(-reach)
    ended = survival <= 0
    low, high = np.where(ended, 0.0, low), np.where(ended, 0.0, high)
    return SurvivalCurve(at, n_at_risk, n_events, survival, low, high, len(times))


def restricted_mean(curve: SurvivalCurve, horizon: float) -> tuple[float, float]:
    """Return the mean days open within the horizon, the area under the curve, and its standard error.

    Examples
    --------
    >>> curve = kaplan_meier([2, 3, 3, 8, 10], [True, True, False, True, False])
    >>> round(restricted_mean(curve, 10)[0], 2)
    6.4
    """
    inside = curve.time < horizon
    edges = np.r_[0.0, curve.time[inside], horizon]
    areas = np.r_[1.0, curve.survival[inside]] * np.diff(edges)
    remaining = np.cumsum(areas[::-1])[::-1][1:]
    n, d = curve.n_at_risk[inside], curve.n_events[inside]
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(n > d, remaining**2 * d / (n * (n - d)), 0.0)
    return float(areas.sum()), float(np.sqrt(terms.sum()))


def log_rank(days: npt.ArrayLike, is_closed: npt.ArrayLike, group: npt.ArrayLike) -> tuple[float, float]:
    """Test whether groups close at the same pace: chi-square and p-value of the log-rank test."""
    from statsmodels.duration.survfunc import survdiff

    chi2, p = survdiff(np.asarray(days, dtype=float), np.asarray(is_closed, dtype=float), np.asarray(group))
    return float(chi2), float(p)


@dataclass(frozen=True)
class CoxModel:
    """Hold a fitted proportional-hazards model; `se` is clustered where clusters were given."""

    names: tuple[str, ...]
    coefficient: Array
    se: Array
    naive_se: Array
    p_value: Array
    log_likelihood: float
    n: int
    n_events: int
    is_clustered: bool

    def to_frame(self) -> pd.DataFrame:
        """List the coefficients with hazard ratios and 95 % intervals."""
        reach = stats.norm.ppf(0.975) * self.se
        return pd.DataFrame(
            {
                "coefficient": self.coefficient,
                "se": self.se,
                "naive_se": self.naive_se,
                "p_value": self.p_value,
                "hazard_ratio": np.exp(self.coefficient),
                "low": np.exp(self.coefficient - reach),
                "high": np.exp(self.coefficient + reach),
            },
            index=pd.Index(self.names, name="name"),
        )


def cox_model(
    table: pd.DataFrame,
    covariates: Sequence[str],
    *,
    time: str = "days",
    event: str = "is_closed",
    strata: str | None = None,
    cluster: str | None = None,
) -> CoxModel:
    """Fit Cox's proportional hazards with Efron's ties; clusters give a sandwich standard error.

    Cases of one community are alike: without `cluster` the interval of a community-level covariate covers
    about 80 % (docs/evaluation.md).

    Raises
    ------
    InputError
        When a column is missing or nothing was ever closed.
    """
    from statsmodels.duration.hazard_regression import PHReg

    for name in [*covariates, time, event, *(c for c in (strata, cluster) if c)]:
        if name not in table:
            raise InputError("the table lacks this column", column=name)
    if not table[event].astype(bool).any():
        raise InputError("no case was closed: there is no pace to compare", column=event)
    model = PHReg(
        table[time].to_numpy(float),
        table[list(covariates)].to_numpy(float),
        status=table[event].to_numpy(float),
        strata=None if strata is None else pd.factorize(table[strata])[0],
        ties="efron",
    )
    naive = model.fit()
    se = np.asarray(naive.bse)
    if cluster is not None:
        se = np.asarray(model.fit(groups=pd.factorize(table[cluster])[0]).bse)
    coefficient = np.asarray(naive.params)
    return CoxModel(
        tuple(covariates),
        coefficient,
        se,
        np.asarray(naive.bse),
        2 * stats.norm.sf(np.abs(coefficient / se)),
        float(naive.llf),
        len(table),
        int(table[event].astype(bool).sum()),
        cluster is not None,
    )

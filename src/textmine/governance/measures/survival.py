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
    for name in [*covariates, time, event, *(c for c in (strata, cluster) if c)]:
        if name not in table:
            raise InputError("the table lacks this column", column=name)
    if not table[event].astype(bool).any():
        raise InputError("no case was closed: there is no pace to compare", column=event)
    x = table[list(covariates)].to_numpy(float)
    x = x - x.mean(axis=0)
    days, status = table[time].to_numpy(float), table[event].to_numpy(bool)
    groups = np.zeros(len(table), dtype=int) if strata is None else pd.factorize(table[strata])[0]
    parts = [_Stratum(x[groups == g], days[groups == g], status[groups == g]) for g in np.unique(groups)]
    beta, information, log_likelihood = _newton(parts, x.shape[1])
    inverse = np.linalg.inv(information)
    naive = np.sqrt(np.diag(inverse))
    se = naive
    if cluster is not None:
        residual = np.zeros_like(x)
        for g, part in zip(np.unique(groups), parts):
            residual[groups == g] = part.residuals(beta)
        labels = pd.factorize(table[cluster])[0]
        summed = np.zeros((labels.max() + 1, x.shape[1]))
        np.add.at(summed, labels, residual)
        se = np.sqrt(np.diag(inverse @ (summed.T @ summed) @ inverse))
    return CoxModel(
        tuple(covariates),
        beta,
        se,
        naive,
        2 * stats.norm.sf(np.abs(beta / se)),
        log_likelihood,
        len(table),
        int(status.sum()),
        cluster is not None,
    )


def _newton(parts: Sequence[_Stratum], k: int) -> tuple[Array, Array, float]:
    beta, value = np.zeros(k), -np.inf
    for _ in range(60):
        found = [part.evaluate(beta) for part in parts]
        new = sum(f[0] for f in found)
        score, information = sum(f[1] for f in found), sum(f[2] for f in found)
        step = np.linalg.solve(information + 1e-12 * np.eye(k), score)
        if abs(new - value) < 1e-10 * (abs(new) + 1):
            break
        value = new
        beta = beta + np.clip(step, -2, 2)
    else:
        raise InputError("the Cox model did not converge: a covariate separates closed from open cases")
    return beta, np.asarray(information), float(new)


class _Stratum:
    """Hold one stratum sorted by time, longest first, with Efron's treatment of ties laid out row by row."""

    def __init__(self, x: Array, days: Array, is_closed: Array) -> None:
        self.order = np.argsort(-days, kind="stable")
        self.x, self.is_closed = x[self.order], is_closed[self.order].astype(float)
        times = days[self.order]
        self.at, inverse = np.unique(times, return_inverse=True)
        self.time_of = inverse
        self.n_deaths = np.bincount(inverse, weights=self.is_closed, minlength=len(self.at)).astype(int)
        # Everybody whose time is t or longer stands at or before the last place of t.
        self.last = len(times) - 1 - np.searchsorted(times[::-1], self.at, side="left")
        self.row_time = np.repeat(np.arange(len(self.at)), self.n_deaths)
        first = np.repeat(np.cumsum(self.n_deaths) - self.n_deaths, self.n_deaths)
        self.share = (np.arange(len(self.row_time)) - first) / np.maximum(self.n_deaths[self.row_time], 1)

    def _sums(self, values: Array) -> Array:
        """Sum values over those at risk, less the share of the tied who count as gone, for every death."""
        at_risk = np.cumsum(values, axis=0)[self.last]
        dying = np.zeros((len(self.at), *values.shape[1:]))
        shape = (-1, *([1] * (values.ndim - 1)))
        np.add.at(dying, self.time_of, values * self.is_closed.reshape(shape))
        return np.asarray(at_risk[self.row_time] - self.share.reshape(shape) * dying[self.row_time])

    def evaluate(self, beta: Array) -> tuple[float, Array, Array]:
        """Return log likelihood, score and information at a coefficient."""
        risk = np.exp(self.x @ beta)
        total = self._sums(risk)
        mean = self._sums(risk[:, None] * self.x) / total[:, None]
        square = (
            self._sums(risk[:, None, None] * self.x[:, :, None] * self.x[:, None, :]) / total[:, None, None]
        )
        value = float((self.is_closed * (self.x @ beta)).sum() - np.log(total).sum())
        score = (self.is_closed[:, None] * self.x).sum(axis=0) - mean.sum(axis=0)
        return value, score, (square - mean[:, :, None] * mean[:, None, :]).sum(axis=0)

    def residuals(self, beta: Array) -> Array:
        """Return each case's score residual, in the order of the table (Lin & Wei 1989)."""
        risk = np.exp(self.x @ beta)
        hazard = 1.0 / self._sums(risk)
        mean = self._sums(risk[:, None] * self.x) * hazard[:, None]
        n = len(self.at)

        def by_time(values: Array) -> Array:
            out = np.zeros((n, *values.shape[1:]))
            np.add.at(out, self.row_time, values)
            return out

        at = self.time_of
        base = np.cumsum(by_time(hazard))[at]
        moved = np.cumsum(by_time(hazard[:, None] * mean), axis=0)[at]
        tied = by_time(self.share * hazard)[at]
        tied_moved = by_time((self.share * hazard)[:, None] * mean)[at]
        own = by_time(mean)[at] / np.maximum(self.n_deaths[at], 1)[:, None]
        closed = self.is_closed[:, None]
        part = closed * (self.x - own) - risk[:, None] * (self.x * base[:, None] - moved)
        part += closed * risk[:, None] * (self.x * tied[:, None] - tied_moved)
        out = np.empty_like(part)
        out[self.order] = part
        return np.asarray(out)

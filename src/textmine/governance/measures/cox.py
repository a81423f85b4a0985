"""Compare the pace of closing between cases that differ in several things at once (Cox's regression)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from textmine.errors import InputError

__all__ = ["CoxModel", "cox_model"]

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class CoxModel:
    """Hold a fitted proportional-hazards model; `se` is clustered where clusters were given.

    `null_log_likelihood` is that of no covariates at all.
    """

    names: tuple[str, ...]
    coefficient: Array
    se: Array
    naive_se: Array
    p_value: Array
    log_likelihood: float
    n: int
    n_events: int
    is_clustered: bool
    null_log_likelihood: float = float("nan")

    def likelihood_ratio(self) -> tuple[float, int, float]:
        """Return chi-square, degrees of freedom and p-value of all coefficients being zero."""
        chi2 = 2 * (self.log_likelihood - self.null_log_likelihood)
        return float(chi2), len(self.names), float(stats.chi2.sf(chi2, len(self.names)))

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
    ties: str = "efron",
) -> CoxModel:
    """Fit Cox's proportional hazards; clusters give a sandwich standard error.

    Cases of one community are alike: without `cluster` the interval of a community-level covariate covers
    about 80 % (docs/evaluation.md). Covariates are numbers or yes and no; `ties` is ``efron`` or
    ``breslow``.

    Raises
    ------
    InputError
        When a column is missing, blank or not a number, a covariate never varies, a time is negative, or
        nothing was ever closed.

    Examples
    --------
    >>> table = pd.DataFrame({"days": [3, 5, 7, 9, 12, 20], "is_closed": [True] * 5 + [False],
    ...     "first_secretary": [1, 0, 1, 1, 0, 0]})
    >>> bool(cox_model(table, ["first_secretary"]).coefficient[0] > 0)
    True
    """
    for name in [*covariates, time, event, *(c for c in (strata, cluster) if c)]:
        if name not in table:
            raise InputError("the table lacks this column", column=name, zh="表中缺少这一列")
    if not table[event].astype(bool).any():
        raise InputError(
            "no case was closed: there is no pace to compare", column=event, zh="没有办结的工单，无从比较快慢"
        )
    if ties not in ("efron", "breslow"):
        raise InputError(
            f"unknown way with ties {ties!r}",
            fix="choose efron or breslow",
            zh=f"未知的同分处理方式 {ties}，可选 efron 或 breslow",
        )
    x = np.column_stack([_numbers(table, name) for name in covariates])
    if (_numbers(table, time) < 0).any():
        raise InputError("a time is negative", column=time, zh="时间为负")
    for name, values in zip(covariates, x.T):
        if values.min() == values.max():
            raise InputError(
                "this covariate never varies", column=name, fix="leave it out", zh="该协变量没有变化，请去掉"
            )
    x = x - x.mean(axis=0)
    days, status = table[time].to_numpy(float), table[event].to_numpy(bool)
    groups = np.zeros(len(table), dtype=int) if strata is None else pd.factorize(table[strata])[0]
    parts = [
        _Stratum(x[groups == g], days[groups == g], status[groups == g], is_efron=ties == "efron")
        for g in np.unique(groups)
    ]
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
        sum(part.evaluate(np.zeros(x.shape[1]))[0] for part in parts),
    )


def _numbers(table: pd.DataFrame, name: str) -> Array:
    values = pd.to_numeric(table[name], errors="coerce")
    if values.isna().any():
        at = int(values.isna().to_numpy().argmax())
        raise InputError(
            f"{table[name].iloc[at]!r} is blank or not a number",
            row=at + 2,
            column=name,
            fix="leave such rows out, or write categories as columns of 0 and 1",
            zh=f"{table[name].iloc[at]} 为空或不是数字；请去掉这样的行，或把类别写成 0 和 1 的列",
        )
    return np.asarray(values.to_numpy(float))


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
        raise InputError(
            "the Cox model did not converge: a covariate separates closed from open cases",
            zh="Cox 模型未收敛：某个协变量把已办结与未办结完全分开",
        )
    return beta, np.asarray(information), float(new)


class _Stratum:
    """Hold one stratum sorted by time, longest first, with the treatment of ties laid out row by row."""

    def __init__(self, x: Array, days: Array, is_closed: Array, *, is_efron: bool) -> None:
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
        if not is_efron:
            self.share = np.zeros_like(self.share)

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

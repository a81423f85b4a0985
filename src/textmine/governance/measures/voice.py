"""Tell how readily residents report, from how often one incident is reported twice.

Counts mix need and voice: a model that invites reports looks like a model that makes trouble. Several
reports about one incident reveal the rate of reporting while it stood open (Liu, Bhandaram & Garg 2023,
Nature Computational Science).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from textmine.governance.effects.design import Grid
from textmine.governance.effects.results import Effect

__all__ = ["count_effects", "poisson_imputation", "reporting_rate"]

Array = npt.NDArray[Any]
N_BOOTSTRAPS = 399


def reporting_rate(n_duplicates: npt.ArrayLike, open_days: npt.ArrayLike) -> pd.DataFrame:
    """Estimate further reports a day an incident stands open, with the exact Poisson interval.

    It assumes that the end of each incident is seen and that residents report independently of one another.
    Without an open day the rate is NaN.

    Examples
    --------
    >>> reporting_rate([30], [600.0]).round(4).values.tolist()
    [[0.05, 0.0337, 0.0714]]
    """
    d, days = np.asarray(n_duplicates, dtype=float), np.asarray(open_days, dtype=float)
    safe = np.where(days > 0, days, np.nan)
    low = np.where(d > 0, stats.chi2.ppf(0.025, 2 * np.maximum(d, 1)) / 2, 0.0)
    high = stats.chi2.ppf(0.975, 2 * (d + 1)) / 2
    return pd.DataFrame({"rate": d / safe, "low": low / safe, "high": high / safe})


def _factors(counts: Array, free: Array, weights: Array, n_rounds: int = 40) -> tuple[Array, Array]:
    """Fit unit and month factors by iterated proportions, for many weightings of the units at once.

    `free` is the exposure of untreated cells, 0 elsewhere; the weights are draws x units.
    """
    y = np.where(free > 0, counts, 0.0)
    by_unit, by_time = y.sum(axis=1), weights @ y
    time = np.ones((len(weights), y.shape[1]))
    unit = np.ones((len(weights), y.shape[0]))
    for _ in range(n_rounds):
        unit = by_unit / np.maximum(time @ free.T, 1e-300)
        time = by_time / np.maximum((weights * unit) @ free, 1e-300)
    return unit, time


def poisson_imputation(counts: Array, exposure: Array, is_treated: Array) -> Array:
    """Predict counts as if untreated: unit and month factors fitted on untreated cells.

    By iterated proportions, the maximum of the Poisson likelihood; Wooldridge 2023 (Econometrics Journal
    26: C31).
    """
    unit, time = _factors(counts, np.where(is_treated, 0.0, exposure), np.ones((1, len(counts))))
    out: Array = exposure * unit[0][:, None] * time[0][None, :]
    return out


def count_effects(
    table: pd.DataFrame, grid: Grid, model: Array, models: list[str], *, seed: int = 0
) -> list[Effect]:
    """Estimate each model's effect on complaints, on the readiness to report, and on incidents behind them.

    Logarithms of ratios of observed to imputed counts; intervals from a bootstrap of communities.
    `log_intake` is never an improvement or a worsening by itself: only `log_incidents`, the difference,
    speaks of conditions.
    """
    wide = {name: _wide(table, grid, name) for name in ("n_recv", "n_dup", "open_days") if name in table}
    usable = _wide(table, grid, "is_usable")
    n_units = len(grid.units)
    rng = np.random.default_rng(seed)
    weights = np.vstack(
        [np.ones(n_units), rng.multinomial(n_units, np.full(n_units, 1 / n_units), N_BOOTSTRAPS)]
    )
    series = {"log_intake": _log_ratios(wide["n_recv"], usable, grid.is_treated, model, models, weights)}
    if len(wide) == 3 and wide["n_dup"].sum() >= 100:
        days = wide["open_days"] * usable
        series["log_reporting"] = _log_ratios(wide["n_dup"], days, grid.is_treated, model, models, weights)
        series["log_incidents"] = series["log_intake"] - series["log_reporting"]
    return [
        _summary(label, name, draws[:, at], int(((model == label) & grid.is_treated.any(axis=1)).sum()))
        for name, draws in series.items()
        for at, label in enumerate(models)
    ]


def _log_ratios(
    counts: Array, exposure: Array, treated: Array, model: Array, models: list[str], weights: Array
) -> Array:
    unit, time = _factors(counts, np.where(treated, 0.0, exposure), weights)
    out = np.full((len(weights), len(models)), np.nan)
    for at, label in enumerate(models):
        cells = np.where(treated & (model == label)[:, None], exposure, 0.0)
        top = weights @ np.where(cells > 0, counts, 0.0).sum(axis=1)
        bottom = (((weights * unit) @ cells) * time).sum(axis=1)
        known = (top > 0) & (bottom > 0)
        out[known, at] = np.log(top[known] / bottom[known])
    return out


def _wide(table: pd.DataFrame, grid: Grid, name: str) -> Array:
    rows = np.searchsorted(grid.units, table["community_id"].to_numpy())
    columns = np.searchsorted(grid.times, table["t"].to_numpy())
    out = np.zeros((len(grid.units), len(grid.times)))
    out[rows, columns] = table[name].astype(float).fillna(0.0)
    return out


def _summary(label: str, name: str, draws: Array, n_treated: int) -> Effect:
    nan = float("nan")
    again = draws[1:][np.isfinite(draws[1:])]
    flags = ("count_not_improvement",) if name == "log_intake" else ()
    if not np.isfinite(draws[0]) or len(again) < 0.8 * N_BOOTSTRAPS:
        return Effect(label, name, nan, nan, nan, n_treated, "poisson_imputation", (*flags, "not_identified"))
    if n_treated < 10:
        flags = (*flags, "few_treated")
    se = float(again.std(ddof=1))
    reach = float(stats.t.ppf(0.975, max(n_treated - 1, 1))) * se
    p = float(2 * stats.t.sf(abs(draws[0]) / se, max(n_treated - 1, 1))) if se > 0 else nan
    value = float(draws[0])
    return Effect(
        label, name, value, value - reach, value + reach, n_treated, "poisson_imputation", flags, se, p
    )

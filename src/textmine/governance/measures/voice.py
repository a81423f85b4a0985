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


def poisson_imputation(counts: Array, exposure: Array, is_treated: Array, n_rounds: int = 25) -> Array:
    """Predict counts as if untreated: unit and month factors fitted on untreated cells.

    By iterated proportions; Wooldridge 2023 (Econometrics Journal 26: C31). Leading axes are separate panels.
    """
    free = np.where(is_treated, 0.0, 1.0) * (exposure > 0)
    y = counts * free
    unit = np.ones((*y.shape[:-1], 1))
    time = np.ones((*y.shape[:-2], 1, y.shape[-1]))
    for _ in range(n_rounds):
        unit = y.sum(axis=-1, keepdims=True) / np.maximum(
            (free * exposure * time).sum(axis=-1, keepdims=True), 1e-300
        )
        time = y.sum(axis=-2, keepdims=True) / np.maximum(
            (free * exposure * unit).sum(axis=-2, keepdims=True), 1e-300
        )
    out: Array = exposure * unit * time
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
    usable = _wide(table, grid, "is_usable").astype(bool)
    treated = grid.is_treated
    has_voice = len(wide) == 3 and wide["n_dup"].sum() >= 100
    rng = np.random.default_rng(seed)
    picks = [
        np.arange(len(grid.units)),
        *(rng.integers(0, len(grid.units), len(grid.units)) for _ in range(N_BOOTSTRAPS)),
    ]
    ones = np.where(usable, 1.0, 0.0)
    intake, voice = [], []
    for pick in picks:
        intake.append(_ratios(wide["n_recv"][pick], ones[pick], treated[pick], model[pick], models))
        if has_voice:
            days = wide["open_days"] * ones
            voice.append(
                _ratios(wide["n_dup"][pick] * ones[pick], days[pick], treated[pick], model[pick], models)
            )
    results: list[Effect] = []
    series = {"log_intake": np.array(intake)}
    if has_voice:
        series["log_reporting"] = np.array(voice)
        series["log_incidents"] = series["log_intake"] - series["log_reporting"]
    for name, draws in series.items():
        for at, label in enumerate(models):
            results.append(
                _summary(label, name, draws[:, at], int(((model == label) & treated.any(axis=1)).sum()))
            )
    return results


def _wide(table: pd.DataFrame, grid: Grid, name: str) -> Array:
    rows = np.searchsorted(grid.units, table["community_id"].to_numpy())
    columns = np.searchsorted(grid.times, table["t"].to_numpy())
    out = np.zeros((len(grid.units), len(grid.times)))
    out[rows, columns] = table[name].astype(float).fillna(0.0)
    return out


def _ratios(counts: Array, exposure: Array, treated: Array, model: Array, models: list[str]) -> list[float]:
    predicted = poisson_imputation(counts, exposure, treated)
    out = []
    for label in models:
        at = treated & (exposure > 0) & (model == label)[:, None] & (predicted > 1e-12)
        top, bottom = float(counts[at].sum()), float(predicted[at].sum())
        out.append(float(np.log(top / bottom)) if top > 0 and bottom > 0 else float("nan"))
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

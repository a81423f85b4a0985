"""Tell how readily residents report, from how often one incident is reported twice.

Counts mix need and voice: a model that invites reports looks like a model that makes trouble. Several
reports about one incident reveal the rate of reporting while it stood open (Liu, Bhandaram & Garg 2023,
Nature Computational Science).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from textmine.governance.effects.design import Grid
from textmine.governance.effects.imputation import connect_cells
from textmine.governance.effects.results import Effect, interval

__all__ = ["count_effects", "poisson_imputation", "reporting_rate"]

Array = npt.NDArray[Any]
N_BOOTSTRAPS = 399
FEW = 10


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


def _is_known(free: Array) -> npt.NDArray[np.bool_]:
    """Tell which cells untreated exposure connects to both their unit and their month."""
    is_free = np.asarray(free > 0, dtype=bool)
    unit, time = connect_cells(is_free)
    known: npt.NDArray[np.bool_] = unit[:, None] == time[None, :]
    return known & is_free.any(axis=1, keepdims=True) & is_free.any(axis=0, keepdims=True)


def poisson_imputation(counts: Array, exposure: Array, is_treated: Array) -> Array:
    """Predict counts as if untreated: unit and month factors fitted on untreated cells.

    By iterated proportions, the maximum of the Poisson likelihood; Wooldridge 2023 (Econometrics Journal
    26: C31).

    Parameters
    ----------
    counts, exposure : array, units x months
        Cells of exposure 0 are not used.
    is_treated : array of bool, units x months

    Returns
    -------
    array, units x months
        Expected counts. NaN where nothing tells what to expect: in a month without an untreated unit, of a
        unit without an untreated month, and between groups no untreated cell connects.

    Examples
    --------
    >>> counts = np.array([[10.0, 30.0, 30.0], [20.0, 40.0, 60.0]])
    >>> is_treated = np.array([[False, True, True], [False, False, True]])
    >>> poisson_imputation(counts, np.ones((2, 3)), is_treated).round(3)
    array([[10., 20., nan],
           [20., 40., nan]])
    """
    free = np.where(is_treated, 0.0, exposure)
    unit, time = _factors(counts, free, np.ones((1, len(counts))))
    out: Array = np.where(_is_known(free), exposure * unit[0][:, None] * time[0][None, :], np.nan)
    return out


@dataclass(frozen=True)
class _Ratios:
    """Hold observed over imputed counts of every model.

    `logs` is draws x models, the first draw being the data; `is_used` are the cells whose ratio the data
    tell, `is_lost` those of treated months nothing tells about, `free` the exposure of untreated cells.
    """

    logs: Array
    is_used: npt.NDArray[np.bool_]
    is_lost: npt.NDArray[np.bool_]
    free: Array


def count_effects(
    table: pd.DataFrame, grid: Grid, model: Array, models: list[str], *, seed: int = 0
) -> list[Effect]:
    """Estimate each model's effect on complaints, on the readiness to report, and on incidents behind them.

    Logarithms of ratios of observed to imputed counts; intervals from a bootstrap of communities, with t
    quantiles for as many communities as the scarcer of treated and controls. Treated months in which nobody
    is untreated are left out, with the flags other outcomes carry for it. `log_intake` is never an
    improvement or a worsening by itself: only `log_incidents`, the difference of both ratios over the cells
    both know, speaks of conditions.
    """
    wide = {name: _wide(table, grid, name) for name in ("n_recv", "n_dup", "open_days") if name in table}
    usable = _wide(table, grid, "is_usable")
    n_units = len(grid.units)
    rng = np.random.default_rng(seed)
    weights = np.vstack(
        [np.ones(n_units), rng.multinomial(n_units, np.full(n_units, 1 / n_units), N_BOOTSTRAPS)]
    )
    treated = grid.is_treated
    intake = _log_ratios(wide["n_recv"], usable, treated, model, models, weights)
    series = {"log_intake": intake}
    if len(wide) == 3 and wide["n_dup"].sum() >= 100:
        days = wide["open_days"] * usable
        reporting = _log_ratios(wide["n_dup"], days, treated, model, models, weights)
        # Both ratios are taken over the same cells, or their difference would mix months of one with the other.
        both = _log_ratios(
            wide["n_recv"], usable, treated, model, models, weights, among=reporting.is_used | ~treated
        )
        series["log_reporting"] = reporting
        series["log_incidents"] = replace(
            both, logs=both.logs - reporting.logs, is_lost=both.is_lost | reporting.is_lost
        )
    adopted = {label: model == label for label in models}
    starts = _starts_by_unit(table, grid)
    return [
        _summary(label, name, found, at, adopted[label], starts)
        for name, found in series.items()
        for at, label in enumerate(models)
    ]


def _log_ratios(
    counts: Array,
    exposure: Array,
    treated: Array,
    model: Array,
    models: list[str],
    weights: Array,
    *,
    among: npt.NDArray[np.bool_] | None = None,
) -> _Ratios:
    """Divide observed by imputed counts; in each draw only over cells the communities drawn tell about."""
    free = np.where(treated, 0.0, exposure)
    unit, time = _factors(counts, free, weights)
    at_work = treated & (exposure > 0) & (model != "")[:, None]
    asked = at_work if among is None else at_work & among
    own = np.stack([model == label for label in models]) if models else np.zeros((0, len(model)), dtype=bool)
    out = np.full((len(weights), len(models)), np.nan)
    known = _is_known(free)
    for draw, weight in enumerate(weights):
        seen = known if draw == 0 else _is_known(np.where((weight > 0)[:, None], free, 0.0))
        cells = asked & seen
        top = np.where(cells, counts, 0.0).sum(axis=1) * weight
        bottom = (np.where(cells, exposure, 0.0) @ time[draw]) * unit[draw] * weight
        tops, bottoms = own @ top, own @ bottom
        has = (tops > 0) & (bottoms > 0)
        out[draw, has] = np.log(tops[has] / bottoms[has])
    return _Ratios(out, asked & known, asked & ~known, free)


def _starts_by_unit(table: pd.DataFrame, grid: Grid) -> Array:
    starts: Array = (
        table.drop_duplicates("community_id").set_index("community_id")["g"].reindex(grid.units).to_numpy()
    )
    return starts


def _wide(table: pd.DataFrame, grid: Grid, name: str) -> Array:
    rows = np.searchsorted(grid.units, table["community_id"].to_numpy())
    columns = np.searchsorted(grid.times, table["t"].to_numpy())
    out = np.zeros((len(grid.units), len(grid.times)))
    out[rows, columns] = table[name].astype(float).fillna(0.0)
    return out


def _summary(
    label: str, name: str, found: _Ratios, at: int, own: npt.NDArray[np.bool_], starts: Array
) -> Effect:
    """Give one ratio its interval, the communities it rests on, and the flags of the other outcomes."""
    draws, nan = found.logs[:, at], float("nan")
    is_counted = found.is_used.any(axis=1) & own
    is_control = (found.free > 0).any(axis=1) & ~is_counted
    n_treated, n_controls = int(is_counted.sum()), int(is_control.sum())
    n_never = int(((found.free > 0).any(axis=1) & (starts == 0)).sum())
    flags = ["count_not_improvement"] if name == "log_intake" else []
    if (starts[own] == -1).any():
        flags.append("adopted_before_panel")
    again = draws[1:][np.isfinite(draws[1:])]
    if not np.isfinite(draws[0]) or len(again) < 0.8 * N_BOOTSTRAPS:
        flags.append("not_identified")
        if not n_controls:
            flags.append("no_controls")
        return Effect(
            label,
            name,
            nan,
            nan,
            nan,
            int(own.sum()),
            "poisson_imputation",
            tuple(flags),
            n_controls=n_controls,
        )
    if n_treated < own.sum():
        flags.append("narrower")
    if (found.is_lost & own[:, None]).any():
        flags.append("months_without_controls")
    if n_treated < FEW:
        flags.append("few_treated")
    if n_never < (2 if n_treated >= FEW else 5):
        flags.append("few_controls")
    value = float(draws[0])
    low, high, p = interval(value, float(again.std(ddof=1)), max(min(n_treated, n_controls) - 1, 1))
    return Effect(
        label, name, value, low, high, n_treated, "poisson_imputation", tuple(flags),
        float(again.std(ddof=1)), p, n_controls,
    )  # fmt: skip

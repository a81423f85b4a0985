"""Estimate one effect by any of the methods of the suite, through one door."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.errors import InputError
from textmine.governance.effects.design import Array, Design, Grid, lay_out
from textmine.governance.effects.group_time import group_time_effects
from textmine.governance.effects.imputation import Imputation, impute
from textmine.governance.effects.results import Effect, interval
from textmine.governance.effects.two_way import two_way_effect

__all__ = ["METHODS", "estimate_effects", "imputed_effect"]

METHODS = (
    "imputation",
    "two_stage",
    "callaway_santanna",
    "callaway_santanna_ipw",
    "callaway_santanna_dr",
    "sun_abraham",
    "two_way",
)


def imputed_effect(
    fit: Imputation,
    weights: Array,
    *,
    label: str = "all",
    outcome: str = "",
    is_two_stage: bool = False,
    is_small_sample: bool = False,
) -> Effect:
    """Average the gains of a fitted imputation with weights and give the mean its standard error.

    `is_small_sample` compares each community with the others at the same time since start and uses a t
    distribution with as many degrees of freedom as the scarcer of treated and control communities allows;
    one treated community beside one control or none has no interval, nor has an outcome that never strays
    (`no_variation`). Without it the published formulas are used
    as they stand.
    """
    weights = np.where(np.isnan(fit.gain), 0.0, weights)
    n_treated = int((weights.sum(axis=1) > 0).sum())
    nan = float("nan")
    method = "two_stage" if is_two_stage else "imputation"
    if not n_treated:
        return Effect(label, outcome, nan, nan, nan, 0, method, ("not_identified",))
    estimate = fit.mean(weights)
    is_control = (fit.untreated_weight.sum(axis=1) > 0) & (weights.sum(axis=1) == 0)
    df = float("inf")
    if is_two_stage:
        centre: Array | float = estimate
    elif is_small_sample:
        horizon = fit.grid.times[None, :] - fit.grid.start[:, None]
        centre = fit.group_means(weights, horizon, is_left_out=True)
        df = max(min(n_treated, int(is_control.sum())) - 1, 1)
    else:
        centre = fit.group_means(weights)
    se = float(np.sqrt((fit.influence(weights, centre) ** 2).sum()))
    if is_small_sample and n_treated == 1 and is_control.sum() <= 1:
        # One alone deviates from nothing, and one control fits its months exactly: nothing tells how far both stray by chance.
        return Effect(
            label,
            outcome,
            estimate,
            nan,
            nan,
            1,
            method,
            ("interval_unbounded",),
            nan,
            nan,
            int(is_control.sum()),
        )
    low, high, p = interval(estimate, se, df)
    flags = () if np.isfinite(low) else ("no_variation",)
    return Effect(label, outcome, estimate, low, high, n_treated, method, flags, se, p, int(is_control.sum()))


def estimate_effects(
    table: pd.DataFrame, design: Design | None = None, *, method: str = "imputation"
) -> Effect:
    """Estimate the mean effect on the treated in a staggered design.

    Parameters
    ----------
    table : DataFrame
        One row a unit and time; by default a panel of communities.
    design : Design
        Which column is what.
    method
        ``imputation`` (Borusyak, Jaravel & Spiess; main), ``two_stage`` (Gardner), ``callaway_santanna``
        (never treated as controls, simple aggregation; covariates by regression, with ``_ipw`` by weighting,
        with ``_dr`` doubly robust), ``sun_abraham``, ``two_way`` (the bad example).

    Raises
    ------
    InputError
        For an unknown method or a column that is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"community_id": list("aabbccdd"), "t": [1, 2] * 4, "g": [2] * 4 + [0] * 4,
    ...     "solved_share": [0.5, 0.7, 0.4, 0.7, 0.5, 0.5, 0.6, 0.7]})
    >>> round(estimate_effects(table).estimate, 2)
    0.2
    """
    design = design or Design()
    if method not in METHODS:
        raise InputError(
            f"unknown method {method!r}",
            fix=f"choose one of {', '.join(METHODS)}",
            zh=f"未知方法 {method}，可选：{'、'.join(METHODS)}",
        )
    grid = lay_out(table, design)
    if method == "two_way":
        return two_way_effect(grid, outcome=design.outcome)
    if method.startswith("callaway"):
        return _group_time(grid, table, design, method)
    if design.covariates and method in ("imputation", "two_stage"):
        raise InputError(
            f"the method {method!r} takes no covariates",
            fix="choose callaway_santanna, callaway_santanna_ipw or callaway_santanna_dr",
            zh=f"方法 {method} 不接受协变量；请选 callaway_santanna、callaway_santanna_ipw 或 callaway_santanna_dr",
        )
    if method in ("imputation", "two_stage"):
        fit = impute(grid)
        flags = ("narrower",) if fit.n_lost else ()
        effect = imputed_effect(fit, grid.weight, outcome=design.outcome, is_two_stage=method == "two_stage")
        return effect.with_flags(*flags)
    return _by_library(grid, table, design, method)


def _group_time(grid: Grid, table: pd.DataFrame, design: Design, method: str) -> Effect:
    n_treated = int(((grid.start > 0) & (grid.weight.sum(axis=1) > 0)).sum())
    n_never = int((grid.start == 0).sum())
    nan = float("nan")
    if not n_never or not n_treated:
        return Effect("all", design.outcome, nan, nan, nan, n_treated, method, ("no_controls",))
    kind = {"callaway_santanna_ipw": "weighting", "callaway_santanna_dr": "doubly_robust"}
    found = group_time_effects(table, design, adjustment=kind.get(method, "regression"))
    estimate, se = found.simple()
    low, high, p = interval(estimate, se)
    return Effect("all", design.outcome, estimate, low, high, n_treated, method, (), se, p, n_never)


def long_table(grid: Grid, table: pd.DataFrame | None = None, design: Design | None = None) -> pd.DataFrame:
    """Write a grid as rows again, with whole-number units, for libraries that want it so."""
    # Who is treated from the first time on has no time before to compare with, and is no control either.
    has_before = (grid.start <= 0) | (grid.start > grid.times[0])
    unit, time = np.nonzero((grid.weight > 0) & has_before[:, None])
    rows: dict[str, npt.NDArray[Any]] = {
        "unit": unit,
        "time": grid.times[time].astype(int),
        "start": grid.start[unit].astype(int),
        "y": grid.y[unit, time],
        "w": grid.weight[unit, time],
    }
    if table is not None and design is not None and design.covariates:
        keyed = table.set_index([design.unit, design.time])[list(design.covariates)]
        where = pd.MultiIndex.from_arrays([grid.units[unit], grid.times[time]])
        rows |= {name: keyed[name].reindex(where).to_numpy(float) for name in design.covariates}
    return pd.DataFrame(rows)


def _by_library(grid: Grid, table: pd.DataFrame, design: Design, method: str) -> Effect:
    import diff_diff

    rows = long_table(grid, table, design)
    n_treated = int(((grid.start > 0) & (grid.weight.sum(axis=1) > 0)).sum())
    nan = float("nan")
    if not (grid.start == 0).any() or not n_treated:
        return Effect("all", design.outcome, nan, nan, nan, n_treated, method, ("no_controls",))
    names = {"outcome": "y", "unit": "unit", "time": "time", "first_treat": "start"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = diff_diff.SunAbraham().fit(rows, **names, covariates=list(design.covariates) or None)
    low, high, p = interval(float(fit.overall_att), float(fit.overall_se))
    n_controls = int((grid.start == 0).sum())
    att, se = float(fit.overall_att), float(fit.overall_se)
    return Effect("all", design.outcome, att, low, high, n_treated, method, (), se, p, n_controls)

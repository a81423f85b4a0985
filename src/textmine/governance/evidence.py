"""Gather what speaks for and against each effect: other methods, earlier months, scales, denominators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.errors import InputError
from textmine.governance.effects.design import Array, Grid
from textmine.governance.effects.estimate import imputed_effect
from textmine.governance.effects.group_time import group_time_of
from textmine.governance.effects.imputation import Imputation, impute
from textmine.governance.effects.pooling import adjust_p_values, contrasts, pool_effects
from textmine.governance.effects.pretrend import event_study, pre_trend
from textmine.governance.effects.results import Effect, effects_frame, interval
from textmine.governance.effects.sensitivity import honest_bounds, placebo_dates
from textmine.governance.effects.two_way import two_way_effect, wild_bootstrap
from textmine.governance.measures.funnel import funnel_limits, standardised_ratio
from textmine.governance.measures.rates import PRESETS, performance_index, wilson_interval
from textmine.governance.measures.shrinkage import shrink_rates
from textmine.governance.measures.voice import reporting_rate
from textmine.governance.presence import absent_months
from textmine.governance.recording import counted_together

__all__ = [
    "LOWER_BOUND",
    "UPPER_BOUND",
    "community_table",
    "early_months",
    "many_looks",
    "other_methods",
    "pooled_tables",
]

FEW = 10
N_WILD = 399
ALL_ADOPTERS = "(all adopters)"
# Estimates with every resident who was not reached set against the effect, and for it.
LOWER_BOUND, UPPER_BOUND = "nonresponse_lower_bound", "nonresponse_upper_bound"


def early_months(fit: Imputation, model: npt.NDArray[Any], models: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Make the event study, the test of earlier months, the bounds and the placebo dates of every model."""
    studies, trends, bounds, placebos = [], [], [], []
    for name in models:
        own = model == name
        if not (own & (fit.grid.start > 0)).any():
            continue
        weights = fit.grid.weight * own[:, None]
        studies.append(event_study(fit, weights, own).assign(model_id=name))
        trend = pre_trend(fit, weights, own)
        if trend is not None:
            trends.append({"model_id": name} | trend.to_record())
        if (own & (fit.grid.start > 0)).sum() >= 3:
            bounds.append(honest_bounds(fit.grid, own).assign(model_id=name))
        part = fit.grid.take(np.flatnonzero(own & (fit.grid.start > 0) | (fit.grid.start == 0)))
        placebos += placebo_dates(part, label=name)
    everyone = pre_trend(fit, fit.grid.weight, fit.grid.start > 0) if len(models) > 1 else None
    if everyone is not None:
        trends.append({"model_id": ALL_ADOPTERS} | everyone.to_record())
    return {
        "event_study": _joined(studies, "model_id"),
        "pre_trends": pd.DataFrame(trends),
        "honest_bounds": _joined(bounds, "model_id"),
        "placebos": effects_frame(placebos),
    }


def _joined(tables: list[pd.DataFrame], first: str) -> pd.DataFrame:
    tables = [table for table in tables if len(table)]
    if not tables:
        return pd.DataFrame({first: pd.Series(dtype="str")})
    whole = pd.concat(tables, ignore_index=True)
    return whole[[first, *(name for name in whole.columns if name != first)]]


def other_methods(
    grid: Grid, model: npt.NDArray[Any], models: Sequence[str], *, counts: pd.DataFrame, seed: int = 0
) -> list[Effect]:
    """Estimate the outcome of record by other methods, scales and denominators, for comparison only.

    `counts` holds the panel's rows; never-treated communities and one model's adopters at a time are
    used, except for the alternatives on other denominators, which follow the main method.
    """
    found: list[Effect] = []
    variants = _variants(grid, counts)
    fits = {name: impute(other) for name, other in variants.items()}
    is_control = (grid.start == 0) & (model == "") & (grid.weight > 0).any(axis=1)
    for name in models:
        own = model == name
        part = grid.take(np.flatnonzero(own & (grid.start > 0) | is_control))
        if not (part.start > 0).any():
            continue
        n_treated = int((part.start > 0).sum())
        for label, fit in fits.items():
            effect = imputed_effect(fit, fit.grid.weight * own[:, None], label=name, is_small_sample=True)
            found.append(Effect(**{**effect.__dict__, "method": label}))
        if (part.start == 0).any():
            found.append(_cohorts(part, name))
            bad = two_way_effect(part, label=name)
            if n_treated < FEW:
                p = wild_bootstrap(part, n_draws=N_WILD, seed=seed)
                found.append(Effect(**{**bad.__dict__, "method": "two_way_wild_bootstrap", "p_value": p}))
            found.append(bad)
    return [Effect(**{**e.__dict__, "outcome": "solved_share"}) for e in found]


def _cohorts(part: Grid, name: str) -> Effect:
    n_treated = int((part.start > 0).sum())
    nan = float("nan")
    try:
        estimate, se = group_time_of(part).simple()
    except InputError:
        return Effect(name, "", nan, nan, nan, n_treated, "callaway_santanna", ("not_identified",))
    if n_treated < FEW:
        return Effect(name, "", estimate, nan, nan, n_treated, "callaway_santanna", ("few_treated",))
    low, high, p = interval(estimate, se)
    return Effect(
        name, "", estimate, low, high, n_treated, "callaway_santanna", (), se, p, int((part.start == 0).sum())
    )


def _variants(grid: Grid, counts: pd.DataFrame) -> dict[str, Grid]:
    """Lay the outcome of record out on other scales and denominators, with the main grid's weights."""

    def wide(values: pd.Series) -> Array:
        out = np.full(grid.y.shape, np.nan)
        rows = np.searchsorted(grid.units, counts["community_id"].to_numpy())
        out[rows, np.searchsorted(grid.times, counts["t"].to_numpy())] = values.to_numpy(float)
        return out

    k, n = counts["n_solved"], counts["n_valid_cb"]
    odds = (k + 0.5) / (n - k + 0.5)
    found = {
        "logit_scale": odds.where(n > 0).map(np.log),
        "equal_months": k / n.where(n > 0),
    }
    if "n_closed" in counts and counts["n_closed"].notna().any():
        found |= _nonresponse(counts)
    if {"n_solved_kept", "n_valid_kept"} <= set(counts) and counts["n_valid_kept"].notna().any():
        kept = counts["n_valid_kept"]
        found["without_excluded"] = counts["n_solved_kept"] / kept.where(kept > 0)
    out = {}
    for name, values in found.items():
        y = np.where(grid.weight > 0, wide(values), np.nan)
        weight = np.where(np.isnan(y), 0.0, 1.0 if name == "equal_months" else grid.weight)
        out[name] = Grid(grid.units, grid.times, grid.start, y, weight)
    return out


def _nonresponse(counts: pd.DataFrame) -> dict[str, pd.Series]:
    """Fill in what residents not reached could have said: the bounds on the effect, and one answer for all months.

    After Horowitz & Manski (2000), Journal of the American Statistical Association 95: 77. A difference is least
    where all of them are unsolved in treated months and solved in untreated ones. One answer for all months is no
    bound: what changes with the model is then left as it is.
    """
    k, n = counts["n_solved"], counts["n_valid_cb"]
    closed = counts["n_closed"].clip(lower=n)
    closed = closed.where(closed > 0)
    none, every = k / closed, (k + closed - n) / closed
    is_treated = counts["is_treated"].astype(bool)
    return {
        LOWER_BOUND: none.where(is_treated, every),
        UPPER_BOUND: every.where(is_treated, none),
        "nonresponse_all_unsolved": none,
        "nonresponse_all_solved": every,
    }


def pooled_tables(
    fit: Imputation, model: npt.NDArray[Any], effects: Sequence[Effect]
) -> dict[str, pd.DataFrame]:
    """Pool the models' effects partially and list their differences; empty below two known effects."""
    known = [e for e in effects if e.is_known and np.isfinite(e.low) and np.isfinite(e.high)]
    if len(known) < 2:
        return {"pooled": pd.DataFrame(), "contrasts": pd.DataFrame()}
    columns = []
    horizon = fit.grid.times[None, :] - fit.grid.start[:, None]
    for effect in known:
        weights = np.where(np.isnan(fit.gain), 0.0, fit.grid.weight * (model == effect.model_id)[:, None])
        if effect.method == "imputation" and weights.sum() > 0:
            columns.append(fit.influence(weights, fit.group_means(weights, horizon, is_left_out=True)))
        else:
            columns.append(np.zeros(len(model)))
    influence = np.column_stack(columns)
    covariance = influence.T @ influence
    for at, effect in enumerate(known):
        # An interval by randomisation is wider than its influence; it rules.
        covariance[at, at] = max(covariance[at, at], ((effect.high - effect.low) / 3.92) ** 2)
    names = [effect.model_id for effect in known]
    estimates = [effect.estimate for effect in known]
    df = float(max(min(effect.n_treated for effect in known) - 1, 1))
    return {
        "pooled": pool_effects(estimates, covariance, names).to_frame(),
        "contrasts": contrasts(estimates, covariance, names, df),
    }


def many_looks(effects: Sequence[Effect], record: str) -> pd.DataFrame:
    """Adjust p-values: Holm over the models on the outcome of record, Benjamini-Hochberg over the rest."""
    table = effects_frame(effects)[["model_id", "outcome", "p_value"]]
    is_record = (table["outcome"] == record).to_numpy()
    adjusted = np.full(len(table), np.nan)
    p = table["p_value"].to_numpy()
    adjusted[is_record] = adjust_p_values(p[is_record], method="holm")
    adjusted[~is_record] = adjust_p_values(p[~is_record], method="fdr_bh")
    return table.assign(
        family=np.where(is_record, "primary", "exploratory"),
        method=np.where(is_record, "holm", "benjamini_hochberg"),
        p_adjusted=adjusted,
        n_tests=np.where(is_record, np.isfinite(p[is_record]).sum(), np.isfinite(p[~is_record]).sum()),
    )


def _summed(table: pd.DataFrame, names: Sequence[str], *together: str) -> pd.DataFrame:
    """Sum columns by community; those that make one share are summed over the months in which all are known."""
    rows = counted_together(table, *together)
    return rows.groupby("community_id", sort=True)[list(names)].sum(min_count=1)


def community_table(table: pd.DataFrame, *, seed: int = 0) -> pd.DataFrame:
    """Describe every community: rate with interval, shrunken rate, place in the funnel, ratio to case mix.

    `p_top_tenth` is the probability of belonging to the best tenth; no rank is given without it. An index is
    NaN where one of its parts was not measured.
    """
    summed = [name for name in table.columns if name.startswith("n_") or name in ("exp_solved", "open_days")]
    sums = _summed(table, summed, "n_solved", "n_valid_cb")
    k, n = (sums[name].fillna(0.0).to_numpy() for name in ("n_solved", "n_valid_cb"))
    if not table["n_solved"].notna().any():
        n = np.zeros_like(n)
    shrunk, wilson, funnel = shrink_rates(k, n, seed=seed), wilson_interval(k, n), funnel_limits(k, n)
    about = table.drop_duplicates("community_id").set_index("community_id").reindex(sums.index)
    out = pd.DataFrame(
        {
            "model_id": about["model_id"],
            "n_cases": sums.get("n_recv", n),
            "n_valid_cb": n,
            "solved_share": funnel.rate,
            "wilson_low": wilson.low,
            "wilson_high": wilson.high,
            "shrunken_share": shrunk.mean,
            "shrunken_low": shrunk.low,
            "shrunken_high": shrunk.high,
            "funnel_z": funnel.z,
            "is_outside_funnel": funnel.is_outside,
            "p_top_tenth": shrunk.top_probability(max(1, round(len(sums) / 10))),
        },
        index=sums.index,
    )
    if "exp_solved" in sums:
        ratio = standardised_ratio(k, sums["exp_solved"].fillna(0.0).to_numpy()).set_index(sums.index)
        out["observed_to_expected"], out["oe_low"], out["oe_high"] = (
            ratio["ratio"],
            ratio["low"],
            ratio["high"],
        )
    if {"n_contacted", "n_sat", "n_basic"} <= set(sums):
        parts = _summed(table, summed, "n_valid_cb", "n_contacted", "n_solved", "n_sat", "n_basic")
        for name in PRESETS:
            out[f"index_{name}"] = performance_index(parts, weights=name)["index"]
    if {"n_dup", "open_days"} <= set(sums):
        voice = reporting_rate(sums["n_dup"], sums["open_days"]).set_index(sums.index)
        out["reports_per_open_day"] = voice["rate"]
    if "residents" in about and "n_recv" in sums:
        # Months in which a community was not in the data are no months without complaints.
        months = table["t"].nunique() - absent_months(table).groupby(table["community_id"]).sum()
        out["intake_per_1000_a_year"] = 1000 * sums["n_recv"] / about["residents"] * 12 / months
    return out.reset_index()

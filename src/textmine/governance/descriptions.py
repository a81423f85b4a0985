"""Lay out what a panel shows before anything is estimated, and the pieces estimates are made of.

How long cases stay open with and without each model, which issues come in which months, the effect of every
cohort in every quarter, and what the usual two-way regression averages.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from textmine.errors import InputError
from textmine.governance.counting import CATEGORY_PREFIX, CLOSING_DAYS
from textmine.governance.effects.decomposition import FORBIDDEN, decompose_two_way_grid
from textmine.governance.effects.design import Grid
from textmine.governance.effects.group_time import Choices, group_time_of
from textmine.governance.effects.sensitivity import quarterly
from textmine.governance.inputs import month_name
from textmine.governance.measures.rates import wilson_interval
from textmine.governance.recording import counted_together

__all__ = [
    "WITHOUT_MODEL",
    "closing_table",
    "cohort_quarters",
    "description_tables",
    "issue_months",
    "two_way_parts",
]

WITHOUT_MODEL = "(no model at work)"


def closing_table(table: pd.DataFrame) -> pd.DataFrame:
    """Tell which share of cases is still open after so many days, under each model and under none.

    Only cases followed for 30 days count, so that nothing is censored before: the Kaplan-Meier curve then is
    the plain share, with Wilson's limits. Communities that adopted at an unknown time are in neither group.

    Returns
    -------
    DataFrame
        `model_id` (``(no model at work)`` for months without), `day`, `n_open` (still open after that
        day), `share_open`, `low`, `high`; empty where the panel lacks closing times.
    """
    # Closings nobody recorded are blank, and their sum would be 0.
    days = [
        day for day in CLOSING_DAYS if f"n_closed_{day}d" in table and table[f"n_closed_{day}d"].notna().any()
    ]
    if "n_due" not in table or not days or not table["n_due"].fillna(0).sum():
        return pd.DataFrame({"model_id": pd.Series(dtype="str")})
    if "unusable_reason" in table:
        table = table.loc[table["unusable_reason"] != "start_unknown"]
    table = counted_together(table, "n_due", *(f"n_closed_{day}d" for day in days))
    group = table["model_id"].where(table["is_treated"], WITHOUT_MODEL)
    sums = table.groupby(group)[["n_due", *(f"n_closed_{day}d" for day in days)]].sum()
    sums = sums.loc[sums["n_due"] > 0]
    rows = []
    for name, row in sums.iterrows():
        n = float(row["n_due"])
        for day in (0, *days):
            still = n if day == 0 else n - float(row[f"n_closed_{day}d"])
            limits = wilson_interval(still, n)
            rows.append((name, day, int(still), still / n, float(limits.low), float(limits.high)))
    columns = ["model_id", "day", "n_open", "share_open", "low", "high"]
    found = pd.DataFrame(rows, columns=columns)
    # Everything is open on day 0; there is nothing to be unsure of.
    return found.assign(low=found["low"].where(found["day"] > 0, 1.0))


def issue_months(table: pd.DataFrame) -> pd.DataFrame:
    """Count cases by category and month; `to_mean` compares a month with the category's own mean.

    A count, which mixes need and voice; empty where the panel holds no categories.
    """
    names = [name for name in table.columns if str(name).startswith(CATEGORY_PREFIX)]
    if not names:
        return pd.DataFrame({"category": pd.Series(dtype="str")})
    sums = table.groupby("month", sort=True)[names].sum()
    sums = sums[sums.sum().sort_values(ascending=False, kind="stable").index]
    sums.columns = [str(name).removeprefix(CATEGORY_PREFIX) for name in sums.columns]
    long = sums.T.rename_axis("category").reset_index().melt("category", var_name="month", value_name="n")
    mean = long.groupby("category")["n"].transform("mean")
    return long.assign(n=long["n"].astype(int), to_mean=long["n"] / mean.where(mean > 0))


def _quarter_names(grid: Grid, first: int) -> dict[float, str]:
    months = {q: first + 3 * (int(q) - 1) for q in grid.times}
    return {float(q): month_name(at) for q, at in months.items()}


def cohort_quarters(grid: Grid, first: int) -> pd.DataFrame:
    """Estimate the effect of every cohort in every quarter, all models together (Callaway & Sant'Anna).

    Parameters
    ----------
    grid : Grid
        Months; cohorts that started in one quarter are put together.
    first : int
        The first month of the grid, as a count of months.

    Returns
    -------
    DataFrame
        `cohort` and `quarter` (their first month), `is_after`, `estimate`, `se`, `low`, `high` (band that
        holds all of them at once); empty without controls.
    """
    merged = quarterly(grid)
    empty = pd.DataFrame({"cohort": pd.Series(dtype="str")})
    kind = "never_treated" if (merged.start == 0).any() else "not_yet_treated"
    try:
        found = group_time_of(merged, Choices(control=kind))
    except InputError:
        return empty
    table = found.to_frame().loc[lambda t: t["se"] > 0]
    names = _quarter_names(merged, first)
    return pd.DataFrame(
        {
            "cohort": [names.get(float(g), "") for g in table["group"]],
            "quarter": [names[float(t)] for t in table["time"]],
            "is_after": (table["time"] >= table["group"]).to_numpy(),
            "estimate": table["estimate"].to_numpy(),
            "se": table["se"].to_numpy(),
            "low": table["band_low"].to_numpy(),
            "high": table["band_high"].to_numpy(),
        }
    )


def two_way_parts(grid: Grid, first: int) -> pd.DataFrame:
    """Take the two-way regression on quarters apart; `is_forbidden` marks controls already treated.

    Equal weights, communities with every quarter observed; empty where there is nothing to compare.
    """
    merged = quarterly(grid)
    try:
        found = decompose_two_way_grid(merged)
    except InputError:
        return pd.DataFrame({"kind": pd.Series(dtype="str")})
    names = _quarter_names(merged, first) | {0.0: ""}
    parts = found.parts
    return parts.assign(
        treated_from=parts["treated_from"].map(names),
        control_from=parts["control_from"].map(names),
        is_forbidden=parts["kind"].isin(FORBIDDEN),
        two_way_estimate=found.estimate,
        n_left_out=found.n_left_out,
    )


def description_tables(table: pd.DataFrame, grid: Grid | None, first: int) -> dict[str, pd.DataFrame]:
    """Make all tables of this module; those on effects need the grid of the outcome of record."""
    found = {"closing": closing_table(table), "issue_months": issue_months(table)}
    if grid is not None:
        part = grid.take(np.flatnonzero(grid.weight.sum(axis=1) > 0))
        found |= {
            "cohort_quarters": cohort_quarters(part, first),
            "two_way_parts": two_way_parts(part, first),
        }
    return found

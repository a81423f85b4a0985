"""Predict how many cases would have been solved had every community had the same handling.

Lift faults are harder than noise, winter is harder than spring: a community is compared with what its own
mix of categories, channels and seasons leads one to expect. The prediction learns only from
community-months in which no model is at work, so that a model's success is not explained away.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["expected_solved", "fit_case_mix"]

# One pseudo-observation a level keeps rare categories near the mean instead of at 0 or 1.
RIDGE = 1.0
_MAX_LEVELS = 60


def fit_case_mix(
    design: npt.NDArray[np.float64], n: npt.NDArray[np.float64], k: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Fit a ridge logistic regression of k successes in n trials by Newton's method."""
    beta = np.zeros(design.shape[1])
    penalty = np.full(design.shape[1], RIDGE)
    penalty[0] = 1e-9
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-np.clip(design @ beta, -30, 30)))
        gradient = design.T @ (k - n * p) - penalty * beta
        hessian = (design * (n * p * (1 - p))[:, None]).T @ design + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        beta = beta + step
        if np.abs(step).max() < 1e-9:
            break
    return beta


def _factor(values: pd.Series) -> pd.Series:
    words = values.astype("string").fillna("").str.strip()
    common = words.value_counts().head(_MAX_LEVELS).index
    return words.where(words.isin(common), "(rare)")


def expected_solved(cases: pd.DataFrame, panel: pd.DataFrame) -> pd.Series:
    """Sum each cell's expected number of solved cases among its valid call-backs; 0 where there are none.

    Parameters
    ----------
    cases : DataFrame
        Prepared cases with `t`.
    panel : DataFrame
        The grid with `community_id`, `t`, `is_treated`, `is_usable`.
    """
    given = cases["callback_valid"]
    is_valid = (cases["solved"].notna() if given.isna().all() else given.fillna(False)).astype(bool)
    told = cases.loc[is_valid]
    if not len(told):
        return pd.Series(0.0, index=panel.index)
    parts = {"season": told["received_at"].dt.month.astype("string")}
    for name in ("category", "channel"):
        if name in told:
            parts[name] = _factor(told[name])
    mix = pd.DataFrame(parts)
    mix["solved"] = told["solved"].fillna(False).astype(float)
    treated = panel.loc[panel["is_treated"], ["community_id", "t"]]
    is_clean = ~pd.MultiIndex.from_frame(told[["community_id", "t"]]).isin(pd.MultiIndex.from_frame(treated))
    learn = mix.loc[is_clean] if is_clean.any() else mix
    names = list(parts)
    cells = learn.groupby(names)["solved"].agg(["size", "sum"]).reset_index()
    unique = mix[names].drop_duplicates()
    levels = [pd.Index(sorted(unique[name].unique())) for name in names]
    beta = fit_case_mix(
        _design(cells[names], levels), cells["size"].to_numpy(float), cells["sum"].to_numpy(float)
    )
    p = 1.0 / (1.0 + np.exp(-np.clip(_design(unique, levels) @ beta, -30, 30)))
    expected = mix[names].merge(unique.assign(p=p), on=names, how="left")["p"].to_numpy()
    sums = pd.Series(expected, index=told.index).groupby([told["community_id"], told["t"]]).sum()
    where = pd.MultiIndex.from_frame(panel[["community_id", "t"]])
    return pd.Series(sums.reindex(where).fillna(0.0).to_numpy(), index=panel.index)


def _design(rows: pd.DataFrame, levels: list[pd.Index]) -> npt.NDArray[np.float64]:
    blocks = [np.ones((len(rows), 1))]
    for name, known in zip(rows.columns, levels):
        block = np.zeros((len(rows), len(known)))
        block[np.arange(len(rows)), known.get_indexer(pd.Index(rows[name]))] = 1.0
        blocks.append(block)
    return np.hstack(blocks)

"""Look at the months before adoption: were adopters already on another path?

A passed test is weak evidence (Roth 2022): the slope a test would have missed, and what that slope alone
would have produced as an "effect", are reported beside every p-value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from textmine.governance.effects.design import Array
from textmine.governance.effects.estimate import imputed_effect
from textmine.governance.effects.imputation import Imputation
from textmine.governance.effects.results import interval
from textmine.governance.effects.two_way import Demeaner

__all__ = ["PreTrend", "event_study", "lead_effects", "pre_trend"]

N_LEADS = 6
# A month seen in fewer communities than this says nothing by itself.
MIN_SHOWN = 5
# A two-sided 5 % test finds a slope of this many standard errors with probability 0.8.
POWER_FACTOR = float(stats.norm.ppf(0.975) + stats.norm.ppf(0.8))


@dataclass(frozen=True)
class PreTrend:
    """Hold the slope of adopters against controls before adoption, per month, and what it implies.

    `implied_effect` is the estimate that this slope alone would have produced; `estimate_without_trend`
    with its interval is the effect if the slope had gone on. `detectable_slope` is found with probability
    0.8, and `detectable_effect` is what it would have produced: an effect smaller than that could be a
    missed trend.
    """

    slope: float
    slope_se: float
    slope_p: float
    joint_p: float
    implied_effect: float
    detectable_effect: float
    estimate_without_trend: float
    low_without_trend: float
    high_without_trend: float
    n_treated: int

    @property
    def is_found(self) -> bool:
        """Tell whether the slope differs from zero at 5 %."""
        return bool(np.isfinite(self.slope_p) and self.slope_p < 0.05)

    def to_record(self) -> dict[str, float]:
        """Return the numbers as one row."""
        return dict(self.__dict__)


def _regress(fit: Imputation, columns: Array) -> tuple[Array, Array, Array]:
    """Regress untreated cells on columns with unit and month effects; return coefficients, influences."""
    weight = fit.untreated_weight
    remove = Demeaner(weight)
    x = remove(columns)
    y = remove(np.where(weight > 0, np.nan_to_num(fit.grid.y), 0.0))
    gram = np.einsum("kit,it,lit->kl", x, weight, x)
    inverse = np.linalg.pinv(gram, rcond=1e-10, hermitian=True)
    beta = inverse @ np.einsum("kit,it,it->k", x, weight, y)
    residual = y - np.einsum("k,kit->it", beta, x)
    influence = np.einsum("kit,it,it->ik", x, weight, residual) @ inverse
    n_units = int((weight.sum(axis=1) > 0).sum())
    return beta, influence * np.sqrt(n_units / max(n_units - 1, 1)), gram


def _leads(fit: Imputation, own: npt.NDArray[Any]) -> list[int]:
    """Choose the leads: at most six months, leaving at least three earlier months to compare with."""
    before = fit.grid.start[own & (fit.grid.start > 0)] - fit.grid.times[0]
    usable = int(min(N_LEADS, before.min() - 3)) if len(before) else 0
    return list(range(1, usable + 1))


def pre_trend(fit: Imputation, weights: Array, own: npt.NDArray[Any]) -> PreTrend | None:
    """Test the months before adoption; None where fewer than two of them exist.

    The joint test of six leads is not given below ten treated communities, where it rejects far too often
    (docs/evaluation.md).
    """
    grid = fit.grid
    own_treated = own & (grid.start > 0) & (fit.untreated_weight.sum(axis=1) > 0)
    n_treated = int(own_treated.sum())
    distance = np.where(own_treated[:, None], grid.times[None, :] - grid.start[:, None], 0.0)
    if not n_treated or (fit.untreated_weight[own_treated] > 0).sum(axis=1).max() < 2:
        return None
    beta, influence, gram = _regress(fit, distance[None])
    if gram[0, 0] < 1e-9:
        return None
    slope, se = float(beta[0]), float(np.sqrt((influence[:, 0] ** 2).sum()))
    n_control = int(((fit.untreated_weight.sum(axis=1) > 0) & ~own_treated).sum())
    df = max(min(n_treated, n_control) - 1, 1)
    _, _, p = interval(slope, se, df)
    weights = np.where(np.isnan(fit.gain), 0.0, weights * own[:, None])
    weights = weights / weights.sum()
    a, b = fit.solve(weights.sum(axis=1), weights.sum(axis=0))
    reach = float(((weights - fit.untreated_weight * (a[:, None] + b[None, :])) * distance).sum())
    horizon = grid.times[None, :] - grid.start[:, None]
    own_part = fit.influence(weights, fit.group_means(weights, horizon, is_left_out=True))
    adjusted = fit.mean(weights) - slope * reach
    adjusted_se = float(np.sqrt(((own_part - reach * influence[:, 0]) ** 2).sum()))
    low, high, _ = interval(adjusted, adjusted_se, df)
    joint = _joint(fit, own, n_treated) if n_treated >= 10 else float("nan")
    missed = POWER_FACTOR * se * abs(reach) if np.isfinite(p) else float("nan")
    return PreTrend(slope, se, p, joint, slope * reach, missed, adjusted, low, high, n_treated)


def _joint(fit: Imputation, own: npt.NDArray[Any], n_treated: int) -> float:
    leads = _leads(fit, own)
    if not leads:
        return float("nan")
    beta, influence, _ = _regress(fit, _lead_columns(fit, own, leads))
    covariance = influence.T @ influence
    rank = int(np.linalg.matrix_rank(covariance))
    if n_treated <= rank + 2 or not rank:
        return float("nan")
    wald = float(beta @ np.linalg.pinv(covariance) @ beta)
    # Hotelling's scaling: the covariance was learned from no more than the treated units.
    return float(stats.f.sf(wald * (n_treated - rank) / (rank * (n_treated - 1)), rank, n_treated - rank))


def _lead_columns(fit: Imputation, own: npt.NDArray[Any], leads: list[int]) -> Array:
    distance = fit.grid.start[:, None] - fit.grid.times[None, :]
    is_own = (own & (fit.grid.start > 0))[:, None]
    return np.stack([((distance == lead) & is_own).astype(float) for lead in leads])


def event_study(fit: Imputation, weights: Array, own: npt.NDArray[Any], *, n_after: int = 18) -> pd.DataFrame:
    """List effects by months since adoption, and the months before it as a check.

    From month 0 on these are imputed effects; before it, coefficients of a regression on untreated months
    that compares each lead with the months before the first lead (Borusyak et al.). Both kinds are not on
    one footing: a jump between month -1 and month 0 is not evidence by itself.

    Returns
    -------
    DataFrame
        `month`, `estimate`, `low`, `high`, `band_low`, `band_high` (simultaneous, Bonferroni), `n_treated`.
    """
    rows: list[tuple[int, float, float, int]] = []
    leads = _leads(fit, own) if (own & (fit.grid.start > 0)).sum() >= MIN_SHOWN else []
    horizon = fit.grid.times[None, :] - fit.grid.start[:, None]
    if leads:
        beta, influence, _ = _regress(fit, _lead_columns(fit, own, leads))
        n_treated = int((own & (fit.grid.start > 0)).sum())
        for at, lead in enumerate(leads):
            se = float(np.sqrt((influence[:, at] ** 2).sum()))
            rows.append((-lead, float(beta[at]), se, n_treated))
    for month in range(n_after + 1):
        part = weights * own[:, None] * (horizon == month) * (fit.grid.start > 0)[:, None]
        effect = imputed_effect(fit, part, is_small_sample=True)
        if effect.n_treated >= MIN_SHOWN:
            rows.append((month, effect.estimate, effect.se, effect.n_treated))
    table = pd.DataFrame(sorted(rows), columns=["month", "estimate", "se", "n_treated"])
    df = np.maximum(table["n_treated"].to_numpy() - 1, 1)
    wide = stats.t.ppf(1 - 0.025 / max(len(table), 1), df) if len(table) else np.array([])
    point = stats.t.ppf(0.975, df) if len(table) else np.array([])
    return table.assign(
        low=table["estimate"] - point * table["se"],
        high=table["estimate"] + point * table["se"],
        band_low=table["estimate"] - wide * table["se"],
        band_high=table["estimate"] + wide * table["se"],
    )


def lead_effects(fit: Imputation, leads: list[int]) -> tuple[Array, Array]:
    """Return the coefficients of chosen leads on untreated cells, and their standard errors by unit.

    Each lead is compared with the periods before the first of them (Borusyak et al. 2024, section 4.4).
    """
    if not leads:
        return np.array([]), np.array([])
    own = fit.grid.start > 0
    beta, influence, _ = _regress(fit, _lead_columns(fit, own, leads))
    return beta, np.asarray(np.sqrt((influence**2).sum(axis=0)))

"""Follow an effect by time since the start, by any of the methods, on any staggered table.

What ``compare_models`` shows for a panel of communities, for a table of one's own: effects from the start
on, and the periods before it as a check.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from textmine.errors import InputError
from textmine.governance.effects.design import Array, Design, Grid, lay_out
from textmine.governance.effects.estimate import imputed_effect, long_table
from textmine.governance.effects.group_time import group_time_effects
from textmine.governance.effects.imputation import Imputation, impute
from textmine.governance.effects.pretrend import lead_effects
from textmine.governance.effects.results import interval

__all__ = ["dynamic_effects"]

_METHODS = ("imputation", "two_stage", "callaway_santanna", "sun_abraham")
_COLUMNS = ["event_time", "estimate", "se"]


def dynamic_effects(
    table: pd.DataFrame,
    design: Design | None = None,
    *,
    method: str = "imputation",
    n_before: int | None = None,
    n_after: int | None = None,
) -> pd.DataFrame:
    """Estimate effects by periods since the start (0 is the first treated period).

    Parameters
    ----------
    method : str
        ``imputation`` (before the start: a regression on untreated cells that compares each lead with the
        periods before the first lead, Borusyak et al.), ``two_stage`` (before the start: mean residuals),
        ``callaway_santanna`` (varying base; covariates of the design doubly robust), ``sun_abraham``
        (against the period before the start).
    n_before, n_after : int, optional
        How many periods before and after; by default no period before for ``imputation``, all otherwise.

    Returns
    -------
    DataFrame
        `event_time`, `estimate`, `se`, `low`, `high` (95 %, pointwise).

    Raises
    ------
    InputError
        For an unknown method, or a column that is missing, or when no unit is treated.

    Examples
    --------
    >>> table = pd.DataFrame({"community_id": list("aaabbbccc"), "t": [1, 2, 3] * 3,
    ...     "g": [2] * 3 + [0] * 6, "solved_share": [0.5, 0.7, 0.8, 0.5, 0.5, 0.5, 0.6, 0.6, 0.6]})
    >>> dynamic_effects(table)["estimate"].round(2).tolist()
    [0.2, 0.3]
    """
    design = design or Design()
    if method not in _METHODS:
        raise InputError(
            f"unknown method {method!r}",
            fix=f"choose one of {', '.join(_METHODS)}",
            zh=f"未知方法 {method}，可选：{'、'.join(_METHODS)}",
        )
    grid = lay_out(table, design)
    if not (grid.is_treated & (grid.weight > 0)).any():
        raise InputError("no unit is treated within the table", column=design.start, zh="表内没有单位启用")
    if method == "callaway_santanna":
        found = group_time_effects(table, design).dynamic()
    elif method == "sun_abraham":
        found = _by_library(long_table(grid))
    else:
        found = _imputed(grid, n_before, is_two_stage=method == "two_stage")
    event = found["event_time"]
    if n_before is not None:
        found = found.loc[event >= -n_before]
    if n_after is not None:
        found = found.loc[found["event_time"] <= n_after]
    limits = [interval(e, s)[:2] for e, s in zip(found["estimate"], found["se"])]
    found = found.assign(low=[ends[0] for ends in limits], high=[ends[1] for ends in limits])
    return found.astype({"event_time": int}).reset_index(drop=True)


def _imputed(grid: Grid, n_before: int | None, *, is_two_stage: bool) -> pd.DataFrame:
    fit = impute(grid)
    since = np.where((grid.start > 0)[:, None], grid.times[None, :] - grid.start[:, None], np.nan)
    rows = []
    for event in np.unique(since[(since >= 0) & ~np.isnan(fit.gain)]):
        weights = np.where(since == event, grid.weight, 0.0)
        effect = imputed_effect(fit, weights, is_two_stage=is_two_stage)
        rows.append((event, effect.estimate, effect.se))
    leads = np.unique(-since[(since < 0) & (grid.weight > 0)]).astype(int).tolist()
    if is_two_stage:
        rows += [_mean_residual(fit, since == -lead, -lead) for lead in leads]
    elif n_before:
        beta, se = lead_effects(fit, [lead for lead in leads if lead <= n_before])
        rows += [(-lead, float(b), float(s)) for lead, b, s in zip(leads, beta, se)]
    return pd.DataFrame(sorted(rows), columns=_COLUMNS)


def _mean_residual(fit: Imputation, chosen: Array, event: int) -> tuple[int, float, float]:
    """Average the first-stage residuals of untreated cells, with Gardner's two-stage standard error."""
    weights = np.where(chosen, fit.untreated_weight, 0.0)
    weights = weights / weights.sum()
    mean = float((weights * fit.residual).sum())
    a, b = fit.solve(weights.sum(axis=1), weights.sum(axis=0))
    first = fit.untreated_weight * (a[:, None] + b[None, :]) * fit.residual
    part = (weights * (fit.residual - mean)).sum(axis=1) - first.sum(axis=1)
    return event, mean, float(np.sqrt((part**2).sum()))


def _by_library(rows: pd.DataFrame) -> pd.DataFrame:
    import diff_diff

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = diff_diff.SunAbraham().fit(
            rows, outcome="y", unit="unit", time="time", first_treat="start", covariates=None
        )
    found = [(int(e), v["effect"], v["se"]) for e, v in sorted(fit.event_study_effects.items())]
    return pd.DataFrame(found, columns=_COLUMNS)

"""Ask how wrong the assumptions may be before a conclusion falls: bounded violations and placebo dates."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.governance.effects.design import Grid
from textmine.governance.effects.estimate import imputed_effect, long_table
from textmine.governance.effects.imputation import impute
from textmine.governance.effects.results import Effect

__all__ = ["honest_bounds", "placebo_dates", "quarterly"]

MAGNITUDES = (0.0, 0.5, 1.0, 2.0)
_FIRST_YEAR = 4


def quarterly(grid: Grid) -> Grid:
    """Merge months into quarters; a quarter is treated from its first treated month on."""
    months = grid.times.astype(int) - int(grid.times[0])
    quarter = months // 3
    n = int(quarter.max()) + 1
    start = np.where(grid.start > 0, (grid.start - grid.times[0]) // 3 + 1, 0.0)
    # In the quarter of the start only the months at work count.
    is_early = (grid.start > 0)[:, None] & (grid.times[None, :] < grid.start[:, None])
    is_early &= quarter[None, :] + 1 >= start[:, None]
    weight = np.where(is_early & (start > 0)[:, None], 0.0, grid.weight)
    total, top = np.zeros((len(grid.units), n)), np.zeros((len(grid.units), n))
    for q in range(n):
        at = quarter == q
        total[:, q] = weight[:, at].sum(axis=1)
        top[:, q] = (weight[:, at] * np.nan_to_num(grid.y[:, at])).sum(axis=1)
    y = np.where(total > 0, top / np.where(total > 0, total, 1.0), np.nan)
    return Grid(grid.units, np.arange(1, n + 1), start, y, total)


def honest_bounds(grid: Grid, own: npt.NDArray[Any]) -> pd.DataFrame:
    """Bound the mean effect of the first year when later trends may differ as much as earlier ones did.

    Rambachan & Roth 2023 (Review of Economic Studies 90: 2555) on quarterly Callaway-Sant'Anna estimates:
    with `magnitude` M, two consecutive quarters may deviate up to M times as much as any two before
    adoption; 0 is exact parallel trends. `smooth` allows a straight difference in trend.

    Returns
    -------
    DataFrame
        `restriction`, `magnitude`, `low`, `high`, `is_clear`; empty where quarters before adoption are
        too few.
    """
    import diff_diff

    columns = ["restriction", "magnitude", "low", "high", "is_clear"]
    part = quarterly(grid.take(np.flatnonzero(own & (grid.start > 0) | (grid.start == 0))))
    rows = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fit = diff_diff.CallawaySantAnna(
                estimation_method="reg",
                base_period="universal",
                allow_unbalanced_panel=bool(np.isnan(part.y).any()),
            ).fit(long_table(part), outcome="y", unit="unit", time="time", first_treat="start")
            event = fit.aggregate("event_study")
            n_after = int((np.asarray(event.event_time) >= 0).sum())
            target = np.zeros(n_after)
            target[:_FIRST_YEAR] = 1.0 / min(_FIRST_YEAR, n_after)
            for kind, restriction in (("relative_magnitude", "magnitude"), ("smoothness", "smooth")):
                for size in MAGNITUDES if restriction == "magnitude" else (0.0,):
                    found = diff_diff.HonestDiD(method=kind, M=size, l_vec=target).fit(event)
                    low, high = float(found.ci_lb), float(found.ci_ub)
                    rows.append((restriction, size, low, high, low * high > 0))
        except (ValueError, np.linalg.LinAlgError, KeyError, IndexError):
            # Too few quarters before adoption, or a covariance without full rank: no bound is better than
            # a wrong one.
            return pd.DataFrame(rows, columns=columns)
    return pd.DataFrame(rows, columns=columns)


def placebo_dates(
    grid: Grid, *, label: str = "all", outcome: str = "", shifts: tuple[int, ...] = (6, 12)
) -> list[Effect]:
    """Pretend that adoption came 6 or 12 months earlier and estimate the "effect" before the true date.

    Only months before the true start are used, so that a true effect cannot show.
    """
    found = []
    hidden = np.where(grid.is_treated, 0.0, grid.weight)
    for shift in shifts:
        start = np.where(grid.start > 0, grid.start - shift, 0.0)
        keep = (start == 0) | (start > grid.times[0])
        fake = Grid(
            grid.units[keep],
            grid.times,
            start[keep],
            np.where(hidden[keep] > 0, grid.y[keep], np.nan),
            hidden[keep],
        )
        if not (fake.start > 0).any():
            continue
        effect = imputed_effect(impute(fake), fake.weight, label=label, outcome=outcome, is_small_sample=True)
        found.append(Effect(**{**effect.__dict__, "method": f"placebo_{shift}_months_earlier"}))
    return found

"""Tell months in which a community was not in the data from months in which nobody complained.

A community that joins the hotline late, or is merged away, has months without any case at the edge of the panel.
Taken for true zeros they make its intake rise from nothing, or fall to it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.governance.effects.design import Array

__all__ = ["CHANCE", "absence_notes", "absent_months"]

# A run of empty months that chance would leave in fewer communities than this is no chance.
CHANCE = 0.001
_MIN_MONTHS = 4
_MIN_RUN = 2  # One empty month at an end hardly moves a rate, and among many communities comes by chance.
_NAMED_LIMIT = 8


def absent_months(table: pd.DataFrame) -> pd.Series:
    """Tell which months lie in a run at the edge of the panel that is too long to be empty by chance.

    Given its n cases, and were they spread over the months like those of all communities together, a community has
    no case in a run of months with the probability (1 - s)^(n / φ), s being the run's share of all cases: the
    Poisson probability of an empty run, with the number of its cases known. φ, at least 1, is the variance of its
    months over their mean (Pearson's, between its first case and its last): cases that come in bursts are fewer than
    they look; of a community seen in fewer than four months each month counts as one case. Where that probability is
    below 1 in 1000 the months of the run, two at least, are absent. A community with few cases keeps its zeros, and
    so do months in which nobody has a case: s is then 0.

    Parameters
    ----------
    table : DataFrame
        `community_id`, `t` and `n_recv`, one row a community and month, in any order.

    Returns
    -------
    Series of bool
        One value a row, with the table's index; all false without `n_recv`, without rows, and without a case.

    Examples
    --------
    >>> table = pd.DataFrame({"community_id": ["c1"] * 6 + ["c2"] * 6, "t": [1, 2, 3, 4, 5, 6] * 2,
    ...     "n_recv": [9, 8, 9, 8, 7, 9, 0, 0, 9, 8, 7, 9]})
    >>> absent_months(table)[6:].tolist()
    [True, True, False, False, False, False]
    """
    out = np.zeros(len(table), dtype=bool)
    if "n_recv" not in table or not table["n_recv"].fillna(0).sum():
        return pd.Series(out, index=table.index)
    unit, _ = pd.factorize(table["community_id"])
    times, at = np.unique(table["t"].to_numpy(), return_inverse=True)
    counts = np.full((unit.max() + 1, len(times)), np.nan)
    counts[unit, at] = table["n_recv"].to_numpy(float)
    share = np.nansum(counts, axis=0) / np.nansum(counts)
    absent = np.array([_edges(row, share) for row in counts])
    out = absent[unit, at]
    return pd.Series(out, index=table.index)


def _edges(counts: Array, share: Array) -> npt.NDArray[np.bool_]:
    """Mark the empty runs at both ends of one community's months; a month without a row is no month of a run."""
    found = np.zeros(len(counts), dtype=bool)
    seen = np.flatnonzero(np.nan_to_num(counts) > 0)
    if not len(seen):
        return found
    first, last = seen[0], seen[-1] + 1
    own = np.where(np.isnan(counts), 0.0, share)
    total = np.nansum(counts)
    inside, within = np.nan_to_num(counts[first:last]), own[first:last]
    expected = inside.sum() * within / within.sum()
    is_open = expected > 0
    spread = ((inside - expected)[is_open] ** 2 / expected[is_open]).sum() / max(is_open.sum() - 1, 1)
    # Too few months show no spread: eight cases in one month may be one burst, and count as one.
    n = total / max(1.0, spread) if last - first >= _MIN_MONTHS else (inside > 0).sum()
    for run in (slice(0, first), slice(last, len(counts))):
        left = 1 - own[run].sum() / own.sum()
        is_long = (own[run] > 0).sum() >= _MIN_RUN
        found[run] = ~np.isnan(counts[run]) & (is_long and left**n < CHANCE)
    return found


def absence_notes(table: pd.DataFrame) -> list[str]:
    """Name the communities that were not in the data at first or at last, and the months.

    Examples
    --------
    >>> table = pd.DataFrame({"community_id": ["c1"] * 6 + ["c2"] * 6, "t": [1, 2, 3, 4, 5, 6] * 2,
    ...     "month": [f"2023-0{t}" for t in (1, 2, 3, 4, 5, 6)] * 2, "n_recv": [9, 8, 9, 8, 7, 9, 0, 0, 9, 8, 7, 9]})
    >>> absence_notes(table)[0].partition(":")[2]
    ' these months are not used for counts (c2 2023-01–2023-02)'
    """
    rows = table.loc[absent_months(table).to_numpy()].sort_values(["community_id", "t"])
    if not len(rows):
        return []
    run = (rows["t"].diff() != 1) | (rows["community_id"] != rows["community_id"].shift())
    ends = rows.groupby(run.cumsum()).agg(
        community=("community_id", "first"), first=("month", "first"), last=("month", "last")
    )
    named = [f"{row.community} {row.first}–{row.last}" for row in ends.itertuples()]
    some = ", ".join(named[:_NAMED_LIMIT]) + (" …" if len(named) > _NAMED_LIMIT else "")
    return [
        f"{rows['community_id'].nunique()} communities have no case in months at the beginning or the end, more than "
        f"chance leaves empty: these months are not used for counts ({some})"
    ]

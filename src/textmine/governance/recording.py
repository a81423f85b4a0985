"""Tell what was not recorded in a month, or by a community, from what did not happen.

A hotline begins to note satisfaction in July; one district exports no closing dates. Counted, the months before and
the communities without are zeros: every resident dissatisfied, every case open. They are unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.governance.counting import CLOSING_DAYS

__all__ = ["CHANCE", "SOURCES", "counted_together", "unrecorded", "unrecorded_notes", "without_unrecorded"]

# A column that so many cases leave blank by chance more seldom than this was not kept.
CHANCE = 1e-6
# However full a column is elsewhere, one case in twenty may be left blank: fewer than five blanks say nothing.
_MOST = 0.95
# Communities differ in what they have: a column that less than half of the cases fill may tell of few of them.
_LEAST_OF_COMMUNITIES = 0.5
_NAMED_LIMIT = 4

# What is counted from columns that cases need not have. Where none of these says anything, a 0 would be a
# measurement nobody made.
SOURCES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("contacted",), ("n_contacted",)),
    (("satisfaction",), ("n_sat", "n_basic")),
    (("excluded",), ("n_excluded", "n_recv_kept", "n_valid_kept", "n_solved_kept")),
    (("closed_at",), ("n_closed", *(f"n_closed_{day}d" for day in CLOSING_DAYS))),
    (("issue_id",), ("n_repeat", "n_repeat_due", "n_repeated_90d", "n_dup", "open_days")),
    (
        ("callback_valid", "solved"),
        ("n_valid_cb", "n_valid_kept", "n_contacted", "n_sat", "n_basic"),
    ),
)
_OF_SOLVED = ("n_solved", "n_solved_kept", "exp_solved")
# Column of the cases: what cannot be counted where it was not kept, in the order in which it is reported.
_COUNTS: dict[str, tuple[str, ...]] = {
    "callback_valid": (*SOURCES[5][1], *_OF_SOLVED),
    "solved": _OF_SOLVED,
    "contacted": SOURCES[0][1],
    "satisfaction": SOURCES[1][1],
    "closed_at": (*SOURCES[3][1], "n_due", "rmst_days", "median_ttc_days", *SOURCES[4][1]),
    "issue_id": SOURCES[4][1],
}


def unrecorded(cases: pd.DataFrame) -> pd.DataFrame:
    """List the months, and the communities, in which a column kept elsewhere was not kept.

    Of the n cases of a month that could fill the column (for `solved`, `contacted` and `satisfaction` those with a
    valid call-back, where call-backs are told) none does, while the share filled in all other months is p (at most .95): by chance
    that happens with (1 - p)^n. Below one in a million the column was not kept in that month; in the same way for the
    cases of one community, where p is at least one half; and for the months of one community before the first in which it fills the
    column, and behind the last, with the p of its months between. Of `closed_at` only months before the last one with a closing are
    looked at: the cases after it may be open yet. Of columns of yes and no in which no is never written communities are not looked at: blank
    may be their no. Without a `callback_valid` the answers of `solved` tell who was called back.

    Parameters
    ----------
    cases : DataFrame
        Prepared cases with `t`.

    Returns
    -------
    DataFrame
        `column`, `t` (NaN for a whole community), `community_id` (blank for a month of all); no rows where nothing is amiss.

    Examples
    --------
    >>> cases = pd.DataFrame({"community_id": "c1", "t": [1] * 20 + [2] * 20,
    ...     "satisfaction": [None] * 20 + ["满意"] * 19 + [None]})
    >>> unrecorded(cases)
             column    t community_id
    0  satisfaction  1.0
    """
    found = []
    is_called = _called_back(cases)
    has_callbacks = "callback_valid" in cases and bool(cases["callback_valid"].notna().any())
    for name in _COUNTS:
        if name not in cases:
            continue
        is_filled = (cases[name].astype("string").str.strip().fillna("") != "").to_numpy(dtype=bool)
        is_asked = is_called if name in ("solved", "contacted", "satisfaction") else np.ones(len(cases), bool)
        column = "callback_valid" if name == "solved" and not has_callbacks else name
        t = cases["t"].to_numpy()
        known = is_asked & (t <= t[is_filled].max()) if name == "closed_at" and is_filled.any() else is_asked
        months = _silent(t[known], is_filled[known])
        found += [(column, float(at), "") for at in months]
        if not _is_yes_alone(cases[name]):
            units = cases["community_id"].to_numpy()
            silent = _silent(units[is_asked], is_filled[is_asked], least=_LEAST_OF_COMMUNITIES)
            found += [(column, np.nan, str(at)) for at in silent]
            rows = is_asked & ~np.isin(t, months) & ~np.isin(units, silent)
            stretches = _silent_stretches(units[rows], t[rows], is_filled[rows], may_end=name != "closed_at")
            found += [(column, float(at), unit) for unit, at in stretches]
    return pd.DataFrame(found, columns=["column", "t", "community_id"])


def _called_back(cases: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which cases have a valid call-back; all where nothing tells."""
    if "callback_valid" not in cases or not cases["callback_valid"].notna().any():
        return np.ones(len(cases), dtype=bool)
    return cases["callback_valid"].fillna(False).to_numpy(dtype=bool)


def _is_yes_alone(values: pd.Series) -> bool:
    return pd.api.types.is_bool_dtype(values.dtype) and bool(values.dropna().all())


def _silent(
    group: npt.NDArray[np.generic], is_filled: npt.NDArray[np.bool_], *, least: float = 0.0
) -> list[Any]:
    """Return the groups without anything filled in that chance does not leave so; none where the others fill less than `least`."""
    names, at = np.unique(group, return_inverse=True)
    n = np.bincount(at, minlength=len(names)).astype(float)
    k = np.bincount(at, weights=is_filled.astype(float), minlength=len(names))
    if not k.any():
        return []  # Not kept at all, which is another matter.
    share = min(k.sum() / (n[k > 0].sum() + 2.0), _MOST)
    if share < least:
        return []
    is_silent = (k == 0) & (n * np.log1p(-share) < np.log(CHANCE))
    return names[is_silent].tolist()


def _silent_stretches(
    units: npt.NDArray[Any],
    t: npt.NDArray[Any],
    is_filled: npt.NDArray[np.bool_],
    *,
    may_end: bool,
) -> list[tuple[str, float]]:
    """List the months of communities before they began to fill a column and, where that `may_end`, behind their last."""
    if not is_filled.any():
        return []
    cells = pd.DataFrame({"unit": units, "t": t, "n": 1.0, "k": is_filled.astype(float)})
    cells = cells.groupby(["unit", "t"], sort=True)[["n", "k"]].sum().reset_index()
    told = cells.loc[cells["k"] > 0].groupby("unit")["t"].agg(["min", "max"])
    cells = cells.merge(
        told, left_on="unit", right_index=True
    )  # One without anything filled in has no first month.
    is_between = (cells["t"] >= cells["min"]) & (cells["t"] <= cells["max"])
    within = cells.loc[is_between].groupby("unit")[["n", "k"]].sum()
    share = (within["k"] / (within["n"] + 2.0)).clip(upper=_MOST)
    found = []
    for is_outside in [cells["t"] < cells["min"], *([cells["t"] > cells["max"]] if may_end else [])]:
        outside = cells.loc[is_outside]
        n = outside.groupby("unit")["n"].sum()
        own = share.reindex(n.index)
        silent = n.index[(own >= _LEAST_OF_COMMUNITIES) & (n * np.log1p(-own) < np.log(CHANCE))]
        rows = outside.loc[outside["unit"].isin(silent)]
        found += [(str(unit), float(at)) for unit, at in zip(rows["unit"], rows["t"], strict=True)]
    return sorted(found)


def without_unrecorded(panel: pd.DataFrame, missing: pd.DataFrame) -> pd.DataFrame:
    """Blank what is counted from columns where they were not kept; the given panel is not changed.

    Parameters
    ----------
    panel : DataFrame
        Columns `community_id`, `t` and counts.
    missing : DataFrame
        As returned by :func:`unrecorded`.
    """
    out = panel.copy()
    for name, part in missing.groupby("column", sort=False):
        of_all, of_one = part["community_id"] == "", part["t"].isna()
        rows = out["t"].isin(part.loc[of_all, "t"]) | out["community_id"].isin(
            part.loc[of_one, "community_id"]
        )
        cells = part.loc[~of_all & ~of_one, ["community_id", "t"]]
        rows |= pd.MultiIndex.from_frame(out[["community_id", "t"]].astype({"t": float})).isin(
            pd.MultiIndex.from_frame(cells)
        )
        counts = [count for count in _COUNTS[str(name)] if count in out]
        out[counts] = out[counts].astype(float).mask(rows)
    return out


def counted_together(panel: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Blank the columns in rows in which one of them is blank, so that their sums count the same months.

    Columns the panel lacks, or that are blank throughout, are passed over. The given panel is not changed.

    Examples
    --------
    >>> panel = pd.DataFrame({"n_valid_cb": [10, 8], "n_sat": [None, 6]})
    >>> counted_together(panel, "n_valid_cb", "n_sat").sum().tolist()
    [8.0, 6.0]
    """
    out = panel.copy()
    told = [name for name in columns if name in out and out[name].notna().any()]
    out[told] = out[told].astype(float).mask(out[told].isna().any(axis=1))
    return out


def unrecorded_notes(panel: pd.DataFrame) -> list[str]:
    """Say of which columns of cases nothing is counted in some community-months though it is in others."""
    notes = []
    reported: set[str] = set()
    for name, counts in _COUNTS.items():
        told = panel[counts[0]].notna() if counts[0] in panel else pd.Series(False, index=panel.index)
        if not told.any() or told.all() or counts[0] in reported:
            continue
        blank = panel.loc[~told]
        months, units = sorted(blank["month"].unique()), sorted(blank["community_id"].unique())
        is_by_month = len(months) * panel["community_id"].nunique() <= len(units) * panel["month"].nunique()
        notes.append(
            f"{name} is not told in {len(blank)} of {len(panel)} community-months ({_some(months if is_by_month else units)}): "
            "what is counted from it is blank there"
        )
        # Where nobody was called back nothing is solved, nobody is satisfied: one note is enough.
        reported |= {count for count in counts if count in panel and (panel[count].isna() == ~told).all()}
    return notes


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED_LIMIT]) + (" …" if len(names) > _NAMED_LIMIT else "")

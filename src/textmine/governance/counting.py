"""Count the cases of each community and month: rates, closing times, repeats and duplicates.

Three denominators are kept apart throughout: all cases due, cases closed, and cases with a valid call-back.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.mining.delays import days_between

__all__ = [
    "CATEGORY_PREFIX",
    "CLOSING_DAYS",
    "count_cases",
    "count_categories",
    "find_repeats",
    "restricted_mean_by_group",
    "satisfaction_level",
]

DUE_DAYS = 30
# Days at which a panel tells how many of the due cases were closed.
CLOSING_DAYS = (1, 3, 7, 15, 30)
# More categories than these are added up under one name.
CATEGORIES_LIMIT = 20
# A panel holds one such column for every category of cases.
CATEGORY_PREFIX = "n_recv:"
REPEAT_DAYS = 90
_DAY = 86_400.0
_SATISFIED = frozenset(
    ["非常满意", "很满意", "满意", "very satisfied", "satisfied", "very_satisfied", "5", "4"]
)
_BASIC = frozenset(
    ["基本满意", "比较满意", "一般", "basically satisfied", "basic", "basically_satisfied", "3"]
)


def satisfaction_level(values: pd.Series) -> pd.Series:
    """Read the resident's judgement: 1.0 satisfied, 0.9 basically satisfied, 0.0 dissatisfied or silent.

    Examples
    --------
    >>> satisfaction_level(pd.Series(["满意", "基本满意", "不满意", None])).tolist()
    [1.0, 0.9, 0.0, 0.0]
    """
    words = values.astype("string").str.strip().str.lower().str.removesuffix(".0").fillna("")
    level = np.where(words.isin(_SATISFIED), 1.0, np.where(words.isin(_BASIC), 0.9, 0.0))
    return pd.Series(level, index=values.index)


def restricted_mean_by_group(
    days: npt.NDArray[np.float64],
    is_closed: npt.NDArray[np.bool_],
    group: npt.NDArray[Any],
    horizon: float,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Estimate restricted mean and median of the time to close in every group at once (Kaplan-Meier).

    Groups are 0 … max; a group without cases gets NaN. Where follow-up ends before the horizon with cases
    still open, the curve is carried flat to the horizon.
    """
    n_groups = int(group.max()) + 1 if len(group) else 0
    means, medians = np.full(n_groups, np.nan), np.full(n_groups, np.nan)
    # Closings before censorings on the same day: a case closed that day was still at risk.
    order = np.lexsort((~is_closed, days, group))
    days, is_closed, group = days[order], is_closed[order], group[order]
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]]) if len(group) else np.array([], dtype=int)
    for begin, end in zip(starts, np.r_[starts[1:], len(group)]):
        d, event = days[begin:end], is_closed[begin:end]
        at_risk = np.arange(end - begin, 0, -1)
        survival = np.cumprod(1.0 - event / at_risk)
        edges = np.minimum(np.r_[0.0, d, horizon], horizon)
        means[group[begin]] = float(np.sum(np.r_[1.0, survival] * np.diff(np.maximum.accumulate(edges))))
        below = np.flatnonzero(survival <= 0.5 + 1e-12)
        medians[group[begin]] = d[below[0]] if len(below) else np.nan
    return means, medians


def find_repeats(cases: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Tell for each case whether it repeats a closed issue, reports an open one again, or is itself repeated.

    Returns
    -------
    DataFrame
        `is_repeat` (the issue had been closed in the 90 days before), `is_duplicate` (it was open: a further
        report), `repeated_90d` (a later case of the issue within 90 days of closure), `repeat_due`
        (followed for 90 days), `open_days` (days this issue stood open, on its first report only).
        Without ``issue_id`` nothing is a repeat. Where only the date of a closing is known, days are compared:
        a report on the day of closing is a further report. A case whose closing date is impossible
        (`closing_unknown`) says nothing of its issue and is passed over.
    """
    n = len(cases)
    result = pd.DataFrame(
        {
            "is_repeat": np.zeros(n, bool),
            "is_duplicate": np.zeros(n, bool),
            "repeated_90d": np.zeros(n, bool),
            "repeat_due": np.zeros(n, bool),
            "open_days": np.zeros(n),
        },
        index=cases.index,
    )
    if "issue_id" not in cases:
        return result
    is_told = (cases["issue_id"] != "") & ~_is_unknown(cases)
    known = cases.loc[is_told, ["community_id", "issue_id", "received_at", "closed_at"]]
    known = known.sort_values(["community_id", "issue_id", "received_at"], kind="stable")
    received = known["received_at"].to_numpy().astype("datetime64[s]").astype(np.float64) / _DAY
    closed = known["closed_at"].to_numpy().astype("datetime64[s]")
    is_closed = ~np.isnat(closed)
    is_date = closed == closed.astype("datetime64[D]")
    last = end.to_datetime64().astype("datetime64[s]").astype(np.float64) / _DAY
    closed_day = np.where(is_closed, closed.astype(np.float64) / _DAY, np.inf)
    flags = {name: result[name].to_numpy().copy() for name in result}
    rows = cases.index.get_indexer(known.index)
    key = (known["community_id"] + "\x1f" + known["issue_id"]).to_numpy()
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.array([], dtype=int)
    for begin, stop in zip(starts, np.r_[starts[1:], len(key)]):
        spell_end, spell_first = -np.inf, begin
        for at in range(begin, stop):
            came = np.floor(received[at]) if is_date[spell_first] else received[at]
            if at == begin or came > spell_end:
                if at > begin and came - spell_end <= REPEAT_DAYS:
                    flags["is_repeat"][rows[at]] = True
                    flags["repeated_90d"][rows[spell_first]] = True
                spell_end, spell_first = closed_day[at], at
                stood_from = np.floor(received[at]) if is_date[at] else received[at]
                flags["open_days"][rows[at]] = max(0.0, min(spell_end, last) - stood_from)
                flags["repeat_due"][rows[at]] = is_closed[at] and last - closed_day[at] >= REPEAT_DAYS
            else:
                flags["is_duplicate"][rows[at]] = True
    flags["repeated_90d"] &= flags["repeat_due"]
    return pd.DataFrame(flags, index=cases.index)


def _is_unknown(cases: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which cases have a closing date that cannot be; none where nobody looked."""
    if "closing_unknown" not in cases:
        return np.zeros(len(cases), dtype=bool)
    return cases["closing_unknown"].to_numpy(dtype=bool)


def count_cases(cases: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Count prepared cases (with their month `t`) by community and month; cells without a case are absent.

    Days to close are counted from date to date where only the date of closing is known. A case whose closing
    date is impossible (`closing_unknown`) is neither closed, due nor open, but counts as received and as called
    back.
    """
    is_kept = ~cases["excluded"].fillna(False).astype(bool)
    solved = cases["solved"]
    given = cases["callback_valid"]
    # Without a call-back column an answered "solved" is the sign that the resident was reached.
    is_valid = (solved.notna() if given.isna().all() else given.fillna(False)).astype(bool)
    is_solved = is_valid & solved.fillna(False).astype(bool)
    level = (
        satisfaction_level(cases["satisfaction"])
        if "satisfaction" in cases
        else pd.Series(0.0, index=cases.index)
    )
    followed = (end - cases["received_at"]).dt.total_seconds() / _DAY
    took = pd.Series(days_between(cases["received_at"], cases["closed_at"]), index=cases.index)
    is_unknown = _is_unknown(cases)
    is_closed = (took.notna() & (cases["closed_at"] <= end)).to_numpy() & ~is_unknown
    is_due = (followed >= DUE_DAYS) & ~is_unknown
    repeats = find_repeats(cases, end)
    flags = pd.DataFrame(
        {
            "n_recv": 1,
            "n_recv_kept": is_kept,
            "n_closed": is_closed,
            "n_due": is_due,
            **{f"n_closed_{d}d": is_due & (took <= d) for d in CLOSING_DAYS},
            "n_valid_cb": is_valid,
            "n_contacted": is_valid & cases["contacted"].fillna(False).astype(bool),
            "n_solved": is_solved,
            "n_sat": is_valid & (level == 1.0),
            "n_basic": is_valid & (level == 0.9),
            "n_valid_kept": is_valid & is_kept,
            "n_solved_kept": is_solved & is_kept,
            "n_excluded": ~is_kept,
            "n_repeat": repeats["is_repeat"],
            "n_repeat_due": repeats["repeat_due"],
            "n_repeated_90d": repeats["repeated_90d"],
            "n_dup": repeats["is_duplicate"],
            "open_days": repeats["open_days"],
        },
        index=cases.index,
    ).astype(float)
    group = cases.groupby(["community_id", "t"], sort=True).ngroup().to_numpy()
    counts = flags.groupby([cases["community_id"], cases["t"]], sort=True).sum()
    days = np.where(is_closed, took.to_numpy(), np.maximum(followed.to_numpy(), 0.0))
    means, medians = np.full(len(counts), np.nan), np.full(len(counts), np.nan)
    if is_closed.any():
        told = ~is_unknown
        known = restricted_mean_by_group(
            np.asarray(days, dtype=np.float64)[told], is_closed[told], group[told], float(DUE_DAYS)
        )
        means[: len(known[0])], medians[: len(known[1])] = known
    return counts.assign(rmst_days=means, median_ttc_days=medians)


def count_categories(cases: pd.DataFrame) -> pd.DataFrame:
    """Count prepared cases by community, month `t` and category, one column a category, the commonest first.

    Cases without a category are not counted; without the column there are no columns.
    """
    if "category" not in cases:
        return pd.DataFrame(index=pd.MultiIndex.from_frame(cases[["community_id", "t"]].drop_duplicates()))
    words = cases["category"].astype("string").fillna("").str.strip()
    common = words[words != ""].value_counts().head(CATEGORIES_LIMIT).index.tolist()
    named = words.where(words.isin(common) | (words == ""), "(other)")
    chosen = [*common, *(["(other)"] if (named == "(other)").any() and "(other)" not in common else [])]
    counted = pd.crosstab([cases["community_id"], cases["t"]], named).reindex(columns=chosen, fill_value=0)
    counted.columns = [f"{CATEGORY_PREFIX}{name}" for name in chosen]
    return counted

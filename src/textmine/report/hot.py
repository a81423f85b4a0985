"""Put the hottest issues of a table into rows a page can show: heat with interval, place, period, growth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from textmine.mining.hotspots import Hotspots, find_hotspots
from textmine.mining.inputs import complaints_of
from textmine.reading.tables import Table

__all__ = ["HotSection", "hot_section"]

MAX_MESSAGES = 10_000  # More take minutes and a gigabyte; `textmine hotspots` is the place for that.
MAX_ISSUES = 20
_MAX_BARS = 48
_MAX_QUOTE = 90


@dataclass(frozen=True)
class HotSection:
    """Hold the hottest issues as a page shows them.

    Attributes
    ----------
    issues : tuple of dict
        One per issue: what the template prints.
    rank_of_row : dict of row position to rank
        Only rows of the issues shown.
    n_issues, n_topics : int
        All that were found.
    has_people : bool
        Whether the table says who wrote.
    has_likes : bool
    months_a_bar : int
    """

    issues: tuple[dict[str, Any], ...]
    rank_of_row: dict[int, int]
    n_issues: int
    n_topics: int
    has_people: bool
    has_likes: bool
    months_a_bar: int


def hot_section(table: Table) -> HotSection | None:
    """Find the hot issues of a table for a page.

    Returns
    -------
    HotSection or None
        None when the table holds no text, more than 10,000 rows, or nothing that three people wrote about.

    Examples
    --------
    >>> from textmine.reading.headings import recognise_roles
    >>> frame = pd.DataFrame({"标题": ["丽景新城搅拌站噪音", "丽景新城小区搅拌站太吵", "投诉丽景新城搅拌站粉尘噪音"]})
    >>> found = hot_section(Table(frame, recognise_roles(list(frame)), ()))
    >>> found.issues[0]["place"], found.issues[0]["n_messages"], found.rank_of_row
    ('丽景新城', 3, {0: 1, 1: 1, 2: 1})
    """
    if not {"text", "title"} & set(table.roles) or not 3 <= len(table.frame) <= MAX_MESSAGES:
        return None
    complaints = complaints_of(table)
    found = find_hotspots(complaints)
    is_issue = found.issues["kind"] == "issue"
    shown = found.issues[is_issue].head(MAX_ISSUES)
    if shown.empty:
        return None
    members = found.members[found.members["rank"].isin(set(shown["rank"]))]
    bars, months_a_bar = _bars(found, set(shown["rank"]))
    top = max(float(shown["heat_high"].max()), float(shown["heat"].max()), 1.0)
    issues = tuple(
        {
            **row,
            "from": _day(row["from"]),
            "to": _day(row["to"]),
            "quote": _quote(complaints, members, row),
            "bars": bars.get(row["rank"], []),
            "told": " · ".join(f"{b['name']}: {b['n']}" for b in bars.get(row["rank"], []) if b["n"]),
            **{f"{end}_share": _share(row[name], top) for end, name in _ENDS.items()},
        }
        for row in shown.to_dict("records")
    )
    return HotSection(
        issues,
        dict(zip(members["row"].tolist(), members["rank"].tolist(), strict=True)),
        int(is_issue.sum()),
        int((~is_issue).sum()),
        "person" in complaints.columns,
        bool(shown["likes"].sum()),
        months_a_bar,
    )


_ENDS = {"low": "heat_low", "mid": "heat", "high": "heat_high"}


def _share(value: float, top: float) -> float:
    return max(0.0, min(1.0, float(value) / top))


def _day(value: object) -> str:
    return "" if value is None or value != value or value is pd.NaT else f"{value:%Y-%m-%d}"


def _quote(complaints: pd.DataFrame, members: pd.DataFrame, row: dict[Any, Any]) -> str:
    """Return the head of the message most like the others."""
    own = members[(members["rank"] == row["rank"]) & (members["complaint_id"] == row["representative_id"])]
    said = complaints.iloc[int(own["row"].iloc[0])]
    text = " ".join(str(said["text"] or said["title"]).split())
    return text if len(text) <= _MAX_QUOTE else text[:_MAX_QUOTE] + "…"


def _bars(found: Hotspots, ranks: set[int]) -> tuple[dict[int, list[dict[str, Any]]], int]:
    """Count messages by month (or so many months that 48 bars do), the same months for every issue."""
    growth = found.growth()
    growth = growth[growth["rank"].isin(ranks)]
    if growth.empty:
        return {}, 1
    at = pd.PeriodIndex(growth["month"], freq="M").astype("int64")
    first, step = int(at.min()), 1
    step = max(1, -(-(int(at.max()) - first + 1) // _MAX_BARS))
    n_bars = (int(at.max()) - first) // step + 1
    names = [str(pd.Period(ordinal=first + bar * step, freq="M")) for bar in range(n_bars)]
    out: dict[int, list[dict[str, Any]]] = {}
    for rank, part in growth.assign(bar=(at - first) // step).groupby("rank"):
        counts = part.groupby("bar")["n_messages"].sum().reindex(range(n_bars), fill_value=0)
        peak = max(int(counts.max()), 1)
        out[int(str(rank))] = [
            {"name": name, "n": int(n), "height": int(n) / peak}
            for name, n in zip(names, counts, strict=True)
        ]
    return out, step

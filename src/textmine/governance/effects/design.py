"""Say which columns of a table are unit, time, start and outcome, and lay them out as a grid.

Every estimator of this package takes a table and a :class:`Design`, so that a panel of communities and a
published data set of counties go through the same code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.errors import InputError

__all__ = ["Design", "Grid", "lay_out", "lay_out_covariates"]

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Design:
    """Name the columns of a staggered design.

    Attributes
    ----------
    outcome, unit, time : str
        Time is a number; one row a unit and time.
    start : str
        First treated time; 0 (or infinity, or blank) for never. A start at or before the first time is "always
        treated", and no control. Times below 0, or starts below 0 with times from 0, are refused: there 0 is a time.
    weight : str, optional
        Weight of each row; equal weights otherwise.
    covariates : tuple of str
        Used by the methods that take covariates.
    """

    outcome: str = "solved_share"
    unit: str = "community_id"
    time: str = "t"
    start: str = "g"
    weight: str | None = None
    covariates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """Lay a design out as units x times; unobserved cells are NaN with weight 0."""

    units: npt.NDArray[Any]
    times: npt.NDArray[Any]
    start: Array
    y: Array
    weight: Array

    @property
    def is_treated(self) -> npt.NDArray[np.bool_]:
        """Tell which cells lie at or after their unit's start."""
        started: npt.NDArray[np.bool_] = (self.start > 0)[:, None] & (
            self.times[None, :] >= self.start[:, None]
        )
        return started

    def with_outcome(self, y: Array) -> Grid:
        """Return the grid with another outcome."""
        return Grid(self.units, self.times, self.start, y, self.weight)

    def take(self, rows: npt.NDArray[Any]) -> Grid:
        """Return the grid of some units."""
        return Grid(self.units[rows], self.times, self.start[rows], self.y[rows], self.weight[rows])

    def during(self, months: npt.NDArray[np.bool_]) -> Grid:
        """Return the grid of some times."""
        return Grid(self.units, self.times[months], self.start, self.y[:, months], self.weight[:, months])

    def with_start(self, start: Array) -> Grid:
        """Return the grid with another assignment of starts."""
        return Grid(self.units, self.times, start, self.y, self.weight)


def lay_out(table: pd.DataFrame, design: Design) -> Grid:
    """Lay a long table out as a grid of units and times.

    Rows whose outcome is blank, or whose `is_usable` is false, stay unobserved.

    Raises
    ------
    InputError
        When a column is missing or is not a number, a unit and time occur twice, a weight is negative, or a
        unit has two different starts.

    Examples
    --------
    >>> table = pd.DataFrame({"社区": ["桂花", "桂花", "翠竹"], "t": [1, 2, 1],
    ...     "g": [2, 2, 0], "解决率": [0.5, 0.8, 0.6]})
    >>> lay_out(table, Design("解决率", unit="社区")).y
    array([[0.5, 0.8],
           [0.6, nan]])
    """
    named = [design.unit, design.time, design.start, design.outcome]
    for name in [*named, *([design.weight] if design.weight else [])]:
        if name not in table:
            found = ", ".join(map(str, table.columns))
            raise InputError(
                "the panel lacks this column",
                column=name,
                fix=f"found: {found}",
                zh=f"面板缺少这一列；现有：{found}",
            )
    keys = table[[design.unit, design.time]]
    if keys.duplicated().any():
        at = int(keys.duplicated().to_numpy().argmax())
        raise InputError(
            "a unit and time occur twice",
            row=at + 2,
            column=f"{design.unit}, {design.time}",
            zh="同一单位同一时间出现两次",
        )
    if not len(table):
        raise InputError("the panel has no rows", zh="面板没有数据行")
    starts = _numbers(table, design.start).fillna(0.0).replace(np.inf, 0.0)
    per_unit = starts.groupby(table[design.unit])
    differs = per_unit.max() > per_unit.min()
    if differs.any():
        raise InputError(
            f"unit {differs.idxmax()!r} has more than one start",
            column=design.start,
            zh=f"单位“{differs.idxmax()}”有多个启用时间",
        )
    y = _numbers(table, design.outcome)
    if "is_usable" in table:
        y = y.where(table["is_usable"].astype(bool))
    weight = pd.Series(1.0, index=table.index)
    if design.weight:
        weight = _numbers(table, design.weight)
        if (weight < 0).any():
            at = int((weight < 0).to_numpy().argmax())
            raise InputError("a weight is negative", row=at + 2, column=design.weight, zh="权重为负")
    y = y.where((weight > 0) & np.isfinite(y))
    units, unit_at = np.unique(table[design.unit].to_numpy(), return_inverse=True)
    times, time_at = np.unique(table[design.time].to_numpy(), return_inverse=True)
    _check_times(times, starts, design)
    outcome, weights = np.full((len(units), len(times)), np.nan), np.zeros((len(units), len(times)))
    outcome[unit_at, time_at] = y.to_numpy(float)
    weights[unit_at, time_at] = np.nan_to_num(weight.to_numpy(float))
    first = per_unit.first().reindex(units).to_numpy(float)
    # Treated before the first time: from the first time on, if anything of the unit is seen at all.
    first = np.where((first < 0) & ~np.isnan(outcome).all(axis=1), float(times[0]), first)
    return Grid(units, times, first, outcome, np.where(np.isnan(outcome), 0.0, weights))


def _check_times(times: npt.NDArray[Any], starts: pd.Series, design: Design) -> None:
    """Refuse times among which 0 lies where 0 as a start, never, could not be told from it."""
    if len(times) and (times[0] < 0 or (times[0] <= 0 and (starts < 0).any())):
        raise InputError(
            f"time begins at {times[0]}: a start of 0 would mean both this time and never",
            column=design.time,
            fix="add one number to all times and starts, so that the first time is 1 or more",
            zh="时间包含 0 或负数，而启用时间 0 表示“从未”；请把时间和启用时间同加一个数，使时间从 1 起",
        )


def lay_out_covariates(table: pd.DataFrame, design: Design, grid: Grid) -> Array:
    """Lay the covariates of a design out as units x times x covariates; unobserved ones are NaN.

    Raises
    ------
    InputError
        When a covariate is missing or is not a number.
    """
    out = np.full((*grid.y.shape, len(design.covariates)), np.nan)
    rows = np.searchsorted(grid.units, table[design.unit].to_numpy())
    columns = np.searchsorted(grid.times, table[design.time].to_numpy())
    for at, name in enumerate(design.covariates):
        if name not in table:
            found = ", ".join(map(str, table.columns))
            raise InputError(
                "the panel lacks this column",
                column=name,
                fix=f"found: {found}",
                zh=f"面板缺少这一列；现有：{found}",
            )
        out[rows, columns, at] = _numbers(table, name).to_numpy(float)
    return out


def _numbers(table: pd.DataFrame, name: str) -> pd.Series:
    """Read a column as numbers, blanks as NaN; text is refused with its row."""
    found = pd.to_numeric(table[name], errors="coerce").astype(float)
    is_text = found.isna() & table[name].notna() & (table[name].astype("string").str.strip() != "")
    if is_text.any():
        at = int(is_text.to_numpy().argmax())
        raise InputError(
            f"{table[name].iloc[at]!r} is not a number",
            row=at + 2,
            column=name,
            fix="write numbers, and leave blank what is unknown",
            zh=f"{table[name].iloc[at]!r} 不是数字",
        )
    return found

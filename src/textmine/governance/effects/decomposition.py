"""Take the usual two-way regression apart into the comparisons it is made of (Goodman-Bacon 2021).

Its coefficient is a weighted mean of two-group comparisons. Some use communities already treated as
controls; the weight on those says how far the number is from what it claims to be. Journal of
Econometrics 225: 254.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.errors import InputError
from textmine.governance.effects.design import Array, Design, Grid, lay_out

__all__ = ["FORBIDDEN", "Decomposition", "decompose_two_way", "decompose_two_way_grid"]

NEVER = "treated against never treated"
EARLIER = "earlier against later treated"
LATER = "later against earlier treated"
ALWAYS = "later against always treated"
# Controls that are themselves under treatment.
FORBIDDEN = (LATER, ALWAYS)


@dataclass(frozen=True)
class Decomposition:
    """Hold the comparisons within the two-way estimate; weights sum to 1.

    `parts` has `kind`, `treated_from`, `control_from` (0 never, first period or earlier: always),
    `weight`, `estimate`; `estimate` is the coefficient they add up to, `n_left_out` the units with a blank
    period, which the decomposition does not know.
    """

    parts: pd.DataFrame
    estimate: float
    n_left_out: int

    @property
    def forbidden_share(self) -> float:
        """Return the weight on comparisons whose controls were already treated."""
        return float(self.parts.loc[self.parts["kind"].isin(FORBIDDEN), "weight"].sum())

    def to_frame(self) -> pd.DataFrame:
        """List the kinds of comparison with their weight and weighted mean estimate."""
        table = self.parts.assign(part=self.parts["weight"] * self.parts["estimate"])
        sums = table.groupby("kind", sort=True)[["weight", "part"]].sum()
        return pd.DataFrame(
            {"weight": sums["weight"], "estimate": sums["part"] / sums["weight"]}
        ).reset_index()


def _gap(
    y: Array, treated: npt.NDArray[np.bool_], control: npt.NDArray[np.bool_], after: Array, before: Array
) -> float:
    change = y[:, after].mean(axis=1) - y[:, before].mean(axis=1)
    return float(change[treated].mean() - change[control].mean())


def decompose_two_way_grid(grid: Grid) -> Decomposition:
    """Decompose on a grid; units with a blank period are left out and counted, weights are not used."""
    complete = (grid.weight > 0).all(axis=1)
    y, start, times = grid.y[complete], grid.start[complete], grid.times.astype(float)
    # Treated from the first period on never changes: those units are controls that are always treated.
    start = np.where((start > 0) & (start <= times[0]), times[0], start)
    start = np.where(start > times[-1], 0.0, start)
    switching = [g for g in np.unique(start[start > 0]) if g > times[0]]
    share = {g: float((times >= g).mean()) for g in switching}
    n = {g: float((start == g).mean()) for g in np.unique(start)}
    rows: list[tuple[str, float, float, float, float]] = []

    def add(kind: str, g: float, other: float, weight: float, after: Array, before: Array) -> None:
        rows.append((kind, g, other, weight, _gap(y, start == g, start == other, after, before)))

    for g in switching:
        for other, kind in ((0.0, NEVER), (times[0], ALWAYS)):
            if n.get(other, 0.0) > 0:
                weight = n[g] * n[other] * share[g] * (1 - share[g])
                add(kind, g, other, weight, times >= g, times < g)
    for at, early in enumerate(switching):
        for late in switching[at + 1 :]:
            d_early, d_late, pair = share[early], share[late], n[early] * n[late]
            between = (times >= early) & (times < late)
            add(EARLIER, early, late, pair * (d_early - d_late) * (1 - d_early), between, times < early)
            add(LATER, late, early, pair * d_late * (d_early - d_late), times >= late, between)
    if not rows:
        raise InputError(
            "nothing to decompose: it takes complete units, one group that starts within the periods and "
            "another that starts later, earlier or never",
            zh="无从分解：需要数据完整的单位，一组在期内启用，另一组更晚、更早启用或从未启用",
        )
    parts = pd.DataFrame(rows, columns=["kind", "treated_from", "control_from", "weight", "estimate"])
    parts["weight"] = parts["weight"] / parts["weight"].sum()
    whole = float((parts["weight"] * parts["estimate"]).sum())
    return Decomposition(parts, whole, int((~complete).sum()))


def decompose_two_way(table: pd.DataFrame, design: Design | None = None) -> Decomposition:
    """Take the two-way coefficient of a staggered table apart.

    Raises
    ------
    InputError
        When a column is missing, weights or covariates are asked for (the decomposition knows neither), or
        there is nothing to compare.

    Examples
    --------
    >>> table = pd.DataFrame({"community_id": list("aaabbbccc"), "t": [1, 2, 3] * 3,
    ...     "g": [2] * 3 + [3] * 3 + [0] * 3, "solved_share": [0, 1, 3, 0, 0, 1, 0, 0, 0]})
    >>> found = decompose_two_way(table)
    >>> round(found.estimate, 2), round(found.forbidden_share, 2)
    (1.0, 0.17)
    """
    design = design or Design()
    if design.weight or design.covariates:
        raise InputError(
            "the decomposition takes neither weights nor covariates",
            fix="leave them out",
            zh="分解不接受权重和协变量，请去掉",
        )
    return decompose_two_way_grid(lay_out(table, design))

"""Fit the usual two-way fixed-effects regression: the bad example, and base of the wild bootstrap.

With staggered starts and effects that grow it uses treated communities as controls for later ones and can
even turn the sign (Goodman-Bacon 2021). It is computed so that a report can show how far off it is.
"""

from __future__ import annotations

import numpy as np

from textmine.governance.effects.design import Array, Grid
from textmine.governance.effects.results import Effect, interval

__all__ = ["Demeaner", "two_way_effect", "wild_bootstrap"]


class Demeaner:
    """Remove unit and time effects from grids by weighted least squares."""

    def __init__(self, weight: Array) -> None:
        self.weight = weight
        per_unit = weight.sum(axis=1)
        self.safe = np.where(per_unit > 0, per_unit, np.inf)
        schur = np.diag(weight.sum(axis=0)) - weight.T @ (weight / self.safe[:, None])
        self.inverse = np.linalg.pinv(schur, rcond=1e-10, hermitian=True)

    def __call__(self, y: Array) -> Array:
        """Return residuals, 0 where unobserved; leading axes are separate grids."""
        wy = self.weight * y
        by_unit = wy.sum(axis=-1) / self.safe
        time = (wy.sum(axis=-2) - by_unit @ self.weight) @ self.inverse
        unit = by_unit - (time @ self.weight.T) / self.safe
        out: Array = np.where(self.weight > 0, y - unit[..., :, None] - time[..., None, :], 0.0)
        return out


def _prepare(grid: Grid) -> tuple[Demeaner, Array, Array]:
    remove = Demeaner(grid.weight)
    y = np.where(grid.weight > 0, np.nan_to_num(grid.y), 0.0)
    return remove, remove(grid.is_treated.astype(float)), y


def two_way_effect(grid: Grid, *, outcome: str = "", label: str = "all") -> Effect:
    """Estimate the coefficient of a treatment dummy with unit and time effects, clustered by unit (CR1).

    Examples
    --------
    >>> import pandas as pd
    >>> from textmine.governance.effects.design import Design, lay_out
    >>> table = pd.DataFrame({"u": list("aaabbbccc"), "t": [1, 2, 3] * 3, "g": [2] * 3 + [3] * 3 + [0] * 3,
    ...     "y": [0, 1, 3, 0, 0, 1, 0, 0, 0]})
    >>> round(two_way_effect(lay_out(table, Design("y", unit="u"))).estimate, 2)
    1.0
    """
    remove, d, y = _prepare(grid)
    own = float((grid.weight * d * d).sum())
    n_treated = int((grid.is_treated & (grid.weight > 0)).any(axis=1).sum())
    if own < 1e-12:
        nan = float("nan")
        return Effect(label, outcome, nan, nan, nan, n_treated, "two_way", ("not_identified",))
    beta = float((grid.weight * d * y).sum()) / own
    residual = remove(y) - beta * d
    scores = (grid.weight * d * residual).sum(axis=1)
    n_units, n_cells = int((grid.weight.sum(axis=1) > 0).sum()), int((grid.weight > 0).sum())
    # CR1 with the count of parameters fixest uses: unit effects are nested in the clusters.
    n_parameters = 1 + int((grid.weight.sum(axis=0) > 0).sum())
    factor = n_units / max(n_units - 1, 1) * (n_cells - 1) / max(n_cells - n_parameters, 1)
    se = float(np.sqrt(factor * (scores**2).sum())) / own
    low, high, p = interval(beta, se, max(n_units - 1, 1))
    return Effect(
        label, outcome, beta, low, high, n_treated, "two_way", ("bad_example",), se, p,
        n_units - n_treated,
    )  # fmt: skip


def wild_bootstrap(grid: Grid, *, null: float = 0.0, n_draws: int = 999, seed: int = 0) -> float:
    """Return the p-value of a wild cluster bootstrap of the two-way coefficient, the null imposed.

    Rademacher signs by unit (Cameron, Gelbach & Miller 2008; MacKinnon & Webb on few treated clusters).
    With very few treated units it is too cautious rather than too bold; report it beside
    :func:`randomisation_inference`.
    """
    remove, d, y = _prepare(grid)
    own = float((grid.weight * d * d).sum())
    if own < 1e-12:
        return float("nan")
    residual = remove(y - null * grid.is_treated * (grid.weight > 0))
    rng = np.random.default_rng(seed)
    signs = np.vstack([np.ones(len(grid.units)), rng.choice([-1.0, 1.0], size=(n_draws, len(grid.units)))])
    t = np.empty(n_draws + 1)
    for begin in range(0, n_draws + 1, 100):
        fake = signs[begin : begin + 100, :, None] * residual
        beta = (grid.weight * d * fake).sum(axis=(1, 2)) / own
        left = remove(fake) - beta[:, None, None] * d
        spread = np.sqrt(((grid.weight * d * left).sum(axis=2) ** 2).sum(axis=1)) / own
        t[begin : begin + 100] = np.abs(beta) / np.where(spread > 0, spread, np.inf)
    return float((1 + (t[1:] >= t[0] - 1e-12).sum()) / (n_draws + 1))

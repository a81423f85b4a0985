"""Where few cells are observed, only what untreated cells connect is compared, also when adoptions are shuffled."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.governance.effects.design import Grid
from textmine.governance.effects.imputation import connect_cells, impute
from textmine.governance.effects.inference import randomisation_inference


def sparse_grid(seed: int, *, share: float = 0.3) -> Grid:
    """Draw an outcome of which few cells are observed; the effect is 2."""
    rng = np.random.default_rng(seed)
    start = np.r_[3.0, 5.0, 5.0, 6.0, np.zeros(6)]
    times = np.arange(1, 11)
    y = rng.normal(size=(10, 1)) + rng.normal(size=10) + rng.normal(0, 0.1, (10, 10))
    y += 2.0 * ((start > 0)[:, None] & (times >= start[:, None]))
    y[rng.uniform(size=y.shape) > share] = np.nan
    weight = np.where(np.isfinite(y), rng.integers(1, 9, y.shape), 0.0)
    return Grid(np.arange(10), times, start, y, weight)


@pytest.mark.parametrize("seed", range(25))
def test_shuffling_begins_from_the_estimate_that_imputation_gives(seed: int) -> None:
    grid = sparse_grid(seed)
    expected = impute(grid).mean(np.where(grid.is_treated, grid.weight, 0.0))
    found = randomisation_inference(grid, n_draws=19).estimate
    assert found == pytest.approx(expected, nan_ok=True)


def test_some_of_these_grids_fall_into_parts() -> None:
    parts = []
    for seed in range(25):
        grid = sparse_grid(seed)
        untreated = (grid.weight > 0) & ~grid.is_treated
        _, of_time = connect_cells(untreated)
        parts.append(len(np.unique(of_time[untreated.any(axis=0)])))
    assert min(parts) == 1
    assert max(parts) > 1


def test_what_controls_of_another_part_do_is_of_no_matter() -> None:
    # Units 0 and 1 are seen in times 1 to 4, units 2 and 3 in times 5 to 8: the latter say nothing of the former.
    y = np.full((4, 8), np.nan)
    y[0, :4], y[1, :4] = [0.0, 1.0, 5.0, 6.0], [0.0, 1.0, 2.0, 3.0]
    y[2, 4:], y[3, 4:] = [7.0, 1.0, 9.0, 2.0], [1.0, 1.0, 4.0, 0.0]
    start = np.array([3.0, 0.0, 0.0, 0.0])
    grid = Grid(np.arange(4), np.arange(1, 9), start, y, np.isfinite(y).astype(float))
    found = randomisation_inference(grid, n_draws=99)
    assert found.estimate == pytest.approx(3.0)
    moved = grid.with_outcome(np.where(np.arange(4)[:, None] > 1, y + 1000.0, y))
    assert randomisation_inference(moved, n_draws=99).estimate == pytest.approx(3.0)

"""An outcome that never strays has an estimate but no interval: nothing shows what chance does to it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.governance.comparison import compare_models
from textmine.governance.effects import (
    Grid,
    impute,
    imputed_effect,
    interrupted_time_series,
    randomisation_inference,
    shuffle_synthetic_did,
)
from textmine.governance.effects.inference import shows_chance
from textmine.governance.effects.results import Effect
from textmine.governance.remarks import FLAGS
from textmine.report.governance import render_report
from textmine.report.governance_figures import draw_figures
from textmine.report.governance_words import verdict

FLAG = "no_variation"


def panel_of(n_adopters: int, n_never: int, *, n_late: int = 0, n_months: int = 24) -> pd.DataFrame:
    """Draw a panel in which every case is closed in time, but for one case in `n_late` never-treated communities."""
    rng = np.random.default_rng(3)
    rows = []
    for at in range(n_adopters + n_never):
        start = 12 if at < n_adopters else 0
        for t in range(1, n_months + 1):
            n = int(rng.poisson(12)) + 1
            solved = int(rng.binomial(n, 0.7))
            late = int(t == 7 + at % 3 and n_adopters <= at < n_adopters + n_late)
            month = str(pd.Period("2022-01", "M") + t - 1)
            model = "first_secretary" if start else ""
            rows.append((f"c{at:02}", month, t, model, start, n, n, n, n - late, n, solved))
    names = [
        "community_id", "month", "t", "model_id", "g", "n_recv", "n_closed", "n_due", "n_closed_30d", "n_valid_cb",
        "n_solved",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names).assign(is_usable=True)


def row_of(table: pd.DataFrame, outcome: str = "closed_30d_share") -> Effect:
    """Return the one effect on an outcome."""
    (found,) = [effect for effect in compare_models(table).effects if effect.outcome == outcome]
    return found


def is_blank(found: Effect) -> bool:
    """Tell whether an effect has neither interval nor p-value."""
    return bool(np.isnan([found.low, found.high, found.p_value]).all())


@pytest.mark.parametrize(("n_adopters", "n_never"), [(1, 25), (2, 25), (5, 12), (12, 8), (3, 3), (1, 3)])
def test_an_outcome_that_never_varies_has_no_interval_however_many_adopted(
    n_adopters: int, n_never: int
) -> None:
    found = row_of(panel_of(n_adopters, n_never))
    assert found.estimate == pytest.approx(0.0, abs=1e-9)
    assert is_blank(found)
    assert FLAG in found.flags
    assert "interval_unbounded" not in found.flags


def test_the_only_community_of_all_has_no_interval_where_its_series_never_varies() -> None:
    found = row_of(panel_of(1, 0, n_months=48).assign(g=30))
    assert found.method == "interrupted_time_series"
    assert is_blank(found)
    assert FLAG in found.flags


@pytest.mark.parametrize(("n_late", "is_told"), [(0, False), (1, False), (2, True), (25, True)])
def test_an_interval_needs_more_straying_controls_than_one_shuffle_in_twenty(
    n_late: int, is_told: bool
) -> None:
    # 45 never adopted: (1 + 1) / (1 + 45) < .05 < (1 + 2) / (1 + 45).
    found = row_of(panel_of(1, 45, n_late=n_late))
    assert is_blank(found) is not is_told
    assert (FLAG in found.flags) is not is_told
    if is_told:
        assert found.high - found.low > 1e-4


def test_an_adopter_that_changes_among_controls_that_never_do_has_no_interval_either() -> None:
    table = panel_of(1, 25)
    is_on = (table["g"] > 0) & (table["t"] >= 12)
    table.loc[is_on, "n_closed_30d"] -= table.loc[is_on, "t"] % 3
    found = row_of(table)
    assert found.estimate < -0.03
    assert is_blank(found)
    assert FLAG in found.flags


@pytest.mark.parametrize("judge", [randomisation_inference, shuffle_synthetic_did])
def test_shuffles_say_whether_they_show_chance(judge: object) -> None:
    y = np.ones((31, 12))
    grid = Grid(np.arange(31), np.arange(1, 13), np.r_[7.0, np.zeros(30)], y, np.ones_like(y))
    found = judge(grid)  # type: ignore[operator]
    assert not found.has_chance
    assert np.isnan([found.low, found.high, found.p_value]).all()
    noise = grid.with_outcome(y + np.random.default_rng(1).normal(0, 0.02, y.shape))
    told = judge(noise)  # type: ignore[operator]
    assert told.has_chance
    assert told.high - told.low > 0.001


def test_levels_and_months_in_common_are_no_chance() -> None:
    rng = np.random.default_rng(2)
    y = rng.normal(size=(30, 1)) + rng.normal(size=(1, 8))
    start = np.r_[4.0, np.zeros(29)]
    grid = Grid(np.arange(30), np.arange(1, 9), start, y, np.ones_like(y))
    assert not shows_chance(grid)
    y[2:5, 3] += 0.1
    assert shows_chance(grid.with_outcome(y))


def test_without_never_treated_nothing_is_said_about_chance() -> None:
    y = np.ones((3, 4))
    assert shows_chance(Grid(np.arange(3), np.arange(1, 5), np.full(3, 2.0), y, np.ones_like(y)))


def test_a_series_fitted_exactly_has_no_interval() -> None:
    flat = interrupted_time_series(np.ones(48), 30)
    assert np.isnan([flat.low, flat.high, flat.p_value]).all()
    y = np.ones(48) + np.random.default_rng(0).normal(0, 0.01, 48)
    assert np.isfinite([(found := interrupted_time_series(y, 30)).low, found.high, found.p_value]).all()


def test_the_published_errors_of_an_outcome_that_never_varies_are_flagged() -> None:
    y = np.ones((20, 8))
    start = np.r_[np.full(10, 5.0), np.zeros(10)]
    grid = Grid(np.arange(20), np.arange(1, 9), start, y, np.ones_like(y))
    found = imputed_effect(impute(grid), grid.weight)
    assert is_blank(found)
    assert found.flags == (FLAG,)


@pytest.mark.parametrize("n_adopters", [1, 4])
def test_a_share_solved_that_never_varies_is_reported_without_a_conclusion(n_adopters: int) -> None:
    table = panel_of(n_adopters, 24)
    comparison = compare_models(table.assign(n_solved=table["n_valid_cb"]))
    (record,) = comparison.of_record()
    assert is_blank(record)
    for lang, end in (
        ("en", "Neither a rise nor a fall can be concluded."),
        ("zh", "不能断定解决率上升或下降。"),
    ):
        assert end in verdict(record, lang)
        assert FLAGS[FLAG][lang == "zh"] in render_report(
            comparison, draw_figures(comparison, lang=lang), lang=lang
        )

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.errors import InputError
from textmine.governance.effects import (
    METHODS,
    Design,
    Grid,
    count_interruption,
    estimate_effects,
    group_time_effects,
    impute,
    imputed_effect,
    interrupted_time_series,
    lay_out,
    randomisation_inference,
    synthetic_control,
    synthetic_did,
    two_way_effect,
    wild_bootstrap,
)
from textmine.governance.effects.inference import _linear_weights
from textmine.governance.effects.pooling import adjust_p_values, contrasts, pool_effects
from textmine.governance.effects.pretrend import event_study, pre_trend
from textmine.governance.effects.sensitivity import honest_bounds, placebo_dates, quarterly


def city(
    n_treated: int = 20, n_never: int = 20, n_times: int = 24, *, effect: float = 0.1, seed: int = 0, ramp: int = 1,
    trend: float = 0.0, noise: float = 0.05,
) -> Grid:  # fmt: skip
    """Make a grid in which the effect is known."""
    rng = np.random.default_rng(seed)
    n = n_treated + n_never
    start = np.r_[np.resize([9.0, 13.0, 17.0], n_treated), np.zeros(n_never)]
    times = np.arange(1, n_times + 1)
    y = (
        0.6
        + rng.normal(0, 0.1, (n, 1))
        + 0.02 * np.sin(times / 2)[None, :]
        + rng.normal(0, noise, (n, n_times))
    )
    since = np.where(start[:, None] > 0, times - start[:, None] + 1, 0)
    y = y + effect * np.clip(since / ramp, 0, 1) + trend * (start > 0)[:, None] * times
    return Grid(np.arange(n), times, start, y, np.ones((n, n_times)))


def rows(grid: Grid) -> pd.DataFrame:
    unit, time = np.nonzero(grid.weight > 0)
    return pd.DataFrame(
        {
            "community_id": grid.units[unit],
            "t": grid.times[time],
            "g": grid.start[unit],
            "solved_share": grid.y[unit, time],
        }
    )


@pytest.mark.parametrize("method", METHODS)
def test_estimate_effects_finds_a_known_effect_by_every_method(method: str) -> None:
    effect = estimate_effects(rows(city(noise=0.02)), method=method)
    assert effect.estimate == pytest.approx(0.1, abs=0.03)
    assert effect.low < 0.1 + 0.03
    assert effect.n_treated == 20


def test_estimate_effects_refuses_an_unknown_method() -> None:
    with pytest.raises(InputError, match="choose one of imputation"):
        estimate_effects(rows(city()), method="ols")


def test_imputation_is_exact_without_noise_whatever_the_ramp() -> None:
    grid = city(noise=0.0, ramp=6)
    fit = impute(grid)
    since = grid.times - grid.start[:, None] + 1
    true = 0.1 * np.clip(since / 6, 0, 1)
    seen = ~np.isnan(fit.gain)
    assert fit.gain[seen] == pytest.approx(true[seen], abs=1e-9)


def test_two_way_regression_is_off_where_effects_grow_and_imputation_is_not() -> None:
    grid = city(noise=0.0, ramp=12, n_never=5)
    weights = np.where(grid.is_treated, 1.0, 0.0)
    since = np.clip((grid.times - grid.start[:, None] + 1) / 12, 0, 1)
    truth = float((0.1 * since * weights).sum() / weights.sum())
    assert imputed_effect(impute(grid), grid.weight).estimate == pytest.approx(truth, abs=1e-9)
    assert two_way_effect(grid).estimate < truth - 0.005


def test_imputation_needs_no_balanced_panel() -> None:
    grid = city(noise=0.0)
    rng = np.random.default_rng(1)
    holes = rng.uniform(size=grid.y.shape) < 0.3
    ragged = Grid(
        grid.units, grid.times, grid.start, np.where(holes, np.nan, grid.y), np.where(holes, 0.0, 1.0)
    )
    assert imputed_effect(impute(ragged), ragged.weight).estimate == pytest.approx(0.1, abs=1e-9)


def test_imputation_leaves_out_months_in_which_everybody_is_treated() -> None:
    grid = city(n_never=0)
    fit = impute(grid)
    assert fit.n_lost > 0
    assert np.isnan(fit.gain[:, grid.times >= 17]).all()
    assert imputed_effect(fit, grid.weight).estimate == pytest.approx(0.1, abs=0.05)


def test_imputation_gives_no_number_when_all_start_at_once() -> None:
    grid = city(n_never=0)
    grid = grid.with_start(np.full(20, 9.0))
    effect = imputed_effect(impute(grid), grid.weight)
    assert not effect.is_known
    assert effect.flags == ("not_identified",)


def test_imputation_standard_error_agrees_with_the_long_way() -> None:
    grid = city(n_treated=6, n_never=6, n_times=12)
    grid = grid.with_start(np.where(grid.start > 12, 11.0, grid.start))
    fit = impute(grid)
    weights = np.where(np.isnan(fit.gain), 0.0, 1.0)
    found = fit.influence(weights, fit.group_means(weights))
    # The same by dummies: v = -W0 Z0 (Z0'Z0)^+ Z1'w on untreated cells, w on treated ones.
    n, t = grid.y.shape
    z = np.hstack([np.kron(np.eye(n), np.ones((t, 1))), np.kron(np.ones((n, 1)), np.eye(t))])
    w = (weights / weights.sum()).ravel()
    free = ~grid.is_treated.ravel()
    v = np.where(free, -(z @ np.linalg.pinv(z[free].T @ z[free]) @ (z[~free].T @ w[~free])), w)
    beta = np.linalg.lstsq(z[free], grid.y.ravel()[free], rcond=None)[0]
    residual = grid.y.ravel() - z @ beta
    residual = residual - np.where(free, 0.0, fit.group_means(weights).ravel())
    slow = (v * residual).reshape(n, t).sum(axis=1)
    assert found == pytest.approx(slow, abs=1e-9)


def test_linear_weights_of_shuffles_agree_with_imputation() -> None:
    grid = city(n_treated=4, n_never=12, n_times=18)
    rng = np.random.default_rng(0)
    starts = np.array([rng.permutation(grid.start) for _ in range(5)])
    linear = _linear_weights(grid, starts)
    for weights, start in zip(linear, starts):
        other = grid.with_start(start)
        assert float((weights * grid.y).sum()) == pytest.approx(impute(other).mean(grid.weight), abs=1e-9)


def test_randomisation_interval_moves_with_the_outcome() -> None:
    grid = city(n_treated=5, n_never=25, effect=0.0)
    first = randomisation_inference(grid, n_draws=199, seed=1)
    moved = randomisation_inference(grid.with_outcome(grid.y + 0.2 * grid.is_treated), n_draws=199, seed=1)
    assert moved.estimate - first.estimate == pytest.approx(0.2, abs=1e-9)
    assert moved.low - first.low == pytest.approx(0.2, abs=0.01)
    assert moved.high - first.high == pytest.approx(0.2, abs=0.01)


def test_randomisation_with_too_few_units_gives_no_finite_interval() -> None:
    grid = city(n_treated=1, n_never=6, effect=0.5)
    found = randomisation_inference(grid, n_draws=199, seed=1)
    assert found.p_value > 0.05
    assert not np.isfinite(found.high)


def test_randomisation_repeats_with_the_seed() -> None:
    grid = city(n_treated=3, n_never=15)
    assert (
        randomisation_inference(grid, n_draws=99, seed=5).low
        == randomisation_inference(grid, n_draws=99, seed=5).low
    )


def test_wild_bootstrap_rejects_a_large_effect_and_not_its_true_value() -> None:
    grid = city(n_treated=12, n_never=20, effect=0.3)
    assert wild_bootstrap(grid, n_draws=199) < 0.05
    assert wild_bootstrap(grid, null=0.3, n_draws=199) > 0.05


def test_group_time_effects_agree_with_imputation_without_noise() -> None:
    table = rows(city(noise=0.0))
    assert group_time_effects(table).simple()[0] == pytest.approx(0.1, abs=1e-9)


def test_group_time_effects_refuse_a_table_without_controls() -> None:
    with pytest.raises(InputError, match="no unit is never treated"):
        group_time_effects(rows(city(n_never=0)))


def test_lay_out_refuses_repeated_rows_and_two_starts() -> None:
    table = rows(city(n_treated=2, n_never=2))
    with pytest.raises(InputError, match="occur twice"):
        lay_out(pd.concat([table, table.head(1)]), Design())
    table.loc[table.index[0], "g"] = 5.0
    with pytest.raises(InputError, match="more than one start"):
        lay_out(table, Design())


def test_pre_trend_finds_a_slope_and_says_what_it_would_have_made() -> None:
    grid = city(effect=0.0, trend=0.01)
    found = pre_trend(impute(grid), grid.weight, grid.start > 0)
    assert found is not None
    assert found.is_found
    assert found.slope == pytest.approx(0.01, abs=0.003)
    plain = imputed_effect(impute(grid), grid.weight).estimate
    assert plain > 0.05
    assert abs(found.estimate_without_trend) < abs(plain) / 2
    assert found.low_without_trend < 0 < found.high_without_trend


def test_pre_trend_gives_no_joint_test_for_few() -> None:
    grid = city(n_treated=6)
    found = pre_trend(impute(grid), grid.weight, grid.start > 0)
    assert found is not None
    assert np.isnan(found.joint_p)


def test_pre_trend_is_none_without_earlier_months() -> None:
    grid = city()
    short = grid.with_start(np.where(grid.start > 0, 2.0, 0.0))
    assert pre_trend(impute(short), short.weight, short.start > 0) is None


def test_event_study_shows_nothing_before_and_the_effect_after() -> None:
    grid = city(noise=0.01)
    table = event_study(impute(grid), grid.weight, grid.start > 0).set_index("month")
    assert table.loc[[m for m in table.index if m < 0], "estimate"].abs().max() < 0.02
    assert table.loc[0, "estimate"] == pytest.approx(0.1, abs=0.02)
    assert (table["band_high"] >= table["high"]).all()


def test_placebo_dates_see_nothing_of_a_later_effect() -> None:
    grid = city(effect=0.5, noise=0.01)
    for effect in placebo_dates(grid, shifts=(3, 6)):
        assert abs(effect.estimate) < 0.02


def test_honest_bounds_widen_with_the_allowed_violation() -> None:
    grid = city(n_times=36, noise=0.02)
    table = honest_bounds(grid, grid.start > 0)
    by_size = table[table["restriction"] == "magnitude"].set_index("magnitude")
    width = (by_size["high"] - by_size["low"]).to_numpy()
    assert (np.diff(width) > 0).all()
    assert bool(by_size["is_clear"].iloc[0])


def test_quarterly_keeps_months_before_the_start_out_of_the_first_treated_quarter() -> None:
    y = np.array([[0, 0, 0, 0, 0, 1, 1, 1, 1]], dtype=float)
    merged = quarterly(Grid(np.arange(1), np.arange(1, 10), np.array([6.0]), y, np.ones_like(y)))
    assert merged.start.tolist() == [2.0]
    assert merged.y.tolist() == [[0.0, 1.0, 1.0]]


def test_synthetic_control_finds_the_mixture_that_made_the_series() -> None:
    rng = np.random.default_rng(0)
    controls = rng.normal(size=(6, 30)).cumsum(axis=1)
    target = 0.3 * controls[0] + 0.7 * controls[3]
    target[20:] += 2.0
    grid = Grid(
        np.arange(7), np.arange(30), np.r_[20.0, np.zeros(6)], np.vstack([target, controls]), np.ones((7, 30))
    )
    found = synthetic_control(grid)
    assert found.weights.round(3).tolist() == [0.3, 0, 0, 0.7, 0, 0]
    assert found.estimate == pytest.approx(2.0, abs=1e-3)


def test_synthetic_did_leaves_out_months_the_treated_has_no_record_of() -> None:
    grid = city(n_treated=1, n_never=20, noise=0.01)
    y, weight = grid.y.copy(), grid.weight.copy()
    y[0, 3], weight[0, 3] = np.nan, 0.0
    effect = synthetic_did(Grid(grid.units, grid.times, grid.start, y, weight), n_placebos=20)
    assert effect.estimate == pytest.approx(0.1, abs=0.05)


def test_synthetic_did_refuses_without_controls() -> None:
    with pytest.raises(InputError, match="never-treated"):
        synthetic_did(city(n_treated=2, n_never=0))


def test_interrupted_time_series_refuses_short_or_holed_series() -> None:
    with pytest.raises(InputError, match="too few"):
        interrupted_time_series(np.zeros(30), 20)
    y = np.zeros(48)
    y[5] = np.nan
    with pytest.raises(InputError, match="blank months"):
        interrupted_time_series(y, 30)


def test_interrupted_time_series_takes_season_and_trend_for_what_they_are() -> None:
    t = np.arange(60)
    y = 0.5 + 0.1 * np.sin(2 * np.pi * t / 12) + 0.002 * t + np.random.default_rng(0).normal(0, 0.01, 60)
    y[36:] += 0.05
    found = interrupted_time_series(y, 36)
    assert found.low < 0.05 < found.high
    assert found.high - found.low < 0.06


def test_count_interruption_without_season_is_biased() -> None:
    rng = np.random.default_rng(0)
    t = np.arange(42) + 6.0
    counts = rng.poisson(200 * np.exp(0.4 * np.sin(2 * np.pi * t / 12)))
    with_season = count_interruption(counts, 30)
    without = count_interruption(counts, 30, n_harmonics=0)
    assert abs(with_season.estimate) < 0.1 < abs(without.estimate)


def test_pool_effects_pull_towards_each_other_but_less_when_they_disagree() -> None:
    agree = pool_effects([0.02, 0.04], np.eye(2) * 0.03**2, ["甲", "乙"])
    differ = pool_effects([-0.5, 0.5], np.eye(2) * 0.03**2, ["甲", "乙"])
    assert abs(agree.mean[1] - agree.mean[0]) < 0.015
    assert differ.mean[1] - differ.mean[0] > 0.8
    assert agree.to_frame()["p_largest"].sum() == pytest.approx(1)


def test_contrasts_list_every_pair() -> None:
    found = contrasts([0.1, 0.0, 0.0], np.eye(3) * 0.01**2, ["甲", "乙", "丙"], 20)
    assert len(found) == 3
    assert found["p_holm"].iloc[0] < 0.01
    assert found["p_holm"].iloc[2] == 1


def test_adjust_p_values_agree_with_statsmodels() -> None:
    from statsmodels.stats.multitest import multipletests

    p = np.random.default_rng(0).uniform(0, 0.2, 12)
    for method in ("holm", "fdr_bh"):
        assert adjust_p_values(p, method=method) == pytest.approx(multipletests(p, method=method)[1])

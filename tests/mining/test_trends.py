"""Trends: intervals cover, alarms are as rare as stated, real jumps are seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine import InputError
from textmine.mining.trends import (
    WARNING_RATE,
    count_interval,
    find_change,
    measure_season,
    measure_trends,
    warns,
)


def test_count_interval_covers_at_least_as_often_as_stated() -> None:
    rng = np.random.default_rng(0)
    for mean in (0.5, 3.0, 20.0):
        low, high = count_interval(rng.poisson(mean, 4000))
        assert ((low <= mean) & (mean <= high)).mean() >= 0.945


@pytest.mark.parametrize("mean", [2.0, 10.0, 60.0])
def test_warns_is_as_rare_in_quiet_months_as_stated(mean: float) -> None:
    draws = np.random.default_rng(5).poisson(mean, (3000, 13))
    rate = np.mean([warns(row[:12], row[12]) for row in draws])
    assert rate <= WARNING_RATE + 3 * np.sqrt(WARNING_RATE * (1 - WARNING_RATE) / 3000)


def test_warns_sees_most_doublings() -> None:
    rng = np.random.default_rng(6)
    assert np.mean([warns(rng.poisson(20, 12), rng.poisson(40)) for _ in range(400)]) > 0.8


def test_find_change_is_as_rare_without_a_change_as_stated() -> None:
    draws = np.random.default_rng(7).poisson(8, (400, 18))
    rate = np.mean([find_change(row)[0] is not None for row in draws])
    assert rate <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)


def test_find_change_finds_the_month_of_a_doubling() -> None:
    rng = np.random.default_rng(8)
    found = [find_change(np.concatenate([rng.poisson(15, 10), rng.poisson(30, 8)]))[0] for _ in range(100)]
    hits = [at for at in found if at is not None and abs(at - 10) <= 1]
    assert len(hits) >= 80


def test_measure_trends_counts_every_month_and_every_message() -> None:
    times = pd.Series(pd.to_datetime(["2023-11-02", "2024-02-01", "2024-02-09", None]))
    table = measure_trends(times, pd.Series(["停车", "噪音", None, "停车"]))
    whole = table[table["group"] == "(all)"]
    assert whole["month"].tolist() == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert whole["n"].tolist() == [1, 0, 0, 2]
    assert table[table["group"] == "噪音"]["n"].sum() == 1
    assert ((table["share_low"] <= table["share"]) & (table["share"] <= table["share_high"])).all()
    assert table["season_index"].isna().all()


def test_measure_trends_refuses_a_table_without_times() -> None:
    with pytest.raises(InputError, match="no row has a time"):
        measure_trends(pd.Series(pd.to_datetime([None, None])), pd.Series(["a", "b"]))


def _seasonal(n_series: int, n_months: int, mean: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    calendar = np.arange(n_months) % 12 + 1
    means = mean * (1 + 0.5 * np.sin(2 * np.pi * calendar / 12))
    return np.random.default_rng(seed).poisson(means, (n_series, n_months)), calendar


def test_find_change_takes_a_season_for_no_change_where_the_calendar_is_known() -> None:
    rows, calendar = _seasonal(300, 36, 10, 9)
    known = np.mean([find_change(row, calendar=calendar)[0] is not None for row in rows])
    unknown = np.mean([find_change(row)[0] is not None for row in rows[:150]])
    assert known <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 300)
    assert unknown > known + 0.03


def test_find_change_sees_a_rise_by_half_under_a_season() -> None:
    rows, calendar = _seasonal(60, 36, 20, 10)
    rng = np.random.default_rng(11)
    risen = np.concatenate([rows[:, :18], rows[:, 18:] + rng.binomial(rows[:, 18:], 0.5)], axis=1)
    found = [find_change(row, calendar=calendar)[0] for row in risen]
    assert np.mean([at is not None for at in found]) > 0.9
    assert np.median([at for at in found if at is not None]) == pytest.approx(18, abs=1)


@pytest.mark.parametrize("mean", [5.0, 40.0])
def test_measure_trends_warns_as_rarely_as_stated_under_a_season(mean: float) -> None:
    rows, _ = _seasonal(40, 48, mean, 12)
    months = pd.period_range("2020-01", periods=48, freq="M").to_timestamp()
    groups = [f"g{at}" for at in range(40) for _ in range(rows[at].sum())]
    times = pd.Series(np.concatenate([np.repeat(months, row) for row in rows]))
    table = measure_trends(times, pd.Series(groups))
    watched = table[(table["group"] != "(all)") & (table["month"] >= "2022-01")]
    n = len(watched)
    assert n == 40 * 24
    assert watched["is_warning"].mean() <= WARNING_RATE + 3 * np.sqrt(WARNING_RATE * (1 - WARNING_RATE) / n)
    summer = watched.groupby(watched["month"].str[-2:])["expected"].mean()
    assert summer["03"] > 2 * summer["09"]


def test_measure_season_is_drawn_to_one_by_few_messages() -> None:
    calendar = np.arange(24) % 12 + 1
    few, many = np.where(calendar == 6, 2, 1), np.where(calendar == 6, 200, 100)
    assert 1 < measure_season(few, calendar)[5] < measure_season(many, calendar)[5] < 2
    assert measure_season(np.zeros(24), calendar).tolist() == [1.0] * 24


def test_measure_trends_corrects_change_points_for_the_number_of_groups() -> None:
    rng = np.random.default_rng(13)
    months = pd.period_range("2020-01", periods=20, freq="M").to_timestamp()
    counts = rng.poisson(8, (12, 20))
    counts[0, 10:] *= 5
    times = pd.Series(np.concatenate([np.repeat(months, row) for row in counts]))
    table = measure_trends(
        times, pd.Series([f"g{at:02d}" for at in range(12) for _ in range(counts[at].sum())])
    )
    each = table.groupby("group")[["change_p", "change_q"]].first()
    assert (each["change_q"] >= each["change_p"] - 1e-4).all()
    assert each.loc["g00", "change_q"] < 0.05


def _index_of(counts: np.ndarray) -> np.ndarray:
    """Measure the season index of the whole of a table with so many messages in each month from January on."""
    months = pd.period_range("2022-01", periods=len(counts), freq="M").to_timestamp()
    times = pd.Series(months.repeat(counts))
    found = measure_trends(times, pd.Series("停车", index=times.index))
    return found.loc[found["group"] == "(all)", "season_index"].to_numpy()


def test_a_change_of_level_is_no_season() -> None:
    rng = np.random.default_rng(2)
    level = np.where(np.arange(36) < 30, 60, 150)  # 2.5 times as many from July of the third year on
    index = _index_of(rng.poisson(level))
    assert np.abs(index - 1).max() < 0.15
    raw = np.array([level[at % 12 :: 12].mean() for at in range(36)]) / level.mean()
    assert raw.max() > 1.19


def test_the_season_beside_a_change_is_that_of_the_series_without_it() -> None:
    season = 1 + 0.4 * np.sin(2 * np.pi * np.arange(36) / 12)
    with_change = np.where(np.arange(36) < 19, 200, 500) * season
    index = _index_of(with_change.round().astype(int))
    assert index == pytest.approx(season / season.mean(), abs=0.01)


def test_without_a_change_the_index_is_the_mean_of_the_month_over_all() -> None:
    season = np.tile([80, 120], 12)
    assert _index_of(season) == pytest.approx(season / 100)


def test_months_on_one_side_of_a_change_only_keep_the_plain_index() -> None:
    from textmine.mining.trends import _season_beside_change

    n, calendar = np.array([4.0, 4.0, 8.0, 8.0]), np.array([1, 2, 3, 4])
    assert _season_beside_change(n, calendar, 2).tolist() == pytest.approx([2 / 3, 2 / 3, 4 / 3, 4 / 3])

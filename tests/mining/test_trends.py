"""Trends: intervals cover, alarms are as rare as stated, real jumps are seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine import InputError
from textmine.mining.trends import WARNING_RATE, count_interval, find_change, measure_trends, warns


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

"""Figures of mining: what is drawn is what the table says."""

from __future__ import annotations

import matplotlib

matplotlib.use("agg")
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from textmine.figures.mining import draw_growth, draw_hotspots, draw_keyness, draw_trend
from textmine.mining.keyness import measure_keyness
from textmine.mining.trends import measure_trends


def test_draw_hotspots_puts_the_hottest_on_top() -> None:
    issues = pd.DataFrame(
        {
            "issue": ["青枫雅苑噪音", "白鹭路停水"],
            "heat": [9.0, 4.0],
            "heat_low": [5, 1],
            "heat_high": [12, 7],
        }
    )
    ax = draw_hotspots(issues, Figure().subplots())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["白鹭路停水", "青枫雅苑噪音"]
    assert ax.lines[0].get_xdata().tolist() == [4.0, 9.0]


def test_draw_growth_and_keyness_and_trend_show_every_row() -> None:
    growth = pd.DataFrame(
        {
            "rank": [1, 1],
            "month": ["2024-01", "2024-02"],
            "n_messages_so_far": [2, 5],
            "n_people_so_far": [2, 4],
        }
    )
    assert draw_growth(growth, Figure().subplots()).lines[0].get_ydata().tolist() == [2, 5]
    words = [["停车", "难"]] * 5 + [["路灯", "坏"]] * 5
    found = measure_keyness(words, ["车"] * 5 + ["灯"] * 5)
    ax = draw_keyness(found, Figure().subplots(), group="车")
    assert {label.get_text() for label in ax.get_yticklabels()} == {"停车", "难"}
    days = pd.Series(np.repeat(pd.date_range("2024-01-15", periods=6, freq="MS"), 3))
    trend = draw_trend(measure_trends(days, pd.Series(["停车"] * 18)), Figure().subplots())
    assert trend.lines[0].get_ydata().tolist() == [3] * 6

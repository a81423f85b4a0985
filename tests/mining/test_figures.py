"""Figures of mining: what is drawn is what the table says."""

from __future__ import annotations

import matplotlib

matplotlib.use("agg")
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from textmine.figures.mining import (
    draw_growth,
    draw_hotspots,
    draw_keyness,
    draw_links,
    draw_topics,
    draw_trend,
)
from textmine.mining.cooccurrence import link_words
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


def test_draw_growth_leaves_room_for_quiet_months_and_starts_at_zero() -> None:
    growth = pd.DataFrame(
        {
            "rank": [2, 2, 2],
            "month": ["2023-11", "2023-12", "2024-05"],
            "n_messages_so_far": [2, 5, 6],
            "n_people_so_far": [2, 4, 4],
        }
    )
    ax = draw_growth(growth, Figure().subplots(), rank=2)
    assert np.diff(ax.lines[0].get_xdata()).tolist() == [1, 5]
    assert [label.get_text() for label in ax.get_xticklabels()][::6] == ["2023-11", "2024-05"]
    assert ax.get_ylim()[0] == 0
    assert len(draw_growth(growth, Figure().subplots(), rank=9).lines[0].get_xdata()) == 0


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


def test_draw_topics_puts_the_largest_on_top_and_draws_chance() -> None:
    topics = pd.DataFrame(
        {
            "words": ["停车、车位", "噪音、施工"],
            "share": [0.6, 0.4],
            "stability": [0.9, 0.8],
            "stability_low": [0.8, 0.7],
            "stability_high": [1.0, 0.9],
        }
    )
    ax = draw_topics(topics, Figure().subplots(), chance=0.2)
    labels = {label.get_text(): at for label, at in zip(ax.get_yticklabels(), ax.get_yticks(), strict=True)}
    assert labels["停车、车位（60%）"] > labels["噪音、施工（40%）"]
    assert ax.lines[1].get_xdata() == [0.2, 0.2]


def test_draw_links_draws_every_link_and_word_once_and_the_same_twice() -> None:
    links = link_words([["停车", "车位"], ["噪音", "施工"], ["路灯", "漆黑"], ["电梯", "停运"]] * 20)
    first, second = (draw_links(links, Figure().subplots()) for _ in range(2))
    assert len(first.lines) == len(links) + 1 == 5
    assert {text.get_text() for text in first.texts} == {*links["first"], *links["second"]}
    np.testing.assert_array_equal(first.lines[-1].get_xydata(), second.lines[-1].get_xydata())
    place = first.lines[-1].get_xydata()
    far = np.hypot(*(place[:, None] - place[None, :]).transpose(2, 0, 1)) + np.eye(len(place))
    assert far.min() > 0.05
    draw_links(links.head(0), Figure().subplots())

"""Trials are drawn with what they say, and shares with how roughly few trials say them."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection

from textmine.figures.trials import draw_power, draw_trials
from textmine.governance.measures.rates import wilson_interval


def bars(ax: plt.Axes) -> list[np.ndarray]:
    return [part for own in ax.collections if isinstance(own, LineCollection) for part in own.get_segments()]


def test_trials_that_miss_the_truth_stand_out() -> None:
    trials = pd.DataFrame({"estimate": [0.1, 0.5], "low": [0.0, 0.4], "high": [0.2, 0.6]})
    ax = draw_trials(trials, truth=0.1, ax=plt.figure().gca())
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["区间含真值", "区间不含真值"]
    within, beyond = (own.get_segments() for own in ax.collections if isinstance(own, LineCollection))
    assert within[0][:, 0].tolist() == [0.0, 0.2]
    assert beyond[0][:, 0].tolist() == [0.4, 0.6]


def test_shares_of_few_trials_are_drawn_with_their_intervals() -> None:
    shares = pd.DataFrame({"插补法": [0.0, 0.5, 1.0]}, index=[0.0, 0.01, 0.02])
    ax = draw_power(shares, ax=plt.figure().gca(), n_trials=12)
    expected = wilson_interval([0, 6, 12], [12, 12, 12])
    assert [bar[:, 1].tolist() for bar in bars(ax)] == [
        pytest.approx([low, high]) for low, high in zip(expected.low, expected.high, strict=True)
    ]
    assert [bar[0, 0] for bar in bars(ax)] == [0.0, 0.01, 0.02]


def test_more_trials_have_narrower_bars() -> None:
    shares = pd.DataFrame({"插补法": [0.5]}, index=[0.01])
    widths = [np.ptp(bars(draw_power(shares, ax=plt.figure().gca(), n_trials=n))[0][:, 1]) for n in (12, 500)]
    assert widths[0] > 5 * widths[1]


def test_without_a_number_of_trials_no_interval_is_drawn() -> None:
    shares = pd.DataFrame({"插补法": [0.5]}, index=[0.01])
    assert bars(draw_power(shares, ax=plt.figure().gca())) == []

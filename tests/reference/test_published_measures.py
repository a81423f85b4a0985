"""Intervals, shrinkage, survival and rankings: published numbers against ours. The data are in the test."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.governance.measures import kaplan_meier, log_rank, shrink_normal, wilson_interval
from textmine.governance.ranking import entropy_weights, topsis

# Newcombe 1998, Statistics in Medicine 17: 857, Table I, method 3.
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]

# Efron & Morris 1975: hits of eighteen players in their first 45 times at bat in 1970.
HITS = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]

# Freireich et al. 1963: weeks of remission under 6-MP and placebo; Kalbfleisch & Prentice 1980 print the
# curve.
SIX_MP = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
SIX_MP_ENDED = [True] * 9 + [False] * 12
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]

# Elsayed, Shaik Dawood & Karthikeyan 2017, Int. J. Eng. Trends Technol. 46: 60.
ELSAYED = [
    [7, 312, 1891, 6613, 163], [72, 88, 728, 941804, 1078], [10, 252, 2594, 3466, 117471],
    [10, 145, 980, 2371, 86329], [65, 54, 350, 501, 29897], [29, 48, 380, 912, 34051],
    [7, 476, 3300, 78470, 2212], [70, 87, 650, 733, 819000], [4, 86, 591, 3015, 103],
    [12, 79, 579, 3240, 96098], [21, 45, 261, 1253, 453], [1, 72, 530, 4333, 0.104800],
]  # fmt: skip


@pytest.mark.parametrize("k, n, low, high", NEWCOMBE)
def test_wilson_interval_gives_newcombes_table(k: int, n: int, low: float, high: float) -> None:
    found = wilson_interval(k, n)
    assert (round(float(found.low), 4), round(float(found.high), 4)) == (low, high)


def test_shrink_normal_gives_efron_and_morris_baseball() -> None:
    averages = np.array(HITS) / 45
    variance = averages.mean() * (1 - averages.mean()) / 45
    found = shrink_normal(averages, variance)
    assert round(found.kept, 3) == 0.212
    assert round(found.mean, 3) == 0.265
    assert found.values == pytest.approx(0.212 * averages + 0.788 * 0.2654, abs=5e-4)


def test_kaplan_meier_gives_the_published_remission_curve() -> None:
    curve = kaplan_meier(SIX_MP, SIX_MP_ENDED)
    assert curve.survival.round(3).tolist() == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert curve.time.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.median() == 23
    assert kaplan_meier(PLACEBO, [True] * 21).median() == 8


def test_log_rank_gives_the_published_remission_test() -> None:
    chi2, p = log_rank(SIX_MP + PLACEBO, SIX_MP_ENDED + [True] * 21, [0] * 21 + [1] * 21)
    assert chi2 == pytest.approx(16.79, abs=0.005)
    assert p < 0.0001


def test_topsis_gives_opricovic_and_tzengs_mountains() -> None:
    peaks = [[1, 3000], [2, 3750], [5, 4500]]
    found = topsis(peaks, [0.5, 0.5], [False, True], normalisation="minmax")
    assert found.round(3).tolist() == [0.500, 0.617, 0.500]


def test_topsis_gives_hodgetts_cars() -> None:
    cars = [[5490, 51.4, 8.5, 285], [6500, 70.6, 7, 288], [6489, 54.3, 7.5, 290]]
    found = topsis(cars, [0.35, 0.25, 0.25, 0.15], [False, True, True, True])
    assert found.round(4).tolist() == [0.4817, 0.5182, 0.1780]


def test_entropy_weights_give_elsayeds_table() -> None:
    assert entropy_weights(ELSAYED).round(6).tolist() == [0.104991, 0.069124, 0.071373, 0.449937, 0.304575]

"""Intervals, shrinkage, survival and rankings: published numbers against ours. The data are in the test."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.governance.effects import adjust_p_values, pool_effects
from textmine.governance.measures import (
    difference_interval,
    fit_beta_prior,
    kaplan_meier,
    log_rank,
    proportion_interval,
    shrink_normal,
    shrink_rates,
    wilson_interval,
)
from textmine.governance.ranking import entropy_weights, topsis, vikor_table

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


# Newcombe 1998, Table I: the score interval with continuity correction (method 4) and the exact one (5).
NEWCOMBE_OTHERS = [
    ("wilson_continuity", [(0.2535, 0.3682), (0.0598, 0.1644), (0.0, 0.2005), (0.0018, 0.1963)]),
    ("exact", [(0.2527, 0.3676), (0.0578, 0.1617), (0.0, 0.1684), (0.0009, 0.1776)]),
]

# Rubin 1981, J. Educ. Stat. 6: 377: effects of coaching in eight schools and their standard errors.
SCHOOLS = ([28, 8, -3, 7, -1, 1, 18, 12], [15, 10, 16, 11, 9, 11, 10, 18])

# Tarone 1982; Gelman et al., Bayesian Data Analysis, table 5.1: tumours in 70 groups of rats, then 4 of 14.
RATS = [
    *[(0, n) for n in [20] * 7 + [19] * 4 + [18] * 2 + [17]],
    *[(1, n) for n in [20] * 4 + [19] * 2 + [18] * 2],
    *[(2, n) for n in (25, 24, 23, 20, 20, 20, 20, 20, 20)],
    (1, 10), (5, 49), (2, 19), (5, 46), (3, 27), (2, 17), (7, 49), (7, 47), (3, 20), (3, 20), (2, 13),
    (9, 48), (10, 50), *[(4, 20)] * 7, (10, 48), *[(4, 19)] * 3, (5, 22), (11, 46), (12, 49), (5, 20),
    (5, 20), (6, 23), (5, 19), (6, 22), (6, 20), (6, 20), (6, 20), (16, 52), (15, 46), (15, 47), (9, 24),
    (4, 14),
]  # fmt: skip


@pytest.mark.parametrize("method, published", NEWCOMBE_OTHERS)
def test_proportion_interval_gives_newcombes_other_methods(
    method: str, published: list[tuple[float, float]]
) -> None:
    for (k, n, *_), limits in zip(NEWCOMBE, published):
        found = proportion_interval(k, n, method=method)
        assert (round(float(found.low), 4), round(float(found.high), 4)) == limits


@pytest.mark.parametrize("has_continuity, limits", [(False, (0.0524, 0.3339)), (True, (0.0428, 0.3422))])
def test_difference_interval_gives_newcombes_example(
    has_continuity: bool, limits: tuple[float, float]
) -> None:
    # Newcombe 1998 b, Table II, contrast (a): 56/70 less 48/80, methods 10 and 11.
    found = difference_interval((56, 48), (70, 80), has_continuity=has_continuity)
    assert (round(float(found.low), 4), round(float(found.high), 4)) == limits


def test_shrink_normal_gives_efron_and_morris_baseball_on_the_arcsine_scale() -> None:
    # 1975: each player is moved to .791 of the mean and .209 of his own average.
    scaled = np.sqrt(45) * np.arcsin(2 * np.array(HITS) / 45 - 1)
    assert round(shrink_normal(scaled, 1.0).kept, 3) == 0.209
    assert scaled[0] == pytest.approx(-1.35, abs=0.005)


def test_fit_beta_prior_gives_the_published_prior_of_the_rat_tumours() -> None:
    k, n = np.array(RATS).T
    found = fit_beta_prior(k[:70], n[:70], method="moments")
    assert (round(found.a, 1), round(found.b, 1)) == (1.4, 8.6)
    # The book's posterior for the 71st group under that prior is Beta(5.4, 18.6), mean .223.
    assert found.shrink([4], [14])["shrunken"].item() == pytest.approx(0.223, abs=0.001)


def test_shrink_rates_agree_with_the_published_posterior_of_the_rat_tumours() -> None:
    k, n = np.array(RATS).T
    # The full posterior puts the mode of the prior near (2.4, 14.3); likelihood alone is close by.
    found = fit_beta_prior(k, n)
    assert (found.a, found.b) == (pytest.approx(2.4, abs=0.2), pytest.approx(14.3, abs=0.6))
    assert shrink_rates(k, n).mean[70] == pytest.approx(found.shrink(k, n)["shrunken"].iloc[70], abs=0.01)


def test_pool_effects_give_the_published_posterior_of_the_eight_schools() -> None:
    # Bayesian Data Analysis, table 5.3: quantiles 2.5, 25, 50, 75, 97.5 % from 200 draws.
    effects, errors = SCHOOLS
    found = pool_effects(effects, np.diag(np.square(errors)), list("ABCDEFGH"))
    published = {
        0: (-2, 7, 10, 16, 31),
        2: (-11, 2, 7, 11, 19),
        4: (-9, 1, 5, 10, 18),
        6: (-1, 7, 10, 15, 26),
    }
    for school, quantiles in published.items():
        ours = np.quantile(found.draws[:, school], [0.025, 0.25, 0.5, 0.75, 0.975])
        assert ours == pytest.approx(quantiles, abs=2.5)


def test_adjust_p_values_give_benjamini_and_hochbergs_example() -> None:
    # 1995, section 4: of fifteen p-values the procedure rejects four, Bonferroni's three.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719]
    p += [0.6528, 0.7590, 1.0]
    assert int((adjust_p_values(p, method="fdr_bh") <= 0.05).sum()) == 4
    assert int((adjust_p_values(p, method="bonferroni") <= 0.05).sum()) == 3


def test_vikor_gives_opricovic_and_tzengs_mountains() -> None:
    found = vikor_table([[1, 3000], [2, 3750], [5, 4500]], [0.5, 0.5], [False, True])
    assert found["s"].tolist() == [0.5, 0.375, 0.5]
    assert found["r"].tolist() == [0.5, 0.25, 0.5]
    assert found["q"].tolist() == [1.0, 0.0, 1.0]
    assert found["is_compromise"].tolist() == [False, True, False]

"""Keyness against an independent implementation and against the published meaning of its parts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency, false_discovery_control

from textmine.mining.keyness import false_discovery_rates, log_likelihood, measure_keyness


def test_log_likelihood_agrees_with_the_closed_form_of_rayson_and_garside() -> None:
    # Worked by hand from E1 = 1000 * 30 / 3000 = 10 and E2 = 20: 2 (20 ln 2 + 10 ln 0.5) = 20 ln 2.
    assert log_likelihood(20, 10, 1000, 2000) == pytest.approx(20 * np.log(2))


def test_log_likelihood_approaches_the_g_test_of_scipy_for_rare_words() -> None:
    # Rayson and Garside leave out the two cells of all other words; for rare words those add almost nothing.
    rng = np.random.default_rng(3)
    for _ in range(50):
        a, b = (int(v) for v in rng.integers(1, 40, 2))
        n_a, n_b = (int(v) for v in rng.integers(200_000, 900_000, 2))
        full = chi2_contingency(
            [[a, b], [n_a - a, n_b - b]], correction=False, lambda_="log-likelihood"
        ).statistic
        assert float(log_likelihood(a, b, n_a, n_b)) == pytest.approx(full, abs=0.01)


def test_false_discovery_rates_agree_with_scipy() -> None:
    p = np.random.default_rng(4).uniform(size=200) ** 2
    assert np.allclose(false_discovery_rates(p), false_discovery_control(p))


def test_measure_keyness_finds_nothing_where_groups_are_drawn_alike() -> None:
    rng = np.random.default_rng(5)
    vocabulary = [f"词{chr(0x4E00 + at)}" for at in range(300)]
    found = 0
    for _ in range(20):
        words = [list(rng.choice(vocabulary, 12)) for _ in range(120)]
        found += len(measure_keyness(words, list(rng.integers(0, 2, 120)))) > 0
    # At q = .05 without any true difference, a table has a false finding in 5 % of the draws.
    assert found <= 4


def test_measure_keyness_gives_low_dispersion_to_a_word_of_one_document() -> None:
    bursts = [["路灯"] * 6 + ["坏"]] + [["坏", "修"] for _ in range(9)]
    even = [["停车", "难"] for _ in range(10)]
    words = bursts + even
    found = measure_keyness(words, ["灯"] * 10 + ["车"] * 10, min_count=2).set_index("word")
    assert found.loc["停车", "dispersion"] == pytest.approx(1.0)
    assert "路灯" not in found.index  # six uses in one document are one witness

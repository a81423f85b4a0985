from __future__ import annotations

import numpy as np
import pytest

from textmine.errors import InputError
from textmine.governance.composite import rank_models
from textmine.governance.effects import Effect
from textmine.governance.ranking import (
    entropy_weights,
    kendall_w,
    rank_probabilities,
    simple_weighting,
    topsis,
    vikor,
)

MATRIX = np.random.default_rng(0).uniform(1, 10, (6, 4))
WEIGHTS = np.array([0.4, 0.3, 0.2, 0.1])
BENEFIT = [True, False, True, True]
TYPES = np.array([1, -1, 1, 1])


def test_topsis_agrees_with_pymcdm() -> None:
    methods = pytest.importorskip("pymcdm.methods")
    normalizations = pytest.importorskip("pymcdm.normalizations")
    vector = methods.TOPSIS(normalizations.vector_normalization)(MATRIX, WEIGHTS, TYPES)
    minmax = methods.TOPSIS(normalizations.minmax_normalization)(MATRIX, WEIGHTS, TYPES)
    assert topsis(MATRIX, WEIGHTS, BENEFIT, normalisation="minmax") == pytest.approx(minmax)
    # pymcdm turns costs around before it looks for the ideal; with benefits only both are the same.
    all_good = methods.TOPSIS(normalizations.vector_normalization)(MATRIX, WEIGHTS, np.ones(4))
    assert topsis(MATRIX, WEIGHTS, [True] * 4) == pytest.approx(all_good)
    assert len(vector) == 6


def test_vikor_and_weighting_agree_with_pymcdm() -> None:
    methods = pytest.importorskip("pymcdm.methods")
    assert 1 - vikor(MATRIX, WEIGHTS, BENEFIT) == pytest.approx(methods.VIKOR()(MATRIX, WEIGHTS, TYPES))
    assert simple_weighting(MATRIX, WEIGHTS, BENEFIT).argmax() == topsis(MATRIX, WEIGHTS, BENEFIT).argmax()


@pytest.mark.parametrize("method", [topsis, simple_weighting, vikor])
def test_scores_rise_with_a_benefit_and_fall_with_a_cost(method: object) -> None:
    better, dearer = MATRIX.copy(), MATRIX.copy()
    better[2, 0] += 5
    dearer[2, 1] += 5
    score = method(MATRIX, WEIGHTS, BENEFIT)[2]  # type: ignore[operator]
    assert method(better, WEIGHTS, BENEFIT)[2] >= score  # type: ignore[operator]
    assert method(dearer, WEIGHTS, BENEFIT)[2] <= score  # type: ignore[operator]


def test_topsis_refuses_blank_cells_and_wrong_shapes() -> None:
    with pytest.raises(InputError, match="blank"):
        topsis([[1, np.nan]], [0.5, 0.5], [True, True])
    with pytest.raises(InputError, match="one weight"):
        topsis([[1, 2]], [1.0], [True, True])
    with pytest.raises(InputError, match="vector, minmax"):
        topsis([[1, 2]], [0.5, 0.5], [True, True], normalisation="rank")


def test_entropy_weights_reward_a_noisy_column() -> None:
    rng = np.random.default_rng(1)
    calm, noisy = rng.binomial(1000, 0.7, 30) / 1000, (rng.binomial(5, 0.7, 30) + 0.5) / 6
    weights = entropy_weights(np.column_stack([calm, noisy]))
    assert weights[1] > 0.9
    assert weights.sum() == pytest.approx(1)


def test_entropy_weights_of_equal_columns_are_equal_and_negatives_are_refused() -> None:
    assert entropy_weights([[1, 2], [1, 2]]).tolist() == [0.5, 0.5]
    with pytest.raises(InputError, match="no negative value"):
        entropy_weights([[1, -2], [1, 2]])


def test_kendall_w_is_one_for_one_opinion_and_small_for_chance() -> None:
    assert kendall_w([[1, 2, 3]] * 4) == 1
    assert kendall_w(np.random.default_rng(0).normal(size=(400, 5))) < 0.02


def test_rank_probabilities_sum_to_one_and_name_a_winner_only_at_point_eight() -> None:
    draws = np.tile([[3.0, 2.0, 1.0]], (10, 1))
    draws[:2] = [1.0, 2.0, 3.0]
    found = rank_probabilities(draws, ["甲", "乙", "丙"])
    assert found.probability.sum(axis=0).tolist() == [1, 1, 1]
    assert found.winner == "甲"
    draws[2] = [1.0, 2.0, 3.0]
    assert rank_probabilities(draws, ["甲", "乙", "丙"]).winner is None


def effect(model: str, outcome: str, value: float, reach: float) -> Effect:
    return Effect(model, outcome, value, value - reach, value + reach, 18, "imputation")


def test_rank_models_names_a_clear_winner_and_no_unclear_one() -> None:
    clear = [effect("甲", "solved_share", 0.3, 0.02), effect("乙", "solved_share", 0.0, 0.02)]
    assert rank_models(clear).set_index("model_id").loc["甲", "is_winner"]
    unclear = [effect("甲", "solved_share", 0.02, 0.1), effect("乙", "solved_share", 0.0, 0.1)]
    assert not rank_models(unclear)["is_winner"].any()


def test_rank_models_is_empty_for_a_single_model() -> None:
    assert len(rank_models([effect("甲", "solved_share", 0.3, 0.02)])) == 0

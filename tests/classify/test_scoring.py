"""Scores agree with scikit-learn and with arithmetic; intervals cover; comparisons know their direction."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support

from textmine.classify.scoring import (
    accuracy_at_coverage,
    bootstrap_interval,
    compare_predictions,
    expected_calibration_error,
    reliability,
    score_predictions,
)
from textmine.errors import InputError

LABELS = ["供水", "停车", "噪音", "垃圾"]


def drawn(seed: int, n: int = 300, share_right: float = 0.7) -> tuple[list[str], list[str]]:
    rng = np.random.default_rng(seed)
    truth = rng.choice(LABELS, n, p=[0.5, 0.3, 0.15, 0.05])
    said = np.where(rng.random(n) < share_right, truth, rng.choice(LABELS, n))
    return truth.tolist(), said.tolist()


@pytest.mark.parametrize("seed", range(5))
def test_scores_agree_with_scikit_learn(seed: int) -> None:
    truth, said = drawn(seed)
    ours = score_predictions(truth, said)
    assert ours.accuracy == pytest.approx(accuracy_score(truth, said))
    assert ours.macro_f1 == pytest.approx(f1_score(truth, said, average="macro"))
    assert ours.weighted_f1 == pytest.approx(f1_score(truth, said, average="weighted"))
    reference = precision_recall_fscore_support(truth, said, labels=list(ours.labels), zero_division=0)
    for name, values in zip(("precision", "recall", "f1", "n"), reference, strict=True):
        np.testing.assert_allclose(ours.per_class[name], values)
    np.testing.assert_array_equal(
        ours.confusion.to_numpy(), confusion_matrix(truth, said, labels=list(ours.labels))
    )


def test_macro_f1_leaves_out_labels_that_never_occur_in_the_truth() -> None:
    ours = score_predictions(["供水", "供水"], ["供水", "停车"])
    assert ours.macro_f1 == pytest.approx(2 / 3)  # scikit-learn's would count 停车 as a class with F1 of 0
    assert ours.per_class["n"].tolist() == [2, 0] or ours.per_class["n"].tolist() == [0, 2]


def test_scores_do_not_depend_on_the_order_of_rows_or_names() -> None:
    truth, said = drawn(0)
    ours = score_predictions(truth, said)
    turned = score_predictions(truth[::-1], said[::-1])
    renamed = score_predictions([LABELS.index(v) for v in truth], [LABELS.index(v) for v in said])
    for other in (turned, renamed):
        assert (other.accuracy, other.macro_f1) == pytest.approx((ours.accuracy, ours.macro_f1))


def test_score_predictions_refuses_nothing_and_unequal_lengths() -> None:
    with pytest.raises(InputError, match="nothing to score"):
        score_predictions([], [])
    with pytest.raises(InputError, match="2 true labels but 1"):
        score_predictions(["供水", "停车"], ["供水"])


def test_to_frame_is_a_copy() -> None:
    ours = score_predictions(["供水"], ["供水"])
    frame = ours.to_frame()
    frame.loc[0, "f1"] = -1
    assert ours.per_class.loc[0, "f1"] == 1


def test_expected_calibration_error_is_the_weighted_gap_of_the_bins() -> None:
    """Worked by hand: ten at .95 of which 9 right, ten at .55 of which 3 right: (10·.05 + 10·.25) / 20."""
    confidence = np.array([0.95] * 10 + [0.55] * 10)
    right = np.array([True] * 9 + [False] + [True] * 3 + [False] * 7)
    assert expected_calibration_error(confidence, right) == pytest.approx(0.15)
    table = reliability(confidence, right)
    assert table["n"].tolist() == [10, 10]
    assert table["accuracy"].tolist() == pytest.approx([0.3, 0.9])


def test_expected_calibration_error_agrees_with_a_plain_loop() -> None:
    rng = np.random.default_rng(3)
    confidence = rng.random(997)
    right = rng.random(997) < confidence**2
    total = 0.0
    for at in range(15):
        inside = (confidence > at / 15) & (confidence <= (at + 1) / 15)
        if inside.any():
            total += inside.sum() * abs(confidence[inside].mean() - right[inside].mean())
    assert expected_calibration_error(confidence, right) == pytest.approx(total / 997, abs=1e-9)


def test_expected_calibration_error_is_small_only_for_honest_confidence() -> None:
    rng = np.random.default_rng(4)
    honest = rng.uniform(0.4, 1, 20_000)
    right = rng.random(20_000) < honest
    assert expected_calibration_error(honest, right) < 0.015
    assert expected_calibration_error(np.sqrt(honest), right) > 0.08


def test_reliability_puts_the_ends_into_bins() -> None:
    table = reliability(np.array([0.0, 1.0]), np.array([False, True]))
    assert table["n"].sum() == 2
    assert table["low"].tolist() == [0.0, pytest.approx(14 / 15)]


def test_accuracy_at_coverage_counts_the_surest() -> None:
    confidence = np.linspace(1, 0, 10)
    right = np.array([True] * 8 + [False] * 2)
    found = accuracy_at_coverage(confidence, right, (0.5, 0.8, 1.0))
    assert found == {"0.5": 1.0, "0.8": 1.0, "1.0": 0.8}
    # A confidence that is upside down is no better than the share right among the least sure.
    assert accuracy_at_coverage(-confidence, right, (0.5,)) == {"0.5": 0.6}


def test_bootstrap_interval_covers_the_true_accuracy_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    n_covered = 0
    for seed in range(100):
        truth = ["供水"] * 150
        said = np.where(rng.random(150) < 0.8, "供水", "停车").tolist()
        low, high = bootstrap_interval(truth, said, measure="accuracy", seed=seed)
        n_covered += low <= 0.8 <= high
    assert 88 <= n_covered <= 99  # 95 ± three standard errors


def test_bootstrap_interval_is_repeatable_and_refuses_other_measures() -> None:
    truth, said = drawn(1)
    assert bootstrap_interval(truth, said) == bootstrap_interval(truth, said)
    with pytest.raises(InputError, match="choose accuracy or macro_f1"):
        bootstrap_interval(truth, said, measure="recall")


def test_compare_predictions_knows_which_is_better() -> None:
    truth, worse = drawn(6, share_right=0.6)
    _, better = drawn(6, share_right=0.95)
    found = compare_predictions(truth, worse, better)
    assert found.low > 0
    turned = compare_predictions(truth, better, worse)
    assert turned.difference == pytest.approx(-found.difference)
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))


def test_compare_predictions_of_a_model_with_itself_is_exactly_zero() -> None:
    truth, said = drawn(7)
    found = compare_predictions(truth, said, list(said))
    assert (found.difference, found.low, found.high) == (0, 0, 0)
    assert found.to_frame()["difference"].tolist() == [0]


def test_compare_predictions_pairs_its_rows() -> None:
    """Two models that err on nearly the same rows differ with a far narrower interval than either has alone."""
    truth, first = drawn(8)
    second = list(first)
    wrong = next(at for at, (a, b) in enumerate(zip(truth, first, strict=True)) if a != b)
    second[wrong] = truth[wrong]
    found = compare_predictions(truth, first, second, measure="accuracy")
    low, high = bootstrap_interval(truth, first, measure="accuracy")
    assert found.high - found.low < (high - low) / 5

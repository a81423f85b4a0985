"""Confidence means what it says on fresh data; a review target is met on fresh data; impossible targets are refused."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.classify.calibration import Calibration, ReviewCurve, fit_calibration, fit_review_curve
from textmine.classify.model import ComplaintClassifier
from textmine.classify.scoring import expected_calibration_error
from textmine.errors import InputError


def simulated(seed: int, n: int = 3000, n_classes: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Scores like those of one-against-rest SVCs: the true class stands out, and one class less than the others."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, n_classes, n)
    scores = rng.normal(-0.9, 0.35, (n, n_classes))
    scores[np.arange(n), truth] += np.where(truth == 0, 0.6, 1.0)
    return scores, np.eye(n_classes, dtype=bool)[truth]


def test_probabilities_sum_to_one_and_the_highest_score_stays_first() -> None:
    scores, accepted = simulated(0)
    fitted = fit_calibration(scores, accepted)
    assert len(fitted.margin) == 3
    p = fitted.probabilities(scores)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert (p >= 0).all()
    np.testing.assert_array_equal(p.argmax(axis=1), scores.argmax(axis=1))


def test_a_very_unsure_first_class_stays_first() -> None:
    unsure = Calibration(2.0, np.zeros(3), 900, margin=(-9.0, 0.0, 0.0))
    p = unsure.probabilities(np.array([[0.3, 0.2, 0.1], [0.1, 0.1, 0.2]]))
    assert p.argmax(axis=1).tolist() == [0, 2]
    np.testing.assert_allclose(p.sum(axis=1), 1)


def test_two_classes_and_no_rows() -> None:
    fitted = Calibration(2.0, np.zeros(2), 900, margin=(0.0, 1.0, -1.0))
    assert fitted.probabilities(np.zeros((0, 2))).shape == (0, 2)
    p = fitted.probabilities(np.array([[0.2, -0.2]]))
    assert p[0, 0] > 0.5


def test_confidence_is_right_on_fresh_data() -> None:
    fitted = fit_calibration(*simulated(1))
    scores, accepted = simulated(2, n=20_000)
    p = fitted.probabilities(scores)
    right = accepted[np.arange(len(p)), p.argmax(axis=1)]
    assert expected_calibration_error(p.max(axis=1), right) < 0.02


def test_a_class_that_errs_more_gets_less_confidence() -> None:
    rng = np.random.default_rng(3)
    n = 4000
    first = rng.integers(0, 2, n)
    scores = np.full((n, 3), -1.0)
    scores[np.arange(n), first] = 0.5
    right = rng.random(n) < np.where(first == 0, 0.6, 0.95)
    accepted = np.zeros((n, 3), dtype=bool)
    accepted[np.arange(n), np.where(right, first, 2)] = True
    p = fit_calibration(scores, accepted).probabilities(np.array([[0.5, -1, -1], [-1, 0.5, -1]]))
    assert p[0, 0] == pytest.approx(0.6, abs=0.04)
    assert p[1, 1] == pytest.approx(0.95, abs=0.03)


def test_a_second_right_label_raises_confidence() -> None:
    scores, accepted = simulated(4)
    generous = accepted.copy()
    generous[np.arange(len(scores)), scores.argsort(axis=1)[:, -2]] |= (
        np.random.default_rng(0).random(3000) < 0.5
    )
    generous[np.arange(len(scores)), scores.argmax(axis=1)] |= np.random.default_rng(1).random(3000) < 0.5
    strict, loose = (
        fit_calibration(scores, a).probabilities(scores).max(axis=1).mean() for a in (accepted, generous)
    )
    assert loose > strict + 0.03


def test_few_rows_give_a_cautious_default() -> None:
    scores, accepted = simulated(5, n=40)
    fitted = fit_calibration(scores, accepted)
    assert (fitted.n, fitted.margin) == (0, ())


def test_no_error_at_all_leaves_the_softmax() -> None:
    truth = np.arange(300) % 3
    scores = np.eye(3)[truth] * 2 - 1
    fitted = fit_calibration(scores, np.eye(3, dtype=bool)[truth])
    assert fitted.margin == ()
    assert fitted.probabilities(scores).max(axis=1).min() > 0.95


def test_fit_is_repeatable_and_changes_no_input() -> None:
    scores, accepted = simulated(6)
    before = scores.copy()
    one, two = fit_calibration(scores, accepted), fit_calibration(scores, accepted)
    assert (one.slope, one.margin, one.bias.tolist()) == (two.slope, two.margin, two.bias.tolist())
    np.testing.assert_array_equal(scores, before)


@pytest.mark.parametrize("target", [0.92, 0.95, 0.97])
def test_review_target_is_met_on_fresh_data(target: float) -> None:
    """Set on one draw, checked on another, forty times: the mean is at the target, within what the setting costs."""
    reached, kept = [], []
    for seed in range(40):
        scores, accepted = simulated(100 + seed, n=1500)
        fitted = fit_calibration(scores, accepted)
        p = fitted.probabilities(scores)
        right = accepted[np.arange(len(p)), p.argmax(axis=1)]
        line = fit_review_curve(p.max(axis=1), right).threshold(target)
        fresh, fresh_accepted = simulated(500 + seed, n=1500)
        q = fitted.probabilities(fresh)
        fresh_right = fresh_accepted[np.arange(len(q)), q.argmax(axis=1)]
        sure = q.max(axis=1) >= line
        reached.append(fresh_right[sure].mean())
        kept.append(sure.mean())
    assert np.mean(reached) == pytest.approx(target, abs=0.01)
    assert 0.05 < np.mean(kept) < 1


def test_review_curve_never_rises_as_confidence_falls() -> None:
    rng = np.random.default_rng(7)
    confidence = rng.random(2000)
    curve = fit_review_curve(confidence, rng.random(2000) < confidence)
    assert (np.diff(curve.confidence) < 0).all()
    assert (np.diff(curve.accuracy) <= 1e-12).all()
    assert len(curve.confidence) <= 512


def test_review_curve_of_few_documents_says_nothing() -> None:
    curve = fit_review_curve(np.array([0.9] * 19), np.ones(19, dtype=bool))
    assert curve.threshold(0.5) > 1


def test_a_target_never_reached_flags_every_row() -> None:
    assert ReviewCurve(np.array([0.9, 0.5]), np.array([0.8, 0.7])).threshold(0.9) > 1


@pytest.mark.parametrize("target", [0, 1, 1.5, -0.1, 97])
def test_impossible_targets_are_refused(target: float) -> None:
    model = ComplaintClassifier(calibrate=False).fit(["路灯不亮", "车位太少"], ["灯", "车"])
    with pytest.raises(InputError, match="is no share"):
        model.review_threshold(target)

"""Classify complaints: one model, two ways through it, a confidence that means what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from textmine.classify.calibration import ReviewCurve, fit_calibration, fit_review_curve
from textmine.classify.features import Features, Prepared, join_prepared, prepare
from textmine.classify.head import MODES, SCALES, Head
from textmine.classify.inputs import accepted_labels, as_documents, check_keywords, check_labels
from textmine.classify.provenance import describe_training
from textmine.classify.secondlevel import Levels, fit_second_level
from textmine.classify.selftraining import FEW_LABELS, fit_with_unlabelled
from textmine.classify.splitting import calibration_folds
from textmine.errors import InputError

__all__ = ["MODES", "SCALES", "ComplaintClassifier", "Head", "as_documents"]


class ComplaintClassifier(ClassifierMixin, BaseEstimator):
    """Classify raw Chinese complaints with a linear model over characters, head and words.

    Parameters
    ----------
    penalty : float
        C of the linear SVC.
    class_priors : None or dict of label to share
        Shares expected where the model will be used; None keeps the balanced training.
    mode : {"best", "fast"}
        The way `predict` takes: with words, or characters only in one compiled pass.
    calibrate : bool
        Learn confidence from out-of-fold scores; costs five more fits a mode.
    self_training : bool or None
        Learn from unlabelled documents the model is surest of, too. None does so when unlabelled documents are given
        and there are at most 50 labels a class: with few labels it gains much, with many it does not.
    random_state : int

    Attributes
    ----------
    classes_ : array of labels
    heads_ : dict of mode to Head
    out_of_fold_ : dict
        Truth, prediction and probabilities of every training row from a model that did not see it.
    second_level_ : dict of label to (second labels, Head)
    training_ : dict
        Checksum and size of the training data, out-of-fold scores, versions of the libraries.

    Examples
    --------
    >>> texts = ["路灯坏了三天不亮", "小区路灯不亮", "晚上路灯全黑", "停车位太少", "路边乱停车", "没有停车位"]
    >>> model = ComplaintClassifier(calibrate=False).fit(texts, ["灯", "灯", "灯", "车", "车", "车"])
    >>> model.predict(["门口路灯不亮了", ("停车", "停车位被占")]).tolist()
    ['灯', '车']
    >>> ComplaintClassifier().fit(["路灯不亮"], ["灯"])
    Traceback (most recent call last):
        ...
    textmine.errors.InputError: all 1 rows carry the label '灯'; a classifier needs at least two labels
    """

    def __init__(
        self,
        *,
        penalty: float = 0.5,
        class_priors: dict[Any, float] | None = None,
        mode: str = "best",
        calibrate: bool = True,
        self_training: bool | None = None,
        random_state: int = 0,
    ) -> None:
        self.penalty = penalty
        self.class_priors = class_priors
        self.mode = mode
        self.calibrate = calibrate
        self.self_training = self_training
        self.random_state = random_state

    def fit(
        self,
        X: Any,
        y: Any,
        *,
        unlabelled: Any = None,
        groups: npt.NDArray[np.int64] | None = None,
        second_labels: Any = None,
        keywords: Mapping[Any, Sequence[str]] | None = None,
        alternatives: Any = None,
    ) -> ComplaintClassifier:
        """Learn from labelled documents, and IDF from unlabelled ones too where given.

        Parameters
        ----------
        X : documents
            Strings, or (title, body) pairs.
        y : labels of any kind numpy can sort; `save_model` takes texts, numbers and truth values
        unlabelled : documents, optional
            More texts of the same source; they sharpen the IDF, their labels are not needed.
        groups : array, optional
            Rows of one group never straddle a calibration fold; default: near-duplicates.
        second_labels : labels, optional
            The second level: within each label, a model of its own tells these apart. Blank where unknown.
        keywords : mapping of label to words, optional
            Words known to mark a label. Each is learnt from like one more short document; none is used to set the
            confidence.
        alternatives : labels, optional
            A second label that is right too, blank where there is none. Nothing is learnt from it, but the confidence then
            says how probable it is that the prediction is one of the right ones.

        Raises
        ------
        InputError
            When there are no rows, lengths differ, a label is missing, or only one label occurs.
        """
        texts = as_documents(X)
        classes, truth = check_labels(texts, y)
        self.classes_ = classes
        self.n_features_in_ = 1
        if self.mode not in MODES:
            raise InputError(
                f"unknown mode {self.mode!r}",
                fix=f"choose one of: {', '.join(MODES)}",
                zh=f"未知方式 {self.mode}，可选：{'、'.join(MODES)}",
            )
        more = as_documents(unlabelled) if unlabelled is not None else []
        folds = calibration_folds(texts, truth, groups, seed=self.random_state) if self.calibrate else []
        known = check_keywords(keywords, classes)
        accepted = accepted_labels(truth, alternatives, classes)
        self.heads_: dict[str, Head] = {}
        self.out_of_fold_: dict[str, Any] = {"truth": truth}
        prepared = prepare(texts, with_words=True)
        extra = prepare(more, with_words=True) if more else None
        for mode in MODES:
            self.heads_[mode] = self._fit_head(mode, prepared, extra, truth, folds, known, accepted)
        self.second_level_: Levels = {}
        if second_labels is not None:
            self.second_level_ = fit_second_level(
                texts, truth, classes, second_labels, penalty=self.penalty, seed=self.random_state
            )
        self.training_ = describe_training(texts, classes[truth].tolist(), self.out_of_fold_)
        return self

    def predict_second_level(self, X: Any, labels: Sequence[Any]) -> list[str]:
        """Return the second-level label of each document within its given label; blank where there is none."""
        check_is_fitted(self, "heads_")
        prepared = X if isinstance(X, Prepared) else prepare(as_documents(X), with_words=False)
        out = np.full(len(prepared), "", dtype=object)
        wanted = np.array([str(label) for label in labels])
        for label, (subs, head) in self.second_level_.items():
            rows = np.flatnonzero(wanted == label)
            if len(rows):
                scores, _ = head.scores(prepared.take(rows))
                out[rows] = np.array([str(sub) for sub in subs.tolist()], dtype=object)[scores.argmax(axis=1)]
        found: list[str] = out.tolist()
        return found

    def _fit_head(
        self,
        mode: str,
        prepared: Prepared,
        extra: Prepared | None,
        truth: npt.NDArray[np.int64],
        folds: list[Any],
        keywords: tuple[Prepared, npt.NDArray[np.int64]],
        accepted: npt.NDArray[np.bool_],
    ) -> Head:
        n_classes = len(self.classes_)
        self_trains = self.self_training
        if self_trains is None:
            self_trains = len(truth) <= FEW_LABELS * n_classes

        def learn(rows: npt.NDArray[np.int64] | None) -> tuple[Features, Any, Any]:
            part = prepared if rows is None else prepared.take(rows)
            labels = truth if rows is None else truth[rows]
            return fit_with_unlabelled(
                join_prepared(part, keywords[0]),
                np.concatenate([labels, keywords[1]]),
                extra if self_trains else None,
                idf_source=extra,
                scales=SCALES[mode],
                n_classes=n_classes,
                penalty=self.penalty,
                seed=self.random_state,
            )

        held_out = np.zeros((len(truth), n_classes))
        for train, test in folds:
            features, weights, intercepts = learn(train)
            held_out[test] = features.scorer(weights).score(prepared.take(test))[0] + intercepts
        if folds:
            calibration = fit_calibration(held_out, accepted)
            p = calibration.probabilities(held_out)
            predicted = p.argmax(axis=1)
            review = fit_review_curve(p.max(axis=1), accepted[np.arange(len(truth)), predicted])
            self.out_of_fold_[mode] = {"predicted": predicted, "probabilities": p}
        else:
            calibration = fit_calibration(held_out[:0], accepted[:0])
            review = ReviewCurve(np.zeros(0), np.zeros(0))
        features, weights, intercepts = learn(None)
        return Head(features, weights, intercepts, calibration, review)

    def _head(self, mode: str | None) -> Head:
        check_is_fitted(self, "heads_")
        chosen = self.mode if mode is None else mode
        if chosen not in self.heads_:
            raise InputError(
                f"unknown mode {chosen!r}",
                fix=f"choose one of: {', '.join(self.heads_)}",
                zh=f"未知方式 {chosen}，可选：{'、'.join(self.heads_)}",
            )
        return self.heads_[chosen]

    def _scores(self, X: Any, mode: str | None) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        return self._head(mode).scores(X if isinstance(X, Prepared) else self.prepare(X, mode=mode))

    def prepare(self, X: Any, *, mode: str | None = None) -> Prepared:
        """Fold and, where the mode needs it, segment documents once; the result may stand for them in further calls."""
        return prepare(as_documents(X), with_words=self._head(mode).features.needs_words)

    def decision_function(self, X: Any, *, mode: str | None = None) -> npt.NDArray[np.float64]:
        """Return the raw score of each document for each class; one column less for two classes, as is customary."""
        scores = self._scores(X, mode)[0]
        return scores[:, 1] if len(self.classes_) == 2 else scores

    def predict_proba(self, X: Any, *, mode: str | None = None) -> npt.NDArray[np.float64]:
        """Return calibrated probabilities, documents × classes, in the order of `classes_`."""
        return self._probabilities(self._scores(X, mode)[0], self._head(mode))

    def _probabilities(self, scores: npt.NDArray[np.float64], head: Head) -> npt.NDArray[np.float64]:
        p = head.calibration.probabilities(scores)
        if self.class_priors is not None:
            unknown = set(self.class_priors) - set(self.classes_.tolist())
            if unknown:
                raise InputError(
                    f"class_priors names unknown labels: {', '.join(map(str, sorted(unknown, key=str)))}",
                    zh=f"class_priors 含未知标签：{'、'.join(map(str, sorted(unknown, key=str)))}",
                )
            # Balanced training corresponds to equal priors.
            p *= np.array([self.class_priors.get(label, 0.0) for label in self.classes_.tolist()])
            p /= np.maximum(p.sum(axis=1, keepdims=True), 1e-300)
        return p

    def predict(self, X: Any, *, mode: str | None = None) -> npt.NDArray[Any]:
        """Return the most probable label of each document."""
        check_is_fitted(self, "heads_")
        if self.class_priors is None:  # calibration leaves the highest score first
            return self.classes_[self._scores(X, mode)[0].argmax(axis=1)]
        return self.classes_[self.predict_proba(X, mode=mode).argmax(axis=1)]

    def predict_with_evidence(
        self, X: Any, *, mode: str | None = None
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return probabilities and, per document, the share of its features the model never saw."""
        scores, unseen = self._scores(X, mode)
        return self._probabilities(scores, self._head(mode)), unseen

    def review_threshold(self, target: float, *, mode: str | None = None) -> float:
        """Return the confidence below which a row needs review, for a stated share right among the others.

        Set on out-of-fold predictions of the training data; above 1 when the target was never reached.
        """
        if not 0 < target < 1:
            raise InputError(
                f"a review target of {target} is no share",
                fix="give a number between 0 and 1, such as 0.97",
                zh=f"复核目标 {target} 不是比例，请给 0 到 1 之间的数，如 0.97",
            )
        return self._head(mode).review.threshold(target)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags

"""Classify complaints: one model, two ways through it, a confidence that means what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from textmine.classify.calibration import Calibration, ReviewCurve, fit_calibration, fit_review_curve
from textmine.classify.features import Features, Prepared, Scorer, join_prepared, prepare
from textmine.classify.linear import fit_linear
from textmine.classify.provenance import describe_training
from textmine.classify.selftraining import FEW_LABELS, fit_with_unlabelled
from textmine.classify.splitting import duplicate_groups, split_documents
from textmine.errors import InputError
from textmine.text.documents import document_text

__all__ = ["ComplaintClassifier", "Head", "as_documents"]

MODES = ("best", "fast")
# Weights of the blocks (characters, head, words) per mode; the head's weight and C were chosen by grouped
# cross-validation, see docs/classification.md.
SCALES = {"best": (1.0, 0.7, 1.0), "fast": (1.0, 0.7, 0.0)}
N_FOLDS = 5
_MIN_ROWS_TO_CALIBRATE = 40


@dataclass(frozen=True)
class Head:
    """Hold what one mode needs: features, weights, calibration, review curve, and its out-of-fold record."""

    features: Features
    weights: npt.NDArray[np.float32]
    intercepts: npt.NDArray[np.float32]
    calibration: Calibration
    review: ReviewCurve

    @cached_property
    def _scorer(self) -> Scorer:
        return self.features.scorer(self.weights)

    def scores(self, prepared: Prepared) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return scores, documents × classes, and each document's share of unseen features."""
        scores, unseen = self._scorer.score(prepared)
        return scores + self.intercepts, unseen


def as_documents(X: Any) -> list[str]:
    """Return one text per row of the input: strings as they are, (title, body) pairs joined.

    Raises
    ------
    InputError
        When a row is neither text nor a pair of texts; the message says which.

    Examples
    --------
    >>> as_documents(["路灯不亮", ("停车难", "小区门口没有车位")])
    ['路灯不亮', '停车难\\n小区门口没有车位']
    >>> as_documents([3])
    Traceback (most recent call last):
        ...
    textmine.errors.InputError: row 1: int is no text; give strings or (title, body) pairs
    """
    if isinstance(X, str):
        raise InputError("one string is not a list of documents", fix="give a list: [text]")
    rows = X.to_numpy().tolist() if hasattr(X, "to_numpy") else list(X)
    out = []
    for number, row in enumerate(rows, start=1):
        if isinstance(row, str):
            out.append(row)
        elif row is None or (isinstance(row, float) and row != row):
            out.append("")
        elif (
            isinstance(row, Sequence | np.ndarray)
            and 1 <= len(row) <= 2
            and all(isinstance(c, str) for c in row)
        ):
            out.append(document_text(*row) if len(row) == 2 else str(row[0]))
        else:
            raise InputError(
                f"{type(row).__name__} is no text", row=number, fix="give strings or (title, body) pairs"
            )
    return out


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
        y : labels of any kind numpy can sort
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
        classes, truth = _check_labels(texts, y)
        self.classes_ = classes
        self.n_features_in_ = 1
        if self.mode not in MODES:
            raise InputError(f"unknown mode {self.mode!r}", fix=f"choose one of: {', '.join(MODES)}")
        more = as_documents(unlabelled) if unlabelled is not None else []
        folds = self._folds(texts, truth, groups)
        known = _check_keywords(keywords, classes)
        accepted = _accepted(truth, alternatives, classes)
        self.heads_: dict[str, Head] = {}
        self.out_of_fold_: dict[str, Any] = {"truth": truth}
        prepared = prepare(texts, with_words=True)
        extra = prepare(more, with_words=True) if more else None
        for mode in MODES:
            self.heads_[mode] = self._fit_head(mode, prepared, extra, truth, folds, known, accepted)
        self.second_level_ = self._fit_second_level(texts, truth, second_labels)
        self.training_ = describe_training(texts, classes[truth].tolist(), self.out_of_fold_)
        return self

    def _fit_second_level(
        self, texts: list[str], truth: npt.NDArray[np.int64], second_labels: Any
    ) -> dict[str, tuple[npt.NDArray[Any], Head]]:
        levels: dict[str, tuple[npt.NDArray[Any], Head]] = {}
        if second_labels is None:
            return levels
        seconds = np.array([str(s) if isinstance(s, str) and s else "" for s in second_labels])
        if len(seconds) != len(texts):
            raise InputError(f"{len(texts)} documents but {len(seconds)} second labels")
        for position, label in enumerate(self.classes_.tolist()):
            rows = np.flatnonzero((truth == position) & (seconds != ""))
            if len(rows) == 0:
                continue
            subs, second_truth = np.unique(seconds[rows], return_inverse=True)
            levels[str(label)] = (
                subs,
                self._fit_plain_head([texts[at] for at in rows], second_truth, len(subs)),
            )
        return levels

    def _fit_plain_head(self, texts: list[str], truth: npt.NDArray[np.int64], n_classes: int) -> Head:
        """Fit characters only, without calibration: the second level has a few dozen rows a label."""
        prepared = prepare(texts, with_words=False)
        features = Features.fit(prepared, scales=SCALES["fast"])
        if n_classes == 1:
            weights, intercepts = np.zeros((len(features), 1), np.float32), np.zeros(1, np.float32)
        else:
            matrix = features.transform(prepared)
            weights, intercepts = fit_linear(
                matrix, truth, n_classes=n_classes, penalty=self.penalty, seed=self.random_state
            )
        nothing = np.zeros(0)
        return Head(
            features,
            weights,
            intercepts,
            Calibration(1.0, np.zeros(n_classes), 0),
            ReviewCurve(nothing, nothing),
        )

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

    def _folds(self, texts: list[str], truth: npt.NDArray[np.int64], groups: Any) -> list[Any]:
        counts = np.bincount(truth)
        if not self.calibrate or len(texts) < _MIN_ROWS_TO_CALIBRATE or counts.min() < 2:
            return []
        grouped = duplicate_groups(texts) if groups is None else np.asarray(groups)
        n_folds = int(min(N_FOLDS, max(2, counts.min())))
        if len(np.unique(grouped)) < n_folds:
            return []
        folds = list(split_documents(texts, truth, n_folds=n_folds, seed=self.random_state, groups=grouped))
        # A fold whose training part lacks a class cannot be scored like the others.
        complete = all(len(np.unique(truth[train])) == len(counts) for train, _ in folds)
        return folds if complete else []

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
            raise InputError(f"unknown mode {chosen!r}", fix=f"choose one of: {', '.join(self.heads_)}")
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
                    f"class_priors names unknown labels: {', '.join(map(str, sorted(unknown, key=str)))}"
                )
            # Balanced training corresponds to equal priors.
            p *= np.array([self.class_priors.get(label, 0.0) for label in self.classes_.tolist()])
            p /= np.maximum(p.sum(axis=1, keepdims=True), 1e-300)
        return p

    def predict(self, X: Any, *, mode: str | None = None) -> npt.NDArray[Any]:
        """Return the most probable label of each document."""
        check_is_fitted(self, "heads_")
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
                f"a review target of {target} is no share", fix="give a number between 0 and 1, such as 0.97"
            )
        return self._head(mode).review.threshold(target)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags


def _check_labels(texts: list[str], y: Any) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    labels = np.asarray(y.to_numpy() if hasattr(y, "to_numpy") else y)
    if labels.dtype == object or labels.dtype.kind not in "iubUSf":
        missing = [at for at, label in enumerate(labels.tolist()) if label is None or label != label]
        if missing:
            raise InputError("the label is missing", row=missing[0] + 1, fix="leave out rows without a label")
        if all(isinstance(label, str) for label in labels.tolist()):
            labels = labels.astype(str)
    if not texts:
        raise InputError("there are no documents to learn from")
    if len(texts) != len(labels):
        raise InputError(f"{len(texts)} documents but {len(labels)} labels")
    classes, truth = np.unique(labels, return_inverse=True)
    if len(classes) < 2:
        raise InputError(
            f"all {len(texts)} rows carry the label {str(classes[0])!r}; a classifier needs at least two labels"
        )
    return classes, truth.astype(np.int64)


def _check_keywords(
    keywords: Mapping[Any, Sequence[str]] | None, classes: npt.NDArray[Any]
) -> tuple[Prepared, npt.NDArray[np.int64]]:
    """Return the keywords as short documents with their class positions."""
    position = {label: at for at, label in enumerate(classes.tolist())}
    unknown = [label for label in keywords or {} if label not in position]
    if unknown:
        raise InputError(f"keywords for labels that do not occur: {', '.join(map(str, unknown))}")
    pairs = [(word, position[label]) for label, words in (keywords or {}).items() for word in words]
    return prepare([word for word, _ in pairs], with_words=True), np.array(
        [at for _, at in pairs], dtype=np.int64
    )


def _accepted(
    truth: npt.NDArray[np.int64], alternatives: Any, classes: npt.NDArray[Any]
) -> npt.NDArray[np.bool_]:
    """Return documents × classes: which labels count as right."""
    right = np.zeros((len(truth), len(classes)), dtype=bool)
    right[np.arange(len(truth)), truth] = True
    if alternatives is not None:
        position = {label: at for at, label in enumerate(classes.tolist())}
        for row, label in enumerate(alternatives):
            if label in position:
                right[row, position[label]] = True
    return right

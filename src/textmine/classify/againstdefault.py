"""Hold a model somebody trained against the default one, on the rows that people labelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textmine.classify.model import ComplaintClassifier
from textmine.classify.scoring import score_predictions
from textmine.classify.store import default_model
from textmine.errors import Remark
from textmine.reading.corpus import load_corpus
from textmine.taxonomy import load_taxonomy

__all__ = ["compare_with_default", "remark_comparison"]

_MODE = "best"


def compare_with_default(
    model: ComplaintClassifier, documents: Sequence[str], labels: Sequence[str], is_persons: Sequence[bool]
) -> dict[str, Any] | None:
    """Score the default model on the rows a model was fitted to, beside that model on the same rows left out in turn.

    Rows labelled by a model's answers and rows the default model learnt from are left aside: on both it would look better
    than it is. Categories may be codes or Chinese names; one the default model does not know counts as wrong for it.

    Parameters
    ----------
    model : fitted to exactly these documents, in this order, and not loaded from a file
    is_persons : whether a person gave the label

    Returns
    -------
    dict or None
        `n_rows`, `accuracy` and `macro_f1` of the default model, `own_accuracy` and `own_macro_f1` (None where there were
        too few rows to leave any out). None where the default model knows the labels of half the rows or fewer: somebody's own
        categories.

    Examples
    --------
    >>> texts = ["路灯不亮", "车位太少"]
    >>> own = ComplaintClassifier().fit(texts, ["灯", "车"])
    >>> compare_with_default(own, texts, ["灯", "车"], [True, True]) is None
    True
    >>> own = ComplaintClassifier().fit(texts, ["utilities", "transport"])
    >>> compare_with_default(own, texts, ["utilities", "transport"], [True, True])["n_rows"]
    2
    """
    rows = [at for at, is_given in enumerate(is_persons) if is_given]
    default = default_model()
    known = set(map(str, default.classes_.tolist()))
    codes = {c.zh: c.code for c in load_taxonomy().categories}
    named = [codes.get(label, label) for label in labels]
    if 2 * sum(named[at] in known for at in rows) <= len(rows):
        return None
    learnt = set(load_corpus("train")["document"])
    rows = [at for at in rows if documents[at] not in learnt]
    if not rows:
        return None
    truth = [named[at] for at in rows]
    theirs = score_predictions(
        truth, list(map(str, default.predict([documents[at] for at in rows], mode=_MODE).tolist()))
    )
    found = {
        "n_rows": len(rows),
        "accuracy": round(theirs.accuracy, 4),
        "macro_f1": round(theirs.macro_f1, 4),
    }
    if _MODE not in model.out_of_fold_:
        return {**found, "own_accuracy": None, "own_macro_f1": None}
    said = [
        codes.get(str(c), str(c)) for c in model.classes_[model.out_of_fold_[_MODE]["predicted"]].tolist()
    ]
    own = score_predictions(truth, [said[at] for at in rows])
    return {**found, "own_accuracy": round(own.accuracy, 4), "own_macro_f1": round(own.macro_f1, 4)}


def remark_comparison(found: dict[str, Any], *, is_chosen: bool) -> Remark | None:
    """Warn where the default model does better, or where it cannot be told that it does worse.

    Parameters
    ----------
    found : what :func:`compare_with_default` gave
    is_chosen : whether the labels are corrections of a model's answers, which are seldom those of rows drawn at random

    Examples
    --------
    >>> print(remark_comparison({"n_rows": 300, "accuracy": 0.861, "own_accuracy": 0.521}, is_chosen=False))
    the default model is right on .861 of the 300 rows people labelled, this one on .521 of them (left out in turn): keep the default model; a model of one's own usually needs thousands of labels
    >>> remark_comparison({"n_rows": 300, "accuracy": 0.5, "own_accuracy": 0.7}, is_chosen=False) is None
    True
    """
    n, theirs, own = found["n_rows"], _share(found["accuracy"]), found["own_accuracy"]
    if own is None:
        return Remark(
            f"the default model is right on {theirs} of the {n} rows people labelled; they are too few to score this one: "
            "keep the default model until it is shown that yours does better",
            zh=f"默认模型在人工标注的 {n} 行上准确率 {theirs}；行数太少，新模型无从打分：在证明新模型更好之前，请继续用默认模型",
        )
    if own < found["accuracy"]:
        return Remark(
            f"the default model is right on {theirs} of the {n} rows people labelled, this one on {_share(own)} of them "
            "(left out in turn): keep the default model; a model of one's own usually needs thousands of labels",
            zh=f"在人工标注的 {n} 行上，默认模型准确率 {theirs}，新模型（轮流留出）{_share(own)}：请继续用默认模型；"
            "自己的模型通常要几千条标签才胜过它",
        )
    if is_chosen:
        return Remark(
            "the labels are corrections: where rows were checked because the default model was unsure, it looks worse here "
            "than on all rows; score both on rows drawn at random before you change models",
            zh="这些标签是更正：若核对的是默认模型没把握的行，它在这里显得比在全部行上差；换模型之前，请在随机抽取的行上给两个模型各打一次分",
        )
    return None


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")

"""Label in rounds: which rows to label next, whether annotators agree, which labels are probably wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from textmine.classify.explanation import explain_text
from textmine.classify.model import ComplaintClassifier
from textmine.classify.splitting import duplicate_groups
from textmine.errors import InputError
from textmine.text.documents import says_something

__all__ = ["Agreement", "find_suspect_labels", "lone_labels", "measure_agreement", "sample_to_label"]

_MIN_LABELS = 2  # With fewer nothing can be suspect of being another.


def sample_to_label(
    documents: Sequence[str],
    model: ComplaintClassifier,
    *,
    n: int = 100,
    exclude: Sequence[str] = (),
    seed: int = 0,
) -> pd.DataFrame:
    """Choose rows whose labels would teach the model most: unsure, unlike one another, of every category.

    Each predicted category gets an equal quota; within it the least sure rows come first (smallest margin between first and
    second category), one of each group of near-duplicates. A fifth of the rows is drawn at random, so that what is labelled
    can also be scored.

    Parameters
    ----------
    exclude : texts that have a label already

    Returns
    -------
    DataFrame
        `row` (position from 1), `category`, `confidence`, `second_category`, `margin`, `chosen_for` (``unsure`` or
        ``random``); at most `n` rows, in the order of the input.

    Examples
    --------
    >>> from textmine.classify.store import default_model
    >>> chosen = sample_to_label(["路灯不亮", "路灯不亮！", "车位费太贵", "孩子上学划片"], default_model(), n=3)
    >>> len(chosen), {1, 2} <= set(chosen["row"])
    (3, False)
    """
    taken = {text.strip() for text in exclude}
    rows = [at for at, text in enumerate(documents) if says_something(text) and text.strip() not in taken]
    columns = ["row", "category", "confidence", "second_category", "margin", "chosen_for"]
    if not rows or n < 1:
        return pd.DataFrame(columns=columns)
    texts = [documents[at] for at in rows]
    p = model.predict_proba(texts)
    order = np.argsort(-p, axis=1, kind="stable")
    top = np.arange(len(rows))
    margin = p[top, order[:, 0]] - p[top, order[:, 1]]
    groups = duplicate_groups(texts)
    rng = np.random.default_rng(seed)
    chosen: dict[int, str] = {}
    used: set[int] = set()

    def take(at: int, why: str) -> None:
        if groups[at] not in used:
            used.add(int(groups[at]))
            chosen[at] = why

    for at in rng.permutation(len(rows)).tolist():
        if len(chosen) >= n // 5:
            break
        take(at, "random")
    queues = {
        c: [int(i) for i in np.argsort(margin, kind="stable") if order[i, 0] == c]
        for c in np.unique(order[:, 0])
    }
    while len(chosen) < n and any(queues.values()):
        for queue in queues.values():
            while queue and len(chosen) < n:
                at = queue.pop(0)
                if groups[at] not in used:
                    take(at, "unsure")
                    break
    labels = model.classes_.tolist()
    out = [
        (
            rows[at] + 1,
            str(labels[order[at, 0]]),
            round(float(p[at, order[at, 0]]), 4),
            str(labels[order[at, 1]]),
            round(float(margin[at]), 4),
            chosen[at],
        )
        for at in sorted(chosen)
    ]
    return pd.DataFrame(out, columns=columns)


@dataclass(frozen=True)
class Agreement:
    """Hold how far annotators agree on the rows they share.

    Attributes
    ----------
    n : rows labelled by at least two
    observed : share of pairs of labels that are equal
    kappa : Cohen's kappa for two annotators, else None
    alpha : Krippendorff's alpha for nominal labels, any number of annotators and gaps
    low, high : bootstrap 95 % interval of alpha, resampling rows
    per_label : DataFrame `label, n, agreed`: share of a label's pairs in which the other annotator said the same
    to_adjudicate : DataFrame of the rows on which they differ
    """

    n: int
    observed: float
    kappa: float | None
    alpha: float
    low: float
    high: float
    per_label: pd.DataFrame
    to_adjudicate: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return the per-label table."""
        return self.per_label.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        about = {k: v for k, v in self.__dict__.items() if not isinstance(v, pd.DataFrame)}
        return {
            **about,
            "n_to_adjudicate": len(self.to_adjudicate),
            "per_label": self.per_label.to_dict("records"),
        }


def _label(given: object) -> str:
    return "" if given is None or given is pd.NA or given != given else str(given)  # NaN is no label.


def measure_agreement(labels: Mapping[str, Mapping[str, str]], *, seed: int = 0) -> Agreement:
    """Measure agreement between annotators.

    Cohen 1960; Krippendorff 2011 ("Computing Krippendorff's alpha-reliability"), nominal.

    Parameters
    ----------
    labels : annotator to (row key to label)
        Blank labels, also None and NaN, count as missing.

    Raises
    ------
    InputError
        When fewer than two annotators share a row.

    Examples
    --------
    >>> found = measure_agreement({"甲": {"1": "灯", "2": "车", "3": "车"}, "乙": {"1": "灯", "2": "车", "3": "灯"}})
    >>> found.n, round(found.observed, 3), round(found.kappa, 3), found.to_adjudicate["key"].tolist()
    (3, 0.667, 0.4, ['3'])
    """
    names = list(labels)
    keys = list(dict.fromkeys(key for said in labels.values() for key in said))
    table = [[_label(labels[name].get(key)) for name in names] for key in keys]
    shared = [(key, row) for key, row in zip(keys, table, strict=True) if sum(map(bool, row)) >= 2]
    if not shared:
        raise InputError(
            "no row was labelled by two annotators", fix="give files that share ids", zh="没有两人都标过的行"
        )
    units = [Counter(filter(None, row)) for _, row in shared]
    alpha = _alpha(units)
    rng = np.random.default_rng(seed)
    draws = [_alpha([units[at] for at in rng.integers(0, len(units), len(units))]) for _ in range(500)]
    differ = [(key, *row) for key, row in shared if len(set(filter(None, row))) > 1]
    return Agreement(
        len(shared),
        float(np.mean([_pairs_equal(unit) for unit in units])),
        _kappa([row for _, row in shared]) if len(names) == 2 else None,
        alpha,
        float(np.nanquantile(draws, 0.025)),
        float(np.nanquantile(draws, 0.975)),
        _per_label(units),
        pd.DataFrame(differ, columns=["key", *names]),
    )


def _pairs_equal(unit: Counter[str]) -> float:
    n = unit.total()
    return sum(k * (k - 1) for k in unit.values()) / (n * (n - 1))


def _alpha(units: Sequence[Counter[str]]) -> float:
    total: Counter[str] = Counter()
    disagreement = 0.0
    for unit in units:
        n = unit.total()
        total.update(unit)
        disagreement += (n * n - sum(k * k for k in unit.values())) / (n - 1)
    n = total.total()
    expected = (n * n - sum(k * k for k in total.values())) / (n - 1)
    return 1.0 if expected == 0 else float(1 - disagreement / expected)


def _kappa(rows: Sequence[Sequence[str]]) -> float:
    first, second = Counter(r[0] for r in rows), Counter(r[1] for r in rows)
    n = len(rows)
    by_chance = sum(first[label] * second[label] for label in first) / (n * n)
    observed = sum(r[0] == r[1] for r in rows) / n
    return 1.0 if by_chance == 1 else (observed - by_chance) / (1 - by_chance)


def _per_label(units: Sequence[Counter[str]]) -> pd.DataFrame:
    said: Counter[str] = Counter()
    agreed: dict[str, float] = {}
    for unit in units:
        n = unit.total()
        for label, k in unit.items():
            said[label] += k
            agreed[label] = agreed.get(label, 0.0) + k * (k - 1) / (n - 1)
    rows = [(label, said[label], round(agreed[label] / said[label], 4)) for label in sorted(said)]
    return pd.DataFrame(rows, columns=["label", "n", "agreed"])


def lone_labels(documents: Sequence[str], labels: Sequence[str]) -> list[str]:
    """List the labels that one text alone carries, copies aside: a model that did not see it does not know them.

    Examples
    --------
    >>> lone_labels(["路灯坏了", "没有车位", "灯不亮"], ["灯", "车", "灯"])
    ['车']
    """
    texts = dict(zip(labels, [set[int]() for _ in labels], strict=True))
    for label, group in zip(labels, duplicate_groups(list(documents)).tolist(), strict=True):
        texts[label].add(group)
    return sorted(label for label, groups in texts.items() if len(groups) == 1)


def find_suspect_labels(documents: Sequence[str], labels: Sequence[str], *, n: int = 50) -> pd.DataFrame:
    """Rank labels that are probably wrong, each with a reason.

    Every row is predicted by a model that did not see it (grouped folds); a label is suspect when another one is much more
    probable. Rows whose label no other text carries are left out (:func:`lone_labels`). After confident learning (Northcutt et al. 2021, JAIR), without its thresholds.

    Returns
    -------
    DataFrame
        `row` (from 1), `label`, `suggested`, `p_label`, `p_suggested`, `reason`; most suspect first.

    Raises
    ------
    InputError
        When there are too few rows to hold any out.
    """
    lone = set(lone_labels(documents, labels))
    used = [at for at, label in enumerate(labels) if label not in lone]
    documents, labels = [documents[at] for at in used], [labels[at] for at in used]
    if len(set(labels)) < _MIN_LABELS:
        raise _too_few_rows()
    model = ComplaintClassifier().fit(documents, labels)
    record = model.out_of_fold_.get("best")
    if record is None:
        raise _too_few_rows()
    p, truth = record["probabilities"], model.out_of_fold_["truth"]
    rows = np.arange(len(truth))
    given, best = p[rows, truth], p.argmax(axis=1)
    gap = p.max(axis=1) - given
    order = [int(at) for at in np.argsort(-gap, kind="stable")[:n] if best[at] != truth[at]]
    names = model.classes_.tolist()
    out = []
    for at in order:
        words = [word for word, _ in explain_text(model, documents[at], n_words=3).words_for]
        reason = f"like texts of {names[best[at]]}" + (f" ({'、'.join(words)})" if words else "")
        values = (round(float(given[at]), 4), round(float(p[at].max()), 4))
        out.append((used[at] + 1, str(names[truth[at]]), str(names[best[at]]), *values, reason))
    return pd.DataFrame(out, columns=["row", "label", "suggested", "p_label", "p_suggested", "reason"])


def _too_few_rows() -> InputError:
    return InputError(
        "too few rows to hold any out",
        fix="give at least 40 rows and two labels that several different texts carry",
        zh="行数太少，无法留出检验；至少需要 40 行，且至少有两个标签各有多条不同的文本",
    )

"""Check whether a new batch looks like what a model was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from textmine.classify.model import ComplaintClassifier
from textmine.errors import InputError
from textmine.taxonomy import load_taxonomy

__all__ = ["Drift", "measure_drift"]

# An unseen share this much above what texts left out of training show means another kind of text.
_NOTABLE_UNSEEN = 0.15


@dataclass(frozen=True)
class Drift:
    """Hold how a batch differs from the training data.

    Attributes
    ----------
    features_unseen_share : float
        Mean share of a text's character features that training never saw.
    expected_confidence, n_low_confidence : float, int
        Mean confidence, and documents below one half.
    categories : DataFrame
        `category, share, low, high, training_share, is_shifted`: Wilson 95 % intervals of the predicted shares.
    """

    n: int
    features_unseen_share: float
    mean_confidence: float
    n_low_confidence: int
    mean_characters: float
    training_mean_characters: float
    categories: pd.DataFrame

    @property
    def is_notable(self) -> bool:
        """Tell whether the texts hold so much unseen that confidence should not be trusted."""
        return self.features_unseen_share > _NOTABLE_UNSEEN

    @property
    def sentence_zh(self) -> str:
        """Say the finding in one Chinese sentence."""
        taxonomy = load_taxonomy()
        codes = self.categories[self.categories["is_shifted"]]["category"].tolist()
        shifted = [taxonomy.name_of(str(code)) for code in codes]
        state = "明显不同于训练数据，请抽查" if self.is_notable else "与训练数据相近"
        moved = f"；占比有变化的类别：{'、'.join(shifted)}" if shifted else ""
        return f"{self.n} 条，未见特征占 {self.features_unseen_share:.1%}，平均置信度 {self.mean_confidence:.2f}，{state}{moved}"

    def to_frame(self) -> pd.DataFrame:
        """Return the table of categories."""
        return self.categories.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        about = {k: v for k, v in self.__dict__.items() if k != "categories"}
        return {**about, "is_notable": self.is_notable, "categories": self.categories.to_dict("records")}


def measure_drift(model: ComplaintClassifier, documents: Sequence[str]) -> Drift:
    """Measure unseen features, confidence and the shift of category shares.

    Raises
    ------
    InputError
        When no document holds text.

    Examples
    --------
    >>> from textmine.classify.store import default_model
    >>> measure_drift(default_model(), ["路灯坏了没人修"]).n
    1
    """
    from scipy.stats import norm

    texts = [text for text in documents if text.strip()]
    if not texts:
        raise InputError("the batch holds no text", zh="这批数据没有文本")
    p, unseen = model.predict_with_evidence(texts, mode="fast")
    z = float(norm.ppf(0.975))
    counts = model.training_.get("label_counts", {})
    total = max(sum(counts.values()), 1)
    predicted = p.argmax(axis=1)
    n = len(texts)
    rows = []
    for at, label in enumerate(model.classes_.tolist()):
        share = float((predicted == at).mean())
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        before = counts.get(str(label), 0) / total
        low, high = max(0.0, middle - half), min(1.0, middle + half)
        rows.append(
            (
                str(label),
                round(share, 4),
                round(low, 4),
                round(high, 4),
                round(before, 4),
                not low <= before <= high,
            )
        )
    table = pd.DataFrame(rows, columns=["category", "share", "low", "high", "training_share", "is_shifted"])
    confidence = p.max(axis=1)
    return Drift(
        n,
        round(float(unseen.mean()), 4),
        round(float(confidence.mean()), 4),
        int((confidence < 0.5).sum()),
        round(float(np.mean([len(t) for t in texts])), 1),
        float(model.training_.get("mean_characters", 0.0)),
        table,
    )

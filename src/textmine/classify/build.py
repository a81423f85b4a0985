"""Train the default model from the authored corpus (its training part) and the taxonomy's words, into the package."""

from __future__ import annotations

from pathlib import Path

from textmine.classify.model import ComplaintClassifier
from textmine.classify.store import save_model
from textmine.reading.corpus import load_corpus
from textmine.taxonomy import load_taxonomy

__all__ = ["build_default_model"]


def build_default_model() -> ComplaintClassifier:
    """Fit the default model: the same corpus gives the same model."""
    corpus = load_corpus("train")
    groups = corpus["incident"].where(corpus["incident"] != "", corpus["complaint_id"]).factorize()[0]
    return ComplaintClassifier().fit(
        corpus["document"].tolist(),
        corpus["category"].tolist(),
        groups=groups,
        second_labels=corpus["subcategory"].tolist(),
        alternatives=corpus["second_category"].tolist(),
        keywords={category.code: category.seeds for category in load_taxonomy().categories},
    )


if __name__ == "__main__":
    save_model(build_default_model(), Path(__file__).parent.parent / "data" / "default_model.tmm", force=True)

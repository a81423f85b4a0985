"""Draw classified complaints: counts by category, counts by community."""

from __future__ import annotations

from typing import Any

import pandas as pd

from textmine.figures.style import INK, PALETTE, use_chinese_font
from textmine.taxonomy import load_taxonomy

__all__ = ["draw_category_counts", "draw_community_heatmap", "draw_reliability"]


def draw_category_counts(classified: pd.DataFrame, *, ax: Any, lang: str = "zh") -> Any:
    """Draw rows by category as bars, with the part that needs review set off.

    Parameters
    ----------
    classified : DataFrame with `category` and `needs_review`

    Returns
    -------
    The axis.
    """
    names = load_taxonomy()
    counted = classified.dropna(subset=["category"])
    table = counted.groupby("category")["needs_review"].agg(["size", "sum"]).astype(int)
    table = table.sort_values("size", kind="stable")
    labels = [names.name_of(str(code), lang=lang) for code in table.index]
    sure = table["size"] - table["sum"]
    said = ("条数", "不需复核", "需人工复核") if lang == "zh" else ("rows", "sure enough", "needs review")
    ax.barh(labels, sure, color=PALETTE[0], label=said[1])
    ax.barh(labels, table["sum"], left=sure, color=PALETTE[1], hatch="//", edgecolor="white", label=said[2])
    for at, n in enumerate(table["size"].tolist()):
        ax.text(n, at, f" {n}", va="center", color=INK, fontsize=9)
    ax.set_xlabel(said[0])
    ax.legend(frameon=False, loc="lower right")
    ax.spines[["top", "right"]].set_visible(False)
    ax.margins(y=0.01)
    return use_chinese_font(ax)


def draw_community_heatmap(classified: pd.DataFrame, *, ax: Any, lang: str = "zh") -> pd.DataFrame:
    """Draw counts of community × category as a heat map; returns the counts that were drawn.

    Parameters
    ----------
    classified : DataFrame with `category` and `community`
    """
    names = load_taxonomy()
    counts = pd.crosstab(classified["community"], classified["category"])
    counts = counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    counts = counts[counts.sum().sort_values(ascending=False, kind="stable").index]
    shown = ax.imshow(counts.to_numpy(), cmap="Blues", aspect="auto")
    ax.set_xticks(
        range(counts.shape[1]),
        [names.name_of(str(c), lang=lang) for c in counts.columns],
        rotation=60,
        ha="right",
    )
    ax.set_yticks(range(counts.shape[0]), [str(c) for c in counts.index])
    ax.tick_params(length=0, labelsize=8)
    bar = ax.get_figure().colorbar(shown, ax=ax, shrink=0.6)
    bar.set_label("条数" if lang == "zh" else "rows")
    use_chinese_font(ax)
    return counts


def draw_reliability(table: pd.DataFrame, *, ax: Any, lang: str = "zh") -> Any:
    """Draw accuracy against confidence, from `textmine.classify.scoring.reliability`; dots grow with their rows."""
    ax.plot([0, 1], [0, 1], color="#999999", linewidth=1, linestyle="--")
    ax.scatter(
        table["confidence"],
        table["accuracy"],
        s=10 + 200 * table["n"] / table["n"].max(),
        color=PALETTE[0],
        alpha=0.8,
    )
    ax.set_xlabel("置信度" if lang == "zh" else "confidence")
    ax.set_ylabel("准确率" if lang == "zh" else "accuracy")
    ax.set_xlim(0, 1.02)
    ax.set_ylim(0, 1.02)
    ax.spines[["top", "right"]].set_visible(False)
    return use_chinese_font(ax)

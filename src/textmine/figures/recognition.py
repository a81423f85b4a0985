"""Draw how well categories are recognised: by category, by share kept, and what is taken for what."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.figures.style import INK, PALETTE, SOFT, use_chinese_font
from textmine.taxonomy import load_taxonomy

__all__ = ["draw_category_scores", "draw_confusions", "draw_coverage"]


def draw_category_scores(per_class: pd.DataFrame, *, ax: Any, lang: str = "zh") -> Any:
    """Draw F1 of every category as a dot with a line from precision to recall, best on top.

    Parameters
    ----------
    per_class : DataFrame with `label`, `precision`, `recall`, `f1`, `n`, as ``Scores.per_class``
    """
    names = load_taxonomy()
    table = per_class[per_class["n"] > 0].sort_values(["f1", "label"], kind="stable")
    at = np.arange(len(table))
    said = ("分值", "精确率", "召回率") if lang == "zh" else ("score", "precision", "recall")
    ax.hlines(
        at, table[["precision", "recall"]].min(axis=1), table[["precision", "recall"]].max(axis=1), color=SOFT
    )
    ax.scatter(table["precision"], at, marker="|", s=90, color=PALETTE[1], label=said[1])
    ax.scatter(table["recall"], at, marker="x", s=34, color=PALETTE[2], label=said[2])
    ax.scatter(table["f1"], at, s=40, color=PALETTE[0], label="F1", zorder=3)
    labels = [
        f"{names.name_of(str(c), lang=lang)}（{n}）" for c, n in zip(table["label"], table["n"], strict=True)
    ]
    ax.set_yticks(at, labels)
    ax.set_xlim(0, 1.02)
    ax.set_xlabel(said[0])
    ax.legend(frameon=False, loc="lower left")
    ax.spines[["top", "right"]].set_visible(False)
    return use_chinese_font(ax)


def draw_coverage(
    confidence: npt.NDArray[np.float64], is_right: npt.NDArray[np.bool_], *, ax: Any, lang: str = "zh"
) -> Any:
    """Draw the share right among the surest rows against the share of rows kept."""
    order = np.argsort(-np.asarray(confidence), kind="stable")
    right = np.asarray(is_right, dtype=float)[order]
    n = np.arange(1, len(right) + 1)
    accuracy = right.cumsum() / n
    spread = 1.96 * np.sqrt(accuracy * (1 - accuracy) / n)
    first = min(20, len(n) - 1)  # The first few rows jump about.
    x = n[first:] / len(n)
    ax.fill_between(
        x,
        (accuracy - spread)[first:],
        (accuracy + spread)[first:].clip(max=1),
        color=PALETTE[4],
        alpha=0.25,
        lw=0,
    )
    ax.plot(x, accuracy[first:], color=PALETTE[0], lw=2)
    ax.set_xlim(0, 1)
    ax.set_ylim(min(0.5, float(accuracy[-1]) - 0.1), 1.01)
    ax.set_xlabel("自动归类的比例" if lang == "zh" else "share kept without review")
    ax.set_ylabel("其中正确的比例" if lang == "zh" else "share right among those")
    ax.spines[["top", "right"]].set_visible(False)
    return use_chinese_font(ax)


def draw_confusions(confusion: pd.DataFrame, *, ax: Any, lang: str = "zh", n_most: int = 12) -> pd.DataFrame:
    """Draw the most frequent mistakes as bars; returns them as `truth, predicted, n, share` of the true category."""
    wide = confusion.rename_axis(index="truth", columns="predicted").reset_index()
    counts = wide.melt(id_vars="truth", var_name="predicted", value_name="n")
    rows = counts.groupby("truth")["n"].transform("sum")
    counts["share"] = counts["n"] / rows.where(rows > 0)
    wrong = counts[(counts["truth"] != counts["predicted"]) & (counts["n"] > 0)]
    wrong = wrong.sort_values(
        ["n", "truth", "predicted"], ascending=[False, True, True], ignore_index=True
    ).head(n_most)
    names = load_taxonomy()
    labels = [
        f"{names.name_of(str(a), lang=lang)} → {names.name_of(str(b), lang=lang)}"
        for a, b in zip(wrong["truth"], wrong["predicted"], strict=True)
    ]
    at = np.arange(len(wrong))[::-1]
    ax.barh(at, wrong["n"], color=PALETTE[5])
    for y, n, share in zip(at, wrong["n"], wrong["share"], strict=True):
        ax.text(n, y, f" {n}（{share:.0%}）", va="center", color=INK, fontsize=9)
    ax.set_yticks(at, labels)
    ax.set_xlabel("错归条数（占该类比例）" if lang == "zh" else "rows (share of the true category)")
    ax.margins(x=0.18)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.spines[["top", "right"]].set_visible(False)
    use_chinese_font(ax)
    return wrong

"""Draw what a corpus is made of: parts of a whole, lengths, months."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from textmine.figures.style import INK, PALETTE, SOFT, label_periods, use_chinese_font

__all__ = ["MANNERS_ZH", "draw_counts", "draw_lengths", "draw_months"]

# The manners of writing of the corpus (column `style`), as figures name them.
MANNERS_ZH = {
    "plain": "平实",
    "report": "说明情况",
    "policy_question": "政策咨询",
    "short": "短讯",
    "angry": "气愤",
    "suggestion": "建议",
    "petition": "联名",
    "elderly": "老人口吻",
    "polite": "客气",
    "dialect": "方言",
    "operator": "话务记录",
    "rambling": "絮叨",
    "followup": "追问",
    "thanks": "致谢",
}


def draw_counts(
    counts: pd.Series, *, ax: Any, labels: dict[str, str] | None = None, xlabel: str = "条数"
) -> Any:
    """Draw counts as bars, largest on top, each with its number and share of the whole.

    Parameters
    ----------
    counts : Series of counts, the index naming what is counted
    labels : dict, optional
        What to write instead of an index value.
    """
    table = counts.sort_values(kind="stable")
    at = np.arange(len(table))
    total = float(table.sum()) or 1.0
    ax.barh(at, table, color=PALETTE[0])
    for y, n in zip(at, table.tolist(), strict=True):
        ax.text(n, y, f" {n}（{n / total:.0%}）", va="center", color=INK, fontsize=9)
    ax.set_yticks(at, [(labels or {}).get(str(name), str(name)) for name in table.index])
    ax.set_xlabel(xlabel)
    ax.margins(x=0.16, y=0.01)
    ax.spines[["top", "right"]].set_visible(False)
    return use_chinese_font(ax)


def draw_lengths(n_characters: pd.Series, *, ax: Any, bin_width: int = 20) -> Any:
    """Draw how long texts are, with the median marked; `n_characters` holds one length a text."""
    edges = np.arange(0, float(n_characters.max()) + 2 * bin_width, bin_width)
    heights = ax.hist(n_characters, bins=edges, color=PALETTE[4])[0]
    ax.set_ylim(0, 1.15 * float(heights.max()))  # Room for the label above the bars.
    middle = float(n_characters.median())
    ax.axvline(middle, color=PALETTE[5], lw=1.5)
    ax.annotate(
        f"中位数 {middle:.0f} 字",
        (middle, 0.95),
        xycoords=("data", "axes fraction"),
        xytext=(6, 0),
        textcoords="offset points",
        color=INK,
    )
    ax.set_xlabel("字数")
    ax.set_ylabel("条数")
    ax.spines[["top", "right"]].set_visible(False)
    return use_chinese_font(ax)


def draw_months(times: pd.Series, *, ax: Any) -> pd.Series:
    """Draw rows a month as a line; returns the counts drawn, months without rows counting zero."""
    months = times.dropna().dt.to_period("M")
    counts = months.value_counts().sort_index()
    if len(counts):
        counts = counts.reindex(pd.period_range(counts.index[0], counts.index[-1], freq="M"), fill_value=0)
    at = np.arange(len(counts))
    ax.fill_between(at, counts.to_numpy(), color=PALETTE[4], alpha=0.3, lw=0)
    ax.plot(at, counts.to_numpy(), color=PALETTE[0], lw=1.6)
    label_periods(ax, [str(month) for month in counts.index])
    ax.set_ylim(bottom=0)
    ax.set_ylabel("条数")
    ax.tick_params(colors=SOFT)
    ax.spines[["top", "right"]].set_visible(False)
    use_chinese_font(ax)
    return counts.rename("n")

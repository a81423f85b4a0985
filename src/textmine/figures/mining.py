"""Draw what residents talk about: hot issues with their intervals, growth, marking words, trends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from textmine.figures.style import INK, PALETTE, SOFT, use_chinese_font

__all__ = ["draw_growth", "draw_hotspots", "draw_keyness", "draw_trend"]


def draw_hotspots(issues: pd.DataFrame, ax: Any, *, n: int = 10) -> Any:
    """Draw the heat of the hottest issues with its 95 % interval, names at the left.

    Parameters
    ----------
    issues : table of :func:`textmine.find_hotspots`.
    n : int
        So many issues, hottest on top.
    """
    top = issues.head(n).iloc[::-1]
    at = np.arange(len(top))
    heat = top["heat"].to_numpy(dtype=float)
    low = np.minimum(top["heat_low"].to_numpy(dtype=float), heat)
    high = np.maximum(top["heat_high"].to_numpy(dtype=float), heat)
    ax.errorbar(heat, at, xerr=[heat - low, high - heat], fmt="o", color=PALETTE[0], ecolor=SOFT, capsize=2)
    ax.set_yticks(at, [str(name)[:20] for name in top["issue"]])
    ax.set_xlabel("热度（折合当日反映人数，95% 区间）", color=INK)
    ax.set_xlim(left=0)
    return use_chinese_font(ax)


def draw_growth(growth: pd.DataFrame, ax: Any, *, rank: int = 1) -> Any:
    """Draw how an issue grew: messages and people so far, month by month."""
    part = growth[growth["rank"] == rank]
    at = np.arange(len(part))
    ax.step(at, part["n_messages_so_far"], where="post", color=PALETTE[0], label="累计留言")
    ax.step(at, part["n_people_so_far"], where="post", color=PALETTE[5], linestyle="--", label="累计人数")
    ax.set_xticks(at, list(part["month"]), rotation=45, ha="right")
    ax.legend(frameon=False)
    return use_chinese_font(ax)


def draw_keyness(keyness: pd.DataFrame, ax: Any, *, group: str, n: int = 12) -> Any:
    """Draw the words that mark a group by how many times as frequent they are, with 95 % intervals."""
    top = keyness[keyness["group"] == group].head(n).iloc[::-1]
    at = np.arange(len(top))
    ratio = top["log_ratio"].to_numpy(dtype=float)
    spread = [
        ratio - top["log_ratio_low"].to_numpy(dtype=float),
        top["log_ratio_high"].to_numpy(dtype=float) - ratio,
    ]
    ax.errorbar(ratio, at, xerr=spread, fmt="o", color=PALETTE[0], ecolor=SOFT, capsize=2)
    ax.set_yticks(at, list(top["word"]))
    ax.axvline(0, color=SOFT, linewidth=0.8)
    ax.set_xlabel("对数频率比（1 = 两倍）", color=INK)
    ax.set_title(group, color=INK)
    return use_chinese_font(ax)


def draw_trend(trends: pd.DataFrame, ax: Any, *, group: str = "(all)") -> Any:
    """Draw the monthly counts of a group with their intervals; warnings as filled diamonds, a change as a line."""
    part = trends[trends["group"] == group].reset_index(drop=True)
    at = np.arange(len(part))
    ax.fill_between(at, part["n_low"], part["n_high"], color=PALETTE[4], alpha=0.3, label="95% 区间")
    ax.plot(at, part["n"], color=PALETTE[0], marker="o", markersize=3, label="件数")
    alarm = part["is_warning"].to_numpy(dtype=bool)
    ax.plot(at[alarm], part["n"][alarm], "D", color=PALETTE[5], label="预警")
    change = part["change_month"].dropna()
    if len(change):
        where = int(part.index[part["month"] == change.iloc[0]][0])
        ax.axvline(where - 0.5, color=SOFT, linestyle="--", label="水平变化")
    step = max(1, len(part) // 12)
    ax.set_xticks(at[::step], list(part["month"][::step]), rotation=45, ha="right")
    ax.set_ylim(bottom=0)
    ax.legend(frameon=False)
    return use_chinese_font(ax)

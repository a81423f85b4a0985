"""Draw hot issues and replies: heat with its interval, growth, what replies contain, days to a reply."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from textmine.figures.style import INK, PALETTE, SOFT, label_periods, use_chinese_font

__all__ = ["draw_delays", "draw_growth", "draw_heat", "draw_reply_parts"]

_PARTS_ZH = {
    "acknowledgement": "致意或收悉",
    "finding": "核查情况",
    "action": "处理措施",
    "deadline": "时限",
    "unit_contact": "联系方式",
    "legal_ground": "法规依据",
    "refusal_reason": "不办的理由",
    "closure": "办结说明",
}
_LONGEST_LABEL = 18


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…"


def draw_heat(issues: pd.DataFrame, *, ax: Any, n_most: int = 12) -> Any:
    """Draw the hottest issues with the 95 % interval of their heat and the number of people.

    Parameters
    ----------
    issues : DataFrame
        `rank, issue, heat, heat_low, heat_high, n_people` and optionally `kind`, as ``Hotspots.issues``
    """
    table = issues.sort_values("rank", kind="stable").head(n_most)
    at = np.arange(len(table))[::-1]
    ax.hlines(at, table["heat_low"], table["heat_high"], color=SOFT, lw=1.6)
    kinds = table["kind"] if "kind" in table.columns else pd.Series("issue", index=table.index)
    for kind, colour, label in (("issue", PALETTE[5], "具体问题"), ("topic", PALETTE[7], "宽泛话题")):
        at_kind = (kinds == kind).to_numpy()
        if at_kind.any():
            ax.scatter(table["heat"][at_kind], at[at_kind], color=colour, zorder=3, label=label)
    ax.legend(frameon=False, fontsize=9, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2)
    for y, high, n in zip(at, table["heat_high"], table["n_people"], strict=True):
        ax.text(high, y, f"  {n} 人", va="center", color=INK, fontsize=9)
    ax.set_yticks(at, [f"{r}. {_short(str(t))}" for r, t in zip(table["rank"], table["issue"], strict=True)])
    ax.set_xlim(left=0)
    ax.margins(x=0.15)
    ax.set_xlabel("热度（人）及 95% 区间")
    ax.spines[["top", "right"]].set_visible(False)
    return use_chinese_font(ax)


def draw_growth(growth: pd.DataFrame, *, ax: Any, names: dict[int, str] | None = None) -> Any:
    """Draw how many people have spoken of each issue so far, month by month.

    Parameters
    ----------
    growth : DataFrame
        `rank, month, n_people_so_far`, as ``Hotspots.growth`` gives it
    names : dict of rank to name, optional
    """
    growth = growth.dropna(subset=["month"])
    if growth.empty:  # A file without times has no growth to draw.
        ax.text(0.5, 0.5, "没有时间", ha="center", va="center", color=SOFT, transform=ax.transAxes)
        return use_chinese_font(ax)
    months = pd.period_range(growth["month"].min(), growth["month"].max(), freq="M").astype(str)
    at = np.arange(len(months))
    for which, (rank, rows) in enumerate(growth.groupby("rank", sort=True)):
        told = rows.set_index("month")["n_people_so_far"].reindex(months)
        so_far, colour = told.ffill(), PALETTE[which % len(PALETTE)]
        label = _short((names or {}).get(int(str(rank)), str(rank)))
        style = ("-", "--", "-.", ":")[which % 4]
        ax.step(at, so_far, where="post", lw=1.8, ls=style, color=colour, label=label)
        first = int(np.flatnonzero(told.notna())[0])
        ax.vlines(first, 0, told.iloc[first], lw=1.8, ls=style, color=colour)
        # A mark at each month with messages: an issue that is over in a month has no line to see.
        ax.plot(at, told, ls="", marker="osD^"[which % 4], ms=5, color=colour)
    label_periods(ax, list(months))
    ax.set_ylim(bottom=0)
    ax.margins(y=0.08)
    ax.set_ylabel("累计人数")
    ax.yaxis.get_major_locator().set_params(integer=True)
    ax.legend(frameon=False, fontsize=9, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2)
    ax.spines[["top", "right"]].set_visible(False)
    return use_chinese_font(ax)


def draw_reply_parts(scores: pd.DataFrame, *, ax: Any) -> pd.Series:
    """Draw the share of replies that contain each part; returns the shares.

    Parameters
    ----------
    scores : DataFrame with `parts`, as :func:`textmine.score_replies` gives it; rows without a reply are left out
    """
    replied = scores[scores["n_characters"] > 0]
    held = replied["parts"].str.get_dummies(sep=";").reindex(columns=list(_PARTS_ZH), fill_value=0)
    shares = held.mean().sort_values(kind="stable")
    at = np.arange(len(shares))
    ax.barh(at, shares, color=PALETTE[2])
    for y, share in zip(at, shares, strict=True):
        ax.text(share, y, f" {share:.0%}", va="center", color=INK, fontsize=9)
    ax.set_yticks(at, [_PARTS_ZH[str(name)] for name in shares.index])
    ax.margins(x=0.12)
    ax.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    ax.set_xlabel("含该要素的答复比例")
    ax.spines[["top", "right"]].set_visible(False)
    use_chinese_font(ax)
    return shares


def draw_delays(delays: pd.DataFrame, *, ax: Any, by: str) -> Any:
    """Draw the median days to a reply of each unit with its interval.

    Parameters
    ----------
    delays : DataFrame
        `by, n_messages, median_days, low, high`, as ``textmine.mining.delays.compare_delays`` gives it; where
        `shrunk_days` is there, too, it is drawn as a ring
    """
    at = np.arange(len(delays))[::-1]
    ax.hlines(at, delays["low"], delays["high"], color=SOFT, lw=1.6)
    ax.scatter(delays["median_days"], at, color=PALETTE[0], zorder=3, label="中位数")
    if "shrunk_days" in delays.columns:
        ax.scatter(
            delays["shrunk_days"], at, facecolors="none", edgecolors=PALETTE[5], zorder=4, label="收缩估计"
        )
        ax.legend(frameon=False, fontsize=9, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2)
    ax.set_yticks(at, [f"{u}（{n}）" for u, n in zip(delays[by], delays["n_messages"], strict=True)])
    ax.set_xlim(left=0)
    ax.set_xlabel("答复天数中位数及 95% 区间")
    ax.spines[["top", "right"]].set_visible(False)
    return use_chinese_font(ax)

"""Draw what residents talk about: hot issues with their intervals, growth, marking words, trends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from textmine.figures.style import INK, PALETTE, SOFT, use_chinese_font

__all__ = ["draw_growth", "draw_hotspots", "draw_keyness", "draw_links", "draw_topics", "draw_trend"]


_MOST_TICKS = 10


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
    """Draw how an issue grew: messages and people so far, on an axis that holds the quiet months, too."""
    part = growth[growth["rank"] == rank]
    at = pd.PeriodIndex(part["month"], freq="M").astype("int64").to_numpy()
    for column, colour, mark, label in (
        ("n_messages_so_far", PALETTE[0], "o-", "累计留言"),
        ("n_people_so_far", PALETTE[5], "s--", "累计人数"),
    ):
        ax.plot(at, part[column], mark, drawstyle="steps-post", color=colour, markersize=4, label=label)
    first, last = (int(at[0]), int(at[-1])) if len(at) else (0, 0)
    ticks = range(first, last + 1, max(1, -(-(last - first + 1) // _MOST_TICKS)))
    ax.set_xticks(
        list(ticks), [str(pd.Period(ordinal=tick, freq="M")) for tick in ticks], rotation=45, ha="right"
    )
    ax.set_ylim(bottom=0)
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


def draw_topics(topics: pd.DataFrame, ax: Any, *, chance: float, n_words: int = 5) -> Any:
    """Draw how far each topic repeats in other runs, largest topic on top, with the level of chance.

    Parameters
    ----------
    topics : table of :class:`textmine.mining.topics.Topics`.
    chance : its `chance`.
    """
    at = np.arange(len(topics))[::-1]
    ax.hlines(at, topics["stability_low"], topics["stability_high"], color=SOFT, linewidth=1.6)
    ax.plot(topics["stability"], at, "o", color=PALETTE[0])
    ax.axvline(chance, color=PALETTE[5], linestyle="--", linewidth=1.2, label="偶然水平")
    names = ["、".join(str(words).split("、")[:n_words]) for words in topics["words"]]
    ax.set_yticks(at, [f"{name}（{share:.0%}）" for name, share in zip(names, topics["share"], strict=True)])
    ax.set_xlim(0, 1.02)
    ax.set_xlabel("与重复运行中对应主题的余弦（最小—最大）", color=INK)
    ax.legend(frameon=False, loc="lower left", bbox_to_anchor=(0.0, 1.0))
    ax.spines[["top", "right"]].set_visible(False)
    return use_chinese_font(ax)


def draw_links(links: pd.DataFrame, ax: Any, *, n_links: int = 40) -> Any:
    """Draw the strongest links between words as a network; a thicker line is a higher npmi.

    Words stand where springs between linked words and repulsion between all leave them (Fruchterman and Reingold,
    1991), from a circle in order of the table, so that the same table gives the same picture. Nearness on the page
    means little; the lines are what was measured.

    Parameters
    ----------
    links : table of :func:`textmine.mining.cooccurrence.link_words`.
    """
    top = links.head(n_links)
    names = list(dict.fromkeys([*top["first"], *top["second"]]))
    number = {name: at for at, name in enumerate(names)}
    pairs = np.array(
        [[number[a], number[b]] for a, b in zip(top["first"], top["second"], strict=True)], dtype=int
    )
    place = _spring_layout(len(names), pairs.reshape(-1, 2))
    for (a, b), strength in zip(pairs, top["npmi"], strict=True):
        ax.plot(*place[[a, b]].T, color=PALETTE[4], linewidth=0.6 + 3 * float(strength), zorder=1)
    ax.plot(*place.T, "o", color=PALETTE[0], markersize=5, zorder=2)
    for name, (x, y) in zip(names, place, strict=True):
        ax.annotate(
            name, (x, y), xytext=(0, 5), textcoords="offset points", ha="center", fontsize=9, color=INK
        )
    ax.set_axis_off()
    ax.margins(0.08)
    return use_chinese_font(ax)


def _spring_layout(n: int, pairs: np.ndarray) -> np.ndarray:
    if n == 0:
        return np.zeros((0, 2))
    angle = 2 * np.pi * np.arange(n) / n
    place = np.column_stack([np.cos(angle), np.sin(angle)])
    rest = np.sqrt(4 / n)
    for step in np.linspace(0.2, 0.002, 300):
        apart = place[:, None, :] - place[None, :, :]
        far = np.maximum(np.hypot(apart[..., 0], apart[..., 1]), 1e-3)
        # Pushing ends at three rest lengths: parts that share no line would otherwise fly off the page.
        push = np.where(far < 3 * rest, rest**2 / far**2, 0.0)
        move = (apart * push[..., None]).sum(axis=1) - 0.05 * place
        pull = place[pairs[:, 1]] - place[pairs[:, 0]]
        pull = pull * np.hypot(pull[:, 0], pull[:, 1])[:, None] / rest
        np.add.at(move, pairs[:, 0], pull)
        np.add.at(move, pairs[:, 1], -pull)
        length = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)
        place = place + move / length[:, None] * np.minimum(length, step)[:, None]
    return place

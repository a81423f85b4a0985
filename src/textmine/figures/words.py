"""Draw words: those that mark a group, and those a lexicon brings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from textmine.figures.style import INK, PALETTE, SOFT, use_chinese_font

__all__ = ["draw_keyness", "draw_word_changes"]


def draw_keyness(words: pd.DataFrame, *, ax: Any, n_most: int = 12, title: str = "") -> Any:
    """Draw the strongest words of one group: how many times as frequent as elsewhere, with the 95 % interval.

    Parameters
    ----------
    words : DataFrame
        Rows of one group with `word`, `log_ratio`, `log_ratio_low`, `log_ratio_high`, as
        ``textmine.mining.keyness.measure_keyness`` gives them, strongest first
    """
    table = words.head(n_most)
    at = np.arange(len(table))[::-1]
    ax.hlines(at, table["log_ratio_low"], table["log_ratio_high"], color=SOFT, lw=1.4)
    ax.scatter(table["log_ratio"], at, color=PALETTE[0], s=22, zorder=3)
    ax.set_yticks(at, table["word"].tolist())
    ax.axvline(0, color=INK, lw=0.8)
    ax.set_xlabel("相对频率之比（以 2 为底的对数）")
    ax.set_title(title, fontsize=11)
    ax.spines[["top", "right"]].set_visible(False)
    return use_chinese_font(ax)


def draw_word_changes(changes: pd.DataFrame, *, ax: Any, n_most: int = 12) -> Any:
    """Draw the words a change of lexicon brings (right) and takes (left), by occurrences.

    Parameters
    ----------
    changes : DataFrame with `word` and `change`, as ``LexiconChange.to_frame`` gives them
    """
    order = changes.sort_values(["change", "word"], ascending=[False, True], kind="stable")
    table = pd.concat([order.head(n_most), order.tail(n_most)]).drop_duplicates("word")
    at = np.arange(len(table))[::-1]
    gained = (table["change"] > 0).to_numpy()
    ax.barh(at, table["change"], color=np.where(gained, PALETTE[2], PALETTE[5]))
    ax.set_yticks(at, table["word"].tolist())
    ax.axvline(0, color=INK, lw=0.8)
    ax.set_xlabel("出现次数的变化")
    ax.tick_params(axis="y", labelsize=9)
    ax.spines[["top", "right"]].set_visible(False)
    return use_chinese_font(ax)

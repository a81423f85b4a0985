"""Draw what governance models do and claim, as reported: mechanisms, and figures by grade of evidence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from textmine.figures.style import INK, PALETTE, use_chinese_font

__all__ = ["draw_claim_grades", "draw_mechanism_matrix"]

_SHADES = ("#ffffff", "#bcd9ee", "#0072B2")
_GRADES_ZH = {
    "G1": "投入、活动或规定",
    "G2": "产出，无分母",
    "G3": "产出，有分母",
    "G4": "前后对比",
    "G5": "对照或独立记录",
}


def draw_mechanism_matrix(strengths: pd.DataFrame, *, ax: Any) -> Any:
    """Draw mechanisms (rows) by models (columns): dark where a deed is told, light where it is only named.

    Parameters
    ----------
    strengths : DataFrame
        ``concrete``, ``named`` or blank in every cell; index and columns are what is written on the axes.
    """
    from matplotlib.colors import ListedColormap

    level = {"concrete": 2, "named": 1}
    values = np.array([[level.get(str(v), 0) for v in row] for row in strengths.to_numpy()], dtype=float)
    ax.imshow(values, cmap=ListedColormap(_SHADES), vmin=0, vmax=2, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        if value:
            word, colour = ("有做法", "white") if value == 2 else ("提及", INK)
            ax.text(column, row, word, ha="center", va="center", fontsize=8, color=colour)
    ax.set_xticks(range(strengths.shape[1]), list(map(str, strengths.columns)))
    ax.set_yticks(range(strengths.shape[0]), list(map(str, strengths.index)))
    ax.tick_params(length=0)
    ax.xaxis.tick_top()
    return use_chinese_font(ax)


def draw_claim_grades(counts: pd.DataFrame, *, ax: Any) -> Any:
    """Draw how many reported figures of each model have which grade of evidence, as stacked bars.

    Parameters
    ----------
    counts : DataFrame
        One row a model (the index is written), one column a grade (``G1`` to ``G5``).
    """
    at = np.arange(len(counts))[::-1]
    left = np.zeros(len(counts))
    for which, grade in enumerate(counts.columns):
        n = counts[grade].to_numpy(dtype=float)
        label = f"{grade} {_GRADES_ZH.get(str(grade), '')}".strip()
        ax.barh(at, n, left=left, color=PALETTE[which % len(PALETTE)], label=label)
        left += n
    ax.set_yticks(at, list(map(str, counts.index)))
    ax.set_xlim(
        0, max(1.0, 1.05 * float(left.max(initial=0.0)))
    )  # The longest bar ends before the frame does.
    ax.set_xlabel("报道的数字（个）")
    ax.legend(frameon=False, fontsize=9, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    ax.spines[["top", "right"]].set_visible(False)
    return use_chinese_font(ax)

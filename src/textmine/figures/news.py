"""Draw what news reports about governance models: the matrix of mechanisms, the grades of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textmine.news.evidence import Evidence
from textmine.news.kinds import GRADES
from textmine.news.mechanisms import load_mechanisms

__all__ = ["draw_grades", "draw_mechanisms"]

_LEVEL = {"": 0, "named": 1, "concrete": 2}
_SHADES = ("#ffffff", "#9fccd0", "#1f6f78")
# Light to dark with the strength of evidence; background is left out of the bars.
_GRADE_SHADES = ("#e8eef0", "#cfe3e5", "#9fccd0", "#5fa3aa", "#1f6f78", "#0e3a40")


def draw_mechanisms(evidence: Sequence[Evidence], ax: Any, *, lang: str = "en") -> Any:
    """Draw mechanisms by models: dark where a deed is told, light where it is only named.

    Nothing is drawn for no models. Returns the axes.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> len(draw_mechanisms([], Figure().subplots()).images)
    0
    """
    if not evidence:
        return ax
    from matplotlib.colors import ListedColormap

    mechanisms = load_mechanisms()
    rows = [[_LEVEL[e.mechanisms.get(m.code, "")] for e in evidence] for m in mechanisms]
    ax.imshow(rows, cmap=ListedColormap(_SHADES), vmin=0, vmax=2, aspect="auto")
    ax.set_xticks(
        range(len(evidence)), [e.zh if lang == "zh" else e.en for e in evidence], rotation=30, ha="right"
    )
    ax.set_yticks(range(len(mechanisms)), [m.zh if lang == "zh" else m.en for m in mechanisms])
    return ax


def draw_grades(evidence: Sequence[Evidence], ax: Any, *, lang: str = "en") -> Any:
    """Draw, for each model, how many figures are of which grade of evidence, as stacked bars; returns the axes.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> len(draw_grades([], Figure().subplots()).patches)
    0
    """
    names = [e.zh if lang == "zh" else e.en for e in evidence]
    left = [0] * len(evidence)
    for grade, shade in zip(GRADES, _GRADE_SHADES, strict=True):
        if grade == "G0" or not evidence:
            continue
        widths = [e.grades[grade] for e in evidence]
        ax.barh(names, widths, left=left, color=shade, label=grade)
        left = [a + b for a, b in zip(left, widths, strict=True)]
    if evidence:
        ax.set_xlabel("数字个数" if lang == "zh" else "reported figures")
        ax.invert_yaxis()
        ax.legend(title="证据等级" if lang == "zh" else "grade", frameon=False)
    return ax

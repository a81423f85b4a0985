"""Give figures a Chinese font and colours that colour-blind readers can tell apart."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import Any

from textmine.figures.description import describe_in_notebook
from textmine.resources import data_path

__all__ = [
    "HATCHES",
    "INK",
    "MARKERS",
    "PALETTE",
    "SOFT",
    "chinese_font",
    "label_periods",
    "use_chinese_font",
]

# Okabe and Ito's palette (2008), safe for the common kinds of colour blindness; black left out for text.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")
# Beside the colours, for print in grey and for readers who cannot tell them apart.
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
HATCHES = ("", "///", "...", "xx", "\\\\\\", "++", "oo", "--")
INK, SOFT = "#1f2933", "#52606d"
_MOST_PERIODS = 8  # More would be written over each other on an axis of the usual width.


@functools.cache
def chinese_font() -> str:
    """Register the vendored font with matplotlib and return its family name.

    Examples
    --------
    >>> chinese_font()
    'Noto Sans SC'
    """
    from matplotlib import font_manager

    path = str(data_path("fonts/NotoSansSC-Subset.ttf"))
    font_manager.fontManager.addfont(path)
    return str(font_manager.FontProperties(fname=path).get_name())


def use_chinese_font(ax: Any) -> Any:
    """Set the font of everything on an axis that can hold Chinese text; returns the axis.

    Fonts are set on the texts themselves, so that a user's own matplotlib settings stay as they are. In a notebook
    the figure's data is kept as text beside its picture.
    """
    family = [chinese_font(), "DejaVu Sans"]
    figure = ax.get_figure()
    for text in figure.findobj(match=lambda artist: hasattr(artist, "set_fontfamily")):
        text.set_fontfamily(family)
        text.set_parse_math(False)
    describe_in_notebook(figure)
    return ax


def label_periods(ax: Any, periods: Sequence[str], *, size: float | None = None) -> None:
    """Name at most eight of the periods along an axis on which they stand at 0, 1, 2 …, evenly and from the first."""
    every = max(1, math.ceil(len(periods) / _MOST_PERIODS))
    ax.set_xticks(range(0, len(periods), every), [str(period) for period in periods[::every]], fontsize=size)

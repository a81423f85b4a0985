"""Give figures a Chinese font and colours that colour-blind readers can tell apart."""

from __future__ import annotations

import functools
from typing import Any

from textmine.figures.description import describe_in_notebook
from textmine.resources import data_path

__all__ = ["INK", "PALETTE", "SOFT", "chinese_font", "use_chinese_font"]

# Okabe and Ito's palette (2008), safe for the common kinds of colour blindness; black left out for text.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")
INK, SOFT = "#1f2933", "#52606d"


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

"""Embed Chinese glyphs into a page: only those the page shows, from the vendored font."""

from __future__ import annotations

import base64
import io

from textmine.resources import data_path

__all__ = ["embedded_font"]


def embedded_font(text: str) -> str:
    """Return a woff2 font with the glyphs of a text, as a ``data:`` address.

    Characters the vendored font (Noto Sans SC, the GB2312 set) lacks fall back to what the reader's system has.

    Examples
    --------
    >>> embedded_font("社区").startswith("data:font/woff2;base64,")
    True
    """
    from fontTools import subset, ttLib

    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["GSUB", "GPOS", "GDEF"]
    with ttLib.TTFont(data_path("fonts/NotoSansSC-Subset.ttf"), recalcTimestamp=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="".join(sorted(set(text) | {" "})))
        subsetter.subset(font)
        buffer = io.BytesIO()
        font.flavor = "woff2"
        font.save(buffer)
    return "data:font/woff2;base64," + base64.b64encode(buffer.getvalue()).decode()

"""Embed Chinese glyphs into a page: only those the page shows, from the vendored font."""

from __future__ import annotations

import base64
import io

from textmine.resources import data_path

__all__ = ["embedded_font"]


def embedded_font(text: str) -> str:
    """Return a woff font with the glyphs of a text, as a ``data:`` address.

    Packed with zlib and with the outlines as they are: for the 3,800 characters of a long report .4 s and 700 kB, where
    woff2 takes 8 s and 510 kB.

    Characters the vendored font (Noto Sans SC, the GB2312 set) lacks fall back to what the reader's system has.

    Examples
    --------
    >>> embedded_font("社区").startswith("data:font/woff;base64,")
    True
    """
    from fontTools import subset, ttLib

    options = subset.Options()
    options.flavor = "woff"
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["GSUB", "GPOS", "GDEF"]
    path = data_path("fonts/NotoSansSC-Subset.ttf")
    # Outlines are copied, not redrawn, so their boxes hold as they are.
    with ttLib.TTFont(path, recalcTimestamp=False, recalcBBoxes=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="".join(sorted(set(text) | {" "})))
        subsetter.subset(font)
        buffer = io.BytesIO()
        font.flavor = "woff"
        font.save(buffer)
    return "data:font/woff;base64," + base64.b64encode(buffer.getvalue()).decode()

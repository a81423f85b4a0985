"""Render pages: one file, no network, every text escaped, glyphs embedded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textmine.report.fonts import embedded_font
from textmine.writing.targets import complete_or_nothing

__all__ = ["render_page", "write_page"]

_FONT_MARK = "data:font/woff2;base64,@@FONT@@"


def render_page(template: str, **values: Any) -> str:
    """Fill a template of this package; everything put in is escaped.

    The template may use the address ``{{ font }}`` once in its style sheet; it becomes a font of the page's glyphs.

    Examples
    --------
    >>> "&lt;script&gt;" in render_page("plain.html.j2", title="<script>", lang="zh", body="正文")
    True
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = lambda v: f"{v:,}"
    environment.filters["percent"] = lambda v: "" if v is None else f"{v:.0%}"
    html = environment.get_template(template).render(font=_FONT_MARK, **values)
    # Glyphs of attributes and scripts are shown too (hover texts, labels), so the whole source counts.
    return html.replace(_FONT_MARK, embedded_font(html))


def write_page(html: str, path: str | Path, *, force: bool = False) -> Path:
    """Write a page, complete or not at all."""
    with complete_or_nothing(path, force=force) as partial:
        partial.write_text(html, encoding="utf-8")
    return Path(path)

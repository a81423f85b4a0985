"""Render pages: one file, no network, every text escaped, glyphs embedded."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from textmine.report.fonts import embedded_font
from textmine.writing.targets import complete_or_nothing

__all__ = ["render_page", "write_page"]

_TEMPLATES = Path(__file__).parent / "templates"
# Both marks stand in the head, before any text of a user, so the first of each is ours.
_FONT_MARK, _HASH_MARK = "@@FONT@@", "@@FONT-HASH@@"
_FONT_STYLE = '@font-face {{ font-family: "textmine"; src: url("{address}") format("woff"); }}'


def render_page(template: str, *, script: str = "", **values: Any) -> str:
    """Fill a template of this package; everything put in is escaped.

    The page carries a policy that lets a browser fetch nothing and run nothing but the script named here, which is a
    file of this package known by its hash: text that looks like a script stays text even if it were not escaped.

    Parameters
    ----------
    template : file name of the template
    script : file name of the page's script, without one nothing may run

    Examples
    --------
    >>> page = render_page("plain.html.j2", title="<script>", lang="zh", body="正文")
    >>> "&lt;script&gt;" in page, "script-src 'none'" in page
    (True, True)
    """
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = lambda v: f"{v:,}"
    environment.filters["percent"] = lambda v: "" if v is None else f"{v:.0%}"
    style, code = _asset("page.css"), _asset(script) if script else ""
    html = environment.get_template(template).render(
        policy=Markup(_policy(style, code)),
        font_style=Markup(_FONT_MARK),
        page_style=Markup(style),
        page_script=Markup(code),
        **values,
    )
    # Glyphs of attributes and scripts are shown too (hover texts, labels), so the whole source counts.
    font = _FONT_STYLE.format(address=embedded_font(html))
    return html.replace(_HASH_MARK, _hash(font), 1).replace(_FONT_MARK, font, 1)


def _asset(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def _policy(style: str, script: str) -> str:
    """Say what a browser may do with the page: show it."""
    return "; ".join(
        (
            "default-src 'none'",
            # Browsers that do not know the two finer directives (Safari before 15.4) fall back on this one.
            "style-src 'unsafe-inline'",
            f"style-src-elem {_HASH_MARK} {_hash(style)}",
            # Widths of bars and depths of cells; an attribute can neither fetch nor run.
            "style-src-attr 'unsafe-inline'",
            f"script-src {_hash(script) if script else chr(39) + 'none' + chr(39)}",
            "font-src data:",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def write_page(html: str, path: str | Path, *, force: bool = False) -> Path:
    """Write a page, complete or not at all."""
    with complete_or_nothing(path, force=force) as partial:
        partial.write_text(html, encoding="utf-8")
    return Path(path)

"""Read tables that hold one page a row, as crawlers export them: headline, text, outlet and time in columns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.errors import InputError, remark_at
from textmine.reading.headings import normalise_heading
from textmine.reading.pages import Page, text_of_html
from textmine.reading.tables import Table, read_table

__all__ = ["PAGE_TABLE_SUFFIXES", "is_page_table", "read_page_table"]

PAGE_TABLE_SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".xlsm", ".xls")
# Headings by what they hold, in order of preference; compared without spaces, width and brackets' remarks.
_HEADINGS = {
    "text": "正文 文章正文 新闻正文 文章内容 新闻内容 内容 全文 text content body fulltext article paragraphs html 详情",
    "title": "标题 文章标题 新闻标题 题目 主标题 title headline 主题",
    "sitename": "来源 文章来源 新闻来源 媒体 报纸 报刊 刊名 网站 站点 出处 outlet source sitename media",
    "author": "作者 记者 责任者 author byline",
    "date": (
        "发布时间 发布日期 发表时间 发表日期 出版日期 报道日期 时间 日期 published_at publish_time pubdate published date time"
    ),
}


def is_page_table(path: str | Path) -> bool:
    """Tell by its name whether a file is a table, which holds one page a row, and no page itself.

    Examples
    --------
    >>> is_page_table("新闻.xlsx"), is_page_table("新闻.html")
    (True, False)
    """
    return Path(path).suffix.lower() in PAGE_TABLE_SUFFIXES


def read_page_table(
    path: str | Path, *, encoding: str | None = None, sheet: str | None = None, notes: list[str] | None = None
) -> list[Page]:
    """Read the pages of a table, one a row, in order; a row without text gives a page without text.

    Parameters
    ----------
    sheet : str, optional
        Read this sheet of a workbook only; otherwise all with the headings of the first.
    notes : list, optional
        What was odd in the table is put here.

    Returns
    -------
    list of Page
        Each with its headline as first line, and what the other columns say in `head`. The name of a page is that of the
        file and the number of its row in it, such as ``新闻.xlsx:2``.

    Raises
    ------
    InputError
        When the file is no table, or no column holds the text of pages.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "新闻.csv")
    >>> _ = path.write_text("标题,来源,正文\\n路灯亮了,澜溪日报,灯芯巷的路灯亮了。\\n", encoding="utf-8")
    >>> page = read_page_table(path)[0]
    >>> page.path.name, page.text, page.head["sitename"]
    ('新闻.csv:2', '路灯亮了\\n灯芯巷的路灯亮了。', '澜溪日报')
    """
    path = Path(path)
    table = read_table(path, encoding=encoding, sheet=sheet)
    columns = _columns(list(table.frame.columns))
    if "text" not in columns:
        found = "、".join(map(str, table.frame.columns[:12]))
        raise InputError(
            f"no column holds the text of pages (headings: {found})",
            path=path,
            fix="name the column 正文 or text",
            zh=f"没有找到新闻正文所在的列（列名有：{found}）。请把正文列命名为“正文”",
        )
    if notes is not None:
        notes += [
            note if note.startswith(path.name) else remark_at(path.name, note) for note in table.warnings
        ]
    used = table.frame[list(columns.values())]
    return [
        _page(path.with_name(f"{path.name}:{where}"), dict(zip(columns, row, strict=True)))
        for where, row in zip(_places(table), used.itertuples(index=False, name=None), strict=True)
    ]


def _places(table: Table) -> list[str]:
    """Say where each row stands: its number in the file, behind the name of its sheet where there are several."""
    places = []
    for source in table.sources:
        sheet = f"{source.sheet}:" if len(table.sources) > 1 and source.sheet else ""
        places += [f"{sheet}{source.first_row + number}" for number in range(source.n_rows)]
    return places


def _columns(headings: Sequence[str]) -> dict[str, str]:
    """Choose the heading of each kind; a heading serves once."""
    by_name: dict[str, str] = {}
    for heading in headings:
        by_name.setdefault(normalise_heading(heading), heading)
    chosen: dict[str, str] = {}
    for kind, names in _HEADINGS.items():
        own = next((by_name[name] for name in names.split() if name in by_name), None)
        if own is not None and own not in chosen.values():
            chosen[kind] = own
    return chosen


def _page(path: Path, row: dict[str, Any]) -> Page:
    cells = {kind: _plain(value) for kind, value in row.items()}
    text, title = cells.pop("text"), cells.get("title", "")
    text = _joined(text)
    page = text_of_html(Page(path, text, "utf-8"))
    body = page.text.lstrip("\n")
    if title and body and body.split("\n", 1)[0].strip() != title:
        body = f"{title}\n{body}"
    said = {kind: value for kind, value in cells.items() if value}
    return replace(page, text=body, head={**page.head, **said})


def _plain(value: Any) -> str:
    if value is None or (not isinstance(value, str | list) and pd.isna(value)):
        return ""
    return value.isoformat() if isinstance(value, date | pd.Timestamp) else str(value).strip()


def _joined(text: str) -> str:
    """Join paragraphs that JSON keeps as a list."""
    if not text.startswith('["'):
        return text
    try:
        paragraphs = json.loads(text)
    except ValueError:
        return text
    return "\n".join(map(str, paragraphs))

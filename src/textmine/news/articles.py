"""Make articles of crawled pages: headline, outlet, time and body, and a record of all that was done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pandas as pd

from textmine.errors import InputError
from textmine.news import steps
from textmine.news.header import PrintedTime, read_header
from textmine.news.linemodel import drop_weighed_lines
from textmine.news.paperpages import drop_page_furniture, drop_unended_foot
from textmine.news.sitelines import cut_comments, drop_site_lines
from textmine.news.splices import drop_spliced_fragments
from textmine.news.steps import Removal
from textmine.news.wrappedlines import join_timed_lines, join_unfinished_lines, join_wrapped_lines
from textmine.reading.pages import Page, page_files, read_page
from textmine.reading.pagetables import is_page_table, read_page_table
from textmine.schema import ARTICLES
from textmine.text.normalize import repair_text, simplify_script

__all__ = ["Article", "clean_page", "clean_pages"]

_TRAIL_STEP = re.compile(r"\s(?:>{1,2}|»|›|→)\s")
_TRAIL_PREFIX = re.compile(r"^[\[【](?:转帖|转载|原创)[\]】]\s?")
_TRAIL_LINES, _LEAST_STEPS, _LEAST_TITLE = 5, 2, 8
_INNER_SPACE = re.compile(r"[ \t\u3000]+")


@dataclass(frozen=True)
class Article:
    """Hold one cleaned page.

    `published_at` is the printed time unless the page is a re-post: then that time is `reposted_at` and the date of
    publication is unknown. Nothing is inferred from the text.
    """

    title: str = ""
    outlet: str = ""
    byline: str = ""
    published: PrintedTime = field(default_factory=PrintedTime)
    reposted_at: str = ""
    paragraphs: list[str] = field(default_factory=list)
    removed: list[dict[str, object]] = field(default_factory=list)
    repairs: list[dict[str, object]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Join the paragraphs by line feeds."""
        return "\n".join(self.paragraphs)


def clean_page(text: str, *, said: dict[str, str] | None = None) -> Article:
    """Clean the text of one page.

    Parameters
    ----------
    text : str
        The page as decoded. An empty or blank text gives an empty article.
    said : dict, optional
        What an HTML head says: title, author, sitename, date.

    Examples
    --------
    >>> page = "首页 > 新闻\\n路灯亮了\\n来源:澜溪日报\\n灯芯(xīn)巷(xiàng)的路(lù)灯亮了，坏了两个月的那盏也亮了，大家很高兴。\\n猜你喜欢\\n邻县修路"
    >>> article = clean_page(page)
    >>> article.title, article.outlet, article.text
    ('路灯亮了', '澜溪日报', '灯芯巷的路灯亮了，坏了两个月的那盏也亮了，大家很高兴。')
    >>> [record["kind"] for record in article.removed]
    ['navigation', 'tail', 'byline_and_source']
    """
    repaired, repairs = repair_text(text)
    for join in (join_timed_lines, join_wrapped_lines):
        joined = join(repaired)
        repaired, repairs = joined.text, [*repairs, *([joined] if joined.n else [])]
    lines = [line.strip(" \t\u3000") for line in repaired.split("\n")]
    lines = [line for line in lines if line]
    removed: list[Removal] = []

    def run(result: steps.Step) -> list[str]:
        if result[1] is not None:
            removed.append(result[1])
        return result[0]

    lines = run(steps.drop_link_farms(lines))
    page = lines
    lines = run(cut_comments(lines))
    before = lines
    lines = run(drop_site_lines(lines))
    lines = run(steps.drop_navigation(lines))
    # A line with reading tools right below it is a headline's place.
    above_tools = frozenset(a for a, b in pairwise(before) if b not in lines and a in lines)
    n_lines = len(lines)
    lines = run(steps.drop_repeated_blocks(lines))
    # Where the body stood twice, a short paragraph that a headline was glued to is still there twice.
    shortest = 20 if len(lines) == n_lines else 8
    lines = run(steps.cut_tail(lines))
    lines = run(drop_page_furniture(lines))
    lines = run(steps.drop_summary(lines))
    head = read_header(lines, said or _of_trail(before), above_tools=above_tools)
    removed += head.removed
    lines = run(steps.drop_repeated_headlines(head.lines, head.title))
    lines = run(steps.drop_repeated_blocks(lines, min_length=shortest))
    lines = run(steps.drop_snippets(lines))
    lines = run(steps.drop_captions(lines))
    lines, spliced = drop_spliced_fragments(lines, head.title)
    removed += [spliced] if spliced else []
    if spliced:  # Only without the fragments are two copies of a paragraph alike.
        lines = run(steps.drop_repeated_blocks(lines, min_length=shortest))
    lines = run(drop_unended_foot(lines))
    if removed:  # A text from which no rule took anything is no crawl: it stays as it is.
        lines = run(drop_weighed_lines(lines, page))
    unfinished = join_unfinished_lines("\n".join(lines))
    if unfinished.n:
        lines, repairs = unfinished.text.split("\n"), [*repairs, unfinished]
    # Without the noise around them, lines in traditional characters may be what the article consists of.
    script = simplify_script("\n".join(lines))
    if script.n:
        lines, repairs = script.text.split("\n"), [*repairs, script]
    printed = head.printed
    return Article(
        title=_INNER_SPACE.sub(" ", head.title),
        outlet=head.outlet,
        byline=head.byline,
        published=PrintedTime() if head.is_repost else printed,
        reposted_at=printed.value if head.is_repost else "",
        paragraphs=lines,
        removed=[record.as_dict() for record in removed],
        repairs=[{"kind": r.kind, "n": r.n, "sample": r.sample} for r in repairs],
    )


def _of_trail(lines: Sequence[str]) -> dict[str, str]:
    """Give the last step of a forum's or a site's trail, which often is the headline."""
    trails = [line for line in lines[:_TRAIL_LINES] if len(_TRAIL_STEP.findall(line)) >= _LEAST_STEPS]
    last = _TRAIL_STEP.split(trails[0])[-1].strip() if trails else ""
    return {"title": _TRAIL_PREFIX.sub("", last)} if len(last) >= _LEAST_TITLE else {}


def clean_pages(
    paths: Iterable[str | Path],
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    failed: list[InputError] | None = None,
    notes: list[str] | None = None,
) -> pd.DataFrame:
    """Read and clean pages; one row per page, keys a1, a2 … in the order given. Tables hold a page in each row.

    Parameters
    ----------
    paths : iterable of path
        Files, or folders of them.
    sheet : str, optional
        Of tables of pages read this sheet only.
    failed : list, optional
        Pages that cannot be read are put here and passed over; without it the first one raises.
    notes : list, optional
        What was odd in tables of pages is put here.

    Returns
    -------
    DataFrame
        Schema ``ARTICLES`` plus `byline` and `reposted_at`. No pages give an empty table.

    Raises
    ------
    InputError
        When a path does not exist, or a page is no text and `failed` is not given.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "页.txt")
    >>> _ = path.write_text("路灯亮了\\n来源:澜溪日报\\n灯芯巷的路灯亮了，坏了两个月的那盏也亮了，大家很高兴。", encoding="utf-8")
    >>> clean_pages([path])[["article_id", "title", "outlet"]].values.tolist()
    [['a1', '路灯亮了', '澜溪日报']]
    """
    rows: list[dict[str, object]] = []
    for path in page_files(paths):
        try:
            pages = (
                read_page_table(path, encoding=encoding, sheet=sheet, notes=notes)
                if is_page_table(path)
                else [read_page(path, encoding=encoding)]
            )
        except InputError as error:
            if failed is None:
                raise
            failed.append(error)
            continue
        rows += [_article_row(page) for page in pages]
    for number, row in enumerate(rows, start=1):
        row["article_id"] = f"a{number}"
    return pd.DataFrame(rows, columns=[*ARTICLES.names, "byline", "reposted_at"])


def _article_row(page: Page) -> dict[str, object]:
    article = clean_page(page.text, said=page.head)
    outside = [line for line in page.left_out if _INNER_SPACE.sub(" ", line) != article.title]
    removed = [steps.Removal("outside_main_text", len(outside), outside[0][:60])] if outside else []
    return {
        "source_path": str(page.path),
        "title": article.title,
        "outlet": article.outlet,
        "published_at": article.published.value,
        "published_precision": article.published.precision,
        "paragraphs": article.paragraphs,
        "text": article.text,
        "removed": [*(record.as_dict() for record in removed), *article.removed],
        "repairs": article.repairs,
        "byline": article.byline,
        "reposted_at": article.reposted_at,
    }

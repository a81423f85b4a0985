"""Weigh whether a short line of a crawled page is furniture of its site, where no rule knows it.

The weights in ``data/page_lines.json`` are those of a logistic regression over the marks of lines
(``benchmarks/train_page_lines.py``), fitted on crawled pages and the bodies their authors wrote.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from textmine.news.linemarks import line_marks, page_lines
from textmine.news.steps import Step, is_body_line, record_dropped
from textmine.resources import data_path

__all__ = ["LINE_WEIGHTS", "can_be_furniture", "drop_weighed_lines", "least_odds"]

LINE_WEIGHTS = "page_lines.json"
# Natural logarithms of odds: four to one around the text; between its paragraphs, where headings stand, twenty-five to one.
LEAST_ODDS, LEAST_ODDS_WITHIN = 1.386, 3.2
_OWN = re.compile(
    r"(?:编者按|编者的话|按语|(?:记者|采访|编辑)手记|短评|引言|前言|结语|尾声|对话人?)\s?[:：]?.{0,8}"
)  # The article's own.
_RUNNING = 25  # Characters from which a line with a comma is running text, which a crawl may have cut.
_UNIT = 1000  # Whole numbers add up alike in any order.


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, int]:
    weights = json.loads(data_path(LINE_WEIGHTS).read_text(encoding="utf-8"))["weights"]
    return {mark: round(_UNIT * weight) for mark, weight in weights.items()}


def can_be_furniture(line: str) -> bool:
    """Tell whether a line may be weighed at all: no paragraph or run of one, no whole sentence, nothing quoted, no subtitle.

    Examples
    --------
    >>> [can_be_furniture(line) for line in ("扫码关注我们", "灯亮了。", "“灯亮了”")]
    [True, False, False]
    """
    is_running = len(line) >= _RUNNING and any(mark in line for mark in "，,；")
    if is_running or _OWN.fullmatch(line):
        return False
    return line[0] not in "“‘—" and line[-1] not in "。”；？！" and not is_body_line(line)


def least_odds(marks: Collection[str]) -> float:
    """Give the natural logarithm of the odds from which a line with these marks is furniture.

    Examples
    --------
    >>> least_odds({"zone tail"}), least_odds({"zone middle"})
    (1.386, 3.2)
    """
    return LEAST_ODDS_WITHIN if "zone middle" in marks else LEAST_ODDS


def drop_weighed_lines(lines: Sequence[str], page: Sequence[str]) -> Step:
    """Drop the lines that are furniture by their weights, as they stood on the whole page.

    Parameters
    ----------
    lines : sequence of str
        What the rules left; a line that is not among those of the page is kept.
    page : sequence of str
        All lines of the page, in order.

    Examples
    --------
    >>> body = "灯芯巷的路灯亮了，坏了快两个月的那一盏也亮了，倒垃圾不用再摸着墙走。"
    >>> page = ["首页 > 新闻", body, "三盏灯怎么修", body[::-1] + "大家都高兴。", "附件下载：路灯清单.doc（36.5 KB）"]
    >>> drop_weighed_lines(page[1:], page)[0] == page[1:4]
    True
    """
    doubtful = {line for line in lines if line and can_be_furniture(line)}
    if not doubtful:
        return list(lines), None
    whole = page_lines(page)
    get = _weights().get
    bias = get("bias", 0)
    furniture = set()
    for at, line in enumerate(page):
        if line in doubtful:
            marks = line_marks(whole, at)
            if bias + sum([get(mark, 0) for mark in marks]) >= least_odds(marks) * _UNIT:
                furniture.add(line)
    return record_dropped("weighed_lines", lines, [n for n, line in enumerate(lines) if line in furniture])

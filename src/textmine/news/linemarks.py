"""Name what a line of a crawled page looks like: its length and signs, where it stands, its characters, words shared with the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from textmine.news.steps import is_body_line

__all__ = ["PageLines", "line_marks", "page_lines"]

_LENGTHS = (2, 4, 8, 14, 24, 40, 80)
_QUARTERS = 4
_MOST = 200  # Characters of a line, and twenty thousand of the text, that are looked at.
_MOST_TEXT = 20_000
_SIGN = re.compile(r"[^\w\u4e00-\u9fff\s，。、“”]")
_DIGITS = re.compile(r"\d+")
_LABEL = re.compile(r"([\u4e00-\u9fff]{2,6})[:：]")
_STOPS, _COLONS, _CLOSING = "。！？!?…”；;", ":：", "）)】]》」"


@dataclass(frozen=True)
class PageLines:
    """Hold a page's lines, which of them read as paragraphs, the first and the last of these, and their pairs of characters."""

    lines: Sequence[str]
    is_body: Sequence[bool]
    first: int
    last: int
    words: frozenset[str]


def page_lines(lines: Sequence[str]) -> PageLines:
    """Look over the lines of a page once.

    Examples
    --------
    >>> page = page_lines(["首页", "灯芯巷的路灯亮了，坏了快两个月的那一盏也亮了，倒垃圾不用再摸着墙走。"])
    >>> page.is_body, "路灯" in page.words
    ([False, True], True)
    """
    is_body = [is_body_line(line) for line in lines]
    text = "\n".join([line for line, body in zip(lines, is_body, strict=True) if body])[:_MOST_TEXT]
    bodies = [at for at, body in enumerate(is_body) if body]
    first, last = (bodies[0], bodies[-1]) if bodies else (len(lines), -1)
    return PageLines(lines, is_body, first, last, frozenset(_pairs(text)))


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def line_marks(page: PageLines, at: int) -> set[str]:
    """Name the marks of one line of a page.

    Examples
    --------
    >>> marks = line_marks(page_lines(["首页 > 新闻 > 正文", "灯芯巷的路灯亮了，坏了两个月的那一盏也亮了，大家都高兴。"]), 0)
    >>> [mark in marks for mark in ("zone head", "sign >", "end han", "digits 0", "shared 0", "between False True")]
    [True, True, True, True, True, True]
    """
    line = page.lines[at][:_MOST]
    bodies = page.is_body
    zone = "head" if at <= page.first else "tail" if at >= page.last else "middle"
    length = str(next((most for most in _LENGTHS if len(line) <= most), _MOST))
    end, opening = _kind_of_end(line[-1]), _kind_of_opening(line[0])
    neighbours = f"{at > 0 and bodies[at - 1]} {(follows := at + 1 < len(bodies) and bodies[at + 1])}"
    own = _pairs(line)
    shared = f"shared {_QUARTERS * len(own & page.words) // max(1, len(own))}"
    marks = {
        f"zone {zone}", f"length {length}", f"{zone} length {length}", f"end {end}", f"{zone} end {end}",
        f"{length} end {end}", f"opens {opening}", shared, f"{zone} {shared}", f"between {neighbours}",
        f"{zone} between {neighbours}", f"{length} {follows} {end}",
        f"han {_QUARTERS * sum(map(_is_han, line)) // len(line)}",
        f"digits {_QUARTERS * sum(map(str.isdigit, line)) // len(line)}",
    }  # fmt: skip
    if any(map(str.isdigit, line)):
        marks.add("has digit")
    if at and page.lines[at - 1][-1] in _COLONS:
        marks.add("behind colon")
    marks.update([f"sign {sign}" for sign in _SIGN.findall(line)])
    plain = _DIGITS.sub("0", line)
    marks.update([f"run {plain[n : n + width]}" for width in (2, 3) for n in range(len(plain) - width + 1)])
    marks |= {f"first {plain[:2]}", f"last {plain[-2:]}"}
    label = _LABEL.match(line)
    if label:
        marks |= {"label", f"label {label[1]}"}
    return marks


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _kind_of_end(end: str) -> str:
    for kind, characters in (("stop", _STOPS), ("colon", _COLONS), ("closing", _CLOSING)):
        if end in characters:
            return kind
    return "han" if _is_han(end) else "digit" if end.isdigit() else "other"


def _kind_of_opening(opening: str) -> str:
    return "han" if _is_han(opening) else "digit" if opening.isdigit() else opening

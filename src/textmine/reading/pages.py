"""Read crawled pages: text or HTML in any encoding, one file or a folder of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from textmine.errors import InputError
from textmine.reading.encodings import decode_text
from textmine.text.misreadings import prose_share

__all__ = ["PAGE_SUFFIXES", "Page", "other_files", "page_files", "read_page", "text_of_html"]

PAGE_SUFFIXES = (".txt", ".html", ".htm", ".xhtml", ".shtml", ".md")
_HTML = re.compile(r"<(?:!doctype html|html|head|body|div|article|p)\b", re.I)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{3,20})", re.I)
# Beyond this the tree of a page costs minutes; the tags are then cut out without one.
_MAX_TREE_CHARACTERS = 3_000_000
_MAX_BINARY_SHARE = 0.02
# Shares of the most common characters, simplified and traditional, among the Han of a page: half of any prose.
_ASKED, _PROSE_SHARE, _BIG5_SHARE = 4000, 0.25, 0.3
_BLOCK_END = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|tr|table|section|article|title|center|blockquote)\b[^<>]{0,500}>|<br\s*/?>",
    re.I,
)
_HIDDEN = re.compile(r"<(script|style|noscript|template)\b.*?</\1\s*>", re.I | re.S)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_TABLE_EDGE = re.compile(r"^\|[ \t]*|[ \t]*\|$", re.M)
# Source, author and time stand between headline and body; the extractor drops them.
_PARTICULARS = re.compile(
    r"(?:来源|来自|稿源|作者|记者|通讯员|编辑|发布(?:时间|日期)?|时间|日期)\s*[:：|丨]|(?:19|20)\d\d[-/.年]\d{1,2}"
)
_MAX_PARTICULARS = 4
_PARAGRAPH = 8
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Page:
    """Hold one decoded page: where it came from, its text, what an HTML head said about it, and lines outside its main text."""

    path: Path
    text: str
    encoding: str
    is_html: bool = False
    head: dict[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def page_files(paths: Iterable[str | Path]) -> list[Path]:
    """List the page files of files and folders, folders sorted by name; hidden files are passed over, none is listed twice.

    Raises
    ------
    InputError
        When a path does not exist or a folder holds no page.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "b.txt").write_text("路灯亮了。", encoding="utf-8")
    >>> [p.name for p in page_files([folder])]
    ['b.txt']
    """
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            there = sorted(
                p for p in path.rglob("*") if p.suffix.lower() in PAGE_SUFFIXES and not p.name.startswith(".")
            )
            if not there:
                raise InputError(
                    "no page in this folder",
                    path=path,
                    fix=f"pages end in {', '.join(PAGE_SUFFIXES)}; give a table with a page in each row by its name",
                    zh=f"文件夹中没有网页文件（{'、'.join(PAGE_SUFFIXES)}）。每行一篇的表格请直接给出文件名",
                )
            files += there
        elif path.exists():
            files.append(path)
        else:
            raise InputError("no such file", path=path, fix="check the path", zh="文件不存在")
    return list({file.resolve(): file for file in reversed(files)}.values())[::-1]


def other_files(paths: Iterable[str | Path]) -> list[Path]:
    """List the files of folders that are no pages and are passed over, such as PDF; hidden files do not count.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "报告.pdf").write_bytes(b"%PDF"), (folder / "b.txt").write_text("路灯亮了。", encoding="utf-8")
    >>> [path.name for path in other_files([folder])]
    ['报告.pdf']
    """
    return sorted(
        p
        for path in map(Path, paths)
        if path.is_dir()
        for p in path.rglob("*")
        if p.is_file() and p.suffix.lower() not in PAGE_SUFFIXES and not p.name.startswith(".")
    )


def read_page(path: str | Path, *, encoding: str | None = None) -> Page:
    """Read one page; of HTML keep the main text (trafilatura, precision mode) and what its head says.

    An empty file gives an empty text. The encoding is UTF-8, else the one the HTML names, else GB18030.

    Raises
    ------
    InputError
        When the file cannot be read or is not text.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "页.txt")
    >>> _ = path.write_bytes("社区的路灯亮了。".encode("gb18030"))
    >>> read_page(path).text
    '社区的路灯亮了。'
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read ({error.strerror})", path=path, zh="无法读取") from None
    decoded = decode_text(content, encoding=encoding or _named_charset(content), path=path)
    text = decoded.text
    if decoded.encoding not in ("utf-8", "utf-8-sig", "utf-16") and encoding is None:
        text = _or_big5(content, text)
    head = text[:20000]
    n_binary = sum(c == "\ufffd" or (ord(c) < 32 and c not in "\t\n\r\x0b\x0c\x1b") for c in head)
    if n_binary > max(_MAX_BINARY_SHARE * len(head), 1):
        raise InputError("this is not a text file", path=path, fix="give .txt or .html", zh="不是文本文件")
    page = Page(path, text, decoded.encoding)
    return text_of_html(page, is_html=path.suffix.lower() in (".html", ".htm", ".xhtml", ".shtml"))


def text_of_html(page: Page, *, is_html: bool = False) -> Page:
    """Keep the main text of a page whose text is HTML, and what its head says; any other page comes back as it is.

    Parameters
    ----------
    is_html : bool
        That it is, however it looks.

    Examples
    --------
    >>> text_of_html(Page(Path("页"), "路灯亮了。", "utf-8")).is_html
    False
    >>> text_of_html(Page(Path("页"), "<p>路灯亮了。</p><p>坏了两个月。</p>", "utf-8")).text.split()
    ['路灯亮了。', '坏了两个月。']
    """
    if not is_html and not _is_html(page.text[:20000]):
        return page
    body, said, left_out = _read_html(page.text)
    return replace(page, text=body, is_html=True, head=said, left_out=left_out)


def _or_big5(content: bytes, text: str) -> str:
    """Read bytes that made no prose as GB18030 once more as Big5, and take what reads better."""
    if prose_share(text[:_ASKED]) >= _PROSE_SHARE:
        return text
    other = content.decode("big5hkscs", errors="replace")
    return other if prose_share(other[:_ASKED]) > max(prose_share(text[:_ASKED]), _BIG5_SHARE) else text


def _is_html(head: str) -> bool:
    return head.lstrip("\ufeff \n\r\t")[:1] == "<" and len(_HTML.findall(head)) >= 2


def _named_charset(content: bytes) -> str | None:
    """Take the charset of an HTML head only where it decodes the page and is no Unicode one."""
    found = _CHARSET.search(content[:4096])
    if found is None:
        return None
    name = found.group(1).decode("ascii").lower()
    name = "gb18030" if name in ("gb2312", "gbk", "gb18030") else name
    if name not in ("gb18030", "big5", "big5-hkscs"):
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            content.decode(name)
        except UnicodeDecodeError:
            return None
        return name
    return None


def _read_html(source: str) -> tuple[str, dict[str, str], tuple[str, ...]]:
    if len(source) > _MAX_TREE_CHARACTERS:
        return _cut_tags(source), {}, ()
    import trafilatura

    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
    found = trafilatura.bare_extraction(
        source, favor_precision=True, include_comments=False, with_metadata=True, as_dict=False
    )
    plain = _cut_tags(source)
    if found is None or not getattr(found, "text", ""):
        return plain, {}, ()
    said = {
        name: str(value)
        for name in ("title", "author", "sitename", "date")
        if (value := getattr(found, name, None))
    }
    if "date" in said and not _is_printed(said["date"], source):
        del said["date"]
    main = _with_lost_paragraphs(
        _TABLE_EDGE.sub("", str(found.text)), plain
    )  # An article laid out in a table.
    whole = _SPACES.sub("", main)
    return main, said, tuple(line for line in plain.split("\n") if _SPACES.sub("", line) not in whole)


def _is_printed(date: str, source: str) -> bool:
    """Tell whether the page itself gives that day: the extractor makes one up where it finds a year or a month alone."""
    year, month, day = (int(part) for part in date.split("-"))
    return bool(re.search(rf"{year}\s*[-/.年]?\s*0?{month}\s*[-/.月]?\s*0?{day}(?!\d)", source))


def _with_lost_paragraphs(main: str, plain: str) -> str:
    """Put back paragraphs the extractor dropped between two it kept: short answers, sub-headings."""
    lines = [line.strip() for line in plain.split("\n") if line.strip()]
    kept = {line.strip() for line in main.split("\n") if line.strip()}
    at = [n for n, line in enumerate(lines) if line in kept]
    whole = _SPACES.sub("", main)
    inside = [n for n, line in enumerate(lines) if len(line) >= _PARAGRAPH and _SPACES.sub("", line) in whole]
    if len(inside) > len(kept):  # An article in a table: its paragraphs came back in one line.
        at, kept = inside, set()
    # Only when every kept paragraph is found again is the order of the page's own lines to be trusted.
    if len(at) < len(kept) or not at:
        return main
    first = at[0]
    while (
        first
        and at[0] - first < _MAX_PARTICULARS
        and _PARTICULARS.search(lines[first - 1])
        and len(lines[first - 1]) <= 160
    ):
        first -= 1
    return "\n".join(lines[first : at[-1] + 1])


def _cut_tags(source: str) -> str:
    text = _HIDDEN.sub("", source)
    text = re.sub(r"[ \t\r\n]+", " ", text)
    text = _TAG.sub("", _BLOCK_END.sub("\n", text))
    import html

    return "\n".join(line.strip() for line in html.unescape(text).split("\n") if line.strip())

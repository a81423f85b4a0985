"""Join what a page broke: paragraphs wrapped at a fixed width, and the short lines of a film's transcript."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from textmine.text.repair import Repair

__all__ = ["join_timed_lines", "join_unfinished_lines", "join_wrapped_lines"]

_MIN_LINES, _MIN_WIDTH, _SLACK = 6, 28, 6
_MIN_SHARE, _MAX_WIDER = 0.5, 0.25
_STOP = re.compile(r"[。！？!?…；;：:][”’」』）)】\]]*$")
_SPACES = (" ", "\t", "\u3000")
_TIMECODE = re.compile(r"^[\[(（【]?(?:\d{1,2}:)?\d{1,2}:\d{2}[\])）】]?$")
_INLINE_TIMECODE = re.compile(r"[\[【](?:\d{1,2}:)?\d{1,2}:\d{2}[\]】]")
_MIN_TIMECODES = 3
_SAMPLE = 60
_MIN_UNFINISHED = 40
_GOES_ON = ("，", ",", "、")


def _width(line: str) -> int:
    """Count the columns a line takes: two for a full-width character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line)


def _wrap_width(lines: Sequence[str], widths: Sequence[int]) -> int | None:
    """Find the width at which lines were broken: most long lines are that wide, few are wider, and most end in mid-sentence."""
    long = Counter(width for width in widths if width >= _MIN_WIDTH)
    n_long = long.total()
    if n_long < _MIN_LINES:
        return None
    full = {width: sum(long[width - less] for less in range(_SLACK + 1)) for width in long}
    wrap = max(full, key=lambda width: (full[width], width))
    n_wider = sum(n for width, n in long.items() if width > wrap)
    broken = [
        line
        for line, width in zip(lines, widths, strict=True)
        if wrap - _SLACK <= width <= wrap and not _STOP.search(line)
    ]
    is_wrapped = full[wrap] >= max(_MIN_LINES, _MIN_SHARE * n_long) and n_wider <= _MAX_WIDER * n_long
    return wrap if is_wrapped and len(broken) >= _MIN_SHARE * full[wrap] else None


def join_wrapped_lines(text: str) -> Repair:
    """Join lines that were broken at a fixed width, by where paragraphs are indented, parted by blank lines, or end short.

    Where most of the longer lines of a page have one width and few are wider, a full line goes on in the next one unless that is
    indented, follows a blank line, or the full line ends a sentence on a page that indents nothing.
    Other pages stay as they are.

    Examples
    --------
    >>> broken = ["灯芯巷的路灯亮了，坏了快两个月的", "那一盏也亮了，倒垃圾的人不用再摸", "着墙走，孩子们数着灯跑了三趟，谁", "也没早睡，老人搬出竹椅坐到了十点",
    ...           "多，说起早年间巷子里的两盏油灯，", "一盏在巷口的井边，一盏在祠堂门外", "，都不亮。"]
    >>> join_wrapped_lines("\\n".join(broken)).text.count("\\n"), join_wrapped_lines("路灯\\n亮了").n
    (0, 0)
    """
    raw = text.split("\n")
    lines = [line.strip(" \t\u3000") for line in raw]
    by_width, by_length = [_width(line) for line in lines], [2 * len(line) for line in lines]
    # Some pages count columns, some characters: the count that more lines reach is the page's.
    found = [(widths, wrap) for widths in (by_width, by_length) if (wrap := _wrap_width(lines, widths))]
    if not found:
        return Repair(text, "wrapped_lines")
    best, wrap = max(found, key=lambda one: sum(one[1] - _SLACK <= width <= one[1] for width in one[0]))
    return _joined(raw, lines, best, wrap)


def _joined(raw: Sequence[str], lines: Sequence[str], widths: Sequence[int], wrap: int) -> Repair:
    indented = sum(line.startswith(_SPACES) and line.strip() != "" for line in raw)
    is_marked = indented >= 2 or any(not line for line in lines[1:-1])
    result: list[list[str]] = []
    n, sample, goes_on = 0, "", False
    for number, line in enumerate(lines):
        is_new = not line or (indented >= 2 and raw[number].startswith(_SPACES))
        if goes_on and not is_new:
            n, sample = n + 1, sample or f"{result[-1][-1][-8:]}|{line[:8]}"
            result[-1].append(line)
        else:
            result.append([line])
        is_full = wrap - _SLACK <= widths[number] <= wrap
        goes_on = is_full and (is_marked or _STOP.search(line) is None)
    return Repair("\n".join(map("".join, result)), "wrapped_lines", n, sample[:_SAMPLE])


def join_unfinished_lines(text: str) -> Repair:
    """Join a paragraph that breaks off in mid-sentence, or at a comma, with the one that goes on.

    A line breaks off where it is long, has marks inside and none at its end, and the next one ends a sentence.

    Examples
    --------
    >>> page = ["灯芯巷的路灯亮了，坏了快两个月的那一盏也亮了，倒垃圾的人不用再摸着墙走，", "孩子们数着灯跑了三趟。"]
    >>> join_unfinished_lines("\\n".join(page)).text.count("\\n"), join_unfinished_lines("一、灯亮了\\n孩子们数着灯跑了三趟。").n
    (0, 0)
    """
    result: list[list[str]] = []
    n, sample = 0, ""
    length, has_marks = 0, False
    for line in text.split("\n"):
        goes_on = result and _breaks_off(result[-1][-1], length, has_marks)
        marked = "，" in line or "。" in line
        if goes_on and (_STOP.search(line) or _breaks_off(line, len(line), marked)):
            n, sample = n + 1, sample or f"{result[-1][-1][-8:]}|{line[:8]}"
            result[-1].append(line)
            length, has_marks = length + len(line), has_marks or marked
        else:
            result.append([line])
            length, has_marks = len(line), marked
    return Repair("\n".join(map("".join, result)), "unfinished_lines", n, sample[:_SAMPLE])


def _breaks_off(end: str, length: int, has_marks: bool) -> bool:
    """Tell whether a paragraph of some length, with its last line, ends at a comma or in mid-sentence."""
    if end[-1:] in _GOES_ON:
        return length >= _MIN_UNFINISHED // 2
    return length >= _MIN_UNFINISHED and has_marks and end[-1:].isalnum()


def join_timed_lines(text: str) -> Repair:
    """Take out the time codes of a film's or a broadcast's transcript, and join the lines between two of them.

    Fewer than three codes on a page are no transcript.

    Examples
    --------
    >>> join_timed_lines("00:03\\n灯亮了，\\n巷子里没人早睡。\\n00:09\\n孩子们数着灯。\\n00:15").text.split("\\n")
    ['灯亮了，巷子里没人早睡。', '孩子们数着灯。']
    >>> join_timed_lines("晚上[00:50]灯亮了，[01:20]大家[01:40]都高兴").text, join_timed_lines("00:03\\n灯").n
    ('晚上灯亮了，大家都高兴', 0)
    """
    n_inline = len(_INLINE_TIMECODE.findall(text))
    lines = text.split("\n")
    codes = [number for number, line in enumerate(lines) if _TIMECODE.match(line.strip(" \t\u3000"))]
    sample = ""
    if n_inline >= _MIN_TIMECODES:
        sample = Counter(_INLINE_TIMECODE.findall(text)).most_common(1)[0][0]
        lines = _INLINE_TIMECODE.sub("", text).split("\n")
    if len(codes) < _MIN_TIMECODES:
        return Repair("\n".join(lines), "time_codes", n_inline if sample else 0, sample)
    result = lines[: codes[0]]
    for start, stop in zip(codes, [*codes[1:], len(lines)], strict=True):
        told = [line.strip(" \t\u3000") for line in lines[start + 1 : stop]]
        # Behind the last code stands the foot of the page too.
        result += ["".join(told)] if stop < len(lines) else _last(told)
    kept = [line for line in result if line]
    return Repair("\n".join(kept), "time_codes", len(codes) + n_inline, sample or lines[codes[0]].strip())


def _last(lines: Sequence[str]) -> list[str]:
    """Join the lines behind the last time code as far as each goes on in the next."""
    end = next((at for at, line in enumerate(lines) if not line), len(lines))
    while end and _STOP.search(lines[end - 1]) is None:
        end -= 1
    return ["".join(lines[:end]), *lines[end:]]

"""Cut paragraphs into sentences, and long sentences into quotable windows."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

__all__ = [
    "CLAUSE_ENDS",
    "MAX_SENTENCE",
    "SHORT_TEXT",
    "Sentence",
    "clause_around",
    "full_width",
    "full_width_sentences",
    "quote_window",
    "split_sentences",
]

_MAX_PIECE = 1000  # What has no end within this many characters is cut at a comma, or where it stands.
SHORT_TEXT = 20_000  # Characters of a text whose sentences and places are remembered.
MAX_SENTENCE = 150  # The longest sentence an output may quote.
_SENTENCE = re.compile(r"[^。！？!?…\n]*(?:[。！？!?…]+[”’」』）)》]*|\n|$)")
CLAUSE_ENDS = "，。；：！？,;:!?\n"
_CLAUSE_END = re.compile(f"[{CLAUSE_ENDS}]")


# The characters come first, so that the engine tries nothing elsewhere.
_HALF = re.compile(r"[,;:!?](?:(?<=[;!?])|(?<=[,:])(?!\d)|(?<=,)(?<!\d,))")
_WIDE_POINT = re.compile(r"(?<=\d)．(?=\d)")
_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}


def full_width(text: str) -> str:
    """Write half-width punctuation in full width, character for character, so that one set of rules reads both.

    Commas inside numbers and colons of clock times stay; the point inside a number is the small one.

    Examples
    --------
    >>> full_width("宣讲1,200场,办结5件;9:30开会:热闹")
    '宣讲1,200场，办结5件；9:30开会：热闹'
    >>> full_width("补贴１２．５万元")
    '补贴１２.５万元'
    """
    if "．" in text:
        text = _WIDE_POINT.sub(".", text)
    return _HALF.sub(lambda match: _FULL[match.group()], text)


class Sentence(NamedTuple):
    """Hold one sentence: its text, its paragraph's number and its place in that paragraph."""

    text: str
    paragraph: int
    start: int


def split_sentences(text: str) -> list[Sentence]:
    """Cut a text at 。！？… and the quotation marks that follow, and at line feeds; semicolons do not end one.

    A piece of more than 1,000 characters without an end is cut at a comma: no reader of sentences meets a longer one.

    Joining the sentences of a paragraph gives it back, outer white space aside.

    Examples
    --------
    >>> [s.text for s in split_sentences("“灯坏了。”“三轮车老堵门！”他说。\\n横格本抄成了台账")]
    ['“灯坏了。”', '“三轮车老堵门！”', '他说。', '横格本抄成了台账']
    >>> split_sentences("")
    []
    """
    return list(_split_once(text) if len(text) <= SHORT_TEXT else _split(text))


# Figures, problems and mechanisms of an article each ask for its sentences, one article after the other.
@lru_cache(maxsize=512)
def _split_once(text: str) -> tuple[Sentence, ...]:
    return _split(text)


def _split(text: str) -> tuple[Sentence, ...]:
    found = []
    for number, paragraph in enumerate(text.split("\n")):
        for match in _SENTENCE.finditer(paragraph):
            piece = match.group()
            stripped = piece.strip()
            start = match.start() + len(piece) - len(piece.lstrip())
            while len(stripped) > _MAX_PIECE:
                cut = max(stripped.rfind(c, 100, _MAX_PIECE) for c in "，,；;、 ") + 1 or _MAX_PIECE
                found.append(Sentence(stripped[:cut].rstrip(), number, start))
                start += cut
                stripped = stripped[cut:]
            if stripped:
                found.append(Sentence(stripped, number, start))
    return tuple(found)


def full_width_sentences(text: str) -> list[str]:
    """Give the sentences of a text with full-width punctuation.

    Examples
    --------
    >>> full_width_sentences("宣讲3场,办结5件!热闹")
    ['宣讲3场，办结5件！', '热闹']
    """
    return list(_plain_once(text) if len(text) <= SHORT_TEXT else _plain(text))


@lru_cache(maxsize=512)
def _plain_once(text: str) -> tuple[str, ...]:
    return _plain(text)


def _plain(text: str) -> tuple[str, ...]:
    lines = full_width("\n".join([sentence.text for sentence in split_sentences(text)]))
    return tuple(lines.split("\n")) if lines else ()


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Give the span of the clause that holds a span.

    Examples
    --------
    >>> text = "宣讲300场，办结5件，大家满意。"
    >>> text[slice(*clause_around(text, 9, 10))]
    '办结5件'
    """
    cuts = _clause_ends(text)
    at = bisect_right(cuts, start)
    low = cuts[at - 1] if at else 0
    at = bisect_right(cuts, end)
    # A cut lies behind its mark, so the clause ends one before; a span that itself ends in a mark is kept whole.
    high = cuts[at] - 1 if at < len(cuts) else len(text)
    return max(low, start - MAX_SENTENCE), min(max(high, end), end + MAX_SENTENCE)


@lru_cache(maxsize=4096)  # Those of the sentences of some dozens of articles, which are read together.
def _clause_ends(text: str) -> list[int]:
    return [match.end() for match in _CLAUSE_END.finditer(text)]


def quote_window(sentence: str, start: int, end: int) -> str:
    """Return the sentence, or of a longer one the whole clauses around a span that fit into 150 characters.

    Examples
    --------
    >>> quote_window("办结5件。", 0, 4)
    '办结5件。'
    >>> window = quote_window("前" * 200 + "，办结5件，" + "后" * 200, 203, 205)
    >>> window, len(window) <= MAX_SENTENCE
    ('办结5件，', True)
    """
    if len(sentence) <= MAX_SENTENCE:
        return sentence
    cuts = [0, *(m.end() for m in re.finditer(r"[，；：,;:]", sentence[max(0, start - 300) : end + 300]))]
    offset = max(0, start - 300)
    cuts = sorted({*(c + offset for c in cuts if c or not offset), min(len(sentence), end + 300)})
    low = max((c for c in cuts if c <= start), default=start)
    high = min((c for c in cuts if c >= end), default=end)
    if high - low > MAX_SENTENCE:
        low = max(0, min(start - 40, len(sentence) - MAX_SENTENCE))
        return sentence[low : low + MAX_SENTENCE].strip()
    for cut in sorted((c for c in cuts if c < low), reverse=True):
        if high - cut > MAX_SENTENCE:
            break
        low = cut
    for cut in (c for c in cuts if c > high):
        if cut - low > MAX_SENTENCE:
            break
        high = cut
    return sentence[low:high].strip()

"""Undo what crawlers and re-posters do to Chinese text, one repair at a time, each saying what it did.

Every repair leaves text it does not concern exactly as it was: full-width letters, NBSP inside numbers of clean
text, traditional quotations in a simplified page. That is why each one asks for evidence before it acts.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from textmine.text.misreadings import restore_encoding, restore_shifted_bytes
from textmine.text.repair import Repair

__all__ = [
    "Repair",
    "repair_text",
    "restore_encoding",
    "restore_shifted_bytes",
    "simplify_script",
    "strip_invisible",
    "strip_pinyin_glosses",
    "strip_tags",
]


_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
# Zero-width marks, soft hyphens, direction marks and control characters carry no text; tab and line feed stay.
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]")
_HARD_SPACE = re.compile(r"[\u00a0\u2007\u202f]")


def strip_invisible(text: str) -> Repair:
    """Drop characters nobody sees, and turn hard spaces and odd line ends into plain ones.

    Examples
    --------
    >>> strip_invisible("发布时间\\u00a02023\\u200b年").text
    '发布时间 2023年'
    >>> strip_invisible("").n
    0
    """
    result, n_ends = _LINE_ENDS.subn("\n", text)
    result, n_hidden = _INVISIBLE.subn("", result)
    result, n_spaces = _HARD_SPACE.subn(" ", result)
    n = n_ends + n_hidden + n_spaces
    return Repair(
        result,
        "invisible_characters",
        n,
        f"{n_spaces} NBSP, {n_hidden} hidden, {n_ends} line ends" if n else "",
    )


_TAG_NAMES = "p|br|div|span|strong|em|b|i|a|font|img|td|tr|th|table|tbody|ul|ol|li|h[1-6]|section|article|center|script|style"
_SCRIPT = re.compile(r"<(script|style)\b[^<>]{0,300}>[^<]{0,5000}</\1>", re.I)
_TAG = re.compile(rf"</?(?:{_TAG_NAMES})(?:\s[^<>\n]{{0,300}})?/?>|<!--[^<>]{{0,300}}-->", re.I)
# A tag that lost its first bytes: "/p>", "br/>".
_TAG_REST = re.compile(rf"(?<![A-Za-z0-9<])(?:/(?:{_TAG_NAMES})>|(?:br|hr)\s?/>)", re.I)
_ENTITY = re.compile(
    r"&(?:nbsp|ldquo|rdquo|lsquo|rsquo|mdash|hellip|middot|amp|lt|gt|quot|emsp|ensp|#\d{2,6}|#x[0-9a-f]{2,5});",
    re.I,
)


def strip_tags(text: str) -> Repair:
    """Take out stray HTML tags, whole or cut, and resolve HTML entities.

    Examples
    --------
    >>> strip_tags("摊子要随时打扫。”/p>").text
    '摊子要随时打扫。”'
    >>> strip_tags("&ldquo;1>0&rdquo;").text
    '“1>0”'
    """
    samples = [m.group() for m in _TAG_REST.finditer(text)][:3] + [m.group() for m in _TAG.finditer(text)][:3]
    result, n_scripts = _SCRIPT.subn("", text)
    result, n_tags = _TAG.subn("", result)
    result, n_rests = _TAG_REST.subn("", result)
    result, n_entities = _ENTITY.subn(lambda m: html.unescape(m.group()).replace("\u00a0", " "), result)
    n = n_scripts + n_tags + n_rests + n_entities
    return Repair(result, "stray_tags", n, " ".join(samples)[:60] if n else "")


_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_GLOSS = re.compile(rf"[(（\[【〔〈［]([A-Za-zü{_TONED}{_TONED.upper()}ɡêńňǹ' ]{{1,60}})[)）\]】〕〉］]")
# A reading without brackets: at least one tone mark, between two characters that are not Latin letters.
_BARE = re.compile(
    rf"(?<=[\u4e00-\u9fff]) ?([a-züɡ]{{0,5}}[{_TONED}][a-züɡ]{{0,3}}(?: ?[a-züɡ]{{0,5}}[{_TONED}][a-züɡ]{{0,3}}){{0,4}}) ?(?![A-Za-z])"
)
_INITIAL = "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
_FINAL = "(?:iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uan|uai|ai|ei|ao|ou|an|en|er|in|un|ia|ie|iu|ui|uo|ua|ue|ve|vn|[aoeiuv])"
# At most one trailing r (儿化) and a bounded number of syllables: no backtracking to speak of.
_SYLLABLES = re.compile(rf"(?:{_INITIAL}{_FINAL}r?){{1,10}}$")
_MIN_TONED_GLOSSES = 3  # A single gloss may belong to the text: a rare character in a name.


def _is_pinyin(inside: str) -> bool:
    plain = unicodedata.normalize("NFD", inside.replace("ɡ", "g").replace("ü", "v"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("'", "").replace(" ", "")
    return bool(plain) and len(plain) <= 60 and _SYLLABLES.match(plain) is not None


def strip_pinyin_glosses(text: str) -> Repair:
    """Take out pronunciations in brackets behind the characters they gloss, where a page is littered with them.

    Fewer than three toned glosses are left alone: they may be the author's own. Toneless ones (``的(de)``) go
    only on a page that has toned ones.

    Examples
    --------
    >>> strip_pinyin_glosses("社区(shèqū)楼栋(lóudòng)都有(yǒu)灯的(de)事").text
    '社区楼栋都有灯的事'
    >>> strip_pinyin_glosses("书记郜(gào)佳雯用了应用(app)").text
    '书记郜(gào)佳雯用了应用(app)'
    """
    found = [m for m in _GLOSS.finditer(text) if _is_pinyin(m.group(1).lower())]
    toned = [m for m in found if any(c in _TONED for c in m.group(1).lower())]
    # Behind a blank or at the head of a line a toneless word in brackets is not a gloss.
    found = [m for m in found if m in toned or not text[max(0, m.start() - 1) : m.start()].isspace()]
    bare = [m for m in _BARE.finditer(text) if _is_pinyin(m.group(1))]
    if len(toned) < _MIN_TONED_GLOSSES:
        found = []
    if len(bare) >= _MIN_TONED_GLOSSES:
        found = sorted([*found, *bare], key=lambda m: m.start())
    if not found:
        return Repair(text, "pinyin_glosses")
    parts, at = [], 0
    for m in found:
        parts.append(text[at : m.start()])
        at = m.end()
    sample = text[max(0, found[0].start() - 4) : found[0].end()]
    return Repair("".join([*parts, text[at:]]), "pinyin_glosses", len(found), sample)


# Characters that only traditional text has, by frequency in public-affairs prose: the cheap question before OpenCC.
_TRADITIONAL = frozenset(
    "國區書記黨員務會議們這個來時們對開門關發現過還說讓將經為與後從無產業電話車輛問題處長號幫動隊達辦專領導實際總結機構"
    "設備調解戶樓單標準環衛點聽見覺學習歲誰點萬餘億歷傳統應當壓縮減緩復雜麼樣體雙橋鄰協聯財務資費賬營類條約紅綠藍黃"
)
_MIN_TRADITIONAL_SHARE = (
    0.02  # Traditional prose has 10-20 % of these; a quotation in a simplified page stays below.
)
_MIN_TRADITIONAL = 8


@lru_cache(maxsize=1)
def _converter() -> Any:
    """Load OpenCC's table once: it takes a third of a second."""
    import opencc

    return opencc.OpenCC("tw2s")


# Variants of Hong Kong and older print that the table leaves as they are.
_VARIANTS = str.maketrans("衞汚攷甎徧暎緜揷吿淸靑増値", "卫污考砖遍映绵插告清青增值")
_MIN_TRADITIONAL_LINES = 3
_TRADITIONAL_LINE_SHARE = 0.1


def _simplified(text: str) -> str:
    return str(_converter().convert(text)).translate(_VARIANTS)


def _count_traditional(text: str) -> tuple[int, int]:
    """Count the characters that only traditional text has, and all Han where there is one."""
    n = sum(c in _TRADITIONAL for c in text)
    return n, sum("\u4e00" <= c <= "\u9fff" for c in text) if n else 0


def _is_traditional_line(line: str) -> bool:
    n, n_han = _count_traditional(line)
    return n >= 2 and n >= _TRADITIONAL_LINE_SHARE * n_han


def simplify_script(text: str) -> Repair:
    """Turn a page in traditional characters into simplified ones; leave simplified pages alone.

    OpenCC alters simplified text too (the county 乾县 becomes 干县), so it is asked only when at least 2 % of the
    characters are ones that simplified text does not have. Table ``tw2s``: it knows 順著 → 顺着, and changes
    characters only, never words.

    Examples
    --------
    >>> simplify_script("居民們對社區書記說，樓棟的路燈還沒開，雨水順著屋檐滴落。").text
    '居民们对社区书记说，楼栋的路灯还没开，雨水顺着屋檐滴落。'
    >>> simplify_script("陕西省乾县的社区书记说，路灯亮了。").n
    0
    """
    n_traditional, n_han = _count_traditional(text)
    is_short = n_han < 100 and n_traditional >= 3
    if not (n_traditional >= _MIN_TRADITIONAL or is_short):
        return Repair(text, "traditional_script")
    if n_traditional < _MIN_TRADITIONAL_SHARE * n_han:
        # A page of two hands: some of its lines are in traditional characters throughout.
        lines = text.split("\n")
        other = [n for n, line in enumerate(lines) if _is_traditional_line(line)]
        if len(other) < _MIN_TRADITIONAL_LINES:
            return Repair(text, "traditional_script")
        for n in other:
            lines[n] = _simplified(lines[n])
        result = "\n".join(lines)
    else:
        result = _simplified(text)
    n = sum(a != b for a, b in zip(text, result, strict=False))
    sample = "".join(dict.fromkeys(a for a, b in zip(text, result, strict=False) if a != b))[:12]
    return Repair(result, "traditional_script", n, sample)


_REPAIRS: tuple[Callable[[str], Repair], ...] = (
    restore_encoding,
    strip_invisible,
    strip_pinyin_glosses,
    restore_shifted_bytes,
    strip_tags,
    simplify_script,
)


# A damaged place can come to light when another repair has cleared its neighbourhood.
_MAX_PASSES = 3


def repair_text(text: str) -> tuple[str, list[Repair]]:
    """Apply every repair in its order; return the text and those repairs that did something.

    The order matters: a wrong encoding hides bytes in control characters, glosses split the damaged bytes, and tags
    appear only when those are in place. The records say what was done and how often; they hold no text.

    Examples
    --------
    >>> repair_text("路灯亮了。")
    ('路灯亮了。', [])
    """
    done: dict[str, Repair] = {}
    for _ in range(_MAX_PASSES):
        before = text
        for repair in _REPAIRS:
            result = repair(text)
            if result.text != text:
                first = done.get(result.kind, result)
                n = result.n + (first.n if first is not result else 0)
                done[result.kind] = Repair("", result.kind, n, first.sample)
            text = result.text
        if text == before:
            break
    return text, list(done.values())

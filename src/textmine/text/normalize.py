"""Undo what crawlers and re-posters do to Chinese text, one repair at a time, each saying what it did.

Every repair leaves text it does not concern exactly as it was: full-width letters, NBSP inside numbers of clean
text, traditional quotations in a simplified page. That is why each one asks for evidence before it acts.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

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


@dataclass(frozen=True)
class Repair:
    """Hold a repaired text with the kind of repair, how often it acted and a sample of what it met."""

    text: str
    kind: str
    n: int = 0
    sample: str = ""


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


# The few hundred characters that make up half of any Chinese text: enough to tell text from shifted bytes.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法"
    "所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天"
    "政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情"
    "者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手"
    "角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术"
    "极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张"
    "信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周"
    "委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值率族维划选标写存候毛亲快效院查江型眼王按格养易置"
    "居街楼栋邻村镇桥巷社區書記們這個來時對開門關發現過還說讓經與後從無產業話車問題處長號幫動隊達辦領導實總機設備調戶樓單標"
    "環衛點聽見覺學習歲誰萬餘傳應體雙鄰協聯資費條紅綠黃員黨務會議國為"
)
_MARK = re.compile(r"[?\ufffd][!！]")
_RUN = re.compile(r"[^\x00-\x7f\ufffd]{0,400}")
_TAG_AHEAD = re.compile(r"\s*<?/[a-z]{1,6}>", re.I)
# Row A1 of GB 2312 holds the punctuation; these are the marks that follow a stop or a word.
_MARKS_AFTER = frozenset("、·—…‘’“”〔〕〈〉《》「」『』【】")
# Words whose last character has the trail byte A3: candidates when the lost lead byte did not belong to a stop.
_ENDS_IN_A3 = frozenset(
    [
        "常常",
        "时常",
        "经常",
        "日常",
        "非常",
        "正常",
        "异常",
        "平常",
        "通常",
        "照常",
        "往常",
        "上海",
        "大海",
        "沿海",
        "学校",
        "高校",
        "党校",
        "本校",
        "夜校",
        "担保",
        "环保",
        "社保",
        "医保",
        "确保",
        "投保",
        "低保",
        "物保",
        "规模",
        "劳模",
        "希望",
        "幸福",
        "造福",
        "享福",
        "祝福",
        "暂停",
        "叫停",
        "乱停",
        "违停",
        "公牛",
        "危险",
    ]
)


def _scores(text: str) -> float:
    """Say how much a run looks like prose: common characters count most, odd symbols count against."""
    total = 0.0
    for c in text:
        if c in _COMMON:
            total += 3
        elif c in "。，、“”‘’：；！？…—《》（）":
            total += 2
        elif "\u4e00" <= c <= "\u9fff":
            code = c.encode("gb18030")
            total += 1 if len(code) == 2 and 0xB0 <= code[0] <= 0xD7 and code[1] >= 0xA1 else 0
        else:
            total -= 2
    return total / max(len(text), 1)


def _lost_lead(before: str, mark: str) -> str:
    """Choose the character whose first byte was lost: a stop, or the end of a known word, or the word 常."""
    if mark in "”’」』":
        return "。"
    for word in _ENDS_IN_A3:
        if word[1].encode("gb18030")[-1:] == b"\xa3" and before.endswith(word[0]):
            return word[1]
    return "常" if not before or not before[-1].isalnum() else "。"


def _lost_last(lead: int, text: str, after: str) -> str:
    """Name a character of which only the first byte is left: A3 begins the full-width marks, A1 the other ones."""
    if lead == 0xA3:
        return "，"
    if lead == 0xA1 and after.lstrip("?\ufffd")[:1] in ("", "\n"):  # what ends a paragraph
        return "”" if text.count("“") > text.count("”") - (text[:1] == "”") else "。"
    return "□"


def _unshift(before: str, run: str, after: str) -> tuple[str, int] | None:
    """Decode a run whose bytes moved by one; give the text and how many characters of `after` it used."""
    trail = after[:1] if after and 0x40 <= ord(after[0]) <= 0x7E else ""
    for used in [trail, ""] if trail else [""]:
        try:
            content = b"\xa1" + run.encode("gb18030") + used.encode("ascii")
        except UnicodeEncodeError:
            return None
        n_lost = len(content) % 2
        try:
            text = content[: len(content) - n_lost].decode("gb18030")
        except UnicodeDecodeError:
            continue
        if not text or text[0] not in _MARKS_AFTER or _scores(text) <= _scores(run + used) + 0.2:
            continue
        n_used = len(used)
        if n_lost:  # Only the first byte is left. A3 begins the full-width marks, nearly always a comma.
            text += _lost_last(content[-1], text, after)
            n_used += after[:1] in ("?", "\ufffd")
        return _lost_lead(before, text[0]) + text, n_used
    return None


def restore_shifted_bytes(text: str) -> Repair:
    """Undo the damage of replacing the GBK bytes ``A3 A1`` across two characters by an exclamation mark.

    A careless replacement in the bytes of 。” (``A1 A3 A1 B1``) leaves ``A1 ! B1 …``: everything up to the next
    ASCII byte is read shifted by one byte, as rare characters behind ``?!``. The bytes are put back in order; where
    one half of a last character is lost its place is marked □ (punctuation is named by its first byte and place). Glosses in brackets must be gone before.

    Examples
    --------
    >>> damaged = "“路灯不亮。”李强光说，".encode("gb18030").replace(b"\\xa3\\xa1", b"!").decode("gb18030", "replace")
    >>> restore_shifted_bytes(damaged).text[:11]
    '“路灯不亮。”李强光说'
    >>> restore_shifted_bytes("怎么办?!没有人管。").n
    0
    """
    parts: list[str] = []
    at, n, sample = 0, 0, ""
    for mark in _MARK.finditer(text):
        if mark.start() < at:
            continue
        run_match = _RUN.match(text, mark.end())
        run = run_match.group() if run_match else ""
        end = mark.end() + len(run)
        before = text[max(0, mark.start() - 4) : mark.start()]
        if run:
            fixed = _unshift(before, run, text[end : end + 2])
        elif text[end : end + 1] in ("?", "\ufffd") and _TAG_AHEAD.match(text, end + 1):
            fixed = ("。”", 1)
        else:
            fixed = None
        if fixed is None:
            continue
        parts += [text[at : mark.start()], fixed[0]]
        at = end + fixed[1]
        n += 1
        sample = sample or f"{text[mark.start() : end + 1]} → {fixed[0]}"[:60]
    return Repair("".join([*parts, text[at:]]) if n else text, "shifted_bytes", n, sample)


# Not only letters and dashes: the bytes 80 to 9F are control characters of Latin-1.
_LATIN_RUN = re.compile(r"[\u0080-\u00ff\u0152-\u0178\u2013-\u2122]{4,}")
_HEAD = 2000
_PROSE = 1.0  # What the score of prose exceeds; that of shifted or wrongly read text stays below.


def restore_encoding(text: str) -> Repair:
    """Read again, with the right encoding, a text that was decoded with the wrong one as a whole.

    Three mistakes are undone, each only when the whole text converts without loss and gains Chinese prose:
    UTF-8 or GBK read as Latin-1, and UTF-8 read as GBK.

    Examples
    --------
    >>> restore_encoding("社区路灯不亮".encode().decode("latin-1")).text
    '社区路灯不亮'
    >>> restore_encoding("社区路灯不亮").n
    0
    """
    kind = "wrong_encoding"
    result, how = _read_again(text.removeprefix("\ufeff"))
    if not how:
        # A page put together of several: some of its lines were read wrongly.
        lines = text.split("\n")
        for n, line in enumerate(lines):
            if _LATIN_RUN.search(line) and (fixed := _read_again(line))[1]:
                lines[n], how = fixed
        result = "\n".join(lines)
    return Repair(result, kind, 1, how) if how else Repair(text, kind)


def _read_again(text: str) -> tuple[str, str]:
    """Read a text with another encoding, up to twice over, where that gives prose; say which, or nothing."""
    how = ""
    for _ in range(2):
        head = text[:_HEAD]
        tries: list[tuple[str, str]] = []
        if sum("\u4e00" <= c <= "\u9fff" for c in head) * 10 < len(head) and _LATIN_RUN.search(head):
            tries = [("latin-1", "utf-8"), ("latin-1", "gb18030")]
        elif _scores(head) < _PROSE:
            tries = [("gb18030", "utf-8")]
        for wrong, right in tries:
            try:
                content = _latin_bytes(text) if wrong == "latin-1" else text.encode(wrong)
                result = content.decode(right)
            except (UnicodeEncodeError, UnicodeDecodeError):
                continue
            # Read wrongly twice, the first reading is no prose yet, but half as long.
            if _scores(result[:_HEAD]) > _scores(head) + 0.5 or (
                right == "utf-8" and _LATIN_RUN.search(result)
            ):
                text, how = result, f"{right} read as {wrong}"
                break
        else:
            return text, how
    return text, how


def _latin_bytes(text: str) -> bytes:
    """Give back the bytes of a text read as Latin-1 or Windows-1252, or a mixture as browsers make it."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return b"".join(c.encode("latin-1" if ord(c) < 0x100 else "cp1252") for c in text)


_REPAIRS: tuple[Callable[[str], Repair], ...] = (
    restore_encoding,
    strip_invisible,
    strip_pinyin_glosses,
    restore_shifted_bytes,
    strip_tags,
    simplify_script,
)


def repair_text(text: str) -> tuple[str, list[Repair]]:
    """Apply every repair in its order; return the text and those repairs that did something.

    The order matters: a wrong encoding hides bytes in control characters, glosses split the damaged bytes, and tags appear only when those are in place.

    Examples
    --------
    >>> repair_text("路灯亮了。")
    ('路灯亮了。', [])
    """
    done = []
    for repair in _REPAIRS:
        result = repair(text)
        if result.text != text:
            done.append(result)
        text = result.text
    return text, done

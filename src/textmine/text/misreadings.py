"""Undo readings of bytes with the wrong encoding: of a whole text, of some lines, or from the middle of a character on."""

from __future__ import annotations

import re

from textmine.text.repair import Repair

__all__ = ["prose_share", "restore_encoding", "restore_shifted_bytes"]

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


def prose_share(text: str) -> float:
    """Tell which share of the Han in a text (0-1) is of the few hundred commonest: about half in prose; 0 for no Han.

    Examples
    --------
    >>> prose_share("居民们对社区书记说，路灯还没开") > 0.5 > prose_share("娓呮櫒鍏偣锛屾緶婧")
    True
    """
    han = [c for c in text if "\u4e00" <= c <= "\u9fff"]
    return sum(c in _COMMON for c in han) / len(han) if han else 0.0


# Half a character and an ASCII mark: the pair A3 xx, a full-width mark to a careless eye, became that mark.
_MARK = re.compile(r"[?\ufffd]([!！:;])")
_RUN = re.compile(r"[^\x00-\x7f\ufffd]{0,400}")
_TAG_AHEAD = re.compile(r"\s*<?/[a-z]{1,6}>", re.I)
# Row A1 of GB 2312 holds the punctuation; these are the marks that follow a stop or a word.
_LEAD_OF_MARKS = 0xA1
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


def _unshift(before: str, run: str, after: str, lost: int) -> tuple[str, int] | None:
    """Decode a run whose bytes moved by one; give the text and how many characters of `after` it used."""
    trail = after[:1] if after and 0x40 <= ord(after[0]) <= 0x7E else ""
    for used in [trail, ""] if trail else [""]:
        try:
            content = bytes([lost]) + run.encode("gb18030") + used.encode("ascii")
        except UnicodeEncodeError:
            return None
        n_lost = len(content) % 2
        try:
            text = content[: len(content) - n_lost].decode("gb18030")
        except UnicodeDecodeError:
            continue
        expected = _MARKS_AFTER if lost == _LEAD_OF_MARKS else _COMMON
        if not text or text[0] not in expected or _scores(text) <= _scores(run + used) + 0.2:
            continue
        n_used = len(used)
        if n_lost:  # Only the first byte is left. A3 begins the full-width marks, nearly always a comma.
            text += _lost_last(content[-1], text, after)
            n_used += after[:1] in ("?", "\ufffd")
        return _lost_lead(before, text[0]) + text, n_used
    return None


def restore_shifted_bytes(text: str) -> Repair:
    """Undo the damage of replacing the GBK bytes ``A3 A1`` across two characters by an exclamation mark (or BA, BB: : and ;).

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
            lost = 0xA1 if mark.group(1) == "！" else 0x80 | ord(mark.group(1))
            fixed = _unshift(before, run, text[end : end + 2], lost)
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

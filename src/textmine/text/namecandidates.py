"""List what may be a name in running text: a surname and what may be given characters, with what stands on either side."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from textmine.text.everydaywords import EVERYDAY_WORDS
from textmine.text.namecontexts import DONE, LEFT_BOUNDS, RIGHT_BOUNDS, TITLES, left_side, right_side
from textmine.text.namecues import ROLES
from textmine.text.namedata import COMPOUND_SURNAMES, NATIVE, PAIRS, SURNAMES
from textmine.text.namedictionary import is_word
from textmine.text.namemodel import (
    Reading,
    log_name,
    log_words,
    may_be_name,
    name_margins,
    read_between,
    surname_bound,
)
from textmine.text.namephrases import is_never_name
from textmine.text.uncommonnames import WORD_NAMES, guarded

__all__ = ["ENDS_PLACE", "LITTLE_SURNAMES", "Candidate", "find_candidates"]

_LONG_TITLES = "|".join(title for title in TITLES.split("|") if len(title) > 1)
_RUN = re.compile("[\u4e00-\u9fa5]{2,}")
_NATIVE_RUN = re.compile(f"[{''.join(sorted(NATIVE))}]{{3,}}")
ENDS_PLACE = frozenset(
    "河坡垅垄沟峡滩堤坳冈岭路汇府门道村巷桥湾坝塘冲坪洞寨屯庄园苑店厂院校站楼泥城省市县区镇乡街弄湖局所寺庙州社组界馆"
)
# 李先生, 王总; 查一查, 旺旺旺
_NO_NAME = re.compile(
    f".{{1,2}}(?:{_LONG_TITLES}|[哥姐叔姨嫂总某爷伯婶]$)|.[局科处队董]$|(.)(?:.|\\1)?\\1$|.家[山场台坡岗垅垄沟嘴洼梁老庄村屯寨湾坪坝营堡店桥集镇塘湖河洲院巷]?$|[杨柳松柏桂梅桃枫樟槐榆]树$|[东南西北][往向至到]|.贵[委局司院处县市区府部厅办校社单方公]|.[一二三四五六七八九十]+$|周[一二三四五六日天末]|[工农建招交]行|[伍陆][佰仟拾万]|华为.?$|.[一二三四五六七八九两]成$|.[一二三四五六七八九十百两]元$|[东南西北][一二三四五六七]环"
)
_HOUSEHOLD = re.compile(".[家庄]|.家[庄村]")  # 于家、高家都领到了
_NUMBER_OF_YEAR = re.compile(r"[〔\[](?:19|20)\d\d")  # 鲁卫发〔2020〕6号
_TITLE_INSIDE = re.compile("先生|女士|小姐|太太|师傅|阿姨|大爷|大妈|老师|主任|经理|书记")
_NUMERALS, _UNITS_OF_TIME = frozenset("一二三四五六七八九十两半"), frozenset("月年日号天岁点时分")
_WORD_NAME = re.compile(guarded(WORD_NAMES))
# 我于洋,上次打电话那个
_AFTER_I = frozenset(["comma", "end", "mark", "number", "sex"])
_WITH_PERSON = frozenset(["taker", "weak", "joint"])
_LITTLE_RIGHT = frozenset(["verb", "noun", "quality", "adverb"])
# 段雷,你们上次…; 陈秀英:请问…
_OPENS = re.compile(
    "[,:] ?(?:[你您]|请|麻烦|烦请|领导|我(?![市省县区国校院司公])|本人|反映|投诉|咨询|建议|想问)"
)
# A quick look: what the sides (`LEFT_BOUNDS`, `RIGHT_BOUNDS`) and the characters of a name must at best add up to. It leaves
# out what is hardly ever a name and saves most of the time; `textmine.text.namescore` decides.
_ENOUGH, _ENOUGH_BESIDE, _SHORT = 4.0, 1.5, 2.5
LITTLE_SURNAMES = frozenset("称于向时应何经从有由因全都")
_BEFORE_YU = frozenset("由关对至等属终处位基鉴善便过低高大小利有忠")  # 由于, 关于
_BEFORE_WORDS = {
    "于": _BEFORE_YU,
    "何": frozenset("有为因任如若几谁从缘奈"),
    "时": frozenset("及按准平随当同此届那小"),
    "应": frozenset("相对反适供响理本只"),
}
_JOINS = frozenset("、和与跟及")
_PLAIN_LEFT = 1.0
_LEAST_SURNAME = -4.5
_LEAST = -9.0  # A candidate further behind ordinary words is not looked at.


class Candidate(NamedTuple):
    """Hold what may be a name.

    Attributes
    ----------
    start, stop : int
        Where it stands in the text.
    reading : Reading
        How it reads in its stretch of Han characters, with its margin and the words beside it.
    left, right : str
        The kinds of its sides (:mod:`textmine.text.namecontexts`).
    """

    start: int
    stop: int
    reading: Reading
    left: str
    right: str


@functools.cache
def _surname_places() -> re.Pattern[str]:
    """Find where a name may begin: not at 有, 年 or 来, which are surnames too, a thousand times less often."""
    single = "".join(sorted(c for c in SURNAMES if surname_bound(c) > _LEAST_SURNAME))
    return re.compile(f"[{single}{''.join(sorted({name[0] for name in COMPOUND_SURNAMES}))}]")


def find_candidates(text: str, *, left_out: Collection[str] = EVERYDAY_WORDS) -> Iterator[Candidate]:
    """Yield what may be a name in a half-width text, by where the stretches of Han characters stand.

    Parameters
    ----------
    left_out : collection of str
        Words that are no candidates: those our own complaints use.

    Examples
    --------
    >>> text = "我弟郜大伟说"
    >>> ("郜大伟", "kin", "speaks") in [(text[one.start : one.stop], one.left, one.right) for one in find_candidates(text)]
    True
    """
    has_native = _NATIVE_RUN.search(text) is not None
    has_word_name = _WORD_NAME.search(text) is not None
    for run in _RUN.finditer(text):
        stretch, offset = run.group(), run.start()
        found = _likely_spans(text, stretch, offset, left_out)
        if has_word_name:
            found += [span for match in _WORD_NAME.finditer(stretch) if (span := match.span()) not in found]
        if has_native:
            found += [span for span in _native_spans(stretch) if span not in found]
        if not found:
            continue
        for reading in read_between(stretch, found):
            if reading.margin > _LEAST or stretch[reading.start : reading.stop] in WORD_NAMES:
                left = left_side(text, offset + reading.start, reading.preceding, offset)
                right = right_side(text, offset + reading.stop, reading.following)
                if left == "pronoun" and reading.start == 1 and right in _AFTER_I and stretch[0] in "我俺":
                    left = "self"
                if left == "start" and _OPENS.match(text, offset + reading.stop):
                    right = "opens"
                elif (
                    left in _WITH_PERSON
                    and right in _LITTLE_RIGHT
                    and DONE.match(text, offset + reading.stop)
                ):
                    right = "does"
                yield Candidate(offset + reading.start, offset + reading.stop, reading, left, right)


def _native_spans(stretch: str) -> list[tuple[int, int]]:
    """Give the places in a stretch that may hold a name of another language: 敖日格乐."""
    return [
        (run.start(), stop)
        for run in _NATIVE_RUN.finditer(stretch)
        for stop in range(max(run.start() + 3, run.end() - 2), min(run.end(), run.start() + 7) + 1)
        if log_name(stretch[run.start() : stop]) - log_words(stretch[run.start() : stop]) > _LEAST
    ]


def _likely_spans(text: str, stretch: str, offset: int, left_out: Collection[str]) -> list[tuple[int, int]]:
    """Give the places in a stretch that may hold a name, as far as a look at single characters tells.

    What the words in front and behind may add at most is known from the characters next to the name.
    """
    found = []
    left_bounds, right_bounds, is_likely = LEFT_BOUNDS, RIGHT_BOUNDS, may_be_name
    for place in _surname_places().finditer(stretch):
        at = place.start()
        begin = offset + at
        before = text[begin - 1] if begin else ""
        lacking = (_ENOUGH_BESIDE if before in _JOINS else _ENOUGH) - max(
            left_bounds.get(before, _PLAIN_LEFT),
            left_bounds.get(text[max(0, begin - 2) : begin], _PLAIN_LEFT),
        )
        after = text[begin + 2 : begin + 6]
        least2 = lacking + _SHORT - max(right_bounds.get(after[:1], 0.0), right_bounds.get(after[:2], 0.0))
        least3 = lacking - max(right_bounds.get(after[1:2], 0.0), right_bounds.get(after[1:3], 0.0))
        if is_likely(stretch, at, least2, least3):
            least = (
                least2,
                least3,
                lacking - max(right_bounds.get(after[2:3], 0.0), right_bounds.get(after[2:], 0.0)),
            )
            found += [
                (at, stop)
                for stop, bound in name_margins(stretch, at, least)
                if bound > _LEAST and _is_worth(text, begin, offset + stop, left_out)
            ]
    return found


def _is_worth(text: str, start: int, stop: int, left_out: Collection[str]) -> bool:
    """Ask, before the words around are weighed, whether the characters can be a name at all."""
    piece = text[start:stop]
    if (
        piece in left_out
        or piece in ROLES
        or piece in COMPOUND_SURNAMES
        or (_NO_NAME.match(piece) and not is_word(piece))
        or _HOUSEHOLD.fullmatch(piece)
        or _NUMBER_OF_YEAR.match(text, stop)
        or is_never_name(text, start, stop)
    ):
        return False
    # 王先|生: the surname has a title, 于八|月: a date.
    if piece[-1] in _NUMERALS and text[stop : stop + 1] in _UNITS_OF_TIME:
        return False
    if any(_TITLE_INSIDE.match(text, at) for at in range(start + 1, stop)):
        return False
    # 业主|于|前天, 班主任|向|家长
    if piece[0] in LITTLE_SURNAMES and is_word(piece[1:]) and piece[1:] not in PAIRS:
        return False
    before = _BEFORE_WORDS.get(piece[0])
    return before is None or text[start - 1 : start] not in before
